"""The second person at the desk: what they read, what they can do, and what they are told when they cannot."""

import pytest

from requests_app.models import Answer, ProposedAnswer
from requests_app.operations import release
from requests_app.vocabulary import Outcome, Point
from tests.admin.pages import act, errors, fresh, page, queue, reveal, text, unmasked, url
from tests.admin.pages import release as press_release
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, colleague, file, verify
from tests.threats.proposals import FEWER, TEXT, propose, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(staff):
    """A request whose answer waits for a second person; `staff` wrote it."""
    return fresh(propose(verified(staff), staff).request)


@pytest.mark.threat("A01")
def test_who_writes_an_answer_is_told_that_it_waits(desk, staff):
    request = verified(staff)
    assert "A second person has to release this before it leaves." in text(desk.get(url(request, "answer")))
    words = text(act(desk, request, "answer", text=TEXT))
    assert "It is written, and waits for a second person. The consumer is not told yet." in words
    assert not Answer.objects.exists()


@pytest.mark.threat("A01")
def test_who_wrote_it_is_offered_no_release_and_told_why(desk, waiting):
    assert "Release Not now: You wrote this answer. Somebody else has to look at it." in page(desk, waiting)
    words = text(act(desk, waiting, "release", digest=ProposedAnswer.objects.get().digest))
    assert "Release is not possible: You wrote this answer. Somebody else has to look at it." in words
    assert not fresh(waiting).closed


def test_a_colleague_finds_release_as_the_next_step(second_desk, waiting):
    assert "Next step Waits for a second person. Release" in page(second_desk, waiting)
    assert "It is released, and the consumer is told." in text(press_release(second_desk, waiting))
    assert fresh(waiting).outcome == Outcome.FULFILLED


@pytest.mark.threat("A10")
@pytest.mark.parametrize("place", ["change", "release"])
def test_the_second_person_reads_the_words_and_the_contact_beside_the_records(second_desk, waiting, place):
    reveal(second_desk, waiting, reason="RELEASE")
    words = text(second_desk.get(url(waiting, place)))
    assert TEXT in words
    assert "Who gets it Email rosa@example.com Confirmed Nov. 23, 2026, noon Name given Rosa Example" in words
    assert (
        "What we hold This contact Found in our records "
        "Agrees with our records Full name Email address on file Customer or order number" in words
    )
    digest = ProposedAnswer.objects.get().digest
    assert f"Digest of these words: {digest[:4]} {digest[4:8]}" in words


@pytest.mark.threat("A10")
def test_words_replaced_while_they_were_read_are_not_released(second_desk, waiting, staff):
    reveal(second_desk, waiting, reason="RELEASE")
    read = second_desk.get(url(waiting, "release")).context["form"].initial["digest"]
    propose(waiting, staff, text="You ordered three lamps in May.")
    words = text(act(second_desk, waiting, "release", digest=read))
    assert "The answer was changed after you opened it, so nothing was released. Read it again." in words
    assert not fresh(waiting).closed


@pytest.mark.threat("A10")
@pytest.mark.parametrize("digest", ["", "0" * 64, "é" * 10])
def test_a_release_without_the_digest_of_these_words_is_refused(second_desk, waiting, digest):
    act(second_desk, waiting, "release", digest=digest)
    assert not fresh(waiting).closed


def test_it_can_be_sent_back_with_a_reason_that_its_writer_reads(desk, second_desk, waiting):
    reveal(second_desk, waiting, reason="RELEASE")
    assert errors(act(second_desk, waiting, "send-back", reason=" ")) == ["Say what has to change"]
    words = text(act(second_desk, waiting, "send-back", reason="The curtains are somebody else's."))
    assert "It is sent back. Your colleague reads why." in words
    words = unmasked(desk, waiting)
    assert "colleague sent this back on Nov. 23, 2026, noon: The curtains are somebody else's." in words
    assert "Next step Answer." in words


def test_what_was_sent_back_need_not_be_typed_again(desk, second_desk, waiting):
    reveal(second_desk, waiting, reason="RELEASE")
    act(second_desk, waiting, "send-back", reason="The curtains are somebody else's.")
    response = desk.get(url(waiting, "answer"))
    assert response.context["form"].initial["text"] == TEXT
    assert "The curtains are somebody else's." in text(response)


def test_a_request_without_a_waiting_answer_offers_no_release(desk, staff):
    request = verified(staff)
    assert "Release" not in page(desk, request)
    words = text(act(desk, request, "release", digest="0" * 64))
    assert "No answer waits for a second person any more." in words


