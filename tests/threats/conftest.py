"""What the tests of threats begin with: a Redis that counts, callers with addresses, and the scene of the crawls."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.test import Client
from pytest_django import Settings

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


@pytest.fixture
def scene(db: None, settings: Settings, documents: Path) -> Scene:
    """The portal with all its addresses, those of the demo included."""
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DEMO = True
    return staged()
