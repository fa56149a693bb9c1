"""A desk at noon on Monday, November 23, 2026, with the people who sit there."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from requests_app.vocabulary import Role
from tests.filings import NOON, colleague
from tests.support.roles import employ
from tests.support.staff import staff_sign_in


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """The clock of every test here; `noon.move_to(…)` turns it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(staff: User) -> Client:
    """The browser of somebody who may see requests and act on them."""
    return logged_in(staff)


@pytest.fixture
def second_desk(db: None) -> Client:
    """The browser of a colleague, who may do the same."""
    return logged_in(colleague())


@pytest.fixture
def looker(db: None) -> Client:
    """The browser of somebody who may see requests and nothing else."""
    return logged_in(employ("looker", Role.AUDITOR))


@pytest.fixture
def boss(db: None) -> Client:
    """The browser of a superuser."""
    return logged_in(User.objects.create_superuser("boss", password=None))


def logged_in(user: User) -> Client:
    client = Client()
    staff_sign_in(client, user)
    return client
