"""How does the desk stand today, in numbers?

Reads only. Whatever is counted is a condition on requests that the queue can be narrowed by as well, so that a number
and what it leads to cannot part. Counts stop at COUNT_CAP; every condition has its index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median_high

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q, QuerySet

from privacy_portal.lib.owed import SendState
from requests_app import calendar, queries, staffing
from requests_app.models import Notice, PrivacyRequest
from requests_app.models.privacy_request import WAITS_FOR_CONSUMER
from requests_app.rules import policy
from requests_app.vocabulary import Authority, Status
from verification import conversion
from verification.limits import Held
from verification.models import LINK_LIFE

WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 12
# A bar of the chart is counted up to here: two dozen of them read at most a quarter of a million entries of an index.
WEEK_CAP = 10_000
# Nobody takes a message that could not be sent off the list: it leaves by itself after as many days.
FAILED_SHOWN = timedelta(days=30)
# How long is long, for the ages of what is open: days since receipt.
AGE_STEPS = (14, 30, 60)

# When the conversion of challenges has fallen: now less than so much of what it was before, with so many on each side
# that three people who went to lunch raise no alarm.
CONVERSION_KEEPS = 0.75
CONVERSION_NOW, CONVERSION_BEFORE = WEEK, 4 * WEEK
CONVERSION_AT_LEAST_NOW, CONVERSION_AT_LEAST_BEFORE = 30, 60

# Messages to consumers that a limit, or the word of a contact's owner, keeps from leaving for now.
HELD_BACK = Q(state=SendState.FAILED, failure__in=Held.values) | Q(state=SendState.OWED, failure=Held.LIMITED_HOUR)


class Figure(StrEnum):
    """The numbers of the desk that lead into the queue."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    ACKNOWLEDGE = "acknowledge"
    UNCONFIRMED = "unconfirmed"
    CONSUMER = "consumer"
    SECOND = "second"
    PROOF = "proof"
    FAILED = "failed"


@dataclass(frozen=True)
class Ages:
    """How long what is open has been so, in days since its receipt; None where nothing is open.

    The median of more than COUNT_CAP requests is `estimated` from as many of them, taken at random. `at_least` says
    how many have been open for so many days or more.
    """

    median: int | None
    oldest: int | None
    estimated: bool
    at_least: dict[int, int]


@dataclass(frozen=True)
class Week:
    """How many requests were received and closed in the week that begins on a Monday, each up to WEEK_CAP + 1."""

    begins: date
    filed: int
    closed: int


@dataclass(frozen=True)
class Conversion:
    """The part of challenges answered within a day: lately, and before."""

    now: conversion.Share
    before: conversion.Share

    @property
    def fallen(self) -> bool:
        """Whether so much fewer answer that somebody should look why."""
        enough = self.now.issued >= CONVERSION_AT_LEAST_NOW and self.before.issued >= CONVERSION_AT_LEAST_BEFORE
        return enough and self.now.part < CONVERSION_KEEPS * self.before.part


def known_to(user: User | None) -> QuerySet[PrivacyRequest]:
    """The requests that somebody may know of, in no order; all of them where nobody in particular is told."""
    return PrivacyRequest.objects.filter(staffing.requests_open_to(user) if user else Q()).order_by()


def conditions(*, on: date) -> dict[Figure, Q]:
    """What each figure counts on a business day, as a condition on requests."""
    windows, still_open = queries.due_conditions(on=on), ~Q(status=Status.CLOSED)
    return {
        Figure.OVERDUE: still_open & windows["overdue"],
        Figure.TODAY: still_open & windows["today"],
        Figure.WEEK: still_open & windows["week"],
        Figure.ACKNOWLEDGE: still_open & windows["acknowledge"],
        Figure.UNCONFIRMED: Q(status=Status.UNCONFIRMED),
        Figure.CONSUMER: WAITS_FOR_CONSUMER,
        Figure.SECOND: queries.waits_for_second_person(),
        Figure.PROOF: still_open & Q(authority=Authority.PROOF_TO_CHECK),
        Figure.FAILED: notice_failed(on=on),
    }


def counts(*, on: date, to: User | None = None) -> dict[Figure, int]:
    """Every figure on a business day, counted up to COUNT_CAP + 1: of everything, or of what is open `to` somebody."""
    requests = known_to(to)
    return {figure: queries.capped_count(requests.filter(what)) for figure, what in conditions(on=on).items()}


