"""What many tests begin with: people, browsers, and real processes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests.support.broker import publish_to
from tests.support.clamd import Clamd, needed_program
from tests.support.portal import Portal, Worker, with_path
from tests.support.roles import TEAM, employ


def _database_url() -> str:
    """The address of the test database, which another process needs: pytest-django changed it in this one only."""
    facts = connections["default"].settings_dict
    login = f"{quote(facts['USER'], safe='')}:{quote(facts['PASSWORD'], safe='')}"
    return f"postgres://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


APPEND_ONLY = ("requests_app_event", "requests_app_historyseal", "requests_app_sealedhead")


@contextmanager
def triggers_off(*tables: str) -> Iterator[None]:
    """Without the triggers that keep a table as it was written, as only its owner can have it."""
    for verb in ("DISABLE", "ENABLE"):
        with connection.cursor() as cursor:
            # What still waits for the end of a transaction would forbid ALTER TABLE.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            for table in tables or APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
        if verb == "DISABLE":
            yield


@pytest.fixture(scope="session", autouse=True)
def emptied_after_tests() -> Iterator[None]:
    """Let the tables be emptied behind a test that commits, although they refuse TRUNCATE."""
    empty = TransactionTestCase._fixture_teardown

    def with_triggers_off(self: TransactionTestCase) -> None:
        with triggers_off():
            empty(self)

    TransactionTestCase._fixture_teardown = with_triggers_off
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session")
def worker(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    """A real worker on the test database. The test must commit: `@pytest.mark.django_db(transaction=True)`."""
    with django_db_blocker.unblock():
        url = _database_url()
    worker = Worker(tmp_path_factory.mktemp("worker"), database_url=url, broker_url=os.environ["REDIS_URL"])
    try:
        worker.start()
        yield worker
    finally:
        worker.stop()


@pytest.fixture(scope="session")
def live_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The whole portal as production runs it, on its own database. One for all tests: use addresses of your own."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def clamd_server() -> Iterator[Clamd]:
    """Debian's clamd with signatures of the tests' own; one for all tests."""
    server = Clamd(needed_program())
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def clamd(clamd_server: Clamd, settings: Settings) -> str:
    """Scan with a real clamd in this test: the value of the setting CLAMD. What it finds: tests/support/clamd.py."""
    settings.CLAMD = clamd_server.unix
    return clamd_server.unix


@pytest.fixture
def documents(settings: Settings, tmp_path: Path) -> Path:
    """Keep the documents of this test in a directory of its own, which is returned."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def staff(db: None) -> User:
    """A member of the privacy team who may see requests and act on them."""
    return employ("reviewer", *TEAM)


@pytest.fixture
def client_b() -> Client:
    """A second browser."""
    return Client()


@pytest.fixture
def broker_url(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> str:
    """A database of Valkey that no worker of other tests listens on; what this test commits is queued there.

    Other tests' own databases count up from 0, live portals' down from 15, these down from 11.
    """
    number = 11 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = with_path(settings.CELERY_BROKER_URL, str(number))
    publish_to(url, monkeypatch)
    return url


@pytest.fixture(autouse=True)
def _nobody_else_works_on_what_it_commits(request: pytest.FixtureRequest) -> None:
    """Keep the session's worker away from a test that commits and did not ask for it.

    The worker would take up what the test queued while the test goes on, and hold locks when the tables are emptied.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction") and "worker" not in request.fixturenames:
        request.getfixturevalue("broker_url")
