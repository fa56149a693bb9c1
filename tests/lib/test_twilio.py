"""Do text messages and calls leave through Twilio as its interface asks, and is every answer understood?"""

import base64
import logging
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.sending import SendDelayed, SendProblem, SendRefused
from privacy_portal.lib.sms import CallScript, get_backend
from privacy_portal.lib.sms.twilio import code_twiml, greeting_twiml, verify_signature
from tests.lib.servers import Carrier, SilentServer, free_port

TO = "+14155550132"
BODY = "Su código es 123456 & nada más"
CONTINUE = "https://portal.example.com/hooks/voice/token/?a=1&b=2"
SCRIPT = CallScript(
    language="en",
    greeting="This is Juniper & Sons. Press any key.",
    after_key="Your code: 1. 2. 3. 4. 5. 6.",
    continue_url=CONTINUE,
    goodbye="Goodbye.",
)
ACCEPTED = {"sid": "SM0123456789abcdef", "status": "queued"}


@pytest.fixture(autouse=True)
def _twilio(settings: Any) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.twilio.Backend"
    settings.PHONE_TIMEOUT = 5
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC0000", "12345"
    settings.TWILIO_FROM_NUMBER = "+14155550100"


def problem_of(carrier: Carrier, settings: Any) -> SendProblem:
    settings.TWILIO_BASE_URL = carrier.url
    with carrier, pytest.raises(SendProblem) as caught:
        get_backend().send_text(to=TO, body=BODY)
    return caught.value


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_a_text_message_is_one_signed_in_post(settings: Any) -> None:
    with Carrier(status=201, answer=ACCEPTED) as carrier:
        settings.TWILIO_BASE_URL = carrier.url
        assert get_backend().send_text(to=TO, body=BODY) == "SM0123456789abcdef"
    [posted] = carrier.posted
    assert posted.path == "/2010-04-01/Accounts/AC0000/Messages.json"
    report = settings.PORTAL_BASE_URL + "/hooks/text-status/"
    sent = {"To": [TO], "From": ["+14155550100"], "Body": [BODY], "StatusCallback": [report]}
    assert parse_qs(posted.body.decode()) == sent
    assert base64.b64decode(posted.headers["authorization"].removeprefix("Basic ")) == b"AC0000:12345"


def test_a_call_carries_the_greeting_and_never_the_code(settings: Any) -> None:
    with Carrier(status=201, answer={"sid": "CA01"}) as carrier:
        settings.TWILIO_BASE_URL = carrier.url
        assert get_backend().call(to=TO, script=SCRIPT) == "CA01"
    [posted] = carrier.posted
    fields = parse_qs(posted.body.decode())
    assert posted.path == "/2010-04-01/Accounts/AC0000/Calls.json"
    assert fields["Twiml"] == [greeting_twiml(SCRIPT)]
    assert "1. 2. 3." not in str(fields)


def test_one_connection_serves_many_messages(settings: Any) -> None:
    with Carrier(status=201, answer=ACCEPTED) as carrier:
        settings.TWILIO_BASE_URL = carrier.url
        for _ in range(3):
            get_backend().send_text(to=TO, body=BODY)
    assert len({posted.client for posted in carrier.posted}) == 1


def test_without_an_account_nothing_is_tried(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    with pytest.raises(ImproperlyConfigured):
        get_backend().send_text(to=TO, body=BODY)


# --- what is answered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [21211, 21614, 21610, 21408])
def test_an_error_about_the_number_is_permanent_and_says_so(settings: Any, error: int) -> None:
    answer = {"code": error, "message": f"The 'To' number {TO} is not valid", "status": 400}
    problem = problem_of(Carrier(status=400, answer=answer), settings)
    assert (type(problem), problem.code) == (SendRefused, "refused_number")
    assert TO not in str(problem)


@pytest.mark.parametrize("status", [400, 422])
def test_another_refusal_of_the_message_is_permanent(settings: Any, status: int) -> None:
    problem = problem_of(Carrier(status=status, answer={"code": 21617}), settings)
    assert (type(problem), problem.code) == (SendRefused, f"http_{status}")


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 500, 502, 503, 302])
def test_trouble_between_twilio_and_us_is_temporary(settings: Any, status: int) -> None:
    problem = problem_of(Carrier(status=status, answer={"code": 20003}), settings)
    assert (type(problem), problem.code) == (SendDelayed, f"http_{status}")


