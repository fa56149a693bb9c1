"""How do millions of rows get into PostgreSQL quickly, and still through all its constraints?

By COPY, into tables whose indexes and foreign keys are put aside and made again at the end of the same transaction:
sorting once is much cheaper than finding a place in eight indexes for every row. Check constraints stay on.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from typing import Any, TypeAlias

from django.db import models
from django.db.backends.utils import CursorWrapper

Field: TypeAlias = "models.Field[Any, Any]"

_READ = 1 << 20  # characters handed over at once: few, so that another thread may compute meanwhile
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
 WHERE indrelid = ANY(%s::regclass[])
   AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
"""
# In the order in which they can be made: keys, then what points to them, from whatever table.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype = 'f' FROM pg_constraint
 WHERE (conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('p', 'u', 'f'))
    OR (confrelid = ANY(%(tables)s::regclass[]) AND contype = 'f')
 ORDER BY contype = 'f', contype <> 'p'
"""


def columns(model: type[models.Model]) -> list[Field]:
    """The fields whose values are copied: all but those that the database makes."""
    made = models.GeneratedField | models.AutoField
    return [each for each in model._meta.local_concrete_fields if not isinstance(each, made)]


def text(value: Any) -> str:
    """One value as COPY reads it: text, number, instant, day, identifier, truth, bytes, JSON, or None for NULL."""
    match value:
        case None:
            return "\\N"
        case bytes() | memoryview():
            return hexadecimal(bytes(value))
        case dict() | list():
            return json.dumps(value).translate(_ESCAPES)
        case datetime():
            return value.isoformat()
    return str(value).translate(_ESCAPES)


def hexadecimal(data: bytes) -> str:
    """Bytes as COPY reads them."""
    return "\\\\x" + data.hex()


def copy_in(cursor: CursorWrapper, model: type[models.Model], rows: Iterable[str]) -> None:
    """Copy rows in: values of `columns(model)` as `text`, tabs between them, a line break behind each row."""
    names = ", ".join(f'"{each.column}"' for each in columns(model))
    cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', StringIO("".join(rows)), size=_READ)


@contextmanager
def without_indexes(cursor: CursorWrapper, tables: Iterable[str]) -> Iterator[None]:
    """Put indexes, keys and foreign keys of the tables aside and make them again, inside the caller's transaction.

    Locks the tables against everybody else until the transaction ends. Raises IntegrityError when rows that came in
    break a key.
    """
    names = list(tables)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a check that still waits would forbid ALTER TABLE
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute(_INDEXES, [names])
    indexes = cursor.fetchall()
    cursor.execute(_CONSTRAINTS, {"tables": names})
    constraints = cursor.fetchall()
    for table, name, _definition, _points in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for table, name, definition, points in constraints:
        if not points:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition, points in constraints:
        if points:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
