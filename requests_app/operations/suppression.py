"""What do we do when the owner of a contact wants none of our messages, and when do they start again?"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, queries
from requests_app.models import Submission
from requests_app.operations import authority, batch, identity
from requests_app.vocabulary import AuthorityEnd, EventKind
from verification import disowning, suppressions
from verification.models import Challenge


@transaction.atomic
def disown(*, challenge: Challenge, at: datetime) -> None:
    """Believe the owner of a contact who says that they did not ask: stop messages there, and let staff know.

    The request stays open, for the word may be a mistake or somebody else's at the mailbox; staff decide. The owner of
    a mistyped contact that was corrected since says nothing about the filing.
    """
    submission = queries.filing_of(challenge.subject, lock=True)
    disowning.disown(challenge, at=at)
    if submission is None:
        batch.disown(challenge=challenge, at=at)
        return
    side = submission.party(identity.party_of(challenge, submission))
    if side.disowned_at is None and side.contact == challenge.destination:
        side.disowned_at = at
        side.save(update_fields=["disowned_at"])
        actor = identity.actor(side)
        audit.record(EventKind.DISOWNED, submission=submission, at=at, actor=actor, channel=challenge.channel)


def asks_about(challenge: Challenge) -> Submission | None:
    """The filing of somebody else that this message asked its consumer about, as long as there is one to stop."""
    submission = queries.filing_of(challenge.subject) if challenge.purpose == authority.AGREE else None
    if submission is None or not submission.represented or submission.contact != challenge.destination:
        return None
    return submission if submission.representative.ended_at is None else None


@transaction.atomic
def not_asked(*, challenge: Challenge, at: datetime) -> None:
    """Stop the filing that a message asked its consumer about, at their word: staff see it, and its maker is told.

    Nothing else follows from it: messages of a filing of their own still reach them. Raises authority.NoRepresentative
    when there is nothing to stop, or not any more.
    """
    submission = asks_about(challenge)
    if submission is None:
        raise authority.NoRepresentative
    authority.end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=at)


@transaction.atomic
def allow_messages(*, submission: Submission, at: datetime, by: User) -> None:
    """Let messages to a filing's contact through again, after staff have spoken with its owner."""
    for side in {submission, submission.filer}:
        if side.reachable:
            suppressions.lift(side.contact, at=at, by=by)
        type(side).objects.filter(pk=side.pk).update(disowned_at=None)
        side.disowned_at = None
    audit.record(EventKind.MESSAGES_ALLOWED, submission=submission, at=at, staff=by)
