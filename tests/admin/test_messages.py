"""Messages at the desk: masked, answered from a letter, marked in the queue, with notes that stay among the staff."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.utils import DatabaseError

from requests_app.models import Event, LetterTemplate, LetterVersion, Message, StaffNote
from requests_app.operations import letter_templates, looking, messages, review
from requests_app.vocabulary import AlertKind, EventKind, FilerRole, Party, Role, WorkerKind
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, act, errors, page, queue, reveal, text, unmasked, url
from tests.filings import CORRECTION, NOON, confirm, established, file, only_request
from tests.operations.mails_to_the_team import the_mail
from tests.support.roles import employ
from tests.threats.test_dictated_markup import PAYLOADS

pytestmark = pytest.mark.django_db
LETTERS = "/staff/requests_app/lettertemplate/"
GOOD = {
    "en": "About {reference}, due {due_date}. {business}",
    "es": "Sobre {reference}, hasta el {due_date}. {business}",
}


@pytest.fixture
def request_(db):
    return only_request(confirm(file(CORRECTION)))


@pytest.fixture
def admin(db):
    return logged_in(employ("keeper", Role.ADMINISTRATOR))


@pytest.fixture
def letter(db):
    template = LetterTemplate(name="Where it stands", purpose="Somebody asks.")
    letter_templates.save(template=template, texts=GOOD, at=NOON)
    return template


def ask(request, said="Is quagga mail included?", party=Party.CONSUMER):
    return messages.write(submission=request.submission, party=party, text=said, token=uuid4(), at=NOON)


def send(client, request, said="Yes, it is.", **data):
    return act(client, request, "message", **{"party": "CONSUMER", "text": said, "token": str(uuid4()), **data})


# --- reading and writing ------------------------------------------------------------------------------------------


def test_the_words_are_masked_until_somebody_says_why(desk, request_):
    ask(request_)
    masked = page(desk, request_)
    assert "Unread message The words are masked." in masked
    assert "quagga" not in masked
    assert "Is quagga mail included?" in unmasked(desk, request_)


def test_a_message_waits_until_its_words_were_read(desk, request_):
    ask(request_)
    page(desk, request_)
    assert Message.objects.get().read_at is None
    unmasked(desk, request_)
    assert Message.objects.get().read_at == NOON


def test_an_answer_is_sent_and_stands_in_the_thread(desk, request_):
    assert "It is sent." in text(send(desk, request_))
    assert "With: Consumer reviewer" in page(desk, request_)
    assert Message.objects.get().text == "Yes, it is."


def test_triage_writes_without_reading(request_):
    ask(request_)
    triage = logged_in(employ("front", Role.TRIAGE))
    assert "quagga" not in text(triage.get(url(request_, "message")))
    send(triage, request_)
    assert Message.objects.filter(by__username="front").exists()


def test_who_only_looks_writes_nothing(looker, request_):
    assert looker.get(url(request_, "message")).status_code == 403
    assert send(looker, request_).status_code == 403
    assert looker.get(url(request_, "note")).status_code == 403


def test_nobody_outside_the_circle_reads_or_writes_about_a_worker(desk, request_, staff):
    ask(request_)
    looking.mark_worker(submission=request_.submission, kind=WorkerKind.EMPLOYEE, reason="Shop.", at=NOON, by=staff)
    assert desk.get(url(request_, "message")).status_code == 404
    assert send(desk, request_).status_code == 404
    assert queue(desk, messages="unread") == []


def test_a_form_that_is_sent_twice_sends_one_message(desk, request_):
    token = str(uuid4())
    send(desk, request_, token=token)
    send(desk, request_, token=token)
    assert Message.objects.count() == 1


def test_a_closed_request_is_still_written_about(desk, request_):
    review.withdraw(request=request_, party=Party.CONSUMER, at=NOON)
    assert "Write a message" in page(desk, request_)
    assert "It is sent." in text(send(desk, request_))


def test_with_two_sides_one_has_to_be_chosen(desk, staff):
    request = only_request(established(FilerRole.AGENT, by=staff))
    assert errors(send(desk, request, party="")) == ["Choose to whom you write"]
    send(desk, request, "To Ana alone.", party="REPRESENTATIVE")
    assert Message.objects.get().party == Party.REPRESENTATIVE


def test_nothing_is_sent_to_a_side_that_is_not_there(desk, request_):
    assert errors(send(desk, request_, party="REPRESENTATIVE"))
    assert not Message.objects.exists()


@pytest.mark.threat("A57")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_messages_and_notes_stays_text_at_the_desk(desk, request_, payload):
    ask(request_, payload)
    act(desk, request_, "note", text=payload, token=str(uuid4()))
    reveal(desk, request_)
    for address in (url(request_), url(request_, "message")):
        body = desk.get(address).content.decode()
        assert payload not in body


# --- the queue and the digest ---------------------------------------------------------------------------------------


def test_the_queue_marks_what_has_an_unread_message_and_finds_it(desk, request_):
    other = only_request(confirm(file(contact="other@example.com")))
    assert "Unread message" not in text(desk.get(QUEUE)).split("Requests, what is due first in front")[1]
    ask(request_)
    assert "Unread message" in text(desk.get(QUEUE)).split("Requests, what is due first in front")[1]
    assert queue(desk, messages="unread") == [request_.reference]
    unmasked(desk, request_)
    assert queue(desk, messages="unread") == []
    assert other.reference in queue(desk)


@pytest.mark.threat("A66")
def test_the_digest_counts_unread_messages_and_repeats_none(request_, settings):
    settings.STAFF_ALERT_EMAILS = ["team@example.com"]
    ask(request_)
    said = the_mail(AlertKind.DIGEST)
    assert "With an unread message: 1" in said
    assert "quagga" not in said


# --- notes ------------------------------------------------------------------------------------------------------------


def test_a_note_is_masked_and_says_who_wrote_it(desk, request_):
    assert "The note is kept." in text(act(desk, request_, "note", text="Call before noon.", token=str(uuid4())))
    assert "Call before noon." not in page(desk, request_)
    assert "Notes of the team reviewer" in page(desk, request_)
    assert "Call before noon." in unmasked(desk, request_)
    assert Event.objects.filter(kind=EventKind.NOTE_WRITTEN).count() == 1
    assert StaffNote.objects.count() == 1


# --- letters ----------------------------------------------------------------------------------------------------------


def test_a_letter_fills_the_form_with_the_facts_of_the_request(desk, request_, letter):
    form = desk.get(url(request_, "message"), {"letter": letter.pk}).context["form"]
    assert form["text"].value().startswith(f"About {request_.reference}, due Jan. 7, 2027.")


def test_the_letter_is_in_the_language_of_its_reader(desk, letter):
    request = only_request(confirm(file(language="es")))
    form = desk.get(url(request, "message"), {"letter": letter.pk}).context["form"]
    assert form["text"].value().startswith(f"Sobre {request.reference}, hasta el 7 de enero de 2027.")


def test_a_message_keeps_which_version_it_began_from(desk, request_, letter):
    first = letter.newest
    send(desk, request_, version=str(first.pk))
    letter_templates.save(template=letter, texts={**GOOD, "en": "Other words."}, at=NOON)
    assert Message.objects.get().began_from == first
    assert letter.newest.number == 2
    assert "began from: Where it stands (1)" in page(desk, request_)


def test_a_letter_out_of_use_is_not_offered(desk, request_, letter):
    LetterTemplate.objects.update(in_use=False)
    assert "Begin from a letter" not in text(desk.get(url(request_, "message")))
    assert not desk.get(url(request_, "message"), {"letter": letter.pk}).context["form"]["text"].value()


def test_what_a_letter_leaves_to_its_writer_has_to_be_written(desk, request_, letter):
    version = letter_templates.save(template=letter, texts={**GOOD, "en": "We need [say what]."}, at=NOON)
    refused = send(desk, request_, "We need [say what].", version=str(version.pk))
    assert errors(refused) == ["Write this yourself: [say what]"]
    assert "It is sent." in text(send(desk, request_, "We need your old address.", version=str(version.pk)))


def typed(**changes):
    return {
        "name": "Late",
        "purpose": "It is late.",
        "in_use": "on",
        "text_en": GOOD["en"],
        "text_es": GOOD["es"],
        **changes,
    }


def test_an_administrator_writes_a_letter_and_sees_it_with_invented_data(admin):
    assert admin.post(f"{LETTERS}add/", typed()).status_code == 302
    template = LetterTemplate.objects.get()
    said = text(admin.get(f"{LETTERS}{template.pk}/change/"))
    assert "About 7K3M-92QX-1, due March 15, 2030." in said
    assert "Sobre 7K3M-92QX-1, hasta el 15 de marzo de 2030." in said


def test_changed_words_become_a_new_version_and_the_old_one_stays(admin, letter):
    address = f"{LETTERS}{letter.pk}/change/"
    admin.post(address, typed(text_en="Shorter. {business}"))
    admin.post(address, typed(text_en="Shorter. {business}", purpose="Other."))
    assert [each.texts["en"] for each in letter.versions.all()] == [GOOD["en"], "Shorter. {business}"]
    assert letter.newest.made_by.username == "keeper"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text_en": "For {name}."}, "There is no variable {name}."),
        ({"text_es": "{reference.__class__}"}, "There is no variable {reference.__class__}."),
        ({"text_en": "A brace } alone."}, "There is no variable }."),
        ({"text_es": ""}, "Write the letter in this language, too: español"),
    ],
)
def test_a_letter_with_something_wrong_is_refused_in_words(admin, changes, said):
    refused = admin.post(f"{LETTERS}add/", typed(**changes))
    assert said in text(refused)
    assert not LetterTemplate.objects.exists()


def test_the_operation_refuses_the_same(db):
    template = LetterTemplate(name="Late", purpose="It is late.")
    with pytest.raises(letter_templates.LanguageMissing):
        letter_templates.save(template=template, texts={"en": "Only here."}, at=NOON)
    with pytest.raises(letter_templates.UnknownVariable):
        letter_templates.save(template=template, texts={**GOOD, "en": "{name}"}, at=NOON)
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize("role", [Role.TRIAGE, Role.REVIEWER, Role.APPROVER, Role.AUDITOR])
def test_only_administrators_keep_letters(role, letter):
    client = logged_in(employ("other", role))
    assert client.get(LETTERS).status_code == 403
    assert client.post(f"{LETTERS}{letter.pk}/change/", typed()).status_code == 403


def test_the_database_refuses_to_change_a_version(letter):
    with pytest.raises(DatabaseError):
        LetterVersion.objects.update(made_at=NOON + timedelta(days=1))


@pytest.mark.threat("A57")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_letter_stays_text_in_its_preview(admin, payload):
    admin.post(f"{LETTERS}add/", typed(name=payload[:80], text_en=f"Dear, {payload}"))
    template = LetterTemplate.objects.get()
    for address in (LETTERS, f"{LETTERS}{template.pk}/change/"):
        assert payload not in admin.get(address).content.decode()


def test_the_ready_made_letters_are_added_once_in_every_language(db):
    call_command("add_letters", verbosity=0)
    call_command("add_letters", verbosity=0)
    assert LetterTemplate.objects.count() == 4
    assert {frozenset(each.newest.texts) for each in LetterTemplate.objects.all()} == {frozenset({"en", "es"})}
