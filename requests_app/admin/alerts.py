"""What must nobody miss at the desk, besides the requests? An old policy, and mails to the team that do not leave."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy_portal.lib.owed import SendState
from requests_app import calendar, metrics
from requests_app.models import AlertSent
from requests_app.rules.policy import POLICY_MONTHS
from requests_app.vocabulary import AlertKind

# Nobody takes such a mail off the page: it leaves by itself after a week.
SHOWN_FOR = timedelta(weeks=1)
SHOWN = 5  # of different kinds and days, the newest


def sentences(*, at: datetime) -> list[str]:
    """What the index says of them at this moment; one query."""
    return [*_policy(at), *_mails(at)]


def _policy(at: datetime) -> list[str]:
    updated = metrics.policy_updated()
    if updated is None:
        return [_("Nobody said when the privacy policy was last updated: the setting POLICY_UPDATED has no day.")]
    if not metrics.policy_is_old(on=calendar.business_day(at)):
        return []
    said = {"day": date_format(updated, "DATE_FORMAT"), "months": POLICY_MONTHS}
    return [_("The privacy policy is older than %(months)d months: it was last updated on %(day)s.") % said]


def _mails(at: datetime) -> list[str]:
    failed = Q(state=SendState.FAILED, next_try_at__gte=at - SHOWN_FOR)
    tried = Q(state=SendState.OWED) & ~Q(failure="")
    rows = AlertSent.objects.filter(failed | tried).order_by("-day", "kind", "state", "failure")
    return [_mail(*row) for row in rows.values_list("kind", "day", "state", "failure").distinct()[:SHOWN]]


def _mail(kind: str, day: date, state: str, failure: str) -> str:
    said = {"mail": AlertKind(kind).label, "day": date_format(day, "DATE_FORMAT"), "failure": failure}
    if state == SendState.FAILED:
        return _("A mail to the team could not be sent: %(mail)s, %(day)s (%(failure)s).") % said
    return _("A mail to the team has not left yet: %(mail)s, %(day)s (%(failure)s).") % said
