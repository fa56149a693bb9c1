"""By when must a request be acknowledged, answered, extended?

Every date follows from the kind of right, the day of receipt and the business calendar, and from nothing else: no
function here takes verification, status or a pause, because none of them moves a clock (11 CCR 7021(b)).

The day of receipt is not counted and the last day is (Civ. Code 10). 11 CCR 7021(b) also says that the period "will
begin on the day" of receipt; read strictly that ends every period a day earlier. The later day is the one shown as due;
work is steered to the earlier one, which satisfies both readings.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from requests_app.rules.business_days import Calendar, add_business_days, last_weekday_on_or_before
from requests_app.rules.citations import ACKNOWLEDGE, EXTEND, RESPOND, STOP_SELLING, STOP_SENSITIVE_USE, Ours
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import RequestType

ACKNOWLEDGE_BUSINESS_DAYS: Annotated[int, ACKNOWLEDGE] = 10
RESPOND_DAYS: Annotated[int, RESPOND] = 45
EXTENDED_RESPOND_DAYS: Annotated[int, RESPOND, EXTEND] = 90
OPT_OUT_BUSINESS_DAYS: Annotated[int, STOP_SELLING, STOP_SENSITIVE_USE] = 15
SAFETY_DAYS: Annotated[int, Ours("the strict reading counts the day of receipt as the first day")] = 1
SOON_DAYS: Annotated[int, Ours("a week's warning before a due date")] = 7


class ExtensionRefusal(StrEnum):
    """Why a request cannot be extended (again)."""

    NOT_EXTENDABLE = "NOT_EXTENDABLE"
    ALREADY_EXTENDED = "ALREADY_EXTENDED"
    TOO_LATE = "TOO_LATE"


class Urgency(StrEnum):
    """How a clock is shown."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    SOON = "SOON"
    CALM = "CALM"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The dates of one request, all days of the business's own calendar.

    An opt-out is not acknowledged (11 CCR 7021(a) leaves it out) and never extended, so those dates are None; its
    `respond_by` is a ceiling, not an allowance, and has no second reading, so the strict day is the same.
    """

    received_on: date
    acknowledge_by: date | None
    respond_by: date
    respond_by_strict: date
    send_by: date
    extended_by: date | None
    extended_by_strict: date | None


def local_day(instant: datetime, tz: ZoneInfo) -> date:
    """The business's calendar day of an instant. Raises ValueError when `instant` has no time zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant without a time zone has no certain day")
    return instant.astimezone(tz).date()


def receipt_day(received_at: datetime, tz: ZoneInfo) -> date:
    """The day a request was received: any hour counts, weekends and holidays too (11 CCR 7021(b)).

    Raises ValueError when `received_at` has no time zone.
    """
    return local_day(received_at, tz)


def respond_by(received_on: date) -> date:
    """The last day to answer a verifiable request that was not extended (11 CCR 7021(b))."""
    return received_on + timedelta(days=RESPOND_DAYS)


def deadlines(request_type: RequestType, received_on: date, calendar: Calendar) -> Deadlines:
    """All dates of a request of this type, received on this day of the business's calendar."""
    if request_type in OPT_OUTS:
        return _opt_out_deadlines(received_on, calendar)
    safety = timedelta(days=SAFETY_DAYS)
    due = respond_by(received_on)
    extended = received_on + timedelta(days=EXTENDED_RESPOND_DAYS)
    return Deadlines(
        received_on=received_on,
        acknowledge_by=add_business_days(received_on, ACKNOWLEDGE_BUSINESS_DAYS, is_open=calendar.is_open),
        respond_by=due,
        respond_by_strict=due - safety,
        send_by=last_weekday_on_or_before(due),
        extended_by=extended,
        extended_by_strict=extended - safety,
    )


def _opt_out_deadlines(received_on: date, calendar: Calendar) -> Deadlines:
    due = add_business_days(received_on, OPT_OUT_BUSINESS_DAYS, is_open=calendar.is_open)
    return Deadlines(
        received_on=received_on,
        acknowledge_by=None,
        respond_by=due,
        respond_by_strict=due,
        send_by=last_weekday_on_or_before(due),
        extended_by=None,
        extended_by_strict=None,
    )


def due_on(dates: Deadlines, *, extended: bool) -> date:
    """The answer date that binds now. Raises ValueError for an extended opt-out, which cannot exist."""
    if not extended:
        return dates.respond_by
    if dates.extended_by is None:
        raise ValueError("an opt-out is never extended")
    return dates.extended_by


def extension_refusal(
    request_type: RequestType, received_on: date, today: date, already_extended: bool
) -> ExtensionRefusal | None:
    """Why this request cannot be extended today, or None when it can.

    Once only, only a verifiable request, and only while the first period runs: the notice with its reason must reach
    the consumer within it (Civ. Code 1798.130(a)(2)(A), 1798.145(h)(1)).
    """
    if request_type in OPT_OUTS:
        return ExtensionRefusal.NOT_EXTENDABLE
    if already_extended:
        return ExtensionRefusal.ALREADY_EXTENDED
    if today > respond_by(received_on):
        return ExtensionRefusal.TOO_LATE
    return None


def days_left(due: date, today: date) -> int:
    """Calendar days until `due`: 0 on the day itself, negative when it has passed."""
    return (due - today).days


def urgency(due: date, today: date, *, done: bool = False) -> Urgency:
    """How pressing a date is; a clock that was met is DONE whatever the date."""
    if done:
        return Urgency.DONE
    left = days_left(due, today)
    if left < 0:
        return Urgency.OVERDUE
    if left == 0:
        return Urgency.TODAY
    return Urgency.SOON if left <= SOON_DAYS else Urgency.CALM
