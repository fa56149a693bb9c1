"""Which documents may be sent with a filing, how do they come in, who looks at them, and when are they gone?

What happens between coming in and being ready is `document_cleaning`.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.receiving import Incoming
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from requests_app import audit, calendar
from requests_app.models import Cleaning, Document, Event, IdentityAsk, PrivacyRequest, Submission
from requests_app.operations import document_cleaning
from requests_app.rules import documents as limits
from requests_app.rules import retention
from requests_app.vocabulary import (
    Actor,
    DocumentPurpose,
    DocumentState,
    EventKind,
    FilerRole,
    Party,
    RequestType,
    Status,
)

log = logging.getLogger(__name__)

# Pictures of one document that somebody looks at in one sitting are one look in the history.
SITTING = timedelta(minutes=30)


class NotAskedFor(Exception):
    """Nothing of this kind is asked of this party, or not any more."""


class NoRoom(Exception):
    """The filing takes no more; `why` says in which respect."""

    def __init__(self, why: limits.Full) -> None:
        self.why = why
        super().__init__(why.value)


class NotReady(Exception):
    """The document is not, or no longer, one that may be shown."""


class ReasonMissing(Exception):
    """Asking for a government ID needs a written reason."""


class AskedAlready(Exception):
    """A government ID is asked for already, or the request is closed."""


class NothingAsked(Exception):
    """No government ID is asked for (any more)."""


# --- what may be sent ------------------------------------------------------------------------------------------------


def asked_for(submission: Submission, party: Party) -> list[DocumentPurpose]:
    """What this party may send now, in the vocabulary's order; nothing while there is nothing that it would help."""
    open_types = set(submission.requests.exclude(status=Status.CLOSED).values_list("type", flat=True))
    if not open_types:
        return []
    offered = {
        DocumentPurpose.AUTHORITY: submission.filer_role != FilerRole.SELF,
        DocumentPurpose.CORRECTION: RequestType.CORRECT in open_types,
        # Only the consumer is asked to show who they are.
        DocumentPurpose.IDENTITY: party is Party.CONSUMER and open_ask(submission) is not None,
    }
    return [purpose for purpose in DocumentPurpose if offered[purpose]]


def open_ask(submission: Submission) -> IdentityAsk | None:
    """What staff ask for, and why, if they do."""
    asks = IdentityAsk.objects.filter(request__submission=submission, ended_at=None)
    return asks.exclude(request__status=Status.CLOSED).order_by("asked_at").first()


def room(submission: Submission, *, another: int = 0) -> limits.Full | None:
    """Why the filing takes no file of `another` bytes more, or None."""
    sizes = list(submission.documents.counting().values_list("size", flat=True))
    return limits.full(sizes, attempts=submission.documents.count(), another=another)


# --- coming in -------------------------------------------------------------------------------------------------------


def receive(
    *, submission: Submission, party: Party, purpose: DocumentPurpose, incoming: Incoming, at: datetime
) -> Document:
    """Keep a file that has come in, and owe its cleaning.

    Raises NotAskedFor and NoRoom, counted under the filing's lock, and FileRefused when it cannot be stored. Whatever
    is raised, also when the database is away, nothing stays in the vault.
    """
    stored = incoming.keep()
    try:
        return _record(submission, party, purpose, incoming, stored, at=at)
    except BaseException:
        _delete([stored.name])
        raise


@transaction.atomic
def _record(
    submission: Submission,
    party: Party,
    purpose: DocumentPurpose,
    incoming: Incoming,
    stored: vault.Stored,
    *,
    at: datetime,
) -> Document:
    submission = _may_send(submission, party, purpose, size=stored.size)
    document = Document.objects.create(
        submission=submission,
        purpose=purpose,
        ask=open_ask(submission) if purpose is DocumentPurpose.IDENTITY else None,
        sent_by=party,
        name=incoming.name or "",
        size=stored.size,
        sha256=stored.sha256,
        quarantine_name=stored.name,
        quarantine_key=incoming.key,
        received_at=at,
    )
    job = Cleaning.objects.create(document=document, next_try_at=at)
    audit.record(
        EventKind.DOCUMENT_RECEIVED,
        submission=submission,
        at=at,
        document=str(document.pk),
        purpose=purpose,
        party=party,
        sha256=stored.sha256,
        size=stored.size,
    )
    transaction.on_commit(lambda: document_cleaning.nudge(job.pk))
    return document


@transaction.atomic
def refuse(
    *, submission: Submission, party: Party, purpose: DocumentPurpose, name: str, why: Refusal, at: datetime
) -> Document:
    """Note a file that was turned away at the door, so that its sender finds it in the list.

    It was not read to its end, so its size and hash are not known. Raises NotAskedFor and NoRoom.
    """
    submission = _may_send(submission, party, purpose, size=0)
    document = Document.objects.create(
        submission=submission,
        purpose=purpose,
        ask=open_ask(submission) if purpose is DocumentPurpose.IDENTITY else None,
        sent_by=party,
        name=name,
        size=0,
        state=DocumentState.REFUSED,
        refusal=why,
        received_at=at,
    )
    document_cleaning.record_refusal(document, why, at=at)
    return document


def _may_send(submission: Submission, party: Party, purpose: DocumentPurpose, *, size: int) -> Submission:
    """Lock the filing, and count under the lock: what comes in at the same moment waits here."""
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if purpose not in asked_for(submission, party):
        raise NotAskedFor
    why = room(submission, another=size)
    if why is not None:
        raise NoRoom(why)
    return submission


