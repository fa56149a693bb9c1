"""Who is read the code on the telephone? Only Twilio, with our token, while the code lives."""

import base64
import hmac
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client

from tests.verification.conftest import AT
from verification import challenges, derive
from verification.models import Challenge, Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

KEY_PRESSED = {"CallSid": "CA123", "Digits": "1", "From": "+14155550100"}


@pytest.fixture(autouse=True)
def _account(settings):
    settings.TWILIO_AUTH_TOKEN = "twilio-token"


@pytest.fixture
def call(issue):
    return lambda **differently: issue(channel=Channel.CALL, destination="+14155550123", **differently)


def signed_by(token, url, fields):
    """Twilio's signature: base64 of HMAC-SHA1 over the URL, then each name and value, sorted by name."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()


def fetch(token, *, fields=KEY_PRESSED, signature=None, method="post"):
    path = f"/hooks/voice/{token}/"
    if signature is None:
        signature = signed_by("twilio-token", "https://privacy.juniper.example.com" + path, fields)
    browser = Client(enforce_csrf_checks=True, headers={"host": "privacy.juniper.example.com"})
    return getattr(browser, method)(path, fields, headers={"X-Twilio-Signature": signature})


def sentences(answer):
    return list(ET.fromstring(answer.content).iter("Say"))


@pytest.mark.threat("A33")
def test_the_code_is_read_twice_digit_by_digit(call):
    challenge = call()
    answer = fetch(derive.voice_token(challenge))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml"
    digits = " ".join(f"{digit}." for digit in challenges.code_of(challenge))
    assert sum(digits in say.text for say in sentences(answer)) == 2


def test_the_code_is_read_in_the_language_of_the_challenge(call):
    answer = fetch(derive.voice_token(call(language="es")))
    assert {say.get("language") for say in sentences(answer)} == {"es-MX"}


def test_reading_the_code_out_changes_nothing(call):
    challenge = call()
    before = Challenge.objects.values().get(pk=challenge.pk)
    fetch(derive.voice_token(challenge))
    assert Challenge.objects.values().get(pk=challenge.pk) == before


@pytest.mark.parametrize("signature", ["", "x", "é", base64.b64encode(b"0" * 20).decode()])
def test_an_unsigned_request_is_forbidden(call, signature):
    answer = fetch(derive.voice_token(call()), signature=signature)
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_request_signed_for_another_address_or_other_fields_is_forbidden(call):
    token, other = derive.voice_token(call()), derive.voice_token(call())
    base = "https://privacy.juniper.example.com/hooks/voice/"
    elsewhere = signed_by("twilio-token", f"{base}{other}/", KEY_PRESSED)
    altered = signed_by("twilio-token", f"{base}{token}/", KEY_PRESSED | {"Digits": "2"})
    assert fetch(token, signature=elsewhere).status_code == 403
    assert fetch(token, signature=altered).status_code == 403


def test_without_an_account_at_twilio_every_request_is_forbidden(call, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    token = derive.voice_token(call())
    url = f"https://privacy.juniper.example.com/hooks/voice/{token}/"
    assert fetch(token, signature=signed_by("", url, KEY_PRESSED)).status_code == 403


def test_a_forged_token_is_forbidden_before_it_is_looked_up_and_not_found_when_signed(call):
    assert fetch("A" * 64, signature="x").status_code == 403
    assert fetch("A" * 64).status_code == 404


def test_the_token_of_a_link_reads_nothing_out(issue):
    assert fetch(derive.link_token(issue())).status_code == 404


@pytest.mark.threat("A33")
def test_nothing_is_read_to_a_browser_that_only_looks(call):
    assert fetch(derive.voice_token(call()), method="get").status_code == 405


@pytest.mark.threat("A33")
@pytest.mark.parametrize("how", ["expired", "used", "superseded", "tried"])
def test_a_dead_code_is_not_read_out(call, clock, wrong_code, how):
    challenge = call()
    if how == "expired":
        clock.shift(timedelta(minutes=10))
    elif how == "used":
        challenges.use_up(challenge, at=AT)
    elif how == "superseded":
        call(subject=challenge.subject)
    else:
        for _ in range(5):
            with pytest.raises(challenges.WrongCode):
                challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    answer = fetch(derive.voice_token(challenge))
    assert answer.status_code == 200
    assert [say.text for say in sentences(answer)] == ["This code no longer works. Please ask for a new one. Goodbye."]
