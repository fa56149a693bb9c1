"""What comes through the door? Only a whole file within the limits, of who may send one, with the form's token."""

import io
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.uploadhandler import StopUpload
from django.test import Client

from privacy_portal.lib import ratelimit
from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Document, Submission
from requests_app.operations import documents as operations
from requests_app.rules import documents as limits
from requests_app.views import documents as view
from requests_app.vocabulary import DocumentPurpose, Party
from tests.filings import CORRECTION, confirm, file
from tests.support.crowd import at_once, ends
from tests.uploads.sending import MEGABYTE, PAGE, files, incoming, opened, pdf, received, send

pytestmark = pytest.mark.django_db

BOUNDARY = "the-boundary"


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def counted(settings):
    """Callers are counted, from zero, in the broker's Redis."""
    settings.RATE_LIMIT_URL = settings.CELERY_BROKER_URL
    ratelimit.forget_everything()
    yield
    ratelimit.forget_everything()


def part(name, content, filename=None):
    named = f'; filename="{filename}"' if filename else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


def post(client, body, **extra):
    """Send a body byte for byte."""
    return client.generic("POST", PAGE, body, content_type=f"multipart/form-data; boundary={BOUNDARY}", **extra)


class Slow(io.BytesIO):
    """A body that tells how much of it was read."""

    def __init__(self, body):
        super().__init__(body)
        self.taken = 0

    def read(self, size=-1):
        piece = super().read(size)
        self.taken += len(piece)
        return piece


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
    body = part("file", pdf(), "a.pdf") + part("csrfmiddlewaretoken", token) + f"--{BOUNDARY}--\r\n".encode()
    assert post(strict, body).status_code == 302
    assert Document.objects.count() == 1


@pytest.mark.threat("A38", "A50")
def test_of_a_browser_that_may_not_send_nothing_is_read(home, rf):
    body = Slow(part("file", b"x" * MEGABYTE, "a.pdf") + f"--{BOUNDARY}--\r\n".encode())
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
    body = part("file", b"x" * (4 * MEGABYTE), "a.pdf") + f"--{BOUNDARY}--\r\n".encode()
    response = client.generic("POST", page, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    assert response.status_code < 500
    assert [each for each in tmp_path.iterdir() if each.is_file()] == []
    assert files(home) == []


# --- how much --------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A50")
@pytest.mark.parametrize(("size", "taken"), [(limits.FILE_BYTES, True), (limits.FILE_BYTES + 1, False)])
def test_a_file_has_at_most_ten_megabytes(client, home, size, taken):
    opened(client)
    response = send(client, b"x" * size)
    document = Document.objects.get()
    if taken:
        assert (response.status_code, document.state, document.size) == (302, "RECEIVED", size)
        return
    assert response.context["form"].errors["file"] == ["The selected file must be smaller than 10 MB"]
    assert (document.state, document.refusal, document.sha256) == ("REFUSED", "TOO_BIG", "")
    assert files(home) == []


@pytest.mark.threat("A50")
def test_what_is_too_long_by_its_own_account_is_not_read(client, home):
    opened(client)
    body = Slow(part("file", b"x", "a.pdf"))
    response = client.generic(
        "POST",
        PAGE,
        b"",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(view.MOST_BYTES + 1)},
    )
    assert response.status_code == 413
    assert body.taken == 0
    assert response.context["form"].errors["file"] == ["The selected file must be smaller than 10 MB"]
    assert not Document.objects.exists()


@pytest.mark.threat("A50")
def test_a_file_over_the_limit_is_not_read_on(rf):
    handler = ToVault(None, field="file", most=100)
    handler.new_file("file", "a.pdf", "application/pdf", 0)
    handler.receive_data_chunk(b"x" * 100, 0)
    with pytest.raises(StopUpload) as stopped:
        handler.receive_data_chunk(b"x", 100)
    assert stopped.value.connection_reset
    assert handler.refused is Refusal.TOO_BIG


@pytest.mark.threat("A50")
@pytest.mark.parametrize(
    "parts",
    [
        b"".join(part("file", b"x", f"{number}.pdf") for number in range(1000)),
        b"".join(part(f"field{number}", b"x") for number in range(1000)),
        part("file", b"x", "a.pdf") + part("file", b"y", "b.pdf"),
    ],
    ids=["a thousand files", "a thousand fields", "two files"],
)
def test_a_body_of_a_thousand_parts_or_of_two_files_is_a_bad_request(client, home, parts):
    opened(client)
    assert post(client, parts + f"--{BOUNDARY}--\r\n".encode()).status_code == 400
    assert not Document.objects.exists()
    assert files(home) == []


@pytest.mark.threat("A50")
def test_a_filing_has_at_most_five_files_and_refused_ones_do_not_count(client, home):
    submission = opened(client)
    send(client, b"x", "wrong.exe")
    for _number in range(limits.FILES):
        assert send(client, b"x").status_code == 302
    assert send(client, b"x").context["form"].errors["file"] == [
        "You have sent 5 files, and we take no more with one request"
    ]
    assert submission.documents.counting().count() == limits.FILES
    assert len(files(home)) == limits.FILES
    assert 'type="file"' not in client.get(PAGE).content.decode()


@pytest.mark.threat("A50")
def test_a_filing_has_at_most_25_megabytes(home):
    submission = confirm(file(CORRECTION))
    for size in (limits.FILE_BYTES, limits.FILE_BYTES, limits.FILING_BYTES - 2 * limits.FILE_BYTES - 1):
        received(submission, content=b"x" * size)
    with pytest.raises(operations.NoRoom) as refusal:
        received(submission, content=b"xx")
    assert refusal.value.why is limits.Full.BYTES
    assert len(files(home)) == 3
    received(submission, content=b"x")


@pytest.mark.threat("A50")
def test_after_twenty_tries_a_filing_takes_no_more(client):
    opened(client)
    for _number in range(limits.ATTEMPTS):
        send(client, b"x", "wrong.exe")
    assert send(client).context["form"].errors["file"] == [
        "We take no more files here after so many tries. Send it by post or email"
    ]
    assert Document.objects.count() == limits.ATTEMPTS


@pytest.mark.threat("A50")
@pytest.mark.django_db(transaction=True)
def test_what_comes_in_at_the_same_moment_does_not_pass_the_limits(home):
    submission = confirm(file(CORRECTION))
    come = [partial(_receive, submission.pk) for _number in range(12)]
    told = at_once(come, refusals=(operations.NoRoom,))
    assert ends(told) == {"done": limits.FILES, "NoRoom": 12 - limits.FILES}
    assert len(files(home)) == limits.FILES


def _receive(submission_id):
    received(Submission.objects.get(pk=submission_id), content=b"x")


@pytest.mark.threat("A50")
def test_one_caller_sends_so_many_an_hour(client, counted, home):
    opened(client)
    for _number in range(ratelimit.UPLOAD.item.amount):
        client.post(PAGE, {})
    response = send(client)
    assert response.status_code == 429
    assert files(home) == []


# --- what goes wrong on the way --------------------------------------------------------------------------------------


@pytest.mark.threat("A50")
def test_an_upload_that_ends_within_the_file_leaves_nothing(client, home):
    opened(client)
    whole = part("file", b"x" * (3 * MEGABYTE), "a.pdf") + f"--{BOUNDARY}--\r\n".encode()
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
    response = post(client, part("other", pdf(), "a.pdf") + f"--{BOUNDARY}--\r\n".encode())
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
