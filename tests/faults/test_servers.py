"""Broker and database go away under the running portal: does it say so, and does it come back by itself?"""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from bench import books, soak
from bench.filing import send
from tests.support.broker import Broker
from tests.support.database import Database
from tests.support.mail_server import ScriptedMailServer
from tests.support.portal import Portal
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.threat("A74"), pytest.mark.soak]

PATIENCE = 120  # seconds until a test that waits for another process gives up; no test waits this long when all is well
DRAFTS = 12


class Running:
    """One portal for all tests here, its servers, and people with finished drafts."""

    def __init__(self, portal: Portal, database: Database, broker: Broker, mail: ScriptedMailServer) -> None:
        self.portal, self.database, self.broker, self.mail = portal, database, broker, mail
        self.drafts = portal.run_python(f"from bench.drafts import make; print(*make({DRAFTS}))").split()
        self.filed = 0

    def press_send(self, draft: str) -> tuple[int, str | None]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.portal.port)) as connection:
            response = send(connection, draft)
        return response.status, response.getheader("Location")

    def file(self, draft: str | None = None) -> None:
        assert self.press_send(draft or self.drafts.pop()) == soak.FILED
        self.filed += 1

    def wait_until_nothing_is_owed(self) -> None:
        wait_until(lambda: not books.owed(self.portal), patience=PATIENCE)

    @property
    def twice(self) -> int:
        """How many messages arrived more often than once so far."""
        return len(self.mail.taken) - len({(mail.to, mail.kind) for mail in self.mail.taken})

    def assert_all_is_in_order(self) -> None:
        """Everything that was filed so far is acknowledged and sent; no process had to be started again."""
        assert len({(mail.to, mail.kind) for mail in self.mail.taken}) == 2 * self.filed
        assert self.portal.children.first_dead() is None


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with soak.servers() as servers:
        yield Running(*servers)


def sends_that_failed(running: Running) -> int:
    """How often a task that sends could not go on without the database, says the worker."""
    log = (running.portal.children.logs / "worker.log").read_text()
    return len(re.findall(r"Task (?:verification\.send|requests_app\.deliver)\[.*raised unexpected", log))


def status(running: Running, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", running.portal.port)) as connection:
        connection.request("GET", path, headers={"Cookie": f"sessionid={'a' * 32}"})
        return connection.getresponse().status


def test_what_a_flushed_broker_forgot_is_sent(running):
    running.portal.children.stop("worker")
    for _ in range(3):
        running.file()
    assert running.broker.flush() >= 3
    running.portal.start_worker()
    running.wait_until_nothing_is_owed()
    running.assert_all_is_in_order()
    assert running.twice == 0


def test_a_broker_that_was_away_is_found_again_and_nobody_who_files_meanwhile_notices(running):
    running.broker.kill()
    for _ in range(3):
        running.file()
    running.broker.start()
    running.wait_until_nothing_is_owed()
    running.assert_all_is_in_order()
    assert running.twice == 0


def test_a_database_that_was_away_is_found_again_by_web_worker_and_beat(running):
    draft = running.drafts.pop()
    running.database.stop()
    assert running.press_send(draft)[0] == 503
    assert (status(running, "/healthz/"), status(running, "/")) == (503, 503)
    running.database.start()
    assert (status(running, "/healthz/"), status(running, "/")) == (200, 200)
    running.file(draft)
    running.wait_until_nothing_is_owed()
    running.assert_all_is_in_order()


def test_a_database_that_crashes_loses_nothing_that_was_promised(running):
    for _ in range(2):
        running.file()
    wait_until(lambda: books.owed(running.portal) <= 2, patience=PATIENCE)  # their receipts, which wait for the sweep
    running.database.crash()
    running.database.start()
    running.file()
    running.wait_until_nothing_is_owed()
    running.assert_all_is_in_order()


def test_a_database_that_goes_away_before_the_record_is_the_same_window_as_a_death(running):
    """The mail server has said yes, and nobody can write it down: sent again, and no third time."""
    running.wait_until_nothing_is_owed()
    taken, twice, failed = len(running.mail.taken), running.twice, sends_that_failed(running)
    running.mail.gate.hold("content")
    running.file()
    running.mail.gate.wait_until_held(1)
    running.database.stop()
    running.mail.gate.go_on()
    wait_until(lambda: sends_that_failed(running) > failed, patience=PATIENCE)
    unrecorded = len(running.mail.taken) - taken
    running.database.start()
    books.move_up(running.portal, waiting_longer_than=0)  # whoever had them in hand has failed: nothing else is moved
    running.wait_until_nothing_is_owed()
    assert unrecorded >= 1
    running.assert_all_is_in_order()
    assert running.twice - twice == unrecorded
