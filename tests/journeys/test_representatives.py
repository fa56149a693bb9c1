"""Who acts for somebody else: what they are asked, what they see, and when that ends."""

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.forms.representation import RepresentativeForm
from requests_app.operations import answers, assurance, authority, proofs
from requests_app.vocabulary import (
    Authority,
    FilerRole,
    Point,
    ProofKind,
    ProofWay,
)
from tests.filings import CHECKLIST, released
from tests.journeys.sides import (
    PROOF,
    STATUS,
    acting,
    agree_link,
    asked,
    current,
    file_for,
    only,
    words,
)
from verification.models import Challenge

pytestmark = pytest.mark.django_db

OTHERS = [role for role in FilerRole if role != FilerRole.SELF]
PARENTS = [FilerRole.PARENT_UNDER_13, FilerRole.PARENT_13_TO_17]


@pytest.mark.parametrize("role", PARENTS)
def test_a_parent_is_not_told_that_we_write_to_the_child(role):
    assert str(RepresentativeForm(role=role).fields["name"].help_text) == "So that we know who acts for the child."


def test_who_may_leave_the_contact_out_reads_that_we_tell_whom_we_can_reach():
    help_text = str(RepresentativeForm(role=FilerRole.CONSERVATOR).fields["name"].help_text)
    assert help_text.startswith("If we can reach the person you act for")


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
    checklist = CHECKLIST if proof == ProofKind.POWER_OF_ATTORNEY else None
    proofs.accept_proof(submission=submission, kind=proof, checklist=checklist, at=timezone.now(), by=staff)
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
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_ONLINE, at=timezone.now(), by=staff)
    assert only(submission).authority == Authority.ESTABLISHED
    match_and_answer(current(submission), staff)
    for browser in (client, client_b):
        assert "These are our sources." in words(browser.get(STATUS))


def test_an_agent_whose_permission_does_not_say_so_is_told_that_there_is_an_answer(client, client_b, staff):
    submission = asked(client, permission={"may_receive_answer": "no", "duties": ["yes"]})
    client_b.post(agree_link(submission), {"answer": "yes"})
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=timezone.now(), by=staff)
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
    proofs.refuse_proof(
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
    proofs.accept_proof(
        submission=submission, kind=ProofKind.POWER_OF_ATTORNEY, checklist=CHECKLIST, at=timezone.now(), by=staff
    )
    assert only(submission).authority == Authority.ESTABLISHED


@pytest.mark.threat("A84")
def test_what_was_called_a_power_of_attorney_and_is_a_permission_has_the_consumer_asked_after_all(client, staff):
    submission = acting(client)
    client.post(PROOF, {"way": "POWER"})
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=timezone.now(), by=staff)
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
    proofs.accept_proof(submission=submission, kind=ProofKind.COURT_LETTERS, at=timezone.now(), by=staff)
    assert client.get(PROOF).headers["Location"] == STATUS


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
