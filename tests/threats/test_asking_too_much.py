"""What a consumer is asked for, and what they are shown: no secret questions, no account, no notary, no held value."""

import re

import pytest
from django import forms
from django.urls import get_resolver

from privacy_portal.embedded.profiles import BASE_DIR
from requests_app import journey
from requests_app.directory.table import record_index, value_index
from requests_app.forms.assurance import DeclarationForm
from requests_app.forms.tracking import ReferenceForm
from requests_app.models import DirectoryEntry, DirectoryMatch, PersonContact
from requests_app.operations import assurance
from requests_app.rules.assurance import Level
from requests_app.vocabulary import Point
from tests.filings import NOON
from tests.journeys.walk import code_for, file
from verification.forms import CodeForm

pytestmark = pytest.mark.django_db
HELD = ("held@example.com", "4155550199", "Rosalinda Held", "a note of staff")
PAGES = (
    "/track/status/",
    "/track/declaration/",
    "/track/withdraw/1/",
    "/track/withdraw/2/",
    "/requests/filed/",
    "/confirm/",
)


@pytest.fixture
def opened(client):
    """A filing in progress in the browser, of which staff and the records know more than the consumer wrote."""
    submission = file(client, rights={"rights": ["KNOW", "DELETE"]})
    client.post("/confirm/", {"code": code_for(submission)})
    return submission


def know_more(submission, staff):
    person = assurance.record_match(
        submission=submission,
        points=[Point.NAME, Point.EMAIL],
        declaration=False,
        login_reason="a note of staff",
        same_person_as=None,
        at=NOON,
        by=staff,
    )
    PersonContact.objects.create(person=person, contact="held@example.com", contact_index=b"x", known_since=NOON)
    held = {Point.NAME: "Rosalinda Held", Point.EMAIL: "held@example.com", Point.PHONE: "+14155550199"}
    for point, value in held.items():
        DirectoryEntry.objects.create(record=record_index("1"), point=point, value=value_index(point, value))
    for point, agrees in ((Point.NAME, True), (Point.EMAIL, False)):
        DirectoryMatch.objects.create(
            submission=submission, point=point, agrees=agrees, checked_at=NOON, source="table"
        )
    deletion = submission.requests.get(type="DELETE")
    assurance.set_level(request=deletion, level=Level.REASONABLY_HIGH, reason="a note of staff", at=NOON, by=staff)
    assurance.doubt_login(submission=submission, reason="a note of staff", at=NOON, by=staff)


@pytest.mark.threat("A05")
def test_no_held_value_is_shown_to_the_requester(client, opened, staff, settings):
    settings.DEMO = True
    know_more(opened, staff)
    for page in PAGES:
        shown = client.get(page, follow=True).content.decode()
        assert not [value for value in HELD if value in shown], page


@pytest.mark.threat("A05", "A23")
def test_what_the_records_say_makes_no_difference_to_the_requester(client, opened):
    def shown():
        tokens = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
        return [tokens.sub("", client.get(page, follow=True).content.decode()) for page in PAGES]

    shown()  # says once that the contact is confirmed
    before = shown()
    for point in (Point.NAME, Point.EMAIL):
        DirectoryMatch.objects.create(submission=opened, point=point, agrees=True, checked_at=NOON, source="table")
    assert shown() == before


def consumer_fields():
    """The name of every field of every form that a consumer may meet."""
    found = {CodeForm, DeclarationForm, ReferenceForm} | {step.form_class for step in journey.STEPS}
    assert all(issubclass(form, forms.Form) for form in found)
    return {name for form in found for name in form.base_fields}


@pytest.mark.threat("A05", "A88", "A90")
def test_no_form_asks_for_a_secret_an_account_a_notary_an_identity_card_or_money():
    forbidden = re.compile(
        "passw|user|account|login|notar|affidavit|ssn|social|licen|passport|card|secret|maiden|fee|upload"
    )
    assert {"name", "contact", "code", "place"} & consumer_fields()
    assert not [name for name in consumer_fields() if forbidden.search(name)]


@pytest.mark.threat("A88")
def test_the_declaration_asks_for_a_name_and_a_place_only():
    assert set(DeclarationForm.base_fields) == {"name", "place", "read"}


@pytest.mark.threat("A90")
def test_there_is_no_address_at_which_to_sign_up():
    addresses = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert "home" in addresses
    # Whom an administrator invited joins the staff by the link in that mail: tests/sign_in/test_invitations.py.
    invited = {"join_staff"}
    assert not [name for name in addresses - invited if re.search("sign_?up|register|registration|join", name)]


@pytest.mark.threat("A90")
def test_no_page_or_message_speaks_of_a_notary_or_a_fee_to_be_paid():
    templates = [path for path in (BASE_DIR / "templates").rglob("*") if path.is_file() and "admin" not in path.parts]
    assert templates
    forbidden = re.compile(r"\bnotar|\baffidavit|\bpay (?:a|the) fee", re.IGNORECASE)
    # What a power of attorney itself holds, and what says that a notary is not needed, asks nobody for one.
    harmless = ("the notary’s words or the two witnesses", "needs no notary", "Nothing that a notary has to certify")
    said = {path.name: path.read_text() for path in templates}
    for words in harmless:
        said = {name: text.replace(words, "") for name, text in said.items()}
    assert not [name for name, text in said.items() if forbidden.search(text)]
