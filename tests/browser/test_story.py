"""The whole story, with the real web server, worker, PostgreSQL and Valkey, told once in each language and manner."""

import pytest

from tests.browser.people import act, enter_code, file, link_in, open_request, send, sign_in
from tests.browser.people import answer_contact as change_contact
from tests.support.longer import longer

ENGLISH, SPANISH = "en", "es"
WORDS = {
    ENGLISH: {"extended": "This request is complex", "answer": "You ordered two lamps in May."},
    SPANISH: {"extended": "compleja", "answer": "Usted pidió dos lámparas en mayo."},
}
PLAIN = "We still need the order records, because the tax code wants them kept for four years after the sale."


def address(language, javascript, what):
    return f"rosa.{what}.{language}.{'js' if javascript else 'nojs'}@example.com"


@pytest.mark.parametrize(
    ("language", "javascript"),
    [(ENGLISH, True), (SPANISH, False), longer(ENGLISH, False), longer(SPANISH, True)],
    ids=["en-script", "es-no script", "en-no script", "es-script"],
)
@pytest.mark.threat("A93")
def test_a_request_is_filed_confirmed_extended_denied_answered_and_read(visit, live_portal, language, javascript):
    mailbox = address(language, javascript, "story")
    rosa = visit(language=language, javascript=javascript)
    reference = file(rosa, contact={"channel": "EMAIL", "email": mailbox}, language=language)

    challenge = live_portal.outbox.wait_for_message(mailbox, containing="/confirm/link/")
    phone = visit(language=language, javascript=javascript, width=320)
    phone.page.goto(link_in(challenge, "/confirm/link/"))
    phone.look()
    assert reference in phone.text
    phone.press()
    assert phone.path == "/track/confirm-deletion/3/"
    receipt = live_portal.outbox.wait_for_message(mailbox, containing=reference)
    assert "Rosa" not in receipt.text + receipt.html
    phone.press()
    assert phone.path == "/track/status/"

    desk = visit()
    sign_in(desk, live_portal)
    open_request(desk, f"{reference}-1")
    act(desk, "match", points=["NAME", "EMAIL", "CUSTOMER_NUMBER"], who=["new"])
    act(desk, "extend", reason=["COMPLEXITY"])
    open_request(desk, f"{reference}-1")
    act(desk, "answer", text=WORDS[language]["answer"])
    open_request(desk, f"{reference}-3")
    desk.follow('main a[href*="/deny/"]')
    desk.choose("ground", "DEL_8_LEGAL")
    desk.press("main form[method=get] [type=submit]")
    for area in desk.page.locator("main textarea").all():
        area.fill(PLAIN)
    desk.press("main form[method=post] [type=submit]")
    send(desk)

    live_portal.outbox.wait_for_message(mailbox, after=4)
    later = visit(language=language, javascript=javascript)
    later.go("/track/")
    later.fill(reference=reference)
    later.press()
    enter_code(later, live_portal.outbox.wait_for_message(mailbox, containing="/track/link/"))
    assert later.path == "/track/status/"
    assert WORDS[language]["answer"] in later.text
    assert PLAIN in later.text
    later.press("form[action='/finish/'] [type=submit]")
    later.page.go_back()
    assert WORDS[language]["answer"] not in later.page.inner_text("body")


@pytest.mark.parametrize("language", [ENGLISH, longer(SPANISH)])
@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        ({"channel": "EMAIL", "email": "rosa.code.{}@example.com"}, "email"),
        ({"channel": "TEXT", "phone": "+141555501{}0"}, "text"),
        ({"channel": "CALL", "phone": "+141555501{}5"}, "call"),
    ],
    ids=["email", "text", "call"],
)
def test_the_code_is_entered_where_the_request_was_filed(visit, live_portal, language, contact, kind):
    mark = language if kind == "email" else {"en": 1, "es": 2}[language]
    contact = {name: value.format(mark) for name, value in contact.items()}
    rosa = visit(language=language, width=320)
    file(rosa, contact=contact, rights=["KNOW"], language=language)
    to = contact.get("email") or contact["phone"]
    rosa.follow("main a[href='/confirm/']")
    enter_code(rosa, challenge_in(live_portal, to, kind))
    assert rosa.path == "/track/status/"


