"""Which days are open, under each reading of "business day"?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules.business_days import (
    Calendar,
    Profile,
    add_business_days,
    last_weekday_on_or_before,
    state_holidays,
)
from tests.rules.tables import days_from, rows

PROFILES = st.sampled_from(list(Profile))
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize("row", rows("business_days.csv"), ids=lambda row: row["case"])
@pytest.mark.parametrize("column", ["weekdays_10", "gov6700_10", "civ9_10", "weekdays_15"])
def test_worked_case(row: dict[str, str], column: str) -> None:
    profile, count = column.split("_")
    found = add_business_days(date.fromisoformat(row["received_on"]), int(count), is_open=Calendar(profile).is_open)
    assert found == date.fromisoformat(row[column])


def test_the_states_holidays_of_2026_are_these() -> None:
    assert sorted(state_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 12),
        date(2026, 2, 16),
        date(2026, 2, 17),
        date(2026, 3, 31),
        date(2026, 4, 24),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 9, 9),
        date(2026, 9, 25),
        date(2026, 10, 12),
        date(2026, 11, 8),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_the_fourth_of_july_on_a_sunday_is_kept_on_monday() -> None:
    assert date(2027, 7, 4).strftime("%A") == "Sunday"
    assert not Calendar("gov6700").is_open(date(2027, 7, 5))


def test_juneteenth_on_a_sunday_is_not_moved() -> None:
    assert date(2033, 6, 19).strftime("%A") == "Sunday"
    assert Calendar("gov6700").is_open(date(2033, 6, 20))


def test_veterans_day_on_a_saturday_is_kept_on_friday() -> None:
    assert date(2028, 11, 11).strftime("%A") == "Saturday"
    assert not Calendar("gov6700").is_open(date(2028, 11, 10))


@pytest.mark.parametrize(
    "friday", [date(2026, 7, 3), date(2026, 11, 27), date(2027, 6, 18), date(2027, 12, 24), date(2027, 12, 31)]
)
def test_no_other_holiday_takes_out_the_friday_before(friday: date) -> None:
    assert friday.strftime("%A") == "Friday"
    assert Calendar("gov6700").is_open(friday)


def test_good_friday_is_open() -> None:
    assert Calendar("gov6700").is_open(date(2026, 4, 3))


def test_saturday_is_a_business_day_only_to_the_letter_of_the_civil_code() -> None:
    saturday = date(2026, 11, 21)
    assert [Calendar(profile).is_open(saturday) for profile in ("weekdays", "gov6700", "civ9")] == [False, False, True]


def test_thanksgiving_counts_on_plain_weekdays() -> None:
    assert Calendar().is_open(date(2026, 11, 26))


def test_a_day_the_business_is_closed_is_taken_out() -> None:
    closed = Calendar("weekdays", closed=frozenset({date(2026, 11, 27)}))
    assert add_business_days(date(2026, 11, 26), 1, is_open=closed.is_open) == date(2026, 11, 30)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="lunar"):
        Calendar("lunar")


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_business_days(date(2026, 1, 1), -1, is_open=Calendar().is_open)


@given(DAYS, st.integers(1, 40), PROFILES)
def test_the_day_found_is_open_and_exactly_that_many_open_days_away(start: date, count: int, profile: Profile) -> None:
    calendar = Calendar(profile)
    found = add_business_days(start, count, is_open=calendar.is_open)
    passed = days_from(start + timedelta(days=1), found + timedelta(days=1))
    assert calendar.is_open(found)
    assert sum(map(calendar.is_open, passed)) == count


@given(DAYS, st.integers(0, 20), PROFILES)
def test_a_later_start_is_never_due_earlier(start: date, count: int, profile: Profile) -> None:
    calendar = Calendar(profile)
    tomorrow = start + timedelta(days=1)
    assert add_business_days(start, count, is_open=calendar.is_open) <= add_business_days(
        tomorrow, count, is_open=calendar.is_open
    )


@given(DAYS, st.integers(0, 20), PROFILES, st.frozensets(DAYS, max_size=5))
def test_closing_a_day_never_makes_a_date_earlier(
    start: date, count: int, profile: Profile, closed: frozenset[date]
) -> None:
    open_more, open_less = Calendar(profile), Calendar(profile, closed)
    assert add_business_days(start, count, is_open=open_more.is_open) <= add_business_days(
        start, count, is_open=open_less.is_open
    )


@given(DAYS, st.integers(0, 20))
def test_plain_weekdays_are_never_later_than_the_states_calendar(start: date, count: int) -> None:
    assert add_business_days(start, count, is_open=Calendar("weekdays").is_open) <= add_business_days(
        start, count, is_open=Calendar("gov6700").is_open
    )


@given(DAYS)
def test_the_day_to_send_by_is_the_nearest_weekday_before(day: date) -> None:
    found = last_weekday_on_or_before(day)
    assert found <= day
    assert found.isoweekday() <= 5
    assert all(each.isoweekday() > 5 for each in days_from(found + timedelta(days=1), day + timedelta(days=1)))
