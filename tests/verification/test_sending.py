"""How does an owed challenge leave, and what becomes of one that cannot? Against a real mail server on loopback."""

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_portal.lib import mail
from privacy_portal.lib.owed import LEASE
from tests.verification.conftest import AT
from verification import challenges
from verification.models import Challenge, Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _hang_up():
    yield
    mail.close()


def test_a_mail_brings_the_code_and_the_link_to_the_address(issue, mail_server):
    challenge = issue()
    challenges.send(str(challenge.pk))
    assert mail_server.recipients == [["maria@example.org"]]
    link = f"https://privacy.juniper.example.com/confirm/link/{challenges.link_token(challenge)}/"
    for kind in ("plain", "html"):
        text = mail_server.messages[0].get_body((kind,)).get_content()
        assert challenges.code_of(challenge) in text
        assert link in text


def test_a_sent_challenge_is_marked_and_not_sent_again(issue, mail_server, reload):
    challenge = issue()
    challenges.send(str(challenge.pk))
    challenges.send(str(challenge.pk))
    assert len(mail_server.messages) == 1
    sent = reload(challenge)
    assert (sent.state, sent.sent_at, sent.attempts) == ("SENT", AT, 1)
    assert sent.provider_id == mail_server.messages[0]["Message-ID"]


def test_sending_takes_at_most_three_queries(issue, mail_server):
    challenge = issue()
    with CaptureQueriesContext(connection) as queries:
        challenges.send(str(challenge.pk))
    assert len(queries) <= 3
    assert len(mail_server.messages) == 1


def test_a_challenge_that_does_not_exist_is_passed_over(mail_server):
    challenges.send(str(Challenge().pk))
    assert mail_server.messages == []


def test_a_mail_server_that_is_down_postpones_the_challenge(issue, mail_server, reload, settings):
    settings.EMAIL_PORT = 1  # nobody listens there
    challenge = issue()
    challenges.send(str(challenge.pk))
    owed = reload(challenge)
    assert (owed.state, owed.failure, owed.attempts) == ("OWED", "connection_refused", 1)
    assert owed.next_try_at == AT + timedelta(minutes=1)


def test_a_server_that_is_busy_postpones_and_one_that_refuses_the_address_ends_it(issue, mail_server, reload):
    mail_server.reply = "451 try later"
    busy = issue()
    challenges.send(str(busy.pk))
    mail_server.reply = "550 no such mailbox"
    refused = issue()
    challenges.send(str(refused.pk))
    assert (reload(busy).state, reload(busy).failure) == ("OWED", "smtp_451")
    assert (reload(refused).state, reload(refused).failure) == ("FAILED", "smtp_550")


def test_a_code_that_was_held_up_lives_ten_minutes_from_when_it_leaves(issue, mail_server, reload, clock):
    challenge = issue()
    clock.shift(timedelta(hours=1))
    challenges.send(str(challenge.pk))
    assert reload(challenge).code_expires_at == AT + timedelta(hours=1, minutes=10)
    late = AT + timedelta(hours=1, minutes=9)
    assert challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=late)


def test_a_code_that_was_held_up_gets_no_new_tries(issue, mail_server, clock, wrong_code, reload):
    challenge = issue()
    with pytest.raises(challenges.WrongCode):
        challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    clock.shift(timedelta(hours=1))
    challenges.send(str(challenge.pk))
    assert reload(challenge).tries == 1


def test_a_code_that_leaves_at_once_lives_ten_minutes_from_when_it_was_asked_for(issue, mail_server, reload, clock):
    challenge = issue()
    clock.shift(timedelta(seconds=20))
    challenges.send(str(challenge.pk))
    assert reload(challenge).code_expires_at == AT + timedelta(minutes=10)


def test_a_link_that_was_held_up_does_not_outlive_its_day(issue, mail_server, reload, clock):
    challenge = issue()
    clock.shift(timedelta(hours=23))
    challenges.send(str(challenge.pk))
    assert reload(challenge).link_expires_at == AT + timedelta(hours=24)
    assert "March 3, 2026, 10 a.m. PST" in mail_server.messages[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("channel", "destination", "last"),
    [
        (Channel.EMAIL, "maria@example.org", timedelta(hours=23, minutes=50)),
        (Channel.TEXT, "+14155550123", timedelta(hours=1)),
        (Channel.CALL, "+14155550123", timedelta(hours=1)),
    ],
)
def test_what_comes_too_late_to_be_of_use_is_not_sent(issue, mail_server, reload, clock, channel, destination, last):
    in_time, too_late = (issue(channel=channel, destination=destination) for _ in range(2))
    clock.move_to(AT + last)
    challenges.send(str(in_time.pk))
    clock.shift(timedelta(seconds=1))
    challenges.send(str(too_late.pk))
    assert reload(in_time).state == "SENT"
    assert (reload(too_late).state, reload(too_late).failure) == ("FAILED", "expired")


def test_a_challenge_that_was_superseded_or_answered_before_it_left_is_not_sent(issue, mail_server, reload):
    superseded = issue()
    issue(subject=superseded.subject)
    answered = issue()
    challenges.use_up(answered, at=AT)
    for challenge in (superseded, answered):
        challenges.send(str(challenge.pk))
        assert (reload(challenge).state, reload(challenge).failure) == ("FAILED", "over")
    assert mail_server.messages == []


def test_a_worker_that_died_with_the_challenge_in_hand_loses_nothing(issue, mail_server, reload, clock):
    """Killed between the lease and the sending: nobody settles the row, and time alone hands it to another worker."""
    challenge = issue()
    challenges.owed.lease(Challenge, challenge.pk, at=AT)
    challenges.send(str(challenge.pk))
    assert mail_server.messages == []  # it is still the dead worker's
    clock.shift(LEASE)
    challenges.send(str(challenge.pk))
    assert len(mail_server.messages) == 1
    assert (reload(challenge).state, reload(challenge).attempts) == ("SENT", 2)


@pytest.mark.threat("A67")
def test_a_fault_of_ours_postpones_the_challenge_and_logs_where_without_the_address(issue, reload, caplog):
    challenge = issue(purpose="nowords")  # no page and no words for it: stands for any mistake in the portal
    challenges.send(str(challenge.pk))
    assert (reload(challenge).state, reload(challenge).failure) == ("OWED", "fault")
    assert str(challenge.pk) in caplog.text
    assert "NoReverseMatch" in caplog.text
    assert "channels.py" in caplog.text
    assert "maria" not in caplog.text


def test_an_address_that_cannot_be_deciphered_is_a_fault_and_not_an_endless_round(issue, reload, settings):
    challenge = issue()
    settings.FIELD_KEYS = ["9:" + base64.b64encode(bytes(32)).decode()]
    challenges.send(str(challenge.pk))
    assert (reload(challenge).state, reload(challenge).failure) == ("OWED", "fault")
    assert reload(challenge).next_try_at == AT + timedelta(minutes=1)


@pytest.mark.threat("A19", "A67")
def test_sending_logs_neither_address_nor_code_nor_link(issue, mail_server, caplog):
    caplog.set_level("DEBUG")
    challenge = issue()
    challenges.send(str(challenge.pk))
    mail_server.reply = "550 maria@example.org is not here"
    refused = issue()
    challenges.send(str(refused.pk))
    for secret in ("maria@example.org", challenges.code_of(challenge), challenges.link_token(challenge)):
        assert secret not in caplog.text
