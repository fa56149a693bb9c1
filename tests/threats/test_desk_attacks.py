"""What somebody on the staff tries at the desk who wants more than their role gives them."""

import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from privacy_portal.lib.addresses import mask_email
from requests_app import staffing
from requests_app.models import AccountEvent, Draft, Message, PrivacyRequest
from requests_app.operations import evidence_pack, merging, release
from requests_app.operations.evidence_facts import facts
from requests_app.vocabulary import Role
from tests.admin.conftest import desk, logged_in, noon  # noqa: F401 - fixtures
from tests.admin.matrix import marked
from tests.admin.pages import act, errors, reveal, text, url
from tests.admin.test_lost_session import WORDS, carried, idle, lost
from tests.admin.test_people import address
from tests.admin.test_roles import change
from tests.filings import CORRECTION, NOON, PIECES, answered, colleague, confirm, file, only_request
from tests.support.roles import TEAM, employ
from tests.support.staff import staff_sign_in
from tests.threats.proposals import propose, verified

pytestmark = pytest.mark.django_db

MASKED = mask_email("worker@example.net")
A_PASSWORD = "nine purple lamps under water"


# --- reading without a reason -----------------------------------------------------------------------------------------


@pytest.mark.threat("A61")
def test_why_an_answer_was_sent_back_is_masked_to_who_did_not_write_it(staff):
    request = only_request(propose(verified(staff), staff).request.submission)
    release.send_back(request=request, reason="The lamps are Bruno's.", at=NOON, by=colleague())
    other = logged_in(employ("other", Role.REVIEWER))
    assert "sent this back on Nov. 23, 2026, noon: The words are masked." in text(other.get(url(request, "answer")))
    reveal(other, request, "WORDS")
    assert "The lamps are Bruno's." in text(other.get(url(request, "answer")))


# --- the circle -------------------------------------------------------------------------------------------------------


@pytest.fixture
def merged(staff):
    """Somebody whom all may know, counted as somebody of whom there is a worker's filing alone."""
    insider = employ("insider", *TEAM, circle=True)
    known = answered(PIECES, by=staff, at=NOON)
    closed = answered(PIECES, by=staff, at=NOON, contact="worker@example.net")
    marked(closed.requests.get(), insider)
    merging.merge(person=known.person, into=closed.person, reason="Ana of our shop.", at=NOON, by=insider)
    return known.person


@pytest.mark.threat("A61")
def test_why_a_worker_is_one_with_somebody_is_read_in_the_circle_alone(staff, merged):
    assert "Ana of our shop." not in text(logged_in(staff).get(address(merged)))
    assert "Ana of our shop." in text(logged_in(User.objects.get(username="insider")).get(address(merged)))


@pytest.mark.threat("A61")
def test_the_contacts_of_a_worker_who_is_one_with_somebody_are_not_shown_outside_the_circle(staff, merged):
    assert MASKED not in text(logged_in(staff).get(address(merged)))
    assert MASKED in text(logged_in(User.objects.get(username="insider")).get(address(merged)))


@pytest.mark.threat("A61")
def test_a_pack_that_leaves_does_not_say_of_a_request_that_is_open_to_all_who_works_for_us(staff, merged):
    open_to_all = PrivacyRequest.objects.get(submission__person=merged)
    pack = evidence_pack.make(request=open_to_all, reason="A letter of the agency.", at=NOON, by=staff)
    told = json.loads(zipfile.ZipFile(io.BytesIO(pack.data)).read("evidence.json"))
    assert "Ana of our shop." not in json.dumps(told)
    of_the_worker = PrivacyRequest.objects.exclude(pk=open_to_all.pk).get()
    assert [each["reason"] for each in facts(of_the_worker)["merges"]] == ["Ana of our shop."]


# --- accounts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(db):
    return employ("keeper", Role.ADMINISTRATOR)


