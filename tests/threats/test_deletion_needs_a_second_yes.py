"""A deletion is never carried out on one click: the contact, then a yes of its own by POST, then a match by staff."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from requests_app.models import PrivacyRequest
from requests_app.operations import answers, assurance
from requests_app.vocabulary import Outcome, Status
from tests.admin.conftest import logged_in
from tests.admin.pages import act, text, url
from tests.filings import THREE_POINTS
from tests.journeys.walk import code_for, file, link_for

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A06")]

ONLY_DELETE = {
    "rights": {"rights": ["DELETE"]},
    "delete": {"scope": "EVERYTHING"},
}
SECOND = "/track/confirm-deletion/1/"


@pytest.fixture
def desk(staff):
    return logged_in(staff)


def the_request():
    return PrivacyRequest.objects.select_related("submission").get()


def matched(staff):
    assurance.record_match(
        submission=the_request().submission,
        points=THREE_POINTS,
        declaration=True,
        same_person_as=None,
        at=timezone.now(),
        by=staff,
    )


def test_a_deletion_through_all_pages_is_carried_out_after_the_second_yes_and_not_before(client, desk, staff):
    submission = file(client, **ONLY_DELETE)
    after_the_code = client.post(reverse("confirm_code"), {"code": code_for(submission)})
    assert after_the_code.headers["Location"] == SECOND  # the code alone is no yes
    matched(staff)
    assert "has not said a second time" in text(desk.get(url(the_request(), "answer"), follow=True))
    act(desk, the_request(), "answer", text="Deleted.")
    assert the_request().status == Status.IN_PROGRESS
    assert client.get(SECOND).status_code == 200  # looking is no yes either
    assert the_request().deletion_confirmed_at is None
    client.post(SECOND)
    act(desk, the_request(), "answer", text="Deleted.")
    assert the_request().outcome == Outcome.FULFILLED


def test_a_link_that_a_mail_scanner_opens_says_no_yes(client, client_b):
    submission = file(client, **ONLY_DELETE)
    for _ in range(3):
        client_b.get(link_for(submission))
        client_b.head(link_for(submission))
        client_b.get(SECOND)
    request = the_request()
    assert (request.status, request.deletion_confirmed_at) == (Status.UNCONFIRMED, None)


def test_the_button_of_the_link_confirms_the_contact_and_asks_for_the_yes(client, client_b):
    submission = file(client, **ONLY_DELETE)
    assert client_b.post(link_for(submission)).headers["Location"] == SECOND
    assert the_request().waits_for_deletion_confirmation


def test_a_stranger_who_filed_it_for_somebody_else_cannot_say_the_second_yes(client):
    file(client, **ONLY_DELETE)
    client.post(SECOND)
    assert the_request().deletion_confirmed_at is None


def test_what_staff_have_matched_does_not_replace_the_second_yes(client, staff):
    submission = file(client, **ONLY_DELETE)
    client.post(reverse("confirm_code"), {"code": code_for(submission)})
    matched(staff)
    with pytest.raises(answers.NotYet):
        answers.answer(request=the_request(), text="Deleted.", at=timezone.now(), by=staff)


def test_the_second_yes_does_not_replace_the_match(client, desk, staff):
    submission = file(client, **ONLY_DELETE)
    client.post(reverse("confirm_code"), {"code": code_for(submission)})
    client.post(SECOND)
    with pytest.raises(answers.NotYet):
        answers.answer(request=the_request(), text="Deleted.", at=timezone.now(), by=staff)
    act(desk, the_request(), "answer", text="Deleted.")
    assert the_request().status == Status.OPEN


def test_the_database_itself_refuses_a_deletion_without_its_second_yes(client):
    file(client, **ONLY_DELETE)
    closed = {"status": Status.CLOSED, "outcome": Outcome.FULFILLED, "closed_at": timezone.now(), "level_reached": 1}
    with pytest.raises(IntegrityError, match="request_deletion_confirmed_first"), transaction.atomic():
        PrivacyRequest.objects.update(**closed)
