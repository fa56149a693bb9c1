"""How does a document that came in become one that may be looked at? By a worker, scanned first, then written anew.

A row is owed for each (`Cleaning`), so that nothing is forgotten. A worker that dies at any point leaves either the
document as it was, to be taken up when the lease ends, or everything done: what was cleaned becomes the document's, and
the original's key is forgotten, in one transaction that only one worker wins. Files that nobody can open any more are
deleted after it, by this worker or by the sweep.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from privacy_portal.lib import owed
from privacy_portal.lib.uploads import cleaning, scanner, vault
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from privacy_portal.lib.uploads.scanner import Verdict
from privacy_portal.lib.uploads.workspace import workspace
from requests_app import audit
from requests_app.models import Cleaning, Document
from requests_app.models.document import WAITING
from requests_app.operations import document_keeping
from requests_app.vocabulary import Actor, DocumentState, EventKind

log = logging.getLogger(__name__)

PIECE = 64 * 1024  # bytes


@dataclass
class Kept:
    """What was cleaned, in the vault; nobody's until `make_ready` makes it the document's."""

    key: bytes
    media_type: str
    pages: int
    names: list[str] = field(default_factory=list)  # the document, then a picture of each page


class Unscanned(Exception):
    """The scanner gave no answer: the document waits in quarantine."""


def nudge(job_id: int) -> bool:
    """Ask a worker to clean now; return whether the broker took it. The sweep finds what it did not take."""
    try:
        clean.delay(job_id)
    except Exception as error:  # whatever is wrong with the broker must not tell a consumer that sending failed
        log.warning("document job %s waits for the sweep: broker said %s", job_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.clean_document", soft_time_limit=75, time_limit=85)
def clean(job_id: int) -> None:
    """Scan and clean one document, if that is still owed and nobody else is at it."""
    job = owed.lease(Cleaning, job_id, at=timezone.now(), gave_up=_gave_up)
    if job is None:
        return
    kept: Kept | None = None
    try:
        verdict, kept = cleaned_copy(job.document)
        taken = make_ready(job, verdict, kept, at=timezone.now())
    except FileRefused as refusal:
        taken = _refused(job, refusal.code, at=timezone.now())
    except Unscanned:
        taken = _unscanned(job, at=timezone.now())
    except SoftTimeLimitExceeded:
        taken = owed.postpone(job, at=timezone.now(), failure="slow")
    except vault.Unavailable:
        taken = owed.postpone(job, at=timezone.now(), failure="storage_away")
    except Exception as error:  # a fault of the set-up; the error's own words may quote what is in the document
        log.error("document job %s failed: %s", job.pk, type(error).__name__)
        taken = owed.postpone(job, at=timezone.now(), failure="fault")
    if kept and not taken:
        document_keeping.delete(kept.names)  # another worker was first, or the document is erased
    document_keeping.delete_files(only=job.document_id)


def cleaned_copy(document: Document) -> tuple[Verdict, Kept]:
    """Scan a document and store it cleaned. Raises FileRefused, Unscanned, vault.Unavailable, and keeps nothing."""
    if document.state not in WAITING or document.quarantine_key is None:
        raise FileRefused(Refusal.NOT_STORED)  # erased meanwhile: `_refused` finds that and changes nothing
    with workspace() as place:
        original = place / "original"
        _write(original, document.quarantine_name, document.quarantine_key)
        verdict = scanner.scan(_pieces(original))
        if verdict is Verdict.UNSCANNED:
            raise Unscanned
        if verdict is Verdict.INFECTED:
            raise FileRefused(Refusal.VIRUS)
        return verdict, _kept(cleaning.clean(original, name=document.name or "", workspace=place))


def _write(path: Path, name: str, key: bytes) -> None:
    """Decrypt a file of the vault. Raises FileRefused when it is gone or was changed, and vault.Unavailable."""
    try:
        with path.open("xb") as file:
            for piece in vault.read(name, key=key):
                file.write(piece)
    except (vault.Missing, vault.Unreadable) as trouble:
        log.error("a document in quarantine does not open: %s", type(trouble).__name__)
        raise FileRefused(Refusal.NOT_STORED) from trouble


def _kept(cleaned: cleaning.Cleaned) -> Kept:
    kept = Kept(key=vault.new_key(), media_type=cleaned.media_type, pages=cleaned.pages)
    try:
        for path in (cleaned.document, *cleaned.previews):
            kept.names.append(vault.put(_pieces(path), key=kept.key).name)
    except FileRefused as full:
        document_keeping.delete(kept.names)
        raise vault.Unavailable from full  # the store is full or away: the document is none the worse
    except BaseException:
        document_keeping.delete(kept.names)
        raise
    return kept


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


# --- what becomes of it: each of these succeeds for one worker -------------------------------------------------------


@transaction.atomic
def make_ready(job: Cleaning, verdict: Verdict, kept: Kept, *, at: datetime) -> bool:
    """Make what was cleaned the document's, and forget the key of the original."""
    document = _still_waiting(job)
    if document is None or not owed.sent(job, at=at, provider_id=""):
        return False
    document.state, document.verdict, document.cleaned_at = DocumentState.READY, verdict, at
    document.media_type, document.pages = kept.media_type, kept.pages
    document.clean_name, *document.preview_names = kept.names
    document.clean_key, document.quarantine_key = kept.key, None
    document.save()
    audit.record(
        EventKind.DOCUMENT_READY,
        submission=document.submission,
        at=at,
        actor=Actor.SYSTEM,
        document=str(document.pk),
        purpose=document.purpose,
        verdict=verdict,
        **document.of_thread,
    )
    return True


