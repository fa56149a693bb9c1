"""How does a representative show that they may act, who is asked about it, and how does it end?

The consumer of an agent is asked one thing, once there is a proof to ask about: to show that they hold their contact,
or to confirm the permission, as the business chose (11 CCR 7063(a)). Every other consumer is told, where they can be
reached, and asked nothing. Whatever is decided here, no clock stops.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, notices, queries, representation
from requests_app.models import AuthorityCheck, Evidence, PrivacyRequest, Representative, Submission
from requests_app.operations import assurance, identity
from requests_app.rules import grounds, powers_of_attorney
from requests_app.rules.authority import RULES
from requests_app.rules.reminders import ask_again_at
from requests_app.vocabulary import (
    Actor,
    AuthorityEnd,
    ConsumerCheck,
    EventKind,
    EvidenceKind,
    FilerRole,
    Ground,
    NoticeKind,
    ProofKind,
    ProofWay,
    RequestType,
)
from verification import challenges
from verification.models import Challenge, Channel

# The consumer's one check: its message has words of its own, and its link leads to the page that says who filed what.
AGREE = "agree"


class NoRepresentative(Exception):
    """Nobody acts for this consumer, or not any more."""


class ReasonMissing(Exception):
    """This step needs a written reason."""


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


class NothingToAnswer(Exception):
    """The consumer is not asked, or not any more."""


@transaction.atomic
def offer_proof(*, submission: Submission, way: ProofWay, at: datetime) -> None:
    """Record how the representative shows their authority, and ask the consumer of an agent what is to be asked.

    PAPER: a document has come in. ONLINE: the consumer shall sign on our page; the offer counts once they have. POWER:
    the document will be a power of attorney, so that the consumer is asked nothing. OTHER: by a call or another way
    with the team. Raises NoRepresentative.
    """
    submission, acting = _acting(submission)
    if (way, acting.proof_way) != (ProofWay.PAPER, ProofWay.POWER):
        acting.proof_way = way
    if way in (ProofWay.PAPER, ProofWay.OTHER):
        acting.proof_offered_at = at
    acting.save(update_fields=["proof_way", "proof_offered_at"])
    record(EventKind.PROOF_OFFERED, submission, at=at, actor=Actor.REPRESENTATIVE, way=way)
    ask_consumer(submission, at=at)
    assurance.recompute(submission=submission, at=at)


def ask_consumer(submission: Submission, *, at: datetime) -> bool:
    """Ask the consumer of an agent the one thing, unless they answered; for a filing that the caller has locked.

    By mail with a link of its own. Who is reached by telephone gets a notice with the reference instead, because a code
    alone would lead nowhere: with both they see who filed what, and answer there. Limits on messages to a contact hold
    here as everywhere: what is held back is asked when the agent tries again, or a day later.
    """
    acting = submission.representative
    if not representation.consumer_owes_answer(submission):
        return False
    if not submission.events.filter(kind=EventKind.CONSUMER_ASKED).exists():
        acting.ask_again_at = ask_again_at(at)
        acting.save(update_fields=["ask_again_at"])
    record(EventKind.CONSUMER_ASKED, submission, at=at, actor=Actor.SYSTEM, check=representation.setting())
    if submission.contact_channel == Channel.EMAIL:
        identity.challenge(AGREE, submission, at=at)
    elif told := submission.notices.filter(kind=NoticeKind.REPRESENTED).first():
        notices.owe_again(told, at=at)
    else:
        notices.queue(NoticeKind.REPRESENTED, submission=submission, at=at)
    return True


@transaction.atomic
def ask_by_link(*, challenge: Challenge, at: datetime) -> None:
    """Ask anew, where the question is still open, whoever has a message whose link is dead."""
    submission = queries.filing_of(challenge.subject, lock=True)
    if submission is not None and submission.contact == challenge.destination:
        ask_consumer(submission, at=at)


@transaction.atomic
def agree(*, challenge: Challenge, at: datetime, opened: bool = False) -> Submission:
    """Record the consumer's yes to who acts for them: one thing, and nothing besides.

    The challenge went to the consumer's contact, so that is confirmed by it; that they gave the permission counts
    where the business asks for that. `opened`: it is the one that opened the pages which this browser still sees.
    Raises NothingToAnswer and what `speaks` raises.
    """
    submission = speaks(challenge, at=at, opened=opened)
    if not representation.consumer_owes_answer(submission):
        raise NothingToAnswer
    identity.confirm(submission, submission, challenge, at=at)
    acting = submission.representative
    if representation.setting() == ConsumerCheck.PERMISSION and acting.permission_confirmed_at is None:
        acting.permission_confirmed_at = at
        acting.save(update_fields=["permission_confirmed_at"])
        record(EventKind.PERMISSION_CONFIRMED, submission, at=at, actor=Actor.CONSUMER)
    assurance.recompute(submission=submission, at=at)
    return submission


@transaction.atomic
def refuse(*, challenge: Challenge, at: datetime) -> Submission:
    """Stop what the consumer did not ask for, by the link in the message to them. Raises what `speaks` raises."""
    submission = speaks(challenge, at=at)
    end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=at)
    return submission


def speaks(challenge: Challenge, *, at: datetime, opened: bool = False) -> Submission:
    """Lock the filing, and let the proof count that it is its consumer who speaks; in the caller's transaction.

    Raises NoRepresentative, challenges.Unknown where it is the other side's, and what identity.proven raises.
    """
    if opened:
        submission = identity.locked(challenge.subject)
    else:
        submission, side = identity.proven(challenge, at=at)
        if side != submission:
            raise challenges.Unknown
    if not submission.represented or submission.representative.ended_at is not None:
        raise NoRepresentative
    return submission


@transaction.atomic
def end(*, submission: Submission, why: AuthorityEnd, at: datetime, by: User | None = None, reason: str = "") -> None:
    """End what a representative may do and see, at once.

    REVOKED and NOT_ASKED are the consumer's own words: after the first they go on in person, after the second nothing
    goes on, and staff see it. BY_STAFF takes a reason. Raises NoRepresentative and ReasonMissing.
    """
    if why == AuthorityEnd.BY_STAFF and not reason.strip():
        raise ReasonMissing
    submission, acting = _acting(submission)
    acting.ended_at, acting.end, acting.end_reason = at, why, reason.strip() or None
    acting.save(update_fields=["ended_at", "end", "end_reason"])
    record(EventKind.AUTHORITY_ENDED, submission, at=at, staff=by, actor=None if by else Actor.CONSUMER, why=why)
    notices.queue(NoticeKind.AUTHORITY_ENDED, submission=submission, at=at)
    assurance.recompute(submission=submission, at=at, by=by)


@transaction.atomic
def ask_for_proof(*, submission: Submission, words: str, at: datetime, by: User | None) -> None:
    """Ask the representative, once, for the proof that is missing. `words`: how to cure it; None of staff says them
    when the clock asks. Raises NoRepresentative.
    """
    submission, acting = _acting(submission)
    if acting.cure_asked_at is None:
        notices.queue(NoticeKind.PROOF_ASKED, submission=submission, at=at)
        acting.cure_asked_at = at
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
    at: datetime,
    by: User,
) -> AuthorityCheck:
    """Record that staff checked a proof and accept it; what it covers may go on.

    `covers`: the rights that a permission covers; empty for all. `reason`: which other method it was, or why a power
    of attorney will do although faults of form stand against it. Raises NoRepresentative, DoesNotFit, ReasonMissing,
    ChecklistMissing and NotThisPaper.
    """
    submission, acting = _acting(submission)
    check = _check(acting, kind, True, covers=covers, checklist=checklist, reason=reason, at=at, by=by)
    Evidence.objects.get_or_create(
        submission=submission,
        kind=EvidenceKind.REPRESENTATIVE_PROOF,
        defaults={"recorded_at": at, "recorded_by": by},
    )
    record(EventKind.PROOF_ACCEPTED, submission, at=at, staff=by, proof=kind, against=_against(check))
    if not submission.events.filter(kind=EventKind.CONSUMER_ASKED).exists():
        ask_consumer(submission, at=at)
    assurance.recompute(submission=submission, at=at, by=by)
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
    """Record that staff checked a proof and refuse it; the representative is told once how to cure it.

    `reason`: what is wrong and how to cure it, which the representative reads. Raises NoRepresentative, DoesNotFit,
    ReasonMissing, ChecklistMissing and NothingAgainst.
    """
    submission, acting = _acting(submission)
    check = _check(acting, kind, False, covers=(), checklist=checklist, reason=reason, at=at, by=by)
    submission.evidence.filter(kind=EvidenceKind.REPRESENTATIVE_PROOF).delete()
    record(EventKind.PROOF_REFUSED, submission, at=at, staff=by, proof=kind, against=_against(check))
    ask_for_proof(submission=submission, words=reason, at=at, by=by)
    assurance.recompute(submission=submission, at=at, by=by)
    return check


def may_be_denied_for_proof(request: PrivacyRequest) -> bool:
    """Whether staff may refuse for missing proof: there is none that will do, and it was asked for once.

    Where the consumer says that they asked nobody, or staff ended it, there is nothing left to ask for.
    """
    if not request.submission.represented or request.authorised:
        return False
    acting = request.submission.representative
    return acting.cure_asked_at is not None or acting.ended_at is not None


def refuse_ground_of_proof(request: PrivacyRequest) -> None:
    """Raise GroundDoesNotFit when nothing of the authority is missing, NotAsked when the proof was not asked for."""
    if may_be_denied_for_proof(request):
        return
    if not request.submission.represented or request.authorised:
        raise grounds.GroundDoesNotFit(Ground.AGENT_NO_PROOF)
    raise NotAsked


def record(kind: EventKind, submission: Submission, **facts: Any) -> None:
    """Append one event about the authority of a filing."""
    audit.record(kind, submission=submission, **facts)


def _acting(submission: Submission) -> tuple[Submission, Representative]:
    submission = identity.locked(submission.pk)
    if not submission.represented or submission.representative.ended_at is not None:
        raise NoRepresentative
    return submission, submission.representative


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
        raise ReasonMissing
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
