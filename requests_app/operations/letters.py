"""Which letters wait for somebody to post them, and when did one leave?"""

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import SendState
from requests_app import audit, calendar, notices
from requests_app.models import Notice
from requests_app.operations import identity
from requests_app.vocabulary import EventKind


class NotPosted(Exception):
    """That day cannot be when the letter was posted, or it is no letter that waits; `message` says which."""

    GONE = _("This letter does not wait to be posted any more.")
    LATER = _("A letter cannot have been posted later than today.")
    EARLIER = _("The letter cannot have been posted before the request was received.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


@transaction.atomic
def posted(*, notice: Notice, on: date, at: datetime, by: User) -> None:
    """Record on which business day a letter was posted; a receipt that was posted is the acknowledgement.

    Its moment is now for today, and noon for an earlier day. Raises NotPosted.
    """
    submission = identity.locked(notice.submission_id)
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if not notice.by_post or notice.state != SendState.OWED:
        raise NotPosted(NotPosted.GONE)
    if on > calendar.business_day(at):
        raise NotPosted(NotPosted.LATER)
    if on < submission.received_on:
        raise NotPosted(NotPosted.EARLIER)
    today = on == calendar.business_day(at)
    moment = at if today else datetime.combine(on, time(12), tzinfo=calendar.business_zone())
    notices.left(notice, "", at=moment)
    facts: dict[str, Any] = {"notice": notice.kind, "posted_on": on, "party": notice.party}
    audit.record(EventKind.LETTER_POSTED, submission=submission, request=notice.request, at=at, staff=by, **facts)
