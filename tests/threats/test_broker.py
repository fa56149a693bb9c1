"""What if Redis is away, or speaks to strangers? (A72, A73)"""

import logging
import time

import pytest
import redis
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone
from kombu import Exchange, Producer, Queue

from privacy_portal.celery import app
from privacy_portal.lib import owed, ratelimit
from requests_app.models import Notice, Submission
from tests.journeys.walk import walk
from tests.support.broker import Broker, publish_to
from tests.support.outbox import NothingArrived
from verification import tasks
from verification.models import Challenge

PHONE = "+14155550123"
NOWHERE = "redis://127.0.0.1:1/0"
CHECK, FILED = reverse("journey_check"), reverse("filed")


@pytest.fixture
def no_redis(counting, monkeypatch):
    """Neither callers are counted nor messages queued: nobody listens."""
    counting.RATE_LIMIT_URL = NOWHERE
    publish_to(NOWHERE, monkeypatch)
    return counting


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.ERROR, logger="privacy_portal.lib.ratelimit")
    return lambda: [each for each in caplog.records if each.name == "privacy_portal.lib.ratelimit"]


@pytest.mark.threat("A72")
@pytest.mark.django_db(transaction=True)
def test_without_redis_people_file_and_what_they_are_owed_waits(no_redis, caller):
    client = caller("203.0.113.5")
    walk(client)
    assert client.post(CHECK).url == FILED
    assert Submission.objects.count() == 1
    assert {each.state for each in [*Challenge.objects.all(), *Notice.objects.all()]} == {"OWED"}


@pytest.mark.threat("A72")
@pytest.mark.django_db(transaction=True)
def test_without_redis_no_text_leaves_and_it_leaves_when_redis_is_back(worker, no_redis, caller, monkeypatch):
    """A worker hears of a text through the broker alone; later the sweep tells it what is owed."""
    before = len(worker.outbox.messages(to=PHONE))
    client = caller("203.0.113.5")
    walk(client, contact={"channel": "TEXT", "phone": PHONE})
    client.post(CHECK)
    with pytest.raises(NothingArrived):
        worker.outbox.wait_for_message(PHONE, after=before, patience=1)
    assert Challenge.objects.get().state == "OWED"
    publish_to(worker.env["REDIS_URL"], monkeypatch)
    Challenge.objects.update(next_try_at=timezone.now() - owed.GRACE)  # instead of waiting for the next sweep
    assert tasks.sweep() == 1
    assert worker.outbox.wait_for_message(PHONE, after=before).code


@pytest.mark.threat("A72")
def test_an_outage_is_logged_once_and_asks_redis_once(no_redis, lines):
    uses = [ratelimit.count((ratelimit.FILE, "key"), sending=True) for _ in range(200)]
    assert {(each.within, each.flood) for each in uses} == {(True, False)}
    assert len(lines()) == 1
    assert NOWHERE not in lines()[0].getMessage()


@pytest.mark.threat("A72")
def test_a_redis_that_does_not_speak_delays_one_request_only(counting, lines, asked):
    """A server that takes the connection and says nothing; each question would cost a time-out."""
    broker = Broker()
    broker.start()
    with redis.Redis.from_url(broker.url) as client:
        client.client_pause(60_000)
        counting.RATE_LIMIT_URL = broker.url
        assert all(ratelimit.count((ratelimit.FILE, "key")).within for _ in range(100))
    broker.kill()
    assert len(asked) == 1
    assert len(lines()) == 1


@pytest.mark.threat("A72")
def test_redis_is_asked_again_after_the_pause(counting, monkeypatch):
    broker = Broker()
    counting.RATE_LIMIT_URL = broker.url
    assert all(ratelimit.count((ratelimit.FILE, "key")).within for _ in range(20))
    broker.start()
    now = time.monotonic()
    monkeypatch.setattr(ratelimit.time, "monotonic", lambda: now + ratelimit.PAUSE)
    assert [ratelimit.count((ratelimit.FILE, "key")).within for _ in range(11)].count(True) == 10
    broker.kill()


@pytest.mark.threat("A72")
def test_a_restarted_redis_is_no_outage(counting, lines):
    broker = Broker()
    broker.start()
    counting.RATE_LIMIT_URL = broker.url
    ratelimit.count((ratelimit.FILE, "key"))
    broker.kill()
    broker.start()
    assert [ratelimit.count((ratelimit.FILE, "key")).within for _ in range(11)].count(True) == 10
    broker.kill()
    assert lines() == []


@pytest.mark.threat("A73")
def test_only_json_is_read_from_the_broker():
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_serializer == "json"
    assert not app.conf.result_backend


@pytest.mark.threat("A73")
@pytest.mark.django_db(transaction=True)
def test_a_pickled_message_is_thrown_away_by_the_running_worker(worker):
    """It would be code of whoever reaches the broker: the worker refuses it unread, and goes on."""
    with app.connection_for_write() as connection:
        producer = Producer(connection, serializer="pickle")
        queue = Queue("celery", Exchange("celery"), routing_key="celery")
        headers = {"task": "verification.sweep", "id": "pickled", "lang": "py"}
        producer.publish(((), {}, {}), exchange=queue.exchange, routing_key="celery", declare=[queue], headers=headers)
    deadline = time.monotonic() + 30
    while "disallowed" not in worker.log.lower():
        assert time.monotonic() < deadline, worker.log[-2_000:]
        time.sleep(0.1)
    assert app.control.ping(timeout=5)


def refused_urls(settings, url):
    settings.CELERY_BROKER_URL = settings.RATE_LIMIT_URL = url
    return "portal.E010" in {message.id for message in run_checks(include_deployment_checks=True)}


@pytest.mark.threat("A73")
@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("redis://10.0.0.5:6379/0", True),
        ("redis://redis/0", True),
        ("rediss://redis.internal:6379/0", True),
        ("redis://user@redis.internal/0", True),
        ("redis://127.0.0.1;redis://10.0.0.5", True),
        ("redis://0.0.0.0:6379/0", True),
        ("redis://:secret@10.0.0.5:6379/0", False),
        ("redis://portal:secret@redis.internal/0", False),
        ("redis://127.0.0.1:6379/0", False),
        ("redis://127.8.8.8/0", False),
        ("redis://[::1]:6379/0", False),
        ("redis://localhost/0", False),
        ("redis+socket:///run/redis.sock", False),
    ],
)
def test_a_redis_of_another_machine_without_a_password_is_refused(settings, url, refused):
    assert refused_urls(settings, url) is refused
