"""A request of somebody who works for the business: their managers are staff, and must not know of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from requests_app import metrics
from requests_app.metrics import Figure
from requests_app.models import Document, Event, Notice, Submission
from requests_app.operations import review
from requests_app.vocabulary import EventKind, Role
from tests.admin.conftest import logged_in
from tests.admin.matrix import marked
from tests.admin.pages import QUEUE, act, page, queue, text, url
from tests.filings import CATEGORIES, CORRECTION, NOON, answered, confirm, file, only_request
from tests.support.roles import TEAM, charge, employ
from tests.threats.proposals import verified
from tests.uploads.sending import made_ready
from verification.models import Challenge

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]
LISTS = [
    *(QUEUE, f"{QUEUE}?state=all", f"{QUEUE}?due=week", f"{QUEUE}?owner=nobody"),
    *("/staff/", "/staff/requests_app/person/"),
    *("/staff/requests_app/notice/?sending=all", "/staff/verification/challenge/"),
]


@pytest.fixture
def insider(db):
    return logged_in(employ("insider", *TEAM, circle=True))


@pytest.fixture
def request_(staff, insider):
    return marked(verified(staff), staff)


def test_nobody_outside_the_circle_finds_it_in_any_list(desk, staff, request_):
    notice = Notice.objects.filter(submission=request_.submission).first()
    challenge = Challenge.objects.get(subject=request_.submission_id)
    traces = [request_.reference, str(request_.pk), str(request_.submission_id), str(request_.submission.person)]
    traces += [f"/notice/{notice.pk}/", str(challenge.pk)]
    for address in LISTS:
        content = desk.get(address).content.decode()
        assert [trace for trace in traces if trace in content] == [], address


def test_the_circle_finds_it_in_the_queue(insider, request_):
    assert queue(insider) == [request_.reference]


@pytest.mark.parametrize("filters", [{"filing": True}, {"contact_of": True}])
def test_an_address_that_narrows_to_it_finds_nothing(desk, request_, filters):
    narrowed = dict.fromkeys(filters, str(request_.submission_id))
    assert queue(desk, state="all", **narrowed) == []


def test_no_count_counts_it(desk, insider, staff):
    request = only_request(file(at=NOON - timedelta(days=60)))
    assert metrics.counts(on=NOON.date(), to=staff)[Figure.OVERDUE] == 1
    marked(request, staff)
    assert metrics.counts(on=NOON.date(), to=staff)[Figure.OVERDUE] == 0
    assert {each.number for each in numbers(desk)} == {"0"}
    assert "1" in {each.number for each in numbers(insider)}


def test_neither_ages_nor_weeks_count_it(desk, insider, staff):
    marked(only_request(file(at=NOON - timedelta(days=9))), staff)
    seen, known = desk.get("/staff/").context, insider.get("/staff/").context
    assert (seen["ages"], {row.filed.number for row in seen["weeks"]}) == ([], {"0"})
    assert known["ages"]
    assert "1" in {row.filed.number for row in known["weeks"]}


def numbers(client):
    context = client.get("/staff/").context
    return [*context["due"], *context["waiting"]]


@pytest.mark.parametrize("typed", ["rosa@example.com", "reference"])
def test_no_search_finds_it(desk, request_, typed):
    typed = request_.reference if typed == "reference" else typed
    response = desk.post(f"{QUEUE}search/", {"typed": typed}, follow=True)
    assert "Nothing has exactly this reference, email address or telephone number." in text(response)


def test_every_address_of_it_is_as_if_it_did_not_exist(desk, request_, documents):
    document = made_ready(confirm(file(CORRECTION, contact="papers@example.com")))
    Document.objects.filter(pk=document.pk).update(submission=request_.submission)
    person = request_.submission.person
    notice = Notice.objects.filter(submission=request_.submission).first()
    challenge = Challenge.objects.get(subject=request_.submission_id)
    of_document = {"pk": request_.pk, "document": document.pk}
    name = "admin:requests_app_privacyrequest_document"
    addresses = [
        *(url(request_), url(request_, "reveal"), url(request_, "answer"), url(request_, "unmark-worker")),
        *(reverse(name, kwargs=of_document), reverse(f"{name}_download", kwargs=of_document)),
        reverse(f"{name}_preview", kwargs={**of_document, "page": 1}),
        *(reverse(f"admin:requests_app_person_{which}", args=[person.pk]) for which in ("change", "merge", "history")),
        reverse("admin:requests_app_notice_change", args=[notice.pk]),
        reverse("admin:verification_challenge_change", args=[challenge.pk]),
    ]
    for address in addresses:
        response = desk.get(address, follow=True)
        assert response.status_code == 404 or response.redirect_chain[-1][0] == "/staff/", address
        assert request_.reference not in text(response)


def test_it_is_not_among_the_other_requests_of_the_person(desk, staff, insider, request_):
    open_one = only_request(answered(CATEGORIES, by=staff, at=NOON, person=request_.submission.person))
    assert request_.reference not in page(desk, open_one)
    assert request_.reference in page(insider, open_one)


def test_the_page_of_the_person_names_what_is_open_and_counts_the_rest(desk, staff, insider):
    request = only_request(answered(CATEGORIES, by=staff, at=NOON))
    person = request.submission.person
    open_one = only_request(answered(CATEGORIES, by=staff, at=NOON, person=person, contact="home@example.com"))
    marked(request, staff)
    address = reverse("admin:requests_app_person_change", args=[person.pk])
    words = text(desk.get(address))
    assert "2 of 2 answers in 12 months." in words
    assert open_one.reference in words
    assert request.reference not in words
    assert "An answer that is open to others only" in words
    theirs = text(insider.get(address))
    assert request.reference in theirs
    assert "An answer that is open to others only" not in theirs


def test_the_circle_finds_its_messages_and_challenges_in_their_lists(desk, staff, insider):
    submission = marked(verified(staff), staff).submission
    notice = Notice.objects.filter(submission=submission)[0]
    challenge = Challenge.objects.filter(subject=submission.pk)[0]
    for model, row in (("requests_app_notice", notice), ("verification_challenge", challenge)):
        address = reverse(f"admin:{model}_change", args=[row.pk])
        assert (desk.get(address).status_code, insider.get(address).status_code) == (302, 200)


@pytest.mark.parametrize("action", ["match", "duplicate"])
def test_its_reference_is_one_that_does_not_exist(desk, staff, request_, action):
    other = only_request(confirm(file(contact="else@example.com")))
    response = act(desk, other, action, reference=request_.reference, who="same", points=["NAME"])
    assert "Enter the reference of a request that exists" in text(response)


def test_marking_takes_a_reason_and_is_in_the_history(desk, insider, staff):
    request = verified(staff)
    refused = act(desk, request, "mark-worker", kind="APPLICANT")
    assert "Write the reason" in text(refused)
    response = act(desk, request, "mark-worker", kind="APPLICANT", reason="Applied for the shop in Fresno.")
    assert response.redirect_chain[-1][0] == QUEUE
    event = Event.objects.get(kind=EventKind.WORKER_MARKED)
    assert (event.staff, event.data) == (staff, {"worker": "APPLICANT"})
    assert Submission.objects.get().worker_reason == "Applied for the shop in Fresno."
    assert "reviewer marked it as of a worker: An applicant for a job." in page(insider, request)


def test_who_took_care_of_it_and_may_not_see_it_does_so_no_more(desk, insider, staff):
    request = verified(staff)
    review.assign(request=request, owner=staff, at=NOON, by=staff)
    assert marked(request, staff).owner is None


def test_it_is_assigned_within_the_circle_only(insider, staff, request_):
    offered = insider.get(url(request_, "assign")).context["form"].fields["owner"].queryset
    assert [each.username for each in offered] == ["insider"]


def test_nothing_is_marked_while_nobody_would_see_it(desk, staff):
    request = verified(staff)
    response = act(desk, request, "mark-worker", kind="EMPLOYEE", reason="Works here.")
    assert "Nobody is in the circle." in text(response)
    assert Submission.objects.get().worker == ""


def test_the_circle_opens_it_again(desk, insider, staff, request_):
    act(insider, request_, "unmark-worker", reason="Another person of that name.")
    assert queue(desk) == [request_.reference]
    assert Event.objects.filter(kind=EventKind.WORKER_UNMARKED).count() == 1


def test_being_in_the_circle_is_no_duty(staff, request_):
    client = logged_in(charge(employ("named", Role.ADMINISTRATOR), Role.ADMINISTRATOR, circle=True))
    assert client.get(url(request_)).status_code == 403


def test_the_queue_says_the_same_number_as_it_has_rows(desk, staff, request_):
    only_request(file(contact="else@example.com"))
    words = text(desk.get(QUEUE))
    assert re.search(r"\b1 request\b", words)
