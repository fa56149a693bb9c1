"""Who looked at a document, and when is it gone?

To be gone is two steps: its keys are forgotten in a transaction, and from the commit on nobody can open its files in
whatever copy; then the files are deleted, by whoever comes first, and the sweep comes always.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from privacy_portal.lib.uploads import strays, vault
from requests_app import audit, calendar, lifecycle
from requests_app.models import Document, Event, IdentityAsk, PrivacyRequest, Submission
from requests_app.models.document import DocumentQuerySet
from requests_app.operations import identity
from requests_app.rules import retention
from requests_app.vocabulary import DocumentPurpose, DocumentState, EventKind, LookReason, Party, Status

log = logging.getLogger(__name__)

# Pictures of one document that somebody looks at in one sitting are one look in the history.
SITTING = timedelta(minutes=30)
# A file in the vault that no document has after this time belongs to a process that died before its row was written.
ABANDONED = timedelta(hours=6)


class NotReady(Exception):
    """The document is not, or no longer, one that may be shown."""


# --- being looked at -------------------------------------------------------------------------------------------------


@transaction.atomic
def view(*, document: Document, reason: LookReason | None = None, at: datetime, by: User, whole: bool = True) -> None:
    """Note that somebody of the staff opens a document, and why; raise NotReady when there is nothing to open.

    `whole`: the viewer or a download, each noted. A single picture of a page is noted only when the same person has
    not opened the document within SITTING: whoever goes around the viewer is in the history too.
    """
    fresh = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if fresh.state != DocumentState.READY:
        raise NotReady
    if not whole and _opened_before(document, at, by):
        return
    said: dict[str, Any] = {"look_reason": reason, **fresh.of_thread} if reason else fresh.of_thread
    audit.record(
        EventKind.DOCUMENT_VIEWED,
        submission=document.submission,
        at=at,
        staff=by,
        document=str(document.pk),
        purpose=document.purpose,
        **said,
    )
    if fresh.purpose == DocumentPurpose.IDENTITY and fresh.purge_on is None:
        day = retention.document_purge_on(DocumentPurpose.IDENTITY, checked_on=calendar.business_day(at))
        Document.objects.filter(pk=fresh.pk).update(purge_on=day)


@transaction.atomic
def fetch(*, document: Document, at: datetime) -> None:
    """Note that the side it was sent to downloads a document of ours. Raises NotReady when there is nothing to."""
    fresh = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
    if fresh.state != DocumentState.READY or fresh.message is None:
        raise NotReady
    submission, party = fresh.submission, Party(fresh.message.party)
    audit.record(
        EventKind.DOCUMENT_FETCHED,
        submission=submission,
        at=at,
        actor=identity.actor(submission.party(party)),
        document=str(fresh.pk),
        **fresh.of_thread,
    )


def _opened_before(document: Document, at: datetime, by: User) -> bool:
    looks = Event.objects.filter(submission=document.submission_id, kind=EventKind.DOCUMENT_VIEWED, staff=by)
    return looks.filter(at__gt=at - SITTING, data__document=str(document.pk)).exists()


# --- being gone ------------------------------------------------------------------------------------------------------


def forget(documents: DocumentQuerySet, *, at: datetime, by: User | None = None) -> int:
    """Erase documents, in the caller's transaction; their files are deleted after it. Return how many there were."""
    gone = lifecycle.forget_documents(documents, at=at, by=by)
    for each in gone:
        transaction.on_commit(partial(delete_files, only=each.pk))
    return len(gone)


def forget_identity(submission: Submission, *, at: datetime, by: User) -> int:
    """Erase every government ID of a filing and ask for none any more; return how many documents there were.

    What came as proof of authority goes too: an ID that was checked as that proof was sent there, and is not told apart
    from the rest of it (11 CCR 7070(a)(2)(F)).
    """
    IdentityAsk.objects.filter(request__submission=submission, ended_at=None).update(ended_at=at)
    held = (DocumentPurpose.IDENTITY, DocumentPurpose.AUTHORITY)
    return forget(submission.documents.filter(purpose__in=held), at=at, by=by)


def purge(*, at: datetime) -> int:
    """Erase what is due, and delete every file that nobody can open any more; return how many documents were erased."""
    _settle_ends()
    due = Document.objects.exclude(state=DocumentState.PURGED).filter(purge_on__lte=calendar.business_day(at))
    erased = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            erased += forget(Document.objects.filter(pk=pk), at=at)
    delete_files()
    strays.remove(_known, older_than=at - ABANDONED)
    return erased


def _known(names: Collection[str]) -> set[str]:
    """Those of some names in the vault that a document has."""
    rows = Document.objects.filter(Q(quarantine_name__in=names) | Q(clean_name__in=names))
    found = {name for row in rows.values_list("quarantine_name", "clean_name") for name in row}
    rest = [name for name in names if name not in found]
    for previews in Document.objects.filter(preview_names__has_any_keys=rest).values_list("preview_names", flat=True):
        found.update(previews)
    return found


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


def delete_files(*, only: UUID | None = None) -> int:
    """Delete files whose keys are forgotten, of one document or of all; return of how many.

    A storage that does not answer now is asked again by the sweep.
    """
    rows, done = Document.objects.with_files_to_delete(), 0
    for document in rows.filter(pk=only) if only else rows:
        names = [document.quarantine_name] if document.quarantine_key is None else []
        names += [document.clean_name, *document.preview_names] if document.clean_key is None else []
        if delete(names):
            left = {} if document.clean_key else {"clean_name": "", "preview_names": []}
            Document.objects.filter(pk=document.pk).update(quarantine_name="", **left)
            done += 1
    return done


def delete(names: Iterable[str]) -> bool:
    """Delete files of the vault; whether the storage has done it."""
    try:
        for name in filter(None, names):
            vault.delete(name)
    except vault.Unavailable:
        log.warning("the storage does not answer: files without a key wait for the sweep")
        return False
    return True
