"""Which documents may be sent with a filing, and how do they come in?

`document_cleaning` makes them ready to be looked at, `document_keeping` knows who looks and when they are gone.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.receiving import Incoming
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app import audit, calendar, representation
from requests_app.models import Cleaning, Document, IdentityAsk, Message, PrivacyRequest, Submission
from requests_app.operations import authority, document_cleaning, document_keeping, identity
from requests_app.rules import documents as limits
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import (
    Actor,
    DocumentPurpose,
    DocumentState,
    EventKind,
    Party,
    ProofWay,
    RequestType,
    Status,
)


class NotAskedFor(Exception):
    """Nothing of this kind is asked of this party, or not any more."""


class NoRoom(Exception):
    """The filing takes no more; `why` says in which respect."""

    def __init__(self, why: limits.Full) -> None:
        self.why = why
        super().__init__(why.value)


class ReasonMissing(Exception):
    """Asking for a government ID needs a written reason."""


class AskedAlready(Exception):
    """A government ID is asked for already, or the request is closed."""


class NoIdentityNeeded(Exception):
    """Nobody has to show who they are for this right."""


class ConsumerNotAsked(Exception):
    """The business asks the consumers of agents whether they gave the permission, and so nothing else of them."""


class NothingAsked(Exception):
    """No government ID is asked for (any more)."""


# --- what may be sent ------------------------------------------------------------------------------------------------


def asked_for(submission: Submission, party: Party) -> list[DocumentPurpose]:
    """What this party may send now, in the vocabulary's order; nothing while there is nothing that it would help."""
    open_types = set(submission.requests.exclude(status=Status.CLOSED).values_list("type", flat=True))
    if not open_types:
        return []
    offered = {
        DocumentPurpose.AUTHORITY: party is Party.REPRESENTATIVE,
        DocumentPurpose.CORRECTION: RequestType.CORRECT in open_types,
        # A file goes with words: whoever has written may send one.
        DocumentPurpose.MESSAGE: submission.messages.filter(party=party, by=None).exists(),
        DocumentPurpose.IDENTITY: party is shows_identity(submission) and open_ask(submission) is not None,
    }
    return [purpose for purpose in DocumentPurpose if offered[purpose]]


def shows_identity(submission: Submission) -> Party:
    """Who is asked for a government ID, if one is: the consumer, or who stands in the consumer's place."""
    return Party.REPRESENTATIVE if representation.stands_for_consumer(submission) else Party.CONSUMER


def may_show_identity(submission: Submission) -> bool:
    """Whether anybody may be asked for a government ID: not an agent's consumer who is asked about the permission."""
    proves = representation.consumer_proves_identity(submission)
    return proves or representation.stands_for_consumer(submission)


def open_ask(submission: Submission) -> IdentityAsk | None:
    """What staff ask for, and why, if they do."""
    asks = IdentityAsk.objects.filter(request__submission=submission, ended_at=None)
    return asks.select_related("asked_by").order_by("asked_at").first()


def room(submission: Submission, party: Party, *, another: int = 0) -> limits.Full | None:
    """Why the filing takes no file of `another` bytes more from one side, or None.

    Each side has places of its own: nobody uses up the other's, or learns from them what the other sent.
    """
    theirs = submission.documents.filter(sent_by=party)
    sizes = list(theirs.counting().values_list("size", flat=True))
    return limits.full(sizes, attempts=theirs.count(), another=another)


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
        document_keeping.delete([stored.name])
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
    submission = _may_send(submission, party, purpose, size=stored.size, at=at)
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
        actor=identity.actor(submission.party(party)),
        document=str(document.pk),
        purpose=purpose,
        party=party,
        sha256=stored.sha256,
        size=stored.size,
    )
    transaction.on_commit(lambda: document_cleaning.nudge(job.pk))
    if purpose is DocumentPurpose.AUTHORITY:
        authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=at)
    return document


@transaction.atomic
def refuse(
    *, submission: Submission, party: Party, purpose: DocumentPurpose, name: str, why: Refusal, at: datetime
) -> Document:
    """Note a file that was turned away at the door, so that its sender finds it in the list.

    It was not read to its end, so its size and hash are not known. Raises NotAskedFor and NoRoom.
    """
    submission = _may_send(submission, party, purpose, size=0, at=at)
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


def attach(*, message: Message, incoming: Incoming, at: datetime, by: User) -> Document:
    """Keep a file that staff send with a message, and owe its cleaning; in the transaction of the message.

    Raises FileRefused when it cannot be stored. Whatever is raised here, nothing stays in the vault. The places of the
    sides are not used up: there is one file with a message, and a limit to the messages of a day.
    """
    stored = incoming.keep()
    try:
        with transaction.atomic():
            document = Document.objects.create(
                submission=message.submission,
                purpose=DocumentPurpose.MESSAGE,
                sent_by=Actor.STAFF,
                message=message,
                name=incoming.name or "",
                size=stored.size,
                sha256=stored.sha256,
                quarantine_name=stored.name,
                quarantine_key=incoming.key,
                received_at=at,
            )
            job = Cleaning.objects.create(document=document, next_try_at=at)
            facts = {"document": str(document.pk), "purpose": document.purpose, **document.of_thread}
            audit.record(
                EventKind.DOCUMENT_RECEIVED,
                submission=message.submission,
                at=at,
                staff=by,
                sha256=stored.sha256,
                size=stored.size,
                **facts,
            )
    except BaseException:
        document_keeping.delete([stored.name])
        raise
    transaction.on_commit(lambda: document_cleaning.nudge(job.pk))
    return document


def _may_send(submission: Submission, party: Party, purpose: DocumentPurpose, *, size: int, at: datetime) -> Submission:
    """Lock the filing, and count under the lock: what comes in at the same moment waits here.

    Who acted for the consumer when a file began to come in may not do so any more when it is here.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    acts = party is Party.CONSUMER or representation.acting(submission, on=calendar.business_day(at)) is not None
    if not acts:
        raise NotAskedFor
    if purpose not in asked_for(submission, party):
        raise NotAskedFor
    why = room(submission, party, another=size)
    if why is not None:
        raise NoRoom(why)
    return submission


# --- a government ID -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_identity(*, request: PrivacyRequest, reason: str, at: datetime, by: User) -> IdentityAsk:
    """Ask the consumer for a government ID, which is never done without a reason that they read.

    Raises ReasonMissing, NoIdentityNeeded for an opt-out (11 CCR 7060(b)), ConsumerNotAsked where the one check of an
    agent's consumer is another (11 CCR 7063(a)), and AskedAlready when one is asked for already or the request is
    closed.
    """
    if not reason.strip():
        raise ReasonMissing
    if request.type in OPT_OUTS:
        raise NoIdentityNeeded
    submission = Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    if not may_show_identity(submission):
        raise ConsumerNotAsked
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
    document_keeping.forget(Document.objects.filter(ask=ask), at=at, by=by)
