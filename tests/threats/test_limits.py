"""What does a caller meet who does too much of anything but filing, staff included? (A70)"""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from privacy_portal.lib import ratelimit
from requests_app.models import Submission
from tests.threats.callers import ADDRESS, OTHER_ADDRESS, use_up

pytestmark = [pytest.mark.threat("A70"), pytest.mark.django_db, pytest.mark.usefixtures("patient")]

CHECK = reverse("journey_check")


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("journey_start", ratelimit.START),
        ("track", ratelimit.ASK),
        ("confirm_resend", ratelimit.ASK),
        ("confirm_change", ratelimit.ASK),
        ("confirm_code", ratelimit.ENTER),
        ("track_code", ratelimit.ENTER),
    ],
)
def test_above_its_limit_a_place_answers_429_and_looking_goes_on(caller, place, rule):
    use_up(rule)
    refused = caller(ADDRESS).post(reverse(place))
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(rule.seconds)
    assert caller(ADDRESS).get(reverse(place)).status_code in (200, 302, 405)
    assert caller(OTHER_ADDRESS).post(reverse(place)).status_code != 429


def test_a_refusal_reads_and_stores_nothing(caller, django_assert_num_queries):
    use_up(ratelimit.ASK)
    with django_assert_num_queries(0):
        caller(ADDRESS).post(reverse("track"), {"reference": "K7QM-2XHR-9TRF"})
    assert not Session.objects.exists()


def test_a_refusal_is_rendered_once_and_holds_nothing_of_anybody(caller):
    use_up(ratelimit.ASK)
    one, another = (caller(ADDRESS).post(reverse("track")) for _ in range(2))
    assert one.content == another.content
    assert "csrfmiddlewaretoken" not in one.content.decode()
    assert not one.cookies


def test_a_refusal_is_the_same_for_a_known_and_an_unknown_reference(ready, caller):
    client = ready()
    client.post(CHECK)
    use_up(ratelimit.ASK)
    known, unknown = (
        caller(ADDRESS).post(reverse("track"), {"reference": reference})
        for reference in (Submission.objects.get().reference, "K7QM-2XHR-9TRF")
    )
    assert known.content == unknown.content
    assert known.headers == unknown.headers
    assert known.status_code == unknown.status_code == 429


def log_in(client, name, password="wrong"):
    return client.post(reverse("admin:login"), {"login": name, "password": password})


def test_guessing_one_password_is_stopped_after_ten_tries_and_only_there(caller):
    User.objects.create_user("rosa", password="a long enough password", is_staff=True)
    guesser = caller(ADDRESS)
    answers = [log_in(guesser, name).status_code for name in ["rosa", "ROSA"] * 6]
    assert answers == [200] * 10 + [429] * 2
    assert log_in(guesser, "other").status_code == 200
    assert log_in(caller(OTHER_ADDRESS), "rosa", "a long enough password").status_code == 302


def test_one_password_on_many_accounts_is_stopped_after_fifty(caller):
    guesser = caller(ADDRESS)
    answers = [log_in(guesser, f"staff{number}").status_code for number in range(52)]
    assert answers == [200] * 50 + [429] * 2


def test_a_form_without_its_token_is_refused_as_before(counting):
    browser = Client(enforce_csrf_checks=True, headers={"X-Forwarded-For": ADDRESS})
    assert browser.post(CHECK).status_code == 403


def test_every_rule_says_what_it_is_for():
    assert len({rule.name for rule in ratelimit.RULES}) == len(ratelimit.RULES)
    assert all(rule.why and rule.seconds >= 60 for rule in ratelimit.RULES)
