"""Does a consumer send a document in a way that they understand, and read in words what became of it?"""

import re

import pytest

from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Document, Event
from requests_app.operations import document_cleaning
from requests_app.operations.documents import asked_for
from requests_app.vocabulary import DocumentPurpose, FilerRole, Party
from tests.filings import CORRECTION, DELETION, confirm, confirm_filer, file, file_for
from tests.journeys import walk
from tests.uploads.sending import CORRECT_ONLY, PAGE, asked, clean_all, files, opened, pdf, photo, received, send

pytestmark = pytest.mark.django_db

WORDS = {
    Refusal.WRONG_TYPE: "The file must be a PDF, JPEG or PNG",
    Refusal.TOO_BIG: "The selected file must be smaller than 10 MB",
    Refusal.EMPTY: "The selected file is empty",
    Refusal.DAMAGED: "The selected file is damaged",
    Refusal.PASSWORD: "The selected file is password protected",
    Refusal.TOO_MANY_PAGES: "The selected file has too many pages",
    Refusal.TOO_MANY_PIXELS: "The selected picture is too large",
    Refusal.TOO_HARD: "The selected file could not be opened",
    Refusal.VIRUS: "The selected file contains a virus",
    Refusal.NOT_STORED: "The selected file could not be stored",
}


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


def page(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return text(response)


def text(response):
    return " ".join(response.content.decode().split())


def test_a_file_is_received_checked_and_ready(client, home):
    opened(client)
    response = send(client, photo(), "new address.jpg")
    assert (response.status_code, response.url) == (302, PAGE)
    waiting = page(client)
    assert "We have received it and are checking it." in waiting
    assert "Look again" in waiting
    clean_all()
    words = page(client)
    assert "We have checked it, and our team can open it." in words
    assert "new address.jpg" in words
    assert "Look again" not in words
    document = Document.objects.get()
    assert (document.state, document.media_type, document.pages) == ("READY", "image/jpeg", 1)
    assert len(files(home)) == 2
    kinds = list(Event.objects.filter(kind__startswith="DOCUMENT").values_list("kind", flat=True))
    assert kinds == ["DOCUMENT_RECEIVED", "DOCUMENT_READY"]


def test_what_comes_in_is_nowhere_readable_on_the_disk(client, home):
    opened(client)
    send(client, pdf())
    (name,) = files(home)
    stored = next(path for path in home.rglob(name)).read_bytes()
    assert b"PDF" not in stored
    assert len(stored) > len(pdf())


def test_the_history_holds_the_hash_and_no_name(client):
    opened(client)
    send(client, name="Rosa Example.pdf")
    event = Event.objects.get(kind="DOCUMENT_RECEIVED")
    assert event.data["sha256"] == Document.objects.get().sha256
    assert "Rosa" not in str(event.data)


def test_every_refusal_has_a_sentence():
    assert set(WORDS) == set(Refusal)


@pytest.mark.parametrize("why", Refusal)
def test_a_refusal_by_the_worker_is_read_in_the_list(client, why):
    submission = opened(client)
    job = received(submission).cleaning
    document_cleaning._refused(job, why, at=job.next_try_at)
    words = page(client)
    assert f"{WORDS[why]}" in words
    assert "Not taken" in words


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ", "program.exe", Refusal.WRONG_TYPE),
        (b"<svg/>", "x.svg", Refusal.WRONG_TYPE),
        (b"", "a.pdf", Refusal.EMPTY),
    ],
)
def test_what_is_wrong_at_once_is_said_at_the_field_and_in_the_list(client, home, content, name, why):
    opened(client)
    response = send(client, content, name)
    assert response.status_code == 200
    (said,) = response.context["form"].errors["file"]
    assert WORDS[why] in said
    assert re.search(rf"{name}.*Not taken.*{WORDS[why]}", page(client))
    assert Document.objects.get().refusal == why
    assert files(home) == []


def test_no_file_is_a_question_and_no_refusal(client):
    opened(client)
    response = client.post(PAGE, {})
    assert response.context["form"].errors["file"] == ["Select a file"]
    assert not Document.objects.exists()


def test_what_it_is_for_is_asked_only_where_there_is_a_choice(client, staff):
    submission = opened(client)
    assert "What does the file show?" not in page(client)
    asked(submission, staff)
    assert "What does the file show?" in page(client)
    assert send(client).context["form"].errors["purpose"] == ["Choose what the file shows"]
    assert send(client, purpose="IDENTITY").status_code == 302
    assert Document.objects.get().purpose == "IDENTITY"


@pytest.mark.parametrize("purpose", ["AUTHORITY", "IDENTITY", "nonsense"])
def test_nothing_is_taken_for_what_was_not_asked(client, purpose, home):
    opened(client)
    send(client, purpose=purpose)
    assert [each.purpose for each in Document.objects.all()] == ["CORRECTION"]


def test_a_filing_without_a_question_about_documents_has_no_page_for_them(client, home):
    submission = opened(client, rights={"rights": ["DELETE"]})
    assert client.get(PAGE).url == "/track/status/"
    assert send(client).status_code == 302
    assert "/track/documents/" not in text(client.get("/track/status/"))
    assert not submission.documents.exists()
    assert files(home) == []


def test_the_status_page_leads_to_it_where_something_may_be_added(client):
    opened(client)
    assert 'href="/track/documents/"' in text(client.get("/track/status/"))


def test_proof_of_authority_is_asked_of_who_files_for_another():
    from_agent = confirm_filer(file_for(FilerRole.AGENT, DELETION))
    assert asked_for(from_agent, Party.REPRESENTATIVE) == [DocumentPurpose.AUTHORITY]
    assert DocumentPurpose.AUTHORITY not in purposes(from_agent)
    assert purposes(confirm(file(CORRECTION))) == [DocumentPurpose.CORRECTION]


def purposes(submission):
    return asked_for(submission, Party.CONSUMER)


def test_a_closed_filing_asks_for_nothing_and_still_shows_what_was_sent(client):
    submission = opened(client)
    send(client)
    client.post("/track/withdraw/1/")
    assert purposes(submission) == []
    words = page(client)
    assert "We need no more documents." in words
    assert "invoice.pdf" in words
    assert 'type="file"' not in words


def test_another_browser_sees_nothing_and_adds_nothing(client, client_b, home):
    opened(client)
    send(client, name="secret.pdf")
    before = files(home)
    assert client_b.get(PAGE).url == "/track/"
    assert send(client_b).url == "/track/"
    other = walk.file(client_b, contact={"channel": "EMAIL", "email": "other@example.com"}, **CORRECT_ONLY)
    client_b.post("/confirm/", {"code": walk.code_for(other)})
    assert "secret.pdf" not in page(client_b)
    assert Document.objects.count() == 1
    assert files(home) == before
