"""How do staff reopen a request that is closed?

What was decided stays as it was said; a new request is linked to it. If we closed it wrongly, it goes on with its old
dates, because the time runs from the day on which we received it (11 CCR 7021(b); Civ. Code 1798.130(a)(2)(A)). If the
consumer asks again, that has clocks of its own by the same sections, from the day on which it reached us, whenever it
is entered.
"""

from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit
from requests_app.models import PrivacyRequest, Reopening
from requests_app.operations import identity, intake, successors
from requests_app.vocabulary import EventKind, FilerRole, IntakeChannel, Outcome, ReopenDates, RequestType
from verification.models import Channel


class ReopenRefused(Exception):
    """This request cannot be reopened so; `message` says why."""

    OPEN = _("It is not closed.")
    TWICE = _("It was taken up again before, and goes on as another request.")
    WITHDRAWN = _("They withdrew it. Only if they ask again it is reopened, with new dates.")
    ENDED = _("Nobody acts for the consumer any more. Enter what they ask as a new request.")
    EARLIER = _("They cannot have asked again before they asked.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


def why_not(request: PrivacyRequest, dates: ReopenDates | None = None) -> object | None:
    """Why a request cannot be reopened, in general or with these dates, as a sentence; None where it can."""
    if not request.closed:
        return ReopenRefused.OPEN
    if PrivacyRequest.objects.filter(revives=request).exists():
        return ReopenRefused.TWICE
    if request.outcome == Outcome.WITHDRAWN and dates == ReopenDates.SAME:
        return ReopenRefused.WITHDRAWN
    ended = request.submission.represented and request.submission.representative.ended_at is not None
    return ReopenRefused.ENDED if ended else None


@transaction.atomic
def reopen(
    *,
    request: PrivacyRequest,
    dates: ReopenDates,
    reason: str,
    channel: IntakeChannel,
    at: datetime,
    by: User,
    received_at: datetime | None = None,
) -> PrivacyRequest:
    """Open a new request linked to a closed one, and return it.

    `channel` and `received_at`, now if it is not said: how and when the consumer asked again, where the dates are new.
    Raises ReopenRefused.
    """
    request.submission = identity.locked(request.submission_id)
    refused = why_not(request, dates)
    received = received_at or at
    if refused is None and dates == ReopenDates.NEW and received < request.submission.received_at:
        refused = ReopenRefused.EARLIER
    if refused is not None:
        raise ReopenRefused(refused)
    if dates == ReopenDates.SAME:
        new = _goes_on(request, at=at, by=by)
    else:
        new = _filed_anew(request, channel, received, at=at, by=by)
    Reopening.objects.create(request=new, dates=dates, reason=reason, at=at, by=by)
    into, of = new.reference, request.reference
    audit.record(
        EventKind.REOPENED, submission=request.submission, request=request, at=at, staff=by, into=into, dates=dates
    )
    audit.record(EventKind.CONTINUES, submission=new.submission, request=new, at=at, staff=by, of=of)
    return new


def _goes_on(request: PrivacyRequest, *, at: datetime, by: User) -> PrivacyRequest:
    new = successors.succeed(
        request,
        right=RequestType(request.type),
        details=request.details,
        level_required=request.level_required,
        deletion_confirmed_at=request.deletion_confirmed_at,
        revives=request,
    )
    if request.level_required:
        successors.open_as_far_as_proven(new, at=at, by=by)
    return new


def _filed_anew(
    request: PrivacyRequest, channel: IntakeChannel, received_at: datetime, *, at: datetime, by: User
) -> PrivacyRequest:
    old = request.submission
    acting = old.representative if old.represented else None
    filing = intake.Filing(
        rights=[(RequestType(request.type), request.details)],
        name=old.name,
        contact_channel=Channel(old.contact_channel) if old.reachable else None,
        contact=old.contact,
        postal_address=old.postal_address,
        language=old.language,
        california_resident=old.california_resident,
        filer_role=FilerRole(old.filer_role),
        representative=intake.acts_as_before(acting) if acting else None,
        channel=channel,
        received_at=received_at,
    )
    submission = intake.file_request(filing=filing, form_token=uuid4(), at=at, by=by)
    if old.worker:
        # Only the circle knows of it, and of what it goes on as.
        submission.worker, submission.worker_reason = old.worker, old.worker_reason
        submission.save(update_fields=["worker", "worker_reason"])
    new = submission.requests.select_related("submission").get()
    new.revives, new.level_required = request, request.level_required
    new.save(update_fields=["revives", "level_required"])
    return new
