"""What is the team mailed, when does it stop, and how often? Each kind's condition on and off."""

from datetime import timedelta

import pytest

from privacy_portal.lib.owed import SendState
from requests_app import calendar, metrics
from requests_app.models import AlertSent, Notice, PrivacyRequest, Submission
from requests_app.operations import alerts, review
from requests_app.rules import policy
from requests_app.rules.clocks import RESPOND_DAYS
from requests_app.vocabulary import AlertKind, ExtensionReason
from tests.filings import NOON, confirm, file, only_request, verify
from tests.operations.mails_to_the_team import DAY, TEAM_ADDRESSES, ago, codes, fail, the_mail, told

pytestmark = pytest.mark.django_db
TODAY = calendar.business_day(NOON)
DIGEST, OVERDUE, FAILED = AlertKind.DIGEST, AlertKind.OVERDUE, AlertKind.FAILED
CONVERSION, POLICY = AlertKind.CONVERSION, AlertKind.POLICY
LAST_DAY = RESPOND_DAYS  # filed so many days ago, its answer is due today


@pytest.fixture(autouse=True)
def team(settings):
    settings.STAFF_ALERT_EMAILS = TEAM_ADDRESSES
    settings.POLICY_UPDATED = TODAY.isoformat()
    return settings


# --- the digest -------------------------------------------------------------------------------------------------------


def test_the_morning_brings_one_digest_to_each_mailbox_and_no_second_one():
    assert [message.to for message in told()[DIGEST]] == [[each] for each in TEAM_ADDRESSES]
    assert told(NOON + timedelta(hours=3)) == {}


def test_the_next_day_brings_the_next_digest():
    told()
    assert set(told(NOON + DAY)) == {DIGEST}


def test_a_day_begins_by_the_clocks_of_the_business():
    evening = NOON + timedelta(hours=11)  # the next day in Greenwich
    told(NOON)
    assert told(evening) == {}


def test_a_quiet_day_says_that_nothing_is_late_and_what_silence_would_mean():
    said = the_mail(DIGEST)
    assert "Nothing is late" in said.splitlines()[0]
    assert "Nothing is late this morning." in said
    assert "If it does not come, the portal’s worker or its mail does not work." in said


def test_what_is_overdue_or_not_acknowledged_in_time_is_not_called_quiet():
    submission = file(at=ago(20))
    assert "Nothing is late" not in the_mail(DIGEST)
    Submission.objects.filter(pk=submission.pk).update(acknowledged_at=NOON)
    assert "Nothing is late" in the_mail(DIGEST, NOON + DAY)
    told(NOON + 2 * DAY)
    assert "1 privacy request overdue" in the_mail(DIGEST, NOON + 40 * DAY).splitlines()[0]


def test_a_setting_with_nobody_in_it_owes_nothing(settings):
    settings.STAFF_ALERT_EMAILS = []
    file(at=ago(60))
    assert told() == {}
    assert not AlertSent.objects.exists()
    assert not PrivacyRequest.objects.exclude(overdue_noted_on=None).exists()


def test_a_mailbox_that_is_written_twice_gets_one_mail(settings):
    settings.STAFF_ALERT_EMAILS = ["team@example.com", "Team@example.com "]
    assert len(told()[DIGEST]) == 1


def test_numbers_are_those_of_the_moment_at_which_it_leaves():
    alerts.queue_due(at=NOON)
    file(at=NOON)
    assert "Unconfirmed: 1" in the_mail(DIGEST, NOON + timedelta(minutes=1))


# --- overdue ----------------------------------------------------------------------------------------------------------


def test_what_becomes_overdue_is_told_on_that_day_and_not_on_the_next():
    file(at=ago(LAST_DAY))
    assert OVERDUE not in told(NOON)
    assert "1 privacy request became overdue" in the_mail(OVERDUE, NOON + DAY)
    assert OVERDUE not in told(NOON + 2 * DAY)


def test_the_digest_goes_on_counting_it():
    file(at=ago(LAST_DAY + 1))
    told()
    assert "Overdue: 1" in the_mail(DIGEST, NOON + DAY)


def test_what_was_answered_before_the_mail_leaves_is_not_told(staff):
    request = only_request(file(at=ago(LAST_DAY + 1)))
    alerts.queue_due(at=NOON)
    review.withdraw(request=request, at=NOON)
    assert OVERDUE not in told(NOON + timedelta(minutes=1))
    assert not AlertSent.objects.filter(kind=OVERDUE).exists()


def test_of_two_days_each_mail_counts_its_own():
    file(at=ago(LAST_DAY + 1))
    file(at=ago(LAST_DAY), contact="second@example.com")
    assert "Overdue in all: 1" in the_mail(OVERDUE)
    said = the_mail(OVERDUE, NOON + DAY)
    assert "1 privacy request became overdue" in said
    assert "Overdue in all: 2" in said


def test_what_was_extended_is_told_once_more_when_the_second_date_passes(staff):
    submission = file(at=ago(LAST_DAY))
    verify(submission, by=staff, at=ago(LAST_DAY))
    review.extend(request=only_request(submission), reason=ExtensionReason.COMPLEXITY, at=NOON, by=staff)
    assert OVERDUE not in told(NOON + DAY)
    request = only_request(submission)
    PrivacyRequest.objects.filter(pk=request.pk).update(overdue_noted_on=TODAY)
    assert OVERDUE in told(NOON + (request.due_on - TODAY) + DAY)


