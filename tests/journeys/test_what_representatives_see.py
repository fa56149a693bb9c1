"""Who acts for somebody sees one filing, as their own side of it, and nothing once that has ended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from requests_app.models import Event
from requests_app.operations import authority
from requests_app.vocabulary import (
    AuthorityEnd,
    EventKind,
    ProofWay,
)
from tests.journeys.sides import (
    ANSWER,
    END,
    NOT_ASKED,
    PROOF,
    STATUS,
    acting,
    agree_link,
    asked,
    current,
    open_status,
    words,
)
from tests.journeys.walk import code_for
from verification.models import Challenge

pytestmark = pytest.mark.django_db


@pytest.mark.threat("A35")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", [PROOF, ANSWER, NOT_ASKED, END])
def test_a_browser_that_opened_nothing_is_sent_to_the_reference(client, method, place):
    assert getattr(client, method)(place, {"way": "OTHER", "answer": "yes"}).headers["Location"] == "/track/"


@pytest.mark.threat("A35")
@pytest.mark.parametrize("place", [ANSWER, NOT_ASKED, END])
def test_a_representative_does_not_speak_for_the_consumer(client, place):
    submission = asked(client)
    before = Event.objects.count()
    for response in (client.get(place), client.post(place, {"answer": "yes"})):
        assert response.headers["Location"] == "/track/"
    assert Event.objects.count() == before
    assert current(submission).representative.ended_at is None


@pytest.mark.threat("A35")
def test_the_consumer_does_not_prove_for_the_representative(client, client_b):
    submission = asked(client)
    client_b.post(agree_link(submission), {"answer": "yes"})
    assert client_b.post(PROOF, {"way": "OTHER"}).headers["Location"] == "/track/"
    assert current(submission).representative.proof_way == ProofWay.PAPER


@pytest.mark.threat("A35")
def test_one_agent_with_two_filings_sees_the_one_they_opened(client):
    first = acting(client, name={"name": "Rosa Example"})
    second = acting(
        client,
        name={"name": "Pedro Other"},
        their_contact={"channel": "EMAIL", "language": "en", "email": "pedro@example.com"},
    )
    page = words(client.get(STATUS))
    assert str(second.representative) in page
    assert str(first.representative) not in page
    assert "Rosa" not in page


@pytest.mark.threat("A35")
def test_the_name_of_a_firm_opens_nothing(client, client_b):
    mine = acting(client)
    others = acting(client_b, contact={"channel": "EMAIL", "email": "bob@agents.example.com"})
    assert others.representative.firm == mine.representative.firm
    for browser, theirs in ((client, others), (client_b, mine)):
        assert str(theirs.representative) not in words(browser.get(STATUS))
        browser.post("/track/", {"reference": str(theirs.representative)})
        assert browser.post("/track/code/", {"code": code_for(browser_side(browser, mine, others))}).status_code == 200


def browser_side(browser, mine, others):
    return mine.filer if str(mine.representative) in words(browser.get(STATUS)) else others.filer


@pytest.mark.threat("A35")
def test_the_agents_reference_opens_the_agents_side_and_the_consumers_the_consumers(client, client_b):
    submission = asked(client)
    assert open_status(client_b, submission.representative).headers["Location"] == STATUS
    assert "You act for Rosa Example" in words(client_b.get(STATUS))
    rosa = Client()
    assert open_status(rosa, submission).headers["Location"] == STATUS
    assert "Somebody filed this for you" in words(rosa.get(STATUS))


@pytest.mark.threat("A87")
@pytest.mark.parametrize("why", [AuthorityEnd.REVOKED, AuthorityEnd.NOT_ASKED])
def test_open_pages_of_an_agent_close_at_once(client, why):
    submission = acting(client)
    assert client.get(PROOF).status_code == 200
    authority.end(submission=submission, why=why, at=timezone.now())
    for method, place in (("get", STATUS), ("get", PROOF), ("post", PROOF), ("post", "/track/withdraw/1/")):
        assert getattr(client, method)(place, {"way": "OTHER"}).headers["Location"] == "/track/"
    assert not Event.objects.filter(kind=EventKind.WITHDRAWN).exists()


@pytest.mark.threat("A87")
def test_open_pages_close_on_the_day_after_the_permissions_last(client):
    today = timezone.localdate()
    acting(client, permission={"may_receive_answer": "yes", "duties": ["yes"], "ends_on": today.isoformat()})
    assert client.get(STATUS).status_code == 200
    client_end = timezone.localtime().replace(hour=0, minute=1) + timedelta(days=1)
    session = client.session
    session["opened"] = {
        **session["opened"],
        **dict.fromkeys(("idle_end", "end"), (client_end + timedelta(hours=1)).isoformat()),
    }
    session.save()
    with time_machine.travel(client_end):
        assert client.get(STATUS).headers["Location"] == "/track/"


@pytest.mark.threat("A87")
def test_the_reference_of_an_agent_that_ended_is_like_one_that_does_not_exist(client, client_b):
    submission = acting(client)
    known = submission.representative
    authority.end(submission=submission, why=AuthorityEnd.REVOKED, at=timezone.now())
    before = Challenge.objects.filter(subject=known.pk).count()
    pages = []
    for browser, reference in ((client_b, str(known)), (Client(), "XXXX-XXXX-XXXX")):
        asked_for = browser.post("/track/", {"reference": reference})
        pages.append((asked_for.status_code, asked_for.headers["Location"], words(browser.get("/track/code/"))))
    assert pages[0] == pages[1]
    assert Challenge.objects.filter(subject=known.pk).count() == before
