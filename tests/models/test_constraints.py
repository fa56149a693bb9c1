"""Facts that belong together are held together by the database, whoever writes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from requests_app.models import Event, Evidence, Notice, PrivacyRequest, Submission
from requests_app.models.reference import ALPHABET, LENGTH, grouped, new_reference, normalised
from tests.filings import DELETION, NOON, confirm, file, only_request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "CLOSED"},
        {"status": "CLOSED", "outcome": "WITHDRAWN"},
        {"outcome": "WITHDRAWN"},
        {"closed_at": NOON},
        {"extended_by": date(2027, 2, 21)},
        {"extended_at": NOON, "extension_reason": "NUMBER"},
        {"extended_by": date(2026, 12, 1), "extended_at": NOON, "extension_reason": "NUMBER"},
        {"deletion_confirmed_at": NOON},
        {"level_required": 1},
        {"level_reached": 3},
        {"respond_by": date(2026, 11, 23)},
    ],
    ids=str,
)
def test_half_a_fact_about_a_request_is_refused(changes):
    request = only_request(file())
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyRequest.objects.filter(pk=request.pk).update(**changes)


def test_a_deletion_cannot_be_fulfilled_unconfirmed():
    request = only_request(file(DELETION))
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyRequest.objects.filter(pk=request.pk).update(
            status="CLOSED", outcome="FULFILLED", closed_at=NOON, level_reached=2
        )


def test_a_contact_cannot_be_confirmed_before_it_was_given():
    submission = file()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(contact_confirmed_at=NOON - timedelta(seconds=1))


def test_a_receipt_speaks_of_a_whole_filing():
    request = only_request(file())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(submission=request.submission).update(request=request)


def test_a_confirmed_contact_names_its_challenge():
    submission = confirm(file())
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(submission=submission).update(challenge=None)


@pytest.mark.parametrize("verb", ["UPDATE requests_app_event SET kind = 'WITHDRAWN'", "DELETE FROM requests_app_event"])
def test_the_history_cannot_be_changed(verb):
    file()
    with pytest.raises(InternalError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
    assert Event.objects.count() == 1


def test_the_due_date_is_computed_by_the_database():
    request = only_request(file())
    PrivacyRequest.objects.filter(pk=request.pk).update(
        extended_by=date(2027, 2, 21), extended_at=NOON, extension_reason="NUMBER"
    )
    assert PrivacyRequest.objects.get().due_on == date(2027, 2, 21)


def test_a_reference_carries_fifty_random_bits():
    assert len(set(ALPHABET)) ** LENGTH >= 2**50


def test_a_reference_read_out_and_typed_anew_is_the_same():
    reference = new_reference()
    assert normalised(f" {grouped(reference).lower()} ") == normalised(f"{grouped(reference)}-12") == reference


@pytest.mark.parametrize(
    "typed", ["", "K7QM", "K7QM-2XHR-9TRFF", "K7QM-2XHR-9TR0", "ｋ７ＱＭ2XHR9TRF", "K7QM2XHR9TRF-123", "\x00"]
)
def test_what_cannot_be_a_reference_is_none(typed):
    assert normalised(typed) is None
