"""Who of the staff opens a document, what reaches their browser, and does everybody read afterwards that they did?"""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.history import history
from requests_app.models import Document, Event
from requests_app.operations import document_keeping
from requests_app.vocabulary import DocumentPurpose, DocumentState, FilerRole, Party, Role
from tests.admin.conftest import logged_in
from tests.admin.pages import page, reveal, unmasked, url
from tests.filings import CORRECTION, confirm, confirm_filer, file, file_for, only_request
from tests.support.roles import employ
from tests.uploads.sending import made_ready, received

pytestmark = pytest.mark.django_db
PAGES = {"document": {}, "document_download": {}, "document_preview": {"page": 1}}


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def document():
    return made_ready(confirm(file(CORRECTION)), name="Rosa at home.pdf")


@pytest.fixture
def desk(staff):
    return logged_in(staff)


@pytest.fixture
def reader(staff, document):
    """The same, who said why they have to read the documents of the request."""
    client = logged_in(staff)
    reveal(client, document.submission.requests.first(), "PAPERS", reason="CALL")
    return client


@pytest.fixture
def looker(db):
    return logged_in(employ("looker", Role.AUDITOR))


def address(document, name="document", *, request=None, **more):
    request = request or document.submission.requests.first()
    return reverse(
        f"admin:requests_app_privacyrequest_{name}", kwargs={"pk": request.pk, "document": document.pk, **more}
    )


def everywhere(client, document, method="get", **kwargs):
    """What each address of a document answers."""
    return [getattr(client, method)(address(document, name, **more, **kwargs)) for name, more in PAGES.items()]


def looks():
    return Event.objects.filter(kind="DOCUMENT_VIEWED").count()


