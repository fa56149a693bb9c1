"""How does a mail to the team leave, and what if it does not? One that fails is tried again, and stops no other."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_portal.lib import owed
from privacy_portal.lib.owed import SendState
from requests_app import calendar, metrics, tasks
from requests_app.models import AlertSent
from requests_app.operations import alert_words, alerts, holds
from requests_app.vocabulary import AlertKind, HoldKind, TellBy
from tests.filings import DELETION, NOON, PIECES, confirm, file, only_request
from tests.holders import done, holder, started
from tests.operations.mails_to_the_team import DAY, TEAM_ADDRESSES, ago, the_mail, told
from tests.threats.proposals import verified

pytestmark = pytest.mark.django_db
TODAY = calendar.business_day(NOON)
DIGEST = AlertKind.DIGEST


@pytest.fixture(autouse=True)
def team(settings):
    settings.STAFF_ALERT_EMAILS = TEAM_ADDRESSES
    settings.POLICY_UPDATED = TODAY.isoformat()


def test_a_mail_server_that_is_down_is_asked_again_and_stops_no_other(settings, caplog):
    with time_machine.travel(NOON, tick=False):
        alerts.queue_due(at=NOON)
        first, second = AlertSent.objects.order_by("pk")
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
        alerts.deliver(first.pk)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        alerts.deliver(second.pk)
    first.refresh_from_db()
    assert (first.state, first.failure, first.next_try_at) == (
        SendState.OWED,
        "connection_refused",
        NOON + owed.BACK_OFF[0],
    )
    assert "connection_refused" in caplog.text
    assert "example.com" not in caplog.text
    assert [message.to for message in mail.outbox] == [["lead@example.com"]]
    told(NOON + timedelta(minutes=2))
    assert [message.to for message in mail.outbox] == [["lead@example.com"], ["team@example.com"]]


def test_an_address_that_is_none_fails_for_good_and_the_others_get_theirs(settings):
    settings.STAFF_ALERT_EMAILS = ["no mailbox", "team@example.com"]
    assert [message.to for message in told()[DIGEST]] == [["team@example.com"]]
    assert AlertSent.objects.get(state=SendState.FAILED).failure == "bad_address"


def test_the_numbers_of_a_morning_are_not_sent_on_another():
    alerts.queue_due(at=NOON)
    assert len(told(NOON + DAY)[DIGEST]) == len(TEAM_ADDRESSES)
    late = AlertSent.objects.filter(day=TODAY)
    assert set(late.values_list("state", "failure")) == {(SendState.FAILED, alerts.TOO_LATE)}


def test_whoever_left_the_team_gets_nothing(settings):
    alerts.queue_due(at=NOON)
    settings.STAFF_ALERT_EMAILS = ["lead@example.com"]
    assert [message.to for message in told()[DIGEST]] == [["lead@example.com"]]
    assert AlertSent.objects.count() == 1


def test_the_beat_owes_and_the_sweep_finds_what_no_worker_took(monkeypatch):
    taken: list[int] = []
    monkeypatch.setattr(alerts.deliver, "delay", taken.append)
    with time_machine.travel(NOON, tick=False) as clock:
        assert tasks.remind_staff() == 2
        clock.shift(timedelta(seconds=6))
        assert tasks.sweep_alerts() == 2
    assert taken == list(AlertSent.objects.order_by("pk").values_list("pk", flat=True))


def test_a_broker_that_is_down_loses_no_mail(monkeypatch, django_capture_on_commit_callbacks):
    def refused(*args):
        raise ConnectionError("broker")

    monkeypatch.setattr(alerts.deliver, "delay", refused)
    with django_capture_on_commit_callbacks(execute=True):
        assert alerts.queue_due(at=NOON) == 2
    assert DIGEST in told()


def test_the_address_is_not_kept():
    told()
    rows = str(list(AlertSent.objects.values()))
    assert not [each for each in TEAM_ADDRESSES if each in rows or each.partition("@")[0] in rows]


def test_a_digest_asks_as_many_questions_for_a_full_desk_as_for_an_empty_one(staff):
    def count() -> int:
        alert = AlertSent(kind=DIGEST, day=TODAY)
        with CaptureQueriesContext(connection) as captured:
            alert_words.written(alert, at=NOON)
        return len(captured)

    none = count()
    for number in range(12):
        file(PIECES, at=ago(5 * number), contact=f"p{number}@example.com")
    # Nine figures; what is nobody's, tasks, late receipts, held back now and lately, unread, letters, holds.
    assert count() == none == len(metrics.Figure) + 8


def test_a_task_is_counted_once_the_date_of_its_answer_has_passed_until_it_is_done(staff):
    holder(staff, tell_by=TellBy.OURSELVES)
    request = verified(staff, DELETION)
    (task,) = started(request, staff)
    after = NOON + (request.answer_due_on - TODAY) + DAY
    words = "Tasks of systems and vendors whose answer date has passed:"
    assert f"{words} 0" in the_mail(DIGEST, after - DAY)
    assert f"{words} 1" in the_mail(DIGEST, after)
    done(task, staff)
    assert f"{words} 0" in the_mail(DIGEST, after + DAY)


def test_a_hold_is_counted_in_its_last_week_and_not_when_it_is_lifted(staff):
    request = only_request(confirm(file(DELETION)))
    facts = {"kind": HoldKind.LITIGATION, "case_number": "", "reason": "A claim.", "since": TODAY}
    holds.place(request=request, until=TODAY + 8 * DAY, at=NOON, by=staff, **facts)
    assert "Holds that end soon: 0" in the_mail(DIGEST)
    assert "Holds that end soon: 1" in the_mail(DIGEST, NOON + DAY)
    holds.lift(request=request, at=NOON + DAY, by=staff)
    assert "Holds that end soon: 0" in the_mail(DIGEST, NOON + 2 * DAY)
