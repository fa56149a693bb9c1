"""Can staff's passwords and codes be guessed, and can guessing lock out the others?"""

import logging

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.support.staff import PASSWORD, digits, employ, enter_code, enter_password, log_in, with_app
from tests.threats.conftest import counting  # noqa: F401 - a fixture

pytestmark = pytest.mark.threat("A59")


def at(address: str, *, forged: str = "") -> Client:
    """A browser behind our proxy, which may have written an address of its own in front."""
    return Client(headers={"X-Forwarded-For": f"{forged}, {address}" if forged else address})


def test_twenty_wrong_passwords_lock_the_account_even_for_the_right_one(rosa: User, browser: Client) -> None:
    for _ in range(20):
        enter_password(browser, rosa, "wrong wrong wrong")
    response = enter_password(browser, rosa)
    assert "Too many tries" in response.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_locked_account_locks_nobody_else_behind_the_same_proxy(rosa: User, counting: Settings) -> None:  # noqa: F811
    sam, guesser = employ("sam"), at("203.0.113.9")
    answers = [enter_password(guesser, rosa, "wrong wrong wrong").status_code for _ in range(20)]
    assert answers[-1] == 429
    assert log_in(sam, with_app(sam), **{"X-Forwarded-For": "203.0.113.9"}).get("/staff/").status_code == 200


def test_an_address_that_is_made_up_in_front_resets_nothing(rosa: User, counting: Settings) -> None:  # noqa: F811
    answers = [
        enter_password(at("203.0.113.9", forged=f"198.51.100.{number}"), rosa, "wrong wrong wrong").status_code
        for number in range(12)
    ]
    assert answers == [200] * 10 + [429] * 2


def test_many_addresses_do_not_make_more_tries(rosa: User, counting: Settings) -> None:  # noqa: F811
    for number in range(20):
        enter_password(at(f"198.51.100.{number}"), rosa, "wrong wrong wrong")
    last = at("192.0.2.77")
    enter_password(last, rosa)
    assert "_auth_user_id" not in last.session
    assert "account_login" not in last.session


def test_twenty_wrong_codes_lock_the_second_step(rosa: User, secret: str, browser: Client) -> None:
    enter_password(browser, rosa)
    right = digits(secret)
    for _ in range(20):
        enter_code(browser, "000000" if right != "000000" else "111111")
    assert enter_code(browser, right).status_code == 200
    assert "_auth_user_id" not in browser.session


def test_a_code_works_once(rosa: User, secret: str) -> None:
    code, browser, thief = digits(secret), Client(), Client()
    enter_password(browser, rosa)
    assert enter_code(browser, code).status_code == 302
    enter_password(thief, rosa)
    for again in (code, " ".join(code)):
        assert enter_code(thief, again).status_code == 200
    assert "_auth_user_id" not in thief.session


def test_a_code_that_is_right_for_three_half_minutes_works_once_in_all_three(rosa: User, secret: str) -> None:
    early = digits(secret, periods=1)
    browser, thief = Client(), Client()
    enter_password(browser, rosa)
    assert enter_code(browser, early).status_code == 302
    # allauth has forgotten it by then; we have not.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sign_in_tries WHERE expires > now() + interval '60 seconds'")
        assert cursor.fetchone()[0] >= 1
    enter_password(thief, rosa)
    assert enter_code(thief, early).status_code == 200


def test_a_recovery_code_works_once(rosa: User, secret: str) -> None:
    browser = log_in(rosa, secret)
    browser.post("/staff/second-factor/recovery-codes/new/")
    code = browser.get("/staff/second-factor/recovery-codes/").context["unused_codes"][0]
    first, second = Client(), Client()
    enter_password(first, rosa)
    assert enter_code(first, code).status_code == 302
    enter_password(second, rosa)
    assert enter_code(second, code).status_code == 200
    assert first.get("/staff/").status_code == 200


def test_a_name_nobody_has_is_answered_like_a_wrong_password(rosa: User, browser: Client) -> None:
    known = enter_password(browser, rosa, "wrong wrong wrong").context["form"].errors
    unknown = browser.post("/staff/login/", {"login": "nobody", "password": "wrong wrong wrong"}).context["form"].errors
    assert known == unknown


def test_what_is_counted_names_nobody(rosa: User, browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(21):
            browser.post("/staff/login/", {"login": rosa.email, "password": "wrong wrong wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM sign_in_tries")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
    assert "is locked for a while" in caplog.text
    assert not [word for word in ("rosa", PASSWORD, "127.0.0.1") if word in caplog.text]


def test_the_tries_are_counted_for_all_processes_together(settings: Settings) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("x", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sign_in_tries")
        assert cursor.fetchone()[0] == 1
