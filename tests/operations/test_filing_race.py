"""The same form sent many times at once: real threads on PostgreSQL, each with its own connection."""

from datetime import timedelta
from functools import partial

import pytest

from requests_app import journey
from requests_app.models import Draft, Notice, Submission
from requests_app.operations import intake
from tests.filings import NOON
from tests.journeys.walk import ANSWERS
from tests.support.crowd import at_once
from verification.models import Challenge

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50


def draft():
    answers = {
        step: {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        for step, fields in ANSWERS.items()
    }
    return Draft.objects.create(answers=answers, expires_at=NOON + timedelta(hours=1))


def file_once_more(draft_id):
    """File the draft; return the submission that one is told of."""
    try:
        return intake.file_draft(
            draft_id=draft_id, read=lambda answers: journey.filing(answers, today=NOON.date()), at=NOON
        )
    except intake.AlreadyFiled as earlier:
        return earlier.submission


@pytest.mark.parametrize("_round", range(5))
def test_fifty_filings_of_the_same_form_at_once_make_one_submission(_round):
    told = at_once([partial(file_once_more, draft().pk)] * MANY)
    only = Submission.objects.get()
    assert {submission.pk for submission in told} == {only.pk}
    assert (Notice.objects.count(), Challenge.objects.count(), Draft.objects.count()) == (1, 1, 0)
