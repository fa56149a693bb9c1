"""How is a consumer asked for more, and what becomes of what they answer?

The clock of the request runs on. What is answered shows nothing by itself: staff compare it and record the match.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, calendar, notices, representation
from requests_app.models import PointAsk, PrivacyRequest, Submission
from requests_app.operations import identity
from requests_app.operations.assurance import disputed_item, facts_about, own_point
from requests_app.rules import asking
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EventKind, NoticeKind, Party, Point, Status


class AskRefused(Exception):
    """This may not be asked now; `message` says why."""

    CLOSED = _("It is closed.")
    UNCONFIRMED = _("The contact is not confirmed yet.")
    NO_IDENTITY = _("The law lets us ask nobody who they are for this right.")
    ENOUGH = _("No point is missing.")
    NOBODY = _("There is nobody whom we may ask, or no way to reach them.")
    NOT_THESE = _("Only points that are missing, not in dispute, and not given before may be asked for.")
    TOO_MANY = _("Ask for no more points than are missing.")
    NO_REASON = _("Write the reason")
    NOT_ASKED = _("Nothing is asked of the consumer any more.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


def allowed(request: PrivacyRequest) -> asking.MayAsk:
    """What may be asked for one request."""
    submission = request.submission
    given = {Point.NAME} if submission.name else set()
    if submission.reachable:
        given.add(own_point(submission))
    if submission.by_post:
        given.add(Point.POSTAL_ADDRESS)
    return asking.may_ask(
        facts_about(request), Level(request.level_required), given=given, disputed=disputed_item(request)
    )


def why_not(request: PrivacyRequest, *, at: datetime) -> object | None:
    """Why nothing may be asked now, as a sentence; None where it may."""
    if request.closed:
        return AskRefused.CLOSED
    if not request.level_required:
        return AskRefused.NO_IDENTITY
    if request.status == Status.UNCONFIRMED:
        return AskRefused.UNCONFIRMED
    if not allowed(request).points:
        return AskRefused.ENOUGH
    nobody = representation.shows_identity(request.submission, on=calendar.business_day(at)) is None
    return AskRefused.NOBODY if nobody else None


def open_ask(submission: Submission) -> PointAsk | None:
    """What is asked now, if anything is, answered or not."""
    return submission.point_asks.filter(ended_at=None).select_related("asked_by", "request__submission").first()


@transaction.atomic
def ask(*, request: PrivacyRequest, points: Collection[Point], reason: str, at: datetime, by: User) -> PointAsk:
    """Ask for points, with a reason that is read on the page of the request; owes the notice.

    An earlier ask ends by it, and what was answered to that is erased. Raises AskRefused.
    """
    request.submission = submission = identity.locked(request.submission_id)
    request.refresh_from_db(fields=["status", "level_reached", "level_required"])
    refused, may = why_not(request, at=at), allowed(request)
    if refused is None and (not points or set(points) - set(may.points)):
        refused = AskRefused.NOT_THESE
    if refused is None and len(set(points)) > may.most:
        refused = AskRefused.TOO_MANY
    if refused is None and not reason.strip():
        refused = AskRefused.NO_REASON
    if refused is not None:
        raise AskRefused(refused)
    submission.point_asks.filter(ended_at=None).forget(at=at)
    today = calendar.business_day(at)
    party = representation.shows_identity(submission, on=today)
    if party is None:
        raise AskRefused(AskRefused.NOBODY)
    chosen = [each.value for each in Point if each in set(points)]
    asked = PointAsk.objects.create(
        submission=submission,
        request=request,
        party=party,
        points=chosen,
        reason=reason.strip(),
        until=asking.asked_until(request.answer_due_on, today=today),
        asked_at=at,
        asked_by=by,
    )
    audit.record(
        EventKind.MORE_ASKED,
        submission=submission,
        request=request,
        at=at,
        staff=by,
        points=chosen,
        until=asked.until,
    )
    notices.queue(NoticeKind.VERIFY_ASK, submission=submission, request=request, at=at)
    return asked


@transaction.atomic
def answer(*, submission: Submission, party: Party, values: Mapping[Point, str], at: datetime) -> None:
    """Keep what one side answered to what it was asked; again as long as staff have not compared it.

    Raises AskRefused for a side that is asked nothing.
    """
    submission = identity.locked(submission.pk)
    asked = open_ask(submission)
    if asked is None or asked.party != party:
        raise AskRefused(AskRefused.NOT_ASKED)
    asked.answers = {point: values[Point(point)] for point in asked.points if values.get(Point(point))}
    asked.answered_at = at
    asked.save(update_fields=["answers", "answered_at"])
    audit.record(
        EventKind.MORE_ANSWERED,
        submission=submission,
        request=asked.request,
        at=at,
        actor=identity.actor(submission.party(party)),
        points=sorted(asked.answers),
    )


@transaction.atomic
def withdraw(*, request: PrivacyRequest, at: datetime, by: User) -> None:
    """Ask no more, and erase what was answered. Raises AskRefused."""
    submission = identity.locked(request.submission_id)
    if not submission.point_asks.filter(ended_at=None).forget(at=at):
        raise AskRefused(AskRefused.NOT_ASKED)
    audit.record(EventKind.MORE_ENDED, submission=submission, request=request, at=at, staff=by)
