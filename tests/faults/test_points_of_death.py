"""Killed with a message in hand, at every point of sending it: does it leave, and at which point does it leave twice?

A filing owes a challenge and a receipt at once; the worker's two processes have one each when it is killed. The window
that the design admits lies between the provider's yes and our record of it. These tests find it, and no other.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from privacy_portal.lib import owed
from requests_app import notices
from requests_app import tasks as portal_tasks
from requests_app.models import Event, Notice, Submission
from requests_app.vocabulary import EventKind
from tests.filings import CATEGORIES, file
from tests.support.carrier import Carrier
from tests.support.mail_server import USUAL, ScriptedMailServer
from tests.support.portal import Worker
from tests.support.waiting import wait_until
from verification import tasks
from verification.models import Challenge, Channel

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_queue_here"),
    pytest.mark.threat("A74"),
]

MESSAGES = 2  # a challenge and a receipt


def owe(**contact: Any) -> None:
    """File; what the sweep would hand to a worker after the receipt's wait is handed over at once."""
    submission = file(CATEGORIES, at=timezone.now(), **contact)
    assert notices.nudge(submission.notices.get().pk)


def rows() -> list[Challenge | Notice]:
    return [*Challenge.objects.all(), *Notice.objects.all()]


def every_one_is_sent() -> bool:
    return {row.state for row in rows()} == {"SENT"}


def let_the_lease_run_out() -> None:
    """Nobody lives who could have the rows in hand: the time that is not waited for changes nothing else."""
    long_ago = timezone.now() - owed.GRACE - timedelta(seconds=1)
    Challenge.objects.update(next_try_at=long_ago)
    Notice.objects.update(next_try_at=long_ago)


def revive(worker: Worker) -> None:
    """Start the dead worker again and let the sweeps find what it held."""
    assert {row.state for row in rows()} == {"OWED"}
    let_the_lease_run_out()
    assert (tasks.sweep(), portal_tasks.sweep_notices()) == (1, 1)
    worker.start()
    wait_until(every_one_is_sent)


def the_books_say_once() -> bool:
    """Whatever arrived: one acknowledgement, and one event that says so."""
    acknowledged = Submission.objects.exclude(acknowledged_at=None).count()
    return (acknowledged, Event.objects.filter(kind=EventKind.NOTICE_SENT).count()) == (1, 1)


def tries() -> set[int]:
    return {row.attempts for row in rows()}


def arrived(mail_server: ScriptedMailServer, address: str) -> Counter[str]:
    return Counter(mail.kind for mail in mail_server.taken if mail.to == address)


def test_killed_before_it_took_the_messages_they_arrive_once(worker, mail_server):
    worker.freeze()
    owe(contact="before@example.com")
    worker.kill()
    revive(worker)
    assert arrived(mail_server, "before@example.com") == {"challenge": 1, "notice": 1}
    assert tries() == {1}
    assert the_books_say_once()


@pytest.mark.parametrize("step", USUAL)
def test_killed_before_the_mail_server_said_yes_they_arrive_once(step, worker, mail_server):
    """At the connection, at each command, in the middle of the mail, at its end: nothing was taken, nothing is lost."""
    address = f"{step.lower()}@example.com"
    mail_server.hang_up()  # else what an earlier test's connection is used for begins with the third step
    mail_server.gate.hold(step)
    owe(contact=address)
    mail_server.gate.wait_until_held(MESSAGES)
    worker.kill()
    mail_server.gate.go_on()
    revive(worker)
    assert arrived(mail_server, address) == {"challenge": 1, "notice": 1}
    assert tries() == {2}
    assert the_books_say_once()


def test_killed_between_the_yes_and_the_record_they_arrive_twice_and_nothing_can_be_done(worker, mail_server):
    """The window. The worker is stopped before the yes is said, and so never hears it."""
    mail_server.gate.hold("content")
    owe(contact="window@example.com")
    mail_server.gate.wait_until_held(MESSAGES)
    worker.freeze()
    mail_server.gate.go_on()
    wait_until(lambda: arrived(mail_server, "window@example.com").total() == MESSAGES)
    worker.kill()
    revive(worker)
    assert arrived(mail_server, "window@example.com") == {"challenge": 2, "notice": 2}
    assert tries() == {2}
    assert the_books_say_once()


def test_killed_after_the_record_they_arrive_once(worker, mail_server):
    owe(contact="after@example.com")
    wait_until(every_one_is_sent)
    worker.kill()
    let_the_lease_run_out()
    assert (tasks.sweep(), portal_tasks.sweep_notices()) == (0, 0)
    worker.start()
    assert arrived(mail_server, "after@example.com") == {"challenge": 1, "notice": 1}
    assert the_books_say_once()


@pytest.fixture
def texts(carrier: Carrier) -> Carrier:
    """The carrier, with nothing in its books."""
    carrier.keys.clear()
    carrier.passed_on.clear()
    return carrier


def file_by_text() -> None:
    owe(contact_channel=Channel.TEXT, contact="+14155550123")


def test_killed_before_the_carrier_read_the_texts_they_arrive_once(worker, texts):
    texts.gate.hold("connect")
    file_by_text()
    texts.gate.wait_until_held(MESSAGES)
    worker.kill()
    texts.gate.go_on()
    revive(worker)
    assert len(texts.keys) == len(texts.passed_on) == MESSAGES


@pytest.mark.parametrize("hears", [False, True], ids=["before the answer", "after the answer"])
def test_killed_once_the_carrier_has_the_texts_it_gets_them_again_under_the_same_key(hears, worker, texts):
    """The same window, which this carrier closes: of what has one key it passes on the first."""
    texts.gate.hold("request")
    file_by_text()
    texts.gate.wait_until_held(MESSAGES)
    worker.freeze()
    if hears:
        texts.gate.go_on()
    worker.kill()
    texts.gate.go_on()
    revive(worker)
    assert sorted(Counter(texts.keys).values()) == [2, 2]
    assert len(texts.passed_on) == MESSAGES
    assert the_books_say_once()
