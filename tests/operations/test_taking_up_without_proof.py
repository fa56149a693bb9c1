"""What was refused for want of proof goes on until its answer date, and nobody files it again."""

from datetime import timedelta

import pytest

from requests_app import representation
from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import answers, authority, identity, proofs, revival
from requests_app.vocabulary import Accompaniment, Authority, AuthorityEnd, FilerRole, Ground, Party, Status
from tests.filings import CATEGORIES, NOON, confirm_filer, file_for, only_request

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)
CURE = {Accompaniment.HOW_TO_CURE: "Send us the page with the signature."}


def refused(staff, role: FilerRole = FilerRole.AGENT) -> PrivacyRequest:
    """A request whose representative showed nothing, denied two weeks later."""
    changes = {"contact_channel": "EMAIL", "contact": "rosa@example.com"}
    filed = confirm_filer(file_for(role, CATEGORIES, **changes))
    proofs.ask_for_proof(submission=filed, words="Please send it.", at=NOON, by=staff)
    request = only_request(filed)
    at = NOON + 14 * DAYS
    answers.deny(request=request, ground=Ground.AGENT_NO_PROOF, parts=CURE, at=at, by=staff)
    return request


def comes_back(request: PrivacyRequest, party: Party, at) -> Submission:
    side = Submission.objects.get(pk=request.submission_id).party(party)
    identity.open_tracking(challenge=identity.start_tracking(side=side, at=at), at=at)
    return Submission.objects.get(pk=request.submission_id)


def take_up(request: PrivacyRequest, party: Party, at=NOON + 20 * DAYS) -> PrivacyRequest:
    revival.take_up(submission=comes_back(request, party, at), party=party, at=at)
    return PrivacyRequest.objects.select_related("submission").get(revives=request)


def test_the_agent_takes_it_up_and_shows_a_proof_by_the_same_dates(staff):
    request = refused(staff)
    goes_on = take_up(request, Party.REPRESENTATIVE)
    assert (goes_on.status, goes_on.authority) == (Status.OPEN, Authority.PROOF_MISSING)
    assert (goes_on.received_on, goes_on.answer_due_on) == (request.received_on, request.answer_due_on)


def test_the_consumer_takes_it_up_in_person_and_the_agent_sees_nothing_more(staff):
    goes_on = take_up(refused(staff), Party.CONSUMER)
    assert (goes_on.status, goes_on.authority) == (Status.OPEN, Authority.NOT_NEEDED)
    assert goes_on.submission.representative.end == AuthorityEnd.REVOKED


def test_after_the_answer_date_it_is_not_taken_up(staff):
    request = refused(staff)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(request, Party.REPRESENTATIVE, at=NOON + 46 * DAYS)


def test_what_the_consumer_did_not_ask_for_is_not_taken_up(staff):
    request = refused(staff)
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON + 15 * DAYS)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(request, Party.CONSUMER)


@pytest.mark.parametrize("role", [FilerRole.AGENT, FilerRole.ATTORNEY_IN_FACT])
def test_after_staff_ended_it_the_consumer_goes_on_in_person_and_nobody_else(staff, role):
    request = refused(staff, role)
    ended_at = NOON + 15 * DAYS
    authority.end(submission=request.submission, why=AuthorityEnd.BY_STAFF, reason="A forgery.", at=ended_at, by=staff)
    goes_on = take_up(request, Party.CONSUMER)
    assert (goes_on.status, goes_on.authority) == (Status.OPEN, Authority.NOT_NEEDED)
    assert goes_on.submission.representative.ended_at == ended_at
    assert representation.acting(goes_on.submission, on=NOON.date()) is None


def test_who_was_ended_by_staff_takes_nothing_up(staff):
    request = refused(staff)
    authority.end(submission=request.submission, why=AuthorityEnd.BY_STAFF, reason="A forgery.", at=NOON, by=staff)
    side = Submission.objects.get()
    assert revival.may_be_taken_up(side, Party.REPRESENTATIVE, today=NOON.date()) == []


def test_what_somebody_holds_by_law_is_not_ended_by_taking_it_up(staff):
    with pytest.raises(revival.NothingToTakeUp):
        take_up(refused(staff, FilerRole.ATTORNEY_IN_FACT), Party.CONSUMER)


def test_it_is_taken_up_once(staff):
    request = refused(staff)
    take_up(request, Party.REPRESENTATIVE)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(request, Party.REPRESENTATIVE, at=NOON + 21 * DAYS)
