"""What is said to who has not confirmed, or not shown who they are: what goes on, until when, and how."""

from datetime import timedelta

import pytest

from requests_app.operations import reminders, review
from requests_app.vocabulary import NoticeKind
from tests.filings import NOON, PIECES
from tests.notices.cases import CORRECTION, DELETION
from tests.notices.mailbox import deliver, sent
from tests.notices.test_what_each_carries import said
from verification.models import Channel

pytestmark = pytest.mark.django_db


def test_a_copy_that_is_not_verified_is_told_which_request_goes_on_instead_and_how_to_confirm_it(make):
    notice = make.not_verified(PIECES)
    text = said(notice)
    assert "we now look at your request as one for a description" in text
    assert f"It has the reference {notice.submission}-2, and you have our answer to it by Jan. 7, 2027" in text
    assert "Before that we need your confirmation" in text


@pytest.mark.parametrize(("channel", "words"), [(Channel.TEXT, "look at it as {}-2"), (Channel.CALL, "a description")])
def test_a_copy_that_is_not_verified_is_told_so_over_the_telephone_as_well(make, staff, channel, words):
    notice = type(make)(staff, channel).not_verified(PIECES)
    deliver(notice)
    assert words.format(notice.submission) in sent(channel).text
    assert len(sent(channel).text) <= (320 if channel == Channel.TEXT else 700)


@pytest.mark.parametrize(("right", "citation"), [(DELETION, "(11 CCR § 7022(a))"), (CORRECTION, "(11 CCR § 7023(a))")])
def test_a_refusal_for_lack_of_proof_cites_what_is_about_the_right(make, right, citation):
    assert citation in said(make.not_verified(right))


def test_an_unverified_deletion_offers_to_stop_the_sale_where_the_business_sells(make):
    text = said(make.not_verified(DELETION))
    assert "Would you like us to stop selling and sharing your information?" in text
    assert "We keep a record of this request" in text


# --- the reminders, and the warning before the end ----------------------------------------------------------------


def test_a_reminder_says_how_to_confirm_and_that_the_day_stays(make):
    text = said(make.reminder())
    assert "it is not confirmed yet" in text
    assert "We send a code to this address. Enter it there, and your request is confirmed." in text
    assert "Our answer by: Jan. 7, 2027" in text
    assert "The day of our answer does not change" in text


@pytest.mark.parametrize("kind", ["reminder", "ending"])
def test_what_may_reach_a_stranger_says_what_to_do_then(make, kind):
    assert "Was it not you? Then ignore this message." in said(getattr(make, kind)())


def test_a_reminder_speaks_only_of_what_waits(make):
    submission = make.file(PIECES, DELETION)
    review.withdraw(request=submission.requests.select_related("submission").get(ordinal=2), at=NOON)
    reminders.remind_unconfirmed(at=NOON + timedelta(days=1))
    text = said(submission.notices.get(kind=NoticeKind.REMINDER))
    assert "You asked for: A copy of the information about you Our answer" in text


def test_the_reminder_of_the_second_yes_says_that_nothing_is_deleted_yet_and_where_to_say_it(make):
    text = said(make.second_yes())
    assert "Until then we delete nothing" in text
    assert "There you say yes once more. If you have changed your mind, you withdraw the request there." in text


def test_the_warning_says_by_when_why_how_and_that_it_is_not_over(make):
    text = said(make.ending())
    assert "If we cannot make sure that it comes from you, we will refuse it, by Jan. 7, 2027 at the latest" in text
    assert "To confirm it, open the page of your request" in text
    assert "call us or write to us" in text
    assert "you can take the request up again afterwards" in text
