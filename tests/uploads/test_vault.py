"""Is a document in the vault as it was given, sealed, behind no address, and bearable for a small machine?"""

import hashlib
import os
import stat
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.stream import CHUNK, HEADER_BYTES
from tests.uploads.kept import files, kept, whole

BORDERS = [0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK + 5]

# A property draws many documents in one test; they lie beside each other and do not meet.
drawn = examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def home(documents: Path) -> Path:
    """The directory of this test's documents. It is made when the first comes."""
    return documents


# --- what is written is read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", BORDERS)
def test_what_was_written_is_read(size: int) -> None:
    key, data = vault.new_key(), os.urandom(size)
    stored = vault.put([data], key=key)
    assert whole(stored.name, key) == data
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(data).hexdigest())


@drawn
@given(sizes=st.lists(st.integers(0, CHUNK + 1) | st.sampled_from(BORDERS), max_size=6))
def test_it_does_not_matter_in_which_pieces_it_comes(sizes: list[int]) -> None:
    key, pieces = vault.new_key(), [os.urandom(size) for size in sizes]
    stored = vault.put(iter(pieces), key=key)
    assert whole(stored.name, key) == b"".join(pieces)


def test_a_document_can_be_read_twice_and_at_the_same_time() -> None:
    key, data = vault.new_key(), os.urandom(3 * CHUNK)
    name = kept(data, key)
    first, second = vault.read(name, key=key), vault.read(name, key=key)
    pairs = [*zip(first, second, strict=True)]
    assert b"".join(one for one, _ in pairs) == b"".join(other for _, other in pairs) == data


@pytest.mark.threat("A53")
def test_every_document_has_another_name_which_says_nothing(home: Path) -> None:
    names = {kept(b"the same", vault.new_key()) for _ in range(50)}
    assert len(names) == 50
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)
    assert set(files(home)) == names


def test_every_key_is_another() -> None:
    assert len({vault.new_key() for _ in range(50)}) == 50
    assert {len(vault.new_key())} == {32}


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 31, b"k" * 33])
def test_a_key_of_another_length_is_refused(home: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        vault.create(key)
    assert not home.exists()


# --- at rest ----------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A54")
def test_nothing_of_the_content_lies_on_the_disk_neither_at_rest_nor_while_it_comes(home: Path) -> None:
    secret = b"Rosa Alvarez, 500 Alder Street. " * 4000
    with vault.create(vault.new_key()) as writer:
        writer.write(secret)
        coming = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
        writer.finish()
    resting = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert (len(coming), len(resting)) == (1, 1)
    assert len(coming[0]) >= CHUNK
    assert not any(b"Rosa" in data or b"Alder" in data for data in coming + resting)


def test_the_same_content_never_looks_the_same_twice(home: Path) -> None:
    key = vault.new_key()
    one, other = ((home / kept(b"x" * 100, key)).read_bytes() for _ in range(2))
    assert one[HEADER_BYTES:] != other[HEADER_BYTES:]


@pytest.mark.threat("A54")
def test_only_the_portals_own_user_may_enter_or_read(home: Path) -> None:
    before = os.umask(0)
    try:
        with vault.create(vault.new_key()) as writer:
            coming = next((home / "incoming").iterdir())
            assert stat.S_IMODE(coming.stat().st_mode) == 0o600
            stored = writer.finish()
    finally:
        os.umask(before)
    assert stat.S_IMODE((home / stored.name).stat().st_mode) == 0o600
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home, home / "incoming")} == {0o700}


@pytest.mark.threat("A54")
def test_a_document_has_no_address() -> None:
    name = kept(b"data", vault.new_key())
    with pytest.raises(ValueError, match="no address"):
        storages["documents"].url(name)


@pytest.mark.threat("A54")
def test_no_address_of_the_portal_leads_to_the_storage(client: Client, settings: Any, home: Path) -> None:
    name = kept(b"data", vault.new_key())
    tries = [
        name,
        f"media/{name}",
        f"documents/{name}",
        f"files/{name}",
        f"static/{name}",
        f"static/../documents/{name}",
    ]
    assert settings.MEDIA_ROOT == ""
    for path in [
        *tries,
        f"var/documents/{name}",
        f"uploads/{name}",
        f"static/%2e%2e/documents/{name}",
        str(home / name),
    ]:
        assert client.get(f"/{path}", secure=True).status_code == 404, path


# --- missing, deleted -------------------------------------------------------------------------------------------------


def test_a_deleted_document_is_missing_and_can_be_deleted_again(home: Path) -> None:
    key = vault.new_key()
    name = kept(b"data", key)
    vault.delete(name)
    vault.delete(name)
    assert files(home) == []
    with pytest.raises(vault.Missing):
        vault.read(name, key=key)


@pytest.mark.threat("A53")
@pytest.mark.parametrize(
    "name", ["", ".", "..", "../secrets.env", "incoming/x", "/etc/passwd", "A" * 32, "a" * 33, "a\0"]
)
def test_names_that_the_vault_never_gave_lead_nowhere(name: str) -> None:
    with pytest.raises(vault.Missing):
        vault.read(name, key=vault.new_key())
    with pytest.raises(ValueError, match="Not a name"):
        vault.delete(name)


def test_a_reader_that_stops_in_the_middle_leaves_no_file_open() -> None:
    key = vault.new_key()
    name = kept(os.urandom(4 * CHUNK), key)
    before = len([*Path("/proc/self/fd").iterdir()])
    pieces = vault.read(name, key=key)
    next(pieces)
    del pieces
    assert len([*Path("/proc/self/fd").iterdir()]) == before


# --- memory -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [64 * 1024, 1024 * 1024])
def test_ten_megabytes_need_the_memory_of_a_few_pieces(at_once: int) -> None:
    key, piece, pieces = vault.new_key(), os.urandom(at_once), 10 * 1024 * 1024 // at_once
    kept(b"warm", key)  # what is imported or cached on first use is not counted
    tracemalloc.start()
    try:
        stored = vault.put((piece for _ in range(pieces)), key=key)
        length = sum(len(each) for each in vault.read(stored.name, key=key))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (stored.size, length) == (10 * 1024 * 1024,) * 2
    assert peak < 8 * CHUNK