@pytest.mark.threat("A46", "A54")
def test_a_download_is_a_file_to_save_that_no_browser_runs(reader, document):
    response = reader.get(address(document, "document_download"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Rosa at home.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    assert b"".join(response.streaming_content).startswith(b"%PDF")


@pytest.mark.threat("A46", "A54")
def test_a_preview_is_a_picture_that_nothing_else_may_use(reader, document):
    response = reader.get(address(document, "document_preview", page=2))
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response.headers["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_the_viewer_shows_every_page_and_says_which_it_is(reader, document):
    words = reader.get(address(document)).content.decode()
    assert 'alt="Page 1 of 2"' in words
    assert 'alt="Page 2 of 2"' in words
    assert "Rosa at home.pdf" in words


def test_there_is_no_page_but_those_of_the_document(reader, document):
    assert {reader.get(address(document, "document_preview", page=number)).status_code for number in (0, 3)} == {404}


@pytest.mark.threat("A54")
@pytest.mark.parametrize("who", ["anonymous", "customer", "nobody", "looker"])
def test_nobody_opens_a_document_but_who_may_act_on_requests(document, who, looker, django_user_model):
    browsers = {
        "anonymous": Client(),
        "customer": logged_in(django_user_model.objects.create_user("customer")),
        "nobody": logged_in(django_user_model.objects.create_user("nobody", is_staff=True)),
        "looker": looker,
    }
    for response in everywhere(browsers[who], document):
        assert response.status_code == (403 if who in ("nobody", "looker") else 302)
    assert looks() == 0


@pytest.mark.threat("A54")
def test_an_address_with_the_request_of_another_filing_opens_nothing(desk, document):
    other = only_request(file(CORRECTION, contact="other@example.com"))
    assert {each.status_code for each in everywhere(desk, document, request=other)} == {404}


@pytest.mark.threat("A54")
def test_there_is_no_public_address_of_files(client, document, settings):
    assert settings.MEDIA_URL in ("", "/")
    name = document.clean_name
    for path in ("/media/", f"/media/{name}", f"/documents/{name}", f"/media/../documents/{name}"):
        assert client.get(path).status_code == 404


@pytest.mark.threat("A51", "A54")
@pytest.mark.parametrize("state", [each for each in DocumentState if each is not DocumentState.READY])
def test_only_what_is_ready_is_ever_shown(desk, state):
    document = received(confirm(file(CORRECTION)))
    changes = {
        DocumentState.REFUSED: {"refusal": "VIRUS", "quarantine_key": None},
        DocumentState.PURGED: {"purged_at": timezone.now(), "name": None, "quarantine_key": None},
    }
    Document.objects.filter(pk=document.pk).update(state=state, **changes.get(state, {}))
    assert {each.status_code for each in everywhere(desk, document)} == {404}
    assert looks() == 0


@pytest.mark.threat("A12")
def test_who_only_looks_sees_that_there_is_a_document_and_no_more(looker, document):
    words = page(looker, document.submission.requests.first())
    assert "Support for a correction" in words
    assert "Ready" in words
    assert "Rosa at home" not in words
    assert "Reviewers and approvers may read it, with a reason." in words


def test_who_may_act_finds_it_on_the_page_of_the_request(desk, document):
    request = document.submission.requests.first()
    assert "Rosa at home.pdf" not in page(desk, request)
    assert "Rosa at home.pdf" in unmasked(desk, request)
    link = desk.get(reverse("admin:requests_app_privacyrequest_change", args=[request.pk])).content.decode()
    assert address(document) in link


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_a_document(desk, document, method):
    assert {each.status_code for each in everywhere(desk, document, method)} == {405}


# --- the history -----------------------------------------------------------------------------------------------------


@pytest.mark.threat("A54")
def test_each_opening_and_each_download_is_in_the_history_with_who_and_which(reader, document, staff):
    reader.get(address(document))
    for _round in range(2):
        for number in (1, 2):
            reader.get(address(document, "document_preview", page=number))
    assert looks() == 1
    reader.get(address(document, "document_download"))
    reader.get(address(document))
    assert looks() == 3
    event = Event.objects.filter(kind="DOCUMENT_VIEWED").first()
    assert (event.staff, event.data["document"]) == (staff, str(document.pk))
    said = page(reader, document.submission.requests.first())
    assert "reviewer opened a document: Support for a correction. Reason: Somebody called or wrote about it." in said


@pytest.mark.threat("A54")
def test_a_picture_that_is_fetched_around_the_viewer_is_in_the_history_too(reader, document):
    reader.get(address(document, "document_preview", page=1))
    assert looks() == 1
    with time_machine.travel(timezone.now() + document_keeping.SITTING + timedelta(minutes=1)):
        reader.get(address(document, "document_preview", page=1))
    assert looks() == 2


def test_a_file_that_was_changed_in_the_store_is_not_served(reader, document, home):
    path = home / document.clean_name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    response = reader.get(address(document, "document_download"), follow=True)
    assert "The file is damaged or gone." in response.content.decode()
    assert looks() == 0


# --- why it is opened ------------------------------------------------------------------------------------------------


@pytest.mark.threat("A54", "A61")
def test_nobody_opens_a_document_before_they_said_why(desk, document):
    request = document.submission.requests.first()
    for response in everywhere(desk, document):
        assert response.headers["Location"] == f"{url(request, 'reveal')}?then=document%3A{document.pk}"
    assert looks() == 0


@pytest.mark.threat("A54", "A61")
def test_to_have_read_something_else_of_the_request_opens_none(desk, document):
    reveal(desk, document.submission.requests.first(), "WORDS")
    assert {response.status_code for response in everywhere(desk, document)} == {302}


def test_who_said_why_goes_on_to_the_document(desk, document):
    asked = desk.get(address(document)).headers["Location"]
    then = desk.get(asked).context["form"]["then"].value()
    answer = reveal(desk, document.submission.requests.first(), "PAPERS", then=then)
    assert answer.headers["Location"] == address(document)
    assert desk.get(address(document)).status_code == 200


@pytest.mark.threat("A54", "A61")
def test_the_reason_is_for_one_request_for_an_hour_and_in_one_session(reader, document, staff):
    other = only_request(confirm(file(CORRECTION, contact="other@example.com")))
    strange = made_ready(other.submission, name="another.pdf")
    assert reader.get(address(strange)).status_code == 302
    assert logged_in(staff).get(address(document)).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert {response.status_code for response in everywhere(reader, document)} == {302}


@pytest.mark.threat("A54", "A61")
def test_what_proves_an_authority_is_opened_with_a_reason_as_well(desk, staff):
    submission = confirm_filer(file_for(FilerRole.AGENT))
    proof = made_ready(submission, purpose=DocumentPurpose.AUTHORITY, party=Party.REPRESENTATIVE)
    assert {response.status_code for response in everywhere(desk, proof)} == {302}
    reveal(desk, submission.requests.first(), "PAPERS")
    assert {response.status_code for response in everywhere(desk, proof)} == {200}


def test_the_reason_is_in_the_event_as_a_code_and_the_consumer_reads_that_it_was_opened(reader, document):
    reader.get(address(document))
    event = Event.objects.get(kind="DOCUMENT_VIEWED")
    assert event.data["look_reason"] == "CALL"
    [line] = history([event])
    assert line.text == "Someone in our team opened a document: Support for a correction."
