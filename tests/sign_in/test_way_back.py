"""Does a way back in keep the second factor, and is everybody answered alike?"""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from privacy_portal.sign_in import secret_box
from requests_app.models import AccountEvent
from requests_app.operations import staff_accounts
from requests_app.operations.account_links import Purpose, token_for
from tests.filings import NOON
from tests.support.staff import digits, employ, enter_code, enter_password, log_in, with_app

NEW = "quartz lantern over seven rivers"

pytestmark = pytest.mark.threat("A60")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def link_of(user: User, purpose: Purpose = Purpose.NEW_PASSWORD) -> str:
    page = "join" if purpose is Purpose.JOIN else "new-password"
    return f"/staff/{page}/{token_for(user, purpose, at=NOON)}/"


def choose(browser: Client, path: str) -> Any:
    return browser.post(path, {"password": NEW, "again": NEW})


def test_a_new_password_keeps_the_second_factor_and_signs_nobody_in(rosa: User, secret: str, browser: Client) -> None:
    assert choose(browser, link_of(rosa)).headers["Location"] == "/staff/login/?changed=1"
    assert "_auth_user_id" not in browser.session
    rosa.refresh_from_db()
    answer = enter_password(browser, rosa, NEW)
    assert answer.headers["Location"].startswith("/staff/login/second-factor/")
    assert browser.get("/staff/").headers["Location"].startswith("/staff/login/")
    assert enter_code(browser, digits(secret)).status_code == 302
    assert browser.get("/staff/").status_code == 200


def test_a_new_password_ends_every_session(rosa: User, secret: str, browser: Client) -> None:
    there = log_in(rosa, secret)
    rosa.refresh_from_db()
    choose(browser, link_of(rosa))
    assert there.get("/staff/").headers["Location"].startswith("/staff/login/")


def test_the_link_works_once_and_for_an_hour(rosa: User, browser: Client, clock: time_machine.Traveller) -> None:
    used = link_of(rosa)
    choose(browser, used)
    assert choose(browser, used).status_code == 410
    rosa.refresh_from_db()
    late = link_of(rosa)
    clock.shift(timedelta(hours=1, seconds=1))
    assert browser.get(late).status_code == 410


def test_a_link_is_for_its_own_purpose_and_account(rosa: User, browser: Client) -> None:
    sam = employ("sam", email="sam@example.com")
    token = token_for(rosa, Purpose.NEW_PASSWORD, at=NOON)
    for wrong in (f"join/{token}", f"new-password/{token_for(sam, Purpose.JOIN, at=NOON)}"):
        assert browser.get(f"/staff/{wrong}/").status_code == 410
    other = token_for(sam, Purpose.NEW_PASSWORD, at=NOON)
    mixed = "-".join([other.split("-", 1)[0], token.split("-", 1)[1]])
    assert browser.get(f"/staff/new-password/{mixed}/").status_code == 410


def test_a_changed_address_or_an_account_that_was_closed_kills_the_link(rosa: User, browser: Client) -> None:
    path = link_of(rosa)
    User.objects.filter(pk=rosa.pk).update(email="elsewhere@example.com")
    assert browser.get(path).status_code == 410
    User.objects.filter(pk=rosa.pk).update(email=rosa.email, is_active=False)
    assert browser.get(path).status_code == 410


def test_asking_for_a_new_password_is_answered_alike_for_every_name(rosa: User, browser: Client) -> None:
    pages = [browser.post("/staff/forgotten-password/", {"login": login}) for login in ("rosa", rosa.email, "nobody")]
    words = {page.content.partition(b"<main")[2].partition(b"</main")[0] for page in pages}
    assert len(words) == 1


def test_the_mail_is_sent_by_a_worker_that_is_told_an_id(rosa: User, mailoutbox: list[Any]) -> None:
    staff_accounts.send_new_password_link(rosa.pk)
    staff_accounts.send_new_password_link(0)
    [mail] = mailoutbox
    assert mail.to == [rosa.email]
    assert "/staff/new-password/" in mail.body
    assert AccountEvent.objects.get().kind == "PASSWORD_ASKED"


@pytest.mark.threat("A67")
def test_no_log_keeps_a_link(rosa: User, browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = link_of(rosa)
    Client(enforce_csrf_checks=True).post(path)
    browser.get(path[:-2] + "/")
    assert caplog.text.count("/staff/new-password/…/") == 2
    assert path[20:40] not in caplog.text


def reset(*arguments: str) -> str:
    said = StringIO()
    call_command("reset_second_factor", *arguments, stdout=said)
    return said.getvalue()


def test_a_reset_takes_every_factor_away_ends_the_sessions_and_says_who_did_it(rosa: User, secret: str) -> None:
    sam, other = employ("sam"), employ("other")
    theirs = log_in(other, with_app(other))
    browser = log_in(rosa, secret)
    assert "1 factors taken away" in reset("rosa", "--by", "sam")
    assert browser.get("/staff/").headers["Location"].startswith("/staff/login/")
    assert theirs.get("/staff/").status_code == 200
    event = rosa.account_events.get(kind="FACTOR_RESET")
    assert (event.by, event.at) == (sam, NOON)
    assert event.by_server_login
    enter_password(browser, rosa)
    assert browser.get("/staff/").headers["Location"] == "/staff/second-factor/"


def test_a_reset_of_nobody_and_by_nobody_is_refused(rosa: User) -> None:
    for arguments in (("nobody",), ("rosa", "--by", "nobody")):
        with pytest.raises(CommandError, match="no account"):
            reset(*arguments)
    assert not AccountEvent.objects.exists()


@pytest.mark.threat("A62")
def test_the_history_of_accounts_is_never_changed(rosa: User) -> None:
    reset("rosa")
    for change in (lambda: AccountEvent.objects.update(kind="JOINED"), lambda: AccountEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_secrets_of_second_factors_are_sealed_and_move_to_a_new_key(rosa: User, secret: str, settings: Any) -> None:
    row = rosa.authenticator_set.get()
    assert secret not in str(row.data)
    first = settings.FIELD_KEYS[0]
    settings.FIELD_KEYS = ["77:" + "B" * 43 + "=", first]
    assert list(secret_box.stale()) == [row.pk]
    call_command("rotate_keys", stdout=StringIO())
    assert list(secret_box.stale()) == []
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    row.refresh_from_db()
    assert secret_box.opened(row.data["secret"]) == secret
