"""What people do in these tests who act for somebody else, page by page, and what staff do about them."""

import os
from pathlib import Path

from requests_app.vocabulary import PowerItem
from tests.browser.people import act, answer, answer_contact, enter_code, find, read, say_why
from tests.browser.visitor import Visitor
from tests.filings import SOUND
from tests.support.outbox import Message
from tests.support.portal import Portal
from tests.uploads.sending import pdf

STATUS, PROOF, DOCUMENTS = "/track/status/", "/track/proof/", "/track/documents/"
SOURCES, PIECES = ("SOURCES",), ("KNOW_SPECIFIC",)
NOBODY = {"channel": "NONE"}


def by_mail(address: str) -> dict[str, str]:
    return {"channel": "EMAIL", "email": address}


def keep(visitor: Visitor, name: str) -> None:
    """Keep a picture of the page where SHOTS says; a person looks at them."""
    if folder := os.environ.get("SHOTS"):
        width = visitor.page.viewport_size["width"]  # type: ignore[index]  # every visitor has one
        visitor.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def file_for(
    visitor: Visitor,
    role: str,
    *,
    theirs: dict[str, str],
    mine: dict[str, str],
    what: tuple[str, ...] = SOURCES,
    receives: str = "yes",
) -> str:
    """Walk from the start page to the page of the code, as somebody who acts for another; return their reference."""
    visitor.go("/")
    visitor.press()
    keep(visitor, f"{role}-for-whom")
    answer(visitor, choose={"for_whom": [role]})
    answer(visitor, choose={"rights": ["KNOW"]})
    answer(visitor, choose={"what": what})
    answer(visitor, choose={"period": ["EVERYTHING"]})
    answer(visitor, choose={"resident": ["yes"]})
    answer(visitor, fill={"name": "Rosa Example"})
    if visitor.path.endswith("/their-contact/"):
        keep(visitor, f"{role}-their-contact")
        typed = {name: value for name, value in theirs.items() if name != "channel"}
        chosen = {"channel": [theirs["channel"]], **({"language": ["en"]} if typed else {})}
        answer(visitor, choose=chosen, fill=typed)
    answer(visitor, fill={"name": "Ana Agent", **({"firm": "Agents Example"} if role == "AGENT" else {})})
    if role == "AGENT":
        keep(visitor, f"{role}-permission")
        answer(visitor, choose={"may_receive_answer": [receives], "duties": ["yes"]})
    answer_contact(visitor, mine)
    answer(visitor, choose={"language": ["en"]})
    assert visitor.path == "/requests/new/check/"
    keep(visitor, f"{role}-check")
    visitor.press()
    reference = visitor.page.get_attribute("[data-reference]", "data-reference")
    assert reference
    visitor.follow("main a[href='/confirm/']")
    return reference


def confirm(visitor: Visitor, portal: Portal, address: str) -> None:
    """Enter the code that came, and land on the status page."""
    enter_code(visitor, portal.outbox.wait_for_message(address, containing="/confirm/link/"))
    assert visitor.path == STATUS


def show(visitor: Visitor, folder: Path, name: str) -> None:
    """From the proof page, send a document that shows the authority, and wait until staff can open it."""
    visitor.follow(f"main a[href='{DOCUMENTS}']")
    path = folder / name
    path.write_bytes(pdf(2))
    if visitor.page.locator("[name=purpose]").count():
        visitor.choose("purpose", "AUTHORITY")
    visitor.page.set_input_files("main input[type=file]", str(path))
    visitor.page.click("main form[data-upload] [type=submit]")
    line = visitor.page.locator(".documents li", has_text=name)
    line.get_by_text("Ready", exact=True).wait_for(timeout=40_000)
    visitor.look()


def read_proof(desk: Visitor) -> None:
    """Open the document that shows the authority, from the page of the request, and see every page of it."""
    desk.follow("main a[href*='/documents/']")
    say_why(desk)
    for number in (1, 2):
        picture = desk.page.get_by_alt_text(f"Page {number} of 2")
        picture.scroll_into_view_if_needed()
        desk.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    keep(desk, "desk-document")


def accept(desk: Visitor, kind: str = "") -> None:
    """Accept the proof from the page of the request, of the kind that it is where there is a choice."""
    desk.follow('main a[href*="/accept-proof/"]')
    if kind:
        desk.choose("kind", kind)
        desk.press("main form[method=get] [type=submit]")
    if desk.page.locator(f"[name=item_{PowerItem.SCOPE}]").count():
        for item in PowerItem:
            desk.choose(f"item_{item}", SOUND[item])
    keep(desk, f"desk-accept-{kind}")
    desk.press("main form[method=post] [type=submit]:not([formaction])")


def propose(desk: Visitor, reference: str, text: str, *points: str) -> None:
    """Match the consumer and write the answer, which another person has to release."""
    find(desk, reference)
    act(desk, "match", points=points, who=["new"])
    find(desk, reference)
    act(desk, "answer", text=text)


def release(desk: Visitor, reference: str, text: str) -> None:
    """Say why one has to read what a colleague wrote, read it, and let it leave."""
    find(desk, reference)
    desk.follow('main a[href*="/release/"]')
    if desk.path.endswith("/reveal/"):
        read(desk, "RELEASE")
    assert text in desk.text
    desk.press("main form[method=post] [type=submit]")


def come_back(visitor: Visitor, portal: Portal, address: str, reference: str) -> None:
    """Open the status page with the reference and a fresh code."""
    visitor.go("/track/")
    visitor.fill(reference=reference)
    visitor.press()
    enter_code(visitor, portal.outbox.wait_for_message(address, containing="/track/link/"))
    assert visitor.path == STATUS


def all_to(portal: Portal, address: str) -> list[Message]:
    """Every message that reached somebody so far."""
    return portal.outbox.messages(to=address)
