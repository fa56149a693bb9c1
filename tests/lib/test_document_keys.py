"""Do the keys of documents lie apart from other data, each at its own row, and do they reach a new master key?"""

import uuid
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models

from privacy_portal.lib import rotation
from privacy_portal.lib.crypto import EncryptedTextField, PlainValueInQuery, Undecipherable
from privacy_portal.lib.sealing import key_id_of
from privacy_portal.lib.uploads.keys import DocumentKeyField, new_key
from tests.lib.conftest import CreateTables

FIELD = "7:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
OLD = "1:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="
NEW = "2:Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2M="

pytestmark = pytest.mark.django_db


class Deed(models.Model):
    """A throw-away model with a document's key beside an ordinary encrypted column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = EncryptedTextField()
    key = DocumentKeyField(null=True)

    class Meta:
        app_label = "lib_tests"
        apps = Apps()


@pytest.fixture(scope="module", autouse=True)
def _tables(create_tables: CreateTables) -> None:
    create_tables(Deed)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.FIELD_KEYS, settings.DOCUMENT_KEYS = [FIELD], [OLD]


def key_ids(deed: Deed) -> tuple[int | None, int | None]:
    """By which keys title and key are sealed."""
    row = Deed.objects.values("title", "key").get(pk=deed.pk)
    return key_id_of(row["title"].data), key_id_of(row["key"].data)


def test_a_documents_key_is_sealed_with_another_ring_than_other_data() -> None:
    key = new_key()
    deed = Deed.objects.create(title="power of attorney", key=key)
    assert key_ids(deed) == (7, 1)
    again = Deed.objects.get(pk=deed.pk)
    assert (again.title, again.key) == ("power of attorney", key)


def test_who_has_the_other_ring_does_not_open_it(settings: Any) -> None:
    deed = Deed.objects.create(title="t", key=new_key())
    settings.DOCUMENT_KEYS = [FIELD.replace("7:", "1:")]
    with pytest.raises(Undecipherable):
        _ = Deed.objects.get(pk=deed.pk).key
    assert Deed.objects.get(pk=deed.pk).title == "t"


def test_a_key_moved_to_another_row_does_not_open() -> None:
    mine, theirs = (Deed.objects.create(title="t", key=new_key()) for _ in range(2))
    Deed.objects.filter(pk=mine.pk).update(key=Deed.objects.values_list("key", flat=True).get(pk=theirs.pk))
    with pytest.raises(Undecipherable):
        _ = Deed.objects.get(pk=mine.pk).key


def test_a_forgotten_key_is_gone_from_the_row() -> None:
    deed = Deed.objects.create(title="t", key=new_key())
    deed.key = None
    deed.save()
    assert Deed.objects.filter(key__isnull=True).get().pk == deed.pk


@pytest.mark.parametrize("wrong", [b"", b"short", "k" * 32, b"k" * 33])
def test_only_a_key_is_taken(wrong: Any) -> None:
    with pytest.raises(TypeError, match="32 bytes"):
        Deed.objects.create(title="t", key=wrong)


def test_a_key_cannot_get_into_a_query() -> None:
    with pytest.raises(PlainValueInQuery):
        Deed.objects.filter(key=new_key()).exists()


def test_a_new_master_key_reaches_every_document_and_nothing_else(settings: Any) -> None:
    keys = [new_key() for _ in range(5)]
    deeds = [Deed.objects.create(title="t", key=key) for key in [*keys, None]]
    settings.DOCUMENT_KEYS = [NEW, OLD]
    assert rotation.stale(Deed).count() == 5
    assert rotation.rotate(Deed, batch_size=2) == 5
    settings.DOCUMENT_KEYS = [NEW]
    assert {key_ids(deed) for deed in deeds[:-1]} == {(7, 2)}
    assert [Deed.objects.get(pk=deed.pk).key for deed in deeds] == [*keys, None]


def test_each_ring_is_rotated_for_itself(settings: Any) -> None:
    deed = Deed.objects.create(title="t", key=new_key())
    settings.FIELD_KEYS = [FIELD.replace("7:", "9:"), FIELD]
    assert rotation.rotate(Deed) == 1
    assert key_ids(deed) == (9, 1)
    assert rotation.rotate(Deed) == 0


def test_a_saved_row_keeps_its_sealed_key_until_the_ring_changes(settings: Any) -> None:
    deed = Deed.objects.create(title="t", key=new_key())
    before = Deed.objects.values_list("key", flat=True).get(pk=deed.pk)
    Deed.objects.get(pk=deed.pk).save()
    assert Deed.objects.values_list("key", flat=True).get(pk=deed.pk) == before
    settings.DOCUMENT_KEYS = [NEW, OLD]
    Deed.objects.get(pk=deed.pk).save()
    assert key_ids(deed) == (7, 2)
