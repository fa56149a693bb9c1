"""How do two people of the books become one consumer, and two again?

Answers are counted together from then on. Nothing is moved: each keeps what they filed and the contacts known to be
theirs, so a merge sends nothing anywhere else than before, and parting leaves what there was.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, persons
from requests_app.models import Person, PersonMerge, Submission
from requests_app.vocabulary import EventKind


class SamePerson(Exception):
    """They are counted as one already."""

    message = _("They are counted as one person already.")


class NotMerged(Exception):
    """This merge was taken back, by somebody else or before."""

    message = _("They were parted already.")


class ReasonMissing(Exception):
    """This step needs a written reason."""


def lock(person_id: UUID) -> Person:
    """Lock the consumer that a person is counted as, until the transaction ends; return the person as of then.

    Everybody who is counted as one waits for the same row. A merge locks it too, so that none comes between.
    """
    while True:
        person = Person.objects.get(pk=person_id)
        root = persons.root(person)
        Person.objects.select_for_update(no_key=True).get(pk=root)
        person.refresh_from_db()
        if persons.root(person) == root:
            return person


@transaction.atomic
def merge(*, person: Person, into: Person, reason: str, at: datetime, by: User) -> PersonMerge:
    """Count a person, with everybody who is counted as them, as another one. Raises ReasonMissing and SamePerson."""
    if not reason.strip():
        raise ReasonMissing
    one, other = _lock_both(person.pk, into.pk)
    if one == other:
        raise SamePerson
    merged = PersonMerge.objects.create(person_id=one, into_id=other, reason=reason.strip(), merged_at=at, merged_by=by)
    concerned = list(persons.same_as([one, other]).values_list("pk", flat=True))
    persons.same_as([one]).update(counted_as=other)
    _record(EventKind.PEOPLE_MERGED, merged, concerned, at=at, by=by)
    return merged


@transaction.atomic
def part(*, merged: PersonMerge, reason: str, at: datetime, by: User) -> None:
    """Take one merge back: who was merged, and who was merged into them, are counted as before it.

    Raises ReasonMissing and NotMerged.
    """
    if not reason.strip():
        raise ReasonMissing
    lock(merged.person_id)
    merged = PersonMerge.objects.select_for_update(of=("self",)).select_related("person").get(pk=merged.pk)
    if merged.parted_at is not None:
        raise NotMerged
    concerned = list(persons.everybody(merged.person).values_list("pk", flat=True))
    merged.parted_at, merged.parted_by, merged.part_reason = at, by, reason.strip()
    merged.save(update_fields=["parted_at", "parted_by", "part_reason"])
    apart = persons.below(merged.person)
    Person.objects.filter(pk__in=apart).exclude(pk=merged.person_id).update(counted_as=merged.person_id)
    Person.objects.filter(pk=merged.person_id).update(counted_as=None)
    _record(EventKind.PEOPLE_PARTED, merged, concerned, at=at, by=by)


def _lock_both(person: UUID, into: UUID) -> tuple[UUID, UUID]:
    """Lock the two consumers in an order that everybody keeps, and return whom they are."""
    while True:
        roots = [persons.root(Person.objects.get(pk=each)) for each in (person, into)]
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk"))
        if roots == [persons.root(Person.objects.get(pk=each)) for each in (person, into)]:
            return roots[0], roots[1]


def _record(kind: EventKind, merged: PersonMerge, people: Collection[UUID], *, at: datetime, by: User) -> None:
    """Tell it in the history of everything that any of them filed."""
    for filing in Submission.objects.filter(person__in=people).order_by("pk"):
        audit.record(
            kind, submission=filing, at=at, staff=by, person=str(merged.person_id)[:8], other=str(merged.into_id)[:8]
        )
