"""Do the records agree that a database of the business holds? It is asked yes or no, and can be asked for nothing else.

`settings.DIRECTORY_QUERY` returns a row for each record that could be meant, with a boolean for each point:

    SELECT lower(email) = %(email)s AS email, phone = %(phone)s AS phone, lower(full_name) = lower(%(name)s) AS name
      FROM customers WHERE lower(email) = %(email)s OR phone = %(phone)s

The parameters are `email` (lower case), `phone` (E.164) and `name` (as typed, single spaces); what the filing does not
give is NULL. A column that is no boolean, or no point, makes the whole answer worthless: nothing is read from it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from requests_app.directory import POINTS, TIMEOUT, DirectoryDown, best
from requests_app.directory.normal import NotReadable, normalised
from requests_app.vocabulary import Point

MOST_RECORDS = 200
# Said when the connection is made, so that no query can be the first to write.
OPTIONS = f"-c default_transaction_read_only=on -c statement_timeout={TIMEOUT * 1000} -c lock_timeout=1000"


class Directory:
    """Asks a PostgreSQL database, over a read-only connection of its own for each question."""

    def match(self, points: Mapping[Point, str]) -> Mapping[Point, bool]:
        if not settings.DIRECTORY_DATABASE_URL or not settings.DIRECTORY_QUERY:
            raise ImproperlyConfigured("The directory needs DIRECTORY_DATABASE_URL and DIRECTORY_QUERY.")
        problem = ""
        try:
            names, rows = _asked(points)
        except psycopg2.OperationalError:
            problem = "database_down"
        except psycopg2.Error:
            problem = "database_error"
        if problem:  # outside the handlers: the original may quote the values
            raise DirectoryDown(problem)
        return best((_agreeing(names, row) for row in rows), points)


def _asked(points: Mapping[Point, str]) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
    connection = psycopg2.connect(settings.DIRECTORY_DATABASE_URL, connect_timeout=TIMEOUT, options=OPTIONS)
    try:
        connection.set_session(readonly=True)
        with connection.cursor() as cursor:
            cursor.execute(settings.DIRECTORY_QUERY, _parameters(points))
            rows = cursor.fetchmany(MOST_RECORDS)
            return [column.name for column in cursor.description or ()], rows
    finally:
        connection.close()  # without a commit


def _parameters(points: Mapping[Point, str]) -> dict[str, str | None]:
    given: dict[str, str | None] = {point.lower(): None for point in POINTS}
    for point, value in points.items():
        try:
            given[point.lower()] = " ".join(value.split()) if point is Point.NAME else normalised(point, value)
        except NotReadable:
            continue
    return given


def _agreeing(names: Sequence[str], row: Sequence[Any]) -> frozenset[Point]:
    """The points that one record agrees with. NULL agrees with nothing."""
    if any(value is not None and not isinstance(value, bool) for value in row):
        raise DirectoryDown("not_a_boolean")
    if not all(name.upper() in Point.values for name in names):
        raise DirectoryDown("not_a_point")
    return frozenset(Point(name.upper()) for name, value in zip(names, row, strict=True) if value)
