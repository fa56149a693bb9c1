"""A browser that watches: every page it sees is held to the promises the portal makes about all pages."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor
from tests.support.portal import Portal

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_portal: Portal, tmp_path: Path) -> Iterator[Callable[..., Visitor]]:
    """Open a new browser profile: `visit(language="es", javascript=False, width=320)`. All are checked at the end."""
    visitors: list[Visitor] = []

    def open_one(**options: object) -> Visitor:
        visitor = Visitor(chromium, live_portal.base_url, **options)  # type: ignore[arg-type]
        visitors.append(visitor)
        return visitor

    yield open_one
    for visitor in visitors:
        visitor.close()
        assert visitor.broken_promises == []
