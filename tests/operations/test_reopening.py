"""Reopening: a new request, linked, with the old clocks or with new ones; and steps outside the portal."""

from datetime import timedelta

import pytest

from requests_app.models import Event, PrivacyRequest, Step
from requests_app.operations import reopening, review, steps
from requests_app.operations.reopening import ReopenRefused
from requests_app.vocabulary import EventKind, IntakeChannel, Outcome, ReopenDates, Status, WorkerKind
from tests.filings import CATEGORIES, NOON, answered, file, only_request

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=60)


@pytest.fixture
def closed(staff):
    return only_request(answered(CATEGORIES, by=staff, at=NOON))


def reopen(request, by, dates=ReopenDates.SAME):
    channel = IntakeChannel.PHONE
    return reopening.reopen(request=request, dates=dates, reason="We erred.", channel=channel, at=LATER, by=by)


def test_what_we_closed_wrongly_goes_on_with_its_old_dates_in_its_filing(closed, staff):
    new = reopen(closed, staff)
    assert (new.submission_id, new.received_on, new.respond_by) == (
        closed.submission_id,
        closed.received_on,
        closed.respond_by,
    )
    assert (new.revives, new.status) == (closed, Status.IN_PROGRESS)
    assert new.reopening.reason == "We erred."


def test_what_is_asked_again_has_new_clocks_and_is_not_verified(closed, staff):
    new = reopen(closed, staff, ReopenDates.NEW)
    assert new.submission_id != closed.submission_id
    assert new.received_on == closed.received_on + timedelta(days=60)
    assert new.respond_by == new.received_on + timedelta(days=45)
    assert new.status == Status.UNCONFIRMED
    assert new.submission.channel == IntakeChannel.PHONE
    assert new.revives == closed


def test_what_is_asked_again_counts_from_when_it_reached_us_and_not_from_when_it_was_entered(closed, staff):
    again = {"dates": ReopenDates.NEW, "reason": "A letter.", "channel": IntakeChannel.POST, "at": LATER, "by": staff}
    new = reopening.reopen(request=closed, received_at=LATER - timedelta(days=6), **again)
    assert new.received_on == closed.received_on + timedelta(days=54)
    assert new.respond_by == closed.received_on + timedelta(days=99)


def test_nobody_asks_again_before_they_asked(closed, staff):
    again = {"dates": ReopenDates.NEW, "reason": "A letter.", "channel": IntakeChannel.POST, "at": LATER, "by": staff}
    with pytest.raises(ReopenRefused) as refusal:
        reopening.reopen(request=closed, received_at=NOON - timedelta(days=1), **again)
    assert refusal.value.message == ReopenRefused.EARLIER


def test_what_was_decided_stays_as_it_was_said(closed, staff):
    reopen(closed, staff)
    old = PrivacyRequest.objects.get(pk=closed.pk)
    assert (old.status, old.outcome) == (Status.CLOSED, Outcome.FULFILLED)
    assert old.answer.text
    assert Event.objects.filter(request=old, kind=EventKind.REOPENED, staff=staff).exists()


def test_nothing_is_reopened_twice_or_while_it_is_open(closed, staff):
    new = reopen(closed, staff)
    for request, why in ((closed, ReopenRefused.TWICE), (new, ReopenRefused.OPEN)):
        with pytest.raises(ReopenRefused) as refusal:
            reopen(request, staff)
        assert refusal.value.message == why


def test_what_they_withdrew_has_new_dates_or_none(staff):
    request = only_request(file(CATEGORIES))
    review.withdraw(request=request, at=NOON)
    with pytest.raises(ReopenRefused):
        reopen(request, staff)
    assert reopen(request, staff, ReopenDates.NEW).submission_id != request.submission_id


def test_only_the_circle_knows_of_what_a_workers_request_goes_on_as(closed, staff):
    closed.submission.worker, closed.submission.worker_reason = WorkerKind.EMPLOYEE, "Works in our shop."
    closed.submission.save()
    assert reopen(closed, staff, ReopenDates.NEW).submission.worker == WorkerKind.EMPLOYEE


def record(request, by, done_at):
    facts = {"way": IntakeChannel.PHONE, "with_whom": "Rosa", "note": "She asked when it comes."}
    return steps.record(request=request, done_at=done_at, at=LATER, by=by, **facts)


def test_a_step_is_kept_as_it_was_told_and_the_history_names_nobody(closed, staff):
    record(closed, staff, NOON)
    assert Step.objects.get().note == "She asked when it comes."
    said = Event.objects.get(kind=EventKind.STEP_RECORDED).data
    assert "Rosa" not in str(said)
    assert said["by_way"] == IntakeChannel.PHONE


def test_no_step_is_later_than_now_or_earlier_than_the_request(closed, staff):
    for done_at in (LATER + timedelta(minutes=1), NOON - timedelta(days=1)):
        with pytest.raises(steps.StepRefused):
            record(closed, staff, done_at)