# --- a government ID -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_identity(*, request: PrivacyRequest, reason: str, at: datetime, by: User) -> IdentityAsk:
    """Ask the consumer for a government ID, which is never done without a reason that they read.

    Raises ReasonMissing, and AskedAlready when one is asked for already or the request is closed.
    """
    if not reason.strip():
        raise ReasonMissing
    submission = Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    request.refresh_from_db(fields=["status"])
    if request.closed or open_ask(submission) is not None:
        raise AskedAlready
    ask = IdentityAsk.objects.create(request=request, reason=reason, asked_at=at, asked_by=by)
    audit.record(EventKind.DOCUMENT_ASKED, submission=submission, request=request, at=at, staff=by)
    return ask


@transaction.atomic
def end_ask(*, request: PrivacyRequest, at: datetime, by: User) -> None:
    """Ask no more for a government ID: it was checked, or it is not needed. What was sent is erased at once.

    Raises NothingAsked.
    """
    Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    ask = IdentityAsk.objects.filter(request=request, ended_at=None).first()
    if ask is None:
        raise NothingAsked
    ask.ended_at = at
    ask.save(update_fields=["ended_at"])
    audit.record(
        EventKind.DOCUMENT_ASKED, submission=request.submission, request=request, at=at, staff=by, withdrawn=True
    )
    forget(Document.objects.filter(ask=ask), at=at, by=by)


# --- being looked at -------------------------------------------------------------------------------------------------


@transaction.atomic
def view(*, document: Document, at: datetime, by: User, whole: bool = True) -> None:
    """Note that somebody of the staff opens a document; raise NotReady when there is nothing to open.

    `whole`: the viewer or a download, each noted. A single picture of a page is noted only when the same person has
    not opened the document within SITTING: whoever goes around the viewer is in the history too.
    """
    fresh = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if fresh.state != DocumentState.READY:
        raise NotReady
    if not whole and _opened_before(document, at, by):
        return
    audit.record(
        EventKind.DOCUMENT_VIEWED,
        submission=document.submission,
        at=at,
        staff=by,
        document=str(document.pk),
        purpose=document.purpose,
    )
    if fresh.purpose == DocumentPurpose.IDENTITY and fresh.purge_on is None:
        day = retention.document_purge_on(DocumentPurpose.IDENTITY, checked_on=calendar.business_day(at))
        Document.objects.filter(pk=fresh.pk).update(purge_on=day)


def _opened_before(document: Document, at: datetime, by: User) -> bool:
    looks = Event.objects.filter(submission=document.submission_id, kind=EventKind.DOCUMENT_VIEWED, staff=by)
    return looks.filter(at__gt=at - SITTING, data__document=str(document.pk)).exists()


# --- being gone ------------------------------------------------------------------------------------------------------


def forget(documents: "Iterable[Document]", *, at: datetime, by: User | None = None) -> int:
    """Erase documents, in the caller's transaction: the keys are gone with its commit, the files after it."""
    rows = Document.objects.filter(pk__in=[each.pk for each in documents]).select_related("submission")
    gone = rows.shred(at=at)
    for each in gone:
        audit.record(
            EventKind.DOCUMENT_PURGED,
            submission=each.submission,
            at=at,
            staff=by,
            actor=None if by else Actor.SYSTEM,
            document=str(each.pk),
            purpose=each.purpose,
        )
    transaction.on_commit(lambda: delete_files(limit=len(gone)))
    return len(gone)


def purge(*, at: datetime) -> int:
    """Erase what is due, and delete every file that nobody can open any more; return how many documents were erased."""
    _settle_ends()
    due = Document.objects.exclude(state=DocumentState.PURGED).filter(purge_on__lte=calendar.business_day(at))
    erased = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            erased += forget(Document.objects.filter(pk=pk), at=at)
    delete_files()
    return erased


def _settle_ends() -> None:
    """Give every document of a filing that is answered the day on which it goes."""
    going_on = PrivacyRequest.objects.filter(submission=OuterRef("submission")).exclude(status=Status.CLOSED)
    endless = Document.objects.filter(~Exists(going_on), purge_on=None).exclude(state=DocumentState.PURGED)
    for document in endless.select_related("submission"):
        closed_on = _closed_on(document.submission)
        day = retention.document_purge_on(DocumentPurpose(document.purpose), closed_on=closed_on)
        Document.objects.filter(pk=document.pk, purge_on=None).update(purge_on=day)


def _closed_on(submission: Submission) -> date:
    """The business day on which the last request of a filing was closed."""
    moments = submission.requests.values_list("closed_at", flat=True)
    return max(calendar.business_day(each) for each in moments if each is not None)


def delete_files(*, limit: int | None = None) -> int:
    """Delete files whose keys are forgotten; return of how many documents. What the storage keeps now, it gives later."""
    done = 0
    for document in Document.objects.with_files_to_delete().order_by("received_at")[:limit]:
        names = [document.quarantine_name] if document.quarantine_key is None else []
        names += [document.clean_name, *document.preview_names] if document.clean_key is None else []
        if _delete(names):
            left = {} if document.clean_key else {"clean_name": "", "preview_names": []}
            Document.objects.filter(pk=document.pk).update(quarantine_name="", **left)
            done += 1
    return done


def _delete(names: Iterable[str]) -> bool:
    """Delete files of the vault; whether the storage has done it."""
    try:
        for name in filter(None, names):
            vault.delete(name)
    except vault.Unavailable:
        log.warning("the storage does not answer: files without a key wait for the sweep")
        return False
    return True
