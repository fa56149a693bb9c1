"""Does each role get through its day at the desk, and no further?

Triage takes in and gives out, a reviewer decides, an approver lets out, an auditor looks, an administrator keeps the
house. What each may not do is tried as well.
"""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from requests_app.vocabulary import Role
from tests.browser.people import PASSWORD, act, find, read, sign_in
from tests.browser.visitor import Visitor
from tests.support.longer import longer
from tests.support.portal import Portal

Visit = Callable[..., Visitor]
REQUESTS, INTAKE = "/staff/requests_app/privacyrequest/", "/staff/requests_app/privacyrequest/intake/"
SUBMIT = "main form[method=post] [type=submit]"
# A filing whose contact is confirmed; with `matched`, staff have found the person, too.
FILED = """
from django.contrib.auth.models import User
from django.utils import timezone
from tests.filings import CATEGORIES, DELETION, PIECES, confirm, file, verify
at = timezone.now()
submission = confirm(file({rights}, at=at, name="{name}", contact="{mailbox}"), at=at)
if {matched}:
    matcher, _made = User.objects.get_or_create(username="matcher", defaults={{"is_staff": True}})
    verify(submission, by=matcher, at=at)
print("reference", submission)
"""
CALL = {
    "how-channel": ["PHONE"],
    "for-whom-for_whom": ["SELF"],
    "rights-rights": ["KNOW"],
    "know-what": ["SOURCES"],
    "period-period": ["EVERYTHING"],
    "residence-resident": ["yes"],
    "contact-channel": ["EMAIL"],
    "language-language": ["en"],
}
PLAIN = "We still need the order records, because the tax code wants them kept for four years after the sale."


def filed(portal: Portal, rights: str, name: str, *, matched: bool = False) -> str:
    """A filing that came in over the web; its reference."""
    mailbox = f"{name.split()[0].lower()}.day@example.com"
    code = FILED.format(rights=rights, name=name, mailbox=mailbox, matched=matched)
    return portal.run_python(code).split("reference")[-1].strip()


def enter_call(desk: Visitor) -> None:
    """Somebody calls and asks where their data come from."""
    desk.go("/staff/")
    desk.follow(f"main a[href='{INTAKE}']")
    for field, values in CALL.items():
        desk.choose(field, *values)
    desk.fill(**{"name-name": "Paula Phone", "contact-email": "paula.calls@example.com"})
    desk.press("main form.intake [type=submit]:not([name])")
    assert "Nothing is filed yet." in desk.text
    desk.press(SUBMIT)
    assert "Your reference, letter by letter:" in desk.text


def is_refused(desk: Visitor, path: str) -> None:
    """Whoever types the address of a page that is none of their business is told so, and no more."""
    answer = desk.page.goto(path)
    assert answer
    assert answer.status == 403
    desk.look()


def test_triage_takes_in_gives_out_and_reads_no_names(visit: Visit, live_portal: Portal) -> None:
    reference = filed(live_portal, "CATEGORIES, DELETION", "Tara Triage")
    desk = visit()
    sign_in(desk, live_portal, "triage", roles=[Role.TRIAGE])
    assert "Waiting" in desk.text
    enter_call(desk)

    find(desk, reference)
    for tick in desk.page.locator("main [name=pick]").all():
        tick.check()
    desk.page.select_option("#bulk-owner", label="triage")
    desk.press(".bulk [type=submit]")
    assert "2 requests will be assigned. Nothing has happened yet." in desk.text
    desk.press(SUBMIT)
    assert "2 requests are with triage now." in desk.text

    find(desk, reference)
    desk.follow(f'main a:has-text("{reference}-1")')
    act(desk, "ask-more", points=["CUSTOMER_NUMBER"], reason="Two people with this name are in our records.")
    assert "Waits for the consumer" in desk.text
    act(desk, "note", text="She was told on the telephone that we ask.")
    assert "The note is kept." in desk.text
    assert "Reviewers and approvers may read it, with a reason." in desk.text
    assert "Tara" not in desk.page.content()
    is_refused(desk, f"{desk.path.removesuffix('change/')}deny/")


def test_a_reviewer_takes_reads_with_a_reason_and_denies_with_a_letter_that_was_read(
    visit: Visit, live_portal: Portal
) -> None:
    reference = filed(live_portal, "DELETION", "Remy Review")
    desk = visit()
    sign_in(desk, live_portal, "reviews", roles=[Role.REVIEWER])
    find(desk, reference)
    desk.press('main form[action*="/take/"] [type=submit]')
    assert "It is yours." in desk.text
    assert "Remy Review" not in desk.text
    read(desk)
    assert "Remy Review" in desk.text
    act(desk, "match", points=["NAME", "EMAIL", "CUSTOMER_NUMBER"], who=["new"])

    desk.follow('main a[href*="/deny/"]')
    desk.choose("ground", "DEL_8_LEGAL")
    desk.press("main form[method=get] [type=submit]")
    for area in desk.page.locator("main textarea").all():
        area.fill(PLAIN)
    desk.press(SUBMIT)
    assert "Nothing has been sent yet." in desk.text
    assert PLAIN in desk.text
    assert len(live_portal.outbox.messages(to="remy.day@example.com")) < 3
    desk.press("main button[value=send]")
    assert "What was decided stays as it is." in desk.text
    assert live_portal.outbox.wait_for_message("remy.day@example.com", containing="/track/")


