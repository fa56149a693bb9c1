"""How does a representative show that they may act, who is asked about it, and how does it end?

The consumer of an agent is asked one thing, once there is a proof to ask about: to show that they hold their contact,
or to confirm the permission, as the business chose (11 CCR 7063(a)). Every other consumer is told, where they can be
reached, and asked nothing. Whatever is decided here, no clock stops.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, notices, queries, representation
from requests_app.models import Representative, Submission
from requests_app.operations import assurance, identity
from requests_app.rules.reminders import ask_again_at
from requests_app.vocabulary import (
    Actor,
    AuthorityEnd,
    ConsumerCheck,
    EventKind,
    NoticeKind,
    ProofWay,
    Status,
)
from verification import challenges
from verification.models import Challenge, Channel

# The consumer's one check: its message has words of its own, and its link leads to the page that says who filed what.
AGREE = "agree"


class NoRepresentative(Exception):
    """Nobody acts for this consumer, or not any more."""


class ReasonMissing(Exception):
    """This step needs a written reason."""


class NothingToAnswer(Exception):
    """The consumer is not asked, or not any more."""


@transaction.atomic
def offer_proof(*, submission: Submission, way: ProofWay, at: datetime) -> None:
    """Record how the representative shows their authority, and ask the consumer of an agent what is to be asked.

    PAPER: a document has come in. ONLINE: the consumer shall sign on our page; the offer counts once they have. POWER:
    the document will be a power of attorney, so that the consumer is asked nothing. OTHER: by a call or another way
    with the team. Raises NoRepresentative.
    """
    submission, acting = acting_for(submission)
    if (way, acting.proof_way) != (ProofWay.PAPER, ProofWay.POWER):
        acting.proof_way = way
    if way in (ProofWay.PAPER, ProofWay.OTHER):
        acting.proof_offered_at = at
    acting.save(update_fields=["proof_way", "proof_offered_at"])
    audit.record(EventKind.PROOF_OFFERED, submission=submission, at=at, actor=Actor.REPRESENTATIVE, way=way)
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
    audit.record(
        EventKind.CONSUMER_ASKED, submission=submission, at=at, actor=Actor.SYSTEM, check=representation.setting()
    )
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
        audit.record(EventKind.PERMISSION_CONFIRMED, submission=submission, at=at, actor=Actor.CONSUMER)
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
    submission, acting = acting_for(submission)
    acting.ended_at, acting.end, acting.end_reason = at, why, reason.strip() or None
    acting.save(update_fields=["ended_at", "end", "end_reason"])
    audit.record(
        EventKind.AUTHORITY_ENDED, submission=submission, at=at, staff=by, actor=None if by else Actor.CONSUMER, why=why
    )
    notices.queue(NoticeKind.AUTHORITY_ENDED, submission=submission, at=at)
    _ask_the_consumer_twice(submission)
    assurance.recompute(submission=submission, at=at, by=by)


def _ask_the_consumer_twice(submission: Submission) -> None:
    """Let the second yes to an open deletion be the consumer's own, who goes on in person (11 CCR 7020(d))."""
    for request in submission.requests.exclude(status=Status.CLOSED).exclude(deletion_confirmed_at=None):
        if not identity.said_second_yes(request, submission):
            request.deletion_confirmed_at = None
            request.save(update_fields=["deletion_confirmed_at"])


@transaction.atomic
def take_over(*, submission: Submission, at: datetime) -> None:
    """Let the consumer go on in person: what somebody may do for them ends, unless staff have ended it before.

    Who was ended by staff was told then, and when that was stays.
    """
    if submission.representative.ended_at is None:
        end(submission=submission, why=AuthorityEnd.REVOKED, at=at)
        return
    submission = identity.locked(submission.pk)
    acting = submission.representative
    acting.end = AuthorityEnd.REVOKED
    acting.save(update_fields=["end"])
    audit.record(
        EventKind.AUTHORITY_ENDED, submission=submission, at=at, actor=Actor.CONSUMER, why=AuthorityEnd.REVOKED
    )
    _ask_the_consumer_twice(submission)
    assurance.recompute(submission=submission, at=at)


def acting_for(submission: Submission) -> tuple[Submission, Representative]:
    """Lock a filing and return it with its representative, who was not ended. Raises NoRepresentative."""
    submission = identity.locked(submission.pk)
    if not submission.represented or submission.representative.ended_at is not None:
        raise NoRepresentative
    return submission, submission.representative
