"""Can a carrier of one's own trust what the portal posts, and send each message once?"""

import hashlib
import hmac
import json
import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.sending import SendDelayed, SendProblem, SendRefused
from privacy_portal.lib.signed_hooks import signature
from privacy_portal.lib.sms import CallScript, get_backend
from tests.lib.servers import Carrier, Posted, free_port

TO = "+14155550132"
BODY = "Su código es 123456"
KEY = "webhook key"


@pytest.fixture(autouse=True)
def _webhook(settings: Any) -> None:
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.webhook.Backend"
    settings.PHONE_TIMEOUT = 5
    settings.PHONE_WEBHOOK_KEY = KEY


def post_text(settings: Any, carrier: Carrier, *, to: str = TO, body: str = BODY) -> str:
    settings.PHONE_WEBHOOK_URL = f"{carrier.url}/messages?tenant=7"
    return get_backend().send_text(to=to, body=body)


def problem_of(settings: Any, carrier: Carrier) -> SendProblem:
    with carrier, pytest.raises(SendProblem) as caught:
        post_text(settings, carrier)
    return caught.value


def is_genuine(posted: Posted) -> bool:
    """What a receiver does, written from the description only."""
    signed = posted.headers["x-portal-timestamp"].encode() + b"." + posted.body
    expected = "v1=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, posted.headers["x-portal-signature"])


def test_a_text_message_is_one_json_post(settings: Any) -> None:
    with Carrier(answer={"id": "m-1"}) as carrier:
        assert post_text(settings, carrier) == "m-1"
    [posted] = carrier.posted
    assert (posted.path, posted.headers["content-type"]) == ("/messages?tenant=7", "application/json")
    assert json.loads(posted.body) == {"kind": "text", "to": TO, "body": BODY}


def test_a_call_is_posted_with_its_whole_script(settings: Any) -> None:
    script = CallScript(language="es", greeting="Hola", after_key="1. 2.", goodbye="Adiós", repeat=2)
    with Carrier(answer={"id": "c-1"}) as carrier:
        settings.PHONE_WEBHOOK_URL = carrier.url
        assert get_backend().call(to=TO, script=script) == "c-1"
    assert json.loads(carrier.posted[0].body) == {
        "kind": "call",
        "to": TO,
        "script": {
            "language": "es",
            "greeting": "Hola",
            "after_key": "1. 2.",
            "repeat": 2,
            "continue_url": None,
            "goodbye": "Adiós",
        },
    }


def test_the_receiver_can_check_who_sent_it(settings: Any) -> None:
    with Carrier(answer={"id": "m-1"}) as carrier:
        post_text(settings, carrier)
    [posted] = carrier.posted
    assert posted.headers["x-portal-timestamp"].isdigit()
    assert is_genuine(posted)
    posted.body = posted.body.replace(b"123456", b"654321")
    assert not is_genuine(posted)


def test_the_signature_is_hmac_sha256_over_time_and_body() -> None:
    # printf '1767225600.{"kind":"text"}' | openssl dgst -sha256 -hmac 'webhook key'
    expected = "v1=ee55b35bfe17d1a3e9365db68874f87b400ba3ee06c61e26dd264b262185e5da"
    assert signature(key=KEY, timestamp="1767225600", body=b'{"kind":"text"}') == expected


def test_a_message_tried_again_carries_the_same_key_and_another_message_another(settings: Any) -> None:
    with Carrier(answer={"id": "m-1"}) as carrier:
        post_text(settings, carrier)
        post_text(settings, carrier)
        post_text(settings, carrier, body="Su código es 123457")
        post_text(settings, carrier, to="+14155550133")
    keys = [posted.headers["idempotency-key"] for posted in carrier.posted]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("status", [400, 410, 422])
def test_a_message_judged_and_refused_is_permanent(settings: Any, status: int) -> None:
    problem = problem_of(settings, Carrier(status=status, answer={"error": TO}))
    assert (type(problem), str(problem)) == (SendRefused, f"http_{status}")


@pytest.mark.parametrize("status", [302, 401, 404, 408, 409, 429, 500, 503])
def test_trouble_between_the_carrier_and_us_is_temporary(settings: Any, status: int) -> None:
    problem = problem_of(settings, Carrier(status=status, answer={}))
    assert (type(problem), str(problem)) == (SendDelayed, f"http_{status}")


@pytest.mark.parametrize("answer", [b"OK", b"", b"null", {"id": 7}, {"id": "a\nb"}, {}])
def test_an_answer_without_an_id_does_not_count_as_sent(settings: Any, answer: Any) -> None:
    problem = problem_of(settings, Carrier(answer=answer))
    assert (type(problem), problem.code) == (SendDelayed, "bad_answer")


def test_a_slow_answer_is_a_time_out(settings: Any) -> None:
    settings.PHONE_TIMEOUT = 0.2
    problem = problem_of(settings, Carrier(answer={"id": "m-1"}, delay=1))
    assert (type(problem), problem.code) == (SendDelayed, "timeout")


def test_a_server_that_is_down_is_temporary(settings: Any) -> None:
    settings.PHONE_WEBHOOK_URL = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(SendDelayed) as caught:
        get_backend().send_text(to=TO, body=BODY)
    assert caught.value.code == "connection_refused"


@pytest.mark.parametrize("name", ["PHONE_WEBHOOK_URL", "PHONE_WEBHOOK_KEY"])
def test_without_address_or_key_nothing_is_tried(settings: Any, name: str) -> None:
    settings.PHONE_WEBHOOK_URL = "http://127.0.0.1:9/"
    setattr(settings, name, "")
    with pytest.raises(ImproperlyConfigured):
        get_backend().send_text(to=TO, body=BODY)


def test_neither_number_nor_words_are_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    problem_of(settings, Carrier(status=500, answer={"message": f"{TO} {BODY}"}))
    assert "HTTP/1.1 500" in caplog.text  # the log is being captured
    assert not any(secret in caplog.text for secret in ("5550132", "digo"))
