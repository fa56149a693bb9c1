"""What the tests of notices start from: noon of a day, and backends that keep what leaves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from privacy_portal.lib.sms import locmem
from tests.filings import NOON
from tests.notices.cases import Maker


@pytest.fixture(autouse=True)
def portal(settings: Any) -> Iterator[None]:
    """A business with a long name and a long address, and both kinds of messages kept in memory."""
    settings.PORTAL_BASE_URL = "https://privacy.larkspur-home-goods.example.com"
    settings.BUSINESS_NAME = "Larkspur Home & Garden of Sacramento"
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    settings.SELLS_OR_SHARES = True
    locmem.outbox.clear()
    yield
    locmem.outbox.clear()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Ten minutes after noon: all that noon owes is due."""
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def make(staff: User) -> Maker:
    """Files by email in English."""
    return Maker(staff)
