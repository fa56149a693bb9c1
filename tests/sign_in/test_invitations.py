"""How does somebody become staff, and can anybody else?"""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from requests_app.models import AccountEvent
from requests_app.staffing import duties_of, in_circle
from requests_app.vocabulary import DUTIES, Role
from tests.filings import NOON
from tests.support.outbox import Outbox
from tests.support.staff import PASSWORD, at_the_desk, digits, employ, enter_password

WHO = "sam@example.com"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Outbox:
    settings.EMAIL_BACKEND = "privacy_portal.lib.mail.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def boss() -> Client:
    return at_the_desk(User.objects.create_superuser("boss", password=None))


def path_to(**options: Any) -> str:
    """The path of an invitation that the command line has made."""
    said = StringIO()
    call_command("invite_staff", WHO, "--show-link", stdout=said, **options)
    return "/staff/" + said.getvalue().strip().partition("/staff/")[2]


def take_up(browser: Client, path: str, *, password: str = PASSWORD, again: str | None = None) -> Any:
    return browser.post(path, {"name": "Sam Field", "password": password, "again": again or password})


def test_an_invitation_goes_by_mail_and_ends_at_the_desk(boss: Client, outbox: Outbox, browser: Client) -> None:
    boss.post("/staff/invite/", {"email": "Sam@Example.com", "roles": ["triage"]})
    [mail] = outbox.messages(to=WHO)
    [link] = [each for each in mail.links if "/staff/join/" in each]
    path = link[link.index("/staff/") :]
    assert take_up(browser, path).headers["Location"] == "/staff/"
    assert browser.get("/staff/").headers["Location"] == "/staff/second-factor/"
    secret = browser.get("/staff/second-factor/app/").context["form"].secret
    answer = browser.post("/staff/second-factor/app/", {"code": digits(secret)})
    assert answer.headers["Location"] == "/staff/second-factor/recovery-codes/"
    assert len(browser.get(answer.headers["Location"]).context["unused_codes"]) == 10
    assert browser.get("/staff/").status_code == 200
    sam = User.objects.get(username=WHO)
    assert (sam.get_full_name(), sam.is_superuser) == ("Sam Field", False)
    assert [event.kind for event in sam.account_events.all()] == ["INVITED", "JOINED", "FACTOR_ADDED"]


def test_an_invitation_works_once(browser: Client, client_b: Client) -> None:
    path = path_to()
    assert take_up(browser, path).status_code == 302
    assert client_b.get(path).status_code == 410
    assert take_up(client_b, path, password="another one for the second try").status_code == 410
    assert User.objects.get(username=WHO).check_password(PASSWORD)


def test_an_invitation_works_for_three_days(browser: Client, clock: time_machine.Traveller) -> None:
    path = path_to()
    clock.shift(timedelta(days=3))
    assert browser.get(path).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert browser.get(path).status_code == 410
    assert take_up(browser, path).status_code == 410


def test_a_newer_invitation_kills_the_older(browser: Client) -> None:
    older, newer = path_to(), path_to()
    assert browser.get(older).status_code == 410
    assert browser.get(newer).status_code == 200


def test_every_dead_link_is_the_same_page(browser: Client, clock: time_machine.Traveller) -> None:
    path = path_to()
    pages = {browser.get(f"/staff/join/{token}/").content for token in ("1", "1-1-x", "zz-zz-zz", "-", path[12:-2])}
    clock.shift(timedelta(days=4))
    pages.add(browser.get(path).content)
    words = {page.partition(b"<main")[2].partition(b"</main")[0] for page in pages}
    assert len(words) == 1


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short but odd", "15"),
        ("111111111111111", "common"),
        ("sam@example.com!", "similar"),
    ],
)
def test_a_weak_password_is_refused_in_words(browser: Client, password: str, words: str) -> None:
    errors = str(take_up(browser, path_to(), password=password).context["form"].errors)
    assert words in errors
    assert not User.objects.get(username=WHO).is_active


def test_two_different_passwords_are_refused(browser: Client) -> None:
    assert take_up(browser, path_to(), again="something else altogether").context["form"].errors["again"]