def test_the_queue_finds_what_waits_for_a_second_person(desk, second_desk, waiting, staff):
    other = verified(staff, CATEGORIES, person=waiting.submission.person)
    assert queue(desk, state="second") == [waiting.reference]
    assert set(queue(desk)) == {waiting.reference, other.reference}
    assert "Waits for a second person" in text(desk.get("/staff/requests_app/privacyrequest/", {"state": "second"}))
    release.send_back(request=waiting, reason="No.", at=NOON, by=colleague())
    assert queue(desk, state="second") == []


@pytest.mark.threat("A02")
def test_an_answer_to_a_contact_not_on_file_has_no_button_and_its_post_is_refused(desk, staff):
    request = verified(staff, points=FEWER)
    words = page(desk, request)
    assert "Answer Not now: The contact is not one that we held before." in words
    words = text(act(desk, request, "answer", text=TEXT))
    assert "Answer is not possible: The contact is not one that we held before." in words
    assert not ProposedAnswer.objects.exists()
    assert not fresh(request).closed


@pytest.mark.threat("A02")
def test_a_new_contact_is_answered_with_a_reason_that_the_second_person_reads(desk, second_desk, staff):
    person = verify(file(DELETION, contact="known@example.com"), by=staff)
    request = verified(staff, CATEGORIES, points=FEWER, person=person)
    assert errors(act(desk, request, "answer-new-contact", text=TEXT)) == [
        "Say how you know that this contact is the person’s"
    ]
    act(desk, request, "answer-new-contact", text=TEXT, contact_reason="We called the number on the account.")
    reveal(second_desk, request, reason="RELEASE")
    words = text(second_desk.get(url(request, "release")))
    assert "We called the number on the account." in words
    assert "This contact Not found in our records" in words
    assert "We also tell 1 contact, so that a stranger is noticed: known@example.com" in words
    press_release(second_desk, request)
    assert fresh(request).answer.contact_reason == "We called the number on the account."


@pytest.mark.threat("A02")
def test_a_contact_on_file_is_not_answered_as_a_new_one(desk, staff):
    request = verified(staff)
    assert "Answer to a contact new to us" not in page(desk, request)
    act(desk, request, "answer-new-contact", text=TEXT, contact_reason="Because.")
    assert not ProposedAnswer.objects.exists()


@pytest.mark.threat("A07")
def test_the_second_person_reads_who_is_told_of_a_corrected_contact(second_desk, staff):
    request = verified(staff, CORRECTION, points=FEWER)
    propose(request, staff)
    reveal(second_desk, request, reason="RELEASE")
    words = text(second_desk.get(url(request, "release")))
    assert "It corrects a contact, and so how the person is reached." in words
    assert "We also tell 1 contact, so that a stranger is noticed: old@example.com" in words
    assert "If that is not the contact in our records, write or call there before you release this." in words


@pytest.mark.threat("A11")
def test_a_false_alarm_is_put_aside_in_the_form_that_raised_it(desk, second_desk, staff):
    request = verified(staff, CATEGORIES)
    looks = "Your voucher had the number 4111 1111 1111 1111."
    assert "alarm_reason" not in desk.get(url(request, "answer")).context["form"].fields
    response = act(desk, request, "answer", text=looks)
    assert "alarm_reason" in response.context["form"].fields
    assert errors(act(desk, request, "answer", text=looks, alarm_reason=" "))
    act(desk, request, "answer", text=looks, alarm_reason="A used paper voucher.")
    reveal(second_desk, request, reason="RELEASE")
    words = text(second_desk.get(url(request, "release")))
    assert "A used paper voucher." in words
    assert "Answer, line 1: looks like this: A financial account or payment card number" in words
    press_release(second_desk, request)
    assert fresh(request).answer.alarm_reason == "A used paper voucher."


def test_what_fails_at_the_release_is_said_on_its_page(second_desk, waiting, staff):
    waiting.submission.evidence.filter(point=Point.EMAIL).delete()
    response = press_release(second_desk, waiting)
    assert errors(response)[0].startswith("The contact is not one that we held before.")
    assert ProposedAnswer.objects.exists()


def test_the_page_of_a_released_answer_names_both(desk, staff, second_desk, waiting):
    press_release(second_desk, waiting)
    words = page(desk, waiting)
    assert "by reviewer" in words
    assert "Released by colleague" in words


def test_who_replaces_a_waiting_answer_is_told(second_desk, waiting):
    words = text(second_desk.get(url(waiting, "answer")))
    assert "An answer waits for a second person already. What you send here takes its place." in words
