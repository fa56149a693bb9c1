"""What leaves the desk as a table: who may, what stands in it, and that it is on record."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from requests_app.models import ExportRecord, PrivacyRequest
from requests_app.operations import answers, exports, review
from requests_app.rules import grounds
from requests_app.vocabulary import ExportKind, ExtensionReason, Ground
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, errors, text
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, file, only_request, released, verify
from tests.support.roles import TEAM, employ

pytestmark = pytest.mark.django_db

EXPORT = f"{QUEUE}export/"
PERIOD = {"which": "LOG", "since": "2026-01-01", "until": "2026-12-31"}


def table(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def log(client, **changes):
    return table(client.post(EXPORT, {**PERIOD, **changes}))


def test_the_log_has_what_the_regulation_names(desk, staff):
    answered(PIECES, by=staff, at=NOON - timedelta(days=3))
    (row,) = log(desk)
    assert row["Date of request"] == row["Date of response"] == "2026-11-20"
    assert row["Nature of request"] == PrivacyRequest.objects.get().get_type_display()
    assert (row["Manner made"], row["Nature of response"], row["Basis of denial"]) == ("Web form", "Fulfilled", "")


def test_a_denial_has_its_basis_with_the_law(desk, staff):
    submission = file(DELETION)
    verify(submission, by=staff)
    given = answers.deny(
        request=only_request(submission),
        ground=Ground.DEL_8_LEGAL,
        parts=dict.fromkeys(grounds.GROUNDS[Ground.DEL_8_LEGAL].staff_writes, "The tax law tells us to keep it. " * 4),
        at=NOON,
        by=staff,
    )
    released(given)
    (row,) = log(desk)
    assert row["Nature of response"] == "Denied"
    assert str(Ground.DEL_8_LEGAL.label) in row["Basis of denial"]
    assert "1798.105" in row["Basis of denial"]


def test_the_log_has_the_clocks_the_degree_and_who_logged_it(desk, staff):
    submission = file(CATEGORIES, at=NOON - timedelta(days=2))
    verify(submission, by=staff)
    review.extend(request=only_request(submission), reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    (row,) = log(desk)
    request = only_request(submission)
    assert (row["Answer by"], row["Extended to"]) == (str(request.respond_by), str(request.extended_by))
    assert (row["Degree required"], row["Degree reached"], row["Logged by"]) == ("1", "2", "Consumer")
    assert row["Reason of the extension"]


def test_the_log_counts_the_answers_of_twelve_months_as_they_stood(desk, staff):
    first = answered(PIECES, by=staff, at=NOON - timedelta(days=40))
    answered(PIECES, by=staff, at=NOON - timedelta(days=20), person=first.person)
    again = file(PIECES)
    verify(again, by=staff, person=first.person)
    counted = {row["Date of request"]: row["Answers counted in 12 months"] for row in log(desk)}
    assert list(counted.values()) == ["0", "1", "2"]


def test_only_what_was_received_in_the_period_is_in_it(desk):
    file(at=NOON - timedelta(days=400))
    file()
    assert [row["Date of request"] for row in log(desk)] == ["2026-11-23"]
    assert len(log(desk, since="2020-01-01")) == 2


@pytest.mark.threat("A92")
def test_no_name_no_contact_and_no_word_of_the_consumer_is_in_a_table(desk, staff):
    submission = answered(PIECES, by=staff, at=NOON)
    for which in ("LOG", "QUEUE"):
        body = desk.post(f"{EXPORT}?state=all", {**PERIOD, "which": which}).getvalue().decode()
        assert str(submission) in body
        for private in ("Rosa", "rosa@example.com", "Here is what we hold"):
            assert private not in body


def test_the_queue_leaves_as_it_was_filtered(desk, staff):
    mine, other = only_request(file(DELETION)), only_request(file())
    review.assign(request=mine, owner=staff, at=NOON, by=staff)
    rows = table(desk.post(f"{EXPORT}?owner=mine", {"which": "QUEUE"}))
    assert [row["Request"] for row in rows] == [mine.reference]
    assert {row["Request"] for row in table(desk.post(EXPORT, {"which": "QUEUE"}))} == {mine.reference, other.reference}


def test_the_page_says_how_the_queue_is_filtered(desk):
    file(DELETION)
    page = text(desk.get(f"{EXPORT}?type=DELETE&nonsense=1"))
    assert "Right: " in page
    assert "1 request" in page


@pytest.mark.threat("A58")
@pytest.mark.parametrize("name", ["=cmd", "@SUM", "+1", "-1"])
def test_no_cell_of_an_export_begins_like_a_formula(name):
    """The one thing in it that people choose freely is a colleague's user name."""
    colleague = employ(name, *TEAM)
    review.assign(request=only_request(file()), owner=colleague, at=NOON, by=colleague)
    for which in ("LOG", "QUEUE"):
        response = logged_in(colleague).post(EXPORT, {**PERIOD, "which": which})
        (row,) = table(response)
        assert row["Owner"] == f"'{name}"
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


