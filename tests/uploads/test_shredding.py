"""Is what was shredded gone, whatever backups there are?"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from privacy_portal.lib import rotation
from privacy_portal.lib.crypto import Undecipherable
from privacy_portal.lib.uploads import vault
from requests_app.models import Document
from requests_app.operations import document_keeping
from tests.uploads.kept import whole
from tests.uploads.sending import received

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A78")]

OLD = "1:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
NEW = "2:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="

Rows = dict[str, Document]


@pytest.fixture(autouse=True)
def home(documents: Path) -> Path:
    """The directory of this test's documents. It is made when the first comes."""
    return documents


@pytest.fixture
def rows(settings: Any) -> Rows:
    """Two documents."""
    settings.DOCUMENT_KEYS = [OLD]
    return {which: received(content=f"the {which} one".encode()) for which in ("shredded", "other")}


@contextmanager
def restored_afterwards() -> Iterator[None]:
    """The backup of the database was made before, and comes back after."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)


def shred(rows: Rows) -> None:
    document_keeping.forget(Document.objects.filter(pk=rows["shredded"].pk), at=timezone.now())
    document_keeping.delete_files()


def restore(home: Path, backup: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(backup, home)


def read(document: Document) -> bytes:
    """What is in a document, as the portal reads it from row and storage."""
    row = Document.objects.get(pk=document.pk)
    assert row.quarantine_key is not None
    return whole(row.quarantine_name, row.quarantine_key)


def test_a_backup_of_the_storage_does_not_bring_back_what_was_shredded(home: Path, rows: Rows, tmp_path: Path) -> None:
    name = rows["shredded"].quarantine_name
    shutil.copytree(home, tmp_path / "backup")
    shred(rows)
    assert not (home / name).exists()
    restore(home, tmp_path / "backup")
    assert (home / name).exists()
    assert read(rows["other"]) == b"the other one"
    assert Document.objects.get(pk=rows["shredded"].pk).quarantine_key is None
    for key in (Document.objects.get(pk=rows["other"].pk).quarantine_key, bytes(32), vault.new_key()):
        with pytest.raises(vault.Unreadable):
            whole(name, key)  # type: ignore[arg-type]  # the other one is there


def test_a_backup_of_database_and_storage_does_not_bring_it_back_after_the_master_key_was_replaced(
    home: Path, rows: Rows, tmp_path: Path, settings: Any
) -> None:
    shutil.copytree(home, tmp_path / "backup")
    with restored_afterwards():
        shred(rows)
        settings.DOCUMENT_KEYS = [NEW, OLD]
        assert rotation.rotate(Document) == 1
        settings.DOCUMENT_KEYS = [NEW]  # and the old key is destroyed
        assert read(rows["other"]) == b"the other one"
    restore(home, tmp_path / "backup")

    with pytest.raises(Undecipherable, match="key 1 is not in DOCUMENT_KEYS"):
        read(rows["shredded"])
    settings.DOCUMENT_KEYS = [OLD]  # that is why it has to be destroyed
    assert read(rows["shredded"]) == b"the shredded one"


def test_the_thief_of_storage_and_database_without_the_master_key_reads_nothing(rows: Rows, settings: Any) -> None:
    settings.DOCUMENT_KEYS, settings.FIELD_KEYS = [NEW], [OLD]
    with pytest.raises(Undecipherable):
        read(rows["other"])
