"""Signing the declaration: offered, explained, never a gate, and only in the browser that holds the contact."""

import re

import pytest
from django.test import Client

from requests_app.models import Declaration, Evidence
from requests_app.vocabulary import EventKind, EvidenceKind
from tests.journeys.walk import code_for, file

pytestmark = pytest.mark.django_db
PLACE = "/track/declaration/"
PERJURY = "under penalty of perjury under the laws of the State of California"
KNOW = {"rights": {"rights": ["KNOW"]}}
CHANGE_NAME = {"rights": {"rights": ["CORRECT"]}, "correct": {"item": "NAME", "wrong": "Rosita", "right": "Rosa"}}


def opened(client: Client, **changes):
    """File and confirm in one browser."""
    submission = file(client, **(changes or KNOW))
    response = client.post("/confirm/", {"code": code_for(submission)}, follow=True)
    return submission, response


def read_hash(client: Client) -> str:
    (found,) = re.findall(r'name="read" value="([0-9a-f]{64})"', client.get(PLACE).content.decode())
    return found


def sign(client: Client, **changes):
    said = {"name": "Rosa Example", "place": "Fresno, California", "read": read_hash(client), **changes}
    return client.post(PLACE, said, follow=True)


def test_it_is_offered_right_after_confirming_the_contact(client):
    _, response = opened(client)
    assert f'href="{PLACE}"' in response.content.decode()


def test_it_is_not_offered_where_the_lower_degree_is_enough(client):
    _, response = opened(client, **CHANGE_NAME)
    assert PLACE not in response.content.decode()
    assert client.get(PLACE).headers["Location"] == "/track/status/"


def test_the_page_shows_the_words_why_and_the_day(client):
    opened(client)
    words = " ".join(client.get(PLACE).content.decode().split())
    assert PERJURY in words
    assert "You need not sign now. If it is still missing at the end, we refuse that part as not verified" in words
    assert "Date:" in words
    assert "checkbox" not in words


def test_signing_is_recorded_and_said(client):
    submission, _ = opened(client)
    response = sign(client)
    assert response.redirect_chain[-1][0] == "/track/status/"
    assert "Thank you. Your declaration is signed." in response.content.decode()
    assert "You signed the declaration." in response.content.decode()
    declaration = Declaration.objects.get()
    assert (declaration.submission, declaration.name, declaration.language) == (submission, "Rosa Example", "en")
    assert submission.events.filter(kind=EventKind.DECLARATION_SIGNED).count() == 1


def test_what_was_typed_is_shown_to_nobody_again(client):
    opened(client)
    response = sign(client, name="Rosa Maria Example", place="Fresno, California")
    assert "Fresno" not in response.content.decode()


def test_a_spanish_reader_signs_spanish_words(client):
    opened(client)
    client.cookies["django_language"] = "es"
    page = client.get(PLACE).content.decode()
    assert "Declaro bajo pena de perjurio conforme a las leyes del Estado de California" in page
    sign(client)
    assert Declaration.objects.get().language == "es"


def test_words_that_changed_under_the_readers_eyes_are_not_signed(client):
    opened(client)
    read = read_hash(client)
    client.cookies["django_language"] = "es"
    response = client.post(PLACE, {"name": "Rosa", "place": "Fresno", "read": read})
    assert response.status_code == 200
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("read", ["", "0" * 64, "x" * 65])
def test_nobody_signs_what_was_not_shown(client, read):
    opened(client)
    sign(client, read=read)
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"name": "\u200b \u202e"}, "Enter your full name"),
        ({"place": " "}, "Enter the city and the state where you are now"),
        ({"name": "x" * 201}, "at most 200"),
    ],
)
def test_name_and_place_are_needed(client, changes, error):
    opened(client)
    assert error in sign(client, **changes).content.decode()
    assert not Evidence.objects.filter(kind=EvidenceKind.DECLARATION_SIGNED).exists()


def test_signing_twice_signs_once(client):
    opened(client)
    read = read_hash(client)
    sign(client)
    response = client.post(PLACE, {"name": "Rosa", "place": "Fresno", "read": read})
    assert response.headers["Location"] == "/track/status/"
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_that_does_not_hold_the_contact_may_not_sign(client, client_b, method):
    opened(client)
    data = {"name": "Rosa", "place": "Fresno", "read": read_hash(client)}
    response = getattr(client_b, method)(PLACE, data)
    assert response.headers["Location"] == "/track/"
    assert not Declaration.objects.exists()


def test_who_filed_and_did_not_confirm_may_not_sign(client):
    file(client, **KNOW)
    assert client.get(PLACE).headers["Location"] == "/track/"


def test_other_methods_are_refused(client):
    assert client.put(PLACE).status_code == 405


def test_it_cannot_be_sent_from_another_site(client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    opened(client)
    assert strict.post(PLACE, {"name": "Rosa", "place": "Fresno"}).status_code == 403
