"""The same form sent many times at once: real threads on PostgreSQL, each with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from requests_app import journey
from requests_app.models import Draft, Notice, Submission
from requests_app.operations import intake
from tests.filings import NOON
from tests.journeys.walk import ANSWERS
from verification.models import Challenge

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50


def draft():
    answers = {
        step: {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        for step, fields in ANSWERS.items()
    }
    return Draft.objects.create(answers=answers, expires_at=NOON + timedelta(hours=1))


def file_at_once(draft_id):
    """File one draft in many threads that start together; return the submission that each was told of."""
    barrier = Barrier(MANY, timeout=60)

    def file(_):
        try:
            connection.ensure_connection()
            barrier.wait()
            return intake.file_draft(
                draft_id=draft_id, read=lambda answers: journey.filing(answers, today=NOON.date()), at=NOON
            )
        except intake.AlreadyFiled as earlier:
            return earlier.submission
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(file, range(MANY)))


@pytest.mark.parametrize("_round", range(5))
def test_fifty_filings_of_the_same_form_at_once_make_one_submission(_round):
    told = file_at_once(draft().pk)
    only = Submission.objects.get()
    assert {submission.pk for submission in told} == {only.pk}
    assert (Notice.objects.count(), Challenge.objects.count(), Draft.objects.count()) == (1, 1, 0)