def challenge_in(live_portal, to, kind):
    """The newest message with a code, and not the receipt that comes beside it."""
    marks = {"email": "/confirm/link/", "text": "@127.0.0.1 #", "call": "."}
    if kind == "call":
        live_portal.outbox.wait_for_message(to, kind=kind)
        return next(each for each in live_portal.outbox.messages(to=to, kind=kind) if "after_key" in str(each.content))
    return live_portal.outbox.wait_for_message(to, kind=kind, containing=marks[kind])


def test_a_mistyped_address_is_corrected_and_the_newest_code_counts(visit, live_portal):
    rosa = visit(width=320, dark=True)
    file(rosa, contact={"channel": "EMAIL", "email": "rosa.typo@exmaple.com"}, rights=["KNOW"])
    rosa.follow("main a[href='/confirm/']")
    rosa.follow("main a[href='/confirm/change/']")
    change_contact(rosa, {"channel": "EMAIL", "email": "rosa.typo@example.com"})
    old = live_portal.outbox.wait_for_message("rosa.typo@example.com", containing="/confirm/link/")
    rosa.press("form[action='/confirm/resend/'] [type=submit]")
    new = live_portal.outbox.wait_for_message("rosa.typo@example.com", containing="/confirm/link/", after=1)
    if old.code != new.code:
        enter_code(rosa, old)
        assert rosa.path == "/confirm/"
    enter_code(rosa, new)
    assert rosa.path == "/track/status/"


@pytest.mark.threat("A93")
def test_the_journey_goes_by_keyboard_alone(visit):
    rosa = visit()
    rosa.go("/")
    for key, presses in (("Tab", 30),):
        for _ in range(presses):
            rosa.page.keyboard.press(key)
            if rosa.page.evaluate("document.activeElement.matches('main form [type=submit]')"):
                break
    with rosa.page.expect_navigation():
        rosa.page.keyboard.press("Enter")
    assert rosa.path == "/requests/new/for-whom/"
    while not rosa.page.evaluate("document.activeElement.matches('input[type=radio]')"):
        rosa.page.keyboard.press("Tab")
    rosa.page.keyboard.press("Space")
    with rosa.page.expect_navigation():
        rosa.page.keyboard.press("Enter")
    assert rosa.path == "/requests/new/rights/"


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True), longer(320, True), longer(1280, False)])
@pytest.mark.threat("A93")
def test_every_page_that_anybody_can_open_keeps_its_promises(visit, width, dark):
    anybody = visit(width=width, dark=dark)
    for path in ("/", "/privacy/", "/track/", "/requests/new/other-ways/", "/finished/", "/staff/login/", "/nowhere/"):
        anybody.go(path)
    anybody.page.goto("/requests/new/rights/")
    anybody.look()


@pytest.mark.parametrize("width", [320, longer(1280)])
@pytest.mark.threat("A93")
def test_every_error_on_the_way_keeps_its_promises(visit, width):
    hasty = visit(width=width)
    hasty.go("/")
    hasty.press()
    hasty.press()
    assert hasty.page.title().startswith("Error:")
    assert hasty.page.evaluate("document.activeElement.getAttribute('role')") == "alert"


@pytest.mark.parametrize("width", [320, longer(1280)])
@pytest.mark.threat("A93")
def test_the_desk_keeps_its_promises(visit, live_portal, width):
    rosa = visit()
    reference = file(rosa, contact={"channel": "EMAIL", "email": f"rosa.desk{width}@example.com"})
    desk = visit(width=width)
    sign_in(desk, live_portal)
    desk.go("/staff/requests_app/privacyrequest/")
    open_request(desk, f"{reference}-2")
    page = desk.page.url
    for action in ("extend", "assign", "deny", "not-verified"):
        desk.page.goto(page)
        desk.follow(f'main a[href*="/{action}/"]')
