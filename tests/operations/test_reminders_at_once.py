"""Two workers run the same reminders at the same moment: real threads, each with its own connection to PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from requests_app.models import Notice, PrivacyRequest, Submission
from requests_app.operations import answers, identity, reminders, revival
from requests_app.vocabulary import Ground, NoticeKind, Status
from tests.filings import DELETION, NOON, PIECES, confirm, file, only_request
from tests.support import crowd
from verification import challenges

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("broker_url"),
    pytest.mark.threat("A91"),
]

DAY = timedelta(days=1)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each returned, or the exception it raised, when all started together."""
    return crowd.at_once(acts, refusals=(Exception,))


@pytest.mark.parametrize(
    ("run", "kind", "at", "deletion"),
    [
        (reminders.remind_unconfirmed, NoticeKind.REMINDER, NOON + DAY, False),
        (reminders.warn_before_the_end, NoticeKind.ENDING, NOON + 38 * DAY, False),
        (reminders.remind_of_second_yes, NoticeKind.SECOND_YES, NOON + DAY, True),
    ],
)
def test_two_workers_at_once_owe_every_filing_exactly_one_notice(run, kind, at, deletion):
    filings = [file(DELETION, contact=f"p{number}@example.com") for number in range(15)]
    if deletion:
        for submission in filings:
            confirm(submission)
    counts = at_once(*[lambda: run(at=at)] * 4)
    assert sum(counts) == 15
    assert Notice.objects.filter(kind=kind).count() == 15


def test_whoever_confirms_at_the_same_moment_is_reminded_before_or_not_at_all():
    filings = [file(contact=f"p{number}@example.com") for number in range(10)]
    newest = [challenges.newest(purpose=identity.CONFIRM, subject=each.pk) for each in filings]

    def confirm_all():
        for challenge in newest:
            identity.confirm_contact(challenge=challenge, at=NOON + DAY)

    ends = at_once(lambda: reminders.remind_unconfirmed(at=NOON + DAY), confirm_all)
    assert not [each for each in ends if isinstance(each, Exception)]
    assert Submission.objects.filter(contact_confirmed_at=None).count() == 0
    # A notice that was owed in time is dropped when a worker comes to it.
    assert not [each for each in Notice.objects.filter(kind=NoticeKind.REMINDER) if each.still_true]


@pytest.mark.parametrize("days", [41, 50])
def test_a_request_is_taken_up_once_however_often_the_button_is_pressed(staff, days):
    submission = file(PIECES)
    request = only_request(submission)
    answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAY, by=staff)
    challenge = identity.start_tracking(side=submission, at=NOON + days * DAY)
    submission = identity.open_tracking(challenge=challenge, at=NOON + days * DAY)
    ends = at_once(*[lambda: revival.take_up(submission=submission, at=NOON + days * DAY)] * 6)
    assert sorted(type(each).__name__ for each in ends) == ["NothingToTakeUp"] * 5 + ["Submission"]
    assert PrivacyRequest.objects.filter(revives=request).count() == 1


def test_closing_and_confirming_at_once_leave_nothing_locked(staff):
    for number in range(8):
        submission = file(contact=f"p{number}@example.com")
        request, challenge = only_request(submission), challenges.newest(purpose="confirm", subject=submission.pk)
        ends = at_once(
            partial(answers.deny, request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAY, by=staff),
            partial(identity.confirm_contact, challenge=challenge, at=NOON + 40 * DAY),
        )
        assert {type(each).__name__ for each in ends} <= {"Answer", "Submission", "MoveRefused"}
        closed = PrivacyRequest.objects.get(pk=request.pk).status == Status.CLOSED
        described = submission.requests.filter(type="KNOW_CATEGORIES")
        # Either it was closed and lives on as a description, open to whoever confirmed, or it was open in time.
        assert [each.status for each in described] == ([Status.OPEN] if closed else [])
