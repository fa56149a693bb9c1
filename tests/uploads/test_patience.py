"""Can slow senders hold the threads of the web? A body has one end in time, and only so many come in at once."""

import socket
import threading
from contextlib import ExitStack, suppress

import pytest
from django.core.files.uploadhandler import StopUpload
from django.core.handlers.wsgi import WSGIRequest
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import SocketUnreader

from privacy_portal.lib.uploads import patience
from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Document
from tests.uploads.sending import BOUNDARY, PAGE, Slow, files, opened, part, send

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A50")]

BODY = part("file", b"%PDF-1.7\n" + b"x" * 150_000, "a.pdf")


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def line():
    """Both ends of a line: the server's and the sender's."""
    with ExitStack() as ends:
        yield [ends.enter_context(end) for end in socket.socketpair()]


def request_over(line) -> WSGIRequest:
    """A request whose body gunicorn reads from this end of a line."""
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PAGE,
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(len(BODY)),
            "wsgi.input": Body(LengthReader(SocketUnreader(line), len(BODY))),
            "gunicorn.socket": line,
        }
    )


def read_in_time(request, seconds: float) -> ToVault:
    handler = ToVault(request, field="file", most=10 * 2**20, patience=seconds)
    request.upload_handlers = [handler]
    with patience.in_time(request, until=handler.until, late=handler.late):
        assert not request.FILES
    return handler


def test_a_trickling_upload_holds_no_thread_for_longer_than_the_patience(line, home):
    ours, theirs = line
    given_up = threading.Event()
    sent = []

    def trickle():
        theirs.sendall(BODY[:2000])
        for at in range(2000, 3000):  # at this pace the next 1024 bytes would take half a minute, and then it ends
            if given_up.wait(0.03):
                return
            with suppress(BrokenPipeError):  # closed at the other end
                theirs.sendall(BODY[at : at + 1])
            sent.append(at)
        theirs.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=trickle)
    sender.start()
    try:
        handler = read_in_time(request_over(ours), 0.3)
        assert len(sent) < 500
    finally:
        given_up.set()
        sender.join()
    assert handler.refused is Refusal.NOT_STORED
    assert files(home) == []


def test_a_silent_sender_is_given_up_and_can_still_be_answered(line, home):
    ours, theirs = line
    theirs.sendall(BODY[:2000])
    assert read_in_time(request_over(ours), 0.1).refused is Refusal.NOT_STORED
    ours.sendall(b"HTTP/1.1 200 OK")
    assert theirs.recv(100) == b"HTTP/1.1 200 OK"
    assert files(home) == []


def test_a_body_that_is_no_form_has_the_same_end(line):
    ours, theirs = line
    request = request_over(ours)
    theirs.sendall(b"x")
    handler = ToVault(request, field="file", most=100, patience=0.1)
    with patience.in_time(request, until=handler.until, late=handler.late), pytest.raises(StopUpload):
        request.read()
    assert handler.refused is Refusal.NOT_STORED


def test_the_end_is_looked_at_within_one_large_read():
    body = Slow(b"x" * 2**20)
    reading = patience.InTime(body.read, until=11, late=_late)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience.time, "monotonic", lambda: body.taken / patience.STEP)
        with pytest.raises(TimeoutError):
            reading.read(2**20)
    assert body.taken == 11 * patience.STEP


def _late():
    raise TimeoutError


def test_when_as_many_come_in_as_may_another_is_told_to_come_back(client, home):
    opened(client)
    with ExitStack() as taken:
        for _number in range(patience.AT_ONCE):
            taken.enter_context(patience.places)
        response = send(client)
        assert response.status_code == 503
        assert response.context["form"].errors["file"] == [
            "Many people are sending files right now. Try again in a few minutes"
        ]
        assert not Document.objects.exists()
        assert files(home) == []
    assert send(client).status_code == 302


def test_an_upload_gives_its_place_back_whatever_became_of_it(client):
    opened(client)
    for _number in range(patience.AT_ONCE + 1):
        assert send(client, b"x", "wrong.exe").status_code == 200
