"""Which columns are sealed, and when exactly are they sealed and opened?

`EncryptedTextField` and `EncryptedJSONField` look like ordinary fields on an instance and hold `sealing.seal()` bytes
in the database. What is sealed how, and what a blind index is for, stands in `sealing`; this module is about time:

- *Opened* when the attribute is first read. A list that does not show a column does not decrypt it.
- *Sealed* when Django saves: `save`, `create`, `bulk_create`. The model has a UUID primary key with a default, so that
  the row's place is known before the insert.
- *Left alone* on `save()` when the value was not assigned, the primary key is the same and the key that sealed it is
  still the current one: the stored bytes are written back as they were, unread. JSON that was read counts as assigned,
  because it can be changed in place. Copying a row by giving it a new primary key opens it at the old place and
  seals it for the new one.
- *Refused* everywhere else: a plain value in `filter`, `update` or `bulk_update`, an expression or a look-up other
  than `isnull` raises `PlainValueInQuery`, because it would send the plain text to the database or find nothing.

Plain text does not show in `repr` of an instance's `__dict__` and cannot be pickled or serialised by accident.
`values()` gives a `Sealed`, which is opaque: only an instance knows its place. `refresh_from_db` opens what it loads.
"""

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.mixins import CheckFieldDefaultMixin
from django.db.models.query_utils import DeferredAttribute

from privacy_portal.lib.sealing import (
    FIELD_KEYS,
    Undecipherable,
    blind_index,
    current_key_id,
    key_id_of,
    seal,
    unseal,
)

__all__ = [
    "EncryptedJSONField",
    "EncryptedTextField",
    "PlainValueInQuery",
    "Sealed",
    "SealedField",
    "Undecipherable",
    "blind_index",
    "seal",
    "unseal",
]

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:

    class _TypedField(models.Field[_Set, _Get]): ...
else:

    class _TypedField(models.Field):
        # The type checker wants parameters that Django's field does not take at run time.
        def __class_getitem__(cls, _types: object) -> type:
            return cls


class PlainValueInQuery(FieldError):
    """A query would have carried the plain value of a sealed column, or compared what cannot be compared."""


class _Unopened:
    """Marks a value that nobody has read yet (None and "" are values)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes of a sealed column, as they are in the database. Says nothing about the text."""

    data: bytes

    def __repr__(self) -> str:
        return f"<sealed with key {key_id_of(self.data)}>"


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """What an instance's `__dict__` holds for one field: the stored bytes and their row, the plain value, or both."""

    sealed: bytes | None
    pk: Any
    plain: Any = _Unopened

    def __repr__(self) -> str:
        return "<encrypted>"

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Cell":
        return _Cell(self.sealed, self.pk, copy.deepcopy(self.plain, memo))

    def __reduce__(self) -> tuple[type["_Cell"], tuple[bytes | None, Any]]:
        if self.sealed is None:
            raise TypeError("An encrypted value that is not stored yet cannot be pickled: it would be readable.")
        return _Cell, (self.sealed, self.pk)  # without the plain value: it is opened again when it is read


class _Opener(DeferredAttribute):
    """Opens the value on first access; loads it first when the query deferred it."""

    field: "SealedField[Any, Any]"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        return self.field.plain_of(instance, value) if isinstance(value, _Cell) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, Sealed):
            value = _Cell(value.data, _pk_of(instance))
        elif value is not None and not hasattr(value, "resolve_expression"):
            value = _Cell(None, None, value)
        instance.__dict__[self.field.attname] = value


def _pk_of(instance: models.Model) -> Any:
    key = instance._meta.pk
    return key.to_python(instance.__dict__.get(key.attname))