def test_whoever_was_invited_cannot_get_in_without_the_link(browser: Client, outbox: Outbox) -> None:
    path_to()
    invited = User.objects.get(username=WHO)
    enter_password(browser, invited, "")
    assert "_auth_user_id" not in browser.session
    browser.post("/staff/forgotten-password/", {"login": WHO})
    assert AccountEvent.objects.filter(kind="PASSWORD_ASKED").count() == 0


def test_somebody_who_works_here_is_not_invited_again(boss: Client) -> None:
    employ("sam", email=WHO)
    answer = boss.post("/staff/invite/", {"email": "SAM@example.com", "roles": ["triage"]})
    assert answer.context["form"].errors["email"] == ["Somebody has an account with this address already."]
    with pytest.raises(CommandError, match="already"):
        path_to()


def test_only_an_administrator_invites() -> None:
    desk = at_the_desk(employ())
    assert desk.get("/staff/invite/").status_code == 403
    assert desk.post("/staff/invite/", {"email": WHO, "roles": ["triage"]}).status_code == 403
    assert not User.objects.filter(username=WHO).exists()


def link_in(outbox: Outbox) -> str:
    """The path of the newest invitation that was mailed."""
    [*_, mail] = outbox.messages(to=WHO)
    [link] = [each for each in mail.links if "/staff/join/" in each]
    return str(link[link.index("/staff/") :])


@pytest.mark.threat("A61")
def test_who_takes_an_invitation_up_has_its_roles_and_nobody_has_them_before(
    boss: Client, outbox: Outbox, browser: Client
) -> None:
    boss.post("/staff/invite/", {"email": WHO, "roles": ["reviewer", "approver"]})
    assert duties_of(User.objects.get(username=WHO)) == frozenset()
    take_up(browser, link_in(outbox))
    sam = User.objects.get(username=WHO)
    assert duties_of(sam) == DUTIES[Role.REVIEWER] | DUTIES[Role.APPROVER]
    assert not in_circle(sam)
    event = sam.account_events.get(kind="INVITED")
    assert (event.by and event.by.username, event.groups) == ("boss", ["approver", "reviewer"])


@pytest.mark.threat("A61")
def test_the_circle_is_named_in_an_invitation_and_gives_no_duty(boss: Client, outbox: Outbox, browser: Client) -> None:
    boss.post("/staff/invite/", {"email": WHO, "roles": ["triage"], "circle": "on"})
    take_up(browser, link_in(outbox))
    sam = User.objects.get(username=WHO)
    assert in_circle(sam)
    assert duties_of(sam) == DUTIES[Role.TRIAGE]


def test_an_invitation_without_a_role_or_with_a_made_up_one_goes_to_nobody(boss: Client, outbox: Outbox) -> None:
    for asked in ({}, {"roles": ["superuser"]}):
        assert boss.post("/staff/invite/", {"email": WHO, **asked}).context["form"].errors["roles"]
    assert outbox.messages() == []
    assert not User.objects.filter(username=WHO).exists()


def test_an_invitation_that_is_renewed_has_the_roles_of_the_newer_one(boss: Client) -> None:
    boss.post("/staff/invite/", {"email": WHO, "roles": ["approver"], "circle": "on"})
    boss.post("/staff/invite/", {"email": WHO, "roles": ["triage"]})
    assert [group.name for group in User.objects.get(username=WHO).groups.all()] == ["triage"]


def test_the_command_line_gives_roles_as_well() -> None:
    path_to(role=["auditor"], circle=True)
    assert AccountEvent.objects.get().groups == ["auditor", "workers' circle"]


def test_the_first_administrator_comes_from_the_command_line(browser: Client) -> None:
    take_up(browser, path_to(administrator=True))
    sam = User.objects.get(username=WHO)
    assert sam.is_superuser
    event = sam.account_events.get(kind="INVITED")
    assert event.by is None
    assert event.by_server_login


def test_the_mail_says_no_secret_but_the_link(boss: Client, outbox: Outbox) -> None:
    boss.post("/staff/invite/", {"email": WHO, "roles": ["triage"]})
    [mail] = outbox.messages()
    assert len([each for each in mail.links if "/staff/join/" in each]) == 1
    assert "boss" not in mail.text
    assert "http://127.0.0.1:8000/staff/join/" in mail.text
