"""Somebody filed for you: with the reference the consumer answers too, and ends it."""

import pytest
from django.test import Client

from requests_app.models import Notice
from requests_app.vocabulary import Authority, FilerRole, NoticeKind
from tests.journeys.sides import (
    ANSWER,
    BY_TEXT,
    END,
    NOT_ASKED,
    STATUS,
    accepted,
    acting,
    agree_link,
    asked,
    current,
    only,
    open_status,
    words,
)
from tests.journeys.walk import code_for, file
from verification.models import Challenge

pytestmark = pytest.mark.django_db

ROSA_KNOWS, ROSA_GAVE = "Yes, this is my contact", "Yes, I gave this permission"


def test_who_is_reached_by_telephone_gets_the_reference_and_answers_with_it(client, client_b, staff):
    submission = accepted(asked(client, their_contact=BY_TEXT), staff)
    assert not Challenge.objects.filter(subject=submission.pk).exists()
    assert Notice.objects.get(kind=NoticeKind.REPRESENTED).destination() == ("TEXT", "+14155550123")
    open_status(client_b, submission)
    assert "Show that this contact is yours" in words(client_b.get(STATUS))
    assert ROSA_KNOWS in words(client_b.get(ANSWER))
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ESTABLISHED


def test_looking_at_the_status_is_no_yes(client, client_b, staff):
    submission = accepted(asked(client), staff)
    open_status(client_b, submission)
    assert "Waiting for your answer" in words(client_b.get(STATUS))
    assert only(submission).authority == Authority.CONSUMER_ASKED
    assert not submission.evidence.filter(kind="CONTACT_CONFIRMED").exists()


def test_a_yes_with_the_reference_is_evidence_like_the_one_by_the_link(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    client_b.post(ANSWER, {"answer": "yes"})
    assert submission.evidence.get(kind="CONTACT_CONFIRMED").challenge.purpose == "track"
    assert current(submission).confirmed


def test_a_question_is_answered_once_from_two_browsers(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    link = agree_link(submission)
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert Client().post(link, {"answer": "no"}).status_code == 410
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert submission.evidence.filter(kind="CONTACT_CONFIRMED").count() == 1


def test_the_pages_that_end_it_ask_once_and_say_what_follows(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    for place in (NOT_ASKED, END):
        assert "Ana Agent sees nothing of it any more" in words(client_b.get(place))
    assert current(submission).representative.ended_at is None


def test_who_ends_the_permission_goes_on_in_person(client, client_b, staff):
    submission = accepted(asked(client), staff)
    client_b.post(agree_link(submission), {"answer": "yes"})
    assert client_b.post(END).headers["Location"] == STATUS
    assert only(submission).authority == Authority.NOT_NEEDED
    assert "Somebody filed this for you" not in words(client_b.get(STATUS))
    assert client.get(STATUS).headers["Location"] == "/track/"


def test_who_did_not_ask_says_so_from_the_status(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    assert client_b.post(NOT_ASKED).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED
    for place in (ANSWER, NOT_ASKED, END):
        assert client_b.get(place).headers["Location"] == STATUS
        assert client_b.post(place, {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED


@pytest.mark.threat("A87")
def test_who_did_not_ask_can_say_so_after_it_was_answered(client, client_b, staff):
    submission = accepted(asked(client), staff)
    client_b.post(agree_link(submission), {"answer": "yes"})
    client.post("/track/withdraw/1/")
    assert client_b.post(NOT_ASKED).headers["Location"] == STATUS
    assert client.get(STATUS).headers["Location"] == "/track/"


@pytest.mark.threat("A85")
@pytest.mark.parametrize(
    ("role", "says"),
    [
        (FilerRole.ATTORNEY_IN_FACT, "A power of attorney is not ended here"),
        (FilerRole.CONSERVATOR, "only the court can do that"),
    ],
)
def test_what_somebody_holds_by_law_is_not_ended_here_but_can_be_called_unasked(client, client_b, role, says):
    submission = acting(client, role)
    open_status(client_b, submission)
    page = words(client_b.get(STATUS))
    assert says in page
    assert "End this permission" not in page
    assert "Show that this contact is yours" not in page
    assert client_b.post(END).headers["Location"] == STATUS
    assert current(submission).representative.ended_at is None
    client_b.post(NOT_ASKED)
    assert current(submission).representative.end == "NOT_ASKED"


def test_who_filed_for_themselves_has_none_of_these_pages(client):
    submission = file(client)
    client.post("/confirm/", {"code": code_for(submission)})
    for place in (ANSWER, NOT_ASKED, END):
        assert client.get(place).headers["Location"] == STATUS
        assert client.post(place, {"answer": "yes"}).headers["Location"] == STATUS
    assert "Somebody filed this for you" not in words(client.get(STATUS))
