"""Fifty answers released at the same moment for one person: exactly two go out. Real threads, real PostgreSQL."""

import pytest

from requests_app.models import Answer, Person, PrivacyRequest, ProposedAnswer
from requests_app.operations import answers, assurance, release
from requests_app.vocabulary import Point
from tests.filings import CATEGORIES, NOON, PIECES, colleague, file, only_request, verify
from tests.support import crowd
from tests.threats.proposals import TEXT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threat("A09")]
AT_ONCE = 50


def at_once(acts):
    """Run all of `acts` together; count how each ended: "done", or the name of the refusal."""
    return crowd.ends(crowd.at_once(acts, refusals=(answers.OverLimit, release.NothingProposed)))


def proposals_of(person, staff, count):
    """Answers that wait, each in a filing of its own, all of one person."""
    waiting = []
    for _ in range(count):
        submission = file(PIECES)
        verify(submission, by=staff, person=person)
        waiting.append(answers.answer(request=only_request(submission), text=TEXT, at=NOON, by=staff))
    return waiting


def releasing(proposal, by):
    request = PrivacyRequest.objects.select_related("submission").get(pk=proposal.request_id)
    return lambda: release.release(request=request, digest=proposal.digest, at=NOON, by=by)


@pytest.mark.parametrize("round_", crowd.ROUNDS)
def test_of_fifty_releases_at_once_exactly_two_go_out(staff, round_):
    person, second = Person.objects.create(created_at=NOON), colleague()
    acts = [releasing(each, second) for each in proposals_of(person, staff, AT_ONCE)]
    assert at_once(acts) == {"done": 2, "OverLimit": AT_ONCE - 2}
    assert Answer.objects.filter(counts_toward_limit=True, request__submission__person=person).count() == 2
    assert ProposedAnswer.objects.count() == AT_ONCE - 2


def test_one_answer_released_fifty_times_at_once_goes_out_once(staff):
    person, second = Person.objects.create(created_at=NOON), colleague()
    (proposal,) = proposals_of(person, staff, 1)
    acts = [releasing(proposal, second) for _ in range(AT_ONCE)]
    assert at_once(acts) == {"done": 1, "NothingProposed": AT_ONCE - 1}
    assert Answer.objects.count() == 1


def test_releases_answers_and_matches_of_one_person_at_once_do_not_lock_each_other_out(staff):
    person, second = Person.objects.create(created_at=NOON), colleague()
    acts = [releasing(each, second) for each in proposals_of(person, staff, 8)]
    for _ in range(8):
        submission = file(CATEGORIES)
        verify(submission, by=staff, person=person)
        acts += [answering(submission, staff), matching(submission, staff, person)]
    assert at_once(acts) == {"done": 2 + 8, "OverLimit": 14}


def answering(submission, staff):
    request = only_request(submission)
    return lambda: answers.answer(request=request, text=TEXT, at=NOON, by=staff)


def matching(submission, staff, person):
    facts = {"points": {Point.TRANSACTION}, "declaration": False, "same_person_as": person}
    return lambda: assurance.record_match(submission=submission, at=NOON, by=staff, **facts)
