"""Somebody filed for you: the consumer answers the one question by the link in our message."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from requests_app.models import Event
from requests_app.operations import authority
from requests_app.vocabulary import Authority, EventKind, NoticeKind, ProofWay
from tests.journeys.sides import (
    STATUS,
    accepted,
    agree_link,
    asked,
    current,
    only,
    words,
)
from verification.models import Challenge

pytestmark = pytest.mark.django_db

ONLINE = ProofWay.ONLINE
ROSA_KNOWS, ROSA_GAVE = "Yes, this is my contact", "Yes, I gave this permission"


def test_the_page_says_who_acts_for_what_until_when_and_who_gets_the_answer(client, client_b):
    today = timezone.localdate()
    submission = asked(
        client, permission={"may_receive_answer": "yes", "duties": ["yes"], "ends_on": today.isoformat()}
    )
    page = words(client_b.get(agree_link(submission)))
    for fact in (
        "Ana Agent",
        "Agents Example",
        "An agent with signed permission",
        "A description of what we hold about you",
        f"{today:%b}",
        "Decided by the permission, once we have read it",
    ):
        assert fact in page, fact


@pytest.mark.parametrize(
    ("setting", "says", "no_word_of"), [("IDENTITY", ROSA_KNOWS, ROSA_GAVE), ("PERMISSION", ROSA_GAVE, ROSA_KNOWS)]
)
def test_the_page_asks_the_one_thing_that_the_business_chose(client, client_b, settings, setting, says, no_word_of):
    settings.AGENT_CONSUMER_CHECK = setting
    page = words(client_b.get(agree_link(asked(client))))
    assert says in page
    assert no_word_of not in page
    assert ("also sign a declaration" in page) == (setting == "IDENTITY")


@pytest.mark.threat("A20")
@pytest.mark.parametrize("way", [ProofWay.PAPER, ONLINE])
def test_a_mail_scanner_that_looks_answers_nothing(client, way):
    submission = asked(client, way)
    events = Event.objects.count()
    for _ in range(3):
        assert Client().get(agree_link(submission)).status_code == 200
    assert Client().head(agree_link(submission)).status_code == 200
    assert Event.objects.count() == events
    assert not current(submission).confirmed


def test_a_yes_opens_the_consumers_status(client, client_b, staff):
    submission = accepted(asked(client), staff)
    assert only(submission).authority == Authority.CONSUMER_ASKED
    assert client_b.post(agree_link(submission), {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ESTABLISHED
    page = words(client_b.get(STATUS))
    assert "Thank you. We go on with the request." in page
    assert str(submission) in page


@pytest.mark.threat("A84", "A87")
def test_i_did_not_ask_stops_it_tells_staff_and_closes_the_agents_page(client, client_b, staff):
    submission = accepted(asked(client), staff)
    assert client_b.post(agree_link(submission), {"answer": "no"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED
    assert submission.events.get(kind=EventKind.AUTHORITY_ENDED).data["why"] == "NOT_ASKED"
    assert submission.notices.filter(kind=NoticeKind.AUTHORITY_ENDED).exists()
    assert client.get(STATUS).headers["Location"] == "/track/"
    assert "Stopped" in words(client_b.get(STATUS))


def test_a_refusal_is_no_evidence_of_who_the_consumer_is(client, client_b):
    submission = asked(client)
    client_b.post(agree_link(submission), {"answer": "no"})
    assert not submission.evidence.exists()
    assert not current(submission).confirmed


@pytest.mark.parametrize("first", ["yes", "no"])
@pytest.mark.parametrize("then", ["yes", "no"])
def test_a_link_answers_once(client, client_b, first, then):
    submission = asked(client)
    link = agree_link(submission)
    client_b.post(link, {"answer": first})
    before = Event.objects.count()
    for response in (Client().get(link), Client().post(link, {"answer": then})):
        assert response.status_code == 410
        assert "This link no longer works" in words(response)
    assert Event.objects.count() == before


def test_an_answer_that_is_none_asks_again(client, client_b):
    submission = asked(client)
    for said in ({}, {"answer": "perhaps"}, {"answer": ["", ""]}):
        assert client_b.post(agree_link(submission), said).status_code == 200
    assert not current(submission).confirmed
    assert current(submission).representative.ended_at is None


def test_a_link_older_than_a_day_is_dead(client, client_b):
    submission = asked(client)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client_b.post(agree_link(submission), {"answer": "yes"}).status_code == 410
    assert not current(submission).confirmed


def test_a_link_that_is_superseded_is_dead_and_the_newer_one_works(client, client_b):
    submission = asked(client)
    old = agree_link(submission)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    assert client_b.post(old, {"answer": "yes"}).status_code == 410
    assert client_b.post(agree_link(submission), {"answer": "yes"}).status_code == 302


@pytest.mark.threat("A87")
def test_the_link_of_a_permission_that_ended_is_dead(client, client_b):
    submission = asked(client)
    link = agree_link(submission)
    authority.end(submission=submission, why="REVOKED", at=timezone.now())
    assert client_b.get(link).status_code == 410
    assert client_b.post(link, {"answer": "yes"}).status_code == 410
    assert not current(submission).confirmed


def test_whoever_has_a_dead_link_can_have_a_new_one_sent(client, client_b):
    submission = asked(client)
    old = agree_link(submission)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "a new message is on its way" in words(client_b.post(old, {"answer": "again"}))
        assert agree_link(submission) != old
        assert client_b.post(agree_link(submission), {"answer": "yes"}).headers["Location"] == STATUS


def test_a_new_link_for_what_is_answered_or_never_was_is_the_same_page_and_no_message(client, client_b):
    submission = asked(client)
    link = agree_link(submission)
    client_b.post(link, {"answer": "yes"})
    sent = Challenge.objects.count()
    pages = {words(Client().post(place, {"answer": "again"})) for place in (link, "/represented/link/made-up/")}
    assert len(pages) == 1
    assert Challenge.objects.count() == sent


@pytest.mark.threat("A27")
def test_new_links_are_limited_by_contact(client, client_b):
    submission = asked(client)
    for _ in range(8):
        client_b.post(agree_link(submission), {"answer": "again"})
    sent = Challenge.objects.filter(subject=submission.pk).exclude(failure__startswith="limited")
    assert sent.count() <= 3


@pytest.mark.threat("A38")
@pytest.mark.parametrize("answer", ["yes", "no", "sign", "again"])
def test_no_other_site_can_answer(client, answer):
    submission = asked(client)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(agree_link(submission), {"answer": answer}).status_code == 403
    assert not current(submission).confirmed