@pytest.mark.parametrize(
    "answer", [b"<html>log in to the network</html>", b"", b"[]", {"sid": None}, {"sid": ""}, {"sid": "x" * 200}, {}]
)
def test_an_answer_that_is_not_twilios_does_not_count_as_sent(settings: Any, answer: Any) -> None:
    problem = problem_of(Carrier(status=200, answer=answer), settings)
    assert (type(problem), problem.code) == (SendDelayed, "bad_answer")


def test_a_redirection_is_not_followed_with_the_message(settings: Any) -> None:
    carrier = Carrier(status=307, answer={})
    problem_of(carrier, settings)
    assert [posted.path for posted in carrier.posted] == ["/2010-04-01/Accounts/AC0000/Messages.json"]


def test_a_slow_answer_is_a_time_out(settings: Any) -> None:
    settings.PHONE_TIMEOUT = 0.2
    problem = problem_of(Carrier(status=201, answer=ACCEPTED, delay=1), settings)
    assert (type(problem), problem.code) == (SendDelayed, "timeout")


def test_a_server_that_says_nothing_is_a_time_out(settings: Any) -> None:
    settings.PHONE_TIMEOUT = 0.2
    with SilentServer() as silent, pytest.raises(SendDelayed) as caught:
        settings.TWILIO_BASE_URL = f"http://127.0.0.1:{silent.port}"
        get_backend().send_text(to=TO, body=BODY)
    assert caught.value.code == "timeout"


def test_a_server_that_is_down_is_temporary(settings: Any) -> None:
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(SendDelayed) as caught:
        get_backend().send_text(to=TO, body=BODY)
    assert caught.value.code == "connection_refused"


@pytest.mark.threat("A67")
def test_neither_number_nor_words_are_logged_or_kept_in_the_exception(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    problem = problem_of(Carrier(status=500, answer={"message": f"{TO} {BODY}"}), settings)
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(SendDelayed) as caught:
        get_backend().send_text(to=TO, body=BODY)
    assert (problem.__context__, caught.value.__context__) == (None, None)
    assert "HTTP/1.1 500" in caplog.text  # the log is being captured
    assert not any(secret in caplog.text for secret in ("5550132", "digo", "nada"))


# --- what is spoken --------------------------------------------------------------------------------------------------


def test_the_greeting_waits_for_a_key_and_then_asks_for_the_second_half() -> None:
    document = ET.fromstring(greeting_twiml(SCRIPT))
    assert [element.tag for element in document] == ["Gather", "Say", "Hangup"]
    gather = document[0]
    assert (gather.get("action"), gather.get("method"), gather.get("numDigits")) == (CONTINUE, "POST", "1")
    assert [element.text for element in gather.findall("Say")] == ["This is Juniper & Sons. Press any key."] * 2
    assert "1. 2. 3." not in greeting_twiml(SCRIPT)


@pytest.mark.threat("A33")
def test_an_answering_machine_hears_the_greeting_and_goodbye_only() -> None:
    spoken = [element.text for element in ET.fromstring(greeting_twiml(SCRIPT)).iter("Say")]
    assert spoken == [SCRIPT.greeting, SCRIPT.greeting, "Goodbye."]


def test_the_code_is_read_twice_and_then_the_call_ends() -> None:
    document = ET.fromstring(code_twiml(SCRIPT))
    assert [element.text for element in document.iter("Say")] == [SCRIPT.after_key, SCRIPT.after_key, "Goodbye."]
    assert document[-1].tag == "Hangup"


def test_a_call_without_a_code_asks_for_no_key() -> None:
    document = ET.fromstring(greeting_twiml(CallScript(language="en", greeting="Hello")))
    assert document.find("Gather") is None


def test_a_code_without_a_place_to_fetch_it_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="second half"):
        greeting_twiml(CallScript(language="en", greeting="Hello", after_key="123456"))


