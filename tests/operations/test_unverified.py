"""Closing what nobody verified: not early without a reason, and a copy lives on as a description."""

from datetime import date, timedelta

import pytest

from requests_app import notices, refusals
from requests_app.models import Answer, PrivacyRequest
from requests_app.operations import answers, review, unverified
from requests_app.rules import grounds
from requests_app.vocabulary import (
    EventKind,
    ExtensionReason,
    Ground,
    KnowCategory,
    NoticeKind,
    Outcome,
    Point,
    RequestType,
    Status,
)
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request, verify

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)
LAST_WEEK = NOON + 38 * DAYS
RANGE = (RequestType.KNOW_SPECIFIC, {"period": "RANGE", "start": "2024-01-01", "end": "2024-12-31"})


def close(request, staff, at=LAST_WEEK, **changes):
    return answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=at, by=staff, **changes)


def described(submission):
    return submission.requests.select_related("submission").get(type=RequestType.KNOW_CATEGORIES)


def specific(submission):
    return submission.requests.select_related("submission").get(type=RequestType.KNOW_SPECIFIC)


# --- not before the warning -----------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("days", [0, 37])
def test_it_is_not_closed_as_not_verified_before_the_last_week(staff, days, confirmed):
    request = only_request(confirm(file(DELETION)) if confirmed else file(DELETION))
    with pytest.raises(unverified.TooEarly) as refusal:
        close(request, staff, at=NOON + days * DAYS)
    assert refusal.value.ends_on == date(2026, 12, 31)
    assert not PrivacyRequest.objects.get().closed


@pytest.mark.parametrize("days", [38, 45, 60])
def test_from_the_last_week_on_it_is(staff, days):
    request = only_request(file(DELETION))
    assert close(request, staff, at=NOON + days * DAYS).early_reason is None
    assert PrivacyRequest.objects.get().outcome == Outcome.NOT_VERIFIED


def test_an_extension_moves_the_last_week(staff):
    request = only_request(file(DELETION))
    review.extend(request=request, reason=ExtensionReason.COMPLEXITY, at=NOON, by=staff)
    with pytest.raises(unverified.TooEarly):
        close(request, staff, at=NOON + 82 * DAYS)
    close(request, staff, at=NOON + 83 * DAYS)


def test_a_reason_closes_it_earlier_and_only_staff_read_the_reason(staff):
    request = only_request(file(DELETION))
    answer = close(request, staff, at=NOON, early_reason=" The letter came back. ")
    assert Answer.objects.get().early_reason == "The letter came back."
    assert request.events.get(kind=EventKind.NOT_VERIFIED).data["early"] is True
    assert "letter" not in str(refusals.ground_words(answer))


def test_blanks_are_no_reason(staff):
    with pytest.raises(unverified.TooEarly):
        close(only_request(file(DELETION)), staff, at=NOON, early_reason=" \n ")


def test_another_ground_needs_no_last_week(staff):
    request = only_request(file(DELETION))
    why = "We deal with nobody who lives in California, nor did we ever."
    parts = dict.fromkeys(grounds.GROUNDS[Ground.NOT_CALIFORNIA].staff_writes, why)
    answers.deny(request=request, ground=Ground.NOT_CALIFORNIA, parts=parts, at=NOON, by=staff)
    assert request.closed


# --- a copy lives on as a description (11 CCR 7024(a)) ---------------------------------------------------


def test_a_copy_that_is_not_verified_opens_a_description_in_the_same_filing(staff):
    submission = confirm(file(RANGE, DELETION))
    request = specific(submission)
    close(request, staff)
    opened = described(submission)
    assert (opened.ordinal, opened.status, opened.level_required) == (3, Status.OPEN, 1)
    assert opened.details == {
        "categories": KnowCategory.values,
        "period": "RANGE",
        "start": "2024-01-01",
        "end": "2024-12-31",
    }
    same = ("received_on", "acknowledge_by", "respond_by", "extended_by", "extended_at", "rules_version", "owner_id")
    assert [getattr(opened, name) for name in same] == [getattr(request, name) for name in same]
    assert opened.events.get().kind == EventKind.FELL_BACK
    assert opened.events.get().data == {"of": request.reference}


