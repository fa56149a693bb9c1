"""Is nothing left of a document that was given up, or that could not be stored?"""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from privacy_portal.lib.uploads.stream import CHUNK
from tests.uploads.kept import files, kept, whole


@pytest.fixture(autouse=True)
def home(documents: Path) -> Path:
    """The directory of this test's documents. It is made when the first comes."""
    return documents


# --- given up ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 10, 3 * CHUNK])
def test_an_abandoned_document_leaves_nothing(home: Path, size: int) -> None:
    writer = vault.create(vault.new_key())
    writer.write(os.urandom(size))
    writer.abandon()
    writer.abandon()
    assert files(home) == []
    for late in (lambda: writer.write(b"more"), writer.finish):
        with pytest.raises(ValueError, match="abandoned"):
            late()


def test_an_upload_that_breaks_off_leaves_nothing(home: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield os.urandom(2 * CHUNK)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.put(breaking(), key=vault.new_key())
    assert files(home) == []


def test_to_abandon_a_finished_document_changes_nothing() -> None:
    key = vault.new_key()
    with vault.create(key) as writer:
        writer.write(b"data")
        stored = writer.finish()
        writer.abandon()
        with pytest.raises(ValueError, match="finished"):
            writer.finish()
    assert whole(stored.name, key) == b"data"


def test_until_it_is_finished_there_is_no_document(home: Path) -> None:
    with vault.create(vault.new_key()) as writer:
        writer.write(os.urandom(2 * CHUNK))
        assert [name.split("/")[0] for name in files(home)] == ["incoming"]


def test_what_a_killed_process_left_is_swept_and_what_is_coming_in_is_not(home: Path) -> None:
    stored = kept(b"data", vault.new_key())
    now = datetime.now(UTC)
    dead, coming = vault.create(vault.new_key()), vault.create(vault.new_key())
    old = (now - timedelta(hours=2)).timestamp()
    os.utime(dead._incoming.temporary_file_path(), (old, old))
    assert vault.leftovers(now - timedelta(hours=1)) == 1
    assert vault.leftovers(now - timedelta(hours=1)) == 0
    assert files(home) == sorted([stored, f"incoming/{Path(coming._incoming.temporary_file_path()).name}"])
    coming.finish()
    dead.abandon()


def test_where_nothing_ever_came_in_there_is_nothing_to_sweep() -> None:
    assert vault.leftovers(datetime.now(UTC)) == 0


# --- refused ----------------------------------------------------------------------------------------------------------


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size` bytes: what a full disk does, without filling one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def assert_not_stored(caught: pytest.ExceptionInfo[FileRefused], home: Path) -> None:
    assert caught.value.code == Refusal.NOT_STORED
    assert files(home) == []


@pytest.mark.parametrize("size", [100, 5 * CHUNK])
def test_a_full_disk_is_a_refusal_and_leaves_nothing(home: Path, size: int) -> None:
    with disk_of(50 if size < CHUNK else 2 * CHUNK), pytest.raises(FileRefused) as caught:
        vault.put([os.urandom(size)], key=vault.new_key())
    assert_not_stored(caught, home)


@pytest.mark.parametrize("step", ["write", "finish"])
def test_a_step_that_the_disk_refuses_cleans_up_by_itself(home: Path, step: str) -> None:
    writer = vault.create(vault.new_key())
    writer.write(os.urandom(CHUNK))
    with disk_of(100), pytest.raises(FileRefused) as caught:
        writer.write(os.urandom(3 * CHUNK)) if step == "write" else writer.finish()
    assert_not_stored(caught, home)
    with pytest.raises(ValueError, match="abandoned"):
        writer.write(b"more")


def test_a_directory_that_cannot_be_made_is_a_refusal(home: Path) -> None:
    home.write_text("not a directory")
    with pytest.raises(FileRefused) as caught:
        vault.create(vault.new_key())
    assert caught.value.code == Refusal.NOT_STORED


class Raising(FileSystemStorage):
    """A storage elsewhere that fails in a way of its own."""

    def _save(self, name: str, content: Any) -> str:
        raise LookupError("no such shelf")

    _open = delete = _save  # type: ignore[assignment]  # all three only refuse


class Crowded(FileSystemStorage):
    """A storage in which every name is taken, and that gives another."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return f"{name}_2"


def elsewhere(settings: Any, storage: type[FileSystemStorage], home: Path) -> None:
    backend = {"BACKEND": f"{__name__}.{storage.__name__}", "OPTIONS": {"location": home}}
    settings.STORAGES = {**settings.STORAGES, "documents": backend}


def test_a_storage_that_fails_is_a_refusal_and_leaves_nothing(
    home: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere(settings, Raising, home)
    with pytest.raises(FileRefused) as caught:
        vault.put([b"data"], key=vault.new_key())
    assert_not_stored(caught, home)
    assert "vault: a document could not be stored" in caplog.text


def test_a_storage_that_fails_while_it_is_asked_is_not_taken_for_a_missing_document(home: Path, settings: Any) -> None:
    elsewhere(settings, Raising, home)
    with pytest.raises(vault.Unavailable):
        vault.read("a" * 32, key=vault.new_key())
    with pytest.raises(vault.Unavailable):
        vault.delete("a" * 32)


def test_a_storage_that_would_use_another_name_is_a_refusal_and_leaves_nothing(home: Path, settings: Any) -> None:
    elsewhere(settings, Crowded, home)
    with pytest.raises(FileRefused) as caught:
        vault.put([b"data"], key=vault.new_key())
    assert_not_stored(caught, home)


def test_a_file_that_is_there_is_not_written_over(home: Path) -> None:
    with vault.create(vault.new_key()) as writer:
        (home / writer._name).write_bytes(b"somebody else's")
        with pytest.raises(FileRefused):
            writer.finish()
        assert (home / writer._name).read_bytes() == b"somebody else's"
        assert files(home) == [writer._name]
