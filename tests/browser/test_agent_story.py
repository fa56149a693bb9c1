"""An agent files for somebody, from the first page to the answer, as the agent, the consumer and staff live it."""

import pytest

from tests.browser.acting import (
    PIECES,
    PROOF,
    accept,
    all_to,
    by_mail,
    come_back,
    confirm,
    file_for,
    keep,
    propose,
    read_proof,
    release,
    show,
)
from tests.browser.people import find, link_in, sign_in
from tests.support.longer import longer

ANSWER = "You ordered two lamps in May."
LOOKS = pytest.mark.parametrize(
    ("width", "dark"), [(320, False), longer(1280, True)], ids=["a telephone", "wide and dark"]
)


def says_yes_and_declares(rosa, question):
    """The consumer opens the one message they got, says yes, and signs the declaration for a copy."""
    rosa.go(link_in(question, "/represented/link/"))
    assert "Ana Agent" in rosa.text
    rosa.press("main [name=answer][value=yes]")
    assert "Somebody filed this for you" in rosa.text
    rosa.follow("main a[href='/track/declaration/']")
    rosa.fill(name="Rosa Example", place="Fresno, California")
    rosa.press()


def show_the_paper(ana, tmp_path):
    """What an agent does who has a permission on paper."""
    ana.follow(f"main a[href='{PROOF}']")
    show(ana, tmp_path, "permission.pdf")
    keep(ana, "agent-documents")


@LOOKS
def test_an_agent_files_with_a_paper_and_the_consumer_is_asked_one_thing_and_answered(
    visit, live_portal, tmp_path, width, dark
):
    look = {"width": width, "dark": dark}
    ana, rosa = visit(**look), visit(**look)
    mine, theirs = f"ana.story.{width}@agents.example.com", f"rosa.story.{width}@example.com"
    reference = file_for(ana, "AGENT", theirs=by_mail(theirs), mine=by_mail(mine), what=PIECES, receives="no")
    assert all_to(live_portal, theirs) == []
    confirm(ana, live_portal, mine)
    show_the_paper(ana, tmp_path)

    question = live_portal.outbox.wait_for_message(theirs, containing="/represented/link/")
    says_yes_and_declares(rosa, question)
    asked = [each.file for each in all_to(live_portal, theirs) if "/link/" in each.text]
    assert asked == [question.file]

    desk, second = visit(**look), visit()
    sign_in(desk, live_portal)
    find(desk, reference)
    assert "The consumer answered" in desk.text
    keep(desk, "desk-request")
    read_proof(desk)
    find(desk, reference)
    accept(desk, "SIGNED_PERMISSION")
    propose(desk, reference, ANSWER, "NAME", "EMAIL", "CUSTOMER_NUMBER")
    rosa.go("/track/status/")
    assert ANSWER not in rosa.page.content()
    sign_in(second, live_portal, "colleague")
    release(second, reference, ANSWER)

    rosa.go("/track/status/")
    assert ANSWER in rosa.text
    keep(rosa, "consumer-answered")
    come_back(ana, live_portal, mine, reference)
    assert "The person you act for has our answer." in ana.text
    assert ANSWER not in ana.page.content()
    keep(ana, "agent-answered")
    assert not any(ANSWER in each.text for each in all_to(live_portal, mine))


def test_a_consumer_who_did_not_ask_stops_it_and_staff_see_that(visit, live_portal):
    ana, rosa, desk = visit(), visit(width=320), visit()
    mine, theirs = "ana.unasked@agents.example.com", "rosa.unasked@example.com"
    reference = file_for(ana, "AGENT", theirs=by_mail(theirs), mine=by_mail(mine))
    confirm(ana, live_portal, mine)
    ana.go(PROOF)
    ana.press("main form:has([name=way][value=OTHER]) [type=submit]")
    rosa.go(link_in(live_portal.outbox.wait_for_message(theirs, containing="/represented/link/"), "/represented/link/"))
    rosa.press("main [name=answer][value=no]")
    assert "We have stopped it" in rosa.page.inner_text("body")
    sign_in(desk, live_portal)
    find(desk, reference)
    assert "Consumer says: not asked" in desk.text
    keep(desk, "desk-stopped")
    live_portal.outbox.wait_for_message(mine, containing="You no longer act for this person")
    ana.go("/track/status/")
    assert ana.path == "/track/"
