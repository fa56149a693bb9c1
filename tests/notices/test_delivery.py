"""What becomes of an owed notice when it leaves, is refused, or has to wait; and who gets it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from privacy_portal.lib import mail as portal_mail
from privacy_portal.lib.owed import MAX_ATTEMPTS, SendState
from privacy_portal.lib.sms import locmem
from requests_app import notices
from requests_app.models import Notice, Submission
from requests_app.operations import identity
from requests_app.vocabulary import Actor, EventKind, NoticeKind
from tests.filings import CATEGORIES, NOON, PIECES, file
from tests.notices.cases import Maker
from tests.notices.mailbox import deliver
from tests.verification.servers import MailServer
from verification.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server on loopback to which the portal's mail goes."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
        portal_mail.close()


def receipt(**changes: Any) -> Notice:
    return file(PIECES, **changes).notices.get()


def test_the_receipt_that_left_is_the_acknowledgement():
    notice = deliver(receipt())
    assert Submission.objects.get().acknowledged_at == notice.sent_at == timezone.now()


def test_a_receipt_that_is_still_owed_acknowledges_nothing():
    receipt()
    assert Submission.objects.get().acknowledged_at is None


def test_a_second_receipt_does_not_move_the_acknowledgement(clock):
    first = deliver(receipt())
    clock.shift(timedelta(days=1))
    deliver(*notices.queue(NoticeKind.RECEIPT, submission=first.submission, at=NOON))
    assert Submission.objects.get().acknowledged_at == first.sent_at


def test_another_notice_does_not_acknowledge(make):
    deliver(make.withdrawn())
    assert Submission.objects.get().acknowledged_at is None


def test_a_notice_that_left_enters_the_history(make):
    notice = deliver(make.denial())
    event = notice.request.events.get(kind=EventKind.NOTICE_SENT)
    assert (event.actor, event.data) == (Actor.SYSTEM, {"notice": "DENIAL", "channel": "EMAIL"})


def test_a_notice_that_left_does_not_leave_again(make):
    notice = make.withdrawn()
    deliver(notice)
    deliver(notice)
    assert len(mail.outbox) == 1


def test_a_mail_crosses_a_real_connection_whole(mail_server):
    notice = deliver(receipt())
    (message,) = mail_server.messages
    assert message["Subject"] == "We received your privacy request"
    assert message["Message-ID"] == notice.provider_id
    assert str(notice.submission) in message.get_body(("plain",)).get_content()
    assert str(notice.submission) in message.get_body(("html",)).get_content()


def test_a_refused_notice_fails_at_once_and_says_so_in_the_history(mail_server):
    mail_server.reply = "550 5.1.1 no such user"
    notice = deliver(receipt())
    assert (notice.state, notice.failure) == (SendState.FAILED, "smtp_550")
    assert notice.submission.events.get(kind=EventKind.NOTICE_FAILED).data["notice"] == "RECEIPT"
    assert notice.submission.acknowledged_at is None


def test_what_the_mail_server_said_about_the_address_is_kept_nowhere(mail_server, caplog):
    mail_server.reply = "550 5.1.1 <rosa@example.com> unknown"
    notice = deliver(receipt())
    events = [event.data for event in notice.submission.events.all()]
    assert "rosa" not in f"{notice.__dict__} {events} {caplog.text}"


def test_a_notice_that_the_server_puts_off_stays_owed(mail_server):
    mail_server.reply = "451 4.7.1 try later"
    notice = deliver(receipt())
    assert (notice.state, notice.failure, notice.attempts) == (SendState.OWED, "smtp_451", 1)
    assert not notice.submission.events.filter(kind=EventKind.NOTICE_FAILED).exists()


def test_a_notice_stays_owed_while_no_mail_server_answers(settings):
    with MailServer() as gone:
        pass
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    notice = deliver(receipt())
    assert (notice.state, notice.failure) == (SendState.OWED, "connection_refused")


def test_a_notice_that_was_put_off_leaves_at_its_next_try(mail_server, clock):
    mail_server.reply = "451 4.7.1 try later"
    notice = deliver(receipt())
    mail_server.reply = ""
    clock.shift(timedelta(minutes=2))
    assert deliver(notice).state == SendState.SENT


def test_a_notice_is_not_tried_before_its_next_try(mail_server):
    mail_server.reply = "451 4.7.1 try later"
    notice = deliver(receipt())
    mail_server.reply = ""
    assert deliver(notice).state == SendState.OWED


def test_a_notice_put_off_for_the_last_time_fails_and_says_so(mail_server):
    mail_server.reply = "451 4.7.1 try later"
    notice = receipt()
    Notice.objects.update(attempts=MAX_ATTEMPTS - 1)
    assert deliver(notice).state == SendState.FAILED
    assert notice.submission.events.filter(kind=EventKind.NOTICE_FAILED).count() == 1


@pytest.mark.threat("A74")
def test_a_notice_whose_workers_always_died_fails_and_says_so(mail_server):
    notice = receipt()
    Notice.objects.update(attempts=MAX_ATTEMPTS)
    for _ in range(2):
        notice = deliver(notice)
    assert (notice.state, notice.failure) == (SendState.FAILED, "gave_up")
    assert notice.submission.events.filter(kind=EventKind.NOTICE_FAILED).count() == 1
    assert mail_server.messages == []


def test_a_notice_whose_words_are_broken_stays_owed_and_logs_no_personal_data(settings, caplog):
    settings.ROOT_URLCONF = "tests.verification.urls"  # without the page that the notice points to
    notice = deliver(receipt())
    assert (notice.state, notice.failure) == (SendState.OWED, "fault")
    assert "not sent" in caplog.text
    assert "rosa" not in caplog.text.lower()


def test_a_corrected_contact_gets_the_receipt():
    submission = file(PIECES, contact="wrong@example.com")
    deliver(submission.notices.get())
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="right@example.com", at=NOON)
    deliver(submission.notices.latest("pk"))
    assert [message.to for message in mail.outbox] == [["wrong@example.com"], ["right@example.com"]]


def test_a_receipt_still_owed_goes_to_the_corrected_contact_only():
    submission = file(PIECES, contact="wrong@example.com")
    identity.correct_contact(submission=submission, channel=Channel.TEXT, contact="+14155550132", at=NOON)
    for notice in submission.notices.all():
        deliver(notice)
    assert mail.outbox == []
    assert {note.to for note in locmem.outbox} == {"+14155550132"}


def test_a_receipt_by_telephone_waits_until_the_call_with_the_code_is_over(staff):
    with time_machine.travel(NOON, tick=False):
        notice = deliver(Maker(staff, Channel.CALL).file(CATEGORIES).notices.get())
    assert notice.state == SendState.OWED
    assert deliver(notice).state == SendState.SENT


def test_a_call_about_a_notice_speaks_at_once_and_waits_for_no_key(staff):
    deliver(Maker(staff, Channel.CALL).withdrawn())
    (call,) = locmem.outbox
    assert call.script is not None
    assert call.script.after_key is None


@pytest.mark.parametrize(
    "name", ["Rosa\r\nBcc: victim@example.net", "Rosa\nSubject: Win\n\nClick http://evil.example", "Rosa\u2028Cc: x@y"]
)
def test_a_name_cannot_add_a_header_or_a_recipient(mail_server, name):
    deliver(receipt(name=name))
    (message,) = mail_server.messages
    assert mail_server.recipients == [["rosa@example.com"]]
    assert message.get_all("Subject") == ["We received your privacy request"]
    assert message["Bcc"] is message["Cc"] is None
    assert "evil.example" not in message.as_string()


def test_a_contact_that_holds_two_addresses_is_refused(mail_server):
    notice = deliver(receipt(contact="rosa@example.com, victim@example.net"))
    assert (notice.state, notice.failure) == (SendState.FAILED, "bad_address")
    assert mail_server.messages == []


def test_a_business_name_with_a_line_break_cannot_add_a_header(mail_server, settings):
    settings.BUSINESS_NAME = "Larkspur\r\nBcc: victim@example.net"
    deliver(receipt())
    assert mail_server.recipients == [["rosa@example.com"]]
    assert mail_server.messages[0]["Bcc"] is None
