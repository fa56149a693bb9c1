"""Who may act for a consumer: what is asked of whom, and what ends it."""

import pytest

from requests_app import representation
from requests_app.models import Event, Notice, PrivacyRequest, Submission
from requests_app.operations import answers, assurance, authority, identity, intake, proofs
from requests_app.vocabulary import (
    Authority,
    AuthorityEnd,
    EvidenceKind,
    FilerRole,
    NoticeKind,
    Outcome,
    Party,
    Point,
    ProofKind,
    ProofWay,
    RequestType,
    Status,
)
from tests.filings import (
    CATEGORIES,
    NOON,
    PIECES,
    THREE_POINTS,
    confirm_filer,
    consumer_agrees,
    established,
    file_for,
    only_request,
    released,
)
from verification import challenges
from verification.models import Challenge

pytestmark = pytest.mark.django_db
OPT_OUT: tuple[RequestType, dict[str, str]] = (RequestType.OPT_OUT_SALE_SHARE, {})
AS_THE_CONSUMER = [each for each in FilerRole if each not in (FilerRole.SELF, FilerRole.AGENT)]


def now(submission: Submission) -> PrivacyRequest:
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


def asked_of(submission: Submission) -> list[str]:
    return sorted(Challenge.objects.filter(subject=submission.pk).values_list("purpose", flat=True))


@pytest.mark.parametrize("role", [each for each in FilerRole if each != FilerRole.SELF])
def test_the_representative_confirms_their_own_contact(role):
    submission = confirm_filer(file_for(role, CATEGORIES))
    assert now(submission).status == Status.OPEN
    assert submission.representative.confirmed
    assert not submission.confirmed


def test_a_representatives_contact_is_no_evidence_of_the_consumer():
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    assert not submission.evidence.exists()


