"""How do staff check the proof of a representative, and what follows from it?

A proof is accepted or refused with its reasons; what is missing is asked for once, with how to cure it, before anything
is refused for it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, notices, representation
from requests_app.models import AuthorityCheck, Evidence, PrivacyRequest, Representative, Submission
from requests_app.operations import assurance, authority, document_keeping, identity
from requests_app.rules import grounds, powers_of_attorney
from requests_app.rules.authority import PAPERS, RULES, PaperSays
from requests_app.vocabulary import (
    Authority,
    EventKind,
    EvidenceKind,
    FilerRole,
    Ground,
    NoticeKind,
    ProofKind,
    RequestType,
)


class DoesNotFit(Exception):
    """This kind of proof is none for this kind of representative."""


class ChecklistMissing(Exception):
    """A power of attorney is accepted or refused by its checklist."""


class NotThisPaper(Exception):
    """The checklist stands against the power of attorney: for good, or until there is a written reason."""

    def __init__(self, verdict: powers_of_attorney.Verdict) -> None:
        super().__init__(", ".join(verdict.against))
        self.verdict = verdict


class NothingAgainst(Exception):
    """Nothing of the checklist stands against the power of attorney, so refusing it is no choice."""


class NotAsked(Exception):
    """The representative was not asked for the missing proof yet."""


class ProofWaits(NotAsked):
    """A proof came that nobody has checked, so that nothing can be said to be missing."""


@transaction.atomic
def ask_for_proof(*, submission: Submission, words: str, at: datetime, by: User | None, refused: bool = False) -> None:
    """Ask the representative, once, for the proof that is missing. `words`: how to cure it; None of staff says them
    when the clock asks. `refused`: a proof that came was refused just now, so they are told although they were asked
    before. Raises NoRepresentative.
    """
    submission, acting = authority.acting_for(submission)
    told = submission.notices.filter(kind=NoticeKind.PROOF_ASKED).first()
    if told is None and acting.cure_asked_at is None:
        notices.queue(NoticeKind.PROOF_ASKED, submission=submission, at=at)
    elif told is not None and refused:
        notices.owe_again(told, at=at)
    acting.cure_asked_at = acting.cure_asked_at or at
    acting.cure_words = words.strip() or None
    acting.save(update_fields=["cure_asked_at", "cure_words"])


@transaction.atomic
def accept_proof(
    *,
    submission: Submission,
    kind: ProofKind,
    covers: Collection[RequestType] = (),
    checklist: Mapping[str, Any] | None = None,
    reason: str = "",
    says: PaperSays | None = None,
    at: datetime,
    by: User,
) -> AuthorityCheck:
    """Record that staff checked a proof and accept it; what it covers may go on.

    `covers`: the rights that a permission covers; empty for all. `reason`: which other method it was, or why a power
    of attorney will do although faults of form stand against it. `says`: what the paper of an agent says, which wins
    over what the agent said; without it they do not receive the answer, and their days stand. Raises NoRepresentative,
    DoesNotFit, ReasonMissing, ChecklistMissing and NotThisPaper.
    """
    submission, acting = authority.acting_for(submission)
    check = _check(acting, kind, True, covers=covers, checklist=checklist, reason=reason, at=at, by=by)
    _heed_paper(acting, kind, says)
    Evidence.objects.get_or_create(
        submission=submission,
        kind=EvidenceKind.REPRESENTATIVE_PROOF,
        defaults={"recorded_at": at, "recorded_by": by},
    )
    audit.record(EventKind.PROOF_ACCEPTED, submission=submission, at=at, staff=by, proof=kind, against=_against(check))
    if not submission.events.filter(kind=EventKind.CONSUMER_ASKED).exists():
        authority.ask_consumer(submission, at=at)
        if not submission.waits_for_confirmation:
            # Who was to be asked, and is not because of a power of attorney, is told instead.
            identity.tell_consumer(submission, at=at)
    assurance.recompute(submission=submission, at=at, by=by)
    _drop_identity(submission, kind, at=at, by=by)
    return check


@transaction.atomic
def refuse_proof(
    *,
    submission: Submission,
    kind: ProofKind,
    reason: str,
    checklist: Mapping[str, Any] | None = None,
    at: datetime,
    by: User,
) -> AuthorityCheck:
    """Record that staff checked a proof and refuse it; the representative is told, once a proof, how to cure it.

    `reason`: what is wrong and how to cure it, which the representative reads. Raises NoRepresentative, DoesNotFit,
    ReasonMissing, ChecklistMissing and NothingAgainst.
    """
    submission, acting = authority.acting_for(submission)
    known = representation.facts(submission)
    check = _check(acting, kind, False, covers=(), checklist=checklist, reason=reason, at=at, by=by)
    submission.evidence.filter(kind=EvidenceKind.REPRESENTATIVE_PROOF).delete()
    audit.record(EventKind.PROOF_REFUSED, submission=submission, at=at, staff=by, proof=kind, against=_against(check))
    unsaid = known.offered or not known.refused
    ask_for_proof(submission=submission, words=reason, at=at, by=by, refused=unsaid)
    assurance.recompute(submission=submission, at=at, by=by)
    _drop_identity(submission, kind, at=at, by=by)
    return check


def may_be_denied_for_proof(request: PrivacyRequest) -> bool:
    """Whether staff may refuse for missing proof: there is none that will do, and it was asked for once.

    Where the consumer says that they asked nobody, or staff ended it, there is nothing left to ask for.
    """
    if not request.submission.represented or request.authorised:
        return False
    if request.authority == Authority.PROOF_TO_CHECK:
        return False
    acting = request.submission.representative
    return acting.cure_asked_at is not None or acting.ended_at is not None


def refuse_ground_of_proof(request: PrivacyRequest) -> None:
    """Raise GroundDoesNotFit when nothing of the authority is missing, NotAsked when the proof was not asked for.

    ProofWaits when one came that is still to be checked.
    """
    if may_be_denied_for_proof(request):
        return
    if not request.submission.represented or request.authorised:
        raise grounds.GroundDoesNotFit(Ground.AGENT_NO_PROOF)
    raise ProofWaits if request.authority == Authority.PROOF_TO_CHECK else NotAsked


def _check(
    acting: Representative,
    kind: ProofKind,
    accepted: bool,
    *,
    covers: Collection[RequestType],
    checklist: Mapping[str, Any] | None,
    reason: str,
    at: datetime,
    by: User,
) -> AuthorityCheck:
    if kind not in RULES[FilerRole(acting.submission.filer_role)].proofs:
        raise DoesNotFit
    if (not accepted or kind == ProofKind.OTHER) and not reason.strip():
        raise authority.ReasonMissing
    if kind == ProofKind.POWER_OF_ATTORNEY:
        _judge(checklist or {}, accepted, reason)
    return AuthorityCheck.objects.create(
        representative=acting,
        kind=kind,
        accepted=accepted,
        covers=sorted(str(each) for each in covers),
        checklist=dict(checklist or {}) if kind == ProofKind.POWER_OF_ATTORNEY else None,
        reason=reason.strip() or None,
        checked_at=at,
        checked_by=by,
    )


def _heed_paper(acting: Representative, kind: ProofKind, says: PaperSays | None) -> None:
    """Let the paper of an agent decide who receives the answer, and how long they act; what is signed here did so."""
    if kind not in PAPERS or not RULES[FilerRole(acting.submission.filer_role)].scope:
        return
    acting.may_receive_answer = says is not None and says.receives
    if says is not None:
        acting.starts_on, acting.ends_on = says.starts_on, says.ends_on
    acting.save(update_fields=["may_receive_answer", "starts_on", "ends_on"])


def _judge(checklist: Mapping[str, Any], accepted: bool, reason: str) -> None:
    """Hold a decision about a power of attorney against its checklist. Raises as accept_proof and refuse_proof say."""
    try:
        verdict = powers_of_attorney.verdict(powers_of_attorney.answers(checklist))
    except powers_of_attorney.Unanswered as unanswered:
        raise ChecklistMissing from unanswered
    if accepted and (verdict.barred or (verdict.against and not reason.strip())):
        raise NotThisPaper(verdict)
    if not accepted and verdict.acceptable:
        raise NothingAgainst


def _against(check: AuthorityCheck) -> list[str]:
    """The numbers of the items that stand against a power of attorney, for the history."""
    if not check.checklist:
        return []
    return [item.value for item in powers_of_attorney.verdict(powers_of_attorney.answers(check.checklist)).against]


def _drop_identity(submission: Submission, kind: ProofKind, *, at: datetime, by: User) -> None:
    """Erase a government ID as soon as it was checked, whatever came of it (11 CCR 7070(a)(2)(F))."""
    if kind == ProofKind.GOVERNMENT_ID:
        document_keeping.forget_identity(submission, at=at, by=by)
