"""What happens to whoever sends too much, and to everybody else meanwhile? (A70)"""

import base64
import json
import re
import time

import altcha
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from privacy_portal.lib import proof_of_work, ratelimit
from privacy_portal.shedding import Shedding
from requests_app.models import Draft, Submission
from tests.journeys.walk import walk

pytestmark = [pytest.mark.threat("A70"), pytest.mark.django_db]

CHECK, SEND, FILED = reverse("journey_check"), reverse("journey_send"), reverse("filed")
ADDRESS, OTHER_ADDRESS = "203.0.113.5", "203.0.113.6"


@pytest.fixture(autouse=True)
def patient(counting, monkeypatch):
    """Nobody waits a minute in a test, nor calculates for a second."""
    counting.STEP_UP_WAIT_SECONDS = 0
    counting.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(proof_of_work, "COST", 1)
    return counting


@pytest.fixture
def ready(caller):
    """A browser whose answers are complete: only Send is left."""

    def at(address=ADDRESS):
        client = caller(address)
        walk(client)
        return client

    return at


def use_up(rule, address=ADDRESS):
    """As if this caller had done that as often as it may."""
    key = ratelimit_key(address)
    while ratelimit.count((rule, key)).within:
        pass


def ratelimit_key(address):
    return proof_of_work.blind_index(address, purpose="caller").hex()[:32]


def begin_flood(settings):
    settings.FLOOD_FILINGS_PER_MINUTE = 0


def proof_on(client):
    """Open the page before Send and solve what it holds."""
    page = client.get(SEND)
    challenge = json.loads(page.context["challenge"])
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge)).to_dict()
    return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()


def test_ten_filings_an_hour_cost_nothing(ready):
    for _ in range(ratelimit.FILE.item.amount):
        assert ready().post(CHECK).url == FILED


def test_the_eleventh_meets_the_proof_of_work_and_keeps_its_answers(ready):
    use_up(ratelimit.FILE)
    client = ready()
    assert client.post(CHECK).url == SEND
    assert Draft.objects.count() == 1
    assert client.get(CHECK).status_code == 200
    assert client.post(SEND, {"proof": proof_on(client)}).url == FILED


def test_another_caller_is_not_asked_for_it(ready):
    use_up(ratelimit.FILE)
    assert ready(OTHER_ADDRESS).post(CHECK).url == FILED


def test_a_proof_files_once(ready):
    use_up(ratelimit.FILE)
    client, other = ready(), ready()
    proof = proof_on(client)
    assert client.post(SEND, {"proof": proof}).url == FILED
    assert other.post(SEND, {"proof": proof}).url == f"{SEND}?again=1"
    assert Submission.objects.count() == 1


def test_send_pressed_twice_with_a_proof_ends_at_the_one_filing(ready):
    client = ready()
    proof = proof_on(client)
    client.post(SEND, {"proof": proof})
    response = client.post(SEND, {"proof": proof}, follow=True)
    assert response.redirect_chain[-1][0] == FILED
    assert Submission.objects.count() == 1


def test_a_bad_proof_leads_back_to_the_page_and_says_so(ready):
    client = ready()
    response = client.post(SEND, {"proof": "bm8="}, follow=True)
    assert response.redirect_chain == [(f"{SEND}?again=1", 302)]
    assert "Your answers are kept" in response.content.decode()


def test_above_sixty_an_hour_the_other_ways_are_named(ready):
    use_up(ratelimit.FILE_PROVEN)
    client = ready()
    response = client.post(SEND, {"proof": proof_on(client)})
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert all(way in response.content.decode() for way in ("800-555-0142", "mailto:", "500 Alder Street"))
    assert client.get(CHECK).status_code == 200
    assert ratelimit.FILE.item.amount + ratelimit.FILE_PROVEN.item.amount == 60


def test_without_a_script_waiting_opens_the_way_once_a_minute_for_all_sessions_of_a_caller(ready):
    use_up(ratelimit.FILE)
    first, second = ready(), ready()
    for client in (first, second):
        assert "Please wait" in client.get(SEND).content.decode()
    assert first.post(SEND, {"proof": ""}).url == FILED
    assert second.post(SEND, {"proof": ""}).url == f"{SEND}?again=1"
    ratelimit.forget_everything()  # a minute later
    assert second.post(SEND, {"proof": ""}).url == FILED


