"""What does each mail to the team say at this moment? Numbers of everything, links, and nothing about anybody.

A link leads to a list that shows what is open to whoever follows it, so that a request of a worker is a number here and
no more than that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import SendState
from requests_app import calendar, downstream, metrics, queries, threads, waiting
from requests_app.metrics import Figure
from requests_app.models import AlertSent, Hold, Notice, PrivacyRequest
from requests_app.rules import holds, policy
from requests_app.vocabulary import AlertKind, Status
from verification import limits

QUEUE = "admin:requests_app_privacyrequest_changelist"
NOTICES = "admin:requests_app_notice_changelist"
LETTERS = "admin:requests_app_privacyrequest_intake_letters"
TASKS = "admin:requests_app_holdertask_changelist"
CHALLENGES = "admin:verification_challenge_changelist"
INDEX = "admin:index"
DAY = timedelta(days=1)
STILL_OPEN = ~Q(status=Status.CLOSED)
# The figures of the desk, in the order of the mail: what each is called here, and how the queue is narrowed to it.
DATES: tuple[tuple[Figure, str | Promise, dict[str, str]], ...] = (
    (Figure.OVERDUE, _("Overdue:"), {"due": "overdue"}),
    (Figure.TODAY, _("Due today:"), {"due": "today"}),
    (Figure.WEEK, _("Due within a week:"), {"due": "week"}),
    (Figure.ACKNOWLEDGE, _("Not yet acknowledged:"), {"due": "acknowledge"}),
)
WAITING: tuple[tuple[Figure, str | Promise, dict[str, str]], ...] = (
    (Figure.UNCONFIRMED, _("Unconfirmed:"), {"state": Status.UNCONFIRMED.value}),
    (Figure.SECOND, _("Waiting for a second person:"), {"state": "second"}),
    (Figure.FAILED, _("With a message that could not be sent lately:"), {"state": "failed"}),
)
Said = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One number of a mail, and where it leads; no address where it leads nowhere."""

    words: str | Promise
    number: int
    url: str = ""

    @property
    def shown(self) -> str:
        return queries.shown(self.number)


def written(alert: AlertSent, *, at: datetime) -> tuple[str, str] | None:
    """The subject and the text of a mail as it leaves now, in the team's language; None where it is no longer true."""
    with translation.override(settings.LANGUAGE_CODE):
        said = SAYS[AlertKind(alert.kind)](alert, at)
        if said is None:
            return None
        folder = f"messages/staff_{alert.kind.lower()}"
        subject = " ".join(render_to_string(f"{folder}/subject.txt", said).split())
        text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{folder}/email.txt", said)).strip()
        return subject, f"{text}\n"