def notice_failed(*, on: date) -> Q:
    """Requests about which, or about whose filing, a message was given up within FAILED_SHOWN; closed ones too."""
    failed = Notice.objects.filter(state=SendState.FAILED, next_try_at__gte=calendar.begins(on - FAILED_SHOWN))
    of_filings = failed.filter(request=None).order_by().values("submission")
    in_them = PrivacyRequest.objects.filter(submission__in=of_filings).order_by().values("pk")
    return Q(pk__in=failed.exclude(request=None).order_by().values("request").union(in_them, all=True))


def open_at_least(days: int, *, on: date) -> Q:
    """Requests received so many days before a business day, or earlier."""
    return Q(received_on__lte=on - timedelta(days=days))


def ages(*, on: date, to: User | None = None) -> Ages:
    """How old the open requests are on a business day: all of them, or those open `to` somebody."""
    waiting = known_to(to).exclude(status=Status.CLOSED)
    # Keys are random, so the first of them are a fair sample; where there are few, they are all.
    received: Iterable[date] = waiting.order_by("id").values_list("received_on", flat=True)[: queries.COUNT_CAP + 1]
    sample = [(on - each).days for each in received]
    first = waiting.order_by("received_on", "due_on").values_list("received_on", flat=True).first()
    return Ages(
        median=median_high(sample) if sample else None,
        oldest=(on - first).days if first else None,
        estimated=len(sample) > queries.COUNT_CAP,
        at_least={days: queries.capped_count(waiting.filter(open_at_least(days, on=on))) for days in AGE_STEPS},
    )


def filed_in(week: date) -> Q:
    """Requests received in the seven days from a day on."""
    return Q(received_on__gte=week, received_on__lt=week + WEEK)


def closed_in(week: date) -> Q:
    """Requests closed in the seven days from a day on, by the business's clocks."""
    return Q(status=Status.CLOSED, closed_at__gte=calendar.begins(week), closed_at__lt=calendar.begins(week + WEEK))


# One index each, a week after the other, none further than the cap.
_BY_WEEK = """
  WITH of_workers AS (SELECT id FROM requests_app_submission WHERE worker <> '')
SELECT (SELECT count(*) FROM (SELECT FROM requests_app_privacyrequest
                               WHERE received_on >= monday AND received_on < monday + 7
                                 AND (%(everything)s OR submission_id NOT IN (SELECT id FROM of_workers)) LIMIT %(cap)s)
          AS filed),
       (SELECT count(*) FROM (SELECT FROM requests_app_privacyrequest
                               WHERE status = 'CLOSED' AND closed_at >= monday::timestamp AT TIME ZONE %(zone)s
                                 AND closed_at < (monday + 7)::timestamp AT TIME ZONE %(zone)s
                                 AND (%(everything)s OR submission_id NOT IN (SELECT id FROM of_workers)) LIMIT %(cap)s)
          AS closed)
  FROM (SELECT %(first)s::date + 7 * number AS monday FROM generate_series(0, %(last)s) AS number) AS weeks
 ORDER BY monday
"""


def weeks(*, on: date, to: User | None = None) -> list[Week]:
    """The last WEEKS_SHOWN weeks, oldest first, the one of the business day last and not over yet.

    Of everything, or of what is open `to` somebody.
    """
    this = on - timedelta(days=on.weekday())
    mondays = [this - WEEK * back for back in reversed(range(WEEKS_SHOWN))]
    facts = {"first": mondays[0], "last": WEEKS_SHOWN - 1, "cap": WEEK_CAP + 1, "zone": settings.BUSINESS_TIME_ZONE}
    facts["everything"] = to is None or staffing.in_circle(to)
    with connection.cursor() as cursor:
        cursor.execute(_BY_WEEK, facts)
        return [Week(monday, *row) for monday, row in zip(mondays, cursor.fetchall(), strict=True)]


def challenge_conversion(*, at: datetime) -> Conversion:
    """How many answered lately and before; of whom has still time to answer, nothing is said."""
    until = at - LINK_LIFE
    since = until - CONVERSION_NOW
    return Conversion(
        now=conversion.answered(since=since, until=until),
        before=conversion.answered(since=since - CONVERSION_BEFORE, until=since),
    )


def policy_updated() -> date | None:
    """When the business last updated its policy, as far as somebody wrote down a day."""
    return policy.stated(settings.POLICY_UPDATED)


def policy_is_old(*, on: date) -> bool:
    """Whether the business's policy is due for its yearly update; never where nobody said when that was."""
    updated = policy_updated()
    return updated is not None and policy.out_of_date(updated, today=on)
