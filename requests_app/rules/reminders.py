"""When is a consumer reminded who has not confirmed, when warned before we have to refuse, and when is staff reminded?

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
TASK_REMIND_DAYS: Annotated[
    tuple[int, ...], Ours("ten days let a provider do it in a working week; three are enough to call them")
] = (10, 3)
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


def task_reminders_on(answer_due_on: date) -> list[date]:
    """The days on which the owner of a task that is still to do is reminded, the first one in front."""
    return [answer_due_on - timedelta(days=days) for days in TASK_REMIND_DAYS]


def task_reminder_due(answer_due_on: date, *, today: date, reminded_on: date | None) -> bool:
    """Whether the owner of a task that is still to do has a reminder to get. `reminded_on`: when they got the last.

    A day on which nothing was sent is made up for; an extended date brings its own two reminders.
    """
    passed = [day for day in task_reminders_on(answer_due_on) if day <= today]
    return bool(passed) and (reminded_on is None or reminded_on < passed[-1])