@pytest.mark.threat("A60", "A61")
def test_an_administrator_gives_no_colleague_a_password_to_come_in_as_them(keeper):
    newcomer = employ("newcomer", *TEAM)  # has taken up the invitation, and set up no second factor yet
    page = reverse("admin:auth_user_password_change", args=[newcomer.pk])
    sent = {"password1": A_PASSWORD, "password2": A_PASSWORD, "usable_password": "true"}
    assert logged_in(keeper).post(page, sent).status_code == 403
    assert not User.objects.get(pk=newcomer.pk).has_usable_password()


@pytest.mark.threat("A60", "A61")
def test_an_administrator_has_no_colleagues_new_password_sent_to_themselves(keeper):
    other = employ("other", *TEAM)
    change(logged_in(keeper), other, email="keeper@example.com", username="keeper2")
    kept = User.objects.get(pk=other.pk)
    assert (kept.email, kept.username) == ("", "other")


@pytest.mark.threat("A61")
def test_an_administrator_makes_no_account_but_by_an_invitation_which_is_on_record(keeper):
    sent = {"username": "puppet", "password1": A_PASSWORD, "password2": A_PASSWORD, "usable_password": "true"}
    assert logged_in(keeper).post("/staff/auth/user/add/", sent).status_code == 403
    assert not User.objects.filter(username="puppet").exists()


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss", password=None)


@pytest.mark.threat("A61")
def test_a_superuser_who_gives_themselves_a_duty_without_a_role_is_on_record(boss):
    duty = staffing.group_of(Role.APPROVER).permissions.get(codename="duty_reveal")
    change(logged_in(boss), boss, is_superuser="on", user_permissions=[duty.pk])
    event = AccountEvent.objects.get()
    assert (event.kind, event.account, event.by) == ("ROLES_CHANGED", boss, boss)
    assert event.groups == ["duty_reveal", "superuser"]


@pytest.mark.threat("A61")
def test_a_superuser_who_makes_another_is_on_record(boss):
    other = employ("other")
    change(logged_in(boss), other, is_superuser="on")
    assert AccountEvent.objects.get().account == other


@pytest.mark.threat("A61")
@pytest.mark.parametrize("how", ["change", "delete"])
def test_whose_role_becomes_another_one_is_on_record(boss, how):
    somebody, triage = employ("somebody", Role.TRIAGE), staffing.group_of(Role.TRIAGE)
    more = staffing.group_of(Role.APPROVER).permissions.values_list("pk", flat=True)
    sent = {"name": triage.name, "permissions": list(more), "post": "yes"}
    logged_in(boss).post(reverse(f"admin:auth_group_{how}", args=[triage.pk]), sent)
    event = AccountEvent.objects.get()
    assert (event.kind, event.account, event.by) == ("ROLES_CHANGED", somebody, boss)


# --- what somebody typed ----------------------------------------------------------------------------------------------


@pytest.mark.threat("A37")
@pytest.mark.parametrize("lost_again", [False, True], ids=["sent", "lost as well"])
def test_what_waits_for_one_person_is_not_lost_to_the_next_one_at_the_computer(desk, staff, lost_again):  # noqa: F811
    request = verified(staff)
    back = lost(desk, url(request, "note"), text=WORDS)
    staff_sign_in(desk, colleague())
    given = carried(desk, back)
    if lost_again:
        idle(desk)
    desk.post(url(request, "note"), {**given, "text": "Mine.", "token": str(uuid4())})
    staff_sign_in(desk, staff)
    assert desk.get(back).context["form"]["text"].value() == WORDS
    assert Draft.objects.count() == 1 + lost_again


# --- one person alone -------------------------------------------------------------------------------------------------


@pytest.mark.threat("A01")
def test_what_may_never_be_given_out_leaves_in_no_message_either(desk):  # noqa: F811
    request = only_request(confirm(file(CORRECTION)))
    said = {"party": "CONSUMER", "text": "You asked.\nYour SSN is 536-22-8145.", "token": str(uuid4())}
    refused = errors(act(desk, request, "message", **said))
    assert refused == [
        "Line 2 seems to hold this, which may never be given out: A Social Security number. Take it out."
    ]
    assert not Message.objects.exists()
