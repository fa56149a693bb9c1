"""A code opens what it was sent for, in the browser that asked for it, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import Submission
from requests_app.operations import identity
from tests.journeys import walk
from tests.journeys.walk import code_for
from verification import challenges

pytestmark = pytest.mark.django_db


def confirm_with(client, code):
    return client.post(reverse("confirm_code"), {"code": code})


def other_than(*codes):
    return next(f"{number:06d}" for number in range(10) if f"{number:06d}" not in codes)


@pytest.mark.threat("A16")
def test_the_code_of_one_filing_does_not_confirm_another(client, client_b):
    mine = walk.file(client)
    other = walk.file(client_b, contact={"channel": "EMAIL", "email": "other@example.com"})
    assert code_for(mine) != code_for(other)
    confirm_with(client_b, code_for(mine))
    assert not Submission.objects.get(pk=other.pk).confirmed


@pytest.mark.threat("A16")
def test_a_code_for_tracking_does_not_confirm_and_one_for_confirming_does_not_track(client, client_b):
    submission = walk.file(client)
    client_b.post(reverse("track"), {"reference": submission.reference})
    confirm_with(client, code_for(submission, identity.TRACK))
    assert not Submission.objects.get().confirmed
    client_b.post(reverse("track_code"), {"code": code_for(submission)})
    assert client_b.get(reverse("status")).headers["Location"] == reverse("track")


@pytest.mark.threat("A16")
def test_a_code_by_email_does_not_confirm_a_telephone_number(client):
    submission = walk.file(client)
    by_email = code_for(submission)
    client.post(reverse("confirm_change"), {"channel": "TEXT", "phone": "415-200-0123"})
    assert code_for(submission) != by_email
    confirm_with(client, by_email)
    assert not Submission.objects.get().confirmed


@pytest.mark.threat("A16", "A21")
def test_a_code_is_of_no_use_in_another_browser(client, client_b):
    submission = walk.file(client)
    assert confirm_with(client_b, code_for(submission)).headers["Location"] == reverse("track")
    assert not Submission.objects.get().confirmed


@pytest.mark.threat("A17")
def test_after_a_new_code_the_old_one_is_refused_and_the_page_says_so(client):
    submission = walk.file(client)
    old = code_for(submission)
    client.post(reverse("confirm_resend"))
    assert code_for(submission) != old
    page = confirm_with(client, old).content.decode()
    assert "Check the newest message and try again." in page
    assert not Submission.objects.get().confirmed
    assert confirm_with(client, code_for(submission)).status_code == 302


@pytest.mark.threat("A13")
def test_neither_a_new_session_nor_another_address_gives_new_tries(client):
    submission = walk.file(client)
    client.post(reverse("confirm_code"), {"code": code_for(submission)})  # confirmed: tracking from now on
    for place in range(3):
        visitor = Client(REMOTE_ADDR=f"192.0.2.{place}")
        visitor.post(reverse("track"), {"reference": submission.reference})
    live = challenges.newest(purpose=identity.TRACK, subject=submission.pk)
    for place in range(10, 16):
        visitor = Client(REMOTE_ADDR=f"192.0.2.{place}")
        visitor.post(reverse("track"), {"reference": submission.reference})
        visitor.post(reverse("track_code"), {"code": other_than(challenges.code_of(live))})
    live.refresh_from_db()
    assert live.tries == 5


@pytest.mark.threat("A15")
def test_a_used_code_is_refused_like_a_wrong_one(client, client_b):
    submission = walk.file(client)
    for visitor in (client, client_b):
        visitor.post(reverse("track"), {"reference": submission.reference})
    code = code_for(submission, identity.TRACK)
    assert client_b.post(reverse("track_code"), {"code": code}).headers["Location"] == reverse("status")
    answers = [client.post(reverse("track_code"), {"code": typed}) for typed in (code, other_than(code))]
    used, wrong = (answer.context["form"].errors["code"] for answer in answers)
    assert used == wrong
