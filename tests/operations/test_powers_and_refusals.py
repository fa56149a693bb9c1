"""An agent who holds a power of attorney stands in the consumer's place; and whose proof is refused is told of it."""

import pytest

from privacy_portal.lib.owed import SendState
from requests_app import declarations, notices, representation
from requests_app.models import Notice, Submission
from requests_app.operations import authority, documents, identity, proofs
from requests_app.vocabulary import DocumentPurpose, FilerRole, NoticeKind, Party, ProofKind, ProofWay
from tests.filings import CATEGORIES, CHECKLIST, NOON, PIECES, confirm_filer, file_for, only_request
from verification.models import Challenge

pytestmark = pytest.mark.django_db


def by_power(staff, *, way: ProofWay = ProofWay.POWER) -> Submission:
    """An agent's filing whose power of attorney was accepted."""
    submission = confirm_filer(file_for(FilerRole.AGENT, PIECES))
    authority.offer_proof(submission=submission, way=way, at=NOON)
    proofs.accept_proof(submission=submission, kind=ProofKind.POWER_OF_ATTORNEY, checklist=CHECKLIST, at=NOON, by=staff)
    return Submission.objects.get()


@pytest.mark.threat("A85")
def test_the_consumer_of_an_agent_with_a_power_of_attorney_is_told_once_and_asked_nothing(staff):
    submission = by_power(staff)
    assert submission.notices.filter(kind=NoticeKind.REPRESENTED).count() == 1
    assert not Challenge.objects.filter(subject=submission.pk).exists()
    assert not representation.consumer_proves_identity(submission)
    opened = identity.open_tracking(challenge=identity.start_tracking(side=submission, at=NOON), at=NOON)
    assert not declarations.is_asked(opened)
    assert submission.notices.filter(kind=NoticeKind.REPRESENTED).count() == 1


def test_a_consumer_who_was_asked_before_the_paper_was_one_is_asked_no_more(staff):
    submission = by_power(staff, way=ProofWay.PAPER)
    assert not submission.notices.filter(kind=NoticeKind.REPRESENTED).exists()
    assert not representation.consumer_owes_answer(submission)


@pytest.mark.threat("A85")
def test_a_consumer_who_is_asked_about_the_permission_is_asked_for_no_government_id(staff, settings):
    settings.AGENT_CONSUMER_CHECK = "PERMISSION"
    request = only_request(confirm_filer(file_for(FilerRole.AGENT, PIECES)))
    with pytest.raises(documents.ConsumerNotAsked):
        documents.ask_for_identity(request=request, reason="The name is another.", at=NOON, by=staff)


@pytest.mark.threat("A85")
def test_a_government_id_is_asked_of_the_agent_with_a_power_of_attorney(staff):
    submission = by_power(staff)
    documents.ask_for_identity(request=only_request(submission), reason="The name is another.", at=NOON, by=staff)
    assert DocumentPurpose.IDENTITY in documents.asked_for(submission, Party.REPRESENTATIVE)
    assert DocumentPurpose.IDENTITY not in documents.asked_for(submission, Party.CONSUMER)


def test_a_refusal_is_told_also_to_who_was_asked_by_the_clock_before(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    proofs.ask_for_proof(submission=submission, words="", at=NOON, by=None)
    told = Notice.objects.get(kind=NoticeKind.PROOF_ASKED)
    for hour in (13, 15):
        notices.settle(told, "sent", at=NOON)
        authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON.replace(hour=hour))
        proofs.refuse_proof(
            submission=submission,
            kind=ProofKind.SIGNED_PERMISSION,
            reason="It is not signed.",
            at=NOON.replace(hour=hour + 1),
            by=staff,
        )
        told.refresh_from_db()
        assert told.state == SendState.OWED
    assert Submission.objects.get().representative.cure_asked_at == NOON
