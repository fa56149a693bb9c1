"""What does the next person find at a computer that several people use?"""

import pytest

from tests.browser.people import enter_code, file

MAILBOX = "rosa.shared@example.com"


@pytest.mark.threat("A37")
def test_after_finishing_back_shows_nothing_and_nothing_is_left_in_the_browser(visit, live_portal):
    rosa = visit()
    reference = file(rosa, contact={"channel": "EMAIL", "email": MAILBOX}, rights=["KNOW"])
    rosa.follow("main a[href='/confirm/']")
    enter_code(rosa, live_portal.outbox.wait_for_message(MAILBOX, containing="/confirm/link/"))
    assert rosa.path == "/track/status/"
    assert reference in rosa.text
    kept = "[localStorage.length, sessionStorage.length, document.cookie.includes('sessionid')]"
    assert rosa.page.evaluate(kept) == [0, 0, False]
    rosa.press("form[action='/finish/'] [type=submit]")
    assert rosa.path == "/finished/"
    for _ in range(4):
        rosa.page.go_back()
        shown = rosa.page.inner_text("body")
        assert not any(word in shown for word in (reference, "Rosa", MAILBOX))
    assert rosa.page.evaluate(kept) == [0, 0, False]
    assert "sessionid" not in {cookie["name"] for cookie in rosa.context.cookies()}
