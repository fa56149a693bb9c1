"""Deciding: only verified requests are answered, only fitting grounds deny, and the third answer is a choice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacy_portal.lib.uploads.keys import new_key
from requests_app import lifecycle
from requests_app.models import Answer, Document, Notice, PrivacyRequest
from requests_app.operations import answers, assurance, identity
from requests_app.rules import grounds
from requests_app.vocabulary import (
    Accompaniment,
    DocumentPurpose,
    EventKind,
    Ground,
    NoticeKind,
    Outcome,
    Party,
    Point,
    Status,
)
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request, released, verify

pytestmark = pytest.mark.django_db

LONG = "We looked through our order system, our newsletter list and our support desk and explain here what we found. "


def parts_for(ground, request):
    rule = grounds.GROUNDS[ground]
    return dict.fromkeys(rule.staff_writes, LONG)


def verified(staff, *rights, at=NOON, **changes):
    submission = file(*rights, at=at, **changes)
    verify(submission, by=staff, at=at)
    return only_request(submission)


def answer(request, staff, at=NOON, **changes):
    return answers.answer(request=request, text="Here is what we hold.", at=at, by=staff, **changes)


def test_an_answer_closes_the_request_as_fulfilled(staff):
    request = verified(staff, CATEGORIES)
    answer(request, staff)
    assert (request.status, request.outcome, request.closed_at) == (Status.CLOSED, Outcome.FULFILLED, NOON)


def test_an_answer_owes_its_notice_and_enters_the_history(staff):
    request = verified(staff, CATEGORIES)
    answer(request, staff)
    assert Notice.objects.filter(request=request, kind=NoticeKind.ANSWER_READY).exists()
    assert request.events.get(kind=EventKind.ANSWERED).data["outcome"] == "FULFILLED"


def test_specific_pieces_are_not_answered_below_level_2(staff):
    submission = confirm(file(PIECES))
    assurance.record_match(
        submission=submission,
        points={Point.NAME, Point.POSTAL_ADDRESS},
        declaration=False,
        same_person_as=None,
        at=NOON,
        by=staff,
    )
    with pytest.raises(answers.NotYet):
        answer(only_request(submission), staff)


def test_the_database_itself_refuses_pieces_fulfilled_below_level_2(staff):
    request = only_request(confirm(file(PIECES)))
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyRequest.objects.filter(pk=request.pk).update(
            status=Status.CLOSED, outcome=Outcome.FULFILLED, closed_at=NOON, level_reached=1
        )


def test_a_confirmed_contact_alone_answers_nothing(staff):
    with pytest.raises(answers.NotYet):
        answer(only_request(confirm(file(CATEGORIES))), staff)


def test_a_deletion_without_its_second_confirmation_is_not_answered(staff):
    with pytest.raises(answers.NotYet):
        answer(verified(staff, DELETION), staff)


def test_a_confirmed_deletion_is_answered(staff):
    request = verified(staff, DELETION)
    identity.confirm_deletion(request=request, at=NOON)
    assert answer(request, staff).outcome == Outcome.FULFILLED


def test_a_request_is_answered_once(staff):
    request = verified(staff, CATEGORIES)
    stale = only_request(request.submission)
    answer(request, staff)
    with pytest.raises(lifecycle.MoveRefused):
        answer(stale, staff)


def test_an_answer_with_a_social_security_number_is_held_back(staff):
    request = verified(staff, PIECES)
    with pytest.raises(answers.NeverDisclose):
        answers.answer(request=request, text="Your SSN is 219-09-9999.", at=NOON, by=staff)
    assert not Answer.objects.exists()


def test_a_part_may_be_withheld_on_a_ground_that_fits(staff):
    request = verified(staff, PIECES)
    given = released(answer(request, staff, ground=Ground.TRADE_SECRET, parts=parts_for(Ground.TRADE_SECRET, request)))
    assert (given.outcome, given.ground) == (Outcome.PARTLY, Ground.TRADE_SECRET)


def test_somebody_who_is_not_verified_is_told_nothing_about_records(staff):
    request = only_request(confirm(file(DELETION)))
    with pytest.raises(answers.NotYet):
        answers.deny(
            request=request,
            ground=Ground.DEL_8_LEGAL,
            parts=parts_for(Ground.DEL_8_LEGAL, request),
            at=NOON,
            by=staff,
        )
    assert only_request(request.submission).status == Status.OPEN


def test_a_denial_closes_the_request_with_its_ground(staff):
    request = verified(staff, DELETION)
    given = answers.deny(
        request=request,
        ground=Ground.LEGAL_CLAIMS,
        parts=parts_for(Ground.LEGAL_CLAIMS, request),
        reproductive_care=False,
        at=NOON,
        by=staff,
    )
    assert (request.outcome, given.ground) == (Outcome.DENIED, Ground.LEGAL_CLAIMS)
    assert Notice.objects.filter(request=request, kind=NoticeKind.DENIAL).exists()


def test_a_ground_for_another_right_is_refused(staff):
    request = only_request(confirm(file(CORRECTION)))
    with pytest.raises(grounds.GroundDoesNotFit):
        answers.deny(request=request, ground=Ground.DEL_2_SECURITY, parts={}, at=NOON, by=staff)
    assert only_request(request.submission).status == Status.OPEN


@pytest.mark.parametrize("reproductive_care", [None, True])
def test_legal_claims_deny_nothing_about_reproductive_care(staff, reproductive_care):
    request = only_request(confirm(file(DELETION)))
    with pytest.raises(grounds.GroundDoesNotFit):
        answers.deny(
            request=request,
            ground=Ground.LEGAL_CLAIMS,
            parts=parts_for(Ground.LEGAL_CLAIMS, request),
            reproductive_care=reproductive_care,
            at=NOON,
            by=staff,
        )


def test_a_ground_for_a_part_denies_no_whole_request(staff):
    request = only_request(confirm(file(DELETION)))
    with pytest.raises(grounds.GroundDoesNotFit):
        answers.deny(request=request, ground=Ground.DEL_BACKUP, parts={}, at=NOON, by=staff)


def test_a_denial_without_its_explanation_is_refused(staff):
    request = only_request(confirm(file(DELETION)))
    with pytest.raises(grounds.PartMissing):
        answers.deny(request=request, ground=Ground.LEGAL_CLAIMS, parts={}, reproductive_care=False, at=NOON, by=staff)


def test_an_exempt_and_nothing_more_is_no_explanation(staff):
    request = only_request(confirm(file(DELETION)))
    with pytest.raises(grounds.PartMissing):
        answers.deny(
            request=request,
            ground=Ground.LEGAL_CLAIMS,
            parts={Accompaniment.EXPLANATION: "exempt", Accompaniment.REST_DONE: LONG},
            reproductive_care=False,
            at=NOON,
            by=staff,
        )


def test_an_unverified_request_is_closed_as_not_verified(staff):
    request = only_request(confirm(file(PIECES)))
    answers.deny(
        request=request,
        ground=Ground.UNVERIFIED,
        parts=parts_for(Ground.UNVERIFIED, request),
        early_reason="The letter came back.",
        at=NOON,
        by=staff,
    )
    assert request.outcome == Outcome.NOT_VERIFIED
    assert Notice.objects.filter(request=request, kind=NoticeKind.NOT_VERIFIED).exists()


def deny_correction(staff, request, ground, at):
    return answers.deny(request=request, ground=ground, parts=parts_for(ground, request), at=at, by=staff)


def test_a_correction_denied_within_six_months_can_be_denied_as_a_repeat(staff):
    earlier = file(CORRECTION, at=NOON - timedelta(days=100))
    person = verify(earlier, by=staff, at=NOON - timedelta(days=100))
    deny_correction(staff, only_request(earlier), Ground.COR_ACCURATE, NOON - timedelta(days=90))
    again = file(CORRECTION)
    verify(again, by=staff, person=person)
    assert deny_correction(staff, only_request(again), Ground.COR_REPEAT_6M, NOON).ground == Ground.COR_REPEAT_6M


def test_a_correction_that_came_with_a_new_document_is_no_repeat(staff):
    earlier = file(CORRECTION, at=NOON - timedelta(days=100))
    person = verify(earlier, by=staff, at=NOON - timedelta(days=100))
    deny_correction(staff, only_request(earlier), Ground.COR_ACCURATE, NOON - timedelta(days=90))
    again = file(CORRECTION)
    verify(again, by=staff, person=person)
    Document.objects.create(
        submission=again,
        purpose=DocumentPurpose.CORRECTION,
        sent_by=Party.CONSUMER,
        name="bill.pdf",
        size=9,
        sha256="0" * 64,
        quarantine_name="somewhere",
        quarantine_key=new_key(),
        received_at=NOON,
    )
    with pytest.raises(grounds.GroundDoesNotFit):
        deny_correction(staff, only_request(again), Ground.COR_REPEAT_6M, NOON)


def test_a_first_correction_is_no_repeat(staff):
    with pytest.raises(grounds.GroundDoesNotFit):
        deny_correction(staff, verified(staff, CORRECTION), Ground.COR_REPEAT_6M, NOON)


def test_a_correction_denied_more_than_six_months_ago_is_no_repeat(staff):
    earlier = file(CORRECTION, at=NOON - timedelta(days=220))
    person = verify(earlier, by=staff, at=NOON - timedelta(days=220))
    deny_correction(staff, only_request(earlier), Ground.COR_ACCURATE, NOON - timedelta(days=200))
    again = file(CORRECTION)
    verify(again, by=staff, person=person)
    with pytest.raises(grounds.GroundDoesNotFit):
        deny_correction(staff, only_request(again), Ground.COR_REPEAT_6M, NOON)
