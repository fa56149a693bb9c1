"""What happened to accounts is read by those who keep the staff and by auditors, and changed by nobody."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from privacy_portal.lib.addresses import mask_email
from requests_app.models import AccountEvent
from requests_app.operations import staff_accounts
from requests_app.vocabulary import Role
from requests_app.vocabulary.accounts import AccountEventKind as Kind
from tests.admin.conftest import logged_in
from tests.admin.pages import text
from tests.filings import NOON
from tests.support.roles import employ

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]

LIST = "/staff/requests_app/accountevent/"


@pytest.fixture
def keeper():
    user = employ("keeper", Role.ADMINISTRATOR)
    user.first_name = "Kay Keeper"
    user.save()
    return user


@pytest.fixture
def sam(keeper):
    """Somebody who was invited and has not come yet: known by an address alone."""
    roles = [Role.TRIAGE, Role.REVIEWER]
    return staff_accounts.invite(email="samantha.field@example.com", roles=roles, circle=True, at=NOON, by=keeper)[0]


def test_an_administrator_and_an_auditor_read_who_invited_whom_to_what(keeper, sam):
    for user in (keeper, employ("auditor", Role.AUDITOR)):
        said = text(logged_in(user).get(LIST))
        assert "Invited" in said
        assert "Kay Keeper" in said
        assert "Reviewer, Triage, Sees requests of workers" in said


def test_an_address_is_masked(keeper, sam):
    desk = logged_in(keeper)
    event = AccountEvent.objects.get()
    for page in (LIST, reverse("admin:requests_app_accountevent_change", args=[event.pk])):
        assert "samantha.field@example.com" not in desk.get(page).content.decode()
    assert mask_email("samantha.field@example.com") in text(desk.get(LIST))


@pytest.mark.parametrize("role", [Role.TRIAGE, Role.REVIEWER, Role.APPROVER])
def test_nobody_else_reads_it(role, sam):
    desk = logged_in(employ("somebody", role))
    assert desk.get(LIST).status_code == 403
    assert "accountevent" not in desk.get("/staff/").content.decode()


def test_it_is_narrowed_by_person_and_by_kind(keeper, sam):
    staff_accounts.record(Kind.PASSWORD_SET, account=keeper, at=NOON, by=keeper)
    desk = logged_in(keeper)

    def kinds(query):
        return [event.kind for event in desk.get(LIST + query).context["cl"].result_list]

    assert kinds(f"?person={sam.pk}") == ["INVITED"]
    assert kinds("?kind__exact=PASSWORD_SET") == ["PASSWORD_SET"]
    assert len(kinds("?person=made-up")) == 2


def test_nothing_is_changed_there(keeper, sam):
    desk, event = logged_in(keeper), AccountEvent.objects.get()
    for page in ("change", "delete"):
        address = reverse(f"admin:requests_app_accountevent_{page}", args=[event.pk])
        assert desk.post(address, {"post": "yes", "kind": "JOINED"}).status_code == 403
    assert desk.post(f"{LIST}add/", {}).status_code == 403
    assert AccountEvent.objects.get().kind == "INVITED"


def test_roles_that_are_given_later_are_on_record_too(keeper):
    other = User.objects.create_user("other", is_staff=True)
    joined = other.date_joined
    group = employ("somebody", Role.AUDITOR).groups.get()
    answer = logged_in(keeper).post(
        reverse("admin:auth_user_change", args=[other.pk]),
        {
            "username": "other",
            "is_active": "on",
            "is_staff": "on",
            "groups": [group.pk],
            "date_joined_0": f"{joined:%Y-%m-%d}",
            "date_joined_1": f"{joined:%H:%M:%S}",
        },
    )
    assert answer.status_code == 302
    event = other.account_events.get()
    assert (event.kind, event.groups, event.by) == ("ROLES_CHANGED", ["auditor"], keeper)
