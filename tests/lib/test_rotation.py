"""Does all stored personal data reach the new key, whatever happens on the way?"""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from privacy_portal.lib import rotation
from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField, Undecipherable
from privacy_portal.lib.sealing import key_id_of
from requests_app.models.draft import Draft
from tests.lib.conftest import CreateTables

OLD = "1:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
NEW = "2:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="

LATER = datetime(2030, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Parcel(models.Model):
    """A throw-away model with two encrypted columns, one of them optional."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = EncryptedTextField()
    details = EncryptedJSONField(null=True)

    class Meta:
        app_label = "lib_tests"
        apps = Apps()


@pytest.fixture(scope="module", autouse=True)
def _tables(create_tables: CreateTables) -> None:
    create_tables(Parcel)


@pytest.fixture(autouse=True)
def _parcels(settings: Any, db: None) -> Iterator[None]:
    settings.FIELD_KEYS = [OLD]
    Parcel.objects.bulk_create([Parcel(name=f"n{n}", details={"n": n} if n % 2 else None) for n in range(10)])
    settings.FIELD_KEYS = [NEW, OLD]
    yield
    Parcel.objects.all().delete()  # a transactional test commits, and only installed tables are emptied after it


def key_ids() -> set[int | None]:
    return {
        key_id_of(value.data)
        for row in Parcel.objects.values("name", "details")
        for value in row.values()
        if value is not None
    }


def contents() -> list[tuple[str, Any]]:
    return sorted((parcel.name, parcel.details and parcel.details["n"]) for parcel in Parcel.objects.all())


def damage(parcel: Parcel) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE lib_tests_parcel SET name = set_byte(name, 20, get_byte(name, 20) # 1) WHERE id = %s", [parcel.pk]
        )


@pytest.mark.parametrize("batch_size", [1, 3, 10, 100])
def test_every_row_reaches_the_new_key_and_keeps_its_content(batch_size: int, settings: Any) -> None:
    before = contents()
    assert rotation.rotate(Parcel, batch_size=batch_size) == 10
    settings.FIELD_KEYS = [NEW]  # the old key is gone for good
    assert (key_ids(), contents()) == ({2}, before)


def test_a_second_run_finds_nothing_to_do() -> None:
    rotation.rotate(Parcel)
    assert rotation.rotate(Parcel) == 0


def test_a_run_that_was_stopped_is_finished_by_the_next() -> None:
    batches = rotation.rotate_in_batches(Parcel, batch_size=4)
    assert next(batches).resealed == 4
    batches.close()
    assert key_ids() == {1, 2}
    assert rotation.rotate(Parcel, batch_size=4) == 6
    assert key_ids() == {2}


def test_a_batch_is_not_larger_than_asked_for() -> None:
    assert [batch.resealed for batch in rotation.rotate_in_batches(Parcel, batch_size=4)] == [4, 4, 2]


def test_rows_of_the_current_key_are_not_touched() -> None:
    parcel = Parcel.objects.create(name="already new")
    before = Parcel.objects.values_list("name", flat=True).get(pk=parcel.pk)
    assert rotation.rotate(Parcel) == 10
    assert Parcel.objects.values_list("name", flat=True).get(pk=parcel.pk) == before


def test_a_row_that_does_not_open_is_named_and_the_others_move_on(caplog: pytest.LogCaptureFixture) -> None:
    bad = Parcel.objects.order_by("pk")[2]
    damage(bad)
    with pytest.raises(Undecipherable, match="1 rows"):
        rotation.rotate(Parcel, batch_size=3)
    assert str(bad.pk) in caplog.text
    assert rotation.stale(Parcel).count() == 1


def test_a_key_that_is_missing_changes_nothing(settings: Any) -> None:
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(Undecipherable, match="10 rows"):
        rotation.rotate(Parcel)
    assert key_ids() == {1}


def test_a_batch_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        rotation.rotate(Parcel, batch_size=0)


def test_the_installed_models_with_encrypted_columns_are_found_by_themselves() -> None:
    found = rotation.models_to_rotate()
    assert found
    assert all(rotation.sealed_fields(model) for model in found)
    assert len(found) == len({model._meta.db_table for model in found})


@pytest.mark.django_db(transaction=True)
def test_a_value_written_during_the_run_is_not_overwritten_with_the_older_one() -> None:
    target = Parcel.objects.order_by("pk")[0]
    locked, started = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            parcel = Parcel.objects.select_for_update().get(pk=target.pk)
            locked.set()
            started.wait(10)
            parcel.name = "written meanwhile"
            parcel.save()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert locked.wait(10)
    threading.Timer(0.3, started.set).start()  # while the rotation waits for the row
    rotation.rotate(Parcel, batch_size=10)
    writer.join(10)
    assert Parcel.objects.get(pk=target.pk).name == "written meanwhile"
    assert key_ids() == {2}


# --- the command, over every installed model ----------------------------------------------------------------------


@pytest.fixture
def drafts(settings: Any) -> list[Draft]:
    settings.FIELD_KEYS = [OLD]
    made = [Draft.objects.create(answers={"n": n}, expires_at=LATER) for n in range(5)]
    settings.FIELD_KEYS = [NEW, OLD]
    return made


def run_command(**options: Any) -> list[str]:
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_shows_its_progress(drafts: list[Draft]) -> None:
    lines = run_command(batch_size=2)
    assert [line for line in lines if line.startswith("requests_app.Draft")] == [
        "requests_app.Draft: 2 of 5",
        "requests_app.Draft: 4 of 5",
        "requests_app.Draft: 5 of 5",
    ]
    assert lines[-1] == "Everything is sealed with the current key."


def test_the_command_can_be_run_again(drafts: list[Draft], settings: Any) -> None:
    run_command()
    assert "requests_app.Draft: nothing to do" in run_command()
    settings.FIELD_KEYS = [NEW]
    assert sorted(draft.answers["n"] for draft in Draft.objects.all()) == [0, 1, 2, 3, 4]


def test_the_command_fails_when_a_row_does_not_open(drafts: list[Draft], settings: Any) -> None:
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="5 rows could not be opened"):
        run_command()


def test_the_command_refuses_an_empty_batch() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        run_command(batch_size=0)
