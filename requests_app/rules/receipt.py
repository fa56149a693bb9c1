"""When was a request received, and when may somebody say otherwise?

The clocks run from receipt, at any hour of any day (11 CCR 7021(b)), not from the moment at which somebody typed it in.
So an earlier time than now may be entered, and later than now never. Afterwards it may be put right: to an earlier
time always, because that shortens the time the business has for itself. A later time lengthens it, so it takes an error
of whoever entered it, found by somebody else, before anybody was told the dates that follow from the first.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from requests_app.rules.citations import Ours, civ
from requests_app.rules.clocks import RESPOND_DAYS, days_left

LAW_BEGINS: Annotated[date, civ("1798.198(a)")] = date(2020, 1, 1)
# From here on somebody has to say that they mean it: its answer would be late already.
MEANT_AFTER_DAYS: Annotated[int, Ours("a receipt whose answer date is over is more often a slip of the pen")] = (
    RESPOND_DAYS
)


class ReceiptProblem(StrEnum):
    """Why a time cannot be the receipt of a request."""

    LATER_THAN_NOW = "LATER_THAN_NOW"
    BEFORE_THE_LAW = "BEFORE_THE_LAW"


class CorrectionProblem(StrEnum):
    """Why a receipt time cannot be changed to another one."""

    SAME = "SAME"
    TOLD = "TOLD"
    BY_THE_PORTAL = "BY_THE_PORTAL"
    OWN_ENTRY = "OWN_ENTRY"


class NoSuchTime(ValueError):
    """That time did not exist: the clocks were put forward over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What is known of a recorded receipt.

    `told`: the person knows its dates, by an acknowledgement or an extension. `by_portal`: the portal's own clock set
    it. `by_same`: whoever wants to change it entered it.
    """

    told: bool
    by_portal: bool
    by_same: bool


def instant(day: date, at: time | None, tz: ZoneInfo) -> datetime:
    """The instant that a clock on the business's wall showed as this day and time; without a time, the day's begin.

    An hour that came twice is taken as the first, which lengthens nothing. Raises NoSuchTime for one that never came.
    """
    local = datetime.combine(day, at or time(), tzinfo=tz)
    # A time in the gap does not come back as itself.
    if local.astimezone(ZoneInfo("UTC")).astimezone(tz).replace(tzinfo=None) != local.replace(tzinfo=None):
        if at is None:
            return local + timedelta(hours=1)
        raise NoSuchTime(local.isoformat())
    return local


def day_problem(day: date, *, today: date) -> ReceiptProblem | None:
    """Why nothing can have been received on a day of the business, or None. Whatever the day, this is safe to ask."""
    if day > today:
        return ReceiptProblem.LATER_THAN_NOW
    return ReceiptProblem.BEFORE_THE_LAW if day < LAW_BEGINS else None


def receipt_problem(received_at: datetime, *, now: datetime) -> ReceiptProblem | None:
    """Why an instant cannot be the receipt of a request, or None."""
    if received_at > now:
        return ReceiptProblem.LATER_THAN_NOW
    return ReceiptProblem.BEFORE_THE_LAW if received_at.date() < LAW_BEGINS else None


def must_be_meant(received_on: date, *, today: date) -> bool:
    """Whether a day of receipt is so far back that somebody has to say that they mean it."""
    return -days_left(received_on, today) > MEANT_AFTER_DAYS


def lengthens(was: datetime, to: datetime) -> bool:
    """Whether a change of the receipt takes time from the consumer, and so needs more than a reason."""
    return to > was


def correction_problem(was: datetime, to: datetime, *, entered: Entered) -> CorrectionProblem | None:
    """Why a recorded receipt may not be changed to another instant, or None."""
    if was == to:
        return CorrectionProblem.SAME
    if not lengthens(was, to):
        return None
    problems = {
        CorrectionProblem.BY_THE_PORTAL: entered.by_portal,
        CorrectionProblem.TOLD: entered.told,
        CorrectionProblem.OWN_ENTRY: entered.by_same,
    }
    return next((problem for problem, holds in problems.items() if holds), None)
