"""The business's own system reports a login by a signed message; nothing else is let in."""

import json
import time

import pytest
import time_machine
from django.test import Client

from privacy_portal.lib.signed_hooks import signature
from requests_app.models import Event, Evidence
from requests_app.vocabulary import EventKind, EvidenceKind, Status
from tests.filings import NOON, PIECES, confirm, file, only_request
from verification.models import HookSeen

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A75")]
KEY = "the key of the login hook, 32 characters"
ADDRESS = "/hooks/account-login/"


@pytest.fixture(autouse=True)
def noon(settings):
    settings.ACCOUNT_LOGIN_KEY = KEY
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def submission():
    return confirm(file(PIECES))


def report(submission, *, key=KEY, stamp=None, signed=None, **changes):
    said = {
        "reference": str(submission),
        "contact": submission.contact,
        "logged_in_at": NOON.isoformat(),
        "reauthenticated": True,
        **changes,
    }
    return send(json.dumps(said).encode(), key=key, stamp=stamp, signed=signed)


def send(body, *, key=KEY, stamp=None, signed=None):
    stamp = str(int(time.time())) if stamp is None else stamp
    signed = signature(key=key, timestamp=stamp, body=body) if signed is None else signed
    headers = {"X-Portal-Timestamp": stamp, "X-Portal-Signature": signed}
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def nothing_recorded():
    logins = Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN)
    return not logins.exists() and not Event.objects.filter(kind=EventKind.ACCOUNT_LOGIN).exists()


def test_a_signed_report_verifies_the_person(submission):
    response = report(submission)
    assert (response.status_code, response.content) == (204, b"")
    assert Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN, recorded_by=None).count() == 1
    assert only_request(submission).status == Status.IN_PROGRESS


def test_without_a_key_nothing_is_let_in(submission, settings):
    settings.ACCOUNT_LOGIN_KEY = ""
    assert report(submission, key="").status_code == 403
    assert report(submission).status_code == 403
    assert nothing_recorded()


@pytest.mark.parametrize("changes", [{"key": "another key"}, {"signed": ""}, {"signed": "v1=00"}, {"stamp": "0"}])
def test_what_is_not_genuine_is_refused(submission, changes):
    assert report(submission, **changes).status_code == 403
    assert nothing_recorded()
    assert not HookSeen.objects.exists()


def test_an_altered_report_is_refused(submission):
    stamp, other = str(int(time.time())), json.dumps({"reference": "2222-2222-2222"}).encode()
    assert report(submission, signed=signature(key=KEY, timestamp=stamp, body=other)).status_code == 403
    assert nothing_recorded()


def test_a_late_report_is_refused(submission, noon):
    stamp = str(int(time.time()))
    noon.shift(301)
    assert report(submission, stamp=stamp).status_code == 403
    assert nothing_recorded()


def test_a_replayed_report_is_refused(submission):
    assert report(submission).status_code == 204
    assert report(submission).status_code == 403
    assert Event.objects.filter(kind=EventKind.ACCOUNT_LOGIN).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"reauthenticated": False},
        {"reauthenticated": "true"},
        {"reauthenticated": 1},
        {"logged_in_at": "yesterday"},
        {"logged_in_at": "2026-11-23T12:00:00"},
        {"logged_in_at": "2026-13-45T12:00:00Z"},
        {"logged_in_at": None},
        {"logged_in_at": "2026-11-21T12:00:00-08:00"},
        {"logged_in_at": "2026-11-23T12:06:00-08:00"},
        {"reference": None},
        {"reference": ["x"]},
    ],
    ids=str,
)
def test_a_report_of_no_fresh_login_records_nothing(submission, changes):
    assert report(submission, **changes).status_code == 400
    assert nothing_recorded()


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'"x"', b"1"])
def test_what_is_no_report_records_nothing(body):
    assert send(body).status_code == 400


def test_a_reference_of_nobody_is_not_found(submission):
    assert report(submission, reference="2222-2222-2222").status_code == 404
    assert nothing_recorded()


def test_a_long_body_is_refused(submission):
    assert report(submission, more="x" * 5000).status_code == 403


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_posts_are_taken(method):
    assert getattr(Client(), method)(ADDRESS).status_code == 405


@pytest.mark.threat("A01")
@pytest.mark.parametrize("contact", ["somebody.else@example.com", "", 7, None])
def test_a_login_to_another_account_says_nothing_about_the_filing(contact):
    submission = confirm(file())
    assert report(submission, contact=contact).status_code == 400
    assert not Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).exists()


@pytest.mark.threat("A01")
def test_before_the_contact_is_confirmed_no_login_counts():
    other = file(PIECES, contact="other@example.com")
    assert report(other).status_code == 400
    assert only_request(other).status == Status.UNCONFIRMED