@pytest.mark.threat("A84")
def test_nothing_goes_on_before_the_proof_is_accepted(staff):
    submission = confirm_filer(file_for(FilerRole.ATTORNEY_IN_FACT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    assurance.record_match(
        submission=submission, points=THREE_POINTS, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    assert now(submission).authority == Authority.PROOF_TO_CHECK
    assert now(submission).status == Status.OPEN
    with pytest.raises(answers.NotYet):
        answers.answer(request=now(submission), text="Here it is.", at=NOON, by=staff)


@pytest.mark.threat("A84")
def test_a_forged_permission_goes_no_further_than_the_consumer_who_is_asked(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=NOON, by=staff)
    assert now(submission).authority == Authority.CONSUMER_ASKED
    consumer_agrees(submission)
    assert now(submission).authority == Authority.ESTABLISHED


def test_the_consumer_of_an_agent_is_asked_once_there_is_a_proof():
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    assert asked_of(submission) == []
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    assert asked_of(submission) == [authority.AGREE]


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", AS_THE_CONSUMER)
def test_the_consumer_of_everybody_else_is_asked_nothing(role, staff):
    submission = established(role, CATEGORIES, by=staff, **REACHED)
    assert asked_of(submission) == []
    assert now(submission).authority == Authority.ESTABLISHED


REACHED = {"contact_channel": "EMAIL", "contact": "rosa@example.com"}


@pytest.mark.threat("A85")
@pytest.mark.parametrize("setting", ["IDENTITY", "PERMISSION"])
def test_the_consumer_is_never_contacted_to_confirm_an_opt_out(setting, settings, staff):
    settings.AGENT_CONSUMER_CHECK = setting
    submission = file_for(FilerRole.AGENT, OPT_OUT)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, at=NOON, by=staff)
    assert asked_of(submission) == []
    assert now(submission).status == Status.IN_PROGRESS


@pytest.mark.threat("A85")
def test_an_opt_out_of_an_agent_waits_for_no_confirmation_of_a_contact():
    submission = file_for(FilerRole.AGENT, OPT_OUT)
    assert now(submission).status == Status.OPEN
    assert not Challenge.objects.exists()


def test_the_consumer_is_told_of_an_opt_out_that_an_agent_filed():
    submission = file_for(FilerRole.AGENT, OPT_OUT)
    told = submission.notices.get(kind=NoticeKind.REPRESENTED)
    assert told.destination()[1] == "rosa@example.com"


@pytest.mark.parametrize(("setting", "confirmed"), [("IDENTITY", False), ("PERMISSION", True)])
def test_only_the_chosen_one_of_the_two_checks_is_recorded(setting, confirmed, settings):
    settings.AGENT_CONSUMER_CHECK = setting
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    submission = consumer_agrees(submission)
    assert (submission.representative.permission_confirmed_at is not None) is confirmed


def test_with_the_check_of_permission_the_consumer_is_asked_for_no_declaration(settings, staff):
    settings.AGENT_CONSUMER_CHECK = "PERMISSION"
    submission = established(FilerRole.AGENT, PIECES, by=staff)
    assert not representation.consumer_proves_identity(submission)


def test_a_power_of_attorney_stands_for_the_consumers_declaration(staff):
    submission = established(FilerRole.ATTORNEY_IN_FACT, PIECES, by=staff)
    points = {Point.NAME, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER}
    assurance.record_match(
        submission=submission, points=points, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    assert now(submission).level_reached == 2


def test_an_agents_permission_stands_for_no_declaration_where_the_consumer_shows_their_identity(staff):
    submission = established(FilerRole.AGENT, PIECES, by=staff)
    assurance.record_match(
        submission=submission, points=THREE_POINTS, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    assert now(submission).level_reached == 1


def test_a_holder_of_a_power_of_attorney_is_answered_in_the_consumers_place(staff):
    submission = established(FilerRole.ATTORNEY_IN_FACT, CATEGORIES, by=staff)
    points = {Point.NAME, Point.POSTAL_ADDRESS}
    assurance.record_match(
        submission=submission, points=points, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    given = released(answers.answer(request=now(submission), text="Here it is.", at=NOON, by=staff))
    assert given.outcome == Outcome.FULFILLED
    assert [each.party for each in submission.notices.filter(kind=NoticeKind.ANSWER_READY)] == [Party.REPRESENTATIVE]


@pytest.mark.threat("A87")
@pytest.mark.parametrize("why", [AuthorityEnd.REVOKED, AuthorityEnd.NOT_ASKED])
def test_an_ended_permission_ends_what_the_agent_sees_at_once(why, staff):
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff, acting={"may_receive_answer": True})
    today = NOON.date()
    assert representation.receives(submission, on=today)
    authority.end(submission=submission, why=why, at=NOON)
    submission = Submission.objects.get()
    assert representation.acting(submission, on=today) is None
    assert not representation.receives(submission, on=today)


@pytest.mark.threat("A87")
def test_an_agent_who_claims_it_is_not_given_the_answer_before_anybody_read_it_in_the_paper(staff):
    """The paper says "file for me"; the agent ticked "that I may receive it, too"."""
    submission = confirm_filer(file_for(FilerRole.AGENT, PIECES, acting={"may_receive_answer": True}))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.accept_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, covers=[PIECES[0]], at=NOON, by=staff)
    assert not representation.receives(now(submission).submission, on=NOON.date())


@pytest.mark.threat("A87")
def test_a_permission_that_has_run_out_shows_the_agent_nothing(staff):
    until = {"ends_on": NOON.date(), "may_receive_answer": True}
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff, acting=until)
    assert representation.receives(submission, on=NOON.date())
    assert not representation.receives(submission, on=NOON.date().replace(day=24))


def test_a_consumer_who_ends_the_permission_goes_on_in_person(staff):
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff)
    authority.end(submission=submission, why=AuthorityEnd.REVOKED, at=NOON)
    assert now(submission).authority == Authority.NOT_NEEDED


def test_what_the_consumer_did_not_ask_for_stops(staff):
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff)
    assurance.record_match(
        submission=submission, points=THREE_POINTS, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    assert now(submission).status == Status.IN_PROGRESS
    authority.end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert now(submission).authority == Authority.ENDED
    assert now(submission).status == Status.OPEN


def test_a_proof_that_is_refused_is_asked_for_once_with_how_to_cure_it(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    for words in ("The page with the signature is missing.", "It is still missing."):
        proofs.refuse_proof(submission=submission, kind=ProofKind.SIGNED_PERMISSION, reason=words, at=NOON, by=staff)
    assert Notice.objects.filter(kind=NoticeKind.PROOF_ASKED).count() == 1
    assert Submission.objects.get().representative.cure_words == "It is still missing."
    assert now(submission).authority == Authority.PROOF_REFUSED


def test_a_new_proof_after_a_refusal_is_checked_anew(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.refuse_proof(
        submission=submission, kind=ProofKind.SIGNED_PERMISSION, reason="It is not signed.", at=NOON, by=staff
    )
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON.replace(hour=13))
    assert now(submission).authority == Authority.PROOF_TO_CHECK


@pytest.mark.threat("A85")
def test_no_power_of_attorney_is_the_price_of_an_agent(staff):
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff)
    assert submission.representative.checks.get().kind == ProofKind.SIGNED_PERMISSION


def test_a_proof_that_does_not_fit_the_role_is_refused(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    with pytest.raises(proofs.DoesNotFit):
        proofs.accept_proof(submission=submission, kind=ProofKind.CONSENT_FORM, at=NOON, by=staff)


def test_a_right_that_the_permission_does_not_cover_does_not_go_on(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.accept_proof(
        submission=submission, kind=ProofKind.SIGNED_PERMISSION, covers=[RequestType.DELETE], at=NOON, by=staff
    )
    assert now(submission).authority == Authority.NOT_COVERED


def test_the_proof_is_kept_as_evidence_with_who_accepted_it(staff):
    submission = established(FilerRole.AGENT, CATEGORIES, by=staff)
    assert submission.evidence.get(kind=EvidenceKind.REPRESENTATIVE_PROOF).recorded_by == staff


def test_the_history_says_who_filed():
    submission = file_for(FilerRole.AGENT, CATEGORIES)
    assert Event.objects.get(submission=submission).actor == "REPRESENTATIVE"


def test_the_consumers_challenge_opens_the_consumers_side_and_not_the_agents():
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    code = identity.start_tracking(side=submission, at=NOON)
    assert identity.party_of(code, submission) == Party.CONSUMER
    other = identity.start_tracking(side=submission.representative, at=NOON)
    assert identity.party_of(other, submission) == Party.REPRESENTATIVE


def test_a_representative_is_copied_for_another_filing():
    submission = file_for(FilerRole.AGENT, CATEGORIES, acting={"firm": "Agents Example"})
    assert intake.acts_as_before(submission.representative).firm == "Agents Example"


def test_an_agent_who_filed_twice_has_a_reference_for_each():
    first, second = (file_for(FilerRole.AGENT, CATEGORIES) for _ in range(2))
    assert first.representative.reference != second.representative.reference


def test_the_challenge_of_a_representative_that_was_never_answered_proves_nothing():
    submission = file_for(FilerRole.AGENT, CATEGORIES)
    assert challenges.newest(purpose=identity.CONFIRM, subject=submission.pk) is None
    assert only_request(submission).status == Status.UNCONFIRMED
