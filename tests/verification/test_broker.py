"""What if the broker is down, or a worker dies with a message in hand? A real Valkey, real workers, nothing lost."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.utils import timezone

from privacy_portal.celery import app
from privacy_portal.lib import owed
from privacy_portal.lib.owed import LEASE
from tests.support.broker import publish_to
from tests.support.portal import Worker, with_path
from tests.support.waiting import wait_until
from tests.verification.conftest import AT
from tests.verification.servers import MailServer
from verification import challenges, tasks
from verification.models import Challenge


@pytest.fixture
def queued(broker_url: str) -> Iterator[Callable[[], list[str]]]:
    """The ids of the challenges that wait in Valkey for a worker, the first to be taken first."""
    with redis.from_url(broker_url) as valkey:
        valkey.flushdb()

        def ids() -> list[str]:
            messages = [json.loads(message) for message in reversed(valkey.lrange("celery", 0, -1))]
            return [json.loads(base64.b64decode(message["body"]))[0][0] for message in messages]

        yield ids
        valkey.flushdb()


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that nobody listens for."""
    publish_to("redis://127.0.0.1:1/0", monkeypatch)


@pytest.fixture
def worker(mail_server: MailServer, broker_url: str, queued: object, tmp_path: Path) -> Iterator[Worker]:
    """A worker in a process of its own, not yet started, on this test's database, broker and mail server."""
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    worker = Worker(
        tmp_path,
        database_url=with_path(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        broker_url=broker_url,
        extra=smtp | {"EMAIL_PORT": str(mail_server.port)},
    )
    try:
        yield worker
    finally:
        mail_server.answers.set()
        worker.stop()


@pytest.mark.threat("A19", "A67")
@pytest.mark.django_db(transaction=True)
def test_only_the_id_is_handed_to_the_broker_and_only_after_the_commit(issue, queued):
    challenge = issue()
    assert queued() == [str(challenge.pk)]


@pytest.mark.django_db
def test_before_the_commit_nothing_is_handed_to_the_broker(issue, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        issue()
    assert queued() == []
    assert len(after_commit) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_stops_no_filing_and_is_logged_in_one_line(issue, no_broker, reload, caplog):
    challenge = issue()
    assert reload(challenge).state == "OWED"
    lines = [record.getMessage() for record in caplog.records if record.name == "verification.challenges"]
    assert len(lines) == 1
    assert str(challenge.pk) in lines[0]
    assert "maria" not in lines[0]


@pytest.mark.django_db(transaction=True)
def test_what_a_broker_forgot_is_found_by_the_sweep(issue, queued, clock, broker_url):
    challenge = issue()
    with redis.from_url(broker_url) as valkey:
        valkey.flushdb()
    clock.shift(timedelta(seconds=15))
    assert tasks.sweep() == 1
    assert queued() == [str(challenge.pk)]


@pytest.mark.django_db
def test_the_sweep_leaves_alone_what_is_under_way_postponed_sent_or_failed(issue, queued, clock):
    at = AT + timedelta(minutes=1)
    under_way, postponed, sent, failed, fresh = (issue(destination=f"{name}@example.org") for name in "abcde")
    for challenge in (under_way, postponed, sent, failed):
        row = challenges.owed.lease(Challenge, challenge.pk, at=at)
        if challenge == postponed:
            challenges.owed.postpone(row, at=at, failure="timeout")
        elif challenge == sent:
            challenges.owed.sent(row, at=at, provider_id="x")
        elif challenge == failed:
            challenges.owed.fail(row, at=at, failure="smtp_550")
    Challenge.objects.filter(pk=fresh.pk).update(next_try_at=at)
    clock.move_to(at)
    assert tasks.sweep() == 0
    assert queued() == []


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_swept_up_within_a_minute(issue, queued, clock):
    challenge = issue()
    challenges.owed.lease(Challenge, challenge.pk, at=AT)
    sweep_every = timedelta(seconds=app.conf.beat_schedule["sweep owed challenges"]["schedule"])
    swept_after = LEASE + owed.GRACE + sweep_every
    assert swept_after < timedelta(minutes=1)
    clock.move_to(AT + swept_after)
    assert tasks.sweep() == 1
    assert queued() == [str(challenge.pk)]


@pytest.mark.django_db
def test_the_sweep_takes_the_longest_due_first_and_so_many_at_a_time(issue, queued, clock, monkeypatch):
    monkeypatch.setattr(owed, "AT_ONCE", 3)
    rows = [issue(at=AT + timedelta(seconds=number), destination=f"{number}@example.org") for number in (4, 2, 0, 3, 1)]
    clock.shift(timedelta(minutes=1))
    assert tasks.sweep() == 3
    assert queued() == [str(rows[place].pk) for place in (2, 4, 1)]


@pytest.mark.django_db
def test_a_sweep_without_a_broker_gives_up_at_the_first_challenge(issue, no_broker, clock, caplog):
    for _ in range(3):
        issue()
    clock.shift(timedelta(minutes=1))
    assert tasks.sweep() == 0
    assert sum(record.name == "verification.challenges" for record in caplog.records) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_mail_loses_nothing(issue, worker, mail_server, reload):
    """Killed while the mail server has not yet answered; then the lease runs out and another worker sends."""
    mail_server.answers.clear()
    worker.start()
    challenge = issue(at=timezone.now())
    wait_until(mail_server.reached.is_set)
    assert (reload(challenge).state, reload(challenge).attempts) == ("OWED", 1)
    worker.kill()
    mail_server.answers.set()
    mail_server.messages.clear()
    Challenge.objects.update(next_try_at=timezone.now() - owed.GRACE)  # instead of waiting for LEASE
    assert tasks.sweep() == 1
    worker.start()
    wait_until(lambda: reload(challenge).state == "SENT")
    assert len(mail_server.messages) == 1
    assert reload(challenge).attempts == 2
