"""Do the carriers of development and tests keep what they are given?"""

from typing import Any

import pytest

from privacy_portal.lib.sending import SendDelayed
from privacy_portal.lib.sms import CallScript, get_backend, locmem

TO = "+14155550132"
SCRIPT = CallScript(language="en", greeting="Press a key.", after_key="1. 2. 3.", goodbye="Goodbye.")


def test_tests_find_what_left_in_the_outbox(settings: Any) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    locmem.outbox.clear()
    first = get_backend().send_text(to=TO, body="Hello")
    second = get_backend().call(to=TO, script=SCRIPT)
    assert [(sent.id, sent.to, sent.body, sent.script) for sent in locmem.outbox] == [
        (first, TO, "Hello", None),
        (second, TO, None, SCRIPT),
    ]
    assert first != second
    locmem.outbox.clear()


def test_the_terminal_shows_a_text_message(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PHONE_BACKEND, settings.DEBUG = "privacy_portal.lib.sms.console.Backend", True
    assert get_backend().send_text(to=TO, body="Your code is 123456")
    assert capsys.readouterr().out == "--- Text message to +14155550132 ---\nYour code is 123456\n"


def test_the_terminal_shows_all_that_a_call_says(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PHONE_BACKEND, settings.DEBUG = "privacy_portal.lib.sms.console.Backend", True
    get_backend().call(to=TO, script=SCRIPT)
    assert capsys.readouterr().out.splitlines()[1:] == ["Press a key.", "1. 2. 3.", "1. 2. 3.", "Goodbye."]


def test_in_production_no_code_reaches_the_terminal(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.console.Backend"
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(SendDelayed) as caught:
        get_backend().send_text(to=TO, body="Your code is 123456")
    assert caught.value.code == "not_configured"
    assert capsys.readouterr().out == ""


def test_a_carrier_is_made_once_and_a_changed_setting_is_followed(settings: Any) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    first = get_backend()
    assert get_backend() is first
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.file.Backend"
    assert type(get_backend()) is not type(first)


def test_a_carrier_that_does_not_exist_is_a_loud_error(settings: Any) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.pigeon.Backend"
    with pytest.raises(ImportError):
        get_backend()
