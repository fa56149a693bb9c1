"""Before a session of staff ends, a dialog says so; whoever stays loses nothing, and whoever does not is told."""

import os
from pathlib import Path

import pytest

from tests.browser.people import sign_in

LEFT_IN_THE_FORM = "Half of a sentence"
DIALOG = "dialog[data-session]"


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_somebody_who_is_about_to_be_logged_out_may_stay(visit, live_portal, width, dark):
    desk = visit(width=width, dark=dark)
    sign_in(desk, live_portal, username=f"stays-{width}")
    desk.page.clock.install()
    desk.go("/staff/requests_app/privacyrequest/")
    desk.page.fill("main [name=typed]", LEFT_IN_THE_FORM)
    desk.page.clock.fast_forward("24:00")
    assert not desk.page.is_visible(DIALOG)
    desk.page.clock.fast_forward("02:00")
    dialog = desk.page.locator(DIALOG)
    dialog.wait_for()
    assert "You are about to be logged out" in dialog.inner_text()
    assert desk.page.evaluate("document.activeElement.hasAttribute('data-stay')")
    desk.look()
    if folder := os.environ.get("SCREENSHOTS"):
        desk.page.screenshot(path=Path(folder) / f"session-ends-{width}.png")
    desk.page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    assert desk.page.input_value("main [name=typed]") == LEFT_IN_THE_FORM
    desk.page.clock.fast_forward("31:00")
    dialog.wait_for()
    assert "Your session has ended" in dialog.inner_text()
    dialog.get_by_text("Back to the page").click()
    assert not dialog.is_visible()
