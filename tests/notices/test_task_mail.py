"""Who sees to a task learns that it waits, and is reminded, by a mail that says nothing about anybody."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail

from requests_app.models import HolderTask
from requests_app.operations import task_mail
from requests_app.vocabulary import TellBy
from tests.filings import DELETION, NOON, PACIFIC, colleague
from tests.holders import done, holder, started
from tests.threats.proposals import verified

pytestmark = pytest.mark.django_db

# Filed on November 23, 2026, so answered by January 7, 2027.
TEN_DAYS_BEFORE = datetime(2026, 12, 28, 7, 10, tzinfo=PACIFIC)
THREE_DAYS_BEFORE = datetime(2027, 1, 4, 7, 10, tzinfo=PACIFIC)


@pytest.fixture
def owner(staff: User) -> User:
    staff.email = "reviewer@example.com"
    staff.save()
    return staff


@pytest.fixture
def tasks(owner: User) -> list[HolderTask]:
    for number in range(2):
        holder(owner, f"System {number}", tell_by=TellBy.OURSELVES)
    made = started(verified(owner, DELETION), owner)
    mail.outbox.clear()
    return made


def test_whoever_sees_to_new_tasks_is_told_once_in_one_mail(tasks):
    assert task_mail.tell_owners(at=NOON) == 1
    assert task_mail.tell_owners(at=NOON + timedelta(minutes=5)) == 0
    (message,) = mail.outbox
    assert message.to == ["reviewer@example.com"]
    assert message.subject == "2 privacy tasks wait for you"
    assert "The first answer is due on Jan. 7, 2027." in message.body
    assert "/staff/requests_app/holdertask/" in message.body


@pytest.mark.threat("A66")
def test_neither_mail_says_anything_about_the_consumer_or_the_request(tasks):
    task_mail.tell_owners(at=NOON)
    task_mail.remind_owners(at=TEN_DAYS_BEFORE)
    reference = str(tasks[0].request.submission)
    for message in mail.outbox:
        for secret in ("Rosa", "rosa@example.com", reference, reference.replace("-", ""), "System", str(tasks[0].pk)):
            assert secret not in f"{message.subject} {message.body}"


def test_each_owner_gets_a_mail_of_their_own(tasks, owner):
    other = colleague()
    User.objects.filter(pk=other.pk).update(email="colleague@example.com")
    holder(User.objects.get(pk=other.pk), "System 2")
    started(tasks[0].request, owner)
    assert task_mail.tell_owners(at=NOON) == 2
    assert {tuple(message.to) for message in mail.outbox} == {("reviewer@example.com",), ("colleague@example.com",)}


@pytest.mark.parametrize(
    ("at", "reminded"), [(TEN_DAYS_BEFORE - timedelta(days=1), 0), (TEN_DAYS_BEFORE, 1), (THREE_DAYS_BEFORE, 1)]
)
def test_a_reminder_comes_ten_days_before_the_answer_is_due_and_not_earlier(tasks, at, reminded):
    assert task_mail.remind_owners(at=at) == reminded


def test_there_are_two_reminders_and_no_third(tasks):
    days = [TEN_DAYS_BEFORE + timedelta(days=number) for number in range(14)]
    assert [day for day in days if task_mail.remind_owners(at=day)] == [TEN_DAYS_BEFORE, THREE_DAYS_BEFORE]


def test_what_is_done_is_not_reminded_of(tasks, owner):
    done(tasks[0], owner)
    task_mail.remind_owners(at=TEN_DAYS_BEFORE)
    assert mail.outbox[-1].subject == "1 privacy task is still to do"
    done(tasks[1], owner)
    assert task_mail.remind_owners(at=THREE_DAYS_BEFORE) == 0


def test_who_has_no_mailbox_is_written_to_nowhere_and_not_tried_again(tasks, owner):
    User.objects.filter(pk=owner.pk).update(email="")
    task_mail.tell_owners(at=NOON)
    assert mail.outbox == []
    assert not HolderTask.objects.filter(owner_told_at=None).exists()


def test_a_mail_server_that_is_down_is_asked_again(tasks, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert task_mail.tell_owners(at=NOON) == 0
    assert task_mail.remind_owners(at=TEN_DAYS_BEFORE) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert task_mail.tell_owners(at=NOON + timedelta(minutes=5)) == 1
    assert task_mail.remind_owners(at=TEN_DAYS_BEFORE) == 1
    assert set(HolderTask.objects.values_list("reminded_on", flat=True)) == {date(2026, 12, 28)}
