"""Do the dates of a request come out as the worked cases say, whatever the hour, the zone and the season?"""

import inspect
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import clocks
from requests_app.rules.business_days import Calendar, Profile
from requests_app.rules.clocks import Deadlines, ExtensionRefusal, Urgency
from requests_app.rules.rights import OPT_OUTS, VERIFIABLE
from requests_app.vocabulary import RequestType
from tests.rules.tables import day, rows

PACIFIC = ZoneInfo("America/Los_Angeles")
WEEKDAYS = Calendar()
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
VERIFIABLE_TYPES = st.sampled_from(sorted(VERIFIABLE))
OPT_OUT_TYPES = st.sampled_from(sorted(OPT_OUTS))
ANY_TYPE = st.sampled_from(list(RequestType))
CALENDARS = st.builds(Calendar, st.sampled_from(list(Profile)))
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Tokyo", "Pacific/Apia", "America/New_York")])

RECEIVED = date(2026, 10, 8)
DAY_45 = date(2026, 11, 22)


def dates_of(dates: Deadlines) -> list[date]:
    return [each for each in (getattr(dates, name) for name in Deadlines.__slots__) if each is not None]


# --- Worked cases ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("deadlines.csv"), ids=lambda row: row["received_pacific"])
@pytest.mark.parametrize("request_type", sorted(VERIFIABLE))
def test_worked_case_of_a_verifiable_request(row: dict[str, str], request_type: RequestType) -> None:
    received_on = clocks.receipt_day(datetime.fromisoformat(row["received_utc"]), PACIFIC)
    assert clocks.deadlines(request_type, received_on, WEEKDAYS) == Deadlines(
        received_on=date.fromisoformat(row["received_pacific"]),
        acknowledge_by=day(row["acknowledge_by"]),
        respond_by=date.fromisoformat(row["respond_by"]),
        respond_by_strict=date.fromisoformat(row["respond_by_strict"]),
        send_by=date.fromisoformat(row["send_by_weekday"]),
        extended_by=day(row["extended_by"]),
        extended_by_strict=day(row["extended_by_strict"]),
    )


@pytest.mark.parametrize("row", rows("deadlines.csv"), ids=lambda row: row["received_pacific"])
@pytest.mark.parametrize("request_type", sorted(OPT_OUTS))
def test_worked_case_of_an_opt_out(row: dict[str, str], request_type: RequestType) -> None:
    received_on = clocks.receipt_day(datetime.fromisoformat(row["received_utc"]), PACIFIC)
    dates = clocks.deadlines(request_type, received_on, WEEKDAYS)
    assert dates.respond_by == day(row["opt_out_by"])
    assert (dates.acknowledge_by, dates.extended_by, dates.extended_by_strict) == (None, None, None)


# --- The day of receipt ---------------------------------------------------------------------------


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clocks.receipt_day(datetime(2026, 11, 22, 12), PACIFIC)  # noqa: DTZ001


def test_an_evening_in_california_is_not_tomorrow() -> None:
    assert clocks.receipt_day(datetime(2026, 11, 23, 7, 30, tzinfo=UTC), PACIFIC) == date(2026, 11, 22)


def test_the_hour_that_happens_twice_is_one_day() -> None:
    twice = [datetime(2026, 11, 1, 1, 30, fold=fold, tzinfo=PACIFIC) for fold in (0, 1)]
    assert {clocks.receipt_day(each.astimezone(UTC), PACIFIC) for each in twice} == {date(2026, 11, 1)}


@given(DAYS, st.times(), ZONES)
def test_the_same_pacific_day_gives_the_same_day_from_any_zone_and_hour(on: date, at: time, zone: ZoneInfo) -> None:
    instant = datetime.combine(on, at, tzinfo=PACIFIC).astimezone(UTC)
    pacific_day = instant.astimezone(PACIFIC).date()
    assert clocks.receipt_day(instant.astimezone(zone), PACIFIC) == pacific_day


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_day_of_receipt_begins_at_local_midnight_even_when_clocks_change(instant: datetime) -> None:
    on = clocks.receipt_day(instant, PACIFIC)
    midnight = datetime.combine(on, time(), tzinfo=PACIFIC)
    next_midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=PACIFIC)
    assert midnight.astimezone(UTC) <= instant < next_midnight.astimezone(UTC)


# --- Every clock ----------------------------------------------------------------------------------


@given(ANY_TYPE, DAYS, CALENDARS)
def test_a_request_received_later_is_never_due_earlier(kind: RequestType, on: date, calendar: Calendar) -> None:
    today = dates_of(clocks.deadlines(kind, on, calendar))
    tomorrow = dates_of(clocks.deadlines(kind, on + timedelta(days=1), calendar))
    assert all(earlier <= later for earlier, later in zip(today, tomorrow, strict=True))


