"""The page of a person: which answers count and what they were, their contacts, and who is one with them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app.models import Person, PersonMerge
from requests_app.vocabulary import Role
from tests.admin.conftest import logged_in
from tests.admin.pages import errors, page, text
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, file, only_request, verify
from tests.support.roles import employ

pytestmark = pytest.mark.django_db
YEAR_AGO = NOON - timedelta(days=364)


@pytest.fixture
def filing(staff):
    return answered(PIECES, CATEGORIES, by=staff, at=YEAR_AGO)


@pytest.fixture
def other(staff):
    return answered(CATEGORIES, by=staff, at=NOON, contact="other@example.com")


def address(person, which="change", **more):
    return reverse(
        f"admin:requests_app_person_{which}", kwargs={"object_id" if which == "change" else "pk": person.pk, **more}
    )


def read(client, person):
    response = client.get(address(person))
    assert response.status_code == 200
    return text(response)


def merge(client, person, reference, reason="The same customer number."):
    return client.post(address(person, "merge"), {"reference": str(reference), "reason": reason}, follow=True)


def test_it_says_which_answers_count_what_they_were_and_until_when(desk, filing):
    words = read(desk, filing.person)
    assert "1 of 2 answers in 12 months." in words
    assert f"Nov. 24, 2025 {filing}-1 Get the specific pieces, Fulfilled" in words
    assert words.index(f"{filing}-1") < words.index(f"{filing}-2 Know the categories, Fulfilled")
    assert "Counts until Nov. 24, 2026." in words


def test_what_lapsed_and_what_never_counted_is_not_among_them(desk, staff):
    filing = answered(CATEGORIES, by=staff, at=NOON - timedelta(days=366))
    answered(DELETION, by=staff, at=NOON, person=filing.person)
    assert "0 of 2 answers in 12 months." in read(desk, filing.person)


def test_contacts_are_masked(desk, filing):
    words = read(desk, filing.person)
    assert "r•••@e•••.com" in words
    assert "rosa@example.com" not in words


def test_the_page_of_a_request_leads_to_the_person_and_says_how_often_they_asked(desk, staff, filing):
    request = only_request(answered(CATEGORIES, by=staff, at=NOON, person=filing.person, contact="new@example.com"))
    response = desk.get(reverse("admin:requests_app_privacyrequest_change", args=[request.pk]))
    assert address(filing.person) in response.content.decode()
    assert "3 requests in 12 months" in text(response)


def test_two_people_are_merged_and_counted_as_one(desk, staff, filing, other):
    assert "They are counted as one person from now on." in text(merge(desk, other.person, filing))
    for person in (filing.person, other.person):
        assert "2 of 2 answers in 12 months." in read(desk, person)
    waiting = file(CATEGORIES, contact="third@example.com")
    verify(waiting, by=staff, person=Person.objects.get(pk=filing.person_id))
    assert "2 of 2 answers in 12 months" in page(desk, only_request(waiting))


def test_the_page_says_who_merged_them_and_why(desk, filing, other):
    merge(desk, other.person, filing)
    words = read(desk, filing.person)
    assert f"{other.person} is counted as {filing.person} (reviewer, Nov. 23, 2026)." in words
    assert "The same customer number." in words


def test_they_are_parted_again(desk, filing, other):
    merge(desk, other.person, filing)
    part = address(filing.person, "part", merge=PersonMerge.objects.get().pk)
    response = desk.post(part, {"reason": "A father and a son."}, follow=True)
    assert "They are counted as two people again." in text(response)
    assert "1 of 2 answers in 12 months." in read(desk, filing.person)
    assert "Parted again (reviewer, Nov. 23, 2026)." in read(desk, other.person)
    again = desk.post(part, {"reason": "Once more."})
    assert again.status_code == 404 or "They were parted already." in text(desk.get(again.url))


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("AAAA-BBBB-CCCC", "Enter the reference of a request that exists"),
        ("", "Enter the reference of the other request"),
    ],
)
def test_a_merge_needs_somebody_else(desk, filing, reference, said):
    assert said in errors(merge(desk, filing.person, reference))


def test_nobody_is_merged_with_themselves_or_with_nobody(desk, filing):
    assert errors(merge(desk, filing.person, filing)) == ["They are counted as one person already"]
    unmatched = file(contact="nobody@example.com")
    assert errors(merge(desk, filing.person, unmatched)) == [
        "That request was not matched to anybody yet. Match it first"
    ]


def test_a_merge_needs_a_reason(desk, filing, other):
    assert "Write the reason" in errors(merge(desk, other.person, filing, reason=""))
    assert not PersonMerge.objects.exists()


@pytest.mark.parametrize("role", [Role.TRIAGE, Role.APPROVER, Role.AUDITOR])
def test_only_reviewers_merge(role, filing, other):
    client = logged_in(employ("someone", role))
    assert "Reviewers merge and part people." in read(client, filing.person)
    assert merge(client, other.person, filing).status_code == 403


@pytest.mark.threat("A63")
def test_nothing_sent_to_the_page_changes_it(desk, filing):
    assert desk.post(address(filing.person), {"created_at": "2020-01-01"}).status_code == 403


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_person_who_does_not_exist_is_not_found(desk, key):
    assert desk.get(f"/staff/requests_app/person/{key}/change/").status_code == 404


def test_it_takes_the_same_queries_however_much_they_filed(desk, staff, filing):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(address(filing.person))
        return len(captured)

    queries()  # what Django looks up once and keeps
    few = queries()
    for number in range(5):
        answered(DELETION, by=staff, at=NOON, person=filing.person, contact=f"more{number}@example.com")
    assert queries() == few
