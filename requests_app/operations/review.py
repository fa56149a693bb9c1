"""What do staff and the consumer do with an open request short of answering it?"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, calendar, lifecycle, notices, persons
from requests_app.models import PrivacyRequest
from requests_app.operations import identity
from requests_app.rules import clocks
from requests_app.vocabulary import EventKind, ExtensionReason, NoticeKind, Outcome, Party, RequestType, Status


class NotADuplicate(Exception):
    """Closing this request in favour of the other one would take something from the consumer."""

    message = _(
        "Only an exact duplicate can be closed: an earlier request for the same right and with the same wishes, by the "
        "same person or contact, that is confirmed and still open."
    )


class ExtensionRefused(Exception):
    """The law does not allow this extension; `reason` is the rule's answer."""

    messages = {
        clocks.ExtensionRefusal.TOO_LATE: _("The 45 days are over: an extension had to be announced before."),
        clocks.ExtensionRefusal.ALREADY_EXTENDED: _("This request was extended before. The law allows it once."),
        clocks.ExtensionRefusal.NOT_EXTENDABLE: _("The law allows no extension for this right."),
        None: _("This request is closed."),
    }

    def __init__(self, reason: clocks.ExtensionRefusal | None) -> None:
        self.reason = reason
        super().__init__(str(reason))

    @property
    def message(self) -> str:
        return str(self.messages[self.reason])


@transaction.atomic
def assign(*, request: PrivacyRequest, owner: User, at: datetime, by: User) -> None:
    """Give a request to a member of staff. Raises lifecycle.MoveRefused when it is closed."""
    if PrivacyRequest.objects.filter(pk=request.pk).exclude(status=Status.CLOSED).update(owner=owner) != 1:
        raise lifecycle.MoveRefused
    request.owner = owner
    audit.record(EventKind.ASSIGNED, submission=request.submission, request=request, at=at, staff=by, owner=owner.pk)


@transaction.atomic
def extend(*, request: PrivacyRequest, reason: ExtensionReason, at: datetime, by: User) -> None:
    """Extend the answer date once, to day 90 from receipt, and owe the notice that says why.

    Raises ExtensionRefused after day 45, a second time, for rights without extension, or when closed
    (Civ. Code 1798.130(a)(2)(A), 1798.145(h)(1); 11 CCR 7021(b)).
    """
    refused = extension_refusal(request, at=at)
    if request.closed or refused is not None:
        raise ExtensionRefused(refused)
    until = calendar.deadlines(RequestType(request.type), request.received_on).extended_by
    row = PrivacyRequest.objects.filter(pk=request.pk, extended_at=None).exclude(status=Status.CLOSED)
    if row.update(extended_by=until, extended_at=at, extension_reason=reason) != 1:
        raise ExtensionRefused(clocks.ExtensionRefusal.ALREADY_EXTENDED)
    request.refresh_from_db(fields=["extended_by", "extended_at", "extension_reason", "due_on"])
    audit.record(
        EventKind.EXTENDED,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        reason=reason,
        until=str(until),
    )
    notices.queue(NoticeKind.EXTENSION, submission=request.submission, request=request, at=at)


def extension_refusal(request: PrivacyRequest, *, at: datetime) -> clocks.ExtensionRefusal | None:
    """Why the request may not be extended today, or None when it may."""
    return clocks.extension_refusal(
        RequestType(request.type),
        received_on=request.received_on,
        today=calendar.business_day(at),
        already_extended=request.extended_at is not None,
    )


@transaction.atomic
def withdraw(*, request: PrivacyRequest, party: Party = Party.CONSUMER, at: datetime) -> None:
    """Close a request because whoever asked no longer wants it. Raises lifecycle.MoveRefused when it is closed."""
    lifecycle.move(request, Status.CLOSED, outcome=Outcome.WITHDRAWN, at=at)
    actor = identity.actor(request.submission.party(party))
    audit.record(EventKind.WITHDRAWN, submission=request.submission, request=request, at=at, actor=actor)
    notices.queue(NoticeKind.WITHDRAWN, submission=request.submission, request=request, at=at)


@transaction.atomic
def mark_duplicate(*, request: PrivacyRequest, of: PrivacyRequest, at: datetime, by: User) -> None:
    """Close a request because an earlier open one of the same person asks the same; that one keeps its receipt day.

    Raises lifecycle.MoveRefused when the request is closed, and NotADuplicate.
    """
    if not _same_request(request, of):
        raise NotADuplicate
    lifecycle.move(request, Status.CLOSED, outcome=Outcome.DUPLICATE, at=at)
    audit.record(
        EventKind.MARKED_DUPLICATE,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        of=of.reference,
    )
    notices.queue(NoticeKind.DUPLICATE, submission=request.submission, request=request, at=at)


def _same_request(request: PrivacyRequest, of: PrivacyRequest) -> bool:
    """Whether the earlier one gives the consumer everything that this one asks for."""
    filing, earlier = request.submission, of.submission
    one, other = filing.person, earlier.person
    same_person = one is not None and other is not None and persons.root(one) == persons.root(other)
    same_contact = filing.reachable and earlier.reachable and filing.contact == earlier.contact
    return (
        request.pk != of.pk
        and request.type == of.type
        and request.details == of.details
        and earlier.received_at <= filing.received_at
        and of.status in (Status.OPEN, Status.IN_PROGRESS)
        and (same_person or same_contact)
    )
