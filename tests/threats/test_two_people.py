"""The right answer goes to the right person: two people release it, and what they release is what they read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from requests_app import lifecycle
from requests_app.models import Answer, Notice, PrivacyRequest, ProposedAnswer
from requests_app.operations import answers, decision, release, review
from requests_app.rules import grounds
from requests_app.vocabulary import EventKind, Ground, NoticeKind, Outcome, Point, Status
from tests.filings import (
    CATEGORIES,
    CORRECTION,
    DELETION,
    NOON,
    PIECES,
    answered,
    colleague,
    file,
    only_request,
    verify,
)
from tests.threats.proposals import FEWER, OPT_OUT, SENTENCE, TEXT, again, correction, give, propose, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db):
    return colleague()


@pytest.fixture
def proposal(staff):
    return propose(verified(staff), staff)


# --- A01: which answers wait ------------------------------------------------------------------------------


@pytest.mark.threat("A01")
def test_specific_pieces_wait_for_a_second_person_and_nobody_is_told(proposal):
    assert isinstance(proposal, ProposedAnswer)
    assert again(proposal).status == Status.IN_PROGRESS
    assert not Answer.objects.exists()
    assert not Notice.objects.filter(kind=NoticeKind.ANSWER_READY).exists()


@pytest.mark.threat("A07")
@pytest.mark.parametrize("item", ["EMAIL", "PHONE", "POSTAL_ADDRESS"])
def test_the_correction_of_a_contact_waits_for_a_second_person(staff, item):
    request = verified(staff, correction(item), points=FEWER | {Point.DATE_OF_BIRTH})
    assert isinstance(propose(request, staff), ProposedAnswer)


@pytest.mark.parametrize("right", [CATEGORIES, DELETION, correction("NAME")], ids=["categories", "deletion", "name"])
def test_other_answers_go_out_at_once(staff, right):
    request = verified(staff, right, points={Point.EMAIL, Point.CUSTOMER_NUMBER, Point.TRANSACTION})
    given = propose(request, staff)
    assert (given.outcome, given.two_people, given.approved_by) == (Outcome.FULFILLED, False, None)


@pytest.mark.parametrize(
    ("right", "ground"),
    [(CATEGORIES, Ground.EXCESSIVE), (CORRECTION, Ground.COR_IMPOSSIBLE), (OPT_OUT, Ground.OPT_FRAUD)],
)
def test_a_denial_that_has_to_be_proved_waits_for_a_second_person(staff, second, right, ground):
    request = verified(staff, right)
    parts = dict.fromkeys(grounds.GROUNDS[ground].staff_writes, SENTENCE)
    waiting = answers.deny(request=request, ground=ground, parts=parts, at=NOON, by=staff)
    assert isinstance(waiting, ProposedAnswer)
    given = give(waiting, second)
    assert (given.outcome, given.ground, given.approved_by) == (Outcome.DENIED, ground, second)


def test_a_denial_of_pieces_on_a_plain_ground_goes_out_at_once(staff):
    request = verified(staff)
    given = answers.deny(request=request, ground=Ground.KNOW_PRE_2022, parts={}, at=NOON, by=staff)
    assert given.outcome == Outcome.DENIED


def test_a_business_of_one_person_may_do_without_the_second(staff, settings):
    settings.TWO_PERSON_RELEASE = False
    assert isinstance(propose(verified(staff), staff), Answer)


# --- A01: who releases ------------------------------------------------------------------------------------


@pytest.mark.threat("A01")
def test_a_colleague_releases_exactly_what_was_written(proposal, staff, second):
    given = give(proposal, second)
    assert (given.text, given.given_by, given.approved_by, given.two_people) == (TEXT, staff, second, True)
    assert again(proposal).outcome == Outcome.FULFILLED
    assert Notice.objects.filter(kind=NoticeKind.ANSWER_READY).count() == 1


@pytest.mark.threat("A01")
def test_whoever_wrote_it_cannot_release_it(proposal, staff):
    with pytest.raises(release.SamePerson):
        give(proposal, staff)
    assert not again(proposal).closed


@pytest.mark.threat("A01")
def test_the_database_refuses_two_people_who_are_one(proposal, staff, second):
    give(proposal, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(approved_by=staff)


@pytest.mark.threat("A01")
def test_the_database_refuses_an_answer_that_needed_two_and_had_one(proposal, second):
    give(proposal, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(approved_by=None)


@pytest.mark.threat("A01")
def test_what_needs_two_people_is_not_carried_out_by_one(staff):
    with pytest.raises(answers.NeedsSecondPerson):
        answers.carry_out(
            request=verified(staff), decision=decision.Decision(text=TEXT), at=NOON, by=staff, approved_by=None
        )


def test_an_answer_is_released_once(proposal, second):
    give(proposal, second)
    with pytest.raises(release.NothingProposed):
        give(proposal, second)
    assert Answer.objects.count() == 1


def test_an_answer_that_was_sent_back_cannot_be_released(proposal, second):
    release.send_back(request=again(proposal), reason="Take out the neighbor.", at=NOON, by=second)
    with pytest.raises(release.NothingProposed):
        give(proposal, second)


def test_nobody_sends_back_their_own(proposal, staff):
    with pytest.raises(release.SamePerson):
        release.send_back(request=again(proposal), reason="Hm.", at=NOON, by=staff)


def test_the_history_says_who_wrote_it_and_who_released_it_without_a_word_of_it(proposal, staff, second):
    give(proposal, second)
    told = again(proposal).events
    assert told.get(kind=EventKind.ANSWER_PROPOSED).staff == staff
    assert told.get(kind=EventKind.ANSWER_RELEASED).staff == second
    assert "lamps" not in str(list(told.values()))


# --- A10: what was read is what is released -----------------------------------------------------------------


@pytest.mark.threat("A10")
def test_words_replaced_after_they_were_read_void_the_approval(proposal, staff, second):
    read = proposal.digest
    propose(again(proposal), staff, text="You ordered three lamps in May.")
    with pytest.raises(release.ProposalChanged):
        give(proposal, second, digest=read)
    assert not again(proposal).closed


@pytest.mark.threat("A10")
def test_words_replaced_in_the_database_void_the_approval(proposal, second):
    stored = ProposedAnswer.objects.get()
    stored.text = "You ordered three lamps in May."
    stored.save()
    with pytest.raises(release.ProposalChanged):
        give(proposal, second)


@pytest.mark.threat("A10")
@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Other words."},
        {"nothing_held": True},
        {"override_reason": "x"},
        {"contact_reason": "x"},
        {"alarm_reason": "x"},
        {"ground": Ground.TRADE_SECRET},
        {"denies": True},
        {"reproductive_care": False},
    ],
    ids=lambda each: next(iter(each)),
)
def test_the_digest_covers_everything_that_is_decided(changes, staff):
    words = {"text": TEXT}
    one = decision.digest(decision.Decision(**words), staff.pk)
    assert decision.digest(decision.Decision(**words | changes), staff.pk) != one


@pytest.mark.threat("A10")
def test_a_colleague_who_writes_it_anew_is_no_longer_the_second_person(proposal, staff, second):
    anew = propose(again(proposal), second)
    with pytest.raises(release.SamePerson):
        give(anew, second)
    assert give(anew, staff).given_by == second


# --- A01: everything is checked again ----------------------------------------------------------------------


@pytest.mark.threat("A01")
def test_a_request_whose_assurance_was_lost_meanwhile_is_not_released(proposal, second):
    PrivacyRequest.objects.filter(pk=proposal.request_id).update(level_reached=1)
    with pytest.raises(answers.NotYet):
        give(proposal, second)


@pytest.mark.threat("A01", "A09")
def test_a_limit_reached_meanwhile_holds_the_release_back(staff, second):
    person = answered(CATEGORIES, by=staff, at=NOON - timedelta(days=60)).person
    proposal = propose(verified(staff, person=person), staff)
    answered(CATEGORIES, by=staff, at=NOON - timedelta(days=1), person=person)
    with pytest.raises(answers.OverLimit):
        give(proposal, second)
    assert ProposedAnswer.objects.exists()


@pytest.mark.threat("A01")
@pytest.mark.parametrize("way", ["withdrawn", "denied", "duplicate"])
def test_a_request_that_is_closed_has_no_answer_waiting(staff, second, way):
    earlier = file(PIECES, at=NOON - timedelta(days=3))
    person = verify(earlier, by=staff)
    proposal = propose(verified(staff, person=person), staff)
    request = again(proposal)
    if way == "withdrawn":
        review.withdraw(request=request, at=NOON)
    elif way == "denied":
        answers.deny(request=request, ground=Ground.KNOW_PRE_2022, parts={}, at=NOON, by=staff)
    else:
        review.mark_duplicate(request=request, of=only_request(earlier), at=NOON, by=staff)
    assert not ProposedAnswer.objects.exists()
    with pytest.raises(release.NothingProposed):
        give(proposal, second)


def test_nothing_is_proposed_for_a_request_that_was_closed_meanwhile(staff):
    request = verified(staff)
    review.withdraw(request=only_request(request.submission), at=NOON)
    with pytest.raises(lifecycle.MoveRefused):
        propose(request, staff)
    assert not ProposedAnswer.objects.exists()
