"""A hundred callers enter one stranger's address: three mails in the hour for the stranger, no sign for the callers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from privacy_portal.lib import owed
from requests_app import notices
from requests_app.models import Draft, Notice, Submission
from tests.journeys.walk import ANSWERS
from verification import challenges
from verification.models import Challenge

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
CALLERS = 100


def caller(number, address):
    """A browser of its own that has filled in the whole form and is about to press Send."""
    answers = {
        step: {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        for step, fields in ANSWERS.items()
    }
    answers["contact"] = {"channel": ["EMAIL"], "email": [address]}
    draft = Draft.objects.create(answers=answers, expires_at=AT + timedelta(hours=20))
    client = Client(REMOTE_ADDR=f"198.51.100.{number}")
    session = client.session
    session["draft"] = str(draft.pk)
    session.save()
    return client


def work_for(duration):
    """What workers and sweeps do in the time from AT on."""
    for minute in range(0, int(duration.total_seconds()) // 60 + 1, 5):
        at = AT + timedelta(minutes=minute, seconds=30)
        with time_machine.travel(at, tick=False):
            for pk in owed.due_ids(Challenge, at=at, limit=1000):
                challenges.send(str(pk))
            for pk in owed.due_ids(Notice, at=at, limit=1000):
                notices.deliver(pk)


@pytest.mark.threat("A29")
def test_a_hundred_filings_from_a_hundred_callers_send_three_mails_in_the_hour_and_five_in_the_day():
    answers = set()
    with time_machine.travel(AT, tick=False):
        for number in range(CALLERS):
            # Written differently each time: it is one mailbox.
            response = caller(number, f"Stranger+{number}@example.com").post(reverse("journey_check"))
            answers.add((response.status_code, response.headers["Location"]))
    assert answers == {(302, reverse("filed"))}
    assert Submission.objects.count() == CALLERS
    work_for(timedelta(minutes=59))
    assert len(mail.outbox) == 3
    work_for(timedelta(hours=6))
    assert len(mail.outbox) == 5


@pytest.mark.threat("A29")
def test_what_was_not_sent_stands_as_failed_in_front_of_staff():
    with time_machine.travel(AT, tick=False):
        for number in range(8):
            caller(number, "stranger@example.com").post(reverse("journey_check"))
    work_for(timedelta(hours=12))
    states = [*Challenge.objects.values_list("state", flat=True), *Notice.objects.values_list("state", flat=True)]
    assert sorted(states) == ["FAILED"] * (2 * 8 - 5) + ["SENT"] * 5
