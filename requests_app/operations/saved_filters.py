"""How does a member of staff keep a narrowed queue at hand?"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app.models import SavedFilter

MOST = 20


class TooMany(Exception):
    """As many as one person can look at are kept already."""

    message = _("You keep 20 filters already. Delete one first.")


def of(user: User) -> list[SavedFilter]:
    """What somebody keeps, oldest first."""
    return list(SavedFilter.objects.filter(owner=user))


@transaction.atomic
def save(*, name: str, query: str, at: datetime, by: User) -> SavedFilter:
    """Keep a query, which holds names and values of the queue's filters and nothing else; once: else it is renamed.

    Raises TooMany.
    """
    # The person is locked, so that two windows do not count past the end together.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    kept = SavedFilter.objects.filter(owner=by, query=query).first()
    if kept is None and SavedFilter.objects.filter(owner=by).count() >= MOST:
        raise TooMany
    kept = kept or SavedFilter(owner=by, query=query, saved_at=at)
    kept.name = name
    kept.save()
    return kept


@transaction.atomic
def rename(*, pk: UUID, name: str, by: User) -> bool:
    """Give one of somebody's own filters another name; return whether they have it."""
    kept = SavedFilter.objects.select_for_update().filter(owner=by, pk=pk).first()
    if kept is None:
        return False
    kept.name = name
    kept.save(update_fields=["name"])
    return True


def delete(*, pk: UUID, by: User) -> bool:
    """Forget one of somebody's own filters; return whether they had it."""
    deleted, _per_model = SavedFilter.objects.filter(owner=by, pk=pk).delete()
    return bool(deleted)