def test_each_row_and_the_name_of_the_file_say_who_took_it_out_and_when(desk):
    file()
    response = desk.post(EXPORT, PERIOD)
    (row,) = table(response)
    record = ExportRecord.objects.get()
    assert row["Taken out by"] == f"reviewer, 2026-11-23T12:00-08:00, {record.pk}"
    assert f'filename="request-log_20261123-1200_reviewer_{str(record.pk)[:8]}.csv"' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_every_export_is_on_record_with_who_when_what_and_how_many(desk, staff):
    file(DELETION)
    table(desk.post(f"{EXPORT}?type=DELETE", {"which": "QUEUE"}))
    log(desk)
    queue, whole = ExportRecord.objects.order_by("kind").reverse()
    assert (queue.kind, queue.by, queue.rows, queue.filters) == (ExportKind.QUEUE, staff, 1, {"type": "DELETE"})
    assert (whole.kind, str(whole.since), str(whole.until), whole.rows) == ("LOG", "2026-01-01", "2026-12-31", 1)
    assert whole.finished_at is not None


def test_a_download_that_broke_off_is_on_record_as_such(desk):
    file()
    response = desk.post(EXPORT, PERIOD)
    next(iter(response.streaming_content))
    assert ExportRecord.objects.get().finished_at is None


def test_the_record_of_an_export_is_neither_changed_nor_deleted(desk):
    log(desk)
    for change in (lambda: ExportRecord.objects.update(rows=7), lambda: ExportRecord.objects.all().delete()):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_who_only_looks_takes_nothing_out(looker):
    file()
    assert looker.get(EXPORT).status_code == looker.post(EXPORT, PERIOD).status_code == 403
    assert "Take records out" not in text(looker.get(QUEUE))
    assert not ExportRecord.objects.exists()


def test_looking_at_the_page_takes_nothing_out(desk):
    assert "Take records out" in text(desk.get(QUEUE))
    assert desk.get(EXPORT).status_code == 200
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"which": ""}, "Choose what you take out"),
        ({"since": ""}, "Enter the first day"),
        ({"until": "x"}, "Enter a date that exists, like 2023-05-31"),
        ({"since": "2026-12-31", "until": "2026-01-01"}, "The last day must not be before the first"),
    ],
)
def test_a_form_that_is_not_right_says_why_and_takes_nothing_out(desk, changes, said):
    assert said in errors(desk.post(EXPORT, {**PERIOD, **changes}))
    assert not ExportRecord.objects.exists()


def test_a_table_needs_as_many_questions_for_each_thousand_rows_however_many_there_are(desk, staff, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 4)
    for number in range(9):
        file(contact=f"{number}@example.com", at=NOON - timedelta(days=number % 3))
    with CaptureQueriesContext(connection) as asked:
        rows = log(desk)
    assert len(rows) == 9
    assert [row["Date of request"] for row in rows] == sorted(row["Date of request"] for row in rows)
    # Each of three pieces: the requests, and what the history says of them.
    assert len([each for each in asked if "requests_app_event" in each["sql"]]) == 3
    assert len([each for each in asked if each["sql"].startswith("SELECT") and "respond_by" in each["sql"]]) == 3


def test_nothing_is_left_out_or_twice_where_many_are_of_one_day(desk, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    wanted = sorted(only_request(file(contact=f"{number}@example.com")).reference for number in range(10))
    assert sorted(row["Request"] for row in log(desk)) == wanted
    assert sorted(row["Request"] for row in table(desk.post(EXPORT, {"which": "QUEUE"}))) == wanted
