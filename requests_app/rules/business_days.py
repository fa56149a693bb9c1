"""Which days are business days, and which day is the tenth?

Neither the CCPA nor its regulations define "business day", so the business chooses a reading:

- `weekdays`: Monday to Friday, no holidays taken out. The earliest of the Monday-to-Friday readings; the default.
- `gov6700`: Monday to Friday without the State's own holidays (Gov. Code 6700-6701).
- `civ9`: Monday to Saturday without those holidays, as Civ. Code 7 and 9 say to the letter.

Taking a day out makes a deadline later, so a day that is not surely a holiday stays a business day.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated

from requests_app.rules.citations import BUSINESS_DAY, HOLIDAY_LIST, MOVED_HOLIDAYS

ONE_DAY = timedelta(days=1)
LAST_OF_MONTH = -1

# (month, day)
FIXED_HOLIDAYS: Annotated[dict[str, tuple[int, int]], HOLIDAY_LIST] = {
    "New Year's Day": (1, 1),
    "Lincoln Day": (2, 12),
    "Farmworkers Day, formerly Cesar Chavez Day": (3, 31),
    "Genocide Remembrance Day": (4, 24),
    "Juneteenth": (6, 19),
    "Independence Day": (7, 4),
    "Admission Day": (9, 9),
    "Veterans Day": (11, 11),
    "Christmas Day": (12, 25),
}
# (month, which one of the month, weekday). Good Friday from noon to three is left out: the rest of that day is open.
WEEKDAY_HOLIDAYS: Annotated[dict[str, tuple[int, int, int]], HOLIDAY_LIST] = {
    "Dr. Martin Luther King, Jr. Day": (1, 3, calendar.MONDAY),
    "Washington's Birthday": (2, 3, calendar.MONDAY),
    "Memorial Day": (5, LAST_OF_MONTH, calendar.MONDAY),
    "Labor Day": (9, 1, calendar.MONDAY),
    "Native American Day": (9, 4, calendar.FRIDAY),
    "Columbus Day": (10, 2, calendar.MONDAY),
    "Thanksgiving Day": (11, 4, calendar.THURSDAY),
}
# Two holidays follow the moon. Beyond these tables they are not taken out: the deadline is then earlier, never later.
LUNAR_NEW_YEAR: Annotated[tuple[date, ...], HOLIDAY_LIST] = (
    date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
    date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8),
)  # fmt: skip
DIWALI: Annotated[tuple[date, ...], HOLIDAY_LIST] = (
    date(2026, 11, 8), date(2027, 10, 29), date(2028, 10, 17), date(2029, 11, 5), date(2030, 10, 26),
    date(2031, 11, 14), date(2032, 11, 2), date(2033, 10, 22), date(2034, 11, 10), date(2035, 10, 30),
)  # fmt: skip

# Only these move from a Sunday to the Monday after; Veterans Day alone moves from a Saturday to the Friday before.
MONDAY_INSTEAD_OF_SUNDAY: Annotated[frozenset[tuple[int, int]], MOVED_HOLIDAYS] = frozenset(
    {(1, 1), (2, 12), (3, 31), (7, 4), (9, 9), (11, 11), (12, 25)}
)
FRIDAY_INSTEAD_OF_SATURDAY: Annotated[frozenset[tuple[int, int]], MOVED_HOLIDAYS] = frozenset({(11, 11)})


class Profile(StrEnum):
    """The readings of "business day" on offer."""

    WEEKDAYS = "weekdays"
    GOV6700 = "gov6700"
    CIV9 = "civ9"


WORKING_WEEK: Annotated[dict[Profile, frozenset[int]], BUSINESS_DAY] = {
    Profile.WEEKDAYS: frozenset(range(calendar.MONDAY, calendar.SATURDAY)),
    Profile.GOV6700: frozenset(range(calendar.MONDAY, calendar.SATURDAY)),
    Profile.CIV9: frozenset(range(calendar.MONDAY, calendar.SUNDAY)),
}


@cache
def state_holidays(year: int) -> frozenset[date]:
    """The whole-day holidays of Gov. Code 6700-6701 in `year`, Sundays themselves left out, moved days included."""
    days = {_as_kept(date(year, month, day)) for month, day in FIXED_HOLIDAYS.values()}
    days |= {_nth_weekday(year, *rule) for rule in WEEKDAY_HOLIDAYS.values()}
    days |= {day for day in LUNAR_NEW_YEAR + DIWALI if day.year == year}
    return frozenset(days)


def _as_kept(holiday: date) -> date:
    """The day on which a holiday of fixed date is kept (Gov. Code 6701)."""
    month_day = (holiday.month, holiday.day)
    if holiday.weekday() == calendar.SUNDAY and month_day in MONDAY_INSTEAD_OF_SUNDAY:
        return holiday + ONE_DAY
    if holiday.weekday() == calendar.SATURDAY and month_day in FRIDAY_INSTEAD_OF_SATURDAY:
        return holiday - ONE_DAY
    return holiday


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return date(year, month, days[nth] if nth == LAST_OF_MONTH else days[nth - 1])


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business's reading of "business day", by the profile's name, and the days on which it is closed besides.

    Raises ValueError for a profile that does not exist.
    """

    profile: str = Profile.WEEKDAYS
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        Profile(self.profile)

    def is_open(self, day: date) -> bool:
        """Whether `day` counts as a business day."""
        profile = Profile(self.profile)
        if day.weekday() not in WORKING_WEEK[profile] or day in self.closed:
            return False
        return profile is Profile.WEEKDAYS or day not in state_holidays(day.year)


def add_business_days(day: date, count: int, *, is_open: Callable[[date], bool]) -> date:
    """The `count`-th business day after `day`. `day` itself never counts, open or not (Civ. Code 10).

    Raises ValueError when `count` is negative, and OverflowError when no open day is left in the calendar.
    """
    if count < 0:
        raise ValueError("business days are counted forwards")
    while count:
        day += ONE_DAY
        count -= is_open(day)
    return day


def last_weekday_on_or_before(day: date) -> date:
    """The Monday-to-Friday day to send by when a calendar-day deadline ends on a weekend.

    Whether such a deadline may roll forward is untested, so nothing rolls forward; work is pulled back instead.
    """
    while day.weekday() >= calendar.SATURDAY:
        day -= ONE_DAY
    return day
