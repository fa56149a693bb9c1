"""How does stored personal data move to a new key?

1. Put the new key first in FIELD_KEYS (or DOCUMENT_KEYS), keep the old one behind it, and restart every process. From
   now on whatever is saved is sealed with the new key.
2. Run `manage.py rotate_keys` until it says that nothing is left. It can be stopped and started at any time: what is
   still to do is read from the rows themselves.
3. Take the old key out of the setting, and keep it as long as backups from before step 2 are kept.

Each batch is one transaction that locks its rows, so that a value written at the same moment is never overwritten with
an older one.

Every installed model is found by its encrypted columns, and each column says by its class which setting's keys are its
own: there is nothing to register. Documents themselves stay as they are, only the keys that open them are sealed anew.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from privacy_portal.lib.crypto import Sealed, SealedField
from privacy_portal.lib.sealing import Undecipherable, current_key_id, key_id_of, seal, unseal

logger = logging.getLogger(__name__)

DEFAULT_BATCH_SIZE = 500
_KEY_ID_OFFSET = 1  # of the key id within a sealed value


@dataclass(frozen=True)
class Batch:
    """What one transaction did: rows sealed anew, and rows left alone because a value in them does not open."""

    resealed: int
    failed: int


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    """Return the encrypted columns of `model`'s own table."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedField)]


def models_to_rotate() -> list[type[models.Model]]:
    """Return every installed model whose table has encrypted columns, in a stable order."""
    found = [model for model in apps.get_models(include_auto_created=True) if sealed_fields(model)]
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy), key=lambda m: m._meta.label
    )


def stale(model: type[models.Model]) -> QuerySet[Any]:
    """Return the rows with at least one value that another key than the current one of its ring has sealed."""
    rows: QuerySet[Any] = model._base_manager.all()
    outdated = Q(pk__in=[])
    for field in sealed_fields(model):
        alias = f"_key_of_{field.attname}"
        key_id = Func(F(field.attname), Value(_KEY_ID_OFFSET), function="get_byte", output_field=IntegerField())
        rows = rows.alias(**{alias: key_id})
        current = current_key_id(field.ring)
        outdated |= Q(**{f"{alias}__lt": current}) | Q(**{f"{alias}__gt": current})  # NULL is neither
    return rows.filter(outdated)


def _reseal(field: SealedField[Any, Any], pk: Any, value: Sealed | None) -> Sealed | None:
    if value is None or key_id_of(value.data) == current_key_id(field.ring):
        return value
    place = field.place(pk)
    return Sealed(seal(unseal(value.data, context=place, ring=field.ring), context=place, ring=field.ring))


def _rotate_rows(model: type[models.Model], rows: list[dict[str, Any]]) -> Batch:
    fields = sealed_fields(model)
    failed = 0
    for row in rows:
        try:
            changed = {field.attname: _reseal(field, row["pk"], row[field.attname]) for field in fields}
        except Undecipherable as problem:
            logger.error("rotation: %s", problem)  # a place and a reason; the row keeps its old key
            failed += 1
            continue
        model._base_manager.filter(pk=row["pk"]).update(**changed)
    return Batch(resealed=len(rows) - failed, failed=failed)


def rotate_in_batches(model: type[models.Model], *, batch_size: int = DEFAULT_BATCH_SIZE) -> Iterator[Batch]:
    """Seal the rows of `model` with the current key, walking once along the primary key; yield after each commit.

    Rows that do not open are logged by their place, counted and left, so that one bad row does not keep all others
    on an old key.

    Raises:
        ValueError: batch_size is not positive.
    """
    if batch_size < 1:
        raise ValueError("A batch has at least one row.")
    names = [field.attname for field in sealed_fields(model)]
    last = None
    while True:
        with transaction.atomic():
            after = stale(model) if last is None else stale(model).filter(pk__gt=last)
            rows = list(after.order_by("pk").select_for_update(no_key=True).values("pk", *names)[:batch_size])
            batch = _rotate_rows(model, rows)
        if not rows:
            return
        last = rows[-1]["pk"]
        yield batch


def rotate(model: type[models.Model], *, batch_size: int = DEFAULT_BATCH_SIZE) -> int:
    """Seal all of `model` with the current key and return how many rows changed.

    Raises:
        Undecipherable: after the walk, when rows were left because they do not open.
        ValueError: batch_size is not positive.
    """
    batches = list(rotate_in_batches(model, batch_size=batch_size))
    failed = sum(batch.failed for batch in batches)
    if failed:
        raise Undecipherable(f"{model._meta.label}: {failed} rows could not be opened and keep their old key")
    return sum(batch.resealed for batch in batches)
