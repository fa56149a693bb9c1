"""What the tests of challenges start from: a moment, a challenge, and servers that answer on loopback."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from tests.verification.servers import HttpServer, MailServer
from verification import challenges
from verification.models import Challenge, Channel

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # ten in the morning in California

Issue = Callable[..., Challenge]


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    """The app alone: its own addresses, and a business whose name needs escaping in HTML and nowhere else."""
    settings.ROOT_URLCONF = "tests.verification.urls"
    settings.PORTAL_BASE_URL = "https://privacy.juniper.example.com"
    settings.ALLOWED_HOSTS = ["privacy.juniper.example.com"]
    settings.DEFAULT_FROM_EMAIL = "privacy@juniper.example.com"
    settings.BUSINESS_NAME = "Juniper & Sons"
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time that tasks and views read: AT until a test moves it."""
    with time_machine.travel(AT, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def issue() -> Issue:
    """Issue a challenge, to confirm an email address unless the test says otherwise."""

    def _issue(**differently: Any) -> Challenge:
        wanted: dict[str, Any] = {
            "purpose": "confirm",
            "subject": uuid4(),
            "channel": Channel.EMAIL,
            "destination": "maria@example.org",
            "language": "en",
            "at": AT,
        }
        return challenges.issue(**wanted | differently)

    return _issue


@pytest.fixture
def wrong_code() -> Callable[[Challenge], str]:
    """A code of six digits that is not the challenge's."""
    return lambda challenge: f"{(int(challenges.code_of(challenge)) + 1) % 1_000_000:06d}"


@pytest.fixture
def reload() -> Callable[[Challenge | UUID], Challenge]:
    """The challenge as the database has it."""
    return lambda challenge: Challenge.objects.get(pk=getattr(challenge, "pk", challenge))


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server on loopback to which the portal's mail goes."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def http_server() -> Iterator[HttpServer]:
    """An HTTP server on loopback that keeps what it is sent and answers as the test tells it."""
    with HttpServer() as server:
        yield server
