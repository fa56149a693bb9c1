"""Does an invited person get to the desk with an app or a passkey, at any size, and back in on the next day?"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.people import PASSWORD, enter_password
from tests.browser.visitor import Visitor
from tests.support.longer import longer
from tests.support.portal import Portal
from tests.support.staff import digits

# A platform authenticator with a fingerprint that is always right (Chrome DevTools Protocol, WebAuthn).
STICK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def invited(portal: Portal, email: str) -> str:
    """The path of an invitation."""
    return urlsplit(portal.manage("invite_staff", email, "--show-link").strip()).path


def join(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    visitor.fill(name="Sam Field", password=PASSWORD, again=PASSWORD)
    visitor.press()
    assert visitor.path == "/staff/second-factor/"


@pytest.fixture
def at_localhost(chromium: Browser, live_portal: Portal) -> Iterator[Visitor]:
    """A browser with a fingerprint reader. Browsers know passkeys of names only, not of 127.0.0.1."""
    visitor = Visitor(chromium, live_portal.base_url.replace("127.0.0.1", "localhost"), width=320, dark=True)
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})
    yield visitor
    visitor.close()
    assert visitor.broken_promises == []


@pytest.mark.threat("A60")
def test_a_passkey_opens_the_desk(at_localhost: Visitor, live_portal: Portal) -> None:
    sam = at_localhost
    join(sam, invited(live_portal, "sam.passkey@example.com"))
    sam.follow("main a[href$='/passkeys/add/']")
    sam.page.fill("[name=name]", "Laptop")
    sam.press("[data-passkey-button]")
    sam.page.wait_for_url("**/recovery-codes/")
    sam.look()
    assert sam.page.locator(".codes li").count() == 10
    sam.go("/staff/second-factor/")
    assert "Laptop" in sam.text
    sam.press("form[action='/staff/logout/'] [type=submit]")
    sam.go("/staff/")
    enter_password(sam, "sam.passkey@example.com")
    assert sam.path == "/staff/login/second-factor/"
    sam.press("[data-passkey-button]")
    sam.page.wait_for_url("**/staff/")
    sam.look()
    assert sam.path == "/staff/"


@pytest.mark.threat("A60")
@pytest.mark.parametrize("options", [{"width": 320}, longer({"dark": True, "javascript": False})])
def test_an_app_opens_the_desk(visit, live_portal: Portal, options: dict[str, object]) -> None:
    visitor = visit(**options)
    email = f"app{len(options)}@example.com"
    join(visitor, invited(live_portal, email))
    visitor.follow("main a[href$='/second-factor/app/']")
    secret = visitor.page.inner_text(".key").replace(" ", "")
    visitor.fill(code="000")
    visitor.press()
    assert visitor.page.title().startswith("Error:")
    visitor.fill(code=digits(secret))
    visitor.press()
    assert visitor.path == "/staff/second-factor/recovery-codes/"
    code = visitor.page.inner_text(".codes li >> nth=0")
    for path in ("/staff/", "/staff/second-factor/", "/staff/sessions/", "/staff/second-factor/app/"):
        visitor.go(path)
        assert visitor.path == path
    visitor.go("/staff/second-factor/recovery-codes/new/")
    visitor.press("form[action='/staff/logout/'] [type=submit]")
    for path in ("/staff/forgotten-password/", "/staff/join/1-1-x/", "/staff/login/?ended=1"):
        visitor.go(path)
    visitor.go("/staff/second-factor/")
    enter_password(visitor, email)
    visitor.fill(code=code)
    visitor.press()
    assert visitor.path == "/staff/second-factor/"
