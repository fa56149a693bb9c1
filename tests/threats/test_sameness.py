"""Known, unknown, stopped and limited: the person at the page sees the same, whatever is behind it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models.reference import new_reference
from requests_app.operations import suppression
from tests.filings import file
from tests.journeys import walk
from verification import challenges, limits, suppressions
from verification.models import Challenge, Suppression

pytestmark = pytest.mark.django_db

CASES = ["ordinary", "suppressed", "limited"]
# What differs from one visit to the next and says nothing: tokens, references, times.
VARYING = [
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b"),
    re.compile(r"(?:[2-9A-Z] ){4}, (?:[2-9A-Z] ){4}, (?:[2-9A-Z] ){4}"),  # as a screen reader spells it
]


def normal(response):
    """Status, headers and page without what varies."""
    page = response.content.decode()
    for pattern in VARYING:
        page = pattern.sub("…", page)
    cookies = {
        name: {key: value for key, value in morsel.items() if key != "expires"}
        for name, morsel in response.cookies.items()
    }
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return response.status_code, headers, cookies, page


def prepare(case, contact):
    if case == "suppressed":
        suppressions.suppress(destination=contact, reason=Suppression.Reason.NOT_ME, at=timezone.now())
    elif case == "limited":
        for _ in range(limits.PER_DESTINATION_AND_HOUR):
            limits.take(destination=contact, at=timezone.now())


def filing_pages(case):
    """Every page from Send to the first wrong code and a new code."""
    contact = "rosa@example.com"
    prepare(case, contact)
    client, pages = Client(), []
    walk.walk(client)
    pages.append(client.post(reverse("journey_check")))
    pages.append(client.get(reverse("filed")))
    pages.append(client.get(reverse("confirm_code")))
    pages += [client.post(reverse("confirm_code"), {"code": "000000"}) for _ in range(6)]
    pages.append(client.post(reverse("confirm_resend")))
    pages.append(client.get(reverse("confirm_code")))
    return [normal(page) for page in pages]


@pytest.mark.threat("A23")
@pytest.mark.parametrize("case", CASES[1:])
def test_filing_looks_the_same_for_a_contact_that_gets_no_message(case):
    ordinary = filing_pages("ordinary")
    Challenge.objects.update(destination_index=b"")  # the ordinary one's messages are not this one's
    limits.give_back(destination="rosa@example.com", channel="EMAIL")
    assert filing_pages(case) == ordinary


def tracking_pages(reference):
    client, pages = Client(), []
    pages.append(client.post(reverse("track"), {"reference": reference}))
    pages.append(client.get(reverse("track_code")))
    pages += [client.post(reverse("track_code"), {"code": "000000"}) for _ in range(6)]
    pages.append(client.get(reverse("status")))
    return [normal(page) for page in pages]


@pytest.mark.threat("A23", "A25")
@pytest.mark.parametrize("case", CASES)
def test_tracking_looks_the_same_for_a_reference_that_exists_and_one_that_does_not(case):
    submission = file(at=timezone.now())
    prepare(case, submission.contact)
    assert tracking_pages(submission.reference) == tracking_pages(new_reference())


@pytest.mark.threat("A23")
def test_a_disowned_filing_looks_the_same_too():
    submission = file(at=timezone.now())
    suppression.disown(challenge=Challenge.objects.get(), at=timezone.now())
    assert tracking_pages(submission.reference) == tracking_pages(new_reference())


@pytest.mark.threat("A25")
def test_a_made_up_reference_leaves_a_challenge_whose_code_is_never_right(client):
    client.post(reverse("track"), {"reference": new_reference()})
    assert Challenge.objects.get().failure == "decoy"
    client.post(reverse("track_code"), {"code": challenges.code_of(Challenge.objects.get())})
    assert client.get(reverse("status")).status_code == 302
