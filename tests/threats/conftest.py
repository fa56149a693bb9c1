"""The scene of the crawls: the portal with all its addresses, those of the demo included."""

import pytest
from pytest_django import Settings

from tests.threats.scene import Scene, staged


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DEMO = True
    return staged()
