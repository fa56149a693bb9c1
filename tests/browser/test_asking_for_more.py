"""Staff ask for more, the consumer answers, staff compare and answer; a second person meanwhile is told."""

import pytest

from tests.browser.people import act, enter_code, file, find, send, sign_in
from tests.browser.visitor import Visitor
from tests.support.longer import longer
from tests.support.portal import Portal

MAILBOX = "asked.for.more@example.com"
CONTACT = {"channel": "EMAIL", "email": MAILBOX}
FORM = "main form[method=post] [type=submit]"


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True)])
def test_more_is_asked_answered_compared_and_the_answer_read_before_it_goes(visit, live_portal, width, dark):
    consumer: Visitor = visit(width=width, dark=dark)
    portal: Portal = live_portal
    contact = {**CONTACT, "email": f"{width}.{MAILBOX}"}
    reference = file(consumer, contact=contact, rights=("DELETE",))
    consumer.follow("main a[href='/confirm/']")
    enter_code(consumer, portal.outbox.wait_for_message(contact["email"], containing="/confirm/link/"))
    consumer.go("/track/status/")

    desk = visit(width=width, dark=dark)
    sign_in(desk, portal)
    find(desk, reference)
    act(desk, "ask-more", points=["CUSTOMER_NUMBER"], reason="Two people with this name are in our records.")
    assert "Waits for the consumer" in desk.text

    portal.outbox.wait_for_message(contact["email"], containing="Customer or order number")
    consumer.go("/track/status/")
    consumer.follow("main a[href='/track/more/']")
    consumer.fill(CUSTOMER_NUMBER="Q-4711")
    consumer.press(FORM)
    assert "Thank you. We compare it with what we hold." in consumer.text
    consumer.follow("main a[href*='/confirm-deletion/']")
    consumer.press(FORM)

    find(desk, reference)
    act(desk, "match", points=["NAME", "EMAIL", "CUSTOMER_NUMBER"], who=["new"])
    _second_person(visit, portal, desk, reference, width, dark)


def _second_person(visit, portal, desk, reference, width, dark):
    other = visit(width=width, dark=dark)
    sign_in(other, portal, "colleague")
    for each in (desk, other):
        find(each, reference)
        each.follow('main a[href$="/answer/"]')
        each.fill(text="All of it is deleted.")
    desk.press(FORM)
    assert "Nothing has been sent yet." in desk.text
    send(desk)
    other.press(FORM)
    assert "This request changed while you had it open" in other.text
    assert other.page.input_value("main [name=text]") == "All of it is deleted."
