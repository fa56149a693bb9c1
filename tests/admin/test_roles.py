"""Roles are groups, each a set of duties. Who keeps them gives none to themselves; a superuser has none by nature."""

from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse

from requests_app import staffing
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.duties import may, require
from requests_app.vocabulary import CIRCLE, DUTIES, Duty, Role
from tests.admin.conftest import logged_in
from tests.support.roles import charge, employ

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]


def duties(user):
    """What somebody may, asked anew."""
    return {duty for duty in Duty if may(User.objects.get(pk=user.pk), duty)}


def account(user, **changes):
    """The form of an account as its page sends it."""
    joined = user.date_joined
    return {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": f"{joined:%Y-%m-%d}",
        "date_joined_1": f"{joined:%H:%M:%S}",
        **changes,
    }


def change(client, user, **changes):
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), account(user, **changes))


def test_the_migration_makes_the_roles_that_the_code_names():
    made = import_module("requests_app.migrations.0005_roles_and_masks")
    added = import_module("requests_app.migrations.0013_gaps").ADDED
    given = {name: (*each, *added.get(name, ())) for name, each in made.DUTIES.items()}
    assert {name: {f"duty_{duty}" for duty in each} for name, each in given.items()} == {
        role.value: {duty.codename for duty in DUTIES[role]} for role in Role
    }
    assert made.CIRCLE == CIRCLE


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_its_duties_and_no_others(role):
    assert duties(employ("someone", role)) == DUTIES[role]


def test_two_roles_add_up():
    assert duties(employ("someone", Role.TRIAGE, Role.APPROVER)) == DUTIES[Role.TRIAGE] | DUTIES[Role.APPROVER]


def test_a_superuser_keeps_the_staff_and_sees_no_request_unless_a_role_says_so():
    boss = User.objects.create_superuser("boss", password=None)
    assert duties(boss) == {Duty.CONFIGURE, Duty.AUDIT}
    assert duties(charge(boss, Role.AUDITOR)) == {Duty.CONFIGURE, Duty.AUDIT, Duty.LOOK}


@pytest.mark.parametrize("gone", ["is_active", "is_staff"])
def test_whoever_left_has_no_duties(gone):
    user = employ("someone", Role.REVIEWER, circle=True)
    setattr(user, gone, False)
    user.save()
    assert duties(user) == set()
    assert not staffing.in_circle(User.objects.get(pk=user.pk))
    assert user not in staffing.charged_with(Duty.REVIEW)
    assert not staffing.the_circle().exists()


def test_a_stranger_has_no_duties():
    assert not any(may(AnonymousUser(), duty) for duty in Duty)


def test_whoever_is_not_charged_is_turned_away():
    request = RequestFactory().get("/staff/")
    request.user = employ("someone", Role.AUDITOR)
    require(request, Duty.LOOK)
    with pytest.raises(PermissionDenied):
        require(request, Duty.REVIEW)


def test_all_duties_are_asked_for_in_one_query(django_assert_num_queries):
    user = employ("someone", Role.REVIEWER)
    with django_assert_num_queries(1):
        assert [may(user, duty) for duty in Duty].count(True) == len(DUTIES[Role.REVIEWER])
        assert not staffing.in_circle(user)


def test_no_auditor_has_an_action():
    assert {action.needs for action in ACTIONS} & DUTIES[Role.AUDITOR] == set()


def test_who_writes_an_answer_and_who_releases_it_are_two_roles():
    assert not any({Duty.REVIEW, Duty.APPROVE} <= each for each in DUTIES.values())


@pytest.fixture
def keeper(db):
    return employ("keeper", Role.ADMINISTRATOR)


def test_an_administrator_gives_a_role_to_somebody_else(keeper):
    other, triage = employ("other"), staffing.group_of(Role.TRIAGE)
    assert change(logged_in(keeper), other, groups=[triage.pk]).status_code == 302
    assert duties(other) == DUTIES[Role.TRIAGE]


def test_an_administrator_gives_nothing_to_themselves(keeper):
    reviewer = staffing.group_of(Role.REVIEWER)
    assert change(logged_in(keeper), keeper, groups=[reviewer.pk]).status_code == 403
    assert duties(keeper) == {Duty.CONFIGURE, Duty.AUDIT}


def test_an_administrator_makes_nobody_a_superuser_and_changes_none(keeper):
    other, boss = employ("other"), User.objects.create_superuser("boss", password=None)
    change(logged_in(keeper), other, is_superuser="on")
    assert not User.objects.get(pk=other.pk).is_superuser
    assert change(logged_in(keeper), boss, username="taken").status_code == 403
    password = reverse("admin:auth_user_password_change", args=[boss.pk])
    assert logged_in(keeper).get(password).status_code == 403


def test_an_administrator_does_not_change_what_a_role_may(keeper):
    group = Group.objects.get(name=staffing.group_of(Role.TRIAGE).name)
    assert logged_in(keeper).get(reverse("admin:auth_group_change", args=[group.pk])).status_code == 403
