"""Which people of the books are one and the same?"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from requests_app.models import Person, PersonMerge, PrivacyRequest


def root(person: Person) -> UUID:
    """As whom a person is counted."""
    return person.counted_as_id or person.pk


def same_as(roots: Iterable[UUID]) -> QuerySet[Person]:
    """Everybody who is counted as one of some roots, these among them."""
    roots = list(roots)
    return Person.objects.filter(Q(pk__in=roots) | Q(counted_as__in=roots))


def everybody(person: Person) -> QuerySet[Person]:
    """Everybody who is counted as the same consumer as a person."""
    return same_as([root(person)])


def requests_of(person: Person) -> QuerySet[PrivacyRequest]:
    """Everything that the consumer behind a person has asked for."""
    return PrivacyRequest.objects.filter(submission__person__in=everybody(person))


def below(person: Person) -> set[UUID]:
    """A person, and everybody who was merged into them and is not parted, however far down."""
    found, newest = {person.pk}, {person.pk}
    while newest:
        merged = PersonMerge.objects.filter(into__in=newest, parted_at=None)
        newest = set(merged.values_list("person", flat=True)) - found
        found |= newest
    return found
