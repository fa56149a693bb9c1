"""How does a filing enter the books?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, calendar, notices
from requests_app.models import Batch, Draft, PrivacyRequest, Representative, Submission
from requests_app.operations import identity
from requests_app.rules.assurance import Level, required_level
from requests_app.rules.citations import RULES_VERSION
from requests_app.vocabulary import (
    Actor,
    Authority,
    EventKind,
    FilerRole,
    IntakeChannel,
    NoticeKind,
    Party,
    Point,
    RequestType,
    Status,
)
from verification.models import Channel


@dataclass(frozen=True, kw_only=True)
class ActsForConsumer:
    """Who files for a consumer, and what they say of their permission; the first and last day are business days."""

    name: str
    contact_channel: Channel | None
    contact: str
    language: str
    # Where staff entered what came without a contact that takes messages: letters go there.
    postal_address: str | None = None
    firm: str = ""
    own_reference: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    may_receive_answer: bool = False
    duties_acknowledged: bool = False
    # Of who files for many at once: in which batch and on which line, and when they showed that they are reached there.
    batch: Batch | None = None
    batch_line: int | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What is asked for, complete and validated, in no particular medium.

    Name, contact and language are the consumer's; the contact is empty where a representative gave none, or where only
    letters reach the consumer. `received_at`: when the business received it, if that was before it is filed.
    """

    rights: Sequence[tuple[RequestType, Mapping[str, Any]]]
    name: str
    contact_channel: Channel | None
    contact: str
    language: str
    california_resident: bool
    filer_role: FilerRole = FilerRole.SELF
    representative: ActsForConsumer | None = None
    channel: IntakeChannel = IntakeChannel.WEB
    postal_address: str | None = None
    received_at: datetime | None = None


def acts_as_before(acting: Representative) -> ActsForConsumer:
    """What a representative said, for another filing of theirs for the same consumer."""
    return ActsForConsumer(
        name=acting.name,
        contact_channel=Channel(acting.contact_channel) if acting.reachable else None,
        contact=acting.contact,
        postal_address=acting.postal_address,
        language=acting.language,
        firm=acting.firm,
        own_reference=acting.own_reference,
        starts_on=acting.starts_on,
        ends_on=acting.ends_on,
        may_receive_answer=acting.may_receive_answer,
        duties_acknowledged=acting.duties_acknowledged_at is not None,
    )


class AlreadyFiled(Exception):
    """This form was sent before; `submission` is what it made then."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission


class DraftGone(Exception):
    """The draft has expired, or was filed or cleared elsewhere."""


class ReceivedLater(Exception):
    """A request cannot have been received after it is filed."""


def file_draft(*, draft_id: UUID, read: Any, at: datetime, by: User | None = None) -> Submission:
    """File what a draft says, exactly once, and delete the draft.

    `read(answers)` turns the draft's answers into a Filing, and raises whatever it likes when they are
    incomplete: then nothing is stored. Raises AlreadyFiled when the same draft was filed before, DraftGone
    when there is no such draft. `by`: as for file_request.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=draft_id, expires_at__gt=at).first()
        if draft is None:
            earlier = Submission.objects.filter(form_token=draft_id).first()
            raise AlreadyFiled(earlier) if earlier else DraftGone
        submission = file_request(filing=read(draft.answers), form_token=draft_id, at=at, by=by)
        draft.delete()
    return submission


