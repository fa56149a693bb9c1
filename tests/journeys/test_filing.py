"""Filing in the browser: only what is needed is asked, nothing is skipped, nothing is lost, nothing is made twice."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from requests_app.models import Draft, PrivacyRequest, Submission
from requests_app.vocabulary import RequestType
from tests.journeys.walk import ANSWERS, answer, file, place, walk

pytestmark = pytest.mark.django_db


def errors(response):
    return response.context["form"].errors


def test_a_whole_journey_files_each_right(client):
    submission = file(client)
    assert list(submission.requests.order_by("ordinal").values_list("type", flat=True)) == [
        RequestType.KNOW_CATEGORIES,
        RequestType.KNOW_SPECIFIC,
        RequestType.DELETE,
        RequestType.CORRECT,
    ]


def test_what_was_typed_arrives(client):
    submission = file(client)
    requests = {request.type: request.details for request in submission.requests.all()}
    assert (submission.name, submission.contact) == ("Rosa Example", "rosa@example.com")
    assert requests["KNOW_CATEGORIES"] == {"categories": ["SOURCES"], "period": "EVERYTHING"}
    assert requests["DELETE"] == {"scope": "PARTS", "parts": "My newsletter history"}
    assert requests["CORRECT"] == {"item": "POSTAL_ADDRESS", "wrong": "1 Old Street", "right": "2 New Street"}


def test_only_the_questions_of_the_chosen_right_are_asked(client):
    file(client, rights={"rights": ["DELETE"]}, delete={"scope": "EVERYTHING"})
    assert PrivacyRequest.objects.get().type == RequestType.DELETE


def test_a_range_of_dates_is_kept(client):
    file(
        client,
        rights={"rights": ["KNOW"]},
        know={"what": ["KNOW_SPECIFIC"]},
        period={"period": "RANGE", "start": "2024-02-29", "end": "2025-03-01"},
    )
    assert PrivacyRequest.objects.get().details == {"period": "RANGE", "start": "2024-02-29", "end": "2025-03-01"}


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2021-12-31", "2025-01-01", "start"),
        ("2025-01-02", "2025-01-01", "end"),
        ("2025-01-01", "2999-01-01", "end"),
        ("", "2025-01-01", "start"),
        ("2025-01-01", "", "end"),
        ("31/12/2024x", "2025-01-01", "start"),
    ],
)
def test_an_impossible_range_is_explained(client, start, end, field):
    walk(client, until="know", rights={"rights": ["KNOW"]})
    assert field in errors(answer(client, "period", period="RANGE", start=start, end=end))


def test_a_call_is_chosen_with_a_number(client):
    submission = file(client, contact={"channel": "CALL", "phone": "(415) 555-0134"})
    assert (submission.contact_channel, submission.contact) == ("CALL", "+14155550134")


@pytest.mark.parametrize("phone", ["", "12", "+44 20 7946 0958", "900 555 0134", "+1 876 555 0134", "x" * 41])
def test_a_number_we_cannot_reach_is_explained(client, phone):
    walk(client, until="name")
    assert "phone" in errors(answer(client, "contact", channel="TEXT", phone=phone))


@pytest.mark.parametrize(
    "email",
    [
        "",
        "rosa",
        "rosa@",
        "a@example.com,b@example.com",
        "rosa@example.com\r\nBcc: x@example.com",
        "r\u202eosa@example.com",
    ],
)
@pytest.mark.threat("A26")
def test_an_address_that_is_not_one_mailbox_is_explained(client, email):
    walk(client, until="name")
    assert "email" in errors(answer(client, "contact", channel="EMAIL", email=email))


@pytest.mark.parametrize("name", ["Ro\x00sa", "Rosa\u202e", "\u200bRosa", "Rosa\r\n", " Rosa  "])
@pytest.mark.threat("A27", "A82")
def test_invisible_characters_are_taken_out_of_a_name(client, name):
    assert file(client, name={"name": name}).name == "Rosa"


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 201])
def test_a_name_that_cannot_be_one_is_explained(client, name):
    walk(client, until="residence")
    assert "name" in errors(answer(client, "name", name=name))


def test_a_text_of_100_kilobytes_is_explained(client):
    walk(client, until="period", rights={"rights": ["CORRECT"]})
    assert "right" in errors(answer(client, "correct", right="x" * 100_000))


def test_a_form_of_a_megabyte_is_refused_plainly(client):
    walk(client, until="period", rights={"rights": ["CORRECT"]})
    response = answer(client, "correct", right="x" * 1_000_000)
    assert response.status_code in (400, 413)
    assert b"Traceback" not in response.content


def test_an_error_is_named_in_the_title_and_linked_in_the_summary(client):
    walk(client, until="residence")
    page = answer(client, "name", name="").content.decode()
    assert "<title>Error:" in page
    assert 'href="#id_name"' in page


@pytest.mark.threat("A41")
def test_a_step_that_was_skipped_is_asked_before_sending(client):
    client.post(reverse("journey_start"))
    answer(client, "for-whom")
    answer(client, "rights")
    assert client.get("/requests/new/check/").headers["Location"] == place("know")
    assert client.post("/requests/new/check/").headers["Location"] == place("know")
    assert not Submission.objects.exists()


def test_a_step_of_a_right_not_chosen_leads_back(client):
    walk(client, until="rights", rights={"rights": ["DELETE"]})
    assert client.get(place("correct")).headers["Location"] == place("delete")


@pytest.mark.threat("A41")
def test_a_hidden_field_that_was_added_is_not_kept(client):
    walk(client, until="for-whom")
    client.post(place("rights"), {"rights": ["DELETE"], "status": "CLOSED", "form_token": "x"})
    assert Draft.objects.get().answers["rights"] == {"rights": ["DELETE"]}


@pytest.mark.threat("A41")
def test_a_choice_that_is_not_offered_is_refused(client):
    walk(client, until="for-whom")
    assert "rights" in errors(client.post(place("rights"), {"rights": ["OPT_OUT_SALE_SHARE"]}))


def test_changing_an_answer_returns_to_the_check(client):
    walk(client)
    response = client.post(place("name") + "?change=1", {"name": "Rosa B. Example"})
    assert response.headers["Location"] == "/requests/new/check/"
    assert "Rosa B. Example" in client.get("/requests/new/check/").content.decode()


def test_a_changed_right_asks_what_it_newly_needs(client):
    walk(client, rights={"rights": ["DELETE"]}, delete={"scope": "EVERYTHING"})
    response = client.post(place("rights") + "?change=1", {"rights": ["DELETE", "CORRECT"]})
    assert response.headers["Location"] == place("correct") + "?change=1"


def test_sending_twice_makes_one_submission(client):
    walk(client)
    first = client.post("/requests/new/check/")
    second = client.post("/requests/new/check/")
    assert first.headers["Location"] == second.headers["Location"] == "/requests/filed/"
    assert Submission.objects.count() == 1


def test_a_second_request_can_be_filed_in_the_same_browser(client):
    file(client)
    file(client)
    assert Submission.objects.count() == 2


def test_the_confirmation_shows_the_reference_and_the_dates(client):
    submission = file(client)
    page = client.get("/requests/filed/").content.decode()
    assert str(submission) in page
    assert "rosa@example.com" not in page


def test_the_confirmation_in_another_browser_leads_to_tracking(client, client_b):
    file(client)
    assert client_b.get("/requests/filed/").headers["Location"] == "/track/"


@pytest.mark.threat("A37")
def test_the_confirmation_closes_after_thirty_idle_minutes(client):
    file(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/requests/filed/").headers["Location"] == "/track/"
        assert client.get("/confirm/change/").headers["Location"] == "/track/"


@pytest.mark.threat("A41")
def test_whoever_turns_out_to_file_for_another_is_asked_who_is_who_anew(client):
    walk(client)
    answer(client, "for-whom", for_whom="AGENT")
    assert client.post("/requests/new/check/").headers["Location"] == place("name")
    assert "Rosa Example" not in client.get(place("name")).content.decode()


@pytest.mark.threat("A41")
def test_a_role_that_is_not_offered_is_none(client):
    client.post(reverse("journey_start"))
    assert answer(client, "for-whom", for_whom="SOMEONE_ELSE").status_code == 200


def test_without_a_draft_the_start_is_offered(client):
    assert client.get(place("rights")).status_code == 410
    assert client.post("/requests/new/check/").status_code == 410


def test_an_unknown_step_is_not_found(client):
    client.post(reverse("journey_start"))
    assert client.get(place("nothing")).status_code == 404


def test_the_journey_can_be_left_and_taken_up_again(client):
    walk(client, until="name")
    client.post(reverse("journey_start"))
    assert Draft.objects.count() == 1
    assert "Rosa Example" in client.get(place("name")).content.decode()


def test_the_journey_speaks_spanish(client):
    client.cookies["django_language"] = "es"
    client.post(reverse("journey_start"))
    page = client.get(place("for-whom")).content.decode()
    assert '<html lang="es"' in page
    assert "Who is this request for?" not in page


def test_the_language_chosen_for_messages_is_kept(client):
    assert file(client, language={"language": "es"}).language == "es"


@pytest.mark.threat("A68")
def test_no_address_carries_what_was_typed(client):
    places = [walk(client, until=step) for step in ("name", "contact", "language")]
    assert not any("rosa" in where.lower() for where in places)


def test_every_question_is_asked_with_a_reason_or_in_plain_words(client):
    client.post(reverse("journey_start"))
    for step in ANSWERS:
        response = client.get(place(step))
        if response.status_code == 200:
            assert response.content.decode().count("<h1") == 1
        answer(client, step)