def test_an_approver_releases_what_others_wrote_and_nobody_their_own(visit: Visit, live_portal: Portal) -> None:
    reference = filed(live_portal, "PIECES", "Ada Approve", matched=True)
    writer = visit()
    sign_in(writer, live_portal, "writes")
    find(writer, reference)
    act(writer, "answer", text="You ordered two lamps in May.")
    assert "waits for a second person" in writer.text
    own = writer.path.removesuffix("change/")
    writer.go(f"{own}release/")
    assert writer.path == f"{own}change/"
    assert "Release is not possible" in writer.text

    lead = visit()
    sign_in(lead, live_portal, "approves", roles=[Role.APPROVER])
    lead.go("/staff/")
    find(lead, reference)
    assert "You ordered two lamps" not in lead.text
    lead.follow('main a[href*="/release/"]')
    assert "This takes somebody who has read all of it." in lead.text
    read(lead, "RELEASE")
    assert "You ordered two lamps in May." in lead.text
    lead.press(SUBMIT)
    assert "It is released, and the consumer is told." in lead.text


def test_an_auditor_reads_masks_and_the_history_and_does_nothing(visit: Visit, live_portal: Portal) -> None:
    reference = filed(live_portal, "PIECES", "Odo Audit", matched=True)
    desk = visit()
    sign_in(desk, live_portal, "audits", roles=[Role.AUDITOR])
    desk.go(REQUESTS)
    assert desk.page.locator("main [name=pick]").count() == 0
    assert "Take records out" not in desk.text
    find(desk, reference)
    assert "You may look at requests, and not act on them." in desk.text
    assert "Identity verified" in desk.text
    assert desk.page.locator("main h2#history ~ ol li, main h2#history ~ ul li").count() > 2
    assert "Odo" not in desk.page.content()
    assert desk.page.locator("main form[method=post]").count() == 0
    page = desk.path.removesuffix("change/")
    for path in (f"{page}answer/", f"{page}note/", f"{page}reveal/", f"{page}evidence/", f"{REQUESTS}export/", INTAKE):
        is_refused(desk, path)
    desk.go("/staff/requests_app/holder/")
    desk.go("/staff/requests_app/holdertask/?whose=all")


def test_an_administrator_keeps_staff_letters_and_the_register_and_sees_no_case(
    visit: Visit, live_portal: Portal
) -> None:
    filed(live_portal, "CATEGORIES", "Nina Nocase")
    live_portal.run_python(
        "from django.utils import timezone\n"
        "from requests_app.operations import letter_templates\n"
        "letter_templates.add_ready_made(at=timezone.now())"
    )
    desk = visit()
    sign_in(desk, live_portal, "keeps", roles=[Role.ADMINISTRATOR])
    assert "Requests are for others to see." in desk.text
    for path in (REQUESTS, f"{REQUESTS}export/", "/staff/requests_app/person/", "/staff/requests_app/holdertask/"):
        is_refused(desk, path)

    desk.go("/staff/second-factor/")
    desk.follow("main a[href='/staff/invite/']")
    desk.fill(email="nadia.new@example.com")
    desk.choose("roles", "triage")
    desk.press(SUBMIT)
    asked = live_portal.outbox.wait_for_message("nadia.new@example.com", containing="/staff/join/")
    newcomer = visit()
    newcomer.page.goto(urlsplit(next(link for link in asked.links if "/staff/join/" in link)).path)
    newcomer.fill(name="Nadia New", password=PASSWORD, again=PASSWORD)
    newcomer.press()
    assert newcomer.path == "/staff/second-factor/"

    desk.go("/staff/requests_app/lettertemplate/")
    desk.follow("#result_list th a")
    words = desk.page.input_value("[name=text_en]")
    desk.fill(text_en=f"{words}\n\nThe team of {{nobody}}")
    desk.press("main [name=_save]")
    assert "There is no variable {nobody}." in desk.text
    desk.fill(text_en=f"{words}\n\nThe team")
    desk.press("main [name=_save]")
    assert desk.path == "/staff/requests_app/lettertemplate/"

    desk.go("/staff/requests_app/holder/add/")
    desk.fill(name="Parcel Carrier", holds="Names and addresses", active_from="2026-01-01", active_until="2026-02-01")
    desk.page.select_option("[name=kind]", "OWN_SYSTEM")
    desk.page.select_option("[name=tell_by]", "OURSELVES")
    desk.page.select_option("[name=owner]", index=1)
    desk.choose("types", "CORRECT")
    desk.press("main [name=_save]")
    assert "Parcel Carrier" in desk.text


@pytest.mark.parametrize(("width", "dark"), [longer(320, False), longer(320, True), longer(1280, False)])
def test_the_pages_of_the_day_are_photographed(
    visit: Visit, live_portal: Portal, width: int, dark: bool, tmp_path: Path
) -> None:
    """Pictures for people to look at, in the directory that SCREENSHOTS names."""
    reference = filed(live_portal, "DELETION, CATEGORIES", f"Pia{width}{'d' if dark else 'l'} Picture")
    desk = visit(width=width, dark=dark)
    sign_in(desk, live_portal, "pictures")
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))

    def keep(name: str) -> None:
        desk.page.screenshot(path=folder / f"{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)

    desk.go("/staff/")
    keep("today")
    desk.go(REQUESTS)
    keep("queue")
    find(desk, reference)
    desk.follow(f'main a:has-text("{reference}-1")')
    keep("request")
    desk.follow('main a[href*="/deny/"]')
    keep("denying")
    desk.go("/staff/second-factor/")
    keep("security")
