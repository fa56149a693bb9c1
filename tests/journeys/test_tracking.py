"""Tracking: the reference and a fresh code open it, nothing tells whether a reference exists, and it can be closed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from requests_app.models import PrivacyRequest, Submission
from requests_app.models.reference import new_reference
from requests_app.vocabulary import Outcome
from tests.filings import CATEGORIES, answered, confirm
from tests.filings import file as file_directly
from tests.journeys.walk import code_for
from verification import challenges
from verification.models import Challenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    return confirm(file_directly(at=timezone.now()), at=timezone.now())


def ask(client, reference):
    return client.post("/track/", {"reference": str(reference)})


def open_status(client, submission):
    ask(client, submission)
    return client.post("/track/code/", {"code": code_for(submission, "track")})


def same(page):
    """A page without what is random in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page.content)


def test_reference_and_code_open_the_status(client, submission):
    assert open_status(client, submission).headers["Location"] == "/track/status/"
    page = client.get("/track/status/")
    assert str(submission) in page.content.decode()


def test_an_unknown_reference_gets_the_same_pages(client, client_b, submission):
    known, unknown = ask(client, submission), ask(client_b, new_reference())
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert same(client.get("/track/code/")) == same(client_b.get("/track/code/"))


def test_a_wrong_code_says_the_same_for_a_known_and_an_unknown_reference(client, client_b, submission):
    ask(client, submission)
    ask(client_b, new_reference())
    wrong = f"{(int(code_for(submission, 'track')) + 1) % 1_000_000:06}"
    for _ in range(6):
        assert same(client.post("/track/code/", {"code": wrong})) == same(
            client_b.post("/track/code/", {"code": wrong})
        )


def test_the_code_of_the_confirmation_does_not_open_the_tracking(client):
    submission = file_directly(at=timezone.now())
    ask(client, submission)
    confirming, tracking = code_for(submission, "confirm"), code_for(submission, "track")
    if confirming != tracking:
        client.post("/track/code/", {"code": confirming})
        assert client.get("/track/status/").status_code == 302


def test_somebody_elses_code_does_not_open_my_request(client, client_b, submission):
    other = confirm(file_directly(at=timezone.now(), contact="other@example.com"), at=timezone.now())
    ask(client, submission)
    ask(client_b, other)
    if code_for(other, "track") != code_for(submission, "track"):
        client.post("/track/code/", {"code": code_for(other, "track")})
        assert client.get("/track/status/").status_code == 302


@pytest.mark.threat("A37")
def test_the_status_closes_after_thirty_idle_minutes(client, submission):
    open_status(client, submission)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/track/status/").headers["Location"] == "/track/"


@pytest.mark.threat("A37")
def test_the_status_closes_after_two_hours_however_busy(client, submission):
    open_status(client, submission)
    for minutes in range(25, 126, 25):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            page = client.get("/track/status/")
    assert page.status_code == 302


@pytest.mark.threat("A37")
def test_finishing_clears_this_computer(client, submission):
    open_status(client, submission)
    response = client.post("/finish/")
    assert "storage" in response.headers["Clear-Site-Data"]
    assert client.get("/track/status/").status_code == 302


@pytest.mark.threat("A37")
def test_personal_pages_are_never_stored(client, submission):
    open_status(client, submission)
    assert "no-store" in client.get("/track/status/").headers["Cache-Control"]


def test_a_request_is_withdrawn_after_being_asked_once(client, submission):
    open_status(client, submission)
    assert client.get("/track/withdraw/1/").status_code == 200
    assert PrivacyRequest.objects.get().outcome == ""
    client.post("/track/withdraw/1/")
    assert PrivacyRequest.objects.get().outcome == Outcome.WITHDRAWN


def test_withdrawing_twice_is_told_plainly(client, submission):
    open_status(client, submission)
    client.post("/track/withdraw/1/")
    assert client.post("/track/withdraw/1/", follow=True).status_code == 200


@pytest.mark.parametrize("verb", ["withdraw", "confirm-deletion"])
@pytest.mark.threat("A34")
def test_another_number_than_ones_own_is_not_found(client, submission, verb):
    open_status(client, submission)
    assert client.post(f"/track/{verb}/2/").status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "confirm-deletion"])
@pytest.mark.threat("A34")
def test_a_stranger_withdraws_and_confirms_nothing(client, submission, verb):
    assert client.post(f"/track/{verb}/1/").headers["Location"] == "/track/"
    assert PrivacyRequest.objects.get().outcome == ""


def test_the_answer_is_read_on_the_status_page(client, staff):
    submission = answered(CATEGORIES, by=staff, at=timezone.now())
    open_status(client, submission)
    assert "Here is what we hold about you." in client.get("/track/status/").content.decode()


def test_the_contact_is_shown_only_masked(client, submission):
    open_status(client, submission)
    assert "rosa@example.com" not in client.get("/track/status/").content.decode()


def test_each_visit_needs_a_fresh_code(client, client_b, submission):
    open_status(client, submission)
    ask(client_b, submission)
    used = Challenge.objects.filter(purpose="track").exclude(used_at=None).get()
    client_b.post("/track/code/", {"code": challenges.code_of(used)})
    assert client_b.get("/track/status/").status_code == 302
    assert Submission.objects.count() == 1
