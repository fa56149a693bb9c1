"""What comes through the door? Only a whole file within the limits, of who may send one, with the form's token."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadhandler import StopUpload
from django.test import Client

from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Document, Submission
from requests_app.operations import documents as operations
from requests_app.vocabulary import DocumentPurpose, Party
from tests.filings import CORRECTION, confirm, file
from tests.uploads.sending import BOUNDARY, END, MEGABYTE, PAGE, Slow, files, incoming, opened, part, pdf, post, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


# --- the token of the form -------------------------------------------------------------------------------------------


@pytest.mark.threat("A38")
@pytest.mark.parametrize("token", [None, "", "x" * 64])
def test_without_the_token_of_the_form_nothing_is_stored(client, home, token):
    opened(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    fields = {} if token is None else {"csrfmiddlewaretoken": token}
    assert send(strict, **fields).status_code == 403
    assert not Document.objects.exists()
    assert files(home) == []


@pytest.mark.threat("A38")
def test_with_the_token_it_is_stored_wherever_in_the_form_the_token_stands(client, home):
    opened(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    page = strict.get(PAGE)
    token = str(page.context["csrf_token"]).encode()
    body = part("file", pdf(), "a.pdf") + part("csrfmiddlewaretoken", token) + END
    assert post(strict, body).status_code == 302
    assert Document.objects.count() == 1


@pytest.mark.threat("A38", "A50")
def test_of_a_browser_that_may_not_send_nothing_is_read(home, rf):
    body = Slow(part("file", b"x" * MEGABYTE, "a.pdf") + END)
    length = body.getbuffer().nbytes
    response = Client().generic(
        "POST",
        PAGE,
        b"",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(length)},
    )
    assert response.url == "/track/"
    assert body.taken <= 3 * 64 * 1024
    assert files(home) == []


@pytest.mark.threat("A50")
@pytest.mark.parametrize("page", ["/track/", "/requests/new/name/", "/staff/login/", "/i18n/setlang/", "/confirm/"])
def test_no_other_page_takes_a_file_or_puts_one_on_the_disk(client, home, page, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = part("file", b"x" * (4 * MEGABYTE), "a.pdf") + END
    response = client.generic("POST", page, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    assert response.status_code < 500
    assert [each for each in tmp_path.iterdir() if each.is_file()] == []
    assert files(home) == []


# --- what goes wrong on the way --------------------------------------------------------------------------------------


@pytest.mark.threat("A50")
def test_an_upload_that_ends_within_the_file_leaves_nothing(client, home):
    opened(client)
    whole = part("file", b"x" * (3 * MEGABYTE), "a.pdf") + END
    for kept in (200, MEGABYTE, len(whole) - 60):
        response = post(client, b"", **{"wsgi.input": io.BytesIO(whole[:kept]), "CONTENT_LENGTH": str(len(whole))})
        assert response.status_code in (200, 400, 403)
    assert not Document.objects.exists()
    assert files(home) == []


class Gone(io.BytesIO):
    """A connection that is reset after the first pieces."""

    def read(self, size=-1):
        if self.tell() > 128 * 1024:
            raise ConnectionResetError
        return super().read(size)


@pytest.mark.threat("A50")
def test_a_connection_that_is_reset_leaves_nothing(client, home):
    opened(client)
    body = part("file", b"x" * MEGABYTE, "a.pdf")
    client.raise_request_exception = False
    client.generic(
        "POST",
        PAGE,
        b"",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"wsgi.input": Gone(body), "CONTENT_LENGTH": str(len(body))},
    )
    assert not Document.objects.exists()
    assert files(home) == []


@pytest.mark.threat("A50")
def test_a_slow_upload_is_given_up_and_leaves_nothing(home):
    handler = ToVault(None, field="file", most=100, patience=-1)
    handler.new_file("file", "a.pdf", "application/pdf", 0)
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"x", 0)
    assert handler.refused is Refusal.NOT_STORED
    assert files(home) == []


def test_a_file_of_a_field_that_nobody_has_is_not_read(client, home):
    opened(client)
    response = post(client, part("other", pdf(), "a.pdf") + END)
    assert response.context["form"].errors["file"] == ["Select a file"]
    assert files(home) == []


def test_what_the_database_did_not_take_is_not_kept(home, monkeypatch):
    submission = confirm(file(CORRECTION))
    submission.pk = uuid4()  # locking finds no such filing: as good as a database that fails
    with pytest.raises(Submission.DoesNotExist):
        operations.receive(
            submission=submission,
            party=Party.CONSUMER,
            purpose=DocumentPurpose.CORRECTION,
            incoming=incoming(pdf()),
            at=submission.received_at,
        )
    assert files(home) == []


def test_a_store_that_is_full_is_said_and_leaves_nothing(client, home, settings, tmp_path):
    opened(client)
    (tmp_path / "a file").write_text("where a directory should be")
    settings.DOCUMENTS_DIR = tmp_path / "a file" / "documents"
    response = send(client)
    assert response.context["form"].errors["file"][0].startswith("The selected file could not be stored")
    assert Document.objects.get().refusal == "NOT_STORED"
