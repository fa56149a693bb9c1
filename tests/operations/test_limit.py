"""Two answers in twelve months: what counts, for whom, and that two at once cannot both be the second."""

from datetime import timedelta
from functools import partial

import pytest

from requests_app.models import Answer, Notice, Submission
from requests_app.operations import answers, assurance
from requests_app.rules import grounds
from requests_app.vocabulary import EventKind, Ground, NoticeKind, Outcome, Point
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, confirm, file, only_request, released, verify
from tests.operations.test_answers import answer, parts_for, verified
from tests.support.crowd import at_once, ends

pytestmark = pytest.mark.django_db


def two_answers(staff):
    """One person, answered twice this autumn; returns the person."""
    first = answered(CATEGORIES, by=staff, at=NOON - timedelta(days=60))
    second = answered(PIECES, by=staff, at=NOON - timedelta(days=30), person=first.person)
    assert second.person == first.person
    return first.person


def third(staff, person):
    submission = file(CATEGORIES)
    verify(submission, by=staff, person=person)
    return only_request(submission)


def test_a_third_answer_in_twelve_months_needs_a_reason(staff):
    request = third(staff, two_answers(staff))
    with pytest.raises(answers.OverLimit) as over:
        answer(request, staff)
    assert over.value.standing.counted == 2


def test_a_voluntary_third_answer_keeps_its_reason(staff):
    request = third(staff, two_answers(staff))
    assert answer(request, staff, override_reason="The first answer was short.").override_reason
    assert request.events.get(kind=EventKind.ANSWERED).data["voluntary"] is True


def test_a_third_request_can_be_declined_because_of_the_limit(staff):
    request = third(staff, two_answers(staff))
    answers.deny(
        request=request, ground=Ground.KNOW_LIMIT, parts=parts_for(Ground.KNOW_LIMIT, request), at=NOON, by=staff
    )
    assert Notice.objects.filter(request=request, kind=NoticeKind.OVER_LIMIT).exists()


def test_somebody_who_is_not_verified_is_not_told_of_earlier_answers(staff):
    submission = confirm(file(CATEGORIES))
    assurance.record_match(
        submission=submission,
        points={Point.NAME},
        declaration=False,
        same_person_as=two_answers(staff),
        at=NOON,
        by=staff,
    )
    with pytest.raises(answers.NotYet):
        answers.deny(request=only_request(submission), ground=Ground.KNOW_LIMIT, parts={}, at=NOON, by=staff)


def test_a_second_request_cannot_be_declined_because_of_the_limit(staff):
    person = answered(CATEGORIES, by=staff, at=NOON - timedelta(days=60)).person
    request = third(staff, person)
    with pytest.raises(grounds.GroundDoesNotFit):
        answers.deny(
            request=request, ground=Ground.KNOW_LIMIT, parts=parts_for(Ground.KNOW_LIMIT, request), at=NOON, by=staff
        )


def test_ten_unverified_requests_use_up_nothing(staff):
    for _ in range(10):
        file(PIECES, at=NOON - timedelta(days=10))
    assert released(answer(verified(staff, PIECES), staff)).outcome == Outcome.FULFILLED


def test_another_persons_answers_do_not_count(staff):
    two_answers(staff)
    assert (
        released(answer(verified(staff, PIECES, contact="someone.else@example.com"), staff)).outcome
        == Outcome.FULFILLED
    )


def test_categories_and_pieces_of_one_filing_count_once(staff):
    first = answered(CATEGORIES, PIECES, by=staff, at=NOON - timedelta(days=60))
    request = third(staff, first.person)
    assert answer(request, staff).counts_toward_limit


def test_a_deletion_answer_does_not_count(staff):
    answered(DELETION, by=staff, at=NOON)
    assert not Answer.objects.get().counts_toward_limit


def test_nothing_held_does_not_count(staff):
    request = verified(staff, PIECES)
    assert not released(answer(request, staff, nothing_held=True)).counts_toward_limit


@pytest.mark.django_db(transaction=True)
def test_of_parallel_third_answers_none_passes_and_of_parallel_second_ones_exactly_one(staff):
    person = answered(CATEGORIES, by=staff, at=NOON).person
    waiting = []
    for _ in range(8):
        submission = file(CATEGORIES)
        verify(submission, by=staff, person=person)
        waiting.append(submission.pk)
    acts = [partial(answer, only_request(Submission.objects.get(pk=pk)), staff) for pk in waiting]
    assert ends(at_once(acts, refusals=(answers.OverLimit,))) == {"done": 1, "OverLimit": 7}
