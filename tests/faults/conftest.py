"""What the tests of faults start from: servers that a test may upset, and a worker that it may kill."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.support.broker import Broker, publish_to
from tests.support.carrier import Carrier
from tests.support.mail_server import ScriptedMailServer
from tests.support.portal import Worker, with_path


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    """A broker of the module's own."""
    broker = Broker()
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def mail_server() -> Iterator[ScriptedMailServer]:
    with ScriptedMailServer() as server:
        yield server


@pytest.fixture(scope="module")
def carrier() -> Iterator[Carrier]:
    with Carrier() as carrier:
        yield carrier


@pytest.fixture(scope="module")
def deliveries(mail_server: ScriptedMailServer, carrier: Carrier) -> dict[str, str]:
    """The settings with which mail and texts go to these two."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_server.port),
        "PHONE_BACKEND": "privacy_portal.lib.sms.webhook.Backend",
        "PHONE_WEBHOOK_URL": carrier.url,
        "PHONE_WEBHOOK_KEY": "k" * 64,
    }


@pytest.fixture(scope="module")
def worker(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    broker: Broker,
    deliveries: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worker]:
    """A worker with two processes on the test database and these servers. A test that kills it starts it again."""
    with django_db_blocker.unblock():
        database = with_path(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    home = tmp_path_factory.mktemp("worker")
    worker = Worker(home, database_url=database, broker_url=broker.url, extra=deliveries)
    try:
        worker.start()
        yield worker
    finally:
        worker.stop()


@pytest.fixture
def _queue_here(broker: Broker, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """What this test files is queued for that worker, its receipt at once."""
    publish_to(broker.url, monkeypatch)
    settings.RECEIPT_WAITS_MINUTES = 0
