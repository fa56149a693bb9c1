"""An agent and the person they act for, each at a browser: filing, signing, refusing, ending; pages to print."""

import pytest

from tests.browser.acting import file_for, keep
from tests.browser.people import enter_code, link_in
from tests.support.longer import longer

LOOKS = pytest.mark.parametrize(
    ("width", "dark", "javascript"),
    [(320, False, True), longer(1280, True, True), longer(320, True, False)],
    ids=["narrow", "wide and dark", "narrow and dark without a script"],
)


@LOOKS
def test_an_agent_has_the_consumer_sign_and_the_consumer_ends_it_later(visit, live_portal, width, dark, javascript):
    look = {"width": width, "dark": dark, "javascript": javascript}
    ana, rosa = visit(**look), visit(**look)
    mine, theirs = (f"{who}.{width}.{javascript}@example.com".lower() for who in ("ana", "rosa"))
    file_for(ana, "AGENT", theirs={"channel": "EMAIL", "email": theirs}, mine={"channel": "EMAIL", "email": mine})
    enter_code(ana, live_portal.outbox.wait_for_message(mine, containing="/confirm/link/"))
    assert ana.path == "/track/status/"
    assert "You act for Rosa Example" in ana.text
    keep(ana, "agent-status")
    ana.follow("main a[href='/track/proof/']")
    keep(ana, "agent-proof")
    ana.press("main form:has([name=way][value=ONLINE]) [type=submit]")
    message = live_portal.outbox.wait_for_message(theirs, containing="/represented/link/")
    rosa.go(link_in(message, "/represented/link/"))
    assert "I give Ana Agent of Agents Example permission" in " ".join(rosa.text.split())
    rosa.press("main [name=answer][value=sign]")
    assert rosa.page.locator("[data-error-summary]").count() == 1
    keep(rosa, "sign")
    rosa.choose("receives", "no")
    rosa.fill(name="Rosa Example")
    rosa.press("main [name=answer][value=sign]")
    assert rosa.path == "/track/status/"
    keep(rosa, "consumer-status")
    rosa.follow("main a[href='/track/represented/end/']")
    keep(rosa, "end")
    rosa.press()
    assert rosa.path == "/track/status/"
    assert "Somebody filed this for you" not in rosa.text
    ana.go("/track/status/")
    assert ana.path == "/track/"


@LOOKS
def test_a_consumer_who_did_not_ask_says_so_by_the_link(visit, live_portal, width, dark, javascript):
    look = {"width": width, "dark": dark, "javascript": javascript}
    ana, rosa = visit(**look), visit(**look)
    mine, theirs = (f"{who}.unasked.{width}.{javascript}@example.com".lower() for who in ("ana", "rosa"))
    file_for(ana, "AGENT", theirs={"channel": "EMAIL", "email": theirs}, mine={"channel": "EMAIL", "email": mine})
    enter_code(ana, live_portal.outbox.wait_for_message(mine, containing="/confirm/link/"))
    ana.go("/track/proof/")
    ana.press("main form:has([name=way][value=OTHER]) [type=submit]")
    rosa.go(link_in(live_portal.outbox.wait_for_message(theirs, containing="/represented/link/"), "/represented/link/"))
    keep(rosa, "agree")
    rosa.press("main [name=answer][value=no]")
    assert rosa.path == "/track/status/"
    keep(rosa, "stopped")
    ana.go("/track/status/")
    assert ana.path == "/track/"


@pytest.mark.parametrize("role", ["CONSERVATOR", longer("PARENT_UNDER_13"), longer("ATTORNEY_IN_FACT")])
@pytest.mark.parametrize(("width", "dark"), [(320, True), longer(1280, False)])
def test_who_stands_in_anothers_place_finds_what_to_show(visit, live_portal, width, dark, role):
    ana = visit(width=width, dark=dark)
    mine = f"ana.{role}.{width}@example.com".lower()
    file_for(ana, role, theirs={"channel": "NONE"}, mine={"channel": "EMAIL", "email": mine})
    enter_code(ana, live_portal.outbox.wait_for_message(mine, containing="/confirm/link/"))
    ana.follow("main a[href='/track/proof/']")
    keep(ana, f"{role}-proof")
    ana.press("main form:has([name=way][value=OTHER]) [type=submit]")
    assert ana.path == "/track/status/"
    assert "We check your proof" in ana.text
    keep(ana, f"{role}-status")


@pytest.mark.parametrize("place", ["/agents/permission/", "/parents/consent/"])
@pytest.mark.parametrize(("width", "language"), [(320, "en"), longer(1280, "es")])
def test_the_letters_are_read_on_any_page_and_print_without_what_is_not_theirs(visit, width, language, place):
    reader = visit(width=width, language=language)
    reader.go(place)
    keep(reader, place.strip("/").replace("/", "-"))
    assert reader.page.locator("[data-print]").is_visible()
    reader.page.emulate_media(media="print")
    assert not reader.page.locator("[data-print]").is_visible()
    assert reader.page.locator(".blank").first.is_visible()
    keep(reader, place.strip("/").replace("/", "-") + "-print")
