"""Do encrypted columns refuse every way by which plain text would leave the instance?"""

import copy
import pickle
import uuid
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat

from privacy_portal.lib.crypto import (
    EncryptedTextField,
    PlainValueInQuery,
    Sealed,
)
from tests.lib.conftest import CreateTables
from tests.lib.letters import KEYS, NAME, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _tables(create_tables: CreateTables) -> None:
    create_tables(Letter)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.FIELD_KEYS = KEYS[:1]


# --- refused in queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        {"name": NAME},
        {"name": None},
        {"name__exact": NAME},
        {"name__in": [NAME]},
        {"name__contains": "Jane"},
        {"name__gt": "A"},
        {"details__name": NAME},
        {"details": {"name": NAME}},
    ],
)
def test_filtering_on_an_encrypted_column_is_a_loud_error(condition: dict[str, Any]) -> None:
    with pytest.raises(PlainValueInQuery):
        list(Letter.objects.filter(**condition))


@pytest.mark.parametrize(
    "change", [{"name": NAME}, {"name": Value(NAME)}, {"name": Concat("subject", Value("x"))}, {"details": {"a": 1}}]
)
def test_update_with_a_plain_value_is_a_loud_error(change: dict[str, Any]) -> None:
    Letter.objects.create(name="Someone Else")
    with pytest.raises(PlainValueInQuery):
        Letter.objects.update(**change)


def test_update_may_clear_a_column() -> None:
    Letter.objects.create(name=NAME, note="n")
    Letter.objects.update(note=None)
    assert Letter.objects.get().note is None


def test_bulk_update_is_a_loud_error() -> None:
    letter = Letter.objects.create(name=NAME)
    letter.name = "Someone Else"
    with pytest.raises(PlainValueInQuery):
        Letter.objects.bulk_update([letter], ["name"])


def test_get_or_create_by_an_encrypted_column_is_a_loud_error() -> None:
    with pytest.raises(PlainValueInQuery):
        Letter.objects.get_or_create(name=NAME)


def test_update_or_create_seals_its_defaults() -> None:
    letter = Letter.objects.create(name=NAME)
    Letter.objects.update_or_create(pk=letter.pk, defaults={"name": "Someone Else"})
    assert Letter.objects.get().name == "Someone Else"


def test_an_expression_on_an_instance_is_refused() -> None:
    letter = Letter.objects.create(name=NAME)
    letter.name = F("subject")  # type: ignore[assignment]
    with pytest.raises(TypeError):
        letter.save()


@pytest.mark.parametrize("value", [b"bytes", 7, ["list"]])
def test_something_else_than_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        Letter.objects.create(name=value)


def test_json_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        Letter.objects.create(name=NAME, details={"n": float("nan")})


# --- not shown by accident ------------------------------------------------------------------------------------------


def test_values_gives_something_opaque() -> None:
    Letter.objects.create(name=NAME)
    row = Letter.objects.values("name").get()
    assert isinstance(row["name"], Sealed)
    assert repr(row["name"]) == str(row["name"]) == "<sealed with key 1>"


def test_the_plain_text_is_not_in_the_repr_of_the_instance_state() -> None:
    letter = Letter(name=NAME, details={"name": NAME})
    assert "Jane" not in repr(letter) + repr(vars(letter))
    letter.save()
    assert letter.name == NAME
    assert "Jane" not in repr(vars(letter))


def test_a_stored_row_is_pickled_without_its_plain_text() -> None:
    Letter.objects.create(name=NAME, note="n")
    letter = Letter.objects.get()
    assert letter.name == NAME
    pickled = pickle.dumps(letter.__reduce__()[2])
    assert b"Jane" not in pickled
    loaded = Letter.__new__(Letter)
    loaded.__setstate__(pickle.loads(pickled))
    assert loaded.name == NAME


def test_a_row_that_is_not_stored_cannot_be_pickled() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Letter(name=NAME).__reduce__()[2])


def test_a_deep_copy_does_not_share_its_json() -> None:
    letter = Letter.objects.create(name=NAME, details={"items": [1]})
    twin = Letter.__new__(Letter)
    vars(twin).update(copy.deepcopy(vars(letter)))
    twin.details["items"].append(2)
    assert (letter.details, twin.name) == ({"items": [1]}, NAME)


def test_dumping_data_does_not_write_plain_text() -> None:
    Letter.objects.create(name=NAME)
    with pytest.raises(PlainValueInQuery):
        serializers.serialize("json", Letter.objects.all())


# --- validation and declaration -------------------------------------------------------------------------------------


def test_full_clean_works_with_a_constraint_over_an_encrypted_column() -> None:
    letter = Letter(name=NAME, note="n", subject="note")
    letter.full_clean()
    letter.save()
    assert Letter.objects.get().note == "n"


def test_max_length_counts_characters() -> None:
    Letter(name="ñ" * 40).full_clean()
    with pytest.raises(ValidationError) as caught:
        Letter(name="ñ" * 41).full_clean()
    assert list(caught.value.message_dict) == ["name"]


def test_a_migration_can_write_the_field_down() -> None:
    field = Letter._meta.get_field("name")
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("privacy_portal.lib.crypto.EncryptedTextField", [], {"max_length": 40})


def errors_of(**fields: Any) -> list[str | None]:
    meta = type("Meta", (), {"app_label": "lib_tests", "apps": Apps()})
    model = type("Declared", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
    return [problem.id for problem in model.check() if problem.id and problem.id.startswith("crypto.")]


def test_a_model_declared_well_passes_the_checks() -> None:
    assert errors_of(id=models.UUIDField(primary_key=True, default=uuid.uuid4), name=EncryptedTextField()) == []


def test_a_model_without_a_uuid_key_is_refused() -> None:
    assert errors_of(name=EncryptedTextField()) == ["crypto.E001"]
    assert errors_of(id=models.UUIDField(primary_key=True), name=EncryptedTextField()) == ["crypto.E001"]


def test_a_key_declared_after_the_encrypted_column_is_refused() -> None:
    name = EncryptedTextField()
    assert errors_of(id=models.UUIDField(primary_key=True, default=uuid.uuid4), name=name) == ["crypto.E002"]


@pytest.mark.parametrize("options", [{"unique": True}, {"db_index": True}, {"db_default": "x"}])
def test_an_encrypted_column_is_neither_unique_nor_indexed(options: dict[str, Any]) -> None:
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    assert errors_of(id=key, name=EncryptedTextField(**options)) == ["crypto.E003"]


def test_a_value_moved_by_sql_from_column_to_column_is_refused_by_the_query() -> None:
    with pytest.raises(PlainValueInQuery):
        Letter.objects.update(note=F("name"))
