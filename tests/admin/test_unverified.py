"""What does the desk say about what nobody verified, and what does it ask before closing it?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.models import Notice, PrivacyRequest
from requests_app.operations import answers, identity, reminders, review, revival
from requests_app.vocabulary import Ground, NoticeKind, Outcome
from tests.admin.pages import QUEUE, act, errors, fresh, page, queue, text, unmasked, url
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, confirm, file, only_request, verify

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)


def filed(*rights, days=0, **changes):
    return only_request(file(*rights, at=NOON - days * DAYS, **changes))


def reminded(kind, at=NOON):
    Notice.objects.filter(kind=kind).update(state="SENT", sent_at=at)


# --- the next step ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (0, "Wait until the contact is confirmed."),
        (37, "Wait until the contact is confirmed."),
        (38, "Not verified yet: ask once more or close as not verified."),
        (44, "Not verified yet: ask once more or close as not verified."),
        (45, "Close: nobody confirmed the contact."),
    ],
)
def test_what_to_do_with_an_unconfirmed_request(desk, days, step):
    assert step in page(desk, filed(days=days))


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (37, "Next step Match the identity."),
        (38, "Not verified yet: ask once more or close as not verified."),
        (50, "Not verified yet: ask once more or close as not verified."),
    ],
)
def test_what_to_do_with_a_confirmed_request_that_is_not_verified(desk, days, step):
    request = filed(days=days)
    confirm(request.submission)
    assert step in page(desk, request)


@pytest.mark.parametrize(
    ("days", "step"),
    [(1, "Wait for the second yes to the deletion"), (38, "No second yes to the deletion yet: ask once more.")],
)
def test_what_to_do_with_a_deletion_that_waits(desk, staff, days, step):
    request = filed(DELETION, days=days)
    verify(request.submission, by=staff)
    assert step in page(desk, request)


def test_the_queue_says_since_when_each_waits_after_its_reminder(desk, staff):
    filed(days=1)
    waiting = filed(DELETION, days=2)
    confirm(waiting.submission, at=NOON - 2 * DAYS)
    reminders.remind_unconfirmed(at=NOON)
    reminders.remind_of_second_yes(at=NOON)
    reminded(NoticeKind.REMINDER)
    reminded(NoticeKind.SECOND_YES, at=NOON - DAYS)
    waiting.submission.refresh_from_db()
    verify(waiting.submission, by=staff)
    words = text(desk.get(QUEUE))
    assert "Wait until the contact is confirmed (reminded Mon, Nov 23)" in words
    assert "Wait for the second yes to the deletion (reminded Sun, Nov 22)" in words


def test_a_reminder_that_has_not_left_is_not_called_sent(desk):
    filed(days=1)
    reminders.remind_unconfirmed(at=NOON)
    assert "reminded" not in text(desk.get(QUEUE))


def test_the_queue_asks_once_for_all_reminders(desk):
    def count():
        with CaptureQueriesContext(connection) as asked:
            desk.get(QUEUE)
        return len(asked)

    filed(days=1)
    one = count()
    for number in range(20):
        filed(days=1, contact=f"p{number}@example.com")
    assert count() == one


# --- the filter ---------------------------------------------------------------------------------------------


def test_what_is_not_verified_and_ends_soon_can_be_picked_out(desk, staff):
    unconfirmed, unverified = filed(days=39), filed(days=40)
    confirm(unverified.submission)
    filed(days=37)  # not yet
    verify(filed(days=40).submission, by=staff)  # verified
    review.withdraw(request=filed(days=41), at=NOON)
    extended = filed(days=42)
    review.extend(request=extended, reason="NUMBER", at=NOON, by=staff)
    assert queue(desk, state="ending") == [unverified.reference, unconfirmed.reference]


# --- closing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", [True, False])
def test_closing_early_asks_for_a_reason(desk, confirmed):
    request = filed(DELETION)
    if confirmed:
        confirm(request.submission)
    words = text(desk.get(url(request, "not-verified")))
    assert "Why do you close it so early?" in words
    assert "The last week before the answer date begins on Dec. 31, 2026" in words
    assert errors(act(desk, request, "not-verified")) == ["Say why you close it so early"]
    assert not fresh(request).closed


def test_the_reason_is_for_the_records_and_stands_on_the_page(desk):
    request = filed(DELETION)
    act(desk, request, "not-verified", early_reason="The letter came back.")
    assert fresh(request).outcome == Outcome.NOT_VERIFIED
    shown = unmasked(desk, request)
    assert "Why closed early The letter came back." in shown
    assert "That was before the last week; the reason is with the answer." in shown


def test_in_the_last_week_no_reason_is_asked(desk):
    request = filed(DELETION, days=38)
    assert "Why do you close it so early?" not in text(desk.get(url(request, "not-verified")))
    act(desk, request, "not-verified")
    assert fresh(request).answer.early_reason is None


def test_the_way_over_the_grounds_asks_for_the_same_reason(desk):
    request = filed(DELETION)
    assert errors(act(desk, request, "deny", "?ground=UNVERIFIED")) == ["Say why you close it so early"]
    act(desk, request, "deny", "?ground=UNVERIFIED", early_reason="The letter came back.")
    assert fresh(request).outcome == Outcome.NOT_VERIFIED


def test_a_page_that_was_opened_before_an_extension_is_told_that_a_reason_is_needed(desk, staff):
    request = filed(DELETION, days=40)
    review.extend(request=request, reason="NUMBER", at=NOON, by=staff)
    form = act(desk, request, "not-verified")
    assert errors(form) == ["Say why you close it so early"]


def test_before_closing_a_copy_staff_read_that_a_description_opens(desk):
    request = filed(PIECES, days=38)
    words = text(desk.get(url(request, "not-verified")))
    assert "Instead of the copy we now look at your request as one for a description" in words
    assert "11 CCR §§ 7024(a), 7062(f)" in words
    act(desk, request, "not-verified")
    opened = PrivacyRequest.objects.get(type="KNOW_CATEGORIES")
    assert "opened when reviewer closed the copy" in page(desk, opened)


def test_before_closing_a_description_staff_read_the_link_to_the_practices(desk, settings):
    settings.BUSINESS_POLICY_URL = "https://larkspur.example.com/privacy"
    request = filed(CATEGORIES, days=38)
    assert "https://larkspur.example.com/privacy" in text(desk.get(url(request, "not-verified")))


def test_the_page_of_what_was_taken_up_says_so(desk, staff):
    request = filed(CATEGORIES, days=38)
    answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, at=NOON, by=staff)
    challenge = identity.start_tracking(side=request.submission, at=NOON)
    submission = identity.open_tracking(challenge=challenge, at=NOON)
    revival.take_up(submission=submission, at=NOON)
    assert f"the consumer took it up again. It goes on as {submission}-2." in page(desk, request)
    second = PrivacyRequest.objects.get(ordinal=2)
    assert f"goes on from {submission}-1, which was closed as not verified." in page(desk, second)
