"""The register of systems and vendors: kept by those who may, every change in the log, nothing ever deleted."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client

from requests_app.models import Holder
from requests_app.vocabulary import RequestType, Role
from tests.admin.conftest import logged_in
from tests.admin.pages import text
from tests.holders import THIRD, holder
from tests.support.roles import employ

pytestmark = pytest.mark.django_db

LIST = "/staff/requests_app/holder/"


@pytest.fixture
def desk(db: None) -> Client:
    """The browser of somebody who keeps the register, and sees no request."""
    return logged_in(employ("keeper", Role.ADMINISTRATOR))


def form(staff, **changes):
    facts = {
        "name": "Pigeon Mail",
        "kind": "SERVICE_PROVIDER",
        "holds": "Names and mailboxes",
        "types": ["DELETE", "CORRECT"],
        "owner": staff.pk,
        "tell_by": "MAIL",
        "contact": "Paula Privacy, privacy@pigeon.example.com",
        "active_from": "2026-01-01",
        "active_until": "",
    }
    return {**facts, **changes}


def said(response) -> list[str]:
    return [str(each) for errors in response.context["adminform"].form.errors.values() for each in errors]


def test_a_line_is_added_changed_and_ended(desk: Client, staff):
    assert desk.post(f"{LIST}add/", form(staff)).status_code == 302
    line = Holder.objects.get()
    assert (line.types, line.owner, line.contact) == (["DELETE", "CORRECT"], staff, form(staff)["contact"])
    desk.post(f"{LIST}{line.pk}/change/", form(staff, active_until="2026-12-31"))
    assert str(Holder.objects.get().active_until) == "2026-12-31"
    assert "Pigeon Mail" in text(desk.get(LIST))


def test_the_address_is_sealed_and_nowhere_in_the_log(desk: Client, staff):
    desk.post(f"{LIST}add/", form(staff))
    desk.post(f"{LIST}{Holder.objects.get().pk}/change/", form(staff, contact="Paul Privacy, p@pigeon.example.com"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact::text FROM requests_app_holder")
        stored = bytes.fromhex(cursor.fetchone()[0].removeprefix("\\x"))
    log = str(list(LogEntry.objects.values()))
    for word in ("Paula", "Paul", "pigeon.example.com"):
        assert word.encode() not in stored
        assert word not in log
    assert LogEntry.objects.filter(change_message__contains="Where it is told").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"types": []}, "Choose at least one right"),
        (
            {"kind": THIRD.value, "types": ["DELETE", "KNOW_SPECIFIC"]},
            "A third party has nothing to do with this: Get the specific pieces",
        ),
        ({"contact": " "}, "Write where it is told"),
        ({"active_until": "2025-12-31"}, "The last day cannot come before the first"),
        ({"owner": ""}, "Choose who sees to it"),
    ],
)
def test_what_does_not_belong_together_is_said_at_its_field(desk: Client, staff, changes, words):
    assert said(desk.post(f"{LIST}add/", form(staff, **changes))) == [words]
    assert not Holder.objects.exists()


def test_what_we_do_ourselves_needs_no_address(desk: Client, staff):
    desk.post(f"{LIST}add/", form(staff, kind="OWN_SYSTEM", tell_by="OURSELVES", contact=""))
    assert Holder.objects.get().contact == ""


def test_only_who_may_act_on_requests_can_see_to_a_task(desk: Client):
    triage = employ("triage", Role.TRIAGE)
    assert "Choose one of the list" in said(desk.post(f"{LIST}add/", form(triage)))


def test_nobody_deletes_a_line(boss: Client, staff):
    line = holder(staff)
    assert boss.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Holder.objects.exists()


def test_who_only_looks_reads_the_register_without_addresses_and_changes_nothing(looker: Client, staff):
    line = holder(staff, types=[RequestType.DELETE.value])
    words = text(looker.get(f"{LIST}{line.pk}/change/"))
    assert "Names and mailboxes" in words
    assert "privacy@pigeon.example.com" not in words
    assert looker.post(f"{LIST}{line.pk}/change/", form(staff, name="Mine")).status_code == 403
    assert looker.get(f"{LIST}add/").status_code == 403
    assert Holder.objects.get().name == "Pigeon Mail"