def address(name: str, **narrowed: str) -> str:
    """The whole address of a page of the staff, narrowed."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, query=narrowed or None)}"


def became_overdue(*, on: date) -> QuerySet[PrivacyRequest]:
    """What is overdue on a business day, and was not when the team was last told of it."""
    unheard = Q(overdue_noted_on=None) | Q(overdue_noted_on__lte=F("due_on"))
    return PrivacyRequest.objects.filter(STILL_OPEN, queries.due_conditions(on=on)["overdue"], unheard).order_by()


def given_up_since(moment: datetime) -> QuerySet[Notice]:
    """The messages to consumers that were given up after a moment."""
    return Notice.objects.filter(state=SendState.FAILED, next_try_at__gt=moment).order_by()


def failures_since(alert_day: date, *, at: datetime) -> datetime:
    """Since when the team has not heard of messages that failed, for the mail of a day."""
    earlier = AlertSent.objects.filter(kind=AlertKind.FAILED, day__lt=alert_day).exclude(state=SendState.FAILED)
    told_at = earlier.order_by("-queued_at").values_list("queued_at", flat=True).first()
    return told_at or at - metrics.FAILED_SHOWN


def _digest(alert: AlertSent, at: datetime) -> Said:
    today = calendar.business_day(at)
    counted = metrics.counts(on=today)
    dates = [Line(words, counted[figure], address(QUEUE, **by)) for figure, words, by in DATES]
    dates.insert(2, _nobodys(today))
    tasks = Line(
        _("Tasks of systems and vendors whose answer date has passed:"),
        queries.capped_count(downstream.to_do(on_answers_until=today - DAY)),
        address(TASKS, whose="everybody"),
    )
    late_receipts = queries.capped_count(_unacknowledged_in_time(today))
    if late_receipts:
        dates.append(Line(_("Not acknowledged, and the date for it has passed:"), late_receipts))
    return {
        "calm": not (counted[Figure.OVERDUE] or tasks.number or late_receipts),
        "overdue": counted[Figure.OVERDUE],
        "overdue_shown": queries.shown(counted[Figure.OVERDUE]),
        "today": queries.shown(counted[Figure.TODAY]),
        "week": queries.shown(counted[Figure.WEEK]),
        "dates": dates,
        "waiting": [
            *(Line(words, counted[figure], address(QUEUE, **by)) for figure, words, by in WAITING),
            *_messages(at),
            tasks,
            Line(_("Holds that end soon:"), _holds_ending(today), address(QUEUE, state="held")),
        ],
        "url": address(INDEX),
    }


def _messages(at: datetime) -> list[Line]:
    letters = Notice.objects.filter(by_post=True, state=SendState.OWED)
    return [
        Line(
            _("Messages that limits hold back:"),
            queries.capped_count(Notice.objects.filter(metrics.HELD_BACK)),
            address(NOTICES, sending="held"),
        ),
        Line(_("Times a limit held something back since yesterday, codes too:"), limits.held_back(since=at - DAY)),
        Line(
            _("With an unread message:"),
            queries.capped_count(threads.waiting_requests()),
            address(QUEUE, messages="unread", state="all"),
        ),
        Line(_("Letters to post:"), queries.capped_count(letters), address(LETTERS)),
    ]


def _nobodys(today: date) -> Line:
    unowned = PrivacyRequest.objects.filter(STILL_OPEN, queries.due_conditions(on=today)["today"], owner=None)
    url = address(QUEUE, due="today", owner="nobody")
    return Line(_("Due today, and nobody’s:"), queries.capped_count(unowned), url)


def _unacknowledged_in_time(today: date) -> QuerySet[PrivacyRequest]:
    waiting_for_it = queries.due_conditions(on=today)["acknowledge"]
    return PrivacyRequest.objects.filter(STILL_OPEN, waiting_for_it, acknowledge_by__lt=today)


def _holds_ending(today: date) -> int:
    soon = Q(until__lte=today + timedelta(days=holds.HOLD_REMIND_DAYS)) & ~Q(request__status=Status.CLOSED)
    return queries.capped_count(Hold.objects.filter(waiting.hold_in_force(on=today), soon))


def _overdue(alert: AlertSent, at: datetime) -> Said | None:
    today = calendar.business_day(at)
    overdue = PrivacyRequest.objects.filter(STILL_OPEN, queries.due_conditions(on=today)["overdue"])
    became = queries.capped_count(overdue.filter(overdue_noted_on=alert.day))
    if not became:
        return None
    in_all = Line(_("Overdue in all:"), queries.capped_count(overdue), address(QUEUE, due="overdue"))
    return {"number": became, "shown": queries.shown(became), "lines": [in_all, _nobodys(today)]}


def _failed(alert: AlertSent, at: datetime) -> Said | None:
    number = queries.capped_count(given_up_since(failures_since(alert.day, at=alert.queued_at)))
    if not number:
        return None
    return {"number": number, "shown": queries.shown(number), "url": address(QUEUE, state="failed")}


def _conversion(alert: AlertSent, at: datetime) -> Said | None:
    known = metrics.challenge_conversion(at=at)
    if not known.fallen:
        return None
    return {"now": round(100 * known.now.part), "before": round(100 * known.before.part), "url": address(CHALLENGES)}


def _policy(alert: AlertSent, at: datetime) -> Said | None:
    updated = metrics.policy_updated()
    if updated is None or not metrics.policy_is_old(on=calendar.business_day(at)):
        return None
    return {"updated": updated, "renew_by": policy.renew_by(updated), "months": policy.POLICY_MONTHS}


SAYS: dict[AlertKind, Callable[[AlertSent, datetime], Said | None]] = {
    AlertKind.DIGEST: _digest,
    AlertKind.OVERDUE: _overdue,
    AlertKind.FAILED: _failed,
    AlertKind.CONVERSION: _conversion,
    AlertKind.POLICY: _policy,
}
