"""A real worker is killed with a document in hand: is it cleaned by the next one, once, with nothing left over?"""

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from privacy_portal.lib import owed
from privacy_portal.lib.uploads import workspace
from requests_app import tasks
from requests_app.models import Cleaning, Document, Event
from tests.filings import CORRECTION, confirm, file
from tests.support.broker import Broker, publish_to
from tests.support.portal import Worker, with_path
from tests.support.waiting import PATIENCE, wait_until
from tests.uploads.sending import files, received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threat("A51")]


class Scanner:
    """A scanner that is asked and answers when it is told to."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self.asked, self.may_answer = threading.Event(), threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connected, _address = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connected], daemon=True).start()

    def _answer(self, connected: socket.socket) -> None:
        with connected:
            while not connected.recv(65536).endswith(b"\0\0\0\0"):
                pass
            self.asked.set()
            self.may_answer.wait(PATIENCE)
            try:
                connected.sendall(b"stream: OK\0")
            except OSError:
                return  # the worker that asked is dead

    def close(self) -> None:
        self.may_answer.set()
        self._server.close()


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    scanner = Scanner()
    yield scanner
    scanner.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the worker decrypts; a directory of its own."""
    place = tmp_path / "tmp"
    place.mkdir()
    return place


@pytest.fixture
def cleaner(
    broker: Broker, scanner: Scanner, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    """A worker that asks that scanner, and this process with the same documents and the same broker."""
    home = tmp_path / "worker"
    home.mkdir()
    monkeypatch.setattr(configured, "DOCUMENTS_DIR", home / "documents")
    publish_to(broker.url, monkeypatch)
    database = with_path(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    worker = Worker(
        home, database_url=database, broker_url=broker.url, extra={"CLAMD": scanner.address, "TMPDIR": str(place)}
    )
    try:
        worker.start()
        yield worker
    finally:
        worker.stop()


def test_killed_while_the_scanner_looks_the_document_is_cleaned_by_the_next_worker(
    cleaner, scanner, place, monkeypatch
):
    document = received(confirm(file(CORRECTION)))
    assert scanner.asked.wait(PATIENCE)
    cleaner.kill()
    (left,) = place.glob(f"{workspace.PREFIX}*")
    assert left.stat().st_mode & 0o777 == 0o700
    document.refresh_from_db()
    assert document.state == "RECEIVED"

    scanner.may_answer.set()
    Cleaning.objects.update(next_try_at=timezone.now() - owed.GRACE - timedelta(seconds=1))
    cleaner.start()
    assert tasks.sweep_documents() == 1
    wait_until(lambda: Document.objects.get().state == "READY")
    document.refresh_from_db()
    wait_until(lambda: Document.objects.get().quarantine_name == "")
    assert files(configured.DOCUMENTS_DIR) == sorted([document.clean_name, *document.preview_names])
    kinds = Event.objects.filter(kind__startswith="DOCUMENT").values_list("kind", flat=True)
    assert list(kinds) == ["DOCUMENT_RECEIVED", "DOCUMENT_READY"]
    os.utime(left, (0, 0))  # as old as it is when the sweep comes
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert workspace.sweep() == 1
    assert list(place.glob(f"{workspace.PREFIX}*")) == []
