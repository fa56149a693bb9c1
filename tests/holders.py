"""Systems and vendors for tests, and their tasks, made the way the portal makes them."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from requests_app.models import Holder, HolderTask, PrivacyRequest
from requests_app.operations import holder_tasks
from requests_app.vocabulary import HolderKind, RequestType, TellBy
from tests.filings import NOON

OWN, PROVIDER = HolderKind.OWN_SYSTEM, HolderKind.SERVICE_PROVIDER
CONTRACTOR, THIRD = HolderKind.CONTRACTOR, HolderKind.THIRD_PARTY
EVERY_RIGHT = [right.value for right in RequestType]
EFFORT = "The broker left the country in 2025, its mailboxes bounce, and no successor is known to anybody."


def holder(owner: User, name: str = "Pigeon Mail", kind: HolderKind = PROVIDER, **changes: Any) -> Holder:
    """A line of the register that concerns deletions, unless told otherwise."""
    ourselves = kind is OWN
    facts: dict[str, Any] = {
        "types": [RequestType.DELETE.value],
        "holds": "Names and mailboxes",
        "tell_by": TellBy.OURSELVES if ourselves else TellBy.MAIL,
        "contact": "" if ourselves else "privacy@pigeon.example.com",
        "active_from": date(2026, 1, 1),
    }
    return Holder.objects.create(name=name, kind=kind, owner=owner, **{**facts, **changes})


def started(request: PrivacyRequest, by: User, *, at: datetime = NOON, **changes: Any) -> list[HolderTask]:
    """The work of a request, started: its tasks by the name of the holder."""
    holder_tasks.start(request=request, at=at, by=by, **changes)
    return list(request.tasks.order_by("holder_name"))


def told(task: HolderTask, by: User, *, at: datetime = NOON) -> HolderTask:
    holder_tasks.tell(task=task, at=at, by=by)
    return again(task)


def done(task: HolderTask, by: User, *, note: str = "Deleted, says their ticket 7.", at: datetime = NOON) -> HolderTask:
    if task.tell_by != TellBy.OURSELVES and task.told_at is None:
        holder_tasks.tell(task=task, at=at, by=by)
    holder_tasks.finish(task=task, note=note, at=at, by=by)
    return again(task)


def again(task: HolderTask) -> HolderTask:
    return HolderTask.objects.select_related("request__submission", "holder").get(pk=task.pk)
