"""Reminders and warnings by the clock: once, to whom they help, at a decent hour, and never a clock is moved."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from privacy_portal.lib.owed import SendState
from requests_app import notices, tasks
from requests_app.models import Notice, PrivacyRequest, Submission
from requests_app.operations import answers, identity, reminders, review, revival
from requests_app.vocabulary import ExtensionReason, Ground, NoticeKind, RequestType, Status
from tests.filings import CORRECTION, DELETION, NOON, PACIFIC, PIECES, confirm, file, only_request
from verification.models import Channel

pytestmark = pytest.mark.django_db

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
OPT_OUT: tuple[RequestType, dict[str, str]] = (RequestType.OPT_OUT_SALE_SHARE, {})


def by_the_clock(submission: Submission) -> list[str]:
    """What the clock brought to a filing: the kinds of its notices, without the receipt."""
    return sorted(submission.notices.exclude(kind=NoticeKind.RECEIPT).values_list("kind", flat=True))


def run_all(at: datetime) -> int:
    return (
        reminders.remind_unconfirmed(at=at)
        + reminders.warn_before_the_end(at=at)
        + reminders.remind_of_second_yes(at=at)
    )


# --- the reminder after a day -------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "owed"), [(24 * HOURS - timedelta(seconds=1), 0), (24 * HOURS, 1), (60 * HOURS, 1)])
def test_a_filing_is_reminded_when_it_was_unconfirmed_for_a_day(after, owed):
    submission = file()
    assert reminders.remind_unconfirmed(at=NOON + after) == owed
    assert by_the_clock(submission) == [NoticeKind.REMINDER] * owed


@pytest.mark.parametrize(
    "noon", [datetime(2026, 10, 31, 12, tzinfo=PACIFIC), datetime(2027, 3, 13, 12, tzinfo=PACIFIC)]
)
def test_a_day_is_24_hours_when_the_clocks_are_changed_in_between(noon):
    file(at=noon)
    due = datetime.fromtimestamp(noon.timestamp() + 24 * 3600, tz=PACIFIC)
    assert reminders.remind_unconfirmed(at=datetime.fromtimestamp(due.timestamp() - 1, tz=PACIFIC)) == 0
    assert reminders.remind_unconfirmed(at=due) == 1


def test_a_filing_is_reminded_once_for_all_its_rights():
    submission = file(PIECES, DELETION, CORRECTION)
    for hours in range(24, 24 * 30, 12):
        run_all(NOON + hours * HOURS)
    assert by_the_clock(submission) == [NoticeKind.REMINDER]


def test_who_confirmed_is_not_reminded():
    submission = confirm(file())
    assert run_all(NOON + 25 * HOURS) == 0
    assert by_the_clock(submission) == []


def test_a_closed_filing_is_not_reminded():
    submission = file()
    review.withdraw(request=only_request(submission), at=NOON)
    assert run_all(NOON + 25 * HOURS) == 0


def test_a_filing_with_something_still_open_is_reminded():
    submission = file(PIECES, DELETION)
    review.withdraw(request=submission.requests.select_related("submission").first(), at=NOON)
    assert run_all(NOON + 25 * HOURS) == 1


@pytest.mark.threat("A91")
def test_an_opt_out_waits_for_no_confirmation_and_is_not_reminded():
    submission = file(OPT_OUT)
    assert only_request(submission).status == Status.IN_PROGRESS
    assert run_all(NOON + 25 * HOURS) == 0


def test_an_opt_out_is_carried_out_without_any_confirmation(staff):
    request = only_request(file(OPT_OUT))
    answers.answer(request=request, text="We no longer sell or share it.", at=NOON, by=staff)
    assert request.status == Status.CLOSED


def test_a_reminder_moves_no_clock():
    submission = file(PIECES)
    before = PrivacyRequest.objects.values().get()
    run_all(NOON + 25 * HOURS)
    run_all(NOON + 38 * DAYS)
    assert PrivacyRequest.objects.values().get() == before
    assert by_the_clock(submission) == [NoticeKind.ENDING, NoticeKind.REMINDER]


def test_a_reminder_goes_to_the_contact_that_the_filing_has_by_then():
    submission = file(contact="typo@example.com")
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="right@example.com", at=NOON + HOURS)
    reminders.remind_unconfirmed(at=NOON + 25 * HOURS)
    assert Notice.objects.get(kind=NoticeKind.REMINDER).submission.contact == "right@example.com"


def test_after_a_long_outage_the_warning_says_it_all():
    submission = file()
    run_all(NOON + 40 * DAYS)
    assert by_the_clock(submission) == [NoticeKind.ENDING]


# --- the warning before the end -----------------------------------------------------------------------


@pytest.mark.parametrize(("days", "owed"), [(37, 0), (38, 1), (45, 1), (46, 0)])
def test_an_unconfirmed_filing_is_warned_in_its_last_week(days, owed):
    file()
    assert reminders.warn_before_the_end(at=NOON + days * DAYS) == owed


def test_the_last_week_begins_at_midnight_of_the_business():
    file()  # due January 7
    eve = datetime(2026, 12, 30, 23, 59, tzinfo=PACIFIC)
    assert reminders.warn_before_the_end(at=eve) == 0
    assert reminders.warn_before_the_end(at=eve + timedelta(minutes=1)) == 1


def test_the_last_week_is_counted_in_days_when_the_clocks_are_changed_in_it():
    noon = datetime(2026, 9, 20, 12, tzinfo=PACIFIC)  # due November 4; the clocks are set back on the 1st
    file(at=noon)
    midnight = datetime(2026, 10, 28, tzinfo=PACIFIC)
    assert reminders.warn_before_the_end(at=midnight - timedelta(seconds=1)) == 0
    assert reminders.warn_before_the_end(at=midnight) == 1


def test_a_filing_is_warned_once():
    submission = file(PIECES, DELETION)
    for days in range(36, 60):
        reminders.warn_before_the_end(at=NOON + days * DAYS)
    assert by_the_clock(submission) == [NoticeKind.ENDING]


def test_an_extended_filing_is_warned_before_its_later_date(staff):
    submission = file()
    review.extend(request=only_request(submission), reason=ExtensionReason.NUMBER, at=NOON + 10 * DAYS, by=staff)
    assert reminders.warn_before_the_end(at=NOON + 38 * DAYS) == 0
    assert reminders.warn_before_the_end(at=NOON + 82 * DAYS) == 0
    assert reminders.warn_before_the_end(at=NOON + 83 * DAYS) == 1


def test_a_filing_of_which_one_request_is_extended_is_warned_before_the_earlier_date(staff):
    submission = file(PIECES, DELETION)
    request = submission.requests.select_related("submission").get(ordinal=1)
    review.extend(request=request, reason=ExtensionReason.NUMBER, at=NOON + 10 * DAYS, by=staff)
    assert reminders.warn_before_the_end(at=NOON + 38 * DAYS) == 1
    context = notices.notice_context(submission.notices.get(kind=NoticeKind.ENDING))
    assert context["refused_by"] == submission.received_on + 45 * DAYS


def test_who_confirmed_but_is_not_verified_is_staffs_work(staff):
    confirm(file())
    assert reminders.warn_before_the_end(at=NOON + 40 * DAYS) == 0


# --- the second yes to a deletion ---------------------------------------------------------------------


@pytest.mark.threat("A06", "A91")
@pytest.mark.parametrize(("hours", "owed"), [(23, 0), (24, 1)])
def test_a_deletion_without_its_second_yes_is_reminded_after_a_day(hours, owed):
    submission = confirm(file(DELETION, PIECES), at=NOON + 5 * HOURS)
    assert reminders.remind_of_second_yes(at=NOON + (5 + hours) * HOURS) == owed
    assert by_the_clock(submission) == [NoticeKind.SECOND_YES] * owed


def test_a_deletion_is_reminded_once():
    submission = confirm(file(DELETION))
    for days in range(1, 30):
        run_all(NOON + days * DAYS)
    assert by_the_clock(submission) == [NoticeKind.SECOND_YES]


def test_who_said_yes_or_withdrew_is_not_reminded():
    said, withdrew = (only_request(confirm(file(DELETION))) for _ in range(2))
    identity.confirm_deletion(request=said, at=NOON)
    review.withdraw(request=withdrew, at=NOON)
    assert reminders.remind_of_second_yes(at=NOON + 2 * DAYS) == 0


def test_an_unconfirmed_deletion_gets_the_reminder_of_the_contact_and_no_other():
    submission = file(DELETION)
    run_all(NOON + 2 * DAYS)
    assert by_the_clock(submission) == [NoticeKind.REMINDER]


def test_a_deletion_taken_up_again_is_not_reminded_a_second_time(staff):
    submission = file(DELETION)
    confirm(submission)
    reminders.remind_of_second_yes(at=NOON + 2 * DAYS)
    request = only_request(submission)
    answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAYS, by=staff)
    challenge = identity.start_tracking(side=submission, at=NOON + 41 * DAYS)
    submission = identity.open_tracking(challenge=challenge, at=NOON + 41 * DAYS)
    revival.take_up(submission=submission, at=NOON + 41 * DAYS)
    assert reminders.remind_of_second_yes(at=NOON + 43 * DAYS) == 0


# --- the database holds to it ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.ENDING])
def test_the_database_refuses_a_second_one_for_a_filing(kind):
    submission = file()
    notices.queue(kind, submission=submission, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.queue(kind, submission=submission, at=NOON)


def test_the_database_refuses_a_reminder_of_one_request():
    submission = file()
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.queue(NoticeKind.REMINDER, submission=submission, request=only_request(submission), at=NOON)


# --- at any size --------------------------------------------------------------------------------------


def test_a_run_that_finds_nothing_asks_three_questions():
    for number in range(20):
        submission = file(contact=f"p{number}@example.com")
        if number % 2:
            confirm(submission)
    run_all(NOON + 25 * HOURS)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert run_all(NOON + 26 * HOURS) == 0
    assert len(asked) == 3


def test_a_run_takes_a_bounded_bite(monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 3)
    for number in range(5):
        file(contact=f"p{number}@example.com")
    later = NOON + 25 * HOURS
    assert [reminders.remind_unconfirmed(at=later) for _ in range(3)] == [3, 2, 0]


def test_the_tasks_run_by_the_clock_of_the_portal(staff):
    unconfirmed, deletion = file(), confirm(file(DELETION))
    with time_machine.travel(NOON + 25 * HOURS, tick=False):
        assert (tasks.remind_unconfirmed(), tasks.warn_before_the_end(), tasks.remind_of_second_yes()) == (1, 0, 1)
    with time_machine.travel(NOON + 39 * DAYS, tick=False):
        assert (tasks.remind_unconfirmed(), tasks.warn_before_the_end(), tasks.remind_of_second_yes()) == (0, 1, 0)
    assert by_the_clock(unconfirmed) == [NoticeKind.ENDING, NoticeKind.REMINDER]
    assert by_the_clock(deletion) == [NoticeKind.SECOND_YES]
    assert Notice.objects.filter(state=SendState.FAILED).count() == 0