def test_pressing_before_the_minute_is_over_spends_nothing_and_does_not_begin_anew(ready, patient):
    patient.STEP_UP_WAIT_SECONDS = 60
    client = ready()
    client.get(SEND)
    since = client.session["waiting"]
    assert client.post(SEND, {"proof": ""}, follow=True).redirect_chain == [(f"{SEND}?again=1", 302)]
    assert client.session["waiting"] == since
    assert ratelimit.count((ratelimit.FILE_WAITED, ratelimit_key(ADDRESS))).within


def test_nobody_has_waited_who_never_saw_the_page(ready):
    assert ready().post(SEND, {"proof": ""}).url == f"{SEND}?again=1"


def test_in_a_flood_everybody_meets_the_proof_of_work(ready, patient):
    begin_flood(patient)
    client = ready(OTHER_ADDRESS)
    assert client.post(CHECK).url == SEND
    assert client.post(SEND, {"proof": proof_on(client)}).url == FILED


def test_a_flood_lasts_until_a_whole_minute_was_calm(patient):
    patient.FLOOD_FILINGS_PER_MINUTE = 3
    assert [ratelimit.count(sending=True).flood for _ in range(5)] == [False, False, False, True, True]


def test_the_refusal_of_a_flood_asks_the_database_nothing(ready, patient, django_assert_num_queries):
    begin_flood(patient)
    client = ready()
    with django_assert_num_queries(0):
        response = client.post(CHECK)
    assert (response.status_code, response.content) == (302, b"")


def wsgi(path, method="POST"):
    """What the web server hears: from the door in front of Django, which itself is left out."""
    heard = []
    application = Shedding(lambda environ, start: [b"Django"], path=CHECK, instead=SEND)
    body = application({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *answer: heard.append(answer))
    return list(body), heard


def test_a_process_that_knows_of_the_flood_asks_nobody(patient, asked):
    begin_flood(patient)
    assert wsgi(CHECK) == ([b"Django"], [])
    ratelimit.count(sending=True)
    asked.clear()
    body, [(status, headers)] = wsgi(CHECK)
    assert (body, status, dict(headers)["Location"]) == ([], "302 Found", SEND)
    assert asked == []


@pytest.mark.parametrize(("path", "method"), [(CHECK, "GET"), (SEND, "POST"), ("/", "GET"), ("/track/", "POST")])
def test_everything_but_the_first_send_goes_on_in_a_flood(patient, path, method):
    begin_flood(patient)
    ratelimit.count(sending=True)
    assert wsgi(path, method) == ([b"Django"], [])


def test_what_is_turned_away_unread_is_counted_all_the_same(patient, monkeypatch):
    patient.FLOOD_FILINGS_PER_MINUTE = 3
    now = time.monotonic()
    assert [ratelimit.count(sending=True).flood for _ in range(4)][-1]
    assert all(ratelimit.shed() for _ in range(100))
    monkeypatch.setattr(ratelimit.time, "monotonic", lambda: now + 60)
    assert not ratelimit.shed()
    patient.FLOOD_FILINGS_PER_MINUTE = 104
    assert ratelimit.count(sending=True).flood


def test_in_a_flood_the_way_without_a_script_is_narrow_for_all_together(ready, patient):
    begin_flood(patient)
    client = ready()
    client.get(SEND)
    while ratelimit.count((ratelimit.FLOOD_WAITED, ratelimit.EVERYBODY)).within:
        pass
    assert client.post(SEND, {"proof": ""}).url == f"{SEND}?again=1"
    ratelimit.forget_everything()
    assert client.post(SEND, {"proof": ""}).url == FILED


def test_the_page_before_send_says_why_and_poses_no_puzzle(ready):
    page = ready().get(SEND).content.decode()
    assert "not a robot" in page
    assert 'role="status"' in page
    visible = re.findall(r"<input(?![^>]*hidden)[^>]*>|<select|<textarea", page.split("<main", 1)[1])
    assert visible == []


def test_the_page_before_send_without_answers_leads_back(client, counting):
    assert client.get(SEND).url == CHECK


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


def test_a_filing_asks_redis_once(ready, asked):
    client = ready()
    asked.clear()
    assert client.post(CHECK).url == FILED
    assert len(asked) == 1


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
    return client.post(reverse("admin:login"), {"username": name, "password": password})


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
