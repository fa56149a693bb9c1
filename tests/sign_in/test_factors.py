"""Can a second factor be set up, moved and taken away without there ever being none?"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from privacy_portal.sign_in import demo_codes
from tests.filings import NOON
from tests.support.staff import digits, enter_code, enter_password, log_in, with_passkey

APP, KEYS = "/staff/second-factor/app/", "/staff/second-factor/passkeys/"

pytestmark = pytest.mark.threat("A60")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def factors(user: User) -> list[str]:
    return sorted(user.authenticator_set.values_list("type", flat=True))


def test_a_wrong_first_code_sets_nothing_up(rosa: User, browser: Client) -> None:
    enter_password(browser, rosa)
    browser.get(APP)
    assert "not right" in browser.post(APP, {"code": "000000"}).content.decode()
    assert factors(rosa) == []
    assert browser.get("/staff/").headers["Location"] == "/staff/second-factor/"


def test_the_first_code_signs_nobody_in_afterwards(rosa: User, browser: Client, client_b: Client) -> None:
    enter_password(browser, rosa)
    code = digits(browser.get(APP).context["form"].secret)
    browser.post(APP, {"code": code})
    enter_password(client_b, rosa)
    assert enter_code(client_b, code).status_code == 200


def test_an_app_moves_to_another_phone(rosa: User, secret: str) -> None:
    browser = log_in(rosa, secret)
    new = browser.get(APP).context["form"].secret
    browser.post(APP, {"code": digits(new)})
    assert factors(rosa) == ["recovery_codes", "totp"]
    late = Client()
    enter_password(late, rosa)
    assert enter_code(late, digits(secret, periods=1)).status_code == 200
    assert enter_code(late, digits(new, periods=1)).status_code == 302


def test_the_only_factor_is_not_taken_away(rosa: User, secret: str) -> None:
    browser = log_in(rosa, secret)
    assert "only second factor" in browser.post(f"{APP}remove/").content.decode()
    assert factors(rosa) == ["totp"]
    rosa.authenticator_set.all().delete()
    passkey = with_passkey(rosa)
    assert "only second factor" in browser.get(f"{KEYS}{passkey.pk}/remove/").content.decode()
    assert browser.post(f"{KEYS}{passkey.pk}/remove/").status_code == 403
    assert factors(rosa) == ["webauthn"]


def test_one_of_two_is_taken_away(rosa: User, secret: str) -> None:
    passkey = with_passkey(rosa)
    browser = log_in(rosa, secret)
    assert browser.post(f"{KEYS}{passkey.pk}/remove/").status_code == 302
    assert factors(rosa) == ["totp"]
    with_passkey(rosa)
    assert browser.post(f"{APP}remove/").status_code == 302
    assert factors(rosa) == ["webauthn"]
    assert [event.kind for event in rosa.account_events.all()] == ["FACTOR_REMOVED"] * 2


def test_changing_factors_wants_one_again_after_five_minutes(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    browser = log_in(rosa, secret)
    clock.shift(timedelta(minutes=6))
    for path in (APP, f"{KEYS}add/", "/staff/second-factor/recovery-codes/new/"):
        assert browser.get(path).headers["Location"].startswith("/staff/confirm/code/"), path
    assert browser.get("/staff/confirm/").headers["Location"].startswith("/staff/confirm/code/")
    answer = browser.post(f"/staff/confirm/code/?next={APP}", {"code": digits(secret)})
    assert answer.headers["Location"] == APP
    assert browser.get(APP).status_code == 200


def test_nobody_takes_a_colleagues_passkey_away(rosa: User, secret: str) -> None:
    theirs = with_passkey(User.objects.create_user("sam", is_staff=True))
    browser = log_in(rosa, secret)
    assert browser.post(f"{KEYS}{theirs.pk}/remove/").status_code == 404
    assert factors(theirs.user) == ["webauthn"]


def test_the_demo_shows_the_codes_of_its_own_factors_only(rosa: User, secret: str, settings) -> None:
    made = User.objects.create_user("lead", is_staff=True)
    demo_codes.seed(made)
    assert factors(made) == []
    settings.DEMO = True
    demo_codes.seed(made)
    [code] = demo_codes.shown(at=NOON)
    assert (code.username, len(code.digits)) == ("lead", 6)
    made.set_password("violet anvil under the ninth bridge")
    made.save()
    browser = Client()
    enter_password(browser, made)
    assert enter_code(browser, code.digits).status_code == 302
    settings.DEMO = False
    assert demo_codes.shown(at=NOON) == []
