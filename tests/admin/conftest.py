"""A desk at noon on Monday, November 23, 2026, with the people who sit there."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from requests_app.models import HolderTask, PrivacyRequest
from requests_app.vocabulary import Role
from tests.filings import DELETION, NOON, colleague
from tests.holders import OWN, holder, started
from tests.support.roles import employ
from tests.support.staff import staff_sign_in
from tests.threats.proposals import verified


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


@pytest.fixture
def register(staff: User) -> User:
    """Two of whom tasks are made: a system of the business's own, and who sends its mail."""
    holder(staff, "Shop", OWN)
    holder(staff, "Pigeon Mail")
    return staff


@pytest.fixture
def request_(register: User) -> PrivacyRequest:
    """A deletion, verified; its tasks can be made."""
    return verified(register, DELETION)


@pytest.fixture
def pigeon(request_: PrivacyRequest, staff: User) -> HolderTask:
    """The task of who sends the mail; the other one is there, too."""
    return started(request_, staff)[0]
