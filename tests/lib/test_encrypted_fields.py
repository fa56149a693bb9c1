"""When is an encrypted column sealed and opened, and does it open only where it belongs?"""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_portal.lib.crypto import Undecipherable, unseal
from privacy_portal.lib.sealing import key_id_of
from tests.lib.conftest import CreateTables
from tests.lib.letters import KEYS, NAME, Letter, overwrite, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _tables(create_tables: CreateTables) -> None:
    create_tables(Letter)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.FIELD_KEYS = KEYS[:1]


# --- storing and reading --------------------------------------------------------------------------------------------


def test_what_was_saved_is_read_back() -> None:
    details = {"categories": ["sources", "purposes"], "since": "2022-01-01", "n": 1.5, "none": None, "ñ": True}
    made = Letter.objects.create(name=NAME, note="", details=details)
    read = Letter.objects.get(pk=made.pk)
    assert (read.name, read.note, read.details) == (NAME, "", details)


@pytest.mark.threat("A67")
def test_the_database_holds_no_plain_text() -> None:
    letter = Letter.objects.create(name=NAME, details={"name": NAME})
    for column in ("name", "details"):
        assert b"Jane" not in (stored(letter, column) or b"")


def test_no_plain_text_is_in_the_statements_sent_to_the_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        letter = Letter.objects.create(name=NAME, details={"name": NAME})
        letter.name = f"{NAME} II"
        letter.save()
    assert "Jane" not in str(queries.captured_queries)
    assert b"Jane".hex() not in str(queries.captured_queries)


def test_null_stays_null_and_can_be_asked_for() -> None:
    empty, full = Letter.objects.create(name=NAME), Letter.objects.create(name=NAME, note="x")
    assert stored(empty, "note") is None
    assert list(Letter.objects.filter(note__isnull=True)) == [empty]
    assert list(Letter.objects.exclude(note__isnull=True)) == [full]


def test_the_empty_text_is_a_value_and_sealed() -> None:
    letter = Letter.objects.create(name="")
    assert len(stored(letter, "name") or b"") == 2 + 12 + 16
    assert Letter.objects.get().name == ""


def test_the_same_text_in_two_rows_looks_different() -> None:
    first, second = Letter.objects.create(name=NAME), Letter.objects.create(name=NAME)
    assert stored(first, "name") != stored(second, "name")


def test_bulk_create_seals_each_row_for_itself() -> None:
    Letter.objects.bulk_create([Letter(name=f"n{n}", details={"n": n}) for n in range(3)])
    assert sorted((letter.name, letter.details["n"]) for letter in Letter.objects.all()) == [
        ("n0", 0),
        ("n1", 1),
        ("n2", 2),
    ]


def test_the_place_is_table_column_and_row() -> None:
    letter = Letter.objects.create(name=NAME)
    assert unseal(stored(letter, "name") or b"", context=f"lib_tests.letter|name|{letter.pk}") == NAME.encode()


def test_a_key_given_as_text_names_the_same_place() -> None:
    letter = Letter(pk="6F1C2D9E00004000800000000000000A", name=NAME)
    letter.save()
    assert Letter.objects.get().name == NAME


# --- when it is opened ----------------------------------------------------------------------------------------------


def test_a_list_that_does_not_show_a_column_does_not_open_it() -> None:
    letter = Letter.objects.create(name=NAME)
    overwrite(letter, "name", b"this cannot be opened by anybody at all")
    assert [row.subject for row in Letter.objects.all()] == ["hello"]


def test_a_deferred_column_is_loaded_and_opened_when_read() -> None:
    Letter.objects.create(name=NAME, note="n")
    letter = Letter.objects.defer("name", "note").get()
    assert letter.get_deferred_fields() == {"name", "note"}
    assert (letter.name, letter.note) == (NAME, "n")


def test_a_deferred_column_survives_a_save() -> None:
    Letter.objects.create(name=NAME)
    letter = Letter.objects.only("subject").get()
    letter.subject = "changed"
    letter.save()
    assert Letter.objects.get().name == NAME


def test_a_deferred_column_that_is_to_be_written_is_loaded_first() -> None:
    Letter.objects.create(name=NAME)
    Letter.objects.defer("name").get().save(update_fields=["name"])
    assert Letter.objects.get().name == NAME


