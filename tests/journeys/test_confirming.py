"""Confirming a contact: once, by the newest code in this browser or by the link in any, and never by looking."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from requests_app.models import Submission
from requests_app.vocabulary import Status
from tests.journeys.walk import code_for, file, link_for
from verification.models import Challenge

pytestmark = pytest.mark.django_db

DELETE_ONLY = {"rights": {"rights": ["DELETE"]}, "delete": {"scope": "EVERYTHING"}}
KNOW_ONLY = {"rights": {"rights": ["KNOW"]}, "know": {"what": ["SOURCES"]}}


def confirmed() -> bool:
    return Submission.objects.get().confirmed


def enter(client, code):
    return client.post("/confirm/", {"code": code})


def test_the_code_confirms_and_opens_the_status(client):
    submission = file(client, **KNOW_ONLY)
    assert enter(client, code_for(submission)).headers["Location"] == "/track/status/"
    assert submission.requests.get().status == Status.OPEN


@pytest.mark.parametrize("spell", [lambda code: f"{code[:3]} {code[3:]}", lambda code: f" {code[:3]}-{code[3:]} "])
def test_a_pasted_code_with_spaces_or_dashes_confirms(client, spell):
    enter(client, spell(code_for(file(client))))
    assert confirmed()


def test_a_wrong_code_is_explained(client):
    code = code_for(file(client))
    response = enter(client, f"{(int(code) + 1) % 1_000_000:06}")
    assert "code" in response.context["form"].errors
    assert not confirmed()


def test_the_sixth_try_is_refused_even_if_right(client):
    code = code_for(file(client))
    for step in range(1, 6):
        enter(client, f"{(int(code) + step) % 1_000_000:06}")
    enter(client, code)
    assert not confirmed()


def test_an_expired_code_is_refused(client):
    code = code_for(file(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        enter(client, code)
    assert not confirmed()


def test_a_superseded_code_is_refused(client):
    submission = file(client)
    old = code_for(submission)
    client.post("/confirm/resend/")
    if old != code_for(submission):
        enter(client, old)
        assert not confirmed()


def test_a_code_of_another_filing_is_refused(client, client_b):
    other = code_for(file(client_b, contact={"channel": "EMAIL", "email": "other@example.com"}))
    mine = file(client)
    if other != code_for(mine):
        enter(client, other)
    assert not Submission.objects.get(pk=mine.pk).confirmed


@pytest.mark.threat("A21")
def test_the_code_works_only_in_the_browser_that_filed(client, client_b):
    code = code_for(file(client))
    assert enter(client_b, code).headers["Location"] == "/track/"
    assert not confirmed()


@pytest.mark.threat("A20")
def test_looking_at_the_link_changes_nothing(client, client_b):
    link = link_for(file(client))
    for look in (client_b.get, client_b.head, client_b.get, client_b.options):
        look(link)
    assert not confirmed()
    assert not client_b.session.get("opened")


@pytest.mark.threat("A21")
def test_the_links_button_confirms_in_any_browser(client, client_b):
    link = link_for(file(client, **KNOW_ONLY))
    assert client_b.post(link).headers["Location"] == "/track/status/"
    assert confirmed()


def test_the_link_works_once(client, client_b):
    link = link_for(file(client))
    client.post(link)
    assert client_b.post(link).status_code == 410
    assert client_b.get(link).status_code == 410


def test_the_link_dies_after_24_hours(client):
    link = link_for(file(client))
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert client.post(link).status_code == 410
    assert not confirmed()


def test_a_tracking_link_confirms_nothing(client):
    submission = file(client)
    client.post("/track/", {"reference": str(submission)})
    token = link_for(submission, "track").rstrip("/").rsplit("/", 1)[-1]
    assert client.post(f"/confirm/link/{token}/").status_code == 410
    assert not confirmed()


@pytest.mark.parametrize("token", ["x", "A" * 64, "A" * 65, "%00", "..", "é"])
def test_a_made_up_link_is_a_plain_page(client, token):
    assert client.get(f"/confirm/link/{token}/").status_code in (404, 410)
    assert client.post(f"/confirm/link/{token}/").status_code in (404, 410)


def test_a_put_on_the_link_is_not_allowed(client):
    assert client.put(link_for(file(client))).status_code == 405


@pytest.mark.threat("A36")
def test_the_session_key_changes_when_the_filing_opens(client):
    submission = file(client)
    before = client.session.session_key
    enter(client, code_for(submission))
    assert client.session.session_key != before


def test_a_deletion_asks_a_second_time_after_the_contact_is_confirmed(client):
    submission = file(client, **DELETE_ONLY)
    where = enter(client, code_for(submission)).headers["Location"]
    assert where == "/track/confirm-deletion/1/"
    assert submission.requests.get().deletion_confirmed_at is None
    client.post(where)
    assert submission.requests.get().deletion_confirmed_at is not None


def test_the_second_yes_given_twice_counts_once(client):
    submission = file(client, **DELETE_ONLY)
    enter(client, code_for(submission))
    client.post("/track/confirm-deletion/1/")
    first = submission.requests.get().deletion_confirmed_at
    client.post("/track/confirm-deletion/1/")
    assert submission.requests.get().deletion_confirmed_at == first


def test_a_mistyped_address_is_corrected(client):
    submission = file(client, contact={"channel": "EMAIL", "email": "rosa@exmaple.com"})
    client.post("/confirm/change/", {"channel": "EMAIL", "email": "rosa@example.com"})
    enter(client, code_for(submission))
    assert confirmed()
    assert Submission.objects.get().contact == "rosa@example.com"


def test_the_channel_is_switched_to_a_text(client):
    submission = file(client)
    client.post("/confirm/change/", {"channel": "TEXT", "phone": "415 555 0134"})
    assert Challenge.objects.get(subject=submission.pk, superseded_at=None).channel == "TEXT"


def test_a_confirmed_contact_is_not_changed_from_the_form(client):
    submission = file(client)
    enter(client, code_for(submission))
    client.post("/confirm/change/", {"channel": "EMAIL", "email": "thief@example.com"})
    assert Submission.objects.get().contact == "rosa@example.com"


@pytest.mark.threat("A34")
def test_another_browser_cannot_change_the_contact(client, client_b):
    file(client)
    assert client_b.post("/confirm/change/", {"channel": "EMAIL", "email": "x@example.com"}).status_code == 302
    assert Submission.objects.get().contact == "rosa@example.com"
