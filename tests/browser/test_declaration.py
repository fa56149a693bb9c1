"""Signing the declaration, as a person does it: narrow and wide, light and dark, with and without a script."""

import pytest

from tests.browser.people import enter_code, file
from tests.support.longer import longer

PERJURY = {
    "en": "under penalty of perjury under the laws of the State of California",
    "es": "bajo pena de perjurio conforme a las leyes del Estado de California",
}


@pytest.mark.parametrize(
    ("width", "dark", "javascript", "language"),
    [
        (320, False, True, "en"),
        longer(1280, True, True, "en"),
        longer(320, True, False, "es"),
        longer(1280, False, True, "es"),
    ],
    ids=["narrow", "wide and dark", "narrow and dark without a script", "wide in Spanish"],
)
def test_the_declaration_is_offered_read_and_signed(visit, live_portal, width, dark, javascript, language):
    rosa = visit(width=width, dark=dark, javascript=javascript, language=language)
    address = f"rosa.declares.{width}.{language}@example.com"
    file(rosa, contact={"channel": "EMAIL", "email": address}, rights=["KNOW"], language=language)
    rosa.follow("main a[href='/confirm/']")
    enter_code(rosa, live_portal.outbox.wait_for_message(address, containing="/confirm/link/"))
    assert rosa.path == "/track/status/"
    rosa.follow("main a[href='/track/declaration/']")
    assert PERJURY[language] in " ".join(rosa.text.split())
    rosa.press()
    assert rosa.path == "/track/declaration/"
    assert rosa.page.locator("[data-error-summary]").count() == 1
    rosa.fill(name="Rosa Example", place="Fresno, California")
    rosa.press()
    assert rosa.path == "/track/status/"
    assert rosa.page.locator("main a[href='/track/declaration/']").count() == 0