def test_refresh_from_db_shows_what_another_process_wrote() -> None:
    mine = Letter.objects.create(name=NAME, details={"n": 1})
    theirs = Letter.objects.get()
    theirs.name, theirs.details = "Someone Else", {"n": 2}
    theirs.save()
    mine.refresh_from_db()
    assert (mine.name, mine.details) == ("Someone Else", {"n": 2})


def test_refresh_from_db_of_one_column_leaves_the_others() -> None:
    letter = Letter.objects.create(name=NAME, note="old")
    letter.note = "not saved"
    letter.name = "not saved"
    letter.refresh_from_db(fields=["note"])
    assert (letter.note, letter.name) == ("old", "not saved")


# --- when it is sealed anew -----------------------------------------------------------------------------------------


def test_save_writes_back_the_same_bytes_when_the_text_was_not_assigned() -> None:
    before = stored(Letter.objects.create(name=NAME), "name")
    letter = Letter.objects.get()
    letter.save()
    assert letter.name == NAME  # reading is not assigning
    letter.save()
    assert stored(letter, "name") == before


def test_a_row_with_a_damaged_column_can_still_be_saved() -> None:
    letter = Letter.objects.create(name=NAME)
    damaged = (stored(letter, "name") or b"")[:-1] + b"\0"
    overwrite(letter, "name", damaged)
    letter = Letter.objects.get()
    letter.subject = "changed"
    letter.save()
    assert (stored(letter, "name"), Letter.objects.get().subject) == (damaged, "changed")


def test_an_assigned_text_is_sealed_with_a_new_nonce() -> None:
    letter = Letter.objects.create(name=NAME)
    before = stored(letter, "name")
    letter.name = NAME
    letter.save()
    assert stored(letter, "name") != before
    assert Letter.objects.get().name == NAME


def test_update_fields_leaves_other_columns_alone() -> None:
    letter = Letter.objects.create(name=NAME, note="old")
    letter.name, letter.note = "New Name", "new"
    letter.save(update_fields=["note"])
    read = Letter.objects.get()
    assert (read.name, read.note) == (NAME, "new")


def test_json_changed_in_place_is_saved() -> None:
    Letter.objects.create(name=NAME, details={"items": [1]})
    letter = Letter.objects.get()
    letter.details["items"].append(2)
    letter.save()
    assert Letter.objects.get().details == {"items": [1, 2]}


def test_json_that_nobody_read_is_written_back_as_it_was() -> None:
    before = stored(Letter.objects.create(name=NAME, details={"items": [1]}), "details")
    letter = Letter.objects.get()
    letter.save()
    assert stored(letter, "details") == before


def test_setting_null_clears_the_column() -> None:
    letter = Letter.objects.create(name=NAME, note="n")
    letter.note = None
    letter.save()
    assert stored(letter, "note") is None


def test_a_copy_under_a_new_key_is_sealed_for_its_own_row() -> None:
    original = Letter.objects.create(name=NAME, note="n", details={"n": 1})
    duplicate = Letter.objects.get()  # nothing opened yet
    duplicate.pk = uuid.uuid4()
    duplicate._state.adding = True
    duplicate.save()
    read = Letter.objects.get(pk=duplicate.pk)
    assert (read.name, read.note, read.details) == (NAME, "n", {"n": 1})
    assert stored(duplicate, "name") != stored(original, "name")


def test_save_moves_an_old_seal_to_the_current_key(settings: Any) -> None:
    letter = Letter.objects.create(name=NAME)
    settings.FIELD_KEYS = [KEYS[1], KEYS[0]]
    Letter.objects.get().save()
    assert key_id_of(stored(letter, "name") or b"") == 2
    assert Letter.objects.get().name == NAME


# --- moved, changed, lost -------------------------------------------------------------------------------------------


def test_a_value_moved_to_another_row_does_not_open() -> None:
    mine, theirs = Letter.objects.create(name=NAME), Letter.objects.create(name="Someone Else")
    overwrite(mine, "name", stored(theirs, "name") or b"")
    with pytest.raises(Undecipherable):
        _ = Letter.objects.get(pk=mine.pk).name


def test_a_value_moved_to_another_column_does_not_open() -> None:
    letter = Letter.objects.create(name=NAME, note="n")
    overwrite(letter, "note", stored(letter, "name") or b"")
    with pytest.raises(Undecipherable):
        _ = Letter.objects.get().note