def test_its_extension_goes_with_it(staff):
    submission = confirm(file(PIECES))
    request = only_request(submission)
    review.extend(request=request, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    close(request, staff, at=NOON + 85 * DAYS)
    opened = described(submission)
    assert (opened.extended_by, opened.extension_reason) == (request.extended_by, ExtensionReason.NUMBER)
    assert opened.due_on == request.due_on


def test_it_waits_for_the_confirmation_if_the_copy_did(staff):
    submission = file(PIECES)
    close(only_request(submission), staff)
    assert described(submission).status == Status.UNCONFIRMED
    confirm(submission, at=LAST_WEEK)
    assert described(submission).status == Status.OPEN


def test_two_points_that_do_not_reach_a_copy_verify_the_description_at_once(staff):
    submission = confirm(file(PIECES))
    verify(submission, by=staff, points={Point.NAME, Point.EMAIL}, declaration=False)
    request = only_request(submission)
    assert request.status == Status.OPEN
    close(request, staff)
    opened = described(submission)
    assert (opened.status, opened.level_reached) == (Status.IN_PROGRESS, 1)
    assert opened.events.filter(kind=EventKind.VERIFIED).exists()
    answers.answer(request=opened, text="These kinds.", at=LAST_WEEK, by=staff)


def test_where_not_even_a_description_is_verified_it_is_closed_with_the_information_practices(staff, settings):
    settings.BUSINESS_POLICY_URL = "https://larkspur.example.com/privacy"
    submission = file(PIECES)
    close(only_request(submission), staff)
    close(described(submission), staff)
    words = refusals.ground_words(described(submission).answer)
    assert words.citation == "11 CCR § 7024(b)"
    assert any("https://larkspur.example.com/privacy" in each for each in words.statements)
    assert PrivacyRequest.objects.count() == 2


@pytest.mark.parametrize("right", [DELETION, CORRECTION, CATEGORIES])
def test_other_rights_open_nothing(staff, right):
    close(only_request(file(right)), staff)
    assert PrivacyRequest.objects.count() == 1


def test_a_filing_that_asks_for_a_description_anyway_gets_no_second_one(staff):
    submission = file(PIECES, CATEGORIES)
    close(specific(submission), staff)
    assert PrivacyRequest.objects.count() == 2


def test_a_copy_and_the_description_it_became_count_as_one_submission(staff):
    submission = confirm(file(PIECES))
    person = verify(submission, by=staff, points={Point.NAME, Point.EMAIL}, declaration=False)
    close(only_request(submission), staff)
    answers.answer(request=described(submission), text="These kinds.", at=LAST_WEEK, by=staff)
    second = file(CATEGORIES, at=LAST_WEEK)
    verify(second, by=staff, person=person, at=LAST_WEEK)
    answers.answer(request=only_request(second), text="These kinds.", at=LAST_WEEK, by=staff)
    third = file(CATEGORIES, at=LAST_WEEK)
    verify(third, by=staff, person=person, at=LAST_WEEK)
    with pytest.raises(answers.OverLimit):
        answers.answer(request=only_request(third), text="These kinds.", at=LAST_WEEK, by=staff)
    assert Answer.objects.filter(counts_toward_limit=True).count() == 2


# --- what the consumer is told --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "citation"),
    [
        (PIECES, "11 CCR §§ 7024(a), 7062(f)"),
        (CATEGORIES, "11 CCR § 7024(b)"),
        (DELETION, "11 CCR § 7022(a)"),
        (CORRECTION, "11 CCR § 7023(a)"),
    ],
)
def test_the_refusal_cites_the_section_on_what_was_asked(staff, right, citation):
    answer = close(only_request(file(right)), staff)
    assert refusals.ground_words(answer).citation == citation


def test_the_refusal_of_a_copy_names_the_description_and_its_day(staff):
    submission = file(PIECES)
    words = " ".join(refusals.ground_words(close(only_request(submission), staff)).statements)
    assert "Instead of the copy we now look at your request as one for a description" in words
    assert f"It has the reference {described(submission).reference}, and you have our answer to it by Jan. 7" in words
    assert "in our privacy policy" not in words


def test_the_description_that_was_asked_for_anyway_is_named(staff):
    submission = file(PIECES, CATEGORIES)
    words = " ".join(refusals.ground_words(close(specific(submission), staff)).statements)
    assert f"It has the reference {described(submission).reference}" in words


def test_a_description_that_ended_before_is_no_comfort(staff):
    submission = file(PIECES, CATEGORIES)
    close(described(submission), staff)
    answer = close(specific(submission), staff, at=LAST_WEEK + timedelta(minutes=5))
    words = " ".join(refusals.ground_words(answer).statements)
    assert "Instead of the copy" not in words
    assert "in our privacy policy" in words


def test_what_was_said_stays_true_after_the_description_is_answered(staff):
    submission = confirm(file(PIECES))
    verify(submission, by=staff, points={Point.NAME, Point.EMAIL}, declaration=False)
    answer = close(only_request(submission), staff)
    answers.answer(request=described(submission), text="These kinds.", at=LAST_WEEK + DAYS, by=staff)
    assert "Instead of the copy" in " ".join(refusals.ground_words(answer).statements)


@pytest.mark.parametrize("sells", [True, False])
def test_a_refused_deletion_offers_to_opt_out_where_the_business_sells(staff, settings, sells):
    settings.SELLS_OR_SHARES = sells
    words = " ".join(refusals.ground_words(close(only_request(file(DELETION)), staff)).statements)
    assert ("stop selling and sharing your information" in words) == sells
    assert "your identity, or your authority to act for somebody else, is not verified" in words


def test_the_notice_is_owed_and_holds_all_of_it(staff):
    submission = file(PIECES)
    close(only_request(submission), staff)
    notice = submission.notices.get(kind=NoticeKind.NOT_VERIFIED)
    ground = notices.notice_context(notice)["ground"]
    assert len(ground.statements) == 3  # not verified, the description, what can be done against it
