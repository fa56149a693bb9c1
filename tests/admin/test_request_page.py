"""The page of one request: everything on it, nothing to edit, and no more certainty than there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_portal.lib import owed
from requests_app.models import Notice
from requests_app.operations import identity, review
from requests_app.vocabulary import Accompaniment, ExtensionReason, Ground, NoticeKind, Point
from tests.admin.pages import page, reveal, text, unmasked, url
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

pytestmark = pytest.mark.django_db

PAYLOAD = """<script>alert(1)</script><img src=x onerror=alert(2)>'"{{ 7*7 }}"""


def test_it_says_who_asked_and_how_to_those_who_have_to_compare_it(desk):
    words = unmasked(desk, only_request(file(name="Rosa Example", contact="rosa@example.com")))
    assert "Rosa Example" in words
    assert "Email: rosa@example.com" in words


def test_it_masks_the_contact_for_those_who_only_look(looker):
    words = page(looker, only_request(file(name="Rosa Example", contact="rosa@example.com")))
    assert "Email: r•••@e•••.com" in words
    assert "rosa@example.com" not in words


def test_it_says_what_exactly_is_asked(desk):
    words = page(desk, only_request(file(CATEGORIES)))
    assert "Where you got it from" in words
    assert "The last 12 months" in words


def test_a_confirmed_contact_is_not_called_an_identity(desk):
    submission = file(PIECES)
    confirm(submission)
    words = page(desk, only_request(submission))
    assert "Contact confirmed Nov. 23, 2026" in words
    assert "Identity not verified yet" in words
    assert "Identity verified" not in words


def test_it_says_what_is_still_missing(desk, staff):
    submission = file(PIECES)
    verify(submission, by=staff, points={Point.NAME}, declaration=False)
    words = page(desk, only_request(submission))
    assert "Still missing: 2 more points that agree and the signed declaration." in words
    assert "Point matched: Full name (reviewer)" in words


def test_a_point_in_dispute_is_said_to_count_for_nothing(desk, staff):
    submission = file(CORRECTION)
    verify(submission, by=staff, points={Point.EMAIL}, declaration=False)
    words = page(desk, only_request(submission))
    assert "Does not count: it is the item in dispute (11 CCR § 7060(h))." in words
    assert "Still missing: 3 more points that agree and the signed declaration." in words


def test_a_verified_request_says_so(desk, staff):
    submission = file(PIECES)
    verify(submission, by=staff)
    words = page(desk, only_request(submission))
    assert "Identity verified" in words
    assert "Still missing" not in words


def test_the_three_clocks_are_there(desk):
    words = page(desk, only_request(file(at=NOON - timedelta(days=44))))
    assert "Acknowledgement overdue by" in words
    assert "Answer due in 1 day, Tue, Nov 24" in words
    assert "Can be extended until Tue, Nov 24" in words


