"""Taking up again what was closed as not verified: the same clock, or a new filing; never twice, never typed again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from requests_app import staffing
from requests_app.models import Answer, Evidence, PrivacyRequest, Submission
from requests_app.operations import answers, identity, looking, reminders, review, revival
from requests_app.views import capability
from requests_app.vocabulary import (
    EventKind,
    EvidenceKind,
    ExtensionReason,
    Ground,
    NoticeKind,
    Outcome,
    Point,
    RequestType,
    Status,
    WorkerKind,
)
from tests.filings import (
    CATEGORIES,
    CORRECTION,
    DELETION,
    NOON,
    PIECES,
    answered,
    confirm,
    file,
    only_request,
    verify,
)
from verification import challenges

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A91")]

DAYS = timedelta(days=1)
CLOSED, BEFORE, AFTER = NOON + 40 * DAYS, NOON + 45 * DAYS, NOON + 46 * DAYS


def close(submission, staff, at=CLOSED):
    for request in submission.requests.select_related("submission").exclude(status=Status.CLOSED):
        answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=at, by=staff)
    return Submission.objects.get(pk=submission.pk)


def came_back(submission, at):
    """The consumer opens the tracking page with a fresh code."""
    challenge = identity.start_tracking(side=submission, at=at)
    return identity.open_tracking(challenge=challenge, at=at)


def take_up(submission, at):
    return revival.take_up(submission=came_back(submission, at), at=at)


def revived(request):
    return PrivacyRequest.objects.select_related("submission").get(revives=request)


# --- before the answer date: the same clock ----------------------------------------------------------------


def test_before_its_answer_date_it_goes_on_with_the_same_clock(staff):
    submission = close(confirm(file(DELETION)), staff)
    first = only_request(submission)
    assert take_up(submission, BEFORE) == submission
    second = revived(first)
    assert (second.reference, second.status, second.outcome) == (f"{submission}-2", Status.OPEN, "")
    same = ("type", "details", "received_on", "acknowledge_by", "respond_by", "due_on", "level_required", "owner_id")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]


def test_the_refusal_stays_in_the_books(staff):
    submission = close(confirm(file(DELETION)), staff)
    before = PrivacyRequest.objects.filter(submission=submission).values().get()
    take_up(submission, BEFORE)
    assert PrivacyRequest.objects.filter(pk=before["id"]).values().get() == before
    assert Answer.objects.get().outcome == Outcome.NOT_VERIFIED


def test_an_extension_is_still_in_force(staff):
    submission = confirm(file(DELETION))
    review.extend(request=only_request(submission), reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    close(submission, staff, at=NOON + 84 * DAYS)
    take_up(submission, NOON + 90 * DAYS)
    assert revived(submission.requests.get(ordinal=1)).due_on == submission.received_on + 90 * DAYS


def test_a_second_yes_that_was_given_stays_given(staff):
    submission = confirm(file(DELETION))
    identity.confirm_deletion(request=only_request(submission), at=NOON)
    close(submission, staff)
    take_up(submission, BEFORE)
    assert revived(submission.requests.get(ordinal=1)).deletion_confirmed_at == NOON


@pytest.mark.threat("A06", "A91")
def test_a_second_yes_that_was_not_given_is_still_to_be_given(staff):
    submission = close(confirm(file(DELETION)), staff)
    take_up(submission, BEFORE)
    assert revived(submission.requests.get(ordinal=1)).waits_for_deletion_confirmation


def test_what_staff_have_matched_counts_again(staff):
    submission = confirm(file(PIECES))
    verify(submission, by=staff, points={Point.NAME, Point.EMAIL}, declaration=False)
    answers.deny(request=only_request(submission), ground=Ground.UNVERIFIED, parts={}, at=CLOSED, by=staff)
    # The third point and the declaration come with what staff still look at.
    verify(submission, by=staff, at=CLOSED)
    take_up(submission, BEFORE)
    second = revived(submission.requests.get(ordinal=1))
    assert (second.status, second.level_reached) == (Status.IN_PROGRESS, 2)
    assert second.events.filter(kind=EventKind.VERIFIED, staff=None).exists()


def test_it_is_matched_and_answered_like_any_other(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    take_up(submission, BEFORE)
    verify(submission, by=staff, at=BEFORE)
    second = revived(submission.requests.get(ordinal=1))
    answers.answer(request=second, text="These kinds.", at=BEFORE, by=staff)
    assert second.outcome == Outcome.FULFILLED
    assert submission.notices.filter(kind=NoticeKind.ANSWER_READY, request=second).exists()


def test_the_code_of_the_tracking_confirms_an_unconfirmed_filing_first(staff):
    submission = close(file(CATEGORIES), staff)
    assert not submission.confirmed
    take_up(submission, BEFORE)
    assert Submission.objects.get().confirmed
    assert revived(submission.requests.get(ordinal=1)).status == Status.OPEN


def test_both_requests_say_what_happened(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    take_up(submission, BEFORE)
    first, second = submission.requests.select_related("submission").order_by("ordinal")
    assert first.events.get(kind=EventKind.TAKEN_UP).data == {"into": second.reference}
    assert second.events.get(kind=EventKind.CONTINUES).data == {"of": first.reference}


# --- after it: a new filing -------------------------------------------------------------------------------


def test_after_its_answer_date_it_is_filed_anew_with_everything_that_was_said(staff):
    submission = close(confirm(file(DELETION, CORRECTION, language="es")), staff)
    new = take_up(submission, AFTER)
    assert new != submission
    same = ("name", "contact", "contact_channel", "language", "california_resident", "filer_role", "person_id")
    assert [getattr(new, name) for name in same] == [getattr(submission, name) for name in same]
    assert (new.received_at, new.received_on) == (AFTER, AFTER.date())
    assert [(each.type, each.details) for each in new.requests.order_by("ordinal")] == [DELETION, CORRECTION]


def test_its_clock_begins_with_the_new_receipt(staff):
    new = take_up(close(confirm(file(CATEGORIES)), staff), AFTER)
    request = only_request(new)
    assert (request.received_on, request.respond_by) == (AFTER.date(), AFTER.date() + 45 * DAYS)
    assert new.notices.get().kind == NoticeKind.RECEIPT


def test_its_contact_is_confirmed_by_the_fresh_code_and_nobody_is_asked_again(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    new = take_up(submission, AFTER)
    fresh = challenges.newest(purpose=identity.TRACK, subject=submission.pk)
    assert new.confirmed
    assert only_request(new).status == Status.OPEN
    assert Evidence.objects.get(submission=new, kind=EvidenceKind.CONTACT_CONFIRMED).challenge == fresh
    assert challenges.newest(purpose=identity.CONFIRM, subject=new.pk) is None


def test_one_code_may_confirm_the_old_filing_and_the_new_one(staff):
    submission = close(file(CATEGORIES), staff)
    new = take_up(submission, AFTER)
    used = Evidence.objects.values_list("challenge", flat=True)
    assert len(used) == 2
    assert len(set(used)) == 1
    assert new.confirmed


def test_a_deletion_filed_anew_is_asked_for_its_second_yes_again(staff):
    submission = confirm(file(DELETION))
    identity.confirm_deletion(request=only_request(submission), at=NOON)
    new = take_up(close(submission, staff), AFTER)
    assert only_request(new).waits_for_deletion_confirmation
    assert reminders.remind_of_second_yes(at=AFTER + DAYS) == 1


def test_nothing_that_staff_matched_is_taken_over_unseen(staff):
    submission = confirm(file(PIECES))
    verify(submission, by=staff, points={Point.NAME}, declaration=False)
    new = take_up(close(submission, staff), AFTER)
    assert new.person is None
    assert [each.level_reached for each in new.requests.all()] == [0]


def test_a_copy_and_its_description_are_filed_anew_together_and_count_once(staff):
    submission = close(close(confirm(file(PIECES)), staff), staff)  # the copy, then the description
    new = take_up(submission, AFTER)
    rights = [RequestType.KNOW_SPECIFIC, RequestType.KNOW_CATEGORIES]
    assert list(new.requests.order_by("ordinal").values_list("type", flat=True)) == rights


def test_each_by_its_own_date_when_one_was_extended(staff):
    submission = confirm(file(DELETION, CORRECTION))
    correction = submission.requests.select_related("submission").get(ordinal=2)
    review.extend(request=correction, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    for request in submission.requests.select_related("submission"):
        answers.deny(
            request=request, ground=Ground.UNVERIFIED, parts={}, early_reason="Both came back.", at=CLOSED, by=staff
        )
    new = take_up(submission, AFTER)
    assert only_request(new).type == RequestType.DELETE
    assert revived(correction).submission == submission


# --- never twice, and by nobody else -------------------------------------------------------------------------


@pytest.mark.parametrize("at", [BEFORE, AFTER])
def test_it_is_taken_up_once(staff, at):
    submission = close(confirm(file(CATEGORIES)), staff)
    take_up(submission, at)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(submission, at)


def test_the_database_refuses_a_second_successor(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    take_up(submission, BEFORE)
    other = only_request(file(CATEGORIES))
    other.revives = submission.requests.get(ordinal=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_what_was_closed_once_more_may_be_taken_up_once_more(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    close(take_up(submission, BEFORE), staff, at=BEFORE)
    new = take_up(submission, AFTER)
    assert only_request(new).revives.ordinal == 2


def test_what_ended_otherwise_is_not_taken_up(staff):
    submission = answered(CATEGORIES, by=staff, at=NOON)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(submission, BEFORE)


def test_what_was_withdrawn_is_not_taken_up(staff):
    submission = confirm(file(CATEGORIES))
    review.withdraw(request=only_request(submission), at=NOON)
    with pytest.raises(revival.NothingToTakeUp):
        take_up(submission, BEFORE)


def test_nobody_takes_it_up_without_having_shown_that_they_hold_the_contact(staff):
    submission = close(file(CATEGORIES), staff)
    identity.start_tracking(side=submission, at=BEFORE)
    with pytest.raises(revival.NotProven):
        revival.take_up(submission=submission, at=BEFORE)
    assert PrivacyRequest.objects.count() == 1


def test_a_code_to_an_earlier_contact_proves_nothing(staff):
    submission = close(confirm(file(CATEGORIES)), staff)
    submission.contact = "moved@example.com"
    submission.save(update_fields=["contact"])
    with pytest.raises(revival.NotProven):
        revival.take_up(submission=submission, at=BEFORE)


def test_a_code_of_yesterday_proves_nothing_today(staff):
    submission = came_back(close(confirm(file(CATEGORIES)), staff), BEFORE - DAYS)
    with pytest.raises(revival.NotProven):
        revival.take_up(submission=submission, at=BEFORE)


def test_a_code_proves_as_much_as_long_as_it_keeps_the_page_open():
    assert revival.FRESH == capability.LONGEST


@pytest.mark.threat("A61")
@pytest.mark.parametrize("at", [BEFORE, AFTER])
def test_what_only_a_circle_may_know_of_goes_on_as_such(staff, at):
    submission = file(CATEGORIES)
    staffing.circle_group().user_set.add(staff)
    looking.mark_worker(submission=submission, kind=WorkerKind.EMPLOYEE, reason="Works in our shop.", at=NOON, by=staff)
    new = take_up(close(confirm(submission), staff), at)
    assert Submission.objects.get(pk=new.pk).worker == WorkerKind.EMPLOYEE
