"""What is said by voice and sent by letter: the receipt, the call back, the second yes, and when a letter left."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from requests_app.models import Evidence, Notice
from requests_app.operations import answers, by_phone, identity, letters, receipt, review
from requests_app.operations.by_phone import CallProvesNothing, Number
from requests_app.vocabulary import (
    EventKind,
    EvidenceKind,
    ExtensionReason,
    FilerRole,
    Ground,
    NoticeKind,
    Point,
    Status,
)
from tests.filings import BY_LETTER, CATEGORIES, DELETION, NOON, PACIFIC, entered, file, file_for, only_request, verify
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fresh(submission):
    return type(submission).objects.get(pk=submission.pk)


def test_a_receipt_that_was_spoken_is_the_acknowledgement(staff):
    submission = entered(by=staff)
    receipt.speak(submission=submission, at=NOON, by=staff)
    assert fresh(submission).acknowledged_at == NOON
    assert submission.events.get(kind=EventKind.RECEIPT_SPOKEN).staff == staff
    # The mail still goes, so that the reference is in writing.
    assert Notice.objects.filter(kind=NoticeKind.RECEIPT, state="OWED").exists()


def test_a_receipt_is_spoken_once(staff):
    submission = entered(by=staff)
    receipt.speak(submission=submission, at=NOON, by=staff)
    with pytest.raises(receipt.AlreadyAcknowledged):
        receipt.speak(submission=submission, at=NOON + DAY, by=staff)


def test_what_was_spoken_needs_no_letter(staff):
    submission = entered(by=staff, **BY_LETTER)
    receipt.speak(submission=submission, at=NOON, by=staff)
    assert not Notice.objects.exists()


def test_no_machine_tries_a_letter(staff):
    submission = entered(by=staff, **BY_LETTER)
    notice = submission.notices.get()
    assert notice.by_post
    assert notice.next_try_at.year == 9999
    assert not Challenge.objects.exists()


def test_the_receipt_by_letter_acknowledges_on_the_day_on_which_it_was_posted(staff):
    submission = entered(by=staff, at=NOON, received_at=NOON - 5 * DAY, **BY_LETTER)
    letters.posted(notice=submission.notices.get(), on=date(2026, 11, 20), at=NOON, by=staff)
    assert fresh(submission).acknowledged_at == datetime(2026, 11, 20, 12, tzinfo=PACIFIC)
    event = submission.events.get(kind=EventKind.LETTER_POSTED)
    assert (event.data["posted_on"], event.data["notice"], event.staff) == ("2026-11-20", "RECEIPT", staff)


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2026, 11, 22)])
def test_no_letter_was_posted_tomorrow_or_before_the_request_came(staff, on):
    submission = entered(by=staff, **BY_LETTER)
    with pytest.raises(letters.NotPosted):
        letters.posted(notice=submission.notices.get(), on=on, at=NOON, by=staff)
    assert fresh(submission).acknowledged_at is None


def test_a_letter_is_posted_once_and_a_mail_never(staff):
    submission = entered(by=staff, **BY_LETTER)
    letters.posted(notice=submission.notices.get(), on=NOON.date(), at=NOON, by=staff)
    for notice in (submission.notices.get(), file().notices.get()):
        with pytest.raises(letters.NotPosted):
            letters.posted(notice=notice, on=NOON.date(), at=NOON, by=staff)


def test_whoever_asked_by_letter_hears_every_decision_by_letter(staff):
    submission = entered(by=staff, **BY_LETTER)
    request = only_request(submission)
    review.extend(request=request, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    unverified_at = NOON + 88 * DAY
    answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=unverified_at, by=staff)
    assert set(submission.notices.values_list("kind", "by_post")) == {
        ("RECEIPT", True),
        ("EXTENSION", True),
        ("NOT_VERIFIED", True),
    }


def test_who_files_on_the_website_gives_a_contact_that_takes_messages():
    with pytest.raises(IntegrityError), transaction.atomic():
        file(contact_channel=None, contact="", postal_address="12 Elm Street")


@pytest.mark.threat("A01", "A12")
def test_a_call_to_the_number_given_confirms_the_contact_and_no_identity(staff):
    submission = entered(by=staff, contact_channel=Channel.CALL, contact="+14155550132")
    by_phone.confirm(
        submission=submission, number=Number.GIVEN, on_file=True, note="Spoke with her.", at=NOON, by=staff
    )
    request = only_request(submission)
    assert fresh(submission).confirmed
    assert (request.status, request.level_reached) == (Status.OPEN, 0)
    evidence = Evidence.objects.get(kind=EvidenceKind.CONTACT_CONFIRMED)
    assert (evidence.challenge, evidence.recorded_by, evidence.reason) == (None, staff, "Spoke with her.")


def test_the_number_called_counts_as_a_point_only_once_it_was_matched(staff):
    submission = entered(CATEGORIES, by=staff, contact_channel=Channel.CALL, contact="+14155550132")
    by_phone.confirm(submission=submission, number=Number.GIVEN, on_file=True, note="Herself.", at=NOON, by=staff)
    verify(submission, by=staff, points=[Point.PHONE], declaration=False)
    assert only_request(submission).level_reached == 0
    verify(submission, by=staff, points=[Point.NAME], declaration=False)
    assert only_request(submission).level_reached == 1


@pytest.mark.threat("A02")
def test_a_call_to_another_number_lets_the_work_begin_and_leaves_the_contact_unconfirmed(staff):
    submission = entered(by=staff)
    by_phone.confirm(submission=submission, number=Number.OTHER, on_file=True, note="Herself.", at=NOON, by=staff)
    assert only_request(submission).status == Status.OPEN
    assert not fresh(submission).confirmed


@pytest.mark.threat("A12")
@pytest.mark.parametrize(
    ("number", "on_file", "why"),
    [
        (Number.OTHER, False, CallProvesNothing.NOT_ON_FILE),
        (Number.GIVEN, True, CallProvesNothing.NOT_GIVEN),
    ],
)
def test_a_call_that_shows_nothing_is_no_evidence(staff, number, on_file, why):
    submission = entered(by=staff)
    with pytest.raises(CallProvesNothing) as refused:
        by_phone.confirm(submission=submission, number=number, on_file=on_file, note="Somebody.", at=NOON, by=staff)
    assert refused.value.message == why
    assert not Evidence.objects.exists()
    assert only_request(submission).status == Status.UNCONFIRMED


def test_a_call_is_recorded_once(staff):
    submission = entered(by=staff)
    by_phone.confirm(submission=submission, number=Number.OTHER, on_file=True, note="Herself.", at=NOON, by=staff)
    with pytest.raises(CallProvesNothing):
        by_phone.confirm(submission=submission, number=Number.OTHER, on_file=True, note="Again.", at=NOON, by=staff)


def test_nobody_is_called_about_who_they_are_when_an_attorney_asked_for_them(staff):
    submission = file_for(FilerRole.ATTORNEY_IN_FACT)
    with pytest.raises(CallProvesNothing) as refused:
        by_phone.confirm(submission=submission, number=Number.OTHER, on_file=True, note="x", at=NOON, by=staff)
    assert refused.value.message == CallProvesNothing.NOT_ASKED


@pytest.mark.threat("A06")
def test_a_second_yes_that_was_spoken_deletes_nothing_by_itself(staff):
    request = only_request(entered(DELETION, by=staff))
    by_phone.confirm_deletion(request=request, at=NOON, by=staff)
    request.refresh_from_db()
    assert request.deletion_confirmed_at == NOON
    assert (request.status, request.level_reached) == (Status.UNCONFIRMED, 0)
    assert request.submission.events.get(kind=EventKind.DELETION_CONFIRMED).staff == staff
    with pytest.raises(identity.DeletionNotWaiting):
        by_phone.confirm_deletion(request=request, at=NOON, by=staff)
