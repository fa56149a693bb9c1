"""How is the same done to many requests at once? One call of the one operation for each, and a word for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import staffing
from requests_app.models import PrivacyRequest
from requests_app.operations import review


class WhyNot(StrEnum):
    """Why a request is not assigned with the others."""

    GONE = "gone"
    CLOSED = "closed"
    OF_WORKER = "of a worker"
    THEIRS = "theirs"
    MOVED = "moved"


@dataclass(frozen=True)
class Pick:
    """A request that somebody ticked, and who owned it when they looked (None: nobody)."""

    request: UUID
    owner: int | None


@dataclass(frozen=True)
class Done:
    """What became of one: assigned, or why not. `request` is None where there is no such request."""

    pick: Pick
    request: PrivacyRequest | None
    why_not: WhyNot | None


def against_assigning(request: PrivacyRequest | None, pick: Pick, *, owner: User) -> WhyNot | None:
    """Why a request cannot be given to somebody on the strength of what was seen of it; None where it can."""
    if request is None:
        return WhyNot.GONE
    if request.closed:
        return WhyNot.CLOSED
    if not staffing.may_know(owner, request.submission):
        return WhyNot.OF_WORKER
    if request.owner_id == owner.pk:
        return WhyNot.THEIRS
    return WhyNot.MOVED if request.owner_id != pick.owner else None


def assign_each(*, picks: Sequence[Pick], owner: User, at: datetime, by: User) -> list[Done]:
    """Give each picked request to a member of staff, in a transaction of its own; say what became of each.

    What a colleague closed or assigned meanwhile stays as they left it.
    """
    return [_assign(pick, owner=owner, at=at, by=by) for pick in dict.fromkeys(picks)]


@transaction.atomic
def _assign(pick: Pick, *, owner: User, at: datetime, by: User) -> Done:
    rows = PrivacyRequest.objects.select_related("submission").select_for_update(of=("self",), no_key=True)
    request = rows.filter(staffing.requests_open_to(by), pk=pick.request).first()
    why_not = against_assigning(request, pick, owner=owner)
    if request is not None and why_not is None:
        review.assign(request=request, owner=owner, at=at, by=by)
    return Done(pick, request, why_not)
