"""When is a consumer reminded who has not confirmed, and when warned before we have to refuse?

The law is silent on a request that nobody confirms; its clock runs all the same (11 CCR 7021(b)). These moments follow
from the dates of a request and move none of them.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from requests_app.rules.citations import Ours

REMIND_AFTER_HOURS: Annotated[int, Ours("a day: who had no time yesterday has another evening and another mailbox")] = (
    24
)
ENDING_DAYS: Annotated[int, Ours("a week to find the message, to ask, or to call; a decision before it is early")] = 7
CALLS_FROM: Annotated[time, Ours("a text message or a call wakes people; telemarketers may not call before 8")] = time(
    8
)
CALLS_UNTIL: Annotated[time, Ours("nobody is called about a form late in the evening")] = time(20)


def due_since(at: datetime) -> datetime:
    """What was filed, or confirmed, at this moment or before is due for its reminder at `at`."""
    # Hours are counted in UTC: where the clocks are changed, a day of the wall clock has 23 or 25.
    return at.astimezone(UTC) - timedelta(hours=REMIND_AFTER_HOURS)


def ask_again_at(asked_at: datetime) -> datetime:
    """When a consumer who was asked about their agent, and does not answer, is asked once more."""
    return asked_at.astimezone(UTC) + timedelta(hours=REMIND_AFTER_HOURS)


def ending_on(answer_due_on: date) -> date:
    """The day on which the end comes into sight: the consumer is warned, and from which staff may close unverified."""
    return answer_due_on - timedelta(days=ENDING_DAYS)


def ending_through(today: date) -> date:
    """The last answer date whose end is in sight on this day."""
    return today + timedelta(days=ENDING_DAYS)


def polite_from(at: datetime, tz: ZoneInfo) -> datetime:
    """The first moment, `at` or later, at which a telephone may ring or buzz, by the clocks of `tz`."""
    local = at.astimezone(tz)
    if CALLS_FROM <= local.time() < CALLS_UNTIL:
        return at
    day = local.date() if local.time() < CALLS_FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, CALLS_FROM, tzinfo=tz)
