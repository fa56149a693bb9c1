"""Who acts for somebody else: what they are asked, what they see, and when that ends."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from requests_app.models import Event, PrivacyRequest
from requests_app.operations import answers, assurance, authority
from requests_app.vocabulary import (
    Authority,
    AuthorityEnd,
    EventKind,
    FilerRole,
    Point,
    ProofKind,
    ProofWay,
)
from tests.filings import released
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
    file_for,
    open_status,
    words,
)
from tests.journeys.walk import code_for
from verification.models import Challenge

pytestmark = pytest.mark.django_db

OTHERS = [role for role in FilerRole if role != FilerRole.SELF]
PARENTS = [FilerRole.PARENT_UNDER_13, FilerRole.PARENT_13_TO_17]
CHECKED = {"1": {"answer": "yes", "note": ""}}


def only(submission):
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


def match_and_answer(submission, staff):
    """Staff find the consumer in the records and answer."""
    assurance.record_match(
        submission=submission,
        points={Point.NAME, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER},
        declaration=False,
        same_person_as=None,
        at=timezone.now(),
        by=staff,
    )
    request = only(submission)
    given = answers.answer(
        request=request, text="These are our sources.", contact_reason="Agreed", at=timezone.now(), by=staff
    )
    return released(given, at=timezone.now())


@pytest.mark.parametrize(
    ("role", "proof"),
    [
        (FilerRole.ATTORNEY_IN_FACT, ProofKind.POWER_OF_ATTORNEY),
        (FilerRole.CONSERVATOR, ProofKind.COURT_LETTERS),
        (FilerRole.PARENT_UNDER_13, ProofKind.CONSENT_FORM),
        (FilerRole.PARENT_13_TO_17, ProofKind.TOLL_FREE_CALL),
    ],
)
def test_who_stands_in_the_consumers_place_files_shows_it_and_reads_the_answer(client, staff, role, proof):
    nobody = {"channel": "NONE"}
    submission = acting(client, role, their_contact=nobody)
    assert "Proof needed" in words(client.get(STATUS))
    assert client.post(PROOF, {"way": "OTHER"}).headers["Location"] == STATUS
    assert "We check your proof" in words(client.get(STATUS))
    checklist = CHECKED if proof == ProofKind.POWER_OF_ATTORNEY else None
    authority.accept_proof(submission=submission, kind=proof, checklist=checklist, at=timezone.now(), by=staff)
    match_and_answer(submission, staff)
    assert "These are our sources." in words(client.get(STATUS))
    assert not Challenge.objects.filter(subject=submission.pk).exists()


def test_an_agent_files_has_the_consumer_sign_and_reads_what_the_permission_allows(client, client_b, staff):
    submission = acting(client)
    assert client.post(PROOF, {"way": "ONLINE"}).headers["Location"] == STATUS
    page = client_b.get(agree_link(submission))
    assert "Sign the permission" in words(page)
    read = page.context["words"].sha256
    said = {"answer": "sign", "receives": "yes", "name": "Rosa Example", "read": read}
    assert client_b.post(agree_link(submission), said).headers["Location"] == STATUS
    assert "We check your proof" in words(client.get(STATUS))
    authority.accept_proof(submission=submission, kind=ProofKind.SIGNED_ONLINE, at=timezone.now(), by=staff)
    assert only(submission).authority == Authority.ESTABLISHED
    match_and_answer(current(submission), staff)
    for browser in (client, client_b):
        assert "These are our sources." in words(browser.get(STATUS))


def test_an_agent_whose_permission_does_not_say_so_is_told_that_there_is_an_answer(client, client_b, staff):
    submission = asked(client, permission={"may_receive_answer": "no", "duties": ["yes"]})
    client_b.post(agree_link(submission), {"answer": "yes"})
    authority.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=timezone.now(), by=staff)
    match_and_answer(current(submission), staff)
    assert "These are our sources." not in words(client.get(STATUS))
    assert "The person you act for has our answer." in words(client.get(STATUS))


@pytest.mark.parametrize("role", OTHERS)
def test_the_status_says_for_whom_they_act_and_what_is_missing(client, role):
    acting(client, role)
    page = words(client.get(STATUS))
    assert "You act for Rosa Example" in page
    assert "Show that you may act" in page
    assert "Somebody filed this for you" not in page


def test_an_agent_reads_their_own_reference_beside_ours(client):
    acting(client)
    assert "case 7" in words(client.get(STATUS))


def test_what_staff_say_is_missing_is_read_word_for_word(client, staff):
    submission = asked(client)
    authority.refuse_proof(
        submission=submission,
        kind=ProofKind.SIGNED_PERMISSION,
        reason="The page with the signature is missing.",
        at=timezone.now(),
        by=staff,
    )
    for place in (STATUS, PROOF):
        assert "The page with the signature is missing." in words(client.get(place))


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", OTHERS)
def test_the_page_says_what_need_not_be_sent(client, role):
    acting(client, role)
    page = words(client.get(PROOF))
    assert "No ID, no passport, no licence" in page
    assert "Nothing that a notary has to certify for us" in page
    assert "nobody pays us anything" in page
    assert ("No power of attorney" in page) == (role == FilerRole.AGENT)


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", [each for each in OTHERS if each != FilerRole.AGENT])
def test_nobody_but_an_agent_can_have_the_consumer_written_to(client, role):
    submission = acting(client, role)
    assert "They sign on our page" not in words(client.get(PROOF))
    assert client.post(PROOF, {"way": "ONLINE"}).status_code == 200
    assert not Challenge.objects.filter(subject=submission.pk).exists()


@pytest.mark.threat("A85")
def test_an_agent_who_holds_a_power_of_attorney_says_so_first_and_the_consumer_is_asked_nothing(client, staff):
    submission = acting(client)
    assert client.post(PROOF, {"way": "POWER"}).headers["Location"] == PROOF
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    assert not Challenge.objects.filter(subject=submission.pk).exists()
    authority.accept_proof(
        submission=submission, kind=ProofKind.POWER_OF_ATTORNEY, checklist=CHECKED, at=timezone.now(), by=staff
    )
    assert only(submission).authority == Authority.ESTABLISHED


@pytest.mark.threat("A84")
def test_what_was_called_a_power_of_attorney_and_is_a_permission_has_the_consumer_asked_after_all(client, staff):
    submission = acting(client)
    client.post(PROOF, {"way": "POWER"})
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    authority.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=timezone.now(), by=staff)
    assert only(submission).authority == Authority.CONSUMER_ASKED
    assert Challenge.objects.filter(subject=submission.pk, purpose=authority.AGREE).count() == 1


@pytest.mark.parametrize("role", PARENTS)
def test_a_parent_finds_the_consent_form_and_the_team_and_no_id(client, role):
    acting(client, role)
    page = client.get(PROOF).content.decode()
    assert 'href="/parents/consent/"' in page
    assert "agree on a video call" in page


@pytest.mark.parametrize(("way", "status"), [("", 200), ("PAPER", 200), ("NOTHING", 200)])
def test_a_way_that_is_not_offered_is_none(client, way, status):
    submission = acting(client)
    assert client.post(PROOF, {"way": way}).status_code == status
    assert current(submission).representative.proof_way == ""


def test_there_is_nothing_to_prove_once_the_proof_is_accepted(client, staff):
    submission = acting(client, FilerRole.CONSERVATOR)
    authority.accept_proof(submission=submission, kind=ProofKind.COURT_LETTERS, at=timezone.now(), by=staff)
    assert client.get(PROOF).headers["Location"] == STATUS


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


def test_the_letters_to_print_are_open_to_everybody_and_hold_nothing_of_anybody(client):
    acting(client)
    for place, says in (
        ("/agents/permission/", "Permission for an agent"),
        ("/parents/consent/", "under penalty of perjury under the laws of the State of California"),
    ):
        assert Client().get(place).status_code == 200
        page = words(client.get(place))
        assert says in page
        assert "Rosa" not in page


def test_a_filing_of_an_agent_that_is_not_confirmed_asks_its_consumer_nothing(client):
    submission = file_for(client, FilerRole.AGENT)
    assert client.get(PROOF).headers["Location"] == "/track/"
    assert not Challenge.objects.filter(subject=submission.pk).exists()
