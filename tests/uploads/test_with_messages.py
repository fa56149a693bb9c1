"""Staff send a document with a message: sealed, scanned and cleaned as anybody's, and read by one side of a filing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models import Document, Event, Message
from requests_app.operations import document_keeping
from requests_app.vocabulary import Actor, DocumentState
from tests.admin.conftest import logged_in
from tests.admin.pages import page, text, unmasked
from tests.journeys import sides
from tests.journeys.sides import open_status, words
from tests.support.clamd import EICAR, MARK
from tests.uploads.attached import address, attached, body, fetched, send
from tests.uploads.kept import whole
from tests.uploads.sending import clean_all, files, opened, pdf, photo

pytestmark = pytest.mark.django_db
PAGE = "/track/messages/"


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def desk(staff):
    return logged_in(staff)


@pytest.fixture
def filing(client):
    """Its consumer's page is open in this browser."""
    return opened(client)


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.threat("A46", "A54")
def test_the_side_it_was_sent_to_downloads_exactly_the_cleaned_copy(client, desk, filing):
    original = pdf(pages=2)
    assert "It is sent." in text(send(desk, filing, attached(original)))
    clean_all()
    document = Document.objects.get()
    assert f'href="{address(document)}"' in client.get(PAGE).content.decode()
    response = client.get(address(document))
    got = body(response)
    assert got == whole(document.clean_name, document.clean_key)
    assert got.startswith(b"%PDF")
    assert got != original
    assert response.headers["Content-Disposition"] == 'attachment; filename="what we hold.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response.headers["Cache-Control"]


def test_each_download_is_in_the_history_and_a_look_at_its_head_is_none(client, desk, filing):
    send(desk, filing, attached())
    clean_all()
    document = Document.objects.get()
    client.head(address(document))
    assert not fetched().exists()
    for _round in range(2):
        client.get(address(document))
    assert [(each.actor, each.data["document"]) for each in fetched()] == [("CONSUMER", str(document.pk))] * 2
    assert "A document that we sent was downloaded (by: Consumer)." in page(desk, filing.requests.first())
    assert "You downloaded a document of our team." in words(client.get("/track/status/"))


def test_it_is_of_the_message_and_of_staff_and_takes_no_place_of_a_side(client, desk, filing, staff):
    send(desk, filing, attached())
    document = Document.objects.get()
    assert (document.sent_by, document.purpose, document.message) == (Actor.STAFF, "MESSAGE", Message.objects.get())
    assert Event.objects.get(kind="DOCUMENT_RECEIVED").staff == staff
    assert "what we hold" not in words(client.get("/track/documents/"))


def test_a_message_without_a_file_still_goes(client, desk, filing):
    assert "It is sent." in text(send(desk, filing))
    assert not Document.objects.exists()
    assert "Here it is." in words(client.get(PAGE))


def test_a_picture_is_sent_as_well(client, desk, filing):
    send(desk, filing, attached(photo(), "plan.jpg"))
    clean_all()
    assert client.get(address(Document.objects.get())).headers["Content-Type"] == "image/jpeg"


@pytest.mark.threat("A54")
def test_not_one_byte_of_it_lies_in_the_clear(desk, filing, home):
    secret = pdf() + b"% a line nobody else may read"
    send(desk, filing, attached(secret))
    clean_all()
    assert files(home)
    assert not [path for path in home.rglob("*") if path.is_file() and b"a line nobody else" in path.read_bytes()]


# --- nobody else -----------------------------------------------------------------------------------------------------


@pytest.mark.threat("A34", "A35", "A54")
def test_neither_the_other_side_nor_another_filing_nor_a_stranger_gets_it(client, client_b, desk, home):
    submission = sides.asked(client)
    open_status(client_b, submission)
    send(desk, submission, attached(name="for the agent.pdf"), party="REPRESENTATIVE")
    clean_all()
    document, other = Document.objects.get(), Client()
    opened(other, contact={"channel": "EMAIL", "email": "other@example.com"})
    assert body(client.get(address(document))).startswith(b"%PDF")
    assert client_b.get(address(document)).status_code == 404
    assert other.get(address(document)).status_code == 404
    assert Client().get(address(document)).headers["Location"] == reverse("track")
    assert client.get(reverse("message_document", kwargs={"attachment": uuid4()})).status_code == 404
    assert [each.actor for each in fetched()] == ["REPRESENTATIVE"]


