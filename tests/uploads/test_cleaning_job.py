"""Does a document become ready once, whatever dies on the way, and is nothing shown that was not scanned?"""

import os
import socket
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from privacy_portal import celery
from privacy_portal.lib import owed
from privacy_portal.lib.uploads import vault, workspace
from privacy_portal.lib.uploads.scanner import Verdict
from requests_app import tasks
from requests_app.models import Cleaning, Document, Event
from requests_app.operations import document_cleaning
from tests.admin.conftest import logged_in
from tests.admin.pages import reveal
from tests.support.clamd import EICAR, MARK
from tests.uploads.sending import PAGE, clean_all, files, opened, pdf, photo, received, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(documents, tmp_path, monkeypatch):
    """Each test has a vault and a place for workspaces of its own."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return documents


def state(document):
    document = Document.objects.get(pk=document.pk)
    return document.state, document.refusal, document.verdict


def later(minutes=2):
    """When the lease of a worker that died is over."""
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def workspaces():
    return list(Path(tempfile.gettempdir()).iterdir())


def events():
    return list(Event.objects.filter(kind__startswith="DOCUMENT").values_list("kind", flat=True))


# --- killed at each step ---------------------------------------------------------------------------------------------


def test_killed_after_it_took_the_document_another_worker_cleans_it(home):
    document = received()
    assert owed.lease(Cleaning, document.cleaning.pk, at=timezone.now())
    clean_all()
    assert state(document)[0] == "RECEIVED"
    with later():
        clean_all()
    assert state(document)[0] == "READY"
    assert len(files(home)) == 2


def test_killed_with_the_document_in_the_clear_the_next_worker_removes_it():
    left = Path(tempfile.mkdtemp(prefix=workspace.PREFIX))
    (left / "original").write_bytes(pdf())
    os.utime(left, (0, 0))
    clean = received()
    clean_all()
    assert state(clean)[0] == "READY"
    assert workspaces() == []


def test_a_workspace_in_use_is_left_alone_and_is_nobody_elses():
    with workspace.workspace() as place:
        (place / "original").write_bytes(b"x")
        assert place.stat().st_mode & 0o777 == 0o700
        workspace.sweep()
        assert (place / "original").exists()
    assert workspaces() == []


def test_killed_after_the_clean_copy_was_stored_it_is_cleaned_again_and_the_stray_files_go(home):
    document = received()
    document_cleaning.cleaned_copy(owed.lease(Cleaning, document.cleaning.pk, at=timezone.now()).document)
    assert len(files(home)) == 3
    with later():
        clean_all()
    document.refresh_from_db()
    assert document.state == "READY"
    assert len(files(home)) == 4  # two of them nobody can open
    with later(minutes=60 * 7):
        tasks.purge_documents()
    assert files(home) == sorted([document.clean_name, *document.preview_names])
    assert events() == ["DOCUMENT_RECEIVED", "DOCUMENT_READY"]


def test_killed_after_the_document_was_ready_the_sweep_deletes_what_was_sent(home):
    document = received()
    job = owed.lease(Cleaning, document.cleaning.pk, at=timezone.now())
    assert document_cleaning.make_ready(job, *document_cleaning.cleaned_copy(job.document), at=timezone.now())
    assert len(files(home)) == 3
    tasks.purge_documents()
    document.refresh_from_db()
    assert files(home) == sorted([document.clean_name, *document.preview_names])
    assert document.quarantine_name == ""


def test_killed_after_a_refusal_the_sweep_deletes_what_was_sent(home):
    document = received(content=b"nothing of a PDF")
    job = owed.lease(Cleaning, document.cleaning.pk, at=timezone.now())
    assert document_cleaning._refused(job, "DAMAGED", at=timezone.now())
    assert len(files(home)) == 1
    tasks.purge_documents()
    assert files(home) == []


def test_a_slow_worker_that_another_one_overtook_changes_nothing_and_leaves_nothing(home):
    document = received()
    slow = owed.lease(Cleaning, document.cleaning.pk, at=timezone.now())
    verdict, kept = document_cleaning.cleaned_copy(slow.document)
    with later():
        clean_all()
    before = Document.objects.values().get(pk=document.pk)
    assert not document_cleaning.make_ready(slow, verdict, kept, at=timezone.now())
    assert not document_cleaning._refused(slow, "DAMAGED", at=timezone.now())
    assert Document.objects.values().get(pk=document.pk) == before
    assert events() == ["DOCUMENT_RECEIVED", "DOCUMENT_READY"]


def test_a_document_that_kills_every_worker_is_refused_in_the_end(home):
    document = received()
    at = timezone.now()
    for _try in range(owed.MAX_ATTEMPTS):
        assert owed.lease(Cleaning, document.cleaning.pk, at=at)
        at += Cleaning.leased_for
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        document_cleaning.clean(document.cleaning.pk)
        tasks.purge_documents()
    assert state(document) == ("REFUSED", "TOO_HARD", "")
    assert files(home) == []


def test_the_lease_is_longer_than_a_worker_may_take(settings):
    limit = celery.app.tasks["requests_app.clean_document"].time_limit
    assert limit < Cleaning.leased_for.total_seconds()
    assert limit < workspace.LONGEST


# --- what cannot be cleaned now --------------------------------------------------------------------------------------


def test_what_is_not_what_it_says_is_refused_and_gone(home):
    document = received(content=photo(), name="not a document.pdf")
    clean_all()
    assert state(document)[0] == "REFUSED"
    assert files(home) == []
    assert workspaces() == []


def test_a_quarantined_file_that_was_changed_is_refused(home):
    document = received()
    path = home / document.quarantine_name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    clean_all()
    assert state(document)[:2] == ("REFUSED", "NOT_STORED")


def test_a_store_that_is_away_is_asked_again(home, settings, tmp_path):
    document = received()
    (tmp_path / "file").write_text("where a directory should be")
    settings.DOCUMENTS_DIR = tmp_path / "file" / "documents"
    clean_all()
    assert state(document)[0] == "RECEIVED"
    assert Cleaning.objects.get().failure == "storage_away"
    settings.DOCUMENTS_DIR = home
    with later(minutes=3):
        clean_all()
    assert state(document)[0] == "READY"


# --- the scanner -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(staff):
    return logged_in(staff)


def address(document, name="document", **more):
    request = document.submission.requests.first()
    return reverse(
        f"admin:requests_app_privacyrequest_{name}", kwargs={"pk": request.pk, "document": document.pk, **more}
    )


@pytest.mark.threat("A51")
@pytest.mark.parametrize("content", [EICAR, pdf() + MARK], ids=["EICAR", "malware within a document"])
def test_malware_is_refused_by_a_real_scanner_and_nothing_of_it_is_kept(client, home, clamd, desk, content):
    opened(client)
    send(client, content, "invoice.pdf")
    clean_all()
    document = Document.objects.get()
    assert state(document) == ("REFUSED", "VIRUS", "INFECTED")
    assert files(home) == []
    assert "The selected file contains a virus" in client.get(PAGE).content.decode()
    assert desk.get(address(document)).status_code == 404


@pytest.mark.threat("A51")
def test_a_clean_document_passes_a_real_scanner(clamd):
    document = received()
    clean_all()
    assert state(document) == ("READY", "", "CLEAN")


@pytest.fixture
def silent():
    """A scanner that takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.threat("A51")