def test_an_extension_is_said_with_its_reason(desk, staff):
    request = only_request(file())
    review.extend(request=request, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    assert "Extended to Sun, Feb 21, 2027: There are many requests" in page(desk, request)


def test_an_answer_is_shown_as_it_was_given(desk, staff):
    request = only_request(answered(PIECES, by=staff, at=NOON))
    words = unmasked(desk, request)
    assert "Here is what we hold about you." in words
    assert "Nov. 23, 2026 by reviewer" in words
    assert "Counts as one of the two answers in 12 months" in words


def test_messages_are_shown_with_what_became_of_them(desk):
    request = only_request(file())
    receipt = Notice.objects.get(kind=NoticeKind.RECEIPT)
    assert "Receipt Waits to be sent" in page(desk, request)
    assert owed.lease(Notice, receipt.pk, at=NOON + timedelta(minutes=10)) is not None
    receipt.refresh_from_db()
    owed.postpone(receipt, at=NOON, failure="mailbox_full")
    assert "Waits after a failure (mailbox_full)" in page(desk, request)
    owed.fail(receipt, at=NOON, failure="mailbox_unknown")
    assert "Could not be sent (mailbox_unknown, 1 try). Reach the person another way." in page(desk, request)


def test_a_message_that_left_is_shown_with_its_time(desk):
    request = only_request(file())
    owed.sent(Notice.objects.get(kind=NoticeKind.RECEIPT), at=NOON, provider_id="1")
    assert "Receipt Sent Nov. 23, 2026, noon" in page(desk, request)


def test_other_requests_are_shown_with_the_reason(desk, staff):
    submission = file(PIECES, CATEGORIES)
    person = verify(submission, by=staff)
    same_person = answered(DELETION, by=staff, at=NOON, person=person, contact="elsewhere@example.com")
    same_contact = file(DELETION)
    stranger = file(contact="stranger@example.com")
    words = page(desk, submission.requests.get(ordinal=1))
    assert f"{submission}-2 Know the categories, In progress Same filing" in words
    assert f"{same_person}-1 Delete, Fulfilled Same person" in words
    assert f"{same_contact}-1 Delete, Unconfirmed Same contact" in words
    assert str(stranger) not in words


def test_the_history_is_told_in_sentences(desk, staff):
    request = only_request(file())
    confirm(request.submission)
    review.assign(request=request, owner=staff, at=NOON, by=staff)
    words = page(desk, request)
    assert "reviewer assigned it to reviewer." in words
    assert "The consumer confirmed the contact (Email)." in words


def test_the_history_of_another_right_of_the_filing_is_not_mixed_in(desk, staff):
    submission = file(PIECES, CATEGORIES)
    first, second = submission.requests.select_related("submission").order_by("ordinal")
    review.extend(request=second, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    assert "extended the answer date" in page(desk, second)
    assert "extended the answer date" not in page(desk, first)


def test_an_action_that_is_not_allowed_says_why(desk):
    words = page(desk, only_request(file()))
    assert "Answer Not now: The contact is not confirmed yet." in words
    assert "Record an identity match Not now: The contact is not confirmed yet." in words


def test_a_deletion_waits_for_its_second_yes(desk, staff):
    submission = file(DELETION)
    verify(submission, by=staff)
    words = page(desk, only_request(submission))
    assert "Not now: The consumer has not said a second time that they want the deletion." in words


def test_an_action_that_is_allowed_is_a_link(desk):
    request = only_request(file())
    assert f'href="{url(request, "extend")}"' in desk.get(url(request)).content.decode()


def test_the_next_step_is_the_button(desk, staff):
    request = only_request(file())
    confirm(request.submission)
    content = desk.get(url(request)).content.decode()
    assert f'<a class="button" href="{url(request, "match")}">' in content


def test_a_closed_request_offers_nothing(desk):
    request = only_request(file())
    review.withdraw(request=request, at=NOON)
    content = desk.get(url(request)).content.decode()
    assert "Nothing: it is closed" in content
    for action in ("answer", "deny", "extend", "match", "assign", "duplicate"):
        assert url(request, action) not in content


def test_whoever_may_only_look_is_told_so(looker):
    request = only_request(file())
    content = looker.get(url(request)).content.decode()
    assert "You may look at requests, and not act on them." in content
    assert url(request, "extend") not in content


@pytest.mark.parametrize("address", ["00000000-0000-0000-0000-000000000000", "nonsense", "1"])
def test_a_request_that_does_not_exist_is_not_found(desk, address):
    assert desk.get(f"/staff/requests_app/privacyrequest/{address}/change/").status_code == 404


def test_what_people_typed_is_shown_as_text(desk, staff):
    correction = (CORRECTION[0], {**CORRECTION[1], "right": PAYLOAD, "wrong": PAYLOAD})
    submission = file(correction, name=PAYLOAD)
    verify(submission, by=staff)
    request = only_request(submission)
    reveal(desk, request)
    for address in (url(request), url(request, "answer"), url(request, "deny"), url(request, "match")):
        content = desk.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "{{ 7*7 }}" in content


def test_a_part_that_was_withheld_is_shown_with_its_ground(desk, staff, settings):
    submission = file(PIECES)
    verify(submission, by=staff)
    request = only_request(submission)
    identity_words = "The rest is needed for a claim that is before the court."
    from_desk = desk.post(
        f"{url(request, 'answer')}?ground=LEGAL_CLAIMS",
        {
            "step": "send",
            "text": "Most of it.",
            Accompaniment.EXPLANATION.value: identity_words,
            Accompaniment.REST_DONE.value: "Everything else is here.",
            "reproductive_care": "no",
        },
        follow=True,
    )
    assert identity_words not in text(from_desk)
    words = unmasked(desk, request)
    assert str(Ground.LEGAL_CLAIMS.label) in words
    assert identity_words in words


def queries_of(client, request):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url(request)).status_code == 200
    return len(captured)


def test_the_page_takes_the_same_queries_however_much_happened(desk, staff):
    submission = file(PIECES)
    person = verify(submission, by=staff)
    request = only_request(submission)
    few = queries_of(desk, request)
    for number in range(10):
        verify(file(CATEGORIES, contact=f"more{number}@example.com"), by=staff, person=person)
        review.assign(request=request, owner=staff, at=NOON, by=staff)
        identity.start_confirmation(submission=submission, at=NOON)
    # The session, the user, their duties; the request, its limit, its tasks, the register of systems and vendors, what
    # more is asked, what the evidence of a match is, whether a login counts, whether a government ID is asked for, what
    # stops messages, whether anybody is in the circle, whether a call back confirmed the contact, the notices, the
    # facts, the other requests, the history, the evidence of the page and of what may be asked, what the records say,
    # steps outside, the documents, the messages, the notes, how often they asked, the names in the history.
    assert queries_of(desk, request) == few == 27
