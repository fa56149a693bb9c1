"""A worker and a broker die in the middle of a thousand filings: every request is stored, every message leaves."""

import collections
import contextlib
import http.client
import json
import threading
import time

import pytest

from bench.filing import send
from tests.support.broker import Broker
from tests.support.portal import Portal

FILINGS = 1_000
CONNECTIONS = 4
# What the books say, in one line of JSON.
BOOKS = """
import json
from django.db.models import Count
from requests_app.models import Notice, PrivacyRequest, Submission
from verification.models import Challenge
def states(model):
    return dict(model.objects.values_list("state").annotate(Count("pk")))
print(json.dumps({
    "submissions": Submission.objects.count(),
    "requests": PrivacyRequest.objects.count(),
    "acknowledged": Submission.objects.exclude(acknowledged_at=None).count(),
    "notices": states(Notice),
    "challenges": states(Challenge),
}))
"""


@pytest.fixture
def broker():
    broker = Broker()
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def portal(tmp_path, broker):
    portal = Portal(tmp_path)
    portal.env["REDIS_URL"] = broker.url
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


class Filers:
    """A few people who press Send for one finished draft after the other."""

    def __init__(self, portal, keys):
        self.portal, self.keys = portal, iter(keys)
        self.answers: collections.Counter[tuple[int, str | None]] = collections.Counter()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._file) for _ in range(CONNECTIONS)]
        for thread in self._threads:
            thread.start()

    def wait_until(self, filed):
        while self.answers.total() < filed:
            time.sleep(0.02)

    def finish(self):
        for thread in self._threads:
            thread.join()

    def _file(self):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.portal.port)) as connection:
            while key := self._next():
                response = send(connection, key)
                self.answers[response.status, response.getheader("Location")] += 1

    def _next(self):
        with self._lock:
            return next(self.keys, None)


def books(portal):
    return json.loads(portal.run_python(BOOKS))


def settled(portal, patience=240):
    """The books once nothing is owed any more."""
    deadline = time.monotonic() + patience
    while True:
        now = books(portal)
        if "OWED" not in now["notices"] and "OWED" not in now["challenges"]:
            return now
        assert time.monotonic() < deadline, now
        time.sleep(2)


def test_a_killed_worker_and_a_killed_broker_lose_no_request_and_no_message(portal, broker):
    keys = portal.run_python(f"from bench.drafts import make; print(*make({FILINGS}))").split()
    filers = Filers(portal, keys)
    filers.wait_until(FILINGS // 5)
    portal.kill_worker()
    filers.wait_until(2 * FILINGS // 5)
    portal.start_worker()
    filers.wait_until(3 * FILINGS // 5)
    broker.kill()
    filers.wait_until(4 * FILINGS // 5)
    broker.start()
    filers.finish()

    assert filers.answers == {(302, "/requests/filed/"): FILINGS}
    ends = settled(portal)
    assert ends == {
        "submissions": FILINGS,
        "requests": 3 * FILINGS,
        "acknowledged": FILINGS,
        "notices": {"SENT": FILINGS},
        "challenges": {"SENT": FILINGS},
    }
    assert_every_mail_arrived(portal)


def assert_every_mail_arrived(portal):
    """A receipt and a challenge for everybody; twice only what the killed worker had in hand."""
    arrived = collections.Counter(
        (mail.to, "/confirm/link/" in mail.text) for mail in portal.outbox.messages(kind="email")
    )
    assert len(arrived) == 2 * FILINGS
    processes_of_the_killed_worker = 2
    assert arrived.total() - len(arrived) <= processes_of_the_killed_worker
