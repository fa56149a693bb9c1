"""When is a consumer reminded, and when warned?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import reminders

PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific(*when: int) -> datetime:
    return datetime(*when, tzinfo=PACIFIC)  # type: ignore[misc, arg-type]


def test_a_reminder_is_due_a_day_after() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert reminders.due_since(noon) == datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "filed",
    [pacific(2026, 10, 31, 12, 0), pacific(2027, 3, 13, 12, 0), datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=PACIFIC)],
)
def test_a_day_is_24_hours_even_when_the_clocks_are_changed(filed: datetime) -> None:
    instant = filed.astimezone(UTC)
    due = (instant + timedelta(hours=24)).astimezone(PACIFIC)
    assert reminders.due_since(due) == instant
    assert reminders.due_since(due - timedelta(seconds=1)) < instant


@pytest.mark.parametrize(
    ("answer_due_on", "ending_on"),
    [
        (date(2027, 1, 6), date(2026, 12, 30)),
        (date(2027, 3, 7), date(2027, 2, 28)),
        (date(2028, 3, 7), date(2028, 2, 29)),  # a leap year
        (date(2026, 11, 3), date(2026, 10, 27)),  # the clocks are set back in between
    ],
)
def test_the_warning_comes_a_week_before_the_answer_date(answer_due_on: date, ending_on: date) -> None:
    assert reminders.ending_on(answer_due_on) == ending_on


@given(st.dates(date(2024, 1, 1), date(2090, 1, 1)), st.integers(-20, 20))
def test_what_ends_through_a_day_is_what_is_warned_by_then(due: date, days: int) -> None:
    today = due + timedelta(days=days)
    assert (due <= reminders.ending_through(today)) == (today >= reminders.ending_on(due))


@pytest.mark.parametrize(
    ("at", "polite"),
    [
        (pacific(2026, 11, 23, 8, 0), pacific(2026, 11, 23, 8, 0)),
        (pacific(2026, 11, 23, 19, 59), pacific(2026, 11, 23, 19, 59)),
        (pacific(2026, 11, 23, 20, 0), pacific(2026, 11, 24, 8, 0)),
        (pacific(2026, 11, 23, 7, 59), pacific(2026, 11, 23, 8, 0)),
        (pacific(2026, 12, 31, 23, 30), pacific(2027, 1, 1, 8, 0)),
        (pacific(2026, 10, 31, 22, 0), pacific(2026, 11, 1, 8, 0)),  # the night has 25 hours
        (pacific(2027, 3, 13, 22, 0), pacific(2027, 3, 14, 8, 0)),  # the night has 23 hours
    ],
)
def test_a_telephone_rings_between_eight_and_eight(at: datetime, polite: datetime) -> None:
    assert reminders.polite_from(at.astimezone(UTC), PACIFIC) == polite


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_call_never_comes_before_its_moment_nor_half_a_day_later(at: datetime) -> None:
    polite = reminders.polite_from(at, PACIFIC)
    assert at <= polite <= at + timedelta(hours=13)
    assert 8 <= polite.astimezone(PACIFIC).hour < 20


DUE = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("today", "reminded_on", "due"),
    [
        (date(2026, 12, 9), None, False),
        (date(2026, 12, 10), None, True),
        (date(2026, 12, 10), date(2026, 12, 10), False),
        (date(2026, 12, 16), date(2026, 12, 10), False),
        (date(2026, 12, 17), date(2026, 12, 10), True),
        (date(2026, 12, 17), date(2026, 12, 17), False),
        (date(2026, 12, 25), date(2026, 12, 17), False),
        (date(2026, 12, 12), None, True),  # the portal was down on the day itself
        (date(2026, 12, 18), date(2026, 12, 12), True),
        (date(2026, 12, 10), date(2026, 10, 30), True),  # the answer was extended after both reminders
    ],
)
def test_who_sees_to_a_task_is_reminded_ten_and_three_days_before(
    today: date, reminded_on: date | None, due: bool
) -> None:
    assert reminders.task_reminder_due(DUE, today=today, reminded_on=reminded_on) is due
