"""Facts about a document that belong together are held together by the database, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy_portal.lib.uploads import vault
from requests_app.models import Document, IdentityAsk
from tests.filings import CORRECTION, NOON, confirm, file
from tests.uploads.sending import made_ready, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "READY"},
        {"state": "REFUSED"},
        {"state": "REFUSED", "refusal": "DAMAGED"},  # with the key of what was sent
        {"state": "REFUSED", "refusal": "NONSENSE", "quarantine_key": None},
        {"state": "PURGED", "purged_at": NOON},
        {"purged_at": NOON},
        {"quarantine_key": None},
        {"quarantine_name": ""},
        {"sha256": ""},
        {"sha256": "G" * 64},
        {"name": None},
        {"purpose": "IDENTITY"},
        {"cleaned_at": NOON},
    ],
    ids=str,
)
def test_half_a_fact_about_a_document_that_waits_is_refused(changes):
    document = received(confirm(file(CORRECTION)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"clean_key": None},
        {"clean_name": ""},
        {"verdict": "UNSCANNED"},
        {"verdict": "INFECTED"},
        {"verdict": ""},
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"pages": 0},
        {"cleaned_at": None},
        {"refusal": "VIRUS"},
    ],
    ids=str,
)
def test_what_was_not_scanned_and_cleaned_cannot_be_ready(changes):
    document = made_ready(confirm(file(CORRECTION)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**changes)


def test_what_is_ready_has_no_key_to_what_was_sent():
    document = made_ready(confirm(file(CORRECTION)))
    document.quarantine_key = vault.new_key()
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


def test_a_government_id_is_asked_for_once_at_a_time(staff):
    request = confirm(file(CORRECTION)).requests.get()
    facts = {"request": request, "reason": "x", "asked_at": timezone.now(), "asked_by": staff}
    first = IdentityAsk.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityAsk.objects.create(**facts)
    first.ended_at = first.asked_at
    first.save()
    assert IdentityAsk.objects.create(**facts)
