"""When does a reminder leave? By day, and only as long as somebody needs it."""

from datetime import timedelta

import pytest
import time_machine

from privacy_portal.lib.owed import SendState
from requests_app import notices
from requests_app.operations import identity, reminders
from requests_app.vocabulary import EventKind, NoticeKind
from tests.filings import DELETION, NOON, confirm, file, only_request
from tests.operations.test_reminders import by_the_clock, run_all
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


# --- at a decent hour ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filed_hour", "channel", "leaves"),
    [
        (2, Channel.TEXT, (24, 8)),
        (2, Channel.CALL, (24, 8)),
        (21, Channel.TEXT, (25, 8)),
        (12, Channel.TEXT, (24, 12)),
        (2, Channel.EMAIL, (24, 2)),
    ],
)
def test_a_reminder_rings_no_telephone_at_night(filed_hour, channel, leaves):
    filed = NOON.replace(hour=filed_hour)
    contact = "rosa@example.com" if channel == Channel.EMAIL else "+14155550132"
    submission = file(at=filed, contact_channel=channel, contact=contact)
    reminders.remind_unconfirmed(at=filed + 24 * HOURS)
    day, hour = leaves
    notice = submission.notices.get(kind=NoticeKind.REMINDER)
    assert notice.next_try_at == NOON.replace(day=day, hour=hour)


def test_a_second_try_does_not_ring_at_night_either():
    submission = file(contact_channel=Channel.TEXT, contact="+14155550132")
    reminders.remind_unconfirmed(at=NOON + 24 * HOURS)
    notice = submission.notices.get(kind=NoticeKind.REMINDER)
    with time_machine.travel(NOON.replace(day=25, hour=3), tick=False):
        notices.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == (SendState.OWED, "night")


def test_a_code_that_was_just_asked_for_comes_at_any_hour():
    night = NOON.replace(hour=3)
    file(at=night, contact_channel=Channel.TEXT, contact="+14155550132")
    assert Challenge.objects.get().next_try_at == night


# --- a message that nobody needs any more -----------------------------------------------------------------


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.ENDING])
def test_a_reminder_does_not_leave_when_the_contact_was_confirmed_meanwhile(kind, mailoutbox):
    submission = file()
    at = NOON + (DAYS if kind == NoticeKind.REMINDER else 38 * DAYS)
    run_all(at)
    confirm(submission, at=at)
    with time_machine.travel(at, tick=False):
        notices.deliver(submission.notices.get(kind=kind).pk)
    assert mailoutbox == []
    assert by_the_clock(submission) == []
    assert not submission.events.filter(kind=EventKind.NOTICE_FAILED).exists()


def test_the_reminder_of_the_second_yes_does_not_leave_after_it(mailoutbox):
    submission = confirm(file(DELETION))
    reminders.remind_of_second_yes(at=NOON + DAYS)
    identity.confirm_deletion(request=only_request(submission), at=NOON + DAYS)
    with time_machine.travel(NOON + DAYS, tick=False):
        notices.deliver(submission.notices.get(kind=NoticeKind.SECOND_YES).pk)
    assert mailoutbox == []
