"""What was written between staff and each side of a filing, what waits to be read, and who may still write?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from requests_app import calendar, representation, staffing
from requests_app.models import Message, PrivacyRequest, StaffNote, Submission
from requests_app.rules import messages as limits
from requests_app.vocabulary import NoticeKind, Party

FROM_OUTSIDE = Q(by=None)
UNREAD = Q(read_at=None)


def thread(submission: Submission, party: Party) -> QuerySet[Message]:
    """What staff and one side of a filing wrote to each other, oldest first."""
    return (
        Message.objects.filter(submission=submission, party=party)
        .select_related("by", "document")
        .order_by("sent_at", "id")
    )


def everything(submission: Submission) -> QuerySet[Message]:
    """Both threads of a filing, oldest first, with who wrote and what it began from."""
    rows = Message.objects.filter(submission=submission).select_related("by", "began_from__template", "document")
    return rows.order_by("sent_at", "id")


def notes(request: PrivacyRequest) -> QuerySet[StaffNote]:
    """What staff noted about a request, oldest first."""
    return request.staff_notes.select_related("by").order_by("at", "id")


def has_unread() -> Exists:
    """Whether somebody outside wrote something that no member of staff has opened, as a condition on requests."""
    return Exists(Message.objects.filter(FROM_OUTSIDE, UNREAD, submission=OuterRef("submission_id")))


def waiting_requests(*, to: User | None = None) -> QuerySet[PrivacyRequest]:
    """The requests of filings with a message that staff have not opened, as far as they are open `to` somebody."""
    seen = staffing.requests_open_to(to) if to else Q()
    unread = Message.objects.filter(FROM_OUTSIDE, UNREAD).values("submission")
    return PrivacyRequest.objects.filter(seen, submission__in=unread)


def reaches(submission: Submission, *, at: datetime) -> list[Party]:
    """The sides of a filing that can be written to: not one that only letters reach, or that said "not me"."""
    sides = representation.readers(NoticeKind.MESSAGE, submission, at=at)
    return [side for side in sides if _reads(submission, side)]


def _reads(submission: Submission, party: Party) -> bool:
    side = submission.party(party)
    return side.reachable and side.disowned_at is None


def may_write(requests: Iterable[PrivacyRequest], *, on: date) -> bool:
    """Whether a side of the filing of these requests may write on a business day: a while after the last was closed."""
    closed = [each.closed_at for each in requests]
    moments = [each for each in closed if each is not None]
    if len(moments) < len(closed) or not moments:
        return True
    return on <= limits.may_write_until(calendar.business_day(max(moments)))
