"""Which of the points that a filing gives agree with the business's own records?

A directory answers yes or no for each point and never gives out a value. All its yeses are about one and the same
record, so that the name of one person and the address of another do not pass together. `settings.DIRECTORY` names one:
`requests_app.directory.table.Directory`, `.sql.Directory` or `.http.Directory`, or one of the business's own.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from requests_app.vocabulary import Point

# What a filing can be asked for, the surest first.
POINTS = (Point.EMAIL, Point.PHONE, Point.NAME)
TIMEOUT = 5  # seconds, for each step; with the back-off between tries a slow directory harms nobody


class DirectoryDown(Exception):
    """The directory gave no answer that can be used; ask again later. `code` is a slug without personal data."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Directory(Protocol):
    """The business's records."""

    def match(self, points: Mapping[Point, str]) -> Mapping[Point, bool]:
        """Return for each of `points` whether one same record agrees with it. Raises DirectoryDown."""
        ...


def configured() -> Directory:
    """Return the directory of `settings.DIRECTORY`. Raises ImportError when there is no such thing."""
    directory: Directory = import_string(settings.DIRECTORY)()
    return directory


def source() -> str:
    """What a match is marked with: the last module of the dotted path ("table")."""
    return str(settings.DIRECTORY).rsplit(".", 2)[-2][:20]


def best(records: Iterable[frozenset[Point]], asked: Iterable[Point]) -> dict[Point, bool]:
    """Return what the record says that agrees with most points; of several, the one with the surer point.

    `records` are the points that agree, of one record each.
    """
    asked = list(asked)
    order = {point: number for number, point in enumerate(POINTS)}

    def worth(record: frozenset[Point]) -> tuple[int, list[int]]:
        return len(record), [-number for number in sorted(order.get(point, len(POINTS)) for point in record)]

    chosen = max((record & frozenset(asked) for record in records), key=worth, default=frozenset())
    return {point: point in chosen for point in asked}
