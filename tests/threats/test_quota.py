"""Nobody burns another person's two answers in twelve months: what is not verified counts for nobody."""

from datetime import timedelta

import pytest

from requests_app import calendar, queries
from requests_app.models import Answer, PrivacyRequest
from requests_app.operations import answers
from requests_app.vocabulary import Ground, Outcome
from tests.filings import CATEGORIES, NOON, PIECES, confirm, file, only_request, released, verify

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A08")]

DAYS = timedelta(days=1)


def strangers(right, *, count=10, confirmed=False):
    """Requests in the victim's name and with the victim's address, which nobody verifies."""
    filings = [file(right, at=NOON + hours * timedelta(hours=1)) for hours in range(count)]
    return [confirm(each, at=NOON + DAYS) for each in filings] if confirmed else filings


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("right", [PIECES, CATEGORIES])
def test_ten_unverified_requests_leave_the_person_both_answers(staff, right, confirmed, closed):
    filings = strangers(right, confirmed=confirmed)
    if closed:
        for submission in filings:
            for request in submission.requests.select_related("submission"):
                answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAYS, by=staff)
    person = None
    for months in (2, 3):
        at = NOON + months * 30 * DAYS
        submission = file(right, at=at)
        person = verify(submission, by=staff, at=at, person=person)
        standing = queries.limit_standing(only_request(submission), on=calendar.business_day(at))
        assert not standing.over_limit
        released(answers.answer(request=only_request(submission), text="Here it is.", at=at, by=staff), at=at)
    assert PrivacyRequest.objects.filter(outcome=Outcome.FULFILLED).count() == 2
    assert Answer.objects.filter(counts_toward_limit=True).count() == 2


def test_requests_that_staff_could_not_verify_for_a_known_person_do_not_count_either(staff):
    first = file(CATEGORIES)
    person = verify(first, by=staff)
    for submission in strangers(PIECES, confirmed=True):
        verify(submission, by=staff, at=NOON + DAYS, person=person, points={"NAME"}, declaration=False)
        request = submission.requests.select_related("submission").get()
        answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAYS, by=staff)
    answers.answer(request=only_request(first), text="Here it is.", at=NOON + 40 * DAYS, by=staff)
    assert Answer.objects.filter(counts_toward_limit=True).count() == 1
