"""What do staff see of challenges, and what can they not do?"""

import base64

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app.vocabulary import Role
from tests.support.roles import charge, employ
from tests.support.staff import staff_sign_in
from verification import admin as challenge_admin
from verification import challenges
from verification.models import Channel

pytestmark = pytest.mark.django_db

LIST = "admin:verification_challenge_changelist"


@pytest.fixture(autouse=True)
def _addresses(settings):
    """The whole portal's addresses: the staff's pages link to each other."""
    settings.ROOT_URLCONF = "privacy_portal.urls"


def browser_of(user):
    browser = Client(headers={"host": "privacy.juniper.example.com"})
    staff_sign_in(browser, user)
    return browser


@pytest.fixture
def viewer():
    """A member of the staff who may look."""
    return browser_of(employ("viewer", Role.AUDITOR))


@pytest.fixture
def almighty():
    return browser_of(charge(User.objects.create_superuser("root"), Role.AUDITOR))


def test_the_list_shows_state_channel_and_masked_destination(issue, viewer):
    issue()
    issue(channel=Channel.CALL, destination="+14155550123")
    page = viewer.get(reverse(LIST)).content.decode()
    for shown in ("Email", "Telephone call", "Waiting to be sent", "m•••@", " 23"):
        assert shown in page


def test_no_page_shows_the_code_the_link_or_the_whole_address(issue, viewer):
    challenge = issue()
    one = reverse("admin:verification_challenge_change", args=[challenge.pk])
    for url in (reverse(LIST), one):
        page = viewer.get(url).content.decode()
        for secret in (challenges.code_of(challenge), challenges.link_token(challenge), "maria@example.org"):
            assert secret not in page


def test_a_destination_whose_key_is_gone_does_not_take_the_list_away(issue, viewer, settings):
    issue()
    settings.FIELD_KEYS = ["9:" + base64.b64encode(bytes(32)).decode()]
    assert "cannot be read" in viewer.get(reverse(LIST)).content.decode()


def test_even_a_superuser_cannot_add_change_or_delete_a_challenge(issue, almighty, reload):
    challenge = issue()
    assert almighty.get(reverse("admin:verification_challenge_add")).status_code == 403
    assert almighty.post(reverse("admin:verification_challenge_delete", args=[challenge.pk])).status_code == 403
    change = reverse("admin:verification_challenge_change", args=[challenge.pk])
    assert almighty.get(change).status_code == 200
    assert almighty.post(change, {"tries": 0, "state": "SENT"}).status_code == 403
    assert reload(challenge).state == "OWED"


def test_staff_without_the_permission_see_nothing():
    user = User.objects.create_user("other", is_staff=True)
    assert browser_of(user).get(reverse(LIST)).status_code == 403


def test_a_challenge_is_found_by_its_id_and_by_what_it_belongs_to(issue, viewer):
    wanted, other = issue(), issue()
    for term in (wanted.pk, wanted.subject):
        page = viewer.get(reverse(LIST), {"q": f" {term} "}).content.decode()
        assert str(wanted.pk) in page
        assert str(other.pk) not in page


@pytest.mark.parametrize("term", ["maria@example.org", "x" * 1000, "'; --", "6f8d1a52-0000-4000-8000-000000000000"])
def test_a_search_for_anything_else_finds_nothing(issue, viewer, term):
    challenge = issue()
    answer = viewer.get(reverse(LIST), {"q": term})
    assert answer.status_code == 200
    assert str(challenge.pk) not in answer.content.decode()


def test_the_list_takes_as_many_queries_for_many_challenges_as_for_one(issue, viewer):
    issue()
    with CaptureQueriesContext(connection) as few:
        viewer.get(reverse(LIST))
    for _ in range(20):
        issue()
    with CaptureQueriesContext(connection) as many:
        viewer.get(reverse(LIST))
    assert len(many) == len(few)


def test_the_list_counts_no_further_than_people_page(issue, viewer, monkeypatch):
    monkeypatch.setattr(challenge_admin, "COUNT_CAP", 3)
    for _ in range(5):
        issue()
    answer = viewer.get(reverse(LIST))
    assert answer.context["cl"].result_count == 3
