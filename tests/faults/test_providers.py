"""Mail servers and carriers that refuse, hang, hang up or talk nonsense: is a message tried again, or shown to staff?

The portal's own tasks against real sockets; only the clock is moved, to the next try.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from privacy_portal.lib import mail
from privacy_portal.lib.owed import BACK_OFF, MAX_ATTEMPTS
from requests_app import notices
from requests_app.models import Event, Notice, Submission
from requests_app.vocabulary import EventKind, Role
from tests.filings import CATEGORIES, NOON, file
from tests.support.carrier import DROP, HANG, Carrier
from tests.support.mail_server import ScriptedMailServer
from tests.support.roles import employ
from tests.support.staff import at_the_desk
from verification import challenges
from verification.models import Challenge, Channel

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A74")]

NOBODY = 1  # a port where nobody listens


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture(autouse=True)
def _delivered_there(
    settings: Any, deliveries: dict[str, str], mail_server: ScriptedMailServer, carrier: Carrier
) -> Iterator[None]:
    for name, value in deliveries.items():
        setattr(settings, name, int(value) if name == "EMAIL_PORT" else value)
    settings.RECEIPT_WAITS_MINUTES = 0
    settings.EMAIL_TIMEOUT = settings.PHONE_TIMEOUT = 0.3
    mail_server.taken.clear()
    carrier.keys.clear()
    carrier.passed_on.clear()
    yield
    mail_server.replies.clear()
    carrier.good_day()
    mail.close()


@pytest.fixture
def by_mail() -> Submission:
    return file(CATEGORIES)


@pytest.fixture
def by_text() -> Submission:
    return file(CATEGORIES, contact_channel=Channel.TEXT, contact="+14155550123")


def work() -> None:
    """What a worker does with the two messages that a filing owes, if they are due."""
    challenges.send(str(Challenge.objects.get().pk))
    notices.deliver(Notice.objects.get().pk)


def standing() -> set[tuple[str, str]]:
    """State and failure of both messages: one pair when they fare alike."""
    return {(row.state, row.failure) for row in (Challenge.objects.get(), Notice.objects.get())}


@pytest.fixture
def desk(db: None) -> Client:
    """Somebody of the staff who looks at requests."""
    return at_the_desk(employ("looker", Role.AUDITOR))


def assert_owed(failure: str) -> None:
    """Both wait for their next try, and nothing says that they failed."""
    assert standing() == {("OWED", failure)}
    for row in (Challenge.objects.get(), Notice.objects.get()):
        assert row.next_try_at == NOON + BACK_OFF[0]
    assert not Event.objects.filter(kind=EventKind.NOTICE_FAILED).exists()


def assert_failed(failure: str, client: Client) -> None:
    """Both stand as failed in the lists that staff read, the notice in the history too."""
    assert standing() == {("FAILED", failure)}
    for path in ("/staff/requests_app/notice/", "/staff/verification/challenge/?state__exact=FAILED"):
        page = client.get(path).content.decode()
        assert re.search(rf">\s*{failure}\s*<", page), path
    assert Event.objects.filter(kind=EventKind.NOTICE_FAILED).count() == 1


def tried_again(clock: time_machine.Traveller) -> set[tuple[str, str]]:
    """How both stand after the next try."""
    clock.shift(BACK_OFF[0])
    work()
    return standing()


SENT = {("SENT", "")}

LATER = [
    *(("RCPT", f"{code} later", f"smtp_{code}") for code in (421, 450, 451, 452)),
    *(("content", f"{code} later", f"smtp_{code}") for code in (421, 451, 452)),
    ("connect", "421 too many", "smtp_421"),
    ("connect", "554 not today", "smtp_554"),  # about us and not about this mail
    ("MAIL", "451 later", "smtp_451"),
    ("MAIL", "550 sender unknown", "smtp_550"),  # so is this
    ("DATA", "451 later", "smtp_451"),
    *((step, HANG, "timeout") for step in ("connect", "MAIL", "RCPT", "DATA", "content")),
    *((step, DROP, "disconnected") for step in ("connect", "MAIL", "RCPT", "DATA", "content")),
]


@pytest.mark.parametrize(("step", "mood", "failure"), LATER)
def test_what_a_mail_server_may_take_later_stays_owed_and_leaves_later(
    step, mood, failure, mail_server, by_mail, clock
):
    mail_server.replies[step] = mood
    work()
    assert_owed(failure)
    assert mail_server.taken == []
    mail_server.replies.clear()
    assert tried_again(clock) == SENT
    assert sorted(mail.kind for mail in mail_server.taken) == ["challenge", "notice"]


def test_a_mail_that_is_cut_off_in_the_middle_leaves_whole_later(mail_server, by_mail, clock):
    mail_server.replies["halfway"] = DROP
    work()
    assert {state for state, _failure in standing()} == {"OWED"}
    mail_server.replies.clear()
    assert tried_again(clock) == SENT
    assert len(mail_server.taken) == 2


@pytest.mark.parametrize("step", ["RCPT", "DATA", "content"])
@pytest.mark.parametrize("code", [550, 552, 554])
def test_what_a_mail_server_will_never_take_stands_in_front_of_staff(step, code, mail_server, by_mail, clock, desk):
    mail_server.replies[step] = f"{code} never"
    work()
    assert_failed(f"smtp_{code}", desk)
    mail_server.replies.clear()
    assert tried_again(clock) == {("FAILED", f"smtp_{code}")}
    assert mail_server.taken == []


def test_a_mail_server_that_refuses_connections_is_tried_again(settings, mail_server, by_mail, clock):
    settings.EMAIL_PORT = NOBODY
    work()
    assert_owed("connection_refused")
    settings.EMAIL_PORT = mail_server.port
    assert tried_again(clock) == SENT


@pytest.mark.parametrize(("setting", "failure"), [("EMAIL_USE_TLS", "smtp_not_supported"), ("EMAIL_USE_SSL", "tls")])
def test_without_the_tls_that_is_wanted_nothing_is_said_and_nothing_lost(
    setting, failure, settings, mail_server, by_mail, clock
):
    setattr(settings, setting, True)
    work()
    assert_owed(failure)
    assert mail_server.taken == []
    setattr(settings, setting, False)
    assert tried_again(clock) == SENT


UNWELL = [
    (500, b"{}", "", "http_500"),
    (503, b"{}", "", "http_503"),
    (429, b"{}", "", "http_429"),
    (201, b"<html>Welcome to our network</html>", "", "bad_answer"),
    (201, b'{"id": 7}', "", "bad_answer"),
    (201, b"", HANG, "timeout"),
    (201, b"", DROP, "connection_lost"),
]


@pytest.mark.parametrize(("status", "answer", "mood", "failure"), UNWELL)
def test_what_a_carrier_may_take_later_stays_owed_and_leaves_later_under_the_same_key(
    status, answer, mood, failure, carrier, by_text, clock
):
    carrier.status, carrier.answer, carrier.mood = status, answer, mood
    work()
    assert_owed(failure)
    first = list(carrier.keys)
    carrier.good_day()
    assert tried_again(clock) == SENT
    assert carrier.keys == [*first, *first]
    assert len(carrier.passed_on) == 2


def test_a_carrier_that_cannot_be_reached_is_tried_again(settings, carrier, by_text, clock):
    settings.PHONE_WEBHOOK_URL = f"http://127.0.0.1:{NOBODY}/"
    work()
    assert_owed("connection_refused")
    settings.PHONE_WEBHOOK_URL = carrier.url
    assert tried_again(clock) == SENT


def test_what_a_carrier_will_never_take_stands_in_front_of_staff(carrier, by_text, clock, desk):
    carrier.status = 400
    work()
    assert_failed("http_400", desk)
    carrier.good_day()
    assert tried_again(clock) == {("FAILED", "http_400")}
    assert carrier.passed_on == {}


def test_nothing_is_tried_for_ever(mail_server, by_mail, clock, desk):
    """Two days and a half for a notice; a challenge ends with its link, for which it would come too late."""
    mail_server.replies["RCPT"] = "451 later"
    for _ in range(MAX_ATTEMPTS):
        owed = [row.next_try_at for row in (Challenge.objects.get(), Notice.objects.get()) if row.state == "OWED"]
        clock.move_to(max(owed))
        work()
    challenge, notice = Challenge.objects.get(), Notice.objects.get()
    assert (notice.state, notice.failure, notice.attempts) == ("FAILED", "smtp_451", MAX_ATTEMPTS)
    assert (challenge.state, challenge.failure) == ("FAILED", "expired")
    assert timedelta(days=2) < notice.next_try_at - NOON < timedelta(days=4)
    assert Event.objects.filter(kind=EventKind.NOTICE_FAILED).count() == 1
    mail_server.replies.clear()
    clock.shift(timedelta(days=30))
    work()
    assert mail_server.taken == []
