"""Staff take a request on the telephone, from the script to the acknowledgement that they speak; and one by letter."""

import os
from pathlib import Path

import pytest

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.longer import longer

INTAKE = "/staff/requests_app/privacyrequest/intake/"
FOCUSED = "() => { const e = document.activeElement; return [e.name || '', e.value || '', e.type || '', e.innerText]; }"
TABS = 120  # more than any page has places to stop at
LETTER = {
    "how-channel": ["POST"],
    "for-whom-for_whom": ["SELF"],
    "rights-rights": ["DELETE", "CORRECT"],
    "delete-scope": ["PARTS"],
    "correct-item": ["POSTAL_ADDRESS"],
    "residence-resident": ["yes"],
    "contact-channel": ["POST"],
    "language-language": ["en"],
}
WORDS = {
    "delete-parts": "My newsletter history",
    "correct-right": "12 Elm Avenue",
    "name-name": "Lena Letter",
    "contact-postal_address": "12 Elm Avenue\nFresno, CA 93650",
}


def seen(visitor: Visitor, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        visitor.page.screenshot(path=Path(folder) / f"intake-{name}.png", full_page=True)


class Keyboard:
    """A page worked without a mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.keys = visitor, visitor.page.keyboard

    def reach(self, name: str, value: str | None = None) -> None:
        """Press Tab until the field is in focus, and then, among radios, the arrow to its option."""
        for _ in range(TABS):
            self.keys.press("Tab")
            found, at, kind, _text = self.visitor.page.evaluate(FOCUSED)
            if found == name and (value is None or kind == "radio" or at == value):
                break
        else:
            pytest.fail(f"no way to {name} by keyboard")
        self.keys.press("Space") if kind in ("radio", "checkbox") else None
        while kind == "radio" and self.visitor.page.evaluate(FOCUSED)[1] != value:
            self.keys.press("ArrowDown")

    def type(self, name: str, words: str) -> None:
        self.reach(name)
        self.keys.type(words)

    def press(self, words: str) -> None:
        """Press Tab until a button or link with these words is in focus, and Enter."""
        for _ in range(TABS):
            self.keys.press("Tab")
            if self.visitor.page.evaluate(FOCUSED)[3] == words:
                break
        else:
            pytest.fail(f"no way to {words} by keyboard")
        with self.visitor.page.expect_navigation():
            self.keys.press("Enter")
        self.visitor.look()


def test_a_phone_call_from_the_script_to_the_spoken_acknowledgement_by_keyboard(visit, live_portal):
    desk = visit()
    people.sign_in(desk, live_portal)
    desk.go(f"{INTAKE}script/?language=en")
    assert "the last 12 months, dates that you choose, or everything since Jan. 1, 2022" in desk.text
    desk.go("/staff/requests_app/privacyrequest/")
    by_keyboard = Keyboard(desk)
    by_keyboard.press("Enter a request")
    for name, value in [("how-channel", "PHONE"), ("rights-rights", "KNOW"), ("know-what", "KNOW_SPECIFIC")]:
        by_keyboard.reach(name, value)
    assert not desk.page.is_visible("[name=delete-parts]")
    by_keyboard.reach("period-period", "EVERYTHING")
    by_keyboard.reach("residence-resident", "yes")
    by_keyboard.press("Continue to the check")
    assert "Enter your name" in desk.text
    by_keyboard.type("name-name", "Rosa Example")
    by_keyboard.reach("contact-channel", "EMAIL")
    by_keyboard.type("contact-email", "rosa.calls@example.com")
    by_keyboard.reach("language-language", "en")
    by_keyboard.press("Continue to the check")
    assert "Nothing is filed yet." in desk.text
    by_keyboard.press("File the request")
    assert "Your reference, letter by letter:" in desk.text
    for value in ("received", "reference", "process", "verify", "when", "add"):
        by_keyboard.reach("said", value)
    by_keyboard.press("Confirm the receipt by voice")
    assert "The receipt is recorded as confirmed, by voice." in desk.text
    assert live_portal.outbox.wait_for_message("rosa.calls@example.com", containing="/confirm/link/")


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True), longer(320, True), longer(1280, False)])
def test_a_letter_on_any_screen(visit, live_portal, width, dark):
    name = f"{width}-{'dark' if dark else 'light'}"
    desk = visit(width=width, dark=dark)
    people.sign_in(desk, live_portal)
    desk.go(f"{INTAKE}script/?language=en")
    seen(desk, f"script-{name}")
    desk.go(INTAKE)
    seen(desk, f"blank-{name}")
    desk.press("main form.intake [type=submit]:not([name])")
    seen(desk, f"wrong-{name}")
    for field, values in LETTER.items():
        desk.choose(field, *values)
    desk.fill(**WORDS)
    seen(desk, f"filled-{name}")
    desk.press("main form.intake [type=submit]:not([name])")
    seen(desk, f"check-{name}")
    desk.press("main form[method=post] [type=submit]")
    seen(desk, f"request-{name}")
    desk.follow('main a[href*="/letter/"]')
    assert "Lena Letter" not in desk.text
    people.read(desk)
    assert "Lena Letter" in desk.text
    seen(desk, f"letter-{name}")
    desk.follow('main a[href*="/posted/"]')
    seen(desk, f"posted-{name}")
    desk.press("main form[method=post] [type=submit]")
    assert "It is recorded when the letter was posted." in desk.text
    desk.follow('main a[href*="/change-receipt/"]')
    desk.fill(day="2026-01-02", time="", reason="It lay in the post room.")
    desk.press("main form[method=post] [type=submit]")
    assert "This is what changes" in desk.text
    seen(desk, f"change-{name}")
    desk.go(f"{INTAKE}letters/")
    seen(desk, f"letters-{name}")
