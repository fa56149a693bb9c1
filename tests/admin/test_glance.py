"""The clocks in words: each says the day and how far it is, and changes its tone when it presses."""

from datetime import date, timedelta

import pytest

from requests_app.admin import glance
from requests_app.models import Submission
from requests_app.operations import review
from requests_app.vocabulary import ExtensionReason
from tests.admin.pages import fresh
from tests.filings import NOON, PIECES, file, only_request

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 11, 23)
# Ten business days on, 45 days on, 90 days on.
ACKNOWLEDGE_BY, RESPOND_BY, EXTENDED_BY = date(2026, 12, 7), date(2027, 1, 7), date(2027, 2, 21)


@pytest.fixture
def request_():
    return fresh(only_request(file(PIECES)))


def acknowledged(request, at):
    Submission.objects.filter(pk=request.submission_id).update(acknowledged_at=at)
    return fresh(request)


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        (RECEIVED, "Acknowledge by Mon, Dec 7 – 14 days left", "calm"),
        (date(2026, 12, 4), "Acknowledge by Mon, Dec 7 – 3 days left", "warn"),
        (date(2026, 12, 6), "Acknowledge by Mon, Dec 7 – 1 day left", "warn"),
        (ACKNOWLEDGE_BY, "Acknowledge today", "warn"),
        (date(2026, 12, 9), "Acknowledgement overdue by 2 days, since Mon, Dec 7", "bad"),
    ],
)
def test_the_clock_of_the_receipt(request_, today, text, tone):
    assert glance.clocks_of(request_, today=today).acknowledgement == glance.Words(text, tone)


def test_a_receipt_that_left_is_done(request_):
    words = glance.clocks_of(acknowledged(request_, NOON), today=RECEIVED).acknowledgement
    assert words == glance.Words("Acknowledged Mon, Nov 23", "good")


def test_a_receipt_that_left_too_late_says_so(request_):
    request = acknowledged(request_, NOON + timedelta(days=16))
    words = glance.clocks_of(request, today=date(2026, 12, 20)).acknowledgement
    assert words == glance.Words("Acknowledged Wed, Dec 9, 2 days late", "warn")


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        (RECEIVED, "Answer due in 45 days, Thu, Jan 7, 2027", "calm"),
        (date(2027, 1, 1), "Answer due in 6 days, Thu, Jan 7", "warn"),
        (RESPOND_BY, "Answer due today", "warn"),
        (date(2027, 1, 9), "Answer overdue by 2 days, since Thu, Jan 7", "bad"),
    ],
)
def test_the_clock_of_the_answer(request_, today, text, tone):
    assert glance.clocks_of(request_, today=today).answer == glance.Words(text, tone)


def test_the_clock_of_the_answer_follows_an_extension(request_, staff):
    review.extend(request=request_, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    words = glance.clocks_of(request_, today=RESPOND_BY)
    assert words.answer == glance.Words("Answer due in 45 days, Sun, Feb 21", "calm")
    assert words.extension == glance.Words("Extended to Sun, Feb 21: There are many requests", "calm")


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (RECEIVED, "Can be extended until Thu, Jan 7, 2027"),
        (RESPOND_BY, "Can be extended until Thu, Jan 7"),
        (date(2027, 1, 8), "Can no longer be extended"),
    ],
)
def test_the_clock_of_the_extension(request_, today, text):
    assert glance.clocks_of(request_, today=today).extension.text == text


def test_a_closed_request_has_stopped_its_clocks(request_):
    review.withdraw(request=request_, at=NOON + timedelta(days=50))
    words = glance.clocks_of(fresh(request_), today=EXTENDED_BY)
    assert words.answer == glance.Words("Closed Tue, Jan 12, 5 days late", "warn")
    assert words.extension.text == "Not extended"
    assert words.acknowledgement.text == "Closed without acknowledgement"


def test_a_request_nobody_confirmed_is_to_be_closed_when_it_is_due(request_):
    waiting = glance.next_step(request_, over_limit=False, today=RECEIVED)
    due = glance.next_step(request_, over_limit=False, today=RESPOND_BY)
    assert (waiting.action, due.action) == ("", "not-verified")
