"""Where do the worked cases come from? CSV tables that a lawyer can read and correct, one case a row."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

VECTORS = Path(__file__).parent / "vectors"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table; at least one, so that an empty table cannot pass."""
    with (VECTORS / name).open(newline="", encoding="utf-8") as table:
        found = list(csv.DictReader(table))
    assert found, f"{name} is empty"
    return found


def day(cell: str) -> date | None:
    """A cell's date; None when it is empty."""
    return date.fromisoformat(cell) if cell else None


def days(cell: str) -> list[date]:
    """Dates between semicolons."""
    return [date.fromisoformat(each) for each in cell.split(";") if each]


def days_from(start: date, end: date) -> Iterator[date]:
    """Every day from `start` up to but not including `end`."""
    return map(date.fromordinal, range(start.toordinal(), end.toordinal()))
