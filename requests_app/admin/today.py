"""What does the desk say of the day? Each number is a link into the queue that lists as many requests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app import metrics, queries
from requests_app.admin import queue
from requests_app.admin.glance import Tone
from requests_app.metrics import Figure
from requests_app.vocabulary import Authority, Status

# What each figure is called, how pressing it is, and how the queue is narrowed to it.
FIGURES: dict[Figure, tuple[str | Promise, Tone, dict[str, str]]] = {
    Figure.OVERDUE: (gettext_lazy("overdue"), Tone.BAD, {"due": "overdue"}),
    Figure.TODAY: (gettext_lazy("due today"), Tone.WARN, {"due": "today"}),
    Figure.WEEK: (gettext_lazy("due within 7 days"), Tone.CALM, {"due": "week"}),
    Figure.ACKNOWLEDGE: (gettext_lazy("to acknowledge"), Tone.WARN, {"due": "acknowledge"}),
    Figure.SECOND: (gettext_lazy("waiting for a second person"), Tone.WARN, {"state": "second"}),
    Figure.PROOF: (gettext_lazy("with a proof to check"), Tone.WARN, {"authority": Authority.PROOF_TO_CHECK.value}),
    Figure.FAILED: (gettext_lazy("with a message that failed"), Tone.BAD, {"state": "failed"}),
    Figure.CONSUMER: (gettext_lazy("waiting for the consumer"), Tone.CALM, {"state": "consumer"}),
    Figure.UNCONFIRMED: (gettext_lazy("unconfirmed"), Tone.CALM, {"state": Status.UNCONFIRMED.value}),
}
DATES = (Figure.OVERDUE, Figure.TODAY, Figure.WEEK, Figure.ACKNOWLEDGE)
# The chart, in units of its own: a slot of ten for each week, and so high.
SLOT, HEIGHT, BAR = 10, 1_000, 4


@dataclass(frozen=True)
class Number:
    """A number as people read it, what it counts, and where it leads; the address is a path of this site."""

    number: str
    text: str
    url: str
    tone: Tone


@dataclass(frozen=True)
class Bar:
    """One rectangle of the chart, in its units."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class WeekRow:
    """One week of the chart, and of the table that says the same."""

    begins: date
    filed: Number
    closed: Number
    filed_bar: Bar
    closed_bar: Bar


def figures(*, on: date, to: User) -> dict[Figure, Number]:
    """Every figure of a business day that is open `to` somebody, in the order of the page."""
    counted = metrics.counts(on=on, to=to)
    return {each: _number(counted[each], words, tone, **by) for each, (words, tone, by) in FIGURES.items()}


def context(*, on: date, to: User) -> dict[str, Any]:
    """Everything that the template of the index says about the queue on a business day `to` somebody."""
    numbers = figures(on=on, to=to)
    rows = _weeks(on, to)
    return {
        "due": [number for figure, number in numbers.items() if figure in DATES],
        "waiting": [number for figure, number in numbers.items() if figure not in DATES],
        "ages": _ages(on, to),
        "weeks": rows,
        "chart": {"width": SLOT * len(rows), "height": HEIGHT, "bar": BAR},
        "queue_url": queue.url(),
        "mine_url": queue.url(owner="mine"),
    }


def _number(number: int, words: str | Promise, tone: Tone, **narrowed: str) -> Number:
    return Number(queries.shown(number), str(words), queue.url(**narrowed), tone if number else Tone.CALM)


def _ages(on: date, to: User) -> list[Number]:
    known = metrics.ages(on=on, to=to)
    if known.median is None or known.oldest is None:
        return []
    about = _("about %(days)s") if known.estimated else "%(days)s"
    median = _number(known.median, _("days is the median age"), Tone.CALM, age=str(known.median))
    oldest = _number(known.oldest, _("days is the oldest one"), Tone.CALM, age=str(known.oldest))
    return [
        Number(about % {"days": median.number}, median.text, median.url, median.tone),
        oldest,
        *(_number(number, _for_so_long(days), Tone.CALM, age=str(days)) for days, number in known.at_least.items()),
    ]


def _for_so_long(days: int) -> str:
    return ngettext("open for %(number)d day or more", "open for %(number)d days or more", days) % {"number": days}


def _weeks(on: date, to: User) -> list[WeekRow]:
    known = metrics.weeks(on=on, to=to)
    most = max(max(week.filed, week.closed) for week in known) or 1
    return [
        WeekRow(
            begins=week.begins,
            filed=_number(week.filed, "", Tone.CALM, filed=week.begins.isoformat(), state="all"),
            closed=_number(week.closed, "", Tone.CALM, closed=week.begins.isoformat(), state="all"),
            filed_bar=_bar(slot * SLOT + 1, week.filed, most),
            closed_bar=_bar(slot * SLOT + 1 + BAR, week.closed, most),
        )
        for slot, week in enumerate(known)
    ]


def _bar(x: int, number: int, most: int) -> Bar:
    # One of a thousand is still to be seen.
    height = max(HEIGHT * number // most, HEIGHT // 100) if number else 0
    return Bar(x=x, y=HEIGHT - height, height=height)
