"""Is a document gone when its time is over, in every copy, and a government ID right after the check?"""

import shutil
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from privacy_portal.lib.uploads import vault
from requests_app import tasks
from requests_app.models import Document, Event, IdentityAsk
from requests_app.operations import document_keeping, documents, review
from requests_app.rules import retention
from requests_app.vocabulary import DocumentPurpose, Party, RequestType
from tests.admin.conftest import logged_in
from tests.admin.pages import act, page
from tests.filings import CORRECTION, DELETION, confirm, file
from tests.uploads.sending import PAGE, asked, files, made_ready, opened, ready, received, send

pytestmark = pytest.mark.django_db
IDENTITY = DocumentPurpose.IDENTITY


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


def close(submission):
    for request in submission.requests.select_related("submission").exclude(status="CLOSED"):
        review.withdraw(request=request, at=timezone.now())


def purged_on(day):
    """Let the sweep run at noon of a day; how many documents it erased."""
    with time_machine.travel(f"{day}T20:00:00Z"):
        return tasks.purge_documents()


@pytest.mark.parametrize(
    ("purpose", "facts", "day"),
    [
        ("AUTHORITY", {}, None),
        ("AUTHORITY", {"closed_on": date(2026, 11, 23)}, date(2028, 11, 24)),
        ("CORRECTION", {"closed_on": date(2028, 2, 29)}, date(2030, 3, 1)),
        ("CORRECTION", {"checked_on": date(2026, 11, 23)}, None),
        ("IDENTITY", {}, None),
        ("IDENTITY", {"checked_on": date(2026, 11, 23)}, date(2026, 11, 30)),
        ("IDENTITY", {"checked_on": date(2026, 11, 23), "closed_on": date(2026, 11, 24)}, date(2026, 11, 24)),
    ],
)
def test_each_purpose_has_its_end(purpose, facts, day):
    assert retention.document_purge_on(DocumentPurpose(purpose), **facts) == day


def test_what_an_answer_rests_on_goes_with_the_records_of_the_request(home):
    document = made_ready(confirm(file(CORRECTION)))
    close(document.submission)
    assert tasks.purge_documents() == 0
    document.refresh_from_db()
    end = document.purge_on
    assert end == retention.records_kept_until(timezone.localdate()) + timedelta(days=1)
    assert purged_on(end - timedelta(days=1)) == 0
    assert len(files(home)) == 3
    assert purged_on(end) == 1
    document.refresh_from_db()
    assert (document.state, document.name, document.clean_key, len(document.sha256)) == ("PURGED", None, None, 64)
    assert files(home) == []
    assert Event.objects.filter(kind="DOCUMENT_PURGED").count() == 1


def test_as_long_as_one_request_of_the_filing_is_open_nothing_ends():
    document = made_ready(confirm(file(CORRECTION, DELETION)))
    review.withdraw(request=document.submission.requests.select_related("submission").first(), at=timezone.now())
    tasks.purge_documents()
    document.refresh_from_db()
    assert document.purge_on is None


# --- a government ID -------------------------------------------------------------------------------------------------


@pytest.fixture
def identity(staff):
    """A government ID that was asked for and can be looked at."""
    submission = asked(confirm(file(CORRECTION)), staff)
    return ready(submission, purpose=IDENTITY)


@pytest.mark.threat("A04")
def test_a_government_id_is_asked_for_with_a_reason_that_the_consumer_reads(client, staff):
    submission = opened(client)
    request = submission.requests.select_related("submission").first()
    desk = logged_in(staff)
    refused = act(desk, request, "ask-id", reason=" ")
    assert "Write the reason" in refused.content.decode()
    assert IDENTITY not in documents.asked_for(submission, Party.CONSUMER)
    act(desk, request, "ask-id", reason="Two people share this address.")
    for address in ("/track/status/", PAGE):
        assert "Two people share this address." in client.get(address).content.decode()
    assert "asked for a government ID, with a reason" in page(desk, request)
    assert "Two people" not in str(Event.objects.filter(kind="DOCUMENT_ASKED").values())


@pytest.mark.threat("A04")
def test_without_being_asked_nobody_can_send_one(client):
    submission = opened(client)
    with pytest.raises(documents.NotAskedFor):
        received(submission, purpose=IDENTITY)


@pytest.mark.threat("A04")
def test_nobody_is_asked_for_one_to_opt_out(staff):
    submission = file((RequestType.LIMIT_SPI, {}))
    with pytest.raises(documents.NoIdentityNeeded):
        asked(submission, staff)
    desk, request = logged_in(staff), submission.requests.select_related("submission").get()
    assert "Ask for a government ID" not in page(desk, request)
    answer = act(desk, request, "ask-id", reason="We want to know.")
    assert "The law lets us ask nobody who they are for this right." in answer.content.decode()


def test_a_representative_is_never_asked_for_their_own(staff):
    submission = asked(confirm(file(CORRECTION)), staff)
    assert IDENTITY not in documents.asked_for(submission, Party.REPRESENTATIVE)


