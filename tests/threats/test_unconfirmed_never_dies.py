"""A request that nobody confirms never dies silently: a day, a week, the last week, the end, and what comes after."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from requests_app import notices, tasks
from requests_app.models import Notice, PrivacyRequest
from requests_app.operations import answers, revival
from requests_app.vocabulary import Ground, NoticeKind, Outcome, Status
from tests.admin.conftest import logged_in
from tests.admin.pages import page, queue
from tests.filings import DELETION, NOON, PIECES, file, only_request
from verification.models import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A91")]

DAYS = timedelta(days=1)
LATER = timedelta(minutes=15)  # than the receipt of an unconfirmed filing waits


def the_beat_runs(at):
    """Everything that the clock starts, and a worker that delivers what is owed; return the subjects that left."""
    with time_machine.travel(at, tick=False):
        mail.outbox.clear()
        tasks.remind_unconfirmed()
        tasks.warn_before_the_end()
        tasks.remind_of_second_yes()
        for pk in Notice.objects.filter(state="OWED", next_try_at__lte=at).values_list("pk", flat=True):
            notices.deliver(pk)
        return [message.subject for message in mail.outbox]


def test_the_life_of_a_request_that_nobody_confirms(staff):
    submission = file(PIECES)
    clocks = PrivacyRequest.objects.values("received_on", "respond_by", "due_on").get()
    desk = logged_in(staff)
    said = {day: the_beat_runs(NOON + day * DAYS + LATER) for day in range(46)}
    assert said.pop(0) == ["We received your privacy request"]
    assert said.pop(1) == ["Please confirm your privacy request"]
    assert said.pop(38) == ["Last week to confirm your privacy request"]
    assert not any(said.values())  # on the 7th day, and on every other, nothing ends and nothing is said
    request = only_request(submission)
    assert (request.status, request.closed_at) == (Status.UNCONFIRMED, None)  # the portal denies nothing by itself
    assert PrivacyRequest.objects.values("received_on", "respond_by", "due_on").get() == clocks
    with time_machine.travel(NOON + 45 * DAYS, tick=False):
        desk = logged_in(staff)
        assert queue(desk, state="UNCONFIRMED") == queue(desk, state="ending") == [request.reference]
        answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 45 * DAYS, by=staff)
    assert the_beat_runs(NOON + 45 * DAYS + 2 * LATER) == ["We could not verify your privacy request"]
    today = (NOON + 45 * DAYS).date()
    assert revival.may_be_taken_up(submission, today=today) == [request]
    assert PrivacyRequest.objects.get(ordinal=1).outcome == Outcome.NOT_VERIFIED


@pytest.mark.parametrize("days", [2, 7, 30])
def test_staff_see_it_and_since_when_it_was_reminded(staff, days):
    submission = file(PIECES)
    the_beat_runs(NOON)
    the_beat_runs(NOON + DAYS)
    with time_machine.travel(NOON + days * DAYS, tick=False):
        shown = page(logged_in(staff), only_request(submission))
    assert "Wait until the contact is confirmed (reminded Tue, Nov 24)" in shown
    assert str(NoticeKind.REMINDER.label) in shown


def test_a_telephone_rings_once_for_the_reminder_and_in_the_morning(staff, settings):
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    night = NOON.replace(hour=3)
    submission = file(DELETION, at=night, contact_channel=Channel.CALL, contact="+14155550132")
    for hours in range(50):
        the_beat_runs(night + timedelta(hours=hours))
    reminder = submission.notices.get(kind=NoticeKind.REMINDER)
    assert reminder.sent_at == NOON.replace(day=24, hour=8)
