"""How does a request's status change? By one table and one function."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from requests_app import audit
from requests_app.models import Document, HolderTask, IdentityAsk, PointAsk, PrivacyRequest, ProposedAnswer
from requests_app.models.document import DocumentQuerySet
from requests_app.models.holder_task import TO_DO
from requests_app.models.privacy_request import AUTHORISED
from requests_app.vocabulary import Actor, EventKind, Outcome, Status, TaskState

# From where to where, and with which outcomes a request may be closed from there.
MOVES: dict[tuple[Status, Status], frozenset[Outcome]] = {
    (Status.UNCONFIRMED, Status.OPEN): frozenset(),
    (Status.OPEN, Status.IN_PROGRESS): frozenset(),
    # What was sure enough is not any more: a higher degree is asked, or a login is doubted.
    (Status.IN_PROGRESS, Status.OPEN): frozenset(),
    (Status.UNCONFIRMED, Status.CLOSED): frozenset(
        {Outcome.DENIED, Outcome.NOT_VERIFIED, Outcome.WITHDRAWN, Outcome.DUPLICATE}
    ),
    (Status.OPEN, Status.CLOSED): frozenset(
        {Outcome.DENIED, Outcome.NOT_VERIFIED, Outcome.WITHDRAWN, Outcome.DUPLICATE}
    ),
    (Status.IN_PROGRESS, Status.CLOSED): frozenset(
        {Outcome.FULFILLED, Outcome.PARTLY, Outcome.DENIED, Outcome.WITHDRAWN, Outcome.DUPLICATE}
    ),
}

# Endings that ask nothing of anybody else. A refusal may still have something deleted or restricted.
CALL_OFF = frozenset({Outcome.NOT_VERIFIED, Outcome.WITHDRAWN, Outcome.DUPLICATE})


class MoveRefused(Exception):
    """The request is not, or no longer, where this move starts."""

    message = _("This request has changed in the meantime, or does not allow this step. Look at it again.")


def may_close(request: PrivacyRequest, outcome: Outcome) -> bool:
    """Whether the request could be closed with this outcome from where it stands."""
    return outcome in MOVES.get((Status(request.status), Status.CLOSED), frozenset())


def move(request: PrivacyRequest, to: Status, *, at: datetime, outcome: Outcome | None = None) -> None:
    """Take the request to another status, in the database and in the instance.

    A compare-and-set: it succeeds for exactly one of several callers who saw the same status.
    Closing removes an answer that waits for a second person, and calls off tasks that have no point any more. Raises
    MoveRefused when the table has no such move or somebody else moved it first.
    """
    start = Status(request.status)
    allowed = MOVES.get((start, to))
    if allowed is None or (outcome not in allowed if to == Status.CLOSED else outcome is not None):
        raise MoveRefused
    changes = {"status": to, "outcome": outcome or "", "closed_at": at if to == Status.CLOSED else None}
    taken = PrivacyRequest.objects.filter(pk=request.pk, status=start)
    if to == Status.CLOSED and outcome in (Outcome.FULFILLED, Outcome.PARTLY):
        taken = taken.filter(level_reached__gte=F("level_required"), authority__in=AUTHORISED)
    if taken.update(**changes) != 1:
        raise MoveRefused
    for name, value in changes.items():
        setattr(request, name, value)
    if to == Status.CLOSED:
        # Whatever waited for a second person has no force any more.
        ProposedAnswer.objects.filter(request=request).delete()
        if outcome in CALL_OFF:
            call_off_tasks(request, at=at)
        # A government ID was collected only to verify, and is not needed any more (11 CCR 7060(d)).
        IdentityAsk.objects.filter(request=request, ended_at=None).update(ended_at=at)
        forget_documents(Document.objects.filter(ask__request=request), at=at)
        PointAsk.objects.filter(request=request).forget(at=at)


def call_off_tasks(request: PrivacyRequest, *, at: datetime) -> None:
    """End the tasks of a request that is not carried out, in the caller's transaction."""
    HolderTask.objects.filter(request=request, state__in=TO_DO).update(state=TaskState.CALLED_OFF, finished_at=at)


def forget_documents(documents: DocumentQuerySet, *, at: datetime, by: User | None = None) -> list[Document]:
    """Erase documents in the caller's transaction: with its commit nobody can open them. Return them.

    Their files are unreadable then, in every copy; the sweep deletes them.
    """
    gone = documents.shred(at=at)
    for document in gone:
        audit.record(
            EventKind.DOCUMENT_PURGED,
            submission=document.submission,
            at=at,
            staff=by,
            actor=None if by else Actor.SYSTEM,
            document=str(document.pk),
            purpose=document.purpose,
            **document.of_thread,
        )
    return gone
