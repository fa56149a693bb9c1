"""What happens to whoever sends too much, and to everybody else meanwhile? (A70)"""

import base64
import json
import re
import time

import altcha
import pytest
from django.urls import reverse

from privacy_portal.lib import ratelimit
from privacy_portal.shedding import Shedding
from requests_app.models import Draft, Submission
from tests.threats.callers import ADDRESS, OTHER_ADDRESS, key_of, use_up

pytestmark = [pytest.mark.threat("A70"), pytest.mark.django_db, pytest.mark.usefixtures("patient")]

CHECK, SEND, FILED = reverse("journey_check"), reverse("journey_send"), reverse("filed")


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
    assert ratelimit.count((ratelimit.FILE_WAITED, key_of(ADDRESS))).within


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


def test_a_filing_asks_redis_once(ready, asked):
    client = ready()
    asked.clear()
    assert client.post(CHECK).url == FILED
    assert len(asked) == 1
