"""The reader of a message says "this was not me": looking changes nothing, the button stops the messages."""

import pytest
from django.urls import reverse

from requests_app.models import Event, Submission
from requests_app.operations import answers, identity, suppression
from requests_app.vocabulary import EventKind, Status
from tests.filings import CATEGORIES, NOON, confirm, file, only_request, verify
from tests.journeys import walk
from verification import challenges, derive
from verification.models import Suppression

pytestmark = pytest.mark.django_db


def newest(submission):
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=submission.pk)
    assert challenge is not None
    return challenge


def address(submission):
    return reverse("not_me", args=[derive.not_me_token(newest(submission))])


@pytest.mark.threat("A20")
def test_a_mail_scanner_that_opens_the_link_changes_nothing(client):
    submission = file()
    for method in (client.head, client.get, client.get):
        assert method(address(submission)).status_code == 200
    assert not Suppression.objects.exists()
    assert not client.cookies.get("sessionid")


@pytest.mark.threat("A29")
def test_the_button_stops_messages_kills_the_link_and_tells_staff(client):
    submission = file()
    link = reverse("confirm_link", args=[challenges.link_token(newest(submission))])
    assert client.post(address(submission), follow=True).redirect_chain == [(reverse("not_me_done"), 302)]
    assert Suppression.objects.get().reason == Suppression.Reason.NOT_ME
    assert client.post(link).status_code == 410
    assert Submission.objects.get().disowned_at is not None
    assert Event.objects.filter(kind=EventKind.DISOWNED).count() == 1


def test_the_request_stays_open_and_its_clock_runs(client):
    submission = file()
    client.post(address(submission))
    assert {request.status for request in submission.requests.all()} == {Status.UNCONFIRMED}


def test_pressing_twice_tells_staff_once(client):
    submission = file()
    for _ in range(2):
        client.post(address(submission))
    assert Event.objects.filter(kind=EventKind.DISOWNED).count() == 1


def test_a_token_cut_short_is_a_dead_link(client):
    assert client.get(address(file())[:-5] + "/").status_code == 410


def test_the_page_does_not_say_what_was_asked_or_by_whom(client):
    page = client.get(address(file(name="Rosa Example"))).content.decode()
    assert "Rosa" not in page
    assert "rosa@example.com" not in page


def test_staff_let_messages_through_again(staff):
    submission = file()
    suppression.disown(challenge=newest(submission), at=NOON)
    suppression.allow_messages(submission=submission, at=NOON, by=staff)
    assert Submission.objects.get().disowned_at is None
    assert identity.send_again(submission=submission, at=NOON).state == "OWED"


def test_it_can_be_said_after_somebody_confirmed(client):
    submission = file()
    link = address(submission)
    confirm(submission)
    client.post(link)
    assert Submission.objects.get().disowned_at is not None


def test_who_holds_a_mistyped_address_says_nothing_about_the_corrected_one():
    submission = file(contact="stranger@example.com")
    old = newest(submission)
    identity.correct_contact(submission=submission, channel="EMAIL", contact="rosa@example.com", at=NOON)
    suppression.disown(challenge=old, at=NOON)
    assert Submission.objects.get().disowned_at is None
    assert Suppression.objects.count() == 1


@pytest.mark.threat("A01", "A06")
def test_an_open_page_closes_when_the_owner_of_the_contact_says_not_me(client, client_b):
    submission = walk.file(client)
    client.post(reverse("confirm_code"), {"code": walk.code_for(submission)})
    assert client.get(reverse("status")).status_code == 200
    client_b.post(address(submission))
    assert client.get(reverse("status")).headers["Location"] == reverse("track")


@pytest.mark.threat("A01")
def test_nothing_is_answered_before_staff_have_spoken_with_who_said_not_me(staff):
    submission = file(CATEGORIES)
    verify(submission, by=staff)
    suppression.disown(challenge=newest(submission), at=NOON)
    with pytest.raises(answers.Disowned):
        answers.answer(request=only_request(submission), text="Here it is.", at=NOON, by=staff)
    suppression.allow_messages(submission=submission, at=NOON, by=staff)
    assert answers.answer(request=only_request(submission), text="Here it is.", at=NOON, by=staff)
