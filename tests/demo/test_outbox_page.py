"""The demo's outbox: a newcomer reads here what left, and goes on from there; nothing in a message can act."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from privacy_portal.lib import mail, outbox
from privacy_portal.lib.sms import CallScript, get_backend
from privacy_portal.sign_in import demo_codes
from requests_app.views import demo
from tests.support.staff import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]

BASE = "https://privacy.example.com"


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.OUTBOX_DIR = tmp_path
    settings.PORTAL_BASE_URL = BASE
    settings.EMAIL_BACKEND = "privacy_portal.lib.mail.OutboxBackend"
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.file.Backend"


@pytest.fixture
def page(client: Client) -> Callable[[], str]:
    return lambda: client.get("/demo/outbox/").content.decode()


def send(text: str = "Hello", html: str = "<p>Hello</p>", subject: str = "Your request") -> None:
    mail.send(to="rosa@example.com", subject=subject, text=text, html=html, language="es")


def designed(page: str) -> str:
    found = re.search(r"/demo/outbox/[0-9a-f]{32}/", page)
    assert found
    return found[0]


def test_an_empty_outbox_says_what_to_do(page: Any) -> None:
    assert "Nothing was sent yet" in page()


def test_a_mail_shows_from_to_subject_and_text(page: Any, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "privacy@larkspur.example.com"
    send(text="First line\nSecond line", subject="Confirm it")
    for words in ("privacy@larkspur.example.com", "rosa@example.com", "Confirm it", "First line<br>Second line"):
        assert words in page()


def test_a_mail_is_read_in_its_own_language(page: Any) -> None:
    send(text="Hola")
    assert re.search(r'<p lang="es">\s*Hola', page())


def test_the_newest_message_comes_first(page: Any) -> None:
    for number, text in enumerate(("older", "newer")):
        send(text=text)
        os.utime(outbox.entries()[0], (number, number))
    assert page().index("newer") < page().index("older")


def test_a_text_message_is_shown(page: Any) -> None:
    get_backend().send_text(to="+14155550134", body="Your code is 123456")
    assert "+14155550134" in page()
    assert "Your code is 123456" in page()


def test_a_call_is_shown_in_the_order_in_which_it_is_heard(page: Any) -> None:
    script = CallScript(language="en", greeting="Press a key.", after_key="1. 2. 3.", repeat=2, goodbye="Bye now.")
    get_backend().call(to="+14155550134", script=script)
    heard = [page().index(words) for words in ("Press a key.", "2 times", "1. 2. 3.", "Bye now.")]
    assert heard == sorted(heard)


def test_a_call_without_a_code_has_only_its_greeting(page: Any) -> None:
    get_backend().call(to="+14155550134", script=CallScript(language="en", greeting="We got your request."))
    assert "We got your request." in page()
    assert "After a key" not in page()


def test_a_link_into_the_portal_can_be_followed(page: Any) -> None:
    send(text=f"Open this:\n{BASE}/confirm/link/abc-_9/\nand press the button.")
    assert f'<a href="{BASE}/confirm/link/abc-_9/">' in page()


@pytest.mark.parametrize("end", [".", ",", ")", "!"])
def test_what_ends_a_sentence_is_not_part_of_its_link(page: Any, end: str) -> None:
    send(text=f"It stands at {BASE}/track/{end} Goodbye")
    assert f'<a href="{BASE}/track/">' in page()


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.org/confirm/",
        f"{BASE}.elsewhere.example.org/x",
        f"{BASE}@elsewhere.example.org/x",
        f"{BASE}:8443/x",
        "javascript:alert(1)",
    ],
)
def test_no_other_address_becomes_a_link(page: Any, address: str) -> None:
    send(text=f"See {address} for more")
    assert address in page()
    assert f'href="{address}' not in page()
    assert f'<a href="{BASE}' not in page()


def test_markup_in_a_message_is_only_shown(page: Any) -> None:
    send(text="<script>alert(1)</script>", subject="<b>bold</b>")
    assert "<script>alert(1)" not in page()
    assert "<b>bold" not in page()


def test_what_is_no_message_is_left_out(page: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a message")
    (tmp_path / f"{'0' * 32}.json").write_text("{}")
    (tmp_path / f"{'1' * 32}.json").write_text("no json")
    assert "<article" not in page()


def test_older_messages_are_on_further_pages(client: Client) -> None:
    for _ in range(demo.PER_PAGE + 1):
        get_backend().send_text(to="+14155550134", body="one of many")
    assert client.get("/demo/outbox/").content.decode().count("one of many") == demo.PER_PAGE
    assert client.get("/demo/outbox/?page=2").content.decode().count("one of many") == 1


def test_a_page_that_does_not_exist_is_the_last_one(client: Client) -> None:
    send()
    assert client.get("/demo/outbox/?page=x%00").status_code == 200
    assert client.get("/demo/outbox/?page=99").status_code == 200


def test_the_designed_mail_is_shown_as_it_is(client: Client, page: Any) -> None:
    send(html="<h1>Hola</h1>")
    assert "<h1>Hola</h1>" in client.get(designed(page())).content.decode()


def test_the_designed_mail_can_run_nothing(client: Client, page: Any) -> None:
    send(html="<script>alert(1)</script>")
    policy = client.get(designed(page())).headers["Content-Security-Policy"]
    assert sorted(part.strip() for part in policy.split(";")) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "sandbox",
        "style-src 'unsafe-inline'",
    ]


@pytest.mark.parametrize("name", ["0" * 32, "0" * 31, "../../etc/passwd", "0" * 32 + ".eml"])
def test_an_unknown_mail_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/demo/outbox/{name}/").status_code == 404


def test_outside_the_demo_nothing_is_shown(client: Client, page: Any, settings: Settings) -> None:
    send()
    mail_page = designed(page())
    settings.DEMO = False
    assert client.get("/demo/outbox/").status_code == 404
    assert client.get(mail_page).status_code == 404


def test_the_codes_of_the_demos_staff_are_beside_the_messages(page: Any) -> None:
    assert 'id="codes"' not in page()
    demo_codes.seed(User.objects.create_user("lead", is_staff=True))
    assert re.search(r"<dt>lead</dt>\s*<dd>\s*<strong>\d{6}</strong>", page())


def test_no_code_of_a_factor_that_the_demo_did_not_make_is_shown(page: Any) -> None:
    with_app(User.objects.create_user("lead", is_staff=True))
    assert 'id="codes"' not in page()
