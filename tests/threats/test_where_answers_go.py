"""An answer goes to a contact that the business knew, or others hear of it; and so does a corrected contact."""

from datetime import timedelta

import pytest

from requests_app.models import Notice, ProposedAnswer, Submission
from requests_app.operations import answers, assurance
from requests_app.vocabulary import Accompaniment, EventKind, Ground, NoticeKind, Point
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, colleague, file, released, verify
from tests.threats.proposals import FEWER, SENTENCE, correction, give, propose, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db):
    return colleague()


# --- A02 ---


@pytest.mark.threat("A02")
@pytest.mark.parametrize("right", [PIECES, CATEGORIES], ids=["pieces", "categories"])
def test_what_shows_records_does_not_go_to_a_contact_that_was_not_found_in_them(staff, right):
    with pytest.raises(answers.ContactNotMatched):
        propose(verified(staff, right, points=FEWER), staff)


@pytest.mark.threat("A02")
def test_a_contact_matched_before_it_was_corrected_and_confirmed_is_not_on_file(staff):
    submission = file(PIECES)
    early = NOON - timedelta(hours=1)
    assurance.record_match(
        submission=submission, points={Point.EMAIL}, declaration=False, same_person_as=None, at=early, by=staff
    )
    verify(submission, by=staff, points=FEWER)
    assert not assurance.contact_on_file(Submission.objects.get())


@pytest.mark.threat("A02")
def test_a_new_contact_takes_a_reason_and_a_second_person_whatever_is_set(staff, second, settings):
    settings.TWO_PERSON_RELEASE = False
    request = verified(staff, CATEGORIES, points=FEWER)
    proposal = propose(request, staff, contact_reason="We called the number on the account.")
    assert isinstance(proposal, ProposedAnswer)
    given = give(proposal, second)
    assert (given.contact_reason, given.approved_by) == ("We called the number on the account.", second)


@pytest.mark.threat("A02")
def test_the_contacts_known_before_are_told_of_an_answer_to_a_new_one(staff, second):
    person = verify(file(DELETION, contact="known@example.com"), by=staff)
    request = verified(staff, CATEGORIES, person=person, points=FEWER)
    released(propose(request, staff, contact_reason="We called the number on the account."))
    told = Notice.objects.get(request=request, kind=NoticeKind.NEW_CONTACT)
    assert told.destination() == ("EMAIL", "known@example.com")
    assert request.events.get(kind=EventKind.ANSWERED).data["new_contact"] is True


@pytest.mark.threat("A02")
def test_a_reason_that_nobody_needed_is_not_kept(staff):
    given = propose(verified(staff, CATEGORIES), staff, contact_reason="Just in case.")
    assert given.contact_reason is None


# --- A07 ---


@pytest.mark.threat("A07")
def test_the_old_and_every_known_contact_is_told_of_a_corrected_one(staff, second):
    person = verify(file(DELETION, contact="known@example.com"), by=staff)
    right = correction("EMAIL", wrong="Old.Mailbox@Example.com", right="thief@example.com")
    request = verified(staff, right, person=person, points=FEWER)
    give(propose(request, staff), second)
    told = {each.destination() for each in Notice.objects.filter(kind=NoticeKind.CONTACT_CHANGED)}
    assert told == {("EMAIL", "Old.Mailbox@example.com"), ("EMAIL", "known@example.com")}


@pytest.mark.threat("A07")
@pytest.mark.parametrize("wrong", ["", "the one from my old job", "a@b@c"])
def test_what_is_no_contact_is_not_written_to(staff, second, wrong):
    request = verified(staff, correction("EMAIL", wrong=wrong), points=FEWER)
    give(propose(request, staff), second)
    assert not Notice.objects.filter(kind=NoticeKind.CONTACT_CHANGED).exists()


@pytest.mark.threat("A07")
def test_a_refused_correction_tells_nobody_else(staff):
    request = verified(staff, correction("EMAIL", wrong="old@example.com"), points=FEWER)
    answers.deny(
        request=request, ground=Ground.COR_ACCURATE, parts={Accompaniment.EXPLANATION: SENTENCE}, at=NOON, by=staff
    )
    assert not Notice.objects.filter(kind=NoticeKind.CONTACT_CHANGED).exists()
