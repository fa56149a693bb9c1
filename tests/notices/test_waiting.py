"""A message to a contact that nobody was shown to hold waits, and is limited; what is owed by law is not lost by it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from requests_app import notices
from requests_app.models import Event, Notice, Submission
from requests_app.vocabulary import EventKind, NoticeKind, RequestType
from tests.filings import NOON, confirm, file
from verification import limits, suppressions
from verification.models import Suppression

pytestmark = pytest.mark.django_db

WAIT = timedelta(minutes=10)


def deliver(notice, *, at):
    with time_machine.travel(at, tick=False):
        notices.deliver(notice.pk)
    notice.refresh_from_db()
    return notice


def receipt():
    return Notice.objects.get(kind=NoticeKind.RECEIPT)


def use_up_the_hour(contact="rosa@example.com", *, at=NOON):
    for _ in range(limits.PER_DESTINATION_AND_HOUR):
        limits.take(destination=contact, at=at)


def test_a_receipt_waits_for_the_contact_to_be_confirmed():
    file()
    assert receipt().next_try_at == NOON + WAIT


def test_it_leaves_after_a_while_even_if_nobody_confirms():
    file()
    deliver(receipt(), at=NOON + WAIT)
    assert len(mail.outbox) == 1
    assert Submission.objects.get().acknowledged_at == NOON + WAIT


def test_an_opt_out_waits_for_nothing_and_its_receipt_leaves_at_once():
    file((RequestType.OPT_OUT_SALE_SHARE, {}))
    assert receipt().next_try_at == NOON


def test_a_confirmed_contact_gets_it_at_once():
    confirm(file(), at=NOON + timedelta(minutes=1))
    assert receipt().next_try_at == NOON + timedelta(minutes=1)


@pytest.mark.threat("A29")
def test_an_hour_that_is_full_is_waited_out():
    file()
    use_up_the_hour()
    held = deliver(receipt(), at=NOON + WAIT)
    assert (held.state, held.failure) == ("OWED", "limited_hour")
    assert deliver(held, at=NOON + timedelta(hours=2)).state == "SENT"


@pytest.mark.threat("A29")
def test_a_day_that_is_full_leaves_it_to_staff():
    file()
    use_up_the_hour()
    use_up_the_hour(at=NOON + timedelta(hours=2))
    failed = deliver(receipt(), at=NOON + timedelta(hours=4))
    assert (failed.state, failed.failure) == ("FAILED", "limited_day")
    assert Event.objects.filter(kind=EventKind.NOTICE_FAILED).count() == 1
    assert mail.outbox == []


@pytest.mark.threat("A29")
def test_a_contact_that_asked_for_none_gets_none_before_it_is_confirmed():
    submission = file()
    suppressions.suppress(destination=submission.contact, reason=Suppression.Reason.NOT_ME, at=NOON)
    assert deliver(receipt(), at=NOON + WAIT).failure == "suppressed"


def test_what_was_held_back_is_owed_again_once_the_contact_is_confirmed():
    submission = file()
    suppressions.suppress(destination=submission.contact, reason=Suppression.Reason.NOT_ME, at=NOON + WAIT)
    deliver(receipt(), at=NOON + WAIT)
    confirm(submission, at=NOON + 2 * WAIT)
    assert (receipt().state, receipt().attempts, receipt().failure) == ("OWED", 0, "")
    assert deliver(receipt(), at=NOON + 2 * WAIT).state == "SENT"


def test_what_failed_for_another_reason_stays_failed():
    submission = file()
    notices.give_up(receipt(), "smtp_550", at=NOON)
    confirm(submission)
    assert (receipt().state, receipt().failure) == ("FAILED", "smtp_550")


def test_a_confirmed_contact_has_no_limit():
    confirm(file())
    use_up_the_hour()
    assert deliver(receipt(), at=NOON + WAIT).state == "SENT"


@pytest.mark.threat("A29", "A74")
def test_a_receipt_that_the_mail_server_puts_off_uses_up_none_of_the_messages(settings):
    """An outage of a day is longer than five tries: the limits count what reached the contact."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    file()
    for _ in range(12):
        put_off = deliver(receipt(), at=receipt().next_try_at)
        assert (put_off.state, put_off.failure) == ("OWED", "connection_refused")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(receipt(), at=receipt().next_try_at).state == "SENT"
