"""Do our messages reach the contact of a filing, and if not, why not?"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from requests_app.admin.case import Case
from verification import limits
from verification.models import Challenge, Suppression


def lines(case: Case) -> Iterator[str]:
    """What staff should know before they wait for an answer of the consumer's, a sentence each."""
    submission = case.request.submission
    if submission.disowned_at:
        yield _("Its owner said on %(day)s: this was not me.") % {"day": _day(submission.disowned_at)}
    for each in case.stopped:
        if each.reason != Suppression.Reason.NOT_ME:
            yield _("%(reason)s since %(day)s.") % {"reason": each.get_reason_display(), "day": _day(each.since)}
    if not submission.confirmed:
        last = Challenge.objects.filter(subject=submission.pk).order_by("-issued_at").first()
        if last and last.failure in limits.Held.values:
            why = limits.Held(last.failure).label
            yield _("The last code was held back: %(why)s.") % {"why": why}


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
