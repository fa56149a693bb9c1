"""The index: numbers of the day that each lead to as many requests, and the weeks as a drawing and a table."""

import re
from datetime import date, datetime, timedelta
from statistics import median_high

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy_portal.lib import owed
from requests_app import calendar, metrics, queries
from requests_app.admin import today
from requests_app.metrics import Figure
from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import answers, authority, review
from requests_app.vocabulary import FilerRole, IntakeChannel, ProofWay
from tests.admin.pages import queue, text
from tests.filings import (
    CATEGORIES,
    DELETION,
    NOON,
    PIECES,
    confirm,
    confirm_filer,
    file,
    file_for,
    only_request,
    verify,
)

pytestmark = pytest.mark.django_db
TODAY = calendar.business_day(NOON)


def ago(days):
    return NOON - timedelta(days=days)


def narrowed(address):
    return dict(pair.split("=") for pair in address.partition("?")[2].split("&") if pair)


def make(kind, days, staff):
    """One filing in a state of its own, so many days ago."""
    if kind == "proof":
        submission = confirm_filer(file_for(FilerRole.ATTORNEY_IN_FACT, CATEGORIES, at=ago(days)), at=ago(days))
        authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=ago(days))
        return
    if kind == "agent":
        confirm_filer(file_for(FilerRole.AGENT, PIECES, at=ago(days)), at=ago(days))
        return
    submission = file(DELETION if kind == "second yes" else PIECES, at=ago(days))
    if kind in ("confirmed", "second yes", "proposed"):
        confirm(submission, at=ago(days))
    if kind in ("second yes", "proposed"):
        verify(submission, by=staff, at=ago(days))
    if kind == "proposed":
        answers.answer(request=only_request(submission), text="Here it is.", at=NOON, by=staff)
    if kind == "closed":
        review.withdraw(request=only_request(submission), at=NOON)
    if kind == "failed":
        owed.fail(submission.notices.get(), at=NOON, failure="mailbox_unknown")
    if kind == "acknowledged":
        Submission.objects.filter(pk=submission.pk).update(acknowledged_at=ago(days))


KINDS = ["plain", "confirmed", "second yes", "proposed", "proof", "agent", "closed", "failed", "acknowledged"]
BOOKS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from([0, 2, 20, 38, 44, 45, 46, 70])), max_size=7)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(books=BOOKS)
def test_every_number_is_that_of_the_queue_behind_it(desk, staff, books):
    """Whatever is in the books: each link of the index lists as many requests as it says."""
    with transaction.atomic():
        for kind, days in books:
            make(kind, days, staff)
        content = desk.get("/staff/").content.decode()
        found = re.findall(r'href="([^"]+)"(?: aria-label="[^"]+")?><?(?:strong>)?(\d+)<', content)
        counted = [(url.replace("&amp;", "&"), int(number)) for url, number in found if "age=" not in url]
        assert len(counted) == len(Figure) + 2 * metrics.WEEKS_SHOWN
        assert counted == [(url, len(queue(desk, **narrowed(url)))) for url, _number in counted]
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("second yes", Figure.CONSUMER),
        ("agent", Figure.CONSUMER),
        ("proposed", Figure.SECOND),
        ("proof", Figure.PROOF),
        ("failed", Figure.FAILED),
        ("plain", Figure.UNCONFIRMED),
    ],
)
def test_a_request_is_counted_by_whom_it_waits_for(staff, kind, figure):
    make(kind, 2, staff)
    waiting = {Figure.CONSUMER, Figure.SECOND, Figure.PROOF, Figure.FAILED, Figure.UNCONFIRMED}
    counted = {each for each, number in metrics.counts(on=TODAY).items() if number and each in waiting}
    assert figure in counted
    assert not counted - {figure, Figure.UNCONFIRMED}


def test_a_message_that_failed_is_seen_after_its_request_was_closed(desk):
    request = only_request(file(PIECES))
    review.withdraw(request=request, at=NOON)
    for notice in request.submission.notices.all():
        owed.fail(notice, at=NOON, failure="mailbox_unknown")
    assert queue(desk, state="failed") == [request.reference]


def test_a_message_that_failed_long_ago_is_no_longer_counted():
    request = only_request(file(PIECES, at=ago(40)))
    owed.fail(request.submission.notices.get(), at=NOON - metrics.FAILED_SHOWN - timedelta(days=1), failure="timeout")
    assert metrics.counts(on=TODAY)[Figure.FAILED] == 0


