"""Who acts for a consumer, on the page of a request and in the queue: seen at once, and masked for who only looks."""

from datetime import timedelta

import pytest

from requests_app.operations import authority
from requests_app.vocabulary import (
    AuthorityEnd,
    FilerRole,
)
from tests.admin.pages import act, fresh, page, queue, reveal, text, unmasked, url
from tests.admin.proofs import OPT_OUT, ROLES, first, match, refuse, shown
from tests.filings import (
    CATEGORIES,
    NOON,
    PIECES,
    established,
    file,
    file_for,
    only_request,
)
from verification.models import Channel

pytestmark = pytest.mark.django_db


ACTING = {"firm": "Agents Example, LLC", "own_reference": "AE-77", "may_receive_answer": True}


def test_the_page_says_who_acts_how_they_are_reached_and_what_they_said(desk):
    words = unmasked(desk, shown(FilerRole.AGENT, acting={**ACTING, "ends_on": NOON.date() + timedelta(days=30)}))
    for each in (
        "An agent with signed permission",
        "Ana Agent",
        "Agents Example, LLC",
        "AE-77",
        "Email: ana@agents.example.com",
        "Contact confirmed Nov. 23, 2026",
        "Says: from open, until Dec. 23, 2026",
        "A document Shown Nov. 23, 2026, noon",
        "Proof to check",
        "The consumer was asked Nov. 23, 2026, noon, and has not answered yet.",
    ):
        assert each in words


def test_a_consumer_who_was_asked_by_text_message_counts_as_asked(desk):
    words = page(desk, shown(FilerRole.AGENT, contact_channel=Channel.TEXT, contact="+14155550123"))
    assert "The consumer was asked Nov. 23, 2026, noon, and has not answered yet." in words


@pytest.mark.threat("A12")
def test_who_only_looks_reads_nothing_that_the_representative_typed(looker, desk, staff):
    request = shown(FilerRole.AGENT, acting=ACTING)
    refuse(desk, request, "SIGNED_PERMISSION", reason="Page two, with the signature of Rosa, is missing.")
    words = page(looker, request)
    for each in ("Ana Agent", "Agents Example", "AE-77", "ana@agents.example.com", "Page two"):
        assert each not in words
    assert "A. A." in words
    assert "a•••@a•••.com" in words
    assert "Signed permission: refused" in words
    authority.end(submission=request.submission, why=AuthorityEnd.BY_STAFF, reason="Caught lying.", at=NOON, by=staff)
    assert "Caught lying." not in page(looker, request)


@pytest.mark.threat("A85")
@pytest.mark.parametrize(
    ("role", "right", "of_consumer", "source"),
    [
        (FilerRole.AGENT, CATEGORIES, "one thing, to show their identity", "11 CCR § 7063(a)"),
        (FilerRole.AGENT, OPT_OUT, "nothing. They may not be contacted", "11 CCR § 7026(j)"),
        (FilerRole.ATTORNEY_IN_FACT, CATEGORIES, "nothing. They may not be contacted", "Prob. Code § 4300"),
        (FilerRole.PARENT_UNDER_13, CATEGORIES, "nothing. They may not be contacted", "11 CCR § 7070(c)"),
    ],
)
def test_the_page_says_what_may_be_asked_of_whom(desk, role, right, of_consumer, source):
    request = first(file_for(role, right))
    words = page(desk, request)
    assert of_consumer in words
    assert source in words


def test_the_page_says_what_the_setting_lets_us_ask_of_the_consumer(desk, settings):
    settings.AGENT_CONSUMER_CHECK = "PERMISSION"
    assert "one thing, whether they gave the permission" in page(desk, first(file_for(FilerRole.AGENT, CATEGORIES)))


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_a_consumer_whom_nobody_reaches_opens(desk, looker, role):
    request = first(file_for(role, CATEGORIES))
    words = page(desk, request)
    assert "Representative" in words
    assert ("None given: the representative is reached instead" in words) is not request.submission.reachable
    assert "Representative" in page(looker, request)


def test_the_page_says_at_the_top_that_the_consumer_did_not_ask(desk):
    request = shown(FilerRole.AGENT)
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert page(desk, request).count("Consumer says: not asked") == 2


def stopped_and_waiting():
    waiting = shown(FilerRole.CONSERVATOR)
    stopped = shown(FilerRole.AGENT, acting={"contact": "other@agents.example.com"})
    authority.end(submission=stopped.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    return waiting, first(stopped.submission)


def test_the_queue_says_what_waits_and_what_is_stopped(desk):
    stopped_and_waiting()
    words = text(desk.get("/staff/requests_app/privacyrequest/"))
    assert "Consumer says: not asked" in words
    assert "Proof to check" in words
    assert "Check the proof of authority" in words
    assert "Look into it: nobody acts for the consumer" in words


def test_the_authority_narrows(desk):
    waiting, stopped = stopped_and_waiting()
    only_request(file(CATEGORIES))
    assert queue(desk, authority="PROOF_TO_CHECK") == [waiting.reference]
    assert queue(desk, authority="ENDED") == [stopped.reference]


def test_who_filed_narrows(desk):
    waiting, stopped = stopped_and_waiting()
    own = only_request(file(CATEGORIES))
    assert queue(desk, filer="SELF") == [own.reference]
    assert queue(desk, filer="AGENT") == [stopped.reference]
    assert set(queue(desk, filer="others")) == {waiting.reference, stopped.reference}


def test_the_proofs_to_check_are_counted_on_the_first_page(desk):
    stopped_and_waiting()
    response = desk.get("/staff/")
    assert "1 with a proof to check" in text(response)
    assert "authority=PROOF_TO_CHECK" in response.content.decode()


@pytest.mark.parametrize("typed", ["reference", "contact"])
def test_a_representative_is_found_by_their_reference_and_contact(desk, typed):
    request = first(file_for(FilerRole.AGENT, CATEGORIES))
    file(contact="other@example.com")
    acting = request.submission.representative
    wanted = acting.reference if typed == "reference" else "Ana@Agents.example.com"
    response = desk.post("/staff/requests_app/privacyrequest/search/", {"typed": wanted})
    assert response.url == url(request)


def test_the_next_step_leads_to_the_check(desk):
    response = desk.get(url(shown(FilerRole.CONSERVATOR)))
    assert response.context["main"].slug == "accept-proof"


@pytest.mark.threat("A87")
def test_an_answer_that_waits_is_not_released_after_the_authority_ended(desk, second_desk, staff):
    request = only_request(established(FilerRole.CONSERVATOR, PIECES, by=staff))
    match(request, staff)
    act(desk, fresh(request), "answer", text="Here it is.")
    proposal = fresh(request).proposal
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    reveal(second_desk, request, reason="RELEASE")
    response = act(second_desk, request, "release", digest=proposal.digest)
    assert "is not verified yet" in text(response)
    assert not fresh(request).closed
