"""When does a session of staff end, and under which key does it run?"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.filings import NOON
from tests.support.staff import PASSWORD, digits, enter_code, enter_password, log_in

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def is_in(browser: Client) -> bool:
    response = browser.get("/staff/")
    assert response.status_code == 200 or "ended=1" in response.headers["Location"]
    return response.status_code == 200


def test_half_an_hour_without_a_page_ends_it(rosa: User, secret: str, clock: time_machine.Traveller) -> None:
    browser = log_in(rosa, secret)
    clock.shift(30 * MINUTE)
    assert is_in(browser)
    clock.shift(31 * MINUTE)
    assert not is_in(browser)
    assert "_auth_user_id" not in browser.session


def test_eight_hours_end_it_whatever_was_done(rosa: User, secret: str, clock: time_machine.Traveller) -> None:
    browser = log_in(rosa, secret)
    for _ in range(24):
        clock.shift(20 * MINUTE)
        assert is_in(browser)
    clock.shift(MINUTE)
    assert not is_in(browser)


STAY = "/staff/stay/"


def left(browser: Client) -> dict[str, int]:
    said: dict[str, int] = browser.post(STAY, headers={"Accept": "application/json"}).json()
    return said


@pytest.mark.threat("A60")
def test_saying_that_one_is_still_here_prolongs_the_half_hour(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    browser = log_in(rosa, secret)
    clock.shift(25 * MINUTE)
    assert left(browser) == {"idle": 30 * 60, "whole": (8 * 60 - 25) * 60}
    clock.shift(25 * MINUTE)
    assert is_in(browser)


@pytest.mark.threat("A60")
def test_saying_that_one_is_still_here_never_prolongs_the_eight_hours(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    browser = log_in(rosa, secret)
    for spent in range(1, 24):
        clock.shift(20 * MINUTE)
        assert left(browser)["whole"] == (8 * 60 - 20 * spent) * 60
    clock.shift(21 * MINUTE)
    answer = browser.post(STAY, headers={"Accept": "application/json"})
    assert answer.headers["Location"].startswith("/staff/login/?")
    assert "_auth_user_id" not in browser.session


def test_nobody_comes_back_by_saying_that_they_are_here(rosa: User, secret: str, clock: time_machine.Traveller) -> None:
    browser = log_in(rosa, secret)
    clock.shift(31 * MINUTE)
    assert browser.post(STAY).headers["Location"].startswith("/staff/login/?")
    assert Client().post(STAY).headers["Location"].startswith("/staff/login/?")


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [("/staff/sessions/", "/staff/sessions/"), ("https://example.org/staff/", "/staff/"), ("//x/", "/staff/")],
)
def test_without_a_script_it_leads_back_to_the_page(rosa: User, secret: str, back: str, leads_to: str) -> None:
    browser = log_in(rosa, secret)
    assert browser.post(STAY, {"next": back}).headers["Location"] == leads_to
    assert browser.get(STAY).status_code == 405


def test_every_page_of_staff_says_when_the_session_ends_and_carries_the_warning(rosa: User, secret: str) -> None:
    answer = log_in(rosa, secret).get("/staff/")
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    assert "If you open no other page, you are logged out at 12:30 p.m.; in any case at 8 p.m." in page
    assert 'role="alertdialog"' in page
    assert f'data-idle="{30 * 60}" data-whole="{8 * 3600}"' in page
    assert "/static/session." in page
    assert "alertdialog" not in Client().get("/staff/login/").content.decode()


def test_whoever_comes_back_is_told_why_and_led_to_where_they_were(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    browser = log_in(rosa, secret)
    clock.shift(31 * MINUTE)
    page = browser.get("/staff/password_change/", follow=True)
    assert "Nothing happened for 30 minutes" in page.content.decode()
    assert page.context["redirect_field_value"] == "/staff/password_change/"


def test_setting_up_a_second_factor_may_not_take_longer_either(rosa: User, clock: time_machine.Traveller) -> None:
    browser = Client()
    enter_password(browser, rosa)
    clock.shift(31 * MINUTE)
    assert browser.get("/staff/second-factor/app/").headers["Location"].startswith("/staff/login/?")


def test_a_password_waits_ten_minutes_for_its_second_factor(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    browser = Client()
    enter_password(browser, rosa)
    clock.shift(11 * MINUTE)
    assert enter_code(browser, digits(secret)).headers["Location"] == "/staff/login/"
    assert "_auth_user_id" not in browser.session


@pytest.mark.threat("A36")
def test_the_key_changes_when_somebody_signs_in(rosa: User, secret: str) -> None:
    browser = Client()
    browser.get("/staff/login/")
    enter_password(browser, rosa)
    before = browser.cookies["sessionid"].value
    enter_code(browser, digits(secret))
    assert browser.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.threat("A36")
def test_the_key_changes_when_the_second_factor_is_set_up(rosa: User) -> None:
    browser = Client()
    enter_password(browser, rosa)
    before = browser.cookies["sessionid"].value
    form = browser.get("/staff/second-factor/app/").context["form"]
    browser.post("/staff/second-factor/app/", {"code": digits(form.secret)})
    assert browser.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert is_in(browser)


def test_other_sessions_are_shown_and_ended(rosa: User, secret: str, clock: time_machine.Traveller) -> None:
    here = log_in(rosa, secret, **{"user-agent": "Browser one"})
    clock.shift(2 * MINUTE)
    there = log_in(rosa, secret, **{"user-agent": "Browser two"})
    page = here.get("/staff/sessions/").content.decode()
    assert "Browser one" in page
    assert "Browser two" in page
    here.post("/staff/sessions/")
    assert is_in(here)
    assert there.get("/staff/").status_code == 302


def test_nobody_sees_or_ends_the_sessions_of_others(rosa: User, secret: str) -> None:
    log_in(rosa, secret, **{"user-agent": "Browser of Rosa"})
    sam = User.objects.create_superuser("sam", password=PASSWORD)
    browser = Client()
    enter_password(browser, sam)
    form = browser.get("/staff/second-factor/app/").context["form"]
    browser.post("/staff/second-factor/app/", {"code": digits(form.secret)})
    assert "Browser of Rosa" not in browser.get("/staff/sessions/").content.decode()
    sessions = Session.objects.count()
    browser.post("/staff/sessions/")
    assert Session.objects.count() == sessions


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_in_the_list(
    rosa: User, secret: str, clock: time_machine.Traveller
) -> None:
    there = log_in(rosa, secret)
    clock.shift(2 * MINUTE)
    here = log_in(rosa, secret)
    new = "quartz lantern over seven rivers"
    here.post("/staff/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert is_in(here)
    assert there.get("/staff/").status_code == 302
    listed = here.get("/staff/sessions/").context["sessions"]
    assert [each.session_key for each in listed] == [here.cookies["sessionid"].value]


@pytest.mark.threat("A37")
def test_logging_out_leaves_nothing_in_the_browser(rosa: User, secret: str) -> None:
    browser = log_in(rosa, secret)
    response = browser.post("/staff/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()


def test_a_session_holds_no_name_and_no_address(rosa: User, secret: str) -> None:
    browser = Client()
    browser.post("/staff/login/", {"login": rosa.email, "password": PASSWORD})
    enter_code(browser, digits(secret))
    kept = str(dict(browser.session.items()))
    assert "rosa" not in kept
    assert "@" not in kept
