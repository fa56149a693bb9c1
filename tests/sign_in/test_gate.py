"""Does any page of the staff open to a password alone?"""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client, RequestFactory

from privacy_portal.admin_site import StaffSite
from privacy_portal.sign_in.middleware import OPEN, SET_UP
from tests.support.staff import PASSWORD, at_the_desk, digits, employ, enter_code, enter_password, log_in, with_app
from tests.threats.addresses import Address, every_address

pytestmark = pytest.mark.threat("A60")

ANY = dict.fromkeys(
    ("pk", "object_id", "id", "document", "page", "ordinal", "content_type_id", "app_label", "url", "name"), 1
)


def staff_addresses() -> list[Address]:
    return [address for address in every_address() if address.for_staff]


def path_of(address: Address) -> str:
    uuid = "00000000-0000-4000-8000-000000000000"
    kinds = {name: uuid if f"uuid:{name}" in address.route else 1 for name in address.parameters}
    return address.path({**ANY, **kinds, "token": "1-1-x", "app_label": "auth", "url": "nothing/"})


def leads(response: Any) -> str:
    return str(response.headers.get("Location", "")).partition("?")[0] if response.status_code == 302 else ""


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_without_a_second_factor_leads_to_setting_one_up_from_every_address(rosa: User, method: str) -> None:
    rosa.is_superuser = True
    rosa.save()
    shut = [address for address in staff_addresses() if address.key not in OPEN | SET_UP | {"admin:login"}]
    assert len(shut) > 60
    browser = Client()
    enter_password(browser, rosa)
    led = {path_of(address): leads(getattr(browser, method)(path_of(address))) for address in shut}
    assert set(led.values()) == {"/staff/second-factor/"}, {
        path: to for path, to in led.items() if to != "/staff/second-factor/"
    }


def test_a_session_that_never_showed_the_second_factor_there_is_ends_at_every_address(rosa: User, secret: str) -> None:
    for address in staff_addresses():
        if address.key not in OPEN | {"admin:login"}:
            browser = Client()
            browser.force_login(rosa)
            assert leads(browser.get(path_of(address))) == "/staff/login/", address
            assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("path", ["/staff/", "/staff/requests_app/privacyrequest/", "/staff/nothing/here/"])
def test_nobody_is_led_to_the_login_and_back_to_where_they_wanted(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert response.headers["Location"] == f"/staff/login/?next={path.replace('/', '%2F')}"


def test_only_the_pages_on_the_way_in_are_open_to_nobody() -> None:
    browser = Client()
    found = {address.key for address in staff_addresses() if browser.get(path_of(address)).status_code in (200, 410)}
    assert found == {"account_login", "admin:login", "forgotten_password", "new_password", "join_staff"}


def test_the_second_step_opens_what_the_first_did_not(rosa: User, secret: str, browser: Client) -> None:
    asked = "/staff/password_change/"
    response = enter_password(browser, rosa, next=asked)
    assert response.headers["Location"].partition("?")[0] == "/staff/login/second-factor/"
    assert leads(browser.get(asked)) == "/staff/login/"
    assert enter_code(browser, digits(secret)).headers["Location"] == asked
    assert browser.get(asked).status_code == 200


def test_whoever_works_here_no_more_is_out(rosa: User, secret: str) -> None:
    browser = log_in(rosa, secret)
    assert browser.get("/staff/").status_code == 200
    rosa.is_staff = False
    rosa.save()
    assert leads(browser.get("/staff/")) == "/staff/login/"


@pytest.mark.parametrize("changes", [{"is_staff": False}, {"is_active": False}])
def test_an_account_that_is_not_of_the_staff_is_told_what_a_wrong_password_is_told(
    rosa: User, secret: str, browser: Client, changes: dict[str, bool]
) -> None:
    wrong = enter_password(browser, rosa, "wrong wrong wrong").context["form"].errors
    User.objects.filter(pk=rosa.pk).update(**changes)
    assert enter_password(browser, rosa).context["form"].errors == wrong


def test_the_admin_asks_once_more_where_the_gate_is_gone(rosa: User) -> None:
    request = RequestFactory().get("/staff/")
    request.user, request.session = rosa, SessionBase()
    assert not StaffSite().has_permission(request)


def test_the_admins_own_login_asks_for_nothing() -> None:
    request = RequestFactory().get("/staff/login/", {"next": "/staff/x/"})
    assert StaffSite().login(request).headers["Location"] == "/staff/login/?next=%2Fstaff%2Fx%2F"


@pytest.mark.parametrize(
    "path",
    [
        "signup",
        "password/reset",
        "email",
        "login/code",
        "inactive",
        "mfa/trust",
        "login/webauthn",
        "second-factor/trust",
    ],
)
def test_what_allauth_has_and_we_do_not_use_does_not_exist(path: str) -> None:
    assert at_the_desk(employ("boss")).get(f"/staff/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["mfa/authenticator/", "usersessions/usersession/", "account/emailaddress/"])
def test_a_second_factor_is_not_edited_in_the_admin(path: str) -> None:
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    assert at_the_desk(boss).get(f"/staff/{path}").status_code == 404


@pytest.mark.threat("A65")
def test_there_is_no_editor_of_scheduled_tasks_not_even_for_a_superuser() -> None:
    assert not [app for app in settings.INSTALLED_APPS if "celery" in app]
    boss = at_the_desk(User.objects.create_superuser("boss", password=PASSWORD))
    assert boss.get("/staff/django_celery_beat/periodictask/").status_code == 404


def test_reading_and_searching_wait_for_the_second_factor_whatever_one_may(rosa: User, browser: Client) -> None:
    rosa.user_permissions.set(Permission.objects.filter(codename__endswith="privacyrequest"))
    enter_password(browser, rosa)
    queue = "/staff/requests_app/privacyrequest/"
    assert leads(browser.post(queue, {"typed": "rosa@example.com"})) == "/staff/second-factor/"
    with_app(rosa)  # in another browser
    assert leads(browser.get(queue)) == "/staff/login/"
