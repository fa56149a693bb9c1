"""What comes with closing a request because nobody verified it?

Not before the consumer was warned, unless staff say why; and a request for a copy lives on as one for a description.
"""

from datetime import date, datetime

from django.contrib.auth.models import User

from requests_app import audit, calendar
from requests_app.models import PrivacyRequest
from requests_app.operations import successors
from requests_app.rules import reminders
from requests_app.vocabulary import EventKind, KnowCategory, RequestType


class TooEarly(Exception):
    """Before `ends_on` a request is closed as not verified only for a reason that staff give."""

    def __init__(self, ends_on: date) -> None:
        self.ends_on = ends_on


def early_until(request: PrivacyRequest, *, at: datetime) -> date | None:
    """The day from which the request may be closed as not verified without a reason; None: that day has come."""
    ends_on = reminders.ending_on(request.answer_due_on)
    return ends_on if calendar.business_day(at) < ends_on else None


def refuse_early(request: PrivacyRequest, reason: str, *, at: datetime) -> None:
    """Raise TooEarly when the end is not in sight yet and no reason was given."""
    ends_on = early_until(request, at=at)
    if ends_on is not None and not reason.strip():
        raise TooEarly(ends_on)


def fall_back(request: PrivacyRequest, *, at: datetime, by: User) -> PrivacyRequest | None:
    """Open the request for a description that a copy which is not verified becomes; return it (11 CCR 7024(a)).

    It is in the same filing, with the same period and the same dates, so it counts as the same submission. None for
    other rights, and when the filing asks for a description anyway. For a filing that the caller has locked.
    """
    already = PrivacyRequest.objects.filter(submission=request.submission_id, type=RequestType.KNOW_CATEGORIES)
    if request.type != RequestType.KNOW_SPECIFIC or already.exists():
        return None
    details = {"categories": [str(each) for each in KnowCategory], **request.details}
    opened = successors.succeed(request, right=RequestType.KNOW_CATEGORIES, details=details)
    audit.record(
        EventKind.FELL_BACK, submission=opened.submission, request=opened, at=at, staff=by, of=request.reference
    )
    successors.open_as_far_as_proven(opened, at=at, by=by)
    return opened