@pytest.mark.threat("A35")
def test_the_other_side_reads_nowhere_that_there_is_one(client, client_b, desk):
    submission = sides.asked(client)
    open_status(client_b, submission)
    before = words(client_b.get("/track/status/")).count("document")
    send(desk, submission, attached(name="for the agent.pdf"), party="REPRESENTATIVE")
    clean_all()
    client.get(address(Document.objects.get()))
    assert words(client_b.get("/track/status/")).count("document") == before
    assert "for the agent" not in words(client_b.get(PAGE))
    assert "A document that our team sent you is checked" in words(client.get("/track/status/"))


@pytest.mark.threat("A54")
def test_what_a_side_sent_itself_is_not_to_be_had_here(client, filing):
    client.post("/track/documents/", {"file": attached()})
    clean_all()
    document = Document.objects.get()
    assert document.state == DocumentState.READY
    assert client.get(address(document)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_it(client, desk, filing, method):
    send(desk, filing, attached())
    clean_all()
    assert getattr(client, method)(address(Document.objects.get())).status_code == 405


def test_a_page_that_has_closed_shows_none(client, desk, filing):
    send(desk, filing, attached())
    clean_all()
    client.session.flush()
    client.cookies.clear()
    assert client.get(address(Document.objects.get())).headers["Location"] == reverse("track")


def test_staff_open_it_as_any_document_with_a_reason(desk, filing):
    send(desk, filing, attached())
    clean_all()
    request, document = filing.requests.first(), Document.objects.get()
    viewer = reverse("admin:requests_app_privacyrequest_document", kwargs={"pk": request.pk, "document": document.pk})
    assert "/reveal/" in desk.get(viewer).headers["Location"]
    assert "what we hold" not in page(desk, request)
    assert "(Staff)" in page(desk, request)
    assert "what we hold.pdf" in unmasked(desk, request)
    assert desk.get(viewer).status_code == 200


# --- until it is ready, and where it never is ------------------------------------------------------------------------


def test_until_it_is_ready_the_thread_says_that_it_is_being_checked(client, desk, filing):
    send(desk, filing, attached())
    assert "A document goes with this. We are checking it" in words(client.get(PAGE))
    assert client.get(address(Document.objects.get())).status_code == 404
    assert "with a document: Being checked" in page(desk, filing.requests.first())


@pytest.mark.threat("A51", "A54")
@pytest.mark.parametrize("content", [EICAR, pdf() + MARK], ids=["EICAR", "malware within a document"])
def test_an_infected_file_is_never_served_and_staff_read_why(client, desk, filing, clamd, home, content):
    send(desk, filing, attached(content))
    clean_all()
    assert Document.objects.get().state == DocumentState.REFUSED
    assert client.get(address(Document.objects.get())).status_code == 404
    assert "document" not in words(client.get(PAGE)).replace("Add a document to your message", "")
    assert "virus" not in words(client.get("/track/status/"))
    assert "with a document: Refused (The selected file contains a virus)" in page(desk, filing.requests.first())
    assert files(home) == []


@pytest.mark.threat("A51")
def test_a_broken_file_is_never_served(client, desk, filing, home):
    send(desk, filing, attached(b"%PDF-1.7 and then nothing of it"))
    clean_all()
    document = Document.objects.get()
    assert (document.state, document.refusal) == (DocumentState.REFUSED, "DAMAGED")
    assert client.get(address(document)).status_code == 404
    assert files(home) == []


def test_a_copy_that_was_changed_in_the_store_is_not_served(client, desk, filing, home):
    send(desk, filing, attached())
    clean_all()
    path = home / Document.objects.get().clean_name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    response = client.get(address(Document.objects.get()), follow=True)
    assert "The document is damaged or gone." in words(response)
    assert not fetched().exists()


def test_it_goes_with_the_record_of_the_request(client, desk, filing, home, django_capture_on_commit_callbacks):
    send(desk, filing, attached())
    clean_all()
    client.post(reverse("withdraw", args=[1]))
    document_keeping.purge(at=timezone.now())
    day = Document.objects.get().purge_on
    assert day
    assert day > timezone.localdate() + timedelta(days=700)
    with django_capture_on_commit_callbacks(execute=True):
        document_keeping.purge(at=timezone.now() + timedelta(days=740))
    assert Document.objects.get().state == DocumentState.PURGED
    assert files(home) == []