@transaction.atomic(savepoint=False)
def file_request(*, filing: Filing, form_token: UUID, at: datetime, by: User | None = None) -> Submission:
    """Store a filing: one submission, one request per right, each with its clocks running from its receipt.

    Owes the receipt, which is the statutory acknowledgement, and the challenge that confirms the contact. An opt-out is
    carried out at once and meets no challenge, whatever is filed with it (11 CCR 7060(b), 7026(d), 7027(e)). Nor does
    an agent who showed before that they are reached, for many filings at once, nor who is reached by letters alone.

    `by`: the member of staff who enters what came by telephone, email, post or in person. It starts as unverified as
    anything else, and is challenged as the web is. Raises ReceivedLater.
    """
    submission = enter(filing=filing, form_token=form_token, at=at, by=by)
    if submission.filer.confirmed or submission.filer.by_post:
        identity.go_on(submission, submission.filer, at=at)
    elif submission.waits_for_confirmation:
        identity.start_confirmation(submission=submission, at=at)
    else:
        identity.tell_consumer(submission, at=at)
    return submission


def enter(*, filing: Filing, form_token: UUID, at: datetime, by: User | None = None) -> Submission:
    """Store a filing and owe its receipt, in the caller's transaction. Nothing is asked of the contact yet.

    Raises ReceivedLater.
    """
    received_at = filing.received_at or at
    if received_at > at:
        raise ReceivedLater
    received_on = calendar.business_day(received_at)
    submission = Submission(
        form_token=form_token,
        received_at=received_at,
        received_on=received_on,
        channel=filing.channel,
        filer_role=filing.filer_role,
        language=filing.language,
        california_resident=filing.california_resident,
        name=filing.name,
        contact="",
        postal_address=filing.postal_address,
    )
    if filing.contact_channel is not None:
        submission.reach_by(filing.contact_channel, filing.contact)
    submission.save(force_insert=True)
    if filing.representative is not None:
        _represent(submission, filing.representative, at=at)
    PrivacyRequest.objects.bulk_create(
        _request(submission, ordinal, kind, details, received_on)
        for ordinal, (kind, details) in enumerate(filing.rights, start=1)
    )
    facts: dict[str, Any] = {"channel": filing.channel, "types": [str(kind) for kind, _ in filing.rights]}
    if submission.represented:
        facts |= {"role": filing.filer_role, "actor": Actor.REPRESENTATIVE}
        if by is not None:
            # Whoever typed it in: that side asked for it.
            facts["party"] = Party.REPRESENTATIVE
    audit.record(EventKind.FILED, submission=submission, at=at, staff=by, **facts)
    notices.queue(NoticeKind.RECEIPT, submission=submission, at=at)
    return submission


def _represent(submission: Submission, acting: ActsForConsumer, *, at: datetime) -> None:
    representative = Representative(
        submission=submission,
        name=acting.name,
        firm=acting.firm,
        own_reference=acting.own_reference,
        language=acting.language,
        starts_on=acting.starts_on,
        ends_on=acting.ends_on,
        may_receive_answer=acting.may_receive_answer,
        duties_acknowledged_at=at if acting.duties_acknowledged else None,
        batch=acting.batch,
        batch_line=acting.batch_line,
        contact_confirmed_at=acting.confirmed_at,
        contact="",
        postal_address=acting.postal_address,
    )
    if acting.contact_channel is not None:
        representative.reach_by(acting.contact_channel, acting.contact)
    representative.save(force_insert=True)


def _request(
    submission: Submission, ordinal: int, kind: RequestType, details: Mapping[str, Any], received_on: date
) -> PrivacyRequest:
    clock = calendar.deadlines(kind, received_on)
    level = required_level(kind, disputed=Point(details["item"]) if "item" in details else None)
    status = Status.UNCONFIRMED
    if level is Level.NONE:
        # Carried out at once, unless who filed it for somebody else has to show that they may (11 CCR 7026(j)).
        status = Status.OPEN if submission.represented else Status.IN_PROGRESS
    return PrivacyRequest(
        submission=submission,
        ordinal=ordinal,
        type=kind,
        details=dict(details),
        received_on=received_on,
        acknowledge_by=clock.acknowledge_by,
        respond_by=clock.respond_by,
        rules_version=RULES_VERSION,
        level_required=level,
        authority=Authority.PROOF_MISSING if submission.represented else Authority.NOT_NEEDED,
        status=status,
    )
