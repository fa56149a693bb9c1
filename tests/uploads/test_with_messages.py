"""Staff send a document with a message: sealed, scanned and cleaned as anybody's, and read by one side of a filing."""

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy_portal.lib.uploads import patience
from privacy_portal.sign_in import standing
from requests_app.models import Document, Event, Message
from requests_app.operations import document_keeping
from requests_app.rules.documents import FILE_BYTES
from requests_app.vocabulary import Actor, DocumentState, Party, Role
from tests.admin.conftest import logged_in
from tests.admin.pages import act, errors, page, text, unmasked, url
from tests.admin.test_lost_session import form_of
from tests.filings import colleague
from tests.journeys import sides
from tests.journeys.sides import open_status, words
from tests.support.clamd import EICAR, MARK
from tests.support.roles import employ
from tests.support.staff import staff_sign_in
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


def attached(content=None, name="what we hold.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def send(client, submission, file=None, **data):
    typed = {"party": "CONSUMER", "text": "Here it is.", "token": str(uuid4()), **data}
    return act(client, submission.requests.first(), "message", **typed, **({"file": file} if file else {}))


def address(document):
    return reverse("message_document", kwargs={"attachment": document.pk})


def body(response):
    return b"".join(response.streaming_content)


def fetched():
    return Event.objects.filter(kind="DOCUMENT_FETCHED")


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
    assert day > timezone.localdate() + timedelta(days=700)
    with django_capture_on_commit_callbacks(execute=True):
        document_keeping.purge(at=timezone.now() + timedelta(days=740))
    assert Document.objects.get().state == DocumentState.PURGED
    assert files(home) == []


# --- at the form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ", "program.exe", "The file must be a PDF, JPEG or PNG"),
        (b"", "empty.pdf", "The selected file is empty"),
        (b"x" * (FILE_BYTES + 1), "big.pdf", "The selected file must be smaller than 10 MB"),
    ],
    ids=["kind", "empty", "size"],
)
def test_a_file_that_is_turned_away_stops_the_message_and_the_text_stays(desk, filing, home, content, name, why):
    refused = send(desk, filing, attached(content, name), text="A careful answer.")
    assert errors(refused) == [why]
    assert "A careful answer." in refused.content.decode()
    assert not Message.objects.exists()
    assert files(home) == []


def test_when_it_cannot_be_stored_nothing_is_sent(desk, filing, home, settings):
    settings.DOCUMENTS_DIR = home / "nowhere" / "file"
    (home / "nowhere").parent.mkdir(parents=True, exist_ok=True)
    (home / "nowhere").write_bytes(b"")
    refused = send(desk, filing, attached(), text="A careful answer.")
    assert errors(refused) == ["The selected file could not be stored. Send it again, or by post or email"]
    assert not Message.objects.exists()


def test_another_mistake_in_the_form_keeps_no_file_and_says_so(desk, filing, home):
    refused = send(desk, filing, attached(), text="")
    assert errors(refused) == ["Write the message"]
    assert "A file could not be kept. Choose it again." in text(refused)
    assert files(home) == []


def test_a_form_that_is_sent_twice_is_one_message_and_one_file(desk, filing, home):
    token = str(uuid4())
    for _round in range(2):
        send(desk, filing, attached(), token=token)
    assert (Message.objects.count(), Document.objects.count(), len(files(home))) == (1, 1, 1)


def test_a_form_as_the_page_hands_it_out_sent_twice_is_one_message_and_one_file(desk, filing, home):
    request, token = filing.requests.first(), str(uuid4())
    given = form_of(desk, url(request, "message"))
    for _round in range(2):
        last = send(desk, filing, attached(), token=token, **given)
    assert (Message.objects.count(), Document.objects.count(), len(files(home))) == (1, 1, 1)
    assert "A file could not be kept. Choose it again." in text(last)


def test_while_many_send_files_one_is_not_read_and_not_lost_unsaid(desk, filing, home):
    with ExitStack() as others:
        for _place in range(patience.AT_ONCE):
            assert others.enter_context(patience.place())
        assert "Many people are sending files" in errors(send(desk, filing, attached()))[0]
        assert not home.exists()
        assert not Message.objects.exists()
        assert "It is sent." in text(send(desk, filing))


def test_a_lost_session_keeps_the_text_and_asks_for_the_file_again(desk, staff, filing, home):
    request = filing.requests.first()
    typed = {"party": "CONSUMER", "text": "A careful answer.", "token": str(uuid4())}
    given, session = form_of(desk, url(request, "message")), desk.session
    session[standing.TIMES] = dict.fromkeys(("since", "seen"), (timezone.now() - timedelta(days=1)).timestamp())
    session.save()
    door = desk.post(url(request, "message"), {**given, **typed, "file": attached()}).headers["Location"]
    assert urlsplit(door).path == "/staff/login/"
    assert not Message.objects.exists()
    assert files(home) == []
    staff_sign_in(desk, staff)
    shown = desk.get(parse_qs(urlsplit(door).query)["next"][0])
    assert shown.context["form"]["text"].value() == "A careful answer."
    assert "A file could not be kept. Choose it again." in text(shown)


# --- who sends one ---------------------------------------------------------------------------------------------------


@pytest.mark.threat("A38")
def test_without_the_token_of_the_form_nothing_is_sent_or_kept(desk, filing, home):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = desk.cookies
    assert send(careful, filing, attached()).status_code == 403
    assert not Message.objects.exists()
    assert files(home) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_write_sends_no_file(filing, home, role):
    assert send(logged_in(employ("other", role)), filing, attached()).status_code == 403
    assert files(home) == []


def test_a_stranger_sends_no_file(client, filing, home):
    answer = client.post(url(filing.requests.first(), "message"), {"text": "x", "file": attached()})
    assert answer.headers["Location"].startswith("/staff/login/")
    assert not home.exists()


def test_two_of_the_staff_send_one_each(desk, filing, client):
    send(desk, filing, attached(name="one.pdf"))
    send(logged_in(colleague()), filing, attached(name="two.pdf"))
    clean_all()
    said = words(client.get(PAGE))
    assert "one.pdf" in said
    assert "two.pdf" in said
    assert {each.message.party for each in Document.objects.all()} == {Party.CONSUMER}
