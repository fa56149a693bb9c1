"""The receipt of a request: when it was, and who may say otherwise."""

from datetime import date, datetime, timedelta

import pytest

from requests_app.models import ReceiptChange
from requests_app.operations import intake, receipt, review
from requests_app.rules.receipt import CorrectionProblem, ReceiptProblem
from requests_app.vocabulary import (
    EventKind,
    ExtensionReason,
)
from tests.filings import CATEGORIES, DELETION, NOON, PACIFIC, PIECES, colleague, confirm, entered, file, only_request

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def correct(submission, to, *, by, at=NOON):
    return receipt.correct(submission=submission, received_at=to, reason="It lay in the post room.", at=at, by=by)


def fresh(submission):
    return type(submission).objects.get(pk=submission.pk)


def test_nothing_is_filed_that_is_received_later(staff):
    with pytest.raises(intake.ReceivedLater):
        entered(by=staff, received_at=NOON + timedelta(seconds=1))


@pytest.mark.threat("A63")
def test_an_earlier_receipt_moves_every_date_of_what_is_open(staff):
    submission = entered(PIECES, DELETION, by=staff)
    correct(submission, NOON - 3 * DAY, by=staff)
    for request in submission.requests.all():
        assert (request.received_on, request.acknowledge_by) == (date(2026, 11, 20), date(2026, 12, 4))
        assert request.respond_by == request.due_on == date(2027, 1, 4)
    assert fresh(submission).received_on == date(2026, 11, 20)


def test_a_change_of_the_receipt_is_in_the_history_with_both_times_and_its_reason_apart(staff):
    submission = entered(by=staff)
    correct(submission, NOON - DAY, by=staff)
    event = submission.events.get(kind=EventKind.RECEIPT_CHANGED)
    assert event.staff == staff
    assert datetime.fromisoformat(event.data["before"]) == NOON
    assert datetime.fromisoformat(event.data["after"]) == NOON - DAY
    assert set(event.data) == {"before", "after"}
    change = ReceiptChange.objects.get()
    assert (change.reason, change.was, change.now) == ("It lay in the post room.", NOON, NOON - DAY)


def test_a_change_takes_a_reason(staff):
    with pytest.raises(receipt.ReasonMissing):
        receipt.correct(submission=entered(by=staff), received_at=NOON - DAY, reason=" ", at=NOON, by=staff)


def test_what_is_closed_keeps_the_dates_by_which_it_was_decided(staff):
    submission = entered(PIECES, CATEGORIES, by=staff)
    closed = submission.requests.get(ordinal=1)
    review.withdraw(request=closed, at=NOON)
    correct(submission, NOON - DAY, by=staff)
    assert [each.received_on for each in submission.requests.order_by("ordinal")] == [
        date(2026, 11, 23),
        date(2026, 11, 22),
    ]


def test_an_extension_is_counted_from_the_earlier_receipt(staff):
    request = only_request(entered(by=staff))
    review.extend(request=request, reason=ExtensionReason.COMPLEXITY, at=NOON + DAY, by=staff)
    correct(request.submission, NOON - DAY, by=staff, at=NOON + DAY)
    request.refresh_from_db()
    assert (request.respond_by, request.extended_by) == (date(2027, 1, 6), date(2027, 2, 20))


def test_an_extension_that_would_have_come_too_late_is_lost(staff):
    request = only_request(entered(by=staff))
    at = NOON + 44 * DAY
    review.extend(request=request, reason=ExtensionReason.COMPLEXITY, at=at, by=staff)
    changes = correct(request.submission, NOON - 5 * DAY, by=staff, at=at)
    request.refresh_from_db()
    assert changes[0].loses_extension
    assert (request.extended_by, request.extension_reason, request.due_on) == (None, "", date(2027, 1, 2))


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        (NOON + timedelta(minutes=1), ReceiptProblem.LATER_THAN_NOW),
        (datetime(2019, 12, 31, tzinfo=PACIFIC), ReceiptProblem.BEFORE_THE_LAW),
        (NOON, CorrectionProblem.SAME),
    ],
)
def test_a_time_that_cannot_be_changes_nothing(staff, to, problem):
    submission = entered(by=staff)
    with pytest.raises(receipt.ReceiptRefused) as refused:
        correct(submission, to, by=staff)
    assert refused.value.problem == problem
    assert not ReceiptChange.objects.exists()


@pytest.mark.threat("A63")
def test_a_later_receipt_is_for_a_colleague_to_put_right(staff):
    submission = entered(by=staff, received_at=NOON - 3 * DAY)
    with pytest.raises(receipt.ReceiptRefused) as refused:
        correct(submission, NOON - DAY, by=staff)
    assert refused.value.problem == CorrectionProblem.OWN_ENTRY
    correct(submission, NOON - DAY, by=colleague())
    assert only_request(submission).received_on == date(2026, 11, 22)


@pytest.mark.threat("A63")
def test_no_later_receipt_once_the_acknowledgement_has_named_the_dates(staff):
    submission = entered(by=staff, received_at=NOON - 3 * DAY)
    receipt.speak(submission=submission, at=NOON, by=staff)
    with pytest.raises(receipt.ReceiptRefused) as refused:
        correct(submission, NOON - DAY, by=colleague())
    assert refused.value.problem == CorrectionProblem.TOLD


@pytest.mark.threat("A63")
def test_what_the_website_received_is_never_later(staff):
    submission = file()
    with pytest.raises(receipt.ReceiptRefused) as refused:
        correct(submission, NOON + timedelta(minutes=1), by=staff, at=NOON + DAY)
    assert refused.value.problem == CorrectionProblem.BY_THE_PORTAL


def test_no_receipt_after_the_moment_at_which_the_contact_was_confirmed(staff):
    submission = entered(by=staff, received_at=NOON - 3 * DAY)
    confirm(submission)
    with pytest.raises(receipt.ReceiptRefused):
        correct(submission, NOON + DAY, by=colleague(), at=NOON + 2 * DAY)