@given(VERIFIABLE_TYPES, DAYS, CALENDARS)
def test_an_answer_is_due_after_45_days_or_90_whatever_the_calendar(
    kind: RequestType, on: date, calendar: Calendar
) -> None:
    dates = clocks.deadlines(kind, on, calendar)
    assert (dates.respond_by - on).days == 45
    assert dates.extended_by is not None
    assert (dates.extended_by - on).days == 90


@given(VERIFIABLE_TYPES, DAYS, CALENDARS)
def test_work_is_steered_to_a_day_that_keeps_both_readings(kind: RequestType, on: date, calendar: Calendar) -> None:
    dates = clocks.deadlines(kind, on, calendar)
    assert dates.extended_by is not None
    assert dates.extended_by_strict is not None
    assert dates.respond_by_strict < dates.respond_by < dates.extended_by_strict < dates.extended_by
    assert dates.send_by <= dates.respond_by


@given(OPT_OUT_TYPES, DAYS, CALENDARS)
def test_an_opt_out_is_done_well_before_an_answer_would_be_due(kind: RequestType, on: date, calendar: Calendar) -> None:
    assert on < clocks.deadlines(kind, on, calendar).respond_by < clocks.respond_by(on)


def test_no_clock_can_be_told_of_verification_status_or_a_pause() -> None:
    assert list(inspect.signature(clocks.deadlines).parameters) == ["request_type", "received_on", "calendar"]
    assert list(inspect.signature(clocks.respond_by).parameters) == ["received_on"]
    assert list(inspect.signature(clocks.due_on).parameters) == ["dates", "extended"]


def test_the_kinds_of_rights_are_all_and_none_is_both() -> None:
    assert set(RequestType) == VERIFIABLE | OPT_OUTS
    assert not VERIFIABLE & OPT_OUTS


# --- Extension ------------------------------------------------------------------------------------


def test_day_45_is_the_last_day_to_extend() -> None:
    assert clocks.extension_refusal(RequestType.DELETE, RECEIVED, DAY_45, already_extended=False) is None


def test_day_46_is_too_late_to_extend() -> None:
    day_46 = DAY_45 + timedelta(days=1)
    refusal = clocks.extension_refusal(RequestType.DELETE, RECEIVED, day_46, already_extended=False)
    assert refusal is ExtensionRefusal.TOO_LATE


def test_nothing_is_extended_twice() -> None:
    refusal = clocks.extension_refusal(RequestType.DELETE, RECEIVED, RECEIVED, already_extended=True)
    assert refusal is ExtensionRefusal.ALREADY_EXTENDED


@pytest.mark.parametrize("request_type", sorted(OPT_OUTS))
def test_an_opt_out_is_never_extended(request_type: RequestType) -> None:
    refusal = clocks.extension_refusal(request_type, RECEIVED, RECEIVED, already_extended=False)
    assert refusal is ExtensionRefusal.NOT_EXTENDABLE


@given(VERIFIABLE_TYPES, DAYS, st.integers(0, 100))
def test_an_extension_is_open_exactly_while_the_first_period_runs(kind: RequestType, on: date, after: int) -> None:
    today = on + timedelta(days=after)
    refused = clocks.extension_refusal(kind, on, today, already_extended=False) is not None
    assert refused == (today > clocks.deadlines(kind, on, WEEKDAYS).respond_by)


def test_the_binding_date_is_day_45_until_the_request_is_extended() -> None:
    dates = clocks.deadlines(RequestType.CORRECT, RECEIVED, WEEKDAYS)
    assert clocks.due_on(dates, extended=False) == dates.respond_by
    assert clocks.due_on(dates, extended=True) == dates.extended_by


def test_an_extended_opt_out_is_a_mistake_and_said_so() -> None:
    dates = clocks.deadlines(RequestType.LIMIT_SPI, RECEIVED, WEEKDAYS)
    with pytest.raises(ValueError, match="never extended"):
        clocks.due_on(dates, extended=True)


# --- How it is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (-1, Urgency.OVERDUE),
        (0, Urgency.TODAY),
        (1, Urgency.SOON),
        (7, Urgency.SOON),
        (8, Urgency.CALM),
    ],
)
def test_urgency_follows_the_days_left(left: int, shown: Urgency) -> None:
    today = DAY_45 - timedelta(days=left)
    assert clocks.days_left(DAY_45, today) == left
    assert clocks.urgency(DAY_45, today) is shown


@given(DAYS, DAYS)
def test_a_clock_that_was_met_is_done_whatever_the_date(due: date, today: date) -> None:
    assert clocks.urgency(due, today, done=True) is Urgency.DONE
