"""Do texts and calls reach a carrier over HTTP, and what does its answer do to the row? Against a local server."""

import hmac
import json
from urllib.parse import parse_qs

import pytest

from verification import challenges
from verification.models import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NUMBER = "+14155550123"


@pytest.fixture
def twilio(settings, http_server):
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.twilio.Backend"
    settings.TWILIO_BASE_URL = http_server.url
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC123", "twilio-token"
    settings.TWILIO_FROM_NUMBER = "+14155550100"
    return http_server


@pytest.fixture
def webhook(settings, http_server):
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.webhook.Backend"
    settings.PHONE_WEBHOOK_URL, settings.PHONE_WEBHOOK_KEY = http_server.url + "/hook", "webhook-key"
    return http_server


def send(issue, channel):
    challenge = issue(channel=channel, destination=NUMBER)
    challenges.send(str(challenge.pk))
    return challenge


def test_a_text_goes_to_twilio_with_its_code(issue, twilio, reload):
    challenge = send(issue, Channel.TEXT)
    path, _, body = twilio.requests[0]
    assert path == "/2010-04-01/Accounts/AC123/Messages.json"
    assert parse_qs(body)["To"] == [NUMBER]
    assert challenges.code_of(challenge) in parse_qs(body)["Body"][0]
    assert (reload(challenge).state, reload(challenge).provider_id) == ("SENT", "SM123")


def test_a_call_goes_to_twilio_without_its_code(issue, twilio, reload):
    challenge = send(issue, Channel.CALL)
    path, _, body = twilio.requests[0]
    assert path == "/2010-04-01/Accounts/AC123/Calls.json"
    twiml = parse_qs(body)["Twiml"][0]
    assert "<Gather" in twiml
    assert "https://privacy.juniper.example.com/hooks/voice/" in twiml
    assert ". ".join(challenges.code_of(challenge)) not in twiml
    assert challenges.code_of(challenge) not in twiml
    assert reload(challenge).state == "SENT"


def test_a_call_goes_to_the_webhook_with_its_code_in_the_signed_body(issue, webhook, reload):
    challenge = send(issue, Channel.CALL)
    _, headers, body = webhook.requests[0]
    script = json.loads(body)["script"]
    assert " ".join(f"{digit}." for digit in challenges.code_of(challenge)) in script["after_key"]
    signed = f"{headers['X-Portal-Timestamp']}.{body}".encode()
    assert headers["X-Portal-Signature"] == "v1=" + hmac.digest(b"webhook-key", signed, "sha256").hex()
    assert reload(challenge).state == "SENT"


def test_a_text_goes_to_the_webhook(issue, webhook):
    challenge = send(issue, Channel.TEXT)
    message = json.loads(webhook.requests[0][2])
    assert message["to"] == NUMBER
    assert message["body"].endswith(f"#{challenges.code_of(challenge)}")


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL])
def test_a_carrier_in_trouble_postpones_the_challenge(issue, twilio, reload, channel):
    twilio.status = 503
    challenge = send(issue, channel)
    assert (reload(challenge).state, reload(challenge).failure) == ("OWED", "http_503")


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL])
def test_a_number_that_the_carrier_refuses_ends_the_challenge(issue, twilio, reload, channel):
    twilio.status, twilio.answer = 400, {"code": 21211, "message": f"{NUMBER} is not a valid phone number"}
    challenge = send(issue, channel)
    assert (reload(challenge).state, reload(challenge).failure) == ("FAILED", "refused_number")


def test_a_carrier_that_nobody_configured_is_a_fault_that_staff_can_see(issue, settings, reload):
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.webhook.Backend"
    settings.PHONE_WEBHOOK_URL = ""
    challenge = send(issue, Channel.TEXT)
    assert (reload(challenge).state, reload(challenge).failure) == ("OWED", "fault")
