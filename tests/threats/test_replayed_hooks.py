"""Somebody who overheard a signed message sends it again, many times at once. Real threads, real transactions."""

import json
import time
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from privacy_portal.lib.signed_hooks import signature
from requests_app.models import Event, Evidence
from requests_app.operations import assurance
from requests_app.vocabulary import EventKind, EvidenceKind
from tests.filings import confirm, file
from tests.support import crowd
from verification.models import HookSeen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threat("A75")]
KEY = "the key of the login hook, 32 characters"
AT_ONCE = 12


def at_once(act):
    """What many who start together each get, counted."""
    return Counter(crowd.at_once([act] * AT_ONCE))


def test_a_report_sent_twelve_times_at_once_is_let_in_once(settings):
    settings.ACCOUNT_LOGIN_KEY = KEY
    now = timezone.now()
    submission = confirm(file(at=now), at=now)
    said = {
        "reference": str(submission),
        "contact": submission.contact,
        "logged_in_at": now.isoformat(),
        "reauthenticated": True,
    }
    body, stamp = json.dumps(said).encode(), str(int(time.time()))
    headers = {"X-Portal-Timestamp": stamp, "X-Portal-Signature": signature(key=KEY, timestamp=stamp, body=body)}

    def send():
        address = "/hooks/account-login/"
        return Client().post(address, body, content_type="application/json", headers=headers).status_code

    assert at_once(send) == {204: 1, 403: AT_ONCE - 1}
    assert HookSeen.objects.count() == Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).count() == 1
    assert Event.objects.filter(kind=EventKind.ACCOUNT_LOGIN).count() == 1


def test_different_reports_of_one_login_at_once_are_one_login():
    now = timezone.now()
    submission = confirm(file(at=now), at=now)

    def report():
        return assurance.report_login(submission=submission, logged_in_at=now, at=now)

    assert at_once(report) == {None: AT_ONCE}
    assert Event.objects.filter(kind=EventKind.ACCOUNT_LOGIN).count() == 1
