"""Is what was shredded gone, whatever backups there are?"""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.crypto import Undecipherable
from privacy_portal.lib.uploads import vault
from tests.uploads.kept import kept, whole


@pytest.fixture(autouse=True)
def home(documents: Path) -> Path:
    """The directory of this test's documents. It is made when the first comes."""
    return documents


# --- shredded ---------------------------------------------------------------------------------------------------------


OLD = "1:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
NEW = "2:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="

Rows = dict[str, tuple[str, str]]  # what a database keeps of each document: its name, and its key as it is wrapped


@pytest.fixture
def rows(settings: Any) -> Rows:
    """Two documents."""
    settings.DOCUMENT_KEYS = [OLD]
    keys = {"shredded": vault.new_key(), "other": vault.new_key()}
    return {which: (kept(f"the {which} one".encode(), key), vault.wrap(key)) for which, key in keys.items()}


def shred(rows: Rows) -> None:
    name, _ = rows["shredded"]
    rows["shredded"] = (name, "")  # the key is forgotten
    vault.delete(name)


def restore(home: Path, backup: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(backup, home)


def read_as_row(row: tuple[str, str]) -> bytes:
    return whole(row[0], vault.unwrap(row[1]))


def test_a_backup_of_the_storage_does_not_bring_back_what_was_shredded(home: Path, rows: Rows, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "backup")
    shred(rows)
    restore(home, tmp_path / "backup")
    assert (home / rows["shredded"][0]).exists()
    assert read_as_row(rows["other"]) == b"the other one"
    with pytest.raises(Undecipherable):
        read_as_row(rows["shredded"])
    for key in (vault.unwrap(rows["other"][1]), bytes(32), vault.new_key()):
        with pytest.raises(vault.Unreadable):
            whole(rows["shredded"][0], key)


def test_a_backup_of_database_and_storage_does_not_bring_it_back_after_the_master_key_was_replaced(
    home: Path, rows: Rows, tmp_path: Path, settings: Any
) -> None:
    shutil.copytree(home, tmp_path / "backup")
    database_backup = dict(rows)
    assert read_as_row(database_backup["shredded"]) == b"the shredded one"  # as long as the old key is kept

    shred(rows)
    settings.DOCUMENT_KEYS = [NEW, OLD]
    rows["other"] = (rows["other"][0], vault.rewrap(rows["other"][1]))
    settings.DOCUMENT_KEYS = [NEW]  # and the old key is destroyed
    restore(home, tmp_path / "backup")

    assert read_as_row(rows["other"]) == b"the other one"
    with pytest.raises(Undecipherable, match="key 1 is not in DOCUMENT_KEYS"):
        read_as_row(database_backup["shredded"])


def test_the_thief_of_storage_and_database_without_the_master_key_reads_nothing(rows: Rows, settings: Any) -> None:
    settings.DOCUMENT_KEYS, settings.FIELD_KEYS = [NEW], [OLD]
    with pytest.raises(Undecipherable):
        read_as_row(rows["other"])


# --- wrapped keys ----------------------------------------------------------------------------------------------------


def test_a_wrapped_key_is_the_key_again_and_never_looks_the_same_twice() -> None:
    key = vault.new_key()
    one, other = vault.wrap(key), vault.wrap(key)
    assert one != other
    assert vault.unwrap(one) == vault.unwrap(other) == key


@pytest.mark.parametrize("text", ["", "x", "not base64!", "AAAA", "ä", "A" * 80])
def test_what_is_no_wrapped_key_does_not_open(text: str) -> None:
    for wanted in (vault.unwrap, vault.rewrap):
        with pytest.raises(Undecipherable):
            wanted(text)


def test_a_key_wrapped_with_the_newest_is_left_as_it_is(settings: Any) -> None:
    settings.DOCUMENT_KEYS = [OLD]
    old = vault.wrap(b"k" * 32)
    assert vault.rewrap(old) == old
    settings.DOCUMENT_KEYS = [NEW, OLD]
    new = vault.rewrap(old)
    assert new != old
    settings.DOCUMENT_KEYS = [NEW]
    assert vault.unwrap(new) == b"k" * 32


def test_malformed_master_keys_are_named_without_being_shown(settings: Any) -> None:
    settings.DOCUMENT_KEYS = ["1:c2hvcnQ="]
    with pytest.raises(ImproperlyConfigured, match="DOCUMENT_KEYS: key 1 must be 32 bytes") as caught:
        vault.wrap(b"k" * 32)
    assert "c2hvcnQ" not in str(caught.value)
