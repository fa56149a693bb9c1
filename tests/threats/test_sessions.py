"""Does a session grow in power only under a new key, and end empty?"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.journeys.walk import code_for, file, link_for
from tests.support.staff import staff_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A36")]


def key_of(client: Client) -> Any:
    cookie = client.cookies.get("sessionid")
    return cookie.value if cookie else None


def changed(client: Client, path: str, data: dict[str, str] | None = None) -> bool:
    """Whether the session has another key after the step, and the old key opens nothing."""
    before = key_of(client)
    assert client.post(path, data or {}).status_code == 302
    return key_of(client) != before and not Session.objects.filter(session_key=before).exists()


def test_confirming_by_code_changes_the_key(client: Client) -> None:
    submission = file(client)
    assert changed(client, "/confirm/", {"code": code_for(submission)})


def test_confirming_by_link_changes_the_key(client: Client) -> None:
    assert changed(client, link_for(file(client)))


def test_tracking_by_code_changes_the_key(client: Client) -> None:
    submission = file(client)
    client.post("/track/", {"reference": str(submission)})
    assert changed(client, "/track/code/", {"code": code_for(submission, "track")})


def test_tracking_by_link_changes_the_key(client: Client) -> None:
    submission = file(client)
    client.post("/track/", {"reference": str(submission)})
    assert changed(client, link_for(submission, "track"))


def test_signing_in_changes_the_key(client: Client) -> None:
    User.objects.create_user("reviewer", password="a long enough password", is_staff=True)
    file(client)
    assert changed(client, "/staff/login/", {"login": "reviewer", "password": "a long enough password"})


def test_a_key_made_up_by_somebody_else_is_not_taken_over(client: Client) -> None:
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    file(client)
    assert key_of(client) != "planted0planted0planted0planted0"


def test_whoever_planted_the_key_sees_nothing_after_the_confirmation(client: Client, client_b: Client) -> None:
    submission = file(client)
    client_b.cookies["sessionid"] = key_of(client)
    client.post("/confirm/", {"code": code_for(submission)})
    assert client_b.get("/track/status/").headers["Location"] == "/track/"


@pytest.mark.parametrize("path", ["/finish/", "/staff/logout/"])
def test_leaving_empties_the_session(client: Client, path: str) -> None:
    staff_sign_in(client, User.objects.create_user("reviewer", password=None, is_staff=True))
    file(client)
    before = key_of(client)
    client.post(path)
    assert not Session.objects.filter(session_key=before).exists()
    assert client.get("/requests/filed/").headers["Location"] == "/track/"
