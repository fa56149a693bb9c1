"""Who was answered twice in twelve months, and from when is the next answer owed?"""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.rules import clocks, limits
from requests_app.rules.limits import DeliveredAnswer
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Outcome, RequestType
from tests.rules.tables import day, days, days_from, rows

DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
DELIVERIES = st.lists(DAYS, max_size=8)

W = rows("limits.csv")
C = rows("what_counts_results.csv")


def result(delivered: list[date], received_on: date) -> dict[str, str]:
    """What the tables say in their last columns."""
    over = limits.over_limit(delivered, received_on)
    quoted = limits.next_owed_from(delivered, received_on) if over else None
    return {
        "counted_at_receipt": str(len(limits.counted(delivered, received_on))),
        "counted_at_respond_by": str(len(limits.counted(delivered, clocks.respond_by(received_on)))),
        "over_limit": "yes" if over else "no",
        "next_answer_owed_from": quoted.isoformat() if quoted else "",
    }


def delivered_to(consumer: str, case: str, *, count_nothing_held: bool = False) -> list[date]:
    """The days that count for one consumer, out of everything that happened in a case."""
    return limits.disclosure_dates(
        DeliveredAnswer(row["filed_as"], date.fromisoformat(row["delivered_on"]))
        for row in rows("what_counts.csv")
        if row["case"] == case
        and row["consumer"] == consumer
        and limits.counts_toward_limit(
            RequestType(row["right"]),
            Outcome(row["outcome"]),
            nothing_held=row["kind_of_answer"] == "nothing held",
            policy_only=row["kind_of_answer"] == "policy only",
            count_nothing_held=count_nothing_held,
        )
    )


@pytest.mark.parametrize("row", W, ids=[f"W{number}" for number in range(1, len(W) + 1)])
def test_worked_window(row: dict[str, str]) -> None:
    received_on = date.fromisoformat(row["received_on"])
    assert clocks.respond_by(received_on) == day(row["respond_by"])
    expected = result(days(row["counted_answers_delivered_on"]), received_on)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("row", C, ids=[row["case"] for row in C])
def test_worked_case_of_what_counts(row: dict[str, str]) -> None:
    found = result(delivered_to(row["consumer"], row["case"]), date.fromisoformat(row["received_on"]))
    assert found == {name: row[name] for name in found}


def test_every_worked_case_has_its_history_and_its_result() -> None:
    assert {row["case"] for row in rows("what_counts.csv")} == {row["case"] for row in C}


def test_a_business_may_choose_to_count_that_nothing_is_held() -> None:
    assert len(delivered_to("the consumer", "C10", count_nothing_held=True)) == 2


def test_counting_from_receipt_instead_of_delivery_owes_case_c11_as_well() -> None:
    assert result([date(2025, 12, 1), date(2026, 5, 3)], date(2026, 12, 15))["counted_at_receipt"] == "1"


@pytest.mark.parametrize("request_type", sorted(set(RequestType) - KNOW))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_requests_to_know_are_counted(request_type: RequestType, outcome: Outcome) -> None:
    assert not limits.counts_toward_limit(request_type, outcome, count_nothing_held=True)


@pytest.mark.parametrize("request_type", sorted(KNOW))
def test_what_was_not_answered_is_not_counted(request_type: RequestType) -> None:
    counted = {outcome for outcome in Outcome if limits.counts_toward_limit(request_type, outcome)}
    assert counted == {Outcome.FULFILLED, Outcome.PARTLY}


@pytest.mark.parametrize(
    ("delivered", "lapses"),
    [
        (date(2026, 2, 1), date(2027, 2, 1)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_an_answer_lapses_after_twelve_calendar_months(delivered: date, lapses: date) -> None:
    assert limits.lapses(delivered) == lapses


def test_a_decision_after_an_answer_lapsed_finds_the_limit_free_again() -> None:
    delivered = [date(2026, 2, 1), date(2026, 6, 15)]
    assert limits.over_limit(delivered, date(2026, 11, 22))
    assert limits.over_limit_at_decision(delivered, date(2027, 1, 31))
    assert not limits.over_limit_at_decision(delivered, date(2027, 2, 1))


@given(st.lists(DAYS, max_size=1), DAYS)
def test_fewer_than_two_answers_are_never_over_the_limit(delivered: list[date], received_on: date) -> None:
    assert not limits.over_limit(delivered, received_on)


@given(DELIVERIES, DAYS, DAYS)
def test_one_more_answer_never_brings_anybody_under_the_limit(
    delivered: list[date], one_more: date, received_on: date
) -> None:
    assert limits.over_limit([*delivered, one_more], received_on) >= limits.over_limit(delivered, received_on)


@settings(deadline=None)
@given(DELIVERIES, DAYS)
def test_the_date_quoted_is_the_first_day_on_which_fewer_than_two_count(delivered: list[date], on: date) -> None:
    quoted = limits.next_owed_from(delivered, on)
    walked = (each for each in days_from(on, date(2040, 1, 1)) if len(limits.counted(delivered, each)) < 2)
    assert (quoted or on) == next(walked)


@given(DELIVERIES, DAYS)
def test_with_no_answer_still_to_come_the_date_is_the_second_newest_lapse(delivered: list[date], on: date) -> None:
    past = [each for each in delivered if each <= on]
    counted = sorted(map(limits.lapses, limits.counted(past, on)))
    assert limits.next_owed_from(past, on) == (counted[-2] if len(counted) >= 2 else None)


@given(DELIVERIES, DAYS)
def test_the_order_of_answers_does_not_matter(delivered: list[date], on: date) -> None:
    backwards = delivered[::-1]
    assert limits.over_limit(delivered, on) == limits.over_limit(backwards, on)
    assert limits.next_owed_from(delivered, on) == limits.next_owed_from(backwards, on)


@given(DAYS)
def test_everything_that_counts_lies_inside_the_window(on: date) -> None:
    counting = [day for day in days_from(on - timedelta(days=400), on) if limits.counted([day], on)]
    assert limits.window_start(on) <= counting[0] <= limits.window_start(on) + timedelta(days=3)


@given(DAYS)
def test_an_answer_counts_from_the_day_it_goes_out_until_the_day_before_it_lapses(delivered: date) -> None:
    lapses = limits.lapses(delivered)
    on = [delivered - timedelta(days=1), delivered, lapses - timedelta(days=1), lapses]
    assert [len(limits.counted([delivered], each)) for each in on] == [0, 1, 1, 0]


@given(st.lists(st.tuples(st.integers(1, 4), DAYS), max_size=10))
def test_a_submission_counts_once_on_its_earliest_day(answers: list[tuple[int, date]]) -> None:
    found = limits.disclosure_dates(DeliveredAnswer(submission, on) for submission, on in answers)
    assert len(found) == len({submission for submission, _ in answers})
    assert found == sorted(min(on for each, on in answers if each == filed) for filed, _ in dict(answers).items())


@given(DAYS, st.integers(0, 45))
def test_an_answer_that_lapses_by_the_due_date_makes_the_next_one_owed(received_on: date, within: int) -> None:
    lapses = received_on + timedelta(days=within)
    older = lapses - timedelta(days=366)
    recent = received_on - timedelta(days=1)
    assert limits.lapses(older) <= lapses
    assert not limits.over_limit([older, recent], received_on)