def test_it_is_asked_for_once(staff):
    submission = asked(confirm(file(CORRECTION, DELETION)), staff)
    with pytest.raises(documents.AskedAlready):
        asked(submission, staff)


def test_asked_for_no_more_what_was_sent_is_gone(identity, staff, home, django_capture_on_commit_callbacks):
    request = identity.submission.requests.select_related("submission").first()
    with django_capture_on_commit_callbacks(execute=True):
        act(logged_in(staff), request, "end-ask-id")
    identity.refresh_from_db()
    assert (identity.state, identity.clean_key) == ("PURGED", None)
    assert files(home) == []
    assert documents.asked_for(identity.submission, Party.CONSUMER) == [DocumentPurpose.CORRECTION]
    with pytest.raises(documents.NothingAsked):
        documents.end_ask(request=request, at=timezone.now(), by=staff)


def test_a_week_after_it_was_looked_at_it_is_gone(identity, staff, home):
    at = timezone.now()
    document_keeping.view(document=identity, at=at, by=staff)
    identity.refresh_from_db()
    assert identity.purge_on == timezone.localdate(at) + timedelta(days=retention.VERIFY_PURGE_DAYS)
    document_keeping.view(document=identity, at=at + timedelta(days=3), by=staff)
    assert purged_on(identity.purge_on - timedelta(days=1)) == 0
    assert purged_on(identity.purge_on) == 1
    assert files(home) == []


def test_closing_the_request_forgets_it_at_once(identity, home):
    close(identity.submission)
    identity.refresh_from_db()
    assert (identity.state, identity.clean_key, identity.name) == ("PURGED", None, None)
    assert not IdentityAsk.objects.filter(ended_at=None).exists()
    tasks.purge_documents()
    assert files(home) == []


def test_closing_another_request_of_the_filing_does_not(staff):
    submission = asked(confirm(file(CORRECTION, DELETION)), staff)
    document = received(submission, purpose=IDENTITY)
    last = submission.requests.select_related("submission").order_by("ordinal").last()
    review.withdraw(request=last, at=timezone.now())
    document.refresh_from_db()
    assert document.state == "RECEIVED"


def test_one_that_is_still_being_cleaned_when_it_is_forgotten_never_becomes_ready(staff, home):
    submission = asked(confirm(file(CORRECTION)), staff)
    document = received(submission, purpose=IDENTITY)
    close(submission)
    tasks.document_cleaning.clean(document.cleaning.pk)
    document.refresh_from_db()
    assert document.state == "PURGED"
    tasks.purge_documents()
    assert files(home) == []


# --- shredded --------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A78")
def test_files_from_a_backup_cannot_be_read_after_the_document_was_erased(home, tmp_path):
    document = made_ready(confirm(file(CORRECTION)))
    kept = made_ready(document.submission)
    assert b"".join(vault.read(document.clean_name, key=document.clean_key)).startswith(b"%PDF")
    others = b"".join(vault.read(kept.clean_name, key=kept.clean_key))
    names = [document.clean_name, *document.preview_names]
    backup = tmp_path / "backup"
    shutil.copytree(home, backup)
    document_keeping.forget(Document.objects.filter(pk=document.pk), at=timezone.now())
    document_keeping.delete_files()
    assert not set(names) & set(files(home))
    shutil.copytree(backup, home, dirs_exist_ok=True)
    document.refresh_from_db()
    assert set(names) <= set(files(home))
    assert (document.quarantine_key, document.clean_key) == (None, None)
    for name in names:
        for key in (kept.clean_key, vault.new_key()):
            with pytest.raises(vault.Unreadable):
                b"".join(vault.read(name, key=key))
    assert b"".join(vault.read(kept.clean_name, key=kept.clean_key)) == others


@pytest.mark.threat("A78")
def test_files_that_a_restored_backup_brings_back_are_deleted_again(home, tmp_path):
    document = made_ready(confirm(file(CORRECTION)))
    shutil.copytree(home, tmp_path / "backup")
    document_keeping.forget(Document.objects.filter(pk=document.pk), at=timezone.now())
    document_keeping.delete_files()
    shutil.copytree(tmp_path / "backup", home, dirs_exist_ok=True)
    with time_machine.travel(timezone.now() + document_keeping.ABANDONED + timedelta(minutes=1)):
        tasks.purge_documents()
    assert files(home) == []


@pytest.mark.threat("A78")
def test_the_original_is_forgotten_as_soon_as_there_is_a_clean_copy(client, home):
    opened(client)
    send(client)
    original = Document.objects.get()
    name, key = original.quarantine_name, original.quarantine_key
    tasks.document_cleaning.clean(original.cleaning.pk)
    original.refresh_from_db()
    assert (original.quarantine_name, original.quarantine_key) == ("", None)
    with pytest.raises(vault.Missing):
        vault.read(name, key=key)
