"""No call and no form makes staff change where messages go: contacts are nowhere editable at the desk."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from requests_app.admin.decisions import ACTIONS
from requests_app.models import OtherContact, PersonContact, Submission
from requests_app.operations import identity
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, url
from tests.filings import CORRECTION, NOON, PIECES, confirm, file, only_request, verify
from tests.support.roles import TEAM, charge
from tests.threats.proposals import propose
from verification.models import Challenge, Channel

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A12")]
THIEF = "thief@example.com"
SMUGGLED = {
    **{
        f"{prefix}contact": THIEF for prefix in ("", "submission-", "submission-0-", "submission__", "id_", "person-0-")
    },
    "contact_channel": "EMAIL",
    "destination": THIEF,
    "email": THIEF,
    "phone": "+14155550199",
    "_save": "Save",
    "contact_confirmed_at": "2026-11-23",
    "channel": "EMAIL",
    "name": "Thief",
}
# What the forms of the actions ask for, so that every action really happens.
TYPED = {
    "text": "You ordered two lamps in May.",
    "reason": "COMPLEXITY",
    "points": ["POSTAL_ADDRESS"],
    "who": "known",
    "contact_reason": THIEF,
    "alarm_reason": THIEF,
    "digest": "0" * 64,
}


@pytest.fixture
def browsers(staff):
    boss = charge(User.objects.create_superuser("boss", password=None), *TEAM)
    return [logged_in(staff), logged_in(boss)]


def contacts():
    """Every contact in the books, as it opens."""
    return {
        "submissions": [
            (each.contact_channel, each.contact, bytes(each.contact_index)) for each in Submission.objects.all()
        ],
        "people": [each.contact for each in PersonContact.objects.order_by("pk")],
        "others": [each.contact for each in OtherContact.objects.order_by("pk")],
        "challenges": [each.destination for each in Challenge.objects.order_by("pk")],
    }


def addresses(request, staff):
    """Every address of the staff site that belongs to the request, its filing, its person, or their rows."""
    yield from (QUEUE, f"{QUEUE}search/", url(request), *(url(request, action.slug) for action in ACTIONS))
    rows = [request, request.submission, request.submission.person, *request.submission.notices.all()]
    rows += [*request.submission.evidence.all(), *Challenge.objects.all()]
    for row in rows:
        name = f"{row._meta.app_label}_{row._meta.model_name}"
        for page, args in (
            ("add", []),
            ("changelist", []),
            *((each, [row.pk]) for each in ("change", "delete", "history")),
        ):
            try:
                yield reverse(f"admin:{name}_{page}", args=args)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("query", ["", "?ground=LEGAL_CLAIMS", f"?contact={THIEF}"])
def test_a_changed_contact_sent_to_any_address_of_a_request_changes_nothing(browsers, staff, query):
    submission = file(PIECES)
    verify(submission, by=staff)
    request = only_request(submission)
    before = contacts()
    tried = 0
    for browser in browsers:
        for address in addresses(request, staff):
            browser.post(address + query, {**TYPED, **SMUGGLED})
            tried += 1
            assert contacts() == before, address
    assert tried > 2 * len(ACTIONS)


def test_no_model_with_a_contact_can_be_changed_by_hand(browsers):
    assert not admin.site.is_registered(Submission)
    assert not admin.site.is_registered(PersonContact)
    assert not admin.site.is_registered(OtherContact)


def test_a_confirmed_contact_cannot_be_changed_by_the_consumer_either():
    submission = confirm(file(PIECES))
    with pytest.raises(identity.AlreadyConfirmed):
        identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact=THIEF, at=NOON)


def test_before_it_is_confirmed_the_consumer_changes_it_in_their_own_flow():
    submission = file(PIECES)
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="right@example.com", at=NOON)
    assert Submission.objects.get().contact == "right@example.com"


def test_the_answer_of_a_corrected_contact_changes_no_contact_of_the_filing(staff):
    submission = file(CORRECTION)
    verify(submission, by=staff, points={"NAME", "CUSTOMER_NUMBER", "TRANSACTION"})
    before = contacts()["submissions"]
    propose(only_request(submission), staff)
    assert contacts()["submissions"] == before
