"""Which days does a know answer cover?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules.disclosure import RANGE_FLOOR, BadPeriod, PeriodProblem, period
from requests_app.vocabulary import Period

RECEIVED = date(2026, 11, 22)


def test_twelve_months_are_counted_back_from_the_day_of_receipt() -> None:
    assert period(Period.TWELVE_MONTHS, RECEIVED) == (date(2025, 11, 22), RECEIVED)


def test_twelve_months_before_a_leap_day_begin_on_28_february() -> None:
    assert period(Period.TWELVE_MONTHS, date(2028, 2, 29)) == (date(2027, 2, 28), date(2028, 2, 29))


def test_everything_begins_with_2022() -> None:
    assert period(Period.EVERYTHING, RECEIVED) == (date(2022, 1, 1), RECEIVED)


def test_a_range_is_taken_as_chosen() -> None:
    assert period(Period.RANGE, RECEIVED, RANGE_FLOOR, RECEIVED) == (RANGE_FLOOR, RECEIVED)


def test_a_range_may_be_one_day() -> None:
    assert period(Period.RANGE, RECEIVED, RECEIVED, RECEIVED) == (RECEIVED, RECEIVED)


def test_dates_left_over_from_another_choice_are_ignored() -> None:
    assert period(Period.EVERYTHING, RECEIVED, date(1990, 1, 1), date(2050, 1, 1)) == (RANGE_FLOOR, RECEIVED)


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        (None, RECEIVED, PeriodProblem.START_MISSING),
        (RECEIVED, None, PeriodProblem.END_MISSING),
        (date(2021, 12, 31), RECEIVED, PeriodProblem.BEFORE_FLOOR),
        (RECEIVED, date(2026, 11, 23), PeriodProblem.AFTER_RECEIPT),
        (RECEIVED, date(2026, 11, 21), PeriodProblem.END_BEFORE_START),
    ],
)
def test_a_range_that_cannot_be_is_refused(start: date | None, end: date | None, problem: PeriodProblem) -> None:
    with pytest.raises(BadPeriod) as refusal:
        period(Period.RANGE, RECEIVED, start, end)
    assert refusal.value.problem is problem


@given(
    st.sampled_from(Period),
    st.dates(date(2022, 1, 1), date(2040, 1, 1)),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_a_period_lies_between_2022_and_the_receipt(
    kind: Period, received_on: date, start: date | None, end: date | None
) -> None:
    try:
        found = period(kind, received_on, start, end)
    except BadPeriod:
        assert kind is Period.RANGE
    else:
        assert RANGE_FLOOR <= found.start <= found.end <= received_on
