"""Providers report what came back; only they are believed, and each report once."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from privacy_portal.lib import signed_hooks
from privacy_portal.lib.sms.twilio import STATUS_PATH
from tests.verification.conftest import AT
from tests.verification.test_voice_hook import signed_by
from verification import suppressions
from verification.models import Suppression

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOST = {"host": "privacy.juniper.example.com"}
MAILGUN = "anymail.webhooks.mailgun.MailgunTrackingWebhookView"
POSTMARK = "anymail.webhooks.postmark.PostmarkTrackingWebhookView"


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True, headers=HOST)


def stopped(destination):
    return suppressions.reasons(suppressions.of(destination, at=AT))


# --- mail ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def mailgun(settings, browser):
    """Report as Mailgun does, with its signature over time stamp and token."""
    settings.MAIL_REPORTS_VIEW = MAILGUN
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": "signing-key"}

    def report(event="failed", *, recipient="maria@example.org", key="signing-key", token="t1", **data):
        stamp = "1767225600"
        mac = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
        body = {
            "signature": {"timestamp": stamp, "token": token, "signature": mac},
            "event-data": {"event": event, "recipient": recipient, "severity": "permanent", "timestamp": 1767225600}
            | data,
        }
        return browser.post("/hooks/mail/", json.dumps(body), content_type="application/json")

    return report


@pytest.mark.threat("A75")
def test_a_mail_that_came_back_stops_its_contact(mailgun):
    assert mailgun().status_code == 204
    assert stopped("maria@example.org") == [Suppression.Reason.CAME_BACK]


@pytest.mark.parametrize("event", ["complained", "unsubscribed"])
def test_a_complaint_stops_its_contact(mailgun, event):
    mailgun(event)
    assert stopped("maria@example.org") == [Suppression.Reason.COMPLAINED]


@pytest.mark.parametrize("data", [{"event": "delivered"}, {"event": "opened"}, {"severity": "temporary"}])
def test_other_reports_stop_nobody(mailgun, data):
    assert mailgun(**data).status_code == 204
    assert not Suppression.objects.exists()


@pytest.mark.threat("A75")
def test_a_report_with_another_key_is_not_believed(mailgun):
    assert mailgun(key="made-up").status_code == 403
    assert not Suppression.objects.exists()


@pytest.mark.threat("A75")
def test_an_old_report_sent_again_does_not_undo_what_staff_lifted(mailgun):
    mailgun()
    suppressions.lift("maria@example.org", at=AT, by=User.objects.create_user("reviewer"))
    assert mailgun().status_code == 204
    assert stopped("maria@example.org") == []


@pytest.mark.threat("A75")
def test_what_is_no_report_is_refused_without_a_fault(mailgun, browser):
    assert browser.post("/hooks/mail/", "{", content_type="application/json").status_code == 403
    assert browser.post("/hooks/mail/").status_code == 403


def test_without_a_provider_nobody_is_heard(settings, browser):
    settings.MAIL_REPORTS_VIEW = ""
    assert browser.post("/hooks/mail/").status_code == 403


@pytest.mark.threat("A75")
def test_a_provider_that_signs_nothing_is_heard_only_with_a_password(settings, browser):
    settings.MAIL_REPORTS_VIEW, settings.ANYMAIL = POSTMARK, {}
    body = json.dumps(
        {"RecordType": "Bounce", "ID": 7, "TypeCode": 1, "Type": "HardBounce", "Email": "maria@example.org"}
    )
    assert browser.post("/hooks/mail/", body, content_type="application/json").status_code == 403
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:password"}
    login = {"Authorization": "Basic " + b64encode(b"user:password").decode()}
    answers = [
        browser.post("/hooks/mail/", body, content_type="application/json", headers=head) for head in ({}, login)
    ]
    assert [answer.status_code for answer in answers] == [403, 204]
    assert stopped("maria@example.org") == [Suppression.Reason.CAME_BACK]


# --- texts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def twilio(settings, browser):
    settings.TWILIO_AUTH_TOKEN = "twilio-token"

    def report(code, *, status="undelivered", token="twilio-token"):
        fields = {"MessageSid": "SM1", "MessageStatus": status, "To": "+14155550123", "ErrorCode": code}
        signature = signed_by(token, "https://privacy.juniper.example.com/hooks/text-status/", fields)
        return browser.post("/hooks/text-status/", fields, headers={"X-Twilio-Signature": signature})

    return report


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("30005", [Suppression.Reason.CAME_BACK]),
        ("30006", [Suppression.Reason.CAME_BACK]),
        ("21610", [Suppression.Reason.COMPLAINED]),
        ("30003", []),
        ("", []),
    ],
)
def test_a_text_that_cannot_arrive_stops_its_number(twilio, code, reasons):
    assert twilio(code).status_code == 204
    assert stopped("+14155550123") == reasons


@pytest.mark.threat("A75")
def test_a_text_report_with_another_key_is_not_believed(twilio):
    assert twilio("30005", token="made-up").status_code == 403
    assert not Suppression.objects.exists()


def test_twilio_is_told_where_to_report():
    assert reverse("text_status") == STATUS_PATH


# --- a gateway of the business's own ------------------------------------------------------------------------------


@pytest.fixture
def gateway(settings, browser):
    settings.PHONE_WEBHOOK_KEY = "gateway-key"

    def report(status="failed", *, key="gateway-key", body=None, at=AT):
        body = json.dumps({"id": "7", "to": "+14155550123", "status": status}) if body is None else body
        stamp = str(int(at.timestamp()))
        signature = signed_hooks.signature(key=key, timestamp=stamp, body=body.encode())
        headers = {signed_hooks.TIMESTAMP_HEADER: stamp, signed_hooks.SIGNATURE_HEADER: signature}
        return browser.post("/hooks/phone-status/", body, content_type="application/json", headers=headers)

    return report


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("failed", [Suppression.Reason.CAME_BACK]),
        ("stopped", [Suppression.Reason.COMPLAINED]),
        ("delivered", []),
    ],
)
def test_a_gateway_reports_what_cannot_arrive(gateway, status, reasons):
    assert gateway(status).status_code == 204
    assert stopped("+14155550123") == reasons


@pytest.mark.threat("A75")
@pytest.mark.parametrize("forged", [{"key": "made-up"}, {"at": AT - timedelta(minutes=6)}])
def test_a_report_of_another_key_or_an_old_one_is_not_believed(gateway, forged):
    assert gateway(**forged).status_code == 403
    assert not Suppression.objects.exists()


@pytest.mark.threat("A75")
def test_the_same_report_comes_in_once(gateway):
    assert [gateway().status_code, gateway().status_code] == [204, 403]


@pytest.mark.threat("A75")
def test_without_a_key_nothing_comes_in(gateway, settings):
    settings.PHONE_WEBHOOK_KEY = ""
    assert gateway(key="").status_code == 403


@pytest.mark.parametrize("body", ["", "{", "[]", "7", "[" * 4000])
def test_what_is_no_report_is_refused_as_such(gateway, body):
    assert gateway(body=body).status_code == 400
