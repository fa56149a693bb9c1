"""The large demo: copies in the same shapes as what was told, each sealed for its own row, under all constraints."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from requests_app import queries
from requests_app.management import bulk_demo
from requests_app.management.bulk_copy import columns
from requests_app.management.commands.seed_demo import staff
from requests_app.management.demo_cases import Teller
from requests_app.models import Answer, Event, Evidence, Notice, Person, PersonContact, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.operations import history_check
from requests_app.vocabulary import EventKind, Outcome, RequestType, Status
from tests.demo.conftest import Undone
from verification import challenges
from verification.models import Challenge

pytestmark = pytest.mark.django_db

SIZE = 1_500
TABLES = [Answer, Challenge, Event, Evidence, Notice, Person, PersonContact, PrivacyRequest, Submission]
SCHEMA = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""
FILINGS_PER_STORY = 3


def schema() -> set[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return set(cursor.fetchall())


@pytest.fixture(scope="module", autouse=True)
def schema_before(undone: Undone) -> Iterator[set[tuple[str, str, str]]]:
    """What the database held to before; the demo lasts as long as this module."""
    with undone():
        before = schema()
        teller = Teller(now=timezone.now(), dice=random.Random(7), team=staff(None))
        bulk_demo.fill(size=SIZE, teller=teller, progress=lambda line: None, told=24)
        yield before


def test_it_makes_as_many_requests_as_wanted():
    assert SIZE <= PrivacyRequest.objects.count() < SIZE + 10


def test_every_constraint_index_and_trigger_is_there_again(schema_before):
    assert schema() == schema_before


@pytest.mark.parametrize("model", TABLES)
def test_every_sealed_value_opens_in_its_own_row(model):
    sealed = [field.attname for field in columns(model) if isinstance(field, bulk_demo.SealedField)]
    for row in model.objects.order_by("?")[:200]:
        for name in sealed:
            getattr(row, name)


def test_a_copy_is_of_another_person():
    contacts = Counter(submission.contact for submission in Submission.objects.all())
    assert max(contacts.values()) <= FILINGS_PER_STORY


def test_a_contact_is_found_by_its_index():
    for submission in Submission.objects.order_by("?")[:50]:
        assert bytes(submission.contact_index) == contact_index(submission.contact)
        assert PrivacyRequest.objects.filter(queries.search(submission.contact), submission=submission).exists()


def test_the_index_of_a_challenge_is_the_one_that_issuing_makes():
    for copied in Challenge.objects.order_by("?")[:20]:
        fresh = challenges.issue(
            purpose=copied.purpose,
            subject=copied.subject,
            channel=copied.channel,
            destination=copied.destination,
            language="en",
            at=timezone.now(),
        )
        assert bytes(fresh.destination_index) == bytes(copied.destination_index)


def test_a_reference_is_found_and_leads_to_its_own_filing():
    for submission in Submission.objects.order_by("?")[:50]:
        assert queries.submission_by_reference(str(submission)) == submission


def test_the_history_of_a_copy_is_whole():
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    assert kinds[EventKind.FILED] == Submission.objects.count()
    closed = PrivacyRequest.objects.filter(status=Status.CLOSED).count()
    ends = (EventKind.ANSWERED, EventKind.DENIED, EventKind.NOT_VERIFIED, EventKind.WITHDRAWN)
    assert sum(kinds[end] for end in ends) + kinds[EventKind.MARKED_DUPLICATE] == closed


def test_a_duplicate_points_to_a_request_of_its_own_story():
    for event in Event.objects.filter(kind=EventKind.MARKED_DUPLICATE).select_related("submission"):
        earlier = queries.submission_by_reference(event.data["of"])
        assert earlier is not None
        assert earlier.contact == event.submission.contact


def test_every_status_is_there_many_times():
    counts = Counter(PrivacyRequest.objects.values_list("status", flat=True))
    assert all(counts[status] >= 5 for status in Status), counts


@pytest.mark.parametrize(("field", "words"), [("outcome", Outcome), ("type", RequestType)])
def test_every_outcome_and_right_is_there(field, words):
    assert set(words) <= set(PrivacyRequest.objects.values_list(field, flat=True))


def test_nobody_has_more_than_two_counted_answers():
    counts = Counter(
        Answer.objects.filter(counts_toward_limit=True).values_list(
            "request__submission__person", "request__submission"
        )
    )
    filings = Counter(person for person, _submission in counts)
    assert max(filings.values()) == 2


def test_rows_can_be_changed_and_refused_as_before():
    request = PrivacyRequest.objects.filter(status=Status.OPEN).first()
    assert request is not None
    assert PrivacyRequest.objects.filter(pk=request.pk).update(owner=None) == 1


def test_the_chains_of_the_copies_are_whole():
    assert set(Event.objects.filter(number=1).values_list("kind", flat=True)) == {EventKind.FILED}
    assert list(history_check.problems()) == []
