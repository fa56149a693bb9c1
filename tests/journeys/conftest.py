"""The numbers of fiction (555-0100 to 0199) can be reached in a demo only, so the journeys run as one."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def fictional_numbers(settings: Settings) -> None:
    settings.DEMO = True
