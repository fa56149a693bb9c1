"""A consumer writes to the team on the page of their request, and reads what it answers; so does who acts for them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from requests_app import notices
from requests_app.models import Message, Notice
from requests_app.operations import messages
from requests_app.rules.messages import MESSAGES_A_DAY, TEXT_LENGTH
from requests_app.vocabulary import NoticeKind, Party
from tests.journeys import sides, walk
from tests.journeys.sides import open_status, words
from tests.threats.test_dictated_markup import PAYLOADS

pytestmark = pytest.mark.django_db
PAGE = "/track/messages/"


@pytest.fixture
def filing(client):
    submission = walk.file(client)
    client.post(reverse("confirm_code"), {"code": walk.code_for(submission)})
    return submission


def token_on(page):
    (found,) = re.findall(r'name="token" value="([^"]+)"', page.content.decode())
    return found


def write(client, text="Which address do you mean?", **data):
    return client.post(PAGE, {"text": text, "token": str(uuid4()), **data}, follow=True)


def reply(submission, staff, text="The old one.", party=Party.CONSUMER):
    return messages.write_back(
        submission=submission, party=party, text=text, token=uuid4(), at=timezone.now(), by=staff
    )


def test_the_page_of_the_request_leads_to_the_messages(client, filing):
    page = client.get("/track/status/")
    assert "Ask our team something, or tell them more." in words(page)
    assert f'href="{PAGE}"' in page.content.decode()


def test_what_is_written_is_sent_and_stands_in_the_thread(client, filing):
    said = words(write(client))
    assert "Your message is sent." in said
    assert "Which address do you mean? Not opened by our team yet" in said


def test_the_answer_of_the_team_is_marked_new_until_it_is_opened(client, filing, staff):
    reply(filing, staff)
    assert "You have 1 new message Our team wrote to you." in words(client.get("/track/status/"))
    assert "New The old one." in words(client.get(PAGE))
    assert Message.objects.get().read_at is not None
    assert "New" not in words(client.get(PAGE))


def test_the_writer_sees_when_the_team_opened_it_and_not_who(client, filing, staff):
    write(client)
    messages.opened_by_staff(submission=filing, at=timezone.now(), by=staff)
    said = words(client.get(PAGE))
    assert "Opened by our team" in said
    assert staff.username not in said


def test_asking_for_the_head_of_the_page_reads_nothing(client, filing, staff):
    reply(filing, staff)
    client.head(PAGE)
    assert Message.objects.get().read_at is None


def test_an_empty_message_is_refused_in_words(client, filing):
    page = write(client, "  ")
    assert "Write your message" in words(page)
    assert not Message.objects.exists()


def test_a_long_message_is_refused_and_stays_in_the_form(client, filing):
    page = write(client, "Wolf " * TEXT_LENGTH)
    assert not Message.objects.exists()
    assert "Wolf Wolf" in page.content.decode()


def test_too_many_in_one_day_are_refused_and_what_was_typed_stays(client, filing):
    for _number in range(MESSAGES_A_DAY):
        write(client)
    page = write(client, "One more question.")
    assert "as much as can be written here in one day" in words(page)
    assert "One more question." in page.content.decode()
    assert Message.objects.count() == MESSAGES_A_DAY


def test_a_form_that_is_sent_twice_sends_one_message(client, filing):
    token = token_on(client.get(PAGE))
    write(client, token=token)
    write(client, token=token)
    assert Message.objects.count() == 1


def test_after_writing_a_document_can_be_added(client, filing):
    assert "Add a document to your message" not in words(client.get(PAGE))
    write(client)
    assert "Add a document to your message" in words(client.get(PAGE))
    assert "Something that goes with your message" in words(client.get("/track/documents/"))


def test_long_after_the_end_the_page_is_read_and_not_written_to(client, filing):
    write(client)
    for request in filing.requests.all():
        client.post(reverse("withdraw", args=[request.ordinal]))
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        again = Client()
        open_status(again, filing)
        said = words(again.get(PAGE))
        assert "closed more than 30 days ago" in said
        assert "Which address do you mean?" in said
        write(again, "Late.")
    assert Message.objects.count() == 1


def test_a_long_thread_costs_no_more_queries_than_a_short_one(client, filing, staff, django_assert_num_queries):
    reply(filing, staff)
    write(client)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as short:
        client.get(PAGE)
    few = len(short)  # now: the next page begins a new count
    for _number in range(8):
        write(client)
    with django_assert_num_queries(few):
        client.get(PAGE)


# --- who else ---------------------------------------------------------------------------------------------------


@pytest.mark.threat("A16")
def test_another_browser_neither_reads_nor_writes(client, filing, client_b):
    write(client, "Only for the team.")
    assert client_b.get(PAGE).headers["Location"] == reverse("track")
    page = write(client_b, "I am somebody else.")
    assert "Only for the team." not in page.content.decode()
    assert Message.objects.count() == 1


def test_what_was_typed_into_a_page_that_had_closed_is_shown_to_be_copied_and_not_kept(client, filing):
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        page = write(client, "A long and careful message.")
    assert "Your message was not sent" in words(page)
    assert "A long and careful message." in page.content.decode()
    assert not Message.objects.exists()


@pytest.mark.threat("A16")
def test_the_thread_of_who_acts_is_not_the_consumers(client, client_b, staff):
    submission = sides.asked(client)
    write(client, "About the proof, from the agent.")
    reply(submission, staff, "To the agent alone.", Party.REPRESENTATIVE)
    open_status(client_b, submission)
    assert "new message" not in words(client_b.get("/track/status/"))
    said = words(client_b.get(PAGE))
    assert "from the agent" not in said
    assert "To the agent alone" not in said
    write(client_b, "From Rosa herself.")
    assert "From Rosa herself" not in words(client.get(PAGE))
    assert "To the agent alone." in words(client.get(PAGE))


def test_a_message_without_the_token_of_the_page_is_refused(filing, client):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = client.cookies
    assert careful.post(PAGE, {"text": "Forged.", "token": str(uuid4())}).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.threat("A66")
def test_the_mail_says_that_a_message_waits_and_nothing_of_it(client, filing, staff):
    reply(filing, staff, "Your platypus subscription ended.")
    mail.outbox.clear()
    notice = Notice.objects.get(kind=NoticeKind.MESSAGE)
    with time_machine.travel(notice.next_try_at + timedelta(seconds=1), tick=False):
        notices.deliver(notice.pk)
    (sent,) = mail.outbox
    whole = f"{sent.subject}{sent.body}{sent.alternatives}"
    assert "A message about your privacy request waits for you" in sent.subject
    assert filing.reference[:4] in whole
    assert not [word for word in ("platypus", "Rosa", "rosa@", "reviewer") if word in whole]


@pytest.mark.threat("A57")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_message_stays_text(client, filing, staff, payload):
    reply(filing, staff, payload)
    body = write(client, payload).content.decode()
    assert Message.objects.count() == 2
    assert payload not in body
    assert (
        body.count(
            payload.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace('"', "&quot;")
            .replace("'", "&#x27;")
        )
        == 2
    )