class SealedField(_TypedField[_Set, _Get]):
    """What both kinds of field share. Not used directly."""

    descriptor_class = _Opener
    # A value that can be changed in place is sealed again after it was read.
    mutable: ClassVar[bool] = False
    # The setting whose keys seal and open it.
    ring: ClassVar[str] = FIELD_KEYS

    def encode(self, plain: Any) -> bytes:
        raise NotImplementedError

    def decode(self, data: bytes) -> Any:
        raise NotImplementedError

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place(self, pk: Any) -> str:
        """Return the context that binds a value to its row: "app_label.model|column|pk".

        Raises:
            ValueError: the row has no primary key yet.
        """
        if pk is None:
            raise ValueError(f"{self} can be sealed or opened only in a row with a primary key.")
        return f"{self.model._meta.label_lower}|{self.column}|{pk}"

    def plain_of(self, instance: models.Model, cell: _Cell) -> Any:
        """Return the plain value of `cell` and remember it on the instance.

        Raises:
            Undecipherable: the stored bytes do not belong here, were changed, or their key is missing.
        """
        if cell.plain is not _Unopened or cell.sealed is None:
            return cell.plain
        plain = self.decode(unseal(cell.sealed, context=self.place(cell.pk), ring=self.ring))
        self._remember(instance, cell.sealed, cell.pk, plain)
        return plain

    def _remember(self, instance: models.Model, sealed: bytes, pk: Any, plain: Any) -> None:
        cell = _Cell(None, None, plain) if self.mutable else _Cell(sealed, pk, plain)
        instance.__dict__[self.attname] = cell

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Return what to store: the bytes as loaded if they may stay (see the module), else a new seal."""
        if self.attname not in model_instance.__dict__:
            getattr(model_instance, self.attname)  # deferred and to be written: load it
        plain = cell = model_instance.__dict__[self.attname]
        pk = _pk_of(model_instance)
        if isinstance(cell, _Cell):
            if cell.sealed and cell.pk == pk and key_id_of(cell.sealed) == current_key_id(self.ring):
                return Sealed(cell.sealed)
            plain = self.plain_of(model_instance, cell)
        if plain is None:
            return None
        sealed = seal(self.encode(plain), context=self.place(pk), ring=self.ring)
        self._remember(model_instance, sealed, pk, plain)
        return Sealed(sealed)

    def from_db_value(self, value: memoryview | bytes | None, *_context: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise PlainValueInQuery(f"{self} is encrypted: assign it on an instance and save() that.")
        return value.data

    def get_placeholder(self, value: Any, _compiler: Any, _connection: BaseDatabaseWrapper) -> str:
        """Refuse expressions, which reach the SQL past `get_db_prep_value`."""
        if hasattr(value, "as_sql"):
            raise PlainValueInQuery(f"{self} is encrypted: no database expression can compute it.")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise PlainValueInQuery(f"{self} is encrypted: only isnull works. Search a blind index instead.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        raise PlainValueInQuery(f"{self} is encrypted and not serialised. Copy the database with its own tools.")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._place_errors()]

    def _place_errors(self) -> Iterable[checks.Error]:
        key = self.model._meta.pk
        if not isinstance(key, models.UUIDField) or not key.has_default():
            hint = "Give it `id = UUIDField(primary_key=True, default=uuid4)`."
            yield checks.Error("Encrypted columns need a key known before insert.", hint, obj=self, id="crypto.E001")
        elif self.model._meta.fields.index(key) > self.model._meta.fields.index(self):
            hint = "Declare the primary key first, in the same abstract model or above."
            yield checks.Error("An encrypted column stands before the primary key.", hint, obj=self, id="crypto.E002")
        if self.unique or getattr(self, "db_index", False) or self.has_db_default():
            hint = "Put the constraint or index on a blind index."
            yield checks.Error("Sealed bytes cannot be unique, indexed or defaulted.", hint, obj=self, id="crypto.E003")


class EncryptedTextField(SealedField[_Set, _Get]):
    """Text, sealed. "" is a value; None only with null=True. `max_length` is checked in characters by forms."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def encode(self, plain: Any) -> bytes:
        if not isinstance(plain, str):
            raise TypeError(f"{self} takes str, not {type(plain).__name__}.")
        return plain.encode()

    def decode(self, data: bytes) -> str:
        return data.decode()


class EncryptedJSONField(CheckFieldDefaultMixin, SealedField[_Set, _Get]):
    """What JSON can hold (RFC 8259), sealed. None is stored as NULL and needs null=True."""

    mutable = True
    empty_values = [None, "", [], ()]  # {} is an answer
    _default_hint = ("dict", "{}")
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, plain: Any) -> bytes:
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    def decode(self, data: bytes) -> Any:
        return json.loads(data)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})
