"""What the reminders look for among many rows is found by an index, whatever has piled up in years."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from requests_app.models import Notice, PrivacyRequest, Submission
from requests_app.operations import reminders, review
from requests_app.vocabulary import NoticeKind
from tests.filings import DELETION, NOON, confirm, file, only_request

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A91")]

DAYS = timedelta(days=1)
OLD, WAITING = 20_000, 200
FILING = {
    "id": "gen_random_uuid()",
    "form_token": "gen_random_uuid()",
    "reference": "'{mark}' || lpad(n::text, 11, '0')",
}


def copy(row: models.Model, many: int, mark: str, **changes: str) -> None:
    """Many more rows like one, straight in the database; `changes` are expressions over the number n."""
    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields if not getattr(field, "generated", False)]
    quoted = [f'"{column}"' for column in columns]
    values = [changes.get(column, name).format(mark=mark) for column, name in zip(columns, quoted, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(values)} "
            f"FROM {table}, generate_series(1, {many}) n WHERE {table}.id = %s",
            [row.pk],
        )


def copies(submission: Submission, many: int, mark: str) -> None:
    """Many more filings like one, each with its request."""
    copy(submission, many, mark, **FILING)
    filing = f"(SELECT id FROM {Submission._meta.db_table} WHERE reference = {FILING['reference']})"
    copy(only_request(submission), many, mark, id="gen_random_uuid()", submission_id=filing)


@pytest.fixture
def years():
    """Thousands of closed filings, half of them never confirmed, and a few that wait."""
    unconfirmed, confirmed = file(DELETION), confirm(file(DELETION))
    for number, submission in enumerate((unconfirmed, confirmed)):
        review.withdraw(request=only_request(submission), at=NOON)
        copies(submission, OLD // 2, "AB"[number])
    copies(file(DELETION), WAITING, "C")
    copies(confirm(file(DELETION)), WAITING, "D")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(run: Callable[[], object]) -> str:
    """How PostgreSQL finds what the first question of a run asks for."""
    with CaptureQueriesContext(connection) as asked:
        run()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.usefixtures("years")
def test_no_run_reads_through_all_requests_or_filings(monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 50)
    runs = [
        (reminders.remind_unconfirmed, NOON + DAYS),
        (reminders.warn_before_the_end, NOON + 40 * DAYS),
        (reminders.remind_of_second_yes, NOON + DAYS),
    ]
    for run, at in runs:
        found = plan(partial(run, at=at))
        assert f"Seq Scan on {PrivacyRequest._meta.db_table}" not in found, found
        assert f"Seq Scan on {Submission._meta.db_table}" not in found, found
    assert Notice.objects.exclude(kind__in=[NoticeKind.RECEIPT, NoticeKind.WITHDRAWN]).count() == 3 * 50
