"""How does a CSV file of records become a table of blind indexes?

UTF-8, with a heading line, separated by commas or semicolons, in one of two shapes:

    record,point,value               or    record,name,email,phone
    1001,EMAIL,rosa@example.com            1001,Rosa Example,rosa@example.com,+1 415-555-0132
    1001,NAME,Rosa Example

Points are NAME, EMAIL and PHONE: a filing gives nothing else. The file replaces everything that was loaded before, in
one transaction: until it is through, comparisons see the old table. Errors name the line and never quote it.
"""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connection, transaction

from requests_app.directory import POINTS
from requests_app.directory.normal import NotReadable
from requests_app.directory.table import record_index, value_index
from requests_app.management.bulk_copy import hexadecimal
from requests_app.models import DirectoryEntry
from requests_app.vocabulary import Point

BATCH = 10_000  # rows at once
TABLE = f'"{DirectoryEntry._meta.db_table}"'
# Two loads at once would mix; who compares reads on.
LOCK = f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE"
COLLECT = "CREATE TEMPORARY TABLE directory_file (record bytea, point varchar(20), value bytea) ON COMMIT DROP"
COPY = "COPY directory_file (record, point, value) FROM STDIN"
# What the file says twice is there once.
REPLACE = f"INSERT INTO {TABLE} (record, point, value) SELECT DISTINCT record, point, value FROM directory_file"  # noqa: S608  # nosec B608 - our own table
BOM = "\ufeff"
LONG_SHAPE = ["RECORD", "POINT", "VALUE"]
Row = tuple[str, Point, str]


@dataclass(frozen=True)
class LineError:
    """What is wrong with one line of the file."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what}."


class NotLoaded(Exception):
    """The file has errors, and nothing was changed."""

    def __init__(self, errors: list[LineError]) -> None:
        self.errors = errors


@dataclass
class Loaded:
    """How many records and values there are now, and what was left out."""

    records: int
    entries: int
    errors: list[LineError]


def load(lines: BinaryIO, *, skip_bad: bool = False) -> Loaded:
    """Replace the table by what a file says. Raises NotLoaded."""
    errors: list[LineError] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(COLLECT)
        entries = _entries(_rows(lines, errors), errors)
        while batch := "".join(itertools.islice(entries, BATCH)):
            cursor.copy_expert(COPY, io.StringIO(batch))
        DirectoryEntry.objects.all().delete()
        cursor.execute(REPLACE)
        count = cursor.rowcount
        if not count and not errors:
            errors.append(LineError(1, "the file holds no records"))
        if errors and (not skip_bad or not count):
            raise NotLoaded(errors)
        cursor.execute("DROP TABLE directory_file")
        return Loaded(DirectoryEntry.objects.values("record").distinct().count(), count, errors)


def _entries(rows: Iterable[tuple[int, Row]], errors: list[LineError]) -> Iterator[str]:
    """The blind indexes of each value, as COPY reads them."""
    for line, (record, point, value) in rows:
        try:
            indexes = hexadecimal(record_index(record)), point.value, hexadecimal(value_index(point, value))
        except NotReadable:
            errors.append(LineError(line, f"the {point.value} cannot be read"))
        else:
            yield "\t".join(indexes) + "\n"


def _rows(lines: BinaryIO, errors: list[LineError]) -> Iterator[tuple[int, Row]]:
    """Every value of the file with its line; what is no row becomes an error. Stops where the file is no text."""
    text = _decoded(lines)
    reader: Iterator[list[str]] = iter(())
    try:
        heading = next(text, "")
        reader = csv.reader(_and(heading, text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
        columns = [name.strip().upper() for name in next(reader, [])]
        points = _columns(columns)
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns) or not cells[columns.index("RECORD")].strip():
                errors.append(LineError(line, f"{len(columns)} cells are needed, the first with the record"))
                continue
            yield from _values(line, dict(zip(columns, cells, strict=True)), points, errors)
    except _Unreadable as problem:
        errors.append(problem.error)
    except csv.Error:
        errors.append(LineError(getattr(reader, "line_num", 1), "it is not CSV"))


def _values(
    line: int, row: dict[str, str], points: list[Point] | None, errors: list[LineError]
) -> Iterator[tuple[int, Row]]:
    record = row["RECORD"].strip()
    if points is not None:
        yield from ((line, (record, point, row[point.value])) for point in points if row[point.value].strip())
    elif row["POINT"].strip().upper() not in POINTS:
        errors.append(LineError(line, "the point is none of EMAIL, PHONE and NAME"))
    elif row["VALUE"].strip():
        yield line, (record, Point(row["POINT"].strip().upper()), row["VALUE"])


def _columns(names: list[str]) -> list[Point] | None:
    """The points that have a column each; None when the rows name their point."""
    if sorted(names) == sorted(LONG_SHAPE):
        return None
    points = [Point(name) for name in names if name in POINTS]
    if not points or sorted(names) != sorted(["RECORD", *points]):
        raise _Unreadable(1, "the heading is neither record, point, value nor record and some of name, email, phone")
    return points


class _Unreadable(Exception):
    """From here on nothing can be read."""

    def __init__(self, line: int, what: str) -> None:
        self.error = LineError(line, what)


def _decoded(lines: BinaryIO) -> Iterator[str]:
    for number, raw in enumerate(lines, 1):
        if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _Unreadable(1, "it is UTF-16; save it as CSV in UTF-8")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise _Unreadable(number, "it is not UTF-8; save it as CSV in UTF-8") from None
        if "\0" in line:
            raise _Unreadable(number, "it holds a NUL, so it is no text")
        yield line.removeprefix(BOM) if number == 1 else line


def _and(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