def test_what_is_late_when_it_is_entered_is_told_on_the_next_day_if_this_one_had_its_mail():
    file(at=ago(LAST_DAY + 1))
    told()
    file(at=ago(LAST_DAY + 30), contact="letter@example.com")
    assert OVERDUE not in told(NOON + timedelta(hours=2))
    assert "1 privacy request became overdue" in the_mail(OVERDUE, NOON + DAY)


def test_what_is_due_today_and_nobodys_is_said(staff):
    file(at=ago(LAST_DAY + 1))
    owned = only_request(confirm(file(at=ago(LAST_DAY), contact="owned@example.com"), at=ago(LAST_DAY)))
    file(at=ago(LAST_DAY), contact="nobodys@example.com")
    review.assign(request=owned, owner=staff, at=NOON, by=staff)
    mails = told()
    for kind in (DIGEST, OVERDUE):
        assert "Due today, and nobody’s: 1" in mails[kind][0].body
        assert "?due=today&owner=nobody" in mails[kind][0].body


# --- a message that failed --------------------------------------------------------------------------------------------


def test_a_message_that_was_given_up_is_told_once():
    assert FAILED not in told(ago(1))
    fail(file(at=ago(1)).notices.get(), at=NOON - timedelta(hours=1))
    assert "1 message about a privacy request could not be sent" in the_mail(FAILED)
    assert FAILED not in told(NOON + DAY)


def test_two_that_fail_on_one_day_are_one_mail_and_the_later_one_waits_for_the_next_day():
    first, second = (file(at=ago(1), contact=f"p{number}@example.com").notices.get() for number in range(2))
    fail(first, at=NOON - timedelta(hours=1))
    assert FAILED in told()
    fail(second, at=NOON + timedelta(hours=1))
    assert FAILED not in told(NOON + timedelta(hours=2))
    assert the_mail(FAILED, NOON + DAY).startswith("1 message ")


def test_one_that_left_after_all_is_not_told():
    notice = file(at=ago(1)).notices.get()
    fail(notice, at=NOON - timedelta(hours=1))
    alerts.queue_due(at=NOON)
    Notice.objects.filter(pk=notice.pk).update(state=SendState.OWED)
    assert FAILED not in told(NOON + timedelta(minutes=1))


def test_a_mail_about_failures_that_failed_itself_leaves_them_to_the_next_one():
    fail(file(at=ago(1)).notices.get(), at=NOON - timedelta(hours=1))
    alerts.queue_due(at=NOON)
    AlertSent.objects.filter(kind=FAILED).update(state=SendState.FAILED, failure="smtp_550")
    assert FAILED in told(NOON + DAY)


# --- the conversion of challenges -------------------------------------------------------------------------------------


def fallen(at):
    """Four weeks in which everybody answered, and a week in which a third does."""
    codes(80, answered=80, at=at - 20 * DAY)
    codes(40, answered=14, at=at - 4 * DAY)


def test_fewer_answers_are_told_in_parts_of_a_hundred():
    fallen(NOON)
    said = the_mail(CONVERSION)
    assert "35% were used within a day; in the four weeks before it was 100%" in said


def test_as_many_answers_as_before_are_not_told():
    codes(80, answered=80, at=NOON - 20 * DAY)
    codes(40, answered=38, at=NOON - 4 * DAY)
    assert CONVERSION not in told()


def test_three_who_went_to_lunch_are_no_alarm():
    codes(80, answered=80, at=NOON - 20 * DAY)
    codes(3, answered=0, at=NOON - 4 * DAY)
    assert CONVERSION not in told()


def test_it_is_told_once_a_week_as_long_as_it_stays_so():
    fallen(NOON)
    days = [day for day in range(4) if CONVERSION in told(NOON + day * DAY)]
    codes(80, answered=80, at=NOON - 14 * DAY)
    codes(40, answered=10, at=NOON + 4 * DAY)
    days += [day for day in range(4, 9) if CONVERSION in told(NOON + day * DAY)]
    assert days == [0, 7]


def test_what_rose_again_before_the_mail_leaves_is_not_told():
    fallen(NOON)
    alerts.queue_due(at=NOON)
    codes(200, answered=200, at=NOON - 3 * DAY)
    assert CONVERSION not in told(NOON + timedelta(minutes=1))


# --- the policy -------------------------------------------------------------------------------------------------------


def test_a_policy_is_told_of_on_the_day_it_becomes_old_and_then_monthly(settings):
    settings.POLICY_UPDATED = "2025-11-23"
    assert policy.renew_by(policy.stated(settings.POLICY_UPDATED)) == TODAY
    days = [day for day in range(64) if POLICY in told(NOON + day * DAY)]
    # November 24, December 24, January 24.
    assert days == [1, 31, 62]


def test_it_says_since_when(settings):
    settings.POLICY_UPDATED = "2025-11-20"
    said = the_mail(POLICY)
    assert "older than 12 months" in said
    assert "Nov. 20, 2025" in said


@pytest.mark.parametrize("stated", ["", "last spring"])
def test_of_a_policy_without_a_day_nobody_is_mailed(settings, stated):
    settings.POLICY_UPDATED = stated
    assert not metrics.policy_is_old(on=TODAY)
    assert POLICY not in told()


def test_an_update_ends_it(settings):
    settings.POLICY_UPDATED = "2025-01-01"
    alerts.queue_due(at=NOON)
    settings.POLICY_UPDATED = TODAY.isoformat()
    assert POLICY not in told(NOON + timedelta(minutes=1))