@pytest.mark.parametrize(("language", "voice"), [("en", "en-US"), ("es", "es-MX")])
def test_the_voice_speaks_the_language(language: str, voice: str) -> None:
    script = CallScript(language=language, greeting="x", after_key="y", continue_url=CONTINUE, goodbye="z")
    said = [*ET.fromstring(greeting_twiml(script)).iter("Say"), *ET.fromstring(code_twiml(script)).iter("Say")]
    assert {element.get("language") for element in said} == {voice}


def test_no_text_can_become_a_command() -> None:
    nasty = "</Say><Dial>+19005551234</Dial><Say>&\"'\x00\x08"
    script = CallScript(
        language="en", greeting=nasty, after_key=nasty, continue_url='https://x/?"><Dial/>', goodbye=nasty
    )
    for twiml in (greeting_twiml(script), code_twiml(script)):
        document = ET.fromstring(twiml)
        assert {element.tag for element in document.iter()} <= {"Response", "Gather", "Say", "Pause", "Hangup"}
        assert {element.text for element in document.iter("Say")} == {"</Say><Dial>+19005551234</Dial><Say>&\"'"}


def test_the_script_does_not_show_its_words() -> None:
    assert repr(SCRIPT) == "CallScript(language='en', repeat=2)"


# --- who calls back --------------------------------------------------------------------------------------------------

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
# The example of Twilio's documentation, computed again with: printf '<url><sorted names and values>' |
# openssl dgst -sha1 -hmac 12345 -binary | base64
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilios_own_example_is_accepted() -> None:
    assert verify_signature(URL, PARAMS, SIGNATURE)


def test_the_order_of_the_fields_does_not_matter() -> None:
    assert verify_signature(URL, dict(reversed(PARAMS.items())), SIGNATURE)


def test_fields_as_django_lists_them_are_accepted() -> None:
    assert verify_signature(URL, {name: [value] for name, value in PARAMS.items()}, SIGNATURE)


def test_a_field_that_comes_twice_counts_each_value_once_in_order() -> None:
    url = "https://portal.example.com/hooks/voice/t/"
    assert verify_signature(url, {"B": [], "A": ["2B", "1", "1"]}, "x") is False
    # printf 'https://portal.example.com/hooks/voice/t/A1A2B' | openssl dgst -sha1 -hmac 12345 -binary | base64
    assert verify_signature(url, {"A": ["2B", "1", "1"]}, "fILf+7jxAeoiheAEZyBsLmi/YN4=")


@pytest.mark.parametrize(
    ("url", "params", "signature"),
    [
        (URL + "&x=1", PARAMS, SIGNATURE),
        (URL.replace("https", "http"), PARAMS, SIGNATURE),
        (URL, {**PARAMS, "Digits": "1235"}, SIGNATURE),
        (URL, {**PARAMS, "Extra": "1"}, SIGNATURE),
        (URL, PARAMS, SIGNATURE.swapcase()),
        (URL, PARAMS, ""),
        (URL, PARAMS, "ñ"),
    ],
)
def test_anything_changed_is_refused(url: str, params: dict[str, str], signature: str) -> None:
    assert not verify_signature(url, params, signature)


def test_without_a_token_nobody_can_sign(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    assert not verify_signature(URL, {}, "")
    # printf '%s' URL | openssl dgst -sha1 -hmac '' -binary | base64
    assert not verify_signature(URL, PARAMS, "aXngMTP07D4c4hkO+r0Kb5Oe528=")
