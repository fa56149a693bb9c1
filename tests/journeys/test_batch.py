"""An agent files for many at once: nothing before they are reached, nothing before they say so, each row once."""

import pytest
from django.urls import reverse

from requests_app import batch_file
from requests_app.models import Batch, Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import batch as operations
from requests_app.vocabulary import (
    FilerRole,
    KnowCategory,
    NoticeKind,
    Party,
    RequestType,
    Status,
)
from tests.journeys import agents, walk
from tests.journeys.agents import ROW, as_csv, page, rows
from verification import challenges
from verification.models import Challenge, Outgoing

pytestmark = pytest.mark.django_db


def test_the_first_page_says_who_it_is_for_and_what_is_asked_of_whom(client):
    first = page(client, "batch")
    assert "authorized agents" in first
    assert "to show that their contact is theirs, with one click" in first
    assert all(f"<code>{column}</code>" in first for column in batch_file.KNOWN)


def test_the_template_is_plain_utf_8_and_is_itself_a_file_without_an_error(client):
    response = client.get(reverse("batch_template"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="template.csv"'
    assert response.content.startswith(b'"own_reference",')
    agents.confirmed(client)
    agents.upload(client, response.content)
    assert "File it" in page(client, "batch_check")


def test_nobody_but_the_agent_is_written_to_before_they_show_that_they_are_reached(client):
    batch = agents.begin(client)
    assert [each.destination for each in Challenge.objects.all()] == [agents.ADDRESS]
    assert not batch.confirmed
    assert client.get(reverse("batch_upload")).headers["Location"] == reverse("track")
    assert agents.upload(client, as_csv(ROW)).headers["Location"] == reverse("track")
    assert not Submission.objects.exists()


def test_a_wrong_code_opens_nothing_and_says_so(client):
    agents.begin(client)
    assert "That is not the code" in client.post(reverse("batch_code"), {"code": "000000"}).content.decode()
    assert "batch" not in client.session


def test_the_link_opens_the_batch_where_its_button_is_pressed_and_nowhere_else(client, client_b):
    batch = agents.begin(client)
    challenge = challenges.newest(purpose=operations.BATCH, subject=batch.pk)
    where = reverse("batch_link", args=[challenges.link_token(challenge)])
    client_b.get(where)
    assert not Batch.objects.get().confirmed
    assert client_b.post(where).headers["Location"] == reverse("batch_upload")
    assert client_b.get(reverse("batch_upload")).status_code == 200
    assert client.get(reverse("batch_upload")).status_code == 302
    assert client.post(where).status_code == 410


def test_a_new_code_can_be_asked_for_and_the_old_one_is_dead(client):
    batch = agents.begin(client)
    old = agents.code_of(batch)
    client.post(reverse("batch_resend"))
    client.post(reverse("batch_code"), {"code": old})
    assert "batch" not in client.session
    client.post(reverse("batch_code"), {"code": agents.code_of(batch)})
    assert "batch" in client.session


def test_a_clean_file_is_summed_up_and_nothing_is_filed_before_the_button(client):
    agents.confirmed(client)
    assert agents.upload(client, as_csv(*rows(3))).headers["Location"] == reverse("batch_check")
    said = page(client, "batch_check")
    assert "3 rows, and nothing is wrong with them" in said
    assert "File all 3" in said
    assert "Deletion of information about them" in said
    agents.work()
    assert not Submission.objects.exists()


def test_a_row_is_filed_as_the_journey_would_file_it(client):
    row = {
        **ROW,
        "rights": "KNOW_CATEGORIES; know_specific;DELETE;CORRECT",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "delete_what": "My newsletter history",
        "correct_item": "postal_address",
        "correct_wrong": "1 Old Street",
        "correct_right": "2 New Street",
        "contact_channel": "text",
        "contact": "(415) 555-0132",
        "language": "ES",
        "starts_on": "2026-01-02",
        "may_receive": "yes",
    }
    batch = agents.filed(client, row)
    submission = Submission.objects.get()
    acting = submission.representative
    assert (submission.name, submission.contact, submission.language) == ("Rosa Example", "+14155550132", "es")
    assert (submission.filer_role, submission.california_resident, submission.confirmed) == (
        FilerRole.AGENT,
        True,
        False,
    )
    days = {"period": "RANGE", "start": "2024-01-01", "end": "2024-12-31"}
    assert {each.type: each.details for each in submission.requests.all()} == {
        RequestType.KNOW_CATEGORIES: {"categories": KnowCategory.values, **days},
        RequestType.KNOW_SPECIFIC: days,
        RequestType.DELETE: {"scope": "PARTS", "parts": "My newsletter history"},
        RequestType.CORRECT: {"item": "POSTAL_ADDRESS", "wrong": "1 Old Street", "right": "2 New Street"},
    }
    assert (acting.name, acting.firm, acting.contact) == ("Ana Agent", "Agents Example LLC", agents.ADDRESS)
    assert (acting.own_reference, acting.may_receive_answer, acting.batch, acting.batch_line) == ("A-1", True, batch, 2)
    assert str(acting.starts_on) == "2026-01-02"
    assert acting.duties_acknowledged_at


def test_the_requests_are_open_at_once_and_no_second_code_is_asked_for(client):
    batch = agents.filed(client, *rows(2))
    assert set(PrivacyRequest.objects.values_list("status", flat=True)) == {Status.OPEN}
    assert set(Representative.objects.values_list("contact_confirmed_at", flat=True)) == {batch.contact_confirmed_at}
    assert Challenge.objects.count() == 1
    assert set(Notice.objects.values_list("kind", "party")) == {(NoticeKind.RECEIPT, Party.REPRESENTATIVE)}


def test_no_consumer_is_written_to_because_a_file_names_them(client):
    agents.filed(client, *rows(5))
    assert {each.destination()[1] for each in Notice.objects.all()} == {agents.ADDRESS}
    assert Outgoing.objects.count() <= 1


def test_a_file_with_errors_says_each_with_line_and_column_and_offers_the_clean_rows(client):
    agents.confirmed(client)
    broken = [
        {**ROW, "own_reference": "A-9", "contact": "not an address"},
        {**ROW, "own_reference": "A-8", "name": "Ben", "rights": "FORGET"},
        {**ROW, "own_reference": "A-7", "name": "Cleo", "starts_on": "03/04/2026"},
        {**ROW, "own_reference": "A-6", "name": "Dora", "rights": "CORRECT", "correct_item": "EMAIL"},
    ]
    agents.upload(client, as_csv(*rows(2), *broken))
    said = page(client, "batch_check")
    assert "<td>4</td><td><code>contact</code></td><td>Enter an email address in the right format" in said
    assert "<td>5</td><td><code>rights</code></td><td>Write KNOW_CATEGORIES" in said
    assert "<td>6</td><td><code>starts_on</code></td><td>Enter a date that exists, like 2023-05-31</td>" in said
    assert "<td>7</td><td><code>correct_right</code></td><td>Say what it should say instead</td>" in said
    assert "File the 2 clean rows" in said
    assert f'href="{reverse("batch_upload")}">Upload a corrected file</a>' in said
    assert said.count('<button class="button secondary" type="submit">') == 2  # that one, and Finish and clear
    assert not Submission.objects.exists()
    agents.order(client)
    agents.work()
    assert sorted(each.own_reference for each in Representative.objects.all()) == ["A-1", "A-2"]


def test_a_corrected_file_takes_the_place_of_the_first(client):
    agents.confirmed(client)
    agents.upload(client, as_csv({**ROW, "name": ""}))
    assert "<code>name</code>" in page(client, "batch_check")
    agents.upload(client, as_csv(*rows(2)))
    assert "File all 2" in page(client, "batch_check")


def test_what_was_not_on_the_page_is_not_filed(client):
    agents.confirmed(client)
    agents.upload(client, as_csv(ROW))
    reading = Batch.objects.get().reading
    assert reading is not None
    agents.upload(client, as_csv(*rows(3)))
    response = client.post(reverse("batch_check"), {"reading": reading["id"]})
    assert "Another file was read since" in response.content.decode()
    assert Batch.objects.get().ordered_at is None


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({}, "name", "says the same as line 2"),
        ({"rights": "CORRECT", "correct_item": "NAME", "correct_right": "Rose"}, "name", "This person is on line 2"),
        ({"name": "Ben", "own_reference": "A-1"}, "own_reference", "This reference is on line 2"),
    ],
)
def test_what_is_there_twice_is_told(client, changes, column, words):
    agents.confirmed(client)
    agents.upload(client, as_csv(ROW, {**ROW, "own_reference": "A-2", **changes}))
    said = page(client, "batch_check")
    assert f"<td>3</td><td><code>{column}</code></td>" in said
    assert words in said


def test_a_file_that_is_none_is_refused_in_words(client):
    agents.confirmed(client)
    response = agents.upload(client, b"own_reference;name;contact\r\nA-1;Rosa;x\r\n")
    assert response.status_code == 200
    assert "separated by semicolons" in response.content.decode()
    assert Batch.objects.get().reading is None


def test_an_agent_who_is_alone_on_the_way_finds_the_way_for_many(client):
    walk.walk(client, until="rights", for_whom={"for_whom": "AGENT"}, rights={"rights": ["DELETE"]})
    client.post(walk.place("delete"), {"scope": "EVERYTHING"})
    client.post(walk.place("residence"), {"resident": "yes"})
    client.post(walk.place("name"), {"name": "Rosa Example"})
    client.post(walk.place("their-contact"), {"channel": "EMAIL", "email": "rosa@example.com", "language": "en"})
    assert f'href="{reverse("batch")}"' in client.get(walk.place("representative")).content.decode()
