"""When did a request reach us, and what if somebody wrote down the wrong time?

The receipt time of a filing moves in one way: here, with a reason, by a named person, in the history. Its dates are
computed anew by the rules and never typed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import SendState
from requests_app import audit, calendar
from requests_app.models import PrivacyRequest, ReceiptChange, Submission
from requests_app.operations import identity
from requests_app.rules import receipt
from requests_app.rules.clocks import Deadlines
from requests_app.rules.receipt import CorrectionProblem, Entered, ReceiptProblem
from requests_app.vocabulary import EventKind, IntakeChannel, NoticeKind, RequestType, Status


class ReceiptRefused(Exception):
    """This cannot be when the request was received; `problem` says why."""

    messages = {
        ReceiptProblem.LATER_THAN_NOW: _("A request cannot have been received later than now."),
        ReceiptProblem.BEFORE_THE_LAW: _("On that day the law was not in force yet. Check the year."),
        CorrectionProblem.SAME: _("This is the time that is recorded."),
        CorrectionProblem.TOLD: _(
            "A later time would lengthen what the person was told: the receipt or an extension has named the dates, or "
            "the contact was confirmed before. It stays as it is."
        ),
        CorrectionProblem.BY_THE_PORTAL: _(
            "The portal itself recorded this time when the form was sent. It can only become earlier."
        ),
        CorrectionProblem.OWN_ENTRY: _(
            "A later time gives us more time, so somebody else than who entered the request has to put it right."
        ),
    }

    def __init__(self, problem: ReceiptProblem | CorrectionProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))

    @property
    def message(self) -> str:
        return str(self.messages[self.problem])


class ReasonMissing(Exception):
    """A receipt time is changed with a written reason."""


class AlreadyAcknowledged(Exception):
    """The receipt was confirmed before; it is said once."""

    message = _("The receipt was confirmed before.")


@dataclass(frozen=True, slots=True)
class Change:
    """What another receipt time does to one open request. `loses_extension`: it would have come too late."""

    request: PrivacyRequest
    clock: Deadlines
    loses_extension: bool

    @property
    def extended_by(self) -> date | None:
        """The extended answer date, where an extension stands."""
        stands = self.request.extended_at is not None and not self.loses_extension
        return self.clock.extended_by if stands else None

    @property
    def answer_due_on(self) -> date:
        """The answer date that would bind."""
        return self.extended_by or self.clock.respond_by


def plan(submission: Submission, received_at: datetime) -> list[Change]:
    """What would become of each open request of a filing that was received at another time. Changes nothing.

    An extension counts only if it was announced within the first period (Civ. Code 1798.145(h)(1)): where the earlier
    receipt ends that period before the announcement, the extension is lost.
    """
    received_on = calendar.business_day(received_at)
    return [_change(each, received_on) for each in _open(submission)]


def _open(submission: Submission) -> list[PrivacyRequest]:
    return list(submission.requests.exclude(status=Status.CLOSED).order_by("ordinal"))


def _change(request: PrivacyRequest, received_on: date) -> Change:
    clock = calendar.deadlines(RequestType(request.type), received_on)
    announced = calendar.business_day(request.extended_at) if request.extended_at else None
    return Change(request, clock, loses_extension=announced is not None and announced > clock.respond_by)


def entered_by(submission: Submission) -> int | None:
    """The id of the member of staff who entered a filing; None where its filer did, or a representative's batch."""
    filed = submission.events.filter(kind=EventKind.FILED).order_by("at", "id").first()
    return filed.staff_id if filed else None


def problem_with(
    submission: Submission, received_at: datetime, *, at: datetime, by: User
) -> ReceiptProblem | CorrectionProblem | None:
    """Why a member of staff may not change the receipt of a filing to this time, or None."""
    extended = submission.requests.filter(extended_at__isnull=False).exists()
    confirmed = submission.contact_confirmed_at
    staff = entered_by(submission)
    entered = Entered(
        told=submission.acknowledged_at is not None or extended or (confirmed is not None and received_at > confirmed),
        by_portal=submission.channel == IntakeChannel.WEB or staff is None,
        by_same=staff == by.pk,
    )
    impossible = receipt.receipt_problem(received_at, now=at)
    return impossible or receipt.correction_problem(submission.received_at, received_at, entered=entered)


@transaction.atomic
def correct(*, submission: Submission, received_at: datetime, reason: str, at: datetime, by: User) -> list[Change]:
    """Record that a filing was received at another time, and compute the dates of its open requests anew.

    What is closed keeps the dates by which it was decided. Earlier is always allowed; later only before anybody was
    told a date, and by somebody else than who entered it (`rules.receipt`). Raises ReasonMissing and ReceiptRefused.
    """
    if not reason.strip():
        raise ReasonMissing
    submission = identity.locked(submission.pk)
    problem = problem_with(submission, received_at, at=at, by=by)
    if problem is not None:
        raise ReceiptRefused(problem)
    changes, was = plan(submission, received_at), submission.received_at
    submission.received_at, submission.received_on = received_at, calendar.business_day(received_at)
    submission.save(update_fields=["received_at", "received_on"])
    for change in changes:
        _apply(change)
    ReceiptChange.objects.create(
        submission=submission, was=was, now=received_at, reason=reason, changed_at=at, changed_by=by
    )
    audit.record(EventKind.RECEIPT_CHANGED, submission=submission, at=at, staff=by, before=was, after=received_at)
    return changes


def _apply(change: Change) -> None:
    request, clock = change.request, change.clock
    request.received_on = clock.received_on
    request.acknowledge_by, request.respond_by = clock.acknowledge_by, clock.respond_by
    request.extended_by = change.extended_by
    if change.loses_extension:
        request.extended_at, request.extension_reason = None, ""
    request.save(
        update_fields=[
            *("received_on", "acknowledge_by", "respond_by"),
            *("extended_by", "extended_at", "extension_reason"),
        ]
    )


@transaction.atomic
def speak(*, submission: Submission, at: datetime, by: User) -> None:
    """Record that the receipt was said to the filer's ear, with everything it carries: it is the acknowledgement.

    The law lets it go the way the request came (11 CCR 7021(a)). A letter that was to say the same is not owed any
    more; a mail or text still goes, so that the reference is in writing. Raises AlreadyAcknowledged.
    """
    submission = identity.locked(submission.pk)
    if submission.acknowledged_at is not None:
        raise AlreadyAcknowledged
    submission.acknowledged_at = at
    submission.save(update_fields=["acknowledged_at"])
    # It was never sent, so there is nothing to keep.
    submission.notices.filter(kind=NoticeKind.RECEIPT, by_post=True, state=SendState.OWED).delete()
    audit.record(EventKind.RECEIPT_SPOKEN, submission=submission, at=at, staff=by)
