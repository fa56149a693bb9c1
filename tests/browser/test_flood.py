"""Can everybody still send while a flood is on, with and without JavaScript, and does nothing come from elsewhere?"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.people import answer, answer_contact, enter_code
from tests.browser.visitor import Visitor
from tests.support.portal import Portal, with_path

Visit = Callable[..., Visitor]
SEND, FILED = "/requests/new/send/", "/requests/filed/"


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that takes every filing for a flood."""
    portal = Portal(tmp_path_factory.mktemp("flooded"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = with_path(os.environ["REDIS_URL"], str(11 - number))  # its worker must not take the other portal's tasks
    portal.env |= {"REDIS_URL": url, "RATE_LIMIT_URL": url}
    portal.env |= {"FLOOD_FILINGS_PER_MINUTE": "0", "STEP_UP_WAIT_SECONDS": "0"}
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def visit(chromium: Browser, flooded: Portal) -> Iterator[Visit]:
    visitors: list[Visitor] = []

    def open_one(**options: object) -> Visitor:
        visitors.append(Visitor(chromium, flooded.base_url, **options))  # type: ignore[arg-type]
        return visitors[-1]

    yield open_one
    for visitor in visitors:
        visitor.close()
        assert visitor.broken_promises == []


def send(visitor: Visitor, mailbox: str) -> None:
    """Answer everything and press Send; the page before Send comes."""
    visitor.go("/")
    visitor.press()
    answer(visitor, choose={"for_whom": ["SELF"]})
    answer(visitor, choose={"rights": ["KNOW"]})
    answer(visitor, choose={"what": ["SOURCES"]})
    answer(visitor, choose={"period": ["EVERYTHING"]})
    answer(visitor, choose={"resident": ["yes"]})
    answer(visitor, fill={"name": "Rosa Example"})
    answer_contact(visitor, {"channel": "EMAIL", "email": mailbox})
    answer(visitor, choose={"language": [visitor.language]})
    visitor.press()
    assert visitor.path == SEND


@pytest.mark.threat("A69", "A70", "A71")
def test_the_whole_way_asks_no_other_origin_for_anything(visit: Visit, flooded: Portal, tmp_path: Path) -> None:
    rosa = visit()
    asked: list[str] = []
    rosa.context.on("request", lambda request: asked.append(request.url))
    mailbox = "rosa.flood@example.com"
    send(rosa, mailbox)
    status = rosa.page.locator("main [role=status]")
    status.get_by_text("Ready").wait_for()
    rosa.look()
    rosa.press()
    assert rosa.path == FILED
    rosa.follow("main a[href='/confirm/']")
    enter_code(rosa, flooded.outbox.wait_for_message(mailbox, containing="/confirm/link/"))
    assert rosa.path == "/track/status/"
    rosa.go("/privacy/")
    assert any("pbkdf2" in url for url in asked)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(flooded.base_url).netloc}
    assert {urlsplit(url).scheme for url in asked} == {"http"}


@pytest.mark.threat("A70")
def test_send_pressed_too_early_is_sent_when_the_work_is_done(visit: Visit) -> None:
    rosa = visit(language="es", width=320)
    rosa.context.route("**/pbkdf2*.js", lambda route: release.append(route))
    release: list[object] = []
    send(rosa, "rosa.early@example.com")
    button = rosa.page.locator("main form[data-challenge] [type=submit]")
    assert not rosa.page.locator("[data-patience]").is_visible()
    button.click()
    button.click()
    assert rosa.path == SEND
    with rosa.page.expect_navigation():
        release[0].continue_()  # type: ignore[attr-defined]
    assert rosa.path == FILED


@pytest.mark.threat("A70")
def test_a_browser_that_cannot_do_the_work_is_told_to_wait(visit: Visit) -> None:
    rosa = visit()
    rosa.context.route("**/pbkdf2*.js", lambda route: route.fulfill(body="self.postMessage({error: 'no'})"))
    send(rosa, "rosa.cannot@example.com")
    rosa.page.locator("[data-patience]").wait_for()
    assert "Waiting works as well" in rosa.text
    rosa.look()


@pytest.mark.threat("A70")
def test_without_a_script_waiting_is_enough(visit: Visit) -> None:
    rosa = visit(javascript=False)
    send(rosa, "rosa.waits@example.com")
    assert rosa.page.locator("[data-patience]").is_visible()
    rosa.press()
    assert rosa.path == FILED
