"""How does a filing enter the books?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from requests_app import audit, calendar, notices
from requests_app.models import Draft, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.operations import identity
from requests_app.rules.assurance import Level, required_level
from requests_app.rules.citations import RULES_VERSION
from requests_app.vocabulary import EventKind, FilerRole, IntakeChannel, NoticeKind, Point, RequestType, Status
from verification.models import Channel


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What a consumer asks for, complete and validated, in no particular medium."""

    rights: Sequence[tuple[RequestType, Mapping[str, Any]]]
    name: str
    contact_channel: Channel
    contact: str
    language: str
    california_resident: bool
    filer_role: FilerRole = FilerRole.SELF
    channel: IntakeChannel = IntakeChannel.WEB


class AlreadyFiled(Exception):
    """This form was sent before; `submission` is what it made then."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission


class DraftGone(Exception):
    """The draft has expired, or was filed or cleared elsewhere."""


def file_draft(*, draft_id: UUID, read: Any, at: datetime) -> Submission:
    """File what a draft says, exactly once, and delete the draft.

    `read(answers)` turns the draft's answers into a Filing, and raises whatever it likes when they are
    incomplete: then nothing is stored. Raises AlreadyFiled when the same draft was filed before, DraftGone
    when there is no such draft.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=draft_id, expires_at__gt=at).first()
        if draft is None:
            earlier = Submission.objects.filter(form_token=draft_id).first()
            raise AlreadyFiled(earlier) if earlier else DraftGone
        submission = file_request(filing=read(draft.answers), form_token=draft_id, at=at)
        draft.delete()
    return submission


@transaction.atomic(savepoint=False)
def file_request(*, filing: Filing, form_token: UUID, at: datetime) -> Submission:
    """Store a filing: one submission, one request per right, each with its clocks running from `at`.

    Owes the receipt, which is the statutory acknowledgement, and the challenge that confirms the contact. An opt-out is
    carried out at once and meets no challenge, whatever is filed with it (11 CCR 7060(b), 7026(d), 7027(e)).
    """
    submission = enter(filing=filing, form_token=form_token, at=at)
    if submission.waits_for_confirmation:
        identity.start_confirmation(submission=submission, at=at)
    return submission


def enter(*, filing: Filing, form_token: UUID, at: datetime) -> Submission:
    """Store a filing and owe its receipt, in the caller's transaction. Nothing is asked of the contact yet."""
    received_on = calendar.business_day(at)
    submission = Submission.objects.create(
        form_token=form_token,
        received_at=at,
        received_on=received_on,
        channel=filing.channel,
        filer_role=filing.filer_role,
        language=filing.language,
        california_resident=filing.california_resident,
        name=filing.name,
        contact_channel=filing.contact_channel,
        contact=filing.contact,
        contact_index=contact_index(filing.contact),
    )
    PrivacyRequest.objects.bulk_create(
        _request(submission, ordinal, kind, details, received_on)
        for ordinal, (kind, details) in enumerate(filing.rights, start=1)
    )
    audit.record(
        EventKind.FILED,
        submission=submission,
        at=at,
        channel=filing.channel,
        types=[str(kind) for kind, _ in filing.rights],
    )
    notices.queue(NoticeKind.RECEIPT, submission=submission, at=at)
    return submission


def _request(
    submission: Submission, ordinal: int, kind: RequestType, details: Mapping[str, Any], received_on: date
) -> PrivacyRequest:
    clock = calendar.deadlines(kind, received_on)
    level = required_level(kind, disputed=Point(details["item"]) if "item" in details else None)
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
        status=Status.IN_PROGRESS if level is Level.NONE else Status.UNCONFIRMED,
    )
