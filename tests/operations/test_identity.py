"""A confirmed contact opens a request, and says nothing of the person behind it."""

from datetime import timedelta

import pytest

from requests_app import notices
from requests_app.models import Evidence, Notice, PrivacyRequest, Submission
from requests_app.operations import identity
from requests_app.vocabulary import EventKind, EvidenceKind, NoticeKind, Status
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, confirm, file, only_request
from verification import challenges
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db


def test_a_confirmed_contact_opens_every_request_of_the_filing():
    submission = confirm(file(CATEGORIES, DELETION))
    assert {request.status for request in submission.requests.all()} == {Status.OPEN}


def test_a_confirmed_contact_is_not_a_verified_identity():
    submission = confirm(file())
    assert Evidence.objects.get(submission=submission).kind == EvidenceKind.CONTACT_CONFIRMED
    assert only_request(submission).level_reached == 0


def test_a_challenge_confirms_once():
    submission = file()
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=submission.pk)
    identity.confirm_contact(challenge=challenge, at=NOON)
    with pytest.raises(challenges.Used):
        identity.confirm_contact(challenge=challenge, at=NOON)
    assert Evidence.objects.count() == 1


def test_confirming_moves_no_clock():
    submission = file()
    before = PrivacyRequest.objects.values("acknowledge_by", "respond_by", "due_on").get()
    confirm(submission, at=NOON + timedelta(days=20))
    assert PrivacyRequest.objects.values("acknowledge_by", "respond_by", "due_on").get() == before


def test_a_mistyped_address_is_corrected_and_challenged_anew():
    submission = file(contact="rosa@exmaple.com")
    challenge = identity.correct_contact(
        submission=submission, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON
    )
    assert challenge.destination == Submission.objects.get().contact == "rosa@example.com"
    assert Challenge.objects.filter(superseded_at=None).count() == 1


def test_a_receipt_that_still_waits_goes_to_the_corrected_address():
    submission = file(contact="rosa@exmaple.com")
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON)
    assert Notice.objects.get(kind=NoticeKind.RECEIPT).submission.contact == "rosa@example.com"


def test_a_corrected_address_is_owed_the_receipt_again():
    submission = file(contact="rosa@exmaple.com")
    notices.settle(Notice.objects.get(), "sent", at=NOON)
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON)
    assert Notice.objects.filter(kind=NoticeKind.RECEIPT).count() == 2


def test_the_channel_can_be_switched_to_a_call():
    submission = file(contact_channel=Channel.TEXT, contact="+14155550134")
    challenge = identity.correct_contact(submission=submission, channel=Channel.CALL, contact="+14155550134", at=NOON)
    assert challenge.channel == Channel.CALL
    assert Notice.objects.filter(kind=NoticeKind.RECEIPT).count() == 1


@pytest.mark.parametrize("prove", [identity.confirm_contact, identity.open_tracking])
@pytest.mark.parametrize("purpose", [identity.CONFIRM, identity.TRACK])
def test_a_challenge_to_the_old_contact_proves_nothing_about_the_new_one(prove, purpose):
    submission = file(contact="thief@example.com")
    old = identity.challenge(purpose, submission, at=NOON)
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON)
    with pytest.raises(challenges.Superseded):
        prove(challenge=old, at=NOON)
    assert not Submission.objects.get().confirmed


def test_sending_again_from_an_old_page_goes_to_the_new_contact():
    stale = file(contact="rosa@exmaple.com")
    identity.correct_contact(submission=stale, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON)
    assert identity.send_again(submission=stale, at=NOON).destination == "rosa@example.com"


def test_a_receipt_to_a_mistyped_contact_acknowledges_nothing():
    submission = file(contact="rosa@exmaple.com")
    Submission.objects.update(acknowledged_at=NOON)
    identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="rosa@example.com", at=NOON)
    assert Submission.objects.get().acknowledged_at is None


def test_a_confirmed_contact_can_no_longer_be_changed():
    submission = confirm(file())
    with pytest.raises(identity.AlreadyConfirmed):
        identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="x@example.com", at=NOON)


def test_a_deletion_is_confirmed_a_second_time(staff):
    submission = confirm(file(DELETION))
    identity.confirm_deletion(request=only_request(submission), at=NOON)
    assert only_request(submission).deletion_confirmed_at == NOON
    assert submission.events.filter(kind=EventKind.DELETION_CONFIRMED).count() == 1


def test_a_deletion_is_not_confirmed_twice():
    request = only_request(confirm(file(DELETION)))
    identity.confirm_deletion(request=request, at=NOON)
    with pytest.raises(identity.DeletionNotWaiting):
        identity.confirm_deletion(request=request, at=NOON)


def test_only_a_deletion_can_be_confirmed():
    with pytest.raises(identity.DeletionNotWaiting):
        identity.confirm_deletion(request=only_request(confirm(file(PIECES))), at=NOON)


def test_a_fresh_code_opens_the_tracking_of_a_confirmed_filing():
    submission = confirm(file())
    challenge = identity.start_tracking(side=submission, at=NOON)
    assert identity.open_tracking(challenge=challenge, at=NOON) == submission
    assert submission.events.filter(kind=EventKind.STATUS_VIEWED).count() == 1


def test_a_tracking_code_confirms_a_contact_that_was_not_confirmed_yet():
    submission = file()
    challenge = identity.start_tracking(side=submission, at=NOON)
    assert identity.open_tracking(challenge=challenge, at=NOON).confirmed


@pytest.mark.threat("A29")
def test_a_filing_cannot_write_to_one_stranger_after_the_other():
    submission = file()
    for number in range(identity.MOST_CHANGES):
        identity.correct_contact(
            submission=submission, channel=Channel.EMAIL, contact=f"s{number}@example.com", at=NOON
        )
    with pytest.raises(identity.TooManyChanges):
        identity.correct_contact(submission=submission, channel=Channel.EMAIL, contact="more@example.com", at=NOON)


def test_a_reference_that_does_not_exist_gets_a_challenge_to_nobody():
    challenge = identity.pretend_tracking(reference="K7QM2XHR9TRF", at=NOON)
    assert (challenge.purpose, challenge.state, challenge.failure) == (identity.TRACK, "FAILED", "decoy")