@transaction.atomic
def _refused(job: Cleaning, why: Refusal, *, at: datetime) -> bool:
    """Say why it is not taken, and forget the key of the original."""
    document = _still_waiting(job)
    if document is None or not owed.sent(job, at=at, provider_id=""):
        return False
    _refuse(document, why, at=at)
    return True


def _refuse(document: Document, why: Refusal, *, at: datetime) -> None:
    document.state, document.refusal, document.quarantine_key = DocumentState.REFUSED, why, None
    document.verdict = Verdict.INFECTED if why is Refusal.VIRUS else ""
    document.save(update_fields=["state", "refusal", "quarantine_key", "verdict"])
    record_refusal(document, why, at=at)


def record_refusal(document: Document, why: Refusal, *, at: datetime) -> None:
    """Append to the history that a document was refused, and why."""
    audit.record(
        EventKind.DOCUMENT_REFUSED,
        submission=document.submission,
        at=at,
        actor=Actor.SYSTEM,
        document=str(document.pk),
        purpose=document.purpose,
        refusal=why,
        **document.of_thread,
    )


@transaction.atomic
def _unscanned(job: Cleaning, *, at: datetime) -> bool:
    """Leave it in quarantine and ask the scanner again later; after MAX_ATTEMPTS it is refused."""
    document = _still_waiting(job)
    if document is None or not owed.postpone(job, at=at, failure="unscanned"):
        return False
    if job.state == owed.SendState.FAILED:
        _refuse(document, Refusal.NOT_STORED, at=at)
    elif document.state != DocumentState.UNSCANNED:
        document.state, document.verdict = DocumentState.UNSCANNED, Verdict.UNSCANNED
        document.save(update_fields=["state", "verdict"])
    return True


def _gave_up(job: Cleaning) -> None:
    """Every worker that took it died, or the scanner never answered: its sender is told to send another one."""
    document = _still_waiting(job)
    if document is not None:
        _refuse(document, Refusal.TOO_HARD, at=job.next_try_at)


def _still_waiting(job: Cleaning) -> Document | None:
    """The document, locked and fresh, unless it is erased or done."""
    document = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.document_id)
    return document if document.state in WAITING else None
