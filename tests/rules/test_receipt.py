"""When was a request received, and when may somebody say otherwise?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from requests_app.rules import receipt
from requests_app.rules.receipt import CorrectionProblem, Entered, ReceiptProblem

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=PACIFIC)
MINUTE = timedelta(minutes=1)
UNTOLD = Entered(told=False, by_portal=False, by_same=False)


def test_a_time_without_an_hour_is_the_begin_of_its_day():
    assert receipt.instant(date(2026, 11, 20), None, PACIFIC) == datetime(2026, 11, 20, 0, 0, tzinfo=PACIFIC)


def test_an_hour_that_came_twice_is_the_first_of_the_two():
    assert receipt.instant(date(2026, 11, 1), time(1, 30), PACIFIC).astimezone(UTC).hour == 8


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_an_hour_that_never_came_is_refused(minute):
    with pytest.raises(receipt.NoSuchTime):
        receipt.instant(date(2026, 3, 8), time(2, minute), PACIFIC)


@pytest.mark.parametrize("hour", [1, 3])
def test_the_hours_around_it_are_not(hour):
    assert receipt.instant(date(2026, 3, 8), time(hour, 59), PACIFIC).hour == hour


def test_a_day_that_begins_in_a_gap_begins_after_it():
    begin = receipt.instant(date(2026, 9, 6), None, ZoneInfo("America/Santiago"))
    assert begin.astimezone(ZoneInfo("America/Santiago")).date() == date(2026, 9, 6)


def test_now_can_be_the_receipt_and_a_minute_later_cannot():
    assert receipt.receipt_problem(NOW, now=NOW) is None
    assert receipt.receipt_problem(NOW + MINUTE, now=NOW) is ReceiptProblem.LATER_THAN_NOW


def test_before_the_law_there_was_nothing_to_receive():
    begin = datetime(2020, 1, 1, tzinfo=PACIFIC)
    assert receipt.receipt_problem(begin, now=NOW) is None
    assert receipt.receipt_problem(begin - MINUTE, now=NOW) is ReceiptProblem.BEFORE_THE_LAW


def test_a_day_is_far_back_once_its_answer_date_is_over():
    today = date(2026, 11, 23)
    assert not receipt.must_be_meant(today - timedelta(days=45), today=today)
    assert receipt.must_be_meant(today - timedelta(days=46), today=today)


def test_earlier_is_always_allowed():
    told = Entered(told=True, by_portal=True, by_same=True)
    assert receipt.correction_problem(NOW, NOW - MINUTE, entered=told) is None


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        (UNTOLD, None),
        (Entered(told=True, by_portal=False, by_same=False), CorrectionProblem.TOLD),
        (Entered(told=False, by_portal=True, by_same=False), CorrectionProblem.BY_THE_PORTAL),
        (Entered(told=False, by_portal=False, by_same=True), CorrectionProblem.OWN_ENTRY),
    ],
)
def test_later_takes_another_person_and_nobody_who_was_told(entered, problem):
    assert receipt.correction_problem(NOW - MINUTE, NOW, entered=entered) is problem


def test_the_same_time_is_no_change():
    assert receipt.correction_problem(NOW, NOW, entered=UNTOLD) is CorrectionProblem.SAME