def test_a_filing_with_a_failed_receipt_counts_with_each_of_its_requests(desk):
    submission = file(PIECES, DELETION)
    owed.fail(submission.notices.get(), at=NOON, failure="mailbox_unknown")
    assert metrics.counts(on=TODAY)[Figure.FAILED] == len(queue(desk, state="failed")) == 2


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 80), min_size=1, max_size=9))
def test_median_and_oldest_are_those_of_the_open_requests(db, days):
    PrivacyRequest.objects.exclude(status="CLOSED").update(status="CLOSED", outcome="WITHDRAWN", closed_at=NOON)
    for each in days:
        file(PIECES, at=ago(each))
    known = metrics.ages(on=TODAY)
    assert (known.median, known.oldest, known.estimated) == (median_high(days), max(days), False)
    assert known.at_least == {step: sum(each >= step for each in days) for step in metrics.AGE_STEPS}


def test_of_many_the_median_is_estimated_and_called_so(desk, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 3)
    for days in range(5):
        file(PIECES, at=ago(days))
    assert metrics.ages(on=TODAY).estimated
    assert re.search(r"about \d days is the median age", text(desk.get("/staff/")))


def test_an_age_leads_to_what_is_as_old_or_older(desk):
    old = only_request(file(PIECES, at=ago(20)))
    file(PIECES, at=ago(3))
    assert queue(desk, age="20") == [old.reference]


def test_a_week_begins_on_monday_and_counts_by_the_business_clock(staff):
    late_on_sunday = datetime(2026, 11, 22, 23, 30, tzinfo=calendar.business_zone())
    request = only_request(file(PIECES, at=late_on_sunday))
    review.withdraw(request=request, at=NOON)
    before, this = metrics.weeks(on=TODAY)[-2:]
    assert (before.begins, before.filed, before.closed) == (date(2026, 11, 16), 1, 0)
    assert (this.begins, this.filed, this.closed) == (date(2026, 11, 23), 0, 1)


def test_the_weeks_are_twelve_and_end_with_this_one():
    weeks = metrics.weeks(on=TODAY)
    assert len(weeks) == metrics.WEEKS_SHOWN
    assert weeks[-1].begins <= TODAY < weeks[-1].begins + metrics.WEEK


def test_the_drawing_says_the_numbers_of_its_table(desk, staff):
    for days in (0, 1, 8, 8, 30):
        file(PIECES, at=ago(days))
    review.withdraw(request=PrivacyRequest.objects.first(), at=NOON)
    rows = desk.get("/staff/").context["weeks"]
    most = max(int(row.filed.number) for row in rows)
    assert [row.filed_bar.height for row in rows] == [int(row.filed.number) * today.HEIGHT // most for row in rows]
    assert all(row.filed_bar.y + row.filed_bar.height == today.HEIGHT for row in rows)


def test_the_drawing_has_a_name_and_a_table_beside_it(desk):
    content = desk.get("/staff/").content.decode()
    labels = re.search(r'<svg class="chart"[^>]+role="img" aria-labelledby="([\w -]+)"', content)
    assert labels is not None
    assert all(f'id="{each}"' in content for each in labels[1].split())
    assert content.count("filed in the week of") == metrics.WEEKS_SHOWN


def test_the_index_takes_as_many_queries_for_many_as_for_none(desk, staff):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/staff/").status_code == 200
        return len(captured)

    none = count()
    for kind in KINDS:
        make(kind, 3, staff)
    # The session, the user, two kinds of permissions; nine figures, the sample, the oldest, three ages, the weeks; the
    # mails to the team.
    assert count() == none == 4 + len(Figure) + 2 + len(metrics.AGE_STEPS) + 1 + 1


def test_nothing_personal_stands_on_the_index(desk, staff):
    for kind in KINDS:
        make(kind, 3, staff)
    content = desk.get("/staff/").content.decode().lower()
    assert not [
        word for word in ("rosa", "ana agent", "@", *map(str, Submission.objects.all())) if word.lower() in content
    ]


@pytest.mark.parametrize("channel", IntakeChannel)
@pytest.mark.parametrize("role", [FilerRole.SELF, FilerRole.AGENT])
def test_a_request_knows_how_its_filing_came_and_who_filed_it(channel, role):
    submission = file(PIECES, channel=channel) if role == FilerRole.SELF else file_for(role, PIECES, channel=channel)
    request = only_request(submission)
    assert (request.channel, request.filer_role) == (channel, role)


def test_a_corrected_channel_is_corrected_in_the_requests():
    submission = file(PIECES, DELETION)
    Submission.objects.filter(pk=submission.pk).update(channel=IntakeChannel.POST)
    assert set(submission.requests.values_list("channel", flat=True)) == {IntakeChannel.POST}
