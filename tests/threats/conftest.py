"""What the tests of threats begin with: a Redis that counts, callers with addresses, and the scene of the crawls."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from privacy_portal.lib import proof_of_work, ratelimit
from tests.journeys.walk import walk
from tests.threats.callers import ADDRESS
from tests.threats.scene import Scene, staged


@pytest.fixture
def counting(settings: Settings) -> Iterator[Settings]:
    """Callers are counted, from zero, in the broker's Redis; one proxy of our own stands in front."""
    url = settings.RATE_LIMIT_URL = settings.CELERY_BROKER_URL
    settings.TRUSTED_PROXY_COUNT = 1
    settings.DEMO = True
    ratelimit.forget_everything()
    yield settings
    settings.RATE_LIMIT_URL = url
    ratelimit.forget_everything()


@pytest.fixture
def caller() -> Callable[[str], Client]:
    """A browser behind our proxy, at an address."""

    def at(address: str) -> Client:
        return Client(headers={"X-Forwarded-For": address})

    return at


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions that Redis is asked from now on, one for each round trip."""
    questions: list[Any] = []
    real = redis.client.Pipeline.execute

    def execute(pipe: Any) -> Any:
        questions.append(pipe)
        return real(pipe)

    monkeypatch.setattr(redis.client.Pipeline, "execute", execute)
    return questions


@pytest.fixture
def patient(counting: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Nobody waits a minute in a test, nor calculates for a second, nor hashes a password for long."""
    counting.STEP_UP_WAIT_SECONDS = 0
    counting.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(proof_of_work, "COST", 1)
    return counting


@pytest.fixture
def ready(caller: Callable[[str], Client]) -> Callable[..., Client]:
    """A browser whose answers are complete: only Send is left."""

    def at(address: str = ADDRESS) -> Client:
        client = caller(address)
        walk(client)
        return client

    return at


@pytest.fixture(scope="module")
def set_up_scene(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Path]]:
    """One scene for the tests of a module, in a transaction that is undone at its end; and where its documents lie.

    It takes a second to set up. What a test does to it is undone after the test, as ever.
    """
    documents = tmp_path_factory.mktemp("scene") / "documents"
    around = transaction.atomic()
    # What a test case sets, too: inside, operations that insist on a transaction of their own get what they ask for.
    around._from_testcase = True  # type: ignore[attr-defined]  # not in the stubs
    with django_db_blocker.unblock(), around:
        with override_settings(ROOT_URLCONF="tests.demo.urls", DEMO=True, DOCUMENTS_DIR=documents):
            staged_scene = staged()
        with django_db_blocker.block():
            yield staged_scene, documents
        transaction.set_rollback(True)


@pytest.fixture
def scene(set_up_scene: tuple[Scene, Path], db: None, settings: Settings) -> Scene:
    """The portal with all its addresses, those of the demo included."""
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DEMO = True
    staged_scene, settings.DOCUMENTS_DIR = set_up_scene
    return staged_scene
