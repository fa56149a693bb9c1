"""Consumer, representative and staff write to each other: two threads, counted, told of once, and read or not."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError

from privacy_portal.lib.crypto import Sealed
from privacy_portal.lib.owed import SendState
from privacy_portal.lib.sealing import key_id_of
from requests_app import history, notices, representation
from requests_app.models import Event, Message, Notice, StaffNote
from requests_app.operations import documents, messages, notes, review
from requests_app.rules.messages import AFTER_CLOSING_DAYS, MESSAGES_A_DAY
from requests_app.vocabulary import DocumentPurpose, EventKind, FilerRole, NoticeKind, Party
from tests.filings import BY_LETTER, CORRECTION, NOON, confirm, entered, established, file, only_request

pytestmark = pytest.mark.django_db
CONSUMER, REPRESENTATIVE = Party.CONSUMER, Party.REPRESENTATIVE


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def filing(db):
    return confirm(file(CORRECTION))


@pytest.fixture
def acting(staff):
    return established(FilerRole.AGENT, by=staff)


def ask(submission, text="Which address do you mean?", *, party=CONSUMER, at=NOON, token=None):
    return messages.write(submission=submission, party=party, text=text, token=token or uuid4(), at=at)


def reply(submission, staff, text="The old one.", *, party=CONSUMER, at=NOON, token=None):
    return messages.write_back(submission=submission, party=party, text=text, token=token or uuid4(), at=at, by=staff)


def told(submission, party=CONSUMER):
    return Notice.objects.filter(submission=submission, kind=NoticeKind.MESSAGE, party=party)


def test_what_is_written_is_sealed_in_the_database(filing):
    ask(filing, "My cousin Ada also has an account.")
    stored: object = Message.objects.values("text").get()["text"]
    assert isinstance(stored, Sealed)
    assert b"Ada" not in stored.data
    assert Message.objects.get().text == "My cousin Ada also has an account."


def test_the_history_says_that_something_was_written_and_read_and_not_what(filing, staff):
    ask(filing, "quagga")
    messages.opened_by_staff(submission=filing, at=NOON, by=staff)
    reply(filing, staff, "okapi")
    messages.opened_outside(submission=filing, party=CONSUMER, at=NOON)
    kinds = (EventKind.MESSAGE_RECEIVED, EventKind.MESSAGE_READ, EventKind.MESSAGE_SENT)
    found = Event.objects.filter(kind__in=kinds).order_by("pk")
    assert [each.kind for each in found] == [*kinds, EventKind.MESSAGE_READ]
    assert not [each for each in found if "quagga" in str(each.data) or "okapi" in str(each.data)]
    said = [line.text for line in history.history(found.select_related("request__submission"))]
    assert said == [
        "You wrote a message to our team.",
        "Our team opened what you wrote.",
        "Our team wrote you a message.",
        "You opened a message of our team.",
    ]


def test_a_form_that_is_sent_twice_sends_one_message(filing, staff):
    token = uuid4()
    assert ask(filing, token=token) == ask(filing, "changed", token=token)
    again = uuid4()
    assert reply(filing, staff, token=again) == reply(filing, staff, token=again)
    assert Message.objects.count() == 2


def test_a_side_is_told_once_of_what_it_has_not_opened(filing, staff):
    reply(filing, staff)
    reply(filing, staff, at=NOON + timedelta(minutes=1))
    assert told(filing).count() == 1
    messages.opened_outside(submission=filing, party=CONSUMER, at=NOON + timedelta(minutes=2))
    reply(filing, staff, at=NOON + timedelta(minutes=3))
    assert told(filing).count() == 2


def test_a_side_that_could_not_be_told_is_told_of_the_next_message(filing, staff):
    reply(filing, staff)
    told(filing).update(state=SendState.FAILED, failure="refused", attempts=1)
    reply(filing, staff, at=NOON + timedelta(minutes=1))
    assert told(filing).count() == 2


def test_what_was_read_before_the_mail_left_is_not_mailed_about(filing, staff):
    reply(filing, staff)
    messages.opened_outside(submission=filing, party=CONSUMER, at=NOON)
    notices.deliver(told(filing).get().pk)
    assert not told(filing).exists()


def test_each_side_is_told_of_its_own_thread_only(acting, staff):
    reply(acting, staff, party=REPRESENTATIVE)
    assert told(acting, REPRESENTATIVE).count() == 1
    assert not told(acting, CONSUMER).exists()


def test_the_history_of_one_side_does_not_know_the_thread_of_the_other(acting, staff):
    reply(acting, staff, party=REPRESENTATIVE)
    ask(acting, party=REPRESENTATIVE)
    notices.deliver(told(acting, REPRESENTATIVE).get().pk)

    events = acting.events.select_related("request__submission")
    words = " ".join(line.text for line in history.history(events, party=CONSUMER))
    assert "wrote" not in words
    theirs = " ".join(line.text for line in history.history(events, party=REPRESENTATIVE))
    assert "Our team wrote you a message." in theirs


def test_one_writer_writes_so_much_a_day_and_goes_on_the_next(filing, staff):
    for _number in range(MESSAGES_A_DAY):
        ask(filing)
    with pytest.raises(messages.TooManyToday):
        ask(filing)
    reply(filing, staff)
    ask(filing, at=NOON + timedelta(days=1))


def test_after_the_end_the_consumer_writes_for_a_while_and_reads_for_longer(filing, staff):
    review.withdraw(request=only_request(filing), party=CONSUMER, at=NOON)
    ask(filing, at=NOON + timedelta(days=AFTER_CLOSING_DAYS))
    with pytest.raises(messages.ClosedTooLong):
        ask(filing, at=NOON + timedelta(days=AFTER_CLOSING_DAYS + 1))
    reply(filing, staff, at=NOON + timedelta(days=AFTER_CLOSING_DAYS + 1))
    assert Message.objects.count() == 2


def test_who_is_reached_by_letter_alone_is_not_written_to_here(staff):
    submission = entered(by=staff, **BY_LETTER)
    with pytest.raises(messages.NotReached):
        reply(submission, staff)


def test_whose_contact_said_not_me_is_not_written_to(filing, staff):
    filing.disowned_at = NOON
    filing.save(update_fields=["disowned_at"])
    with pytest.raises(messages.NotReached):
        reply(filing, staff)


def test_a_side_that_is_not_there_is_not_written_to(filing, staff):
    assert representation.acting(filing, on=NOON.date()) is None
    with pytest.raises(messages.NotReached):
        reply(filing, staff, party=REPRESENTATIVE)


def test_a_file_can_be_sent_with_a_message_once_there_is_one(staff):
    submission = confirm(file())
    assert DocumentPurpose.MESSAGE not in documents.asked_for(submission, CONSUMER)
    ask(submission)
    assert DocumentPurpose.MESSAGE in documents.asked_for(submission, CONSUMER)


def test_a_note_is_kept_sealed_and_once(filing, staff):
    request, token = only_request(filing), uuid4()
    notes.note(request=request, text="Sounds like the caller of May.", token=token, at=NOON, by=staff)
    notes.note(request=request, text="Sounds like the caller of May.", token=token, at=NOON, by=staff)
    assert isinstance(StaffNote.objects.values("text").get()["text"], Sealed)
    events = filing.events.select_related("request__submission")
    assert "note" not in " ".join(line.text for line in history.history(events))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE requests_app_message SET sent_at = sent_at + interval '1 day'",
        "UPDATE requests_app_message SET party = 'REPRESENTATIVE'",
        "DELETE FROM requests_app_message",
        "UPDATE requests_app_staffnote SET at = at + interval '1 day'",
        "DELETE FROM requests_app_staffnote",
    ],
)
def test_the_database_refuses_to_change_what_was_written(filing, staff, change):
    ask(filing)
    notes.note(request=only_request(filing), text="A note.", token=uuid4(), at=NOON, by=staff)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(change)


def test_messages_and_notes_are_sealed_anew_with_a_new_key(filing, staff, settings):
    new = "9:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="
    ask(filing, "kept")
    notes.note(request=only_request(filing), text="A note.", token=uuid4(), at=NOON, by=staff)
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys", verbosity=0)
    assert {
        key_id_of(row["text"].data) for row in [*Message.objects.values("text"), *StaffNote.objects.values("text")]
    } == {9}
    assert Message.objects.get().text == "kept"
