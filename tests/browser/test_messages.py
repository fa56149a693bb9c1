"""A consumer asks the team something, staff answer from a letter, and the consumer reads the answer."""

import pytest

from tests.browser.people import enter_code, file, find, sign_in
from tests.support.longer import longer

PAGE = "/track/messages/"
QUESTION = "Does it include the <b>mailing list</b>, too?"
LETTERS = """
from django.utils import timezone
from requests_app.operations import letter_templates
letter_templates.add_ready_made(at=timezone.now())
"""
SUBMIT = "main form[method=post] [type=submit]"


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True)], ids=["a telephone", "wide and dark"])
def test_a_question_is_answered_from_a_letter_and_read(visit, live_portal, width, dark):
    live_portal.run_python(LETTERS)
    address = f"rosa.asks.{width}@example.com"
    rosa = visit(width=width, dark=dark)
    reference = file(rosa, contact={"channel": "EMAIL", "email": address}, rights=["CORRECT"])
    rosa.follow("main a[href='/confirm/']")
    enter_code(rosa, live_portal.outbox.wait_for_message(address, containing="/confirm/link/"))
    rosa.follow(f"main a[href='{PAGE}']")
    rosa.press(SUBMIT)
    assert "Write your message" in rosa.text
    rosa.fill(text=QUESTION)
    rosa.press(SUBMIT)
    assert QUESTION in rosa.text

    desk = visit(width=width, dark=dark)
    sign_in(desk, live_portal)
    find(desk, reference)
    assert "Unread message" in desk.text
    desk.page.select_option("[name=reason]", "WORK")
    desk.press("main form[action$='/reveal/'] [value=ALL]")
    assert QUESTION in desk.text
    desk.follow("main a[href$='/message/']")
    desk.page.select_option("#letter", index=3)
    desk.press("main form[method=get] [type=submit]")
    assert "We are working on it." in desk.page.input_value("#id_text")
    desk.press(SUBMIT)
    assert "It is sent." in desk.text

    waiting = live_portal.outbox.wait_for_message(address, containing="A message about your privacy request")
    assert "working on it" not in str(waiting)
    rosa.go("/track/status/")
    assert "You have 1 new message" in rosa.text
    rosa.follow(f"main a[href='{PAGE}']")
    assert "We are working on it." in rosa.text
    assert "Opened by our team" in rosa.text