@pytest.mark.parametrize("scanner", ["down", "silent"])
def test_without_the_scanners_answer_a_document_is_not_shown_and_later_it_is(
    client, home, clamd, desk, settings, silent, scanner
):
    opened(client)
    send(client)
    settings.CLAMD, settings.CLAMD_SECONDS = {"down": "tcp://127.0.0.1:1", "silent": silent}[scanner], 0.2
    clean_all()
    document = Document.objects.get()
    assert state(document) == ("UNSCANNED", "", "UNSCANNED")
    assert "waits for our virus scanner" in client.get(PAGE).content.decode()
    pages = [("document", {}), ("document_download", {}), ("document_preview", {"page": 1})]
    reveal(desk, document.submission.requests.first())
    assert {desk.get(address(document, name, **more)).status_code for name, more in pages} == {404}
    assert len(files(home)) == 1
    settings.CLAMD, settings.CLAMD_SECONDS = clamd, 30
    with later(minutes=3):
        assert tasks.sweep_documents() in (0, 1)
        clean_all()
    assert state(document) == ("READY", "", "CLEAN")
    assert desk.get(address(document)).status_code == 200


@pytest.mark.threat("A51")
def test_a_scanner_that_never_comes_back_ends_in_a_refusal(home, settings):
    settings.CLAMD, settings.CLAMD_SECONDS = "tcp://127.0.0.1:1", 0.2
    document = received()
    for hours in range(0, 5 * owed.MAX_ATTEMPTS, 5):
        with later(minutes=60 * hours):
            clean_all()
    assert state(document)[:2] == ("REFUSED", "NOT_STORED")
    assert files(home) == []


def test_without_a_scanner_that_is_configured_it_is_written_down(settings):
    document = received()
    clean_all()
    assert state(document) == ("READY", "", Verdict.OFF)


def test_what_is_shown_opens_with_its_own_key_only(home):
    one, other = received(), received(received().submission)
    clean_all()
    one.refresh_from_db()
    other.refresh_from_db()
    assert b"".join(vault.read(one.clean_name, key=one.clean_key)).startswith(b"%PDF")
    with pytest.raises(vault.Unreadable):
        b"".join(vault.read(one.clean_name, key=other.clean_key))
