"""One button on the tracking page takes up again what was closed as not verified."""

from datetime import timedelta

import pytest
import time_machine

from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import answers, identity
from requests_app.vocabulary import Ground, Outcome, Status
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, confirm, file
from tests.journeys.walk import code_for

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A91")]

DAYS = timedelta(days=1)
BUTTON = "/track/take-up/"


@pytest.fixture
def clock():
    with time_machine.travel(NOON + 40 * DAYS, tick=False) as clock:
        yield clock


@pytest.fixture
def closed(staff, clock):
    """A filing that nobody confirmed, closed as not verified in its last week."""
    submission = file(CATEGORIES)
    for request in submission.requests.select_related("submission"):
        answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAYS, by=staff)
    return submission


def open_status(client, submission):
    client.post("/track/", {"reference": str(submission)})
    client.post("/track/code/", {"code": code_for(submission, identity.TRACK)})
    return client.get("/track/status/").content.decode()


def press(client):
    return client.post(BUTTON, follow=True).content.decode()


def test_the_page_offers_to_go_on_and_says_that_the_day_stays(client, closed):
    shown = open_status(client, closed)
    assert "You can take this up again" in shown
    assert "This goes on, and the day of our answer stays the same:" in shown
    assert "new reference" not in shown
    assert f'action="{BUTTON}"' in shown


def test_looking_takes_nothing_up(client, closed):
    open_status(client, closed)
    assert client.get(BUTTON).status_code == 405
    assert PrivacyRequest.objects.count() == 1


def test_the_button_goes_on_with_the_same_dates(client, closed):
    open_status(client, closed)
    shown = press(client)
    assert "We have taken it up again. You find it below, with its dates." in shown
    assert f"It goes on as {closed}-2" in shown
    assert "Taken up again from" in shown
    assert "Jan. 7, 2027" in shown
    assert BUTTON not in shown
    assert PrivacyRequest.objects.get(ordinal=2).status == Status.OPEN


def test_after_the_answer_date_the_page_says_that_it_becomes_a_new_request(client, closed, clock):
    clock.move_to(NOON + 60 * DAYS)
    shown = open_status(client, closed)
    assert "It becomes a new request, received today, with a new reference and new dates:" in shown


def test_after_the_answer_date_the_button_shows_the_new_request(client, closed, clock):
    clock.move_to(NOON + 60 * DAYS)
    open_status(client, closed)
    shown = press(client)
    new = Submission.objects.exclude(pk=closed.pk).get()
    assert f"Its reference is {new}. Please write it down." in shown
    assert f"Reference {new}." in shown
    assert "Checking that it is you" in shown
    assert f"{closed}-1" in shown  # where it comes from


def test_the_old_page_says_where_it_went_on(client, client_b, closed, clock):
    clock.move_to(NOON + 60 * DAYS)
    open_status(client, closed)
    press(client)
    new = Submission.objects.exclude(pk=closed.pk).get()
    clock.shift(timedelta(minutes=5))
    shown = open_status(client_b, closed)
    assert f"You took this up again. It goes on as {new}-1." in shown
    assert BUTTON not in shown


def test_pressing_it_twice_is_told_plainly(client, closed):
    open_status(client, closed)
    press(client)
    assert "There is nothing to take up again any more." in press(client)
    assert PrivacyRequest.objects.count() == 2


def test_a_stranger_takes_nothing_up(client, closed):
    assert client.post(BUTTON).headers["Location"] == "/track/"
    assert PrivacyRequest.objects.count() == 1


def test_a_page_that_has_closed_takes_nothing_up(client, closed, clock):
    open_status(client, closed)
    clock.shift(timedelta(minutes=31))
    assert client.post(BUTTON).headers["Location"] == "/track/"
    assert PrivacyRequest.objects.count() == 1


def test_what_is_open_offers_no_such_button(client, clock):
    submission = confirm(file(DELETION, at=NOON + 39 * DAYS), at=NOON + 40 * DAYS)
    assert BUTTON not in open_status(client, submission)


def test_a_copy_that_became_a_description_shows_both(client, staff, clock):
    submission = confirm(file(PIECES), at=NOON + 40 * DAYS)
    request = submission.requests.select_related("submission").get()
    answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAYS, by=staff)
    shown = open_status(client, submission)
    assert "What you get instead" in shown
    assert f"It has the reference {submission}-2" in shown
    assert shown.count('<section class="card stack"') == 3  # the offer, the copy, the description
    press(client)
    first, second, third = submission.requests.order_by("ordinal")
    assert (first.outcome, second.status, third.type) == (Outcome.NOT_VERIFIED, Status.OPEN, first.type)
