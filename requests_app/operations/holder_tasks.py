"""How is it brought about that everybody who holds the information acts on a request, and how is that proven?

Every step locks the filing first, as answering does: a task cannot be added, or go on, while its request is closed.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, calendar, downstream, lifecycle, staffing
from requests_app.models import HolderTask, PrivacyRequest, Submission
from requests_app.rules import downstream as rules
from requests_app.rules import grounds
from requests_app.vocabulary import EventKind, HolderKind, RequestType, TaskState, TellBy, WhyNot

T = TaskState


class NotSettled(lifecycle.MoveRefused):
    """Nobody may be told to do anything before it is sure who asked, and that they want it."""

    message = _("It is not settled yet who asked, and that they want it. Look at the request again.")


class NothingToStart(lifecycle.MoveRefused):
    """Every system and vendor that it concerns has a task already."""

    message = _("Every system and vendor that it concerns has a task already.")


class TaskMoved(lifecycle.MoveRefused):
    """The task is not, or no longer, where this step starts."""

    message = _("This task has changed in the meantime. Look at it again.")


class NotTold(Exception):
    """Who does it is somebody else, and nobody has told them yet."""


class NoteMissing(Exception):
    """What was done, or why nothing was, has to be written down. `shortest`: at least so many characters."""

    def __init__(self, shortest: int = 1) -> None:
        self.shortest = shortest
        super().__init__(str(shortest))


class NoSuchReason(Exception):
    """The law knows no such reason for this holder and this right."""


@transaction.atomic
def start(*, request: PrivacyRequest, keep: str = "", at: datetime, by: User) -> list[HolderTask]:
    """Make one task for each system and vendor that a request concerns and that has none; return the new ones.

    `keep`: what has to be kept of a deletion, and for which reason only (11 CCR 7022(f)(3)-(4)). Pressed again after
    the register has grown, it adds what is new. Of a worker's request, what somebody outside the circle would see to is
    seen to by whoever starts it. Raises NotSettled and NothingToStart.
    """
    request = _locked(request.pk)
    if not downstream.may_start(request):
        raise NotSettled
    keeps = keep.strip() if request.type in rules.MAY_KEEP else ""
    new = [
        HolderTask(
            request=request,
            holder=holder,
            holder_name=holder.name,
            holder_kind=holder.kind,
            holder_holds=holder.holds,
            tell_by=holder.tell_by,
            owner=holder.owner if staffing.may_know(holder.owner, request.submission) else by,
            keep=keeps or None,
            made_at=at,
        )
        for holder in downstream.without_task(request, on=calendar.business_day(at))
    ]
    if not new:
        raise NothingToStart
    HolderTask.objects.bulk_create(new)
    audit.record(
        EventKind.WORK_STARTED,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        tasks=[str(task.pk) for task in new],
        keeps=bool(keeps),
    )
    return new


@transaction.atomic
def tell(*, task: HolderTask, at: datetime, by: User) -> None:
    """Record that the holder was told what to do. Raises TaskMoved, and NotSettled when that is in doubt again."""
    task = _in(task, T.OPEN)
    if not task.request.closed and not downstream.may_start(task.request):
        raise NotSettled
    task.state, task.told_at, task.told_by = T.TOLD, at, by
    task.told_at_contact = task.holder.contact or None
    _save(task, at=at, by=by)


@transaction.atomic
def acknowledge(*, task: HolderTask, at: datetime, by: User) -> None:
    """Record that the holder said that they will. Raises TaskMoved."""
    task = _in(task, T.TOLD)
    task.state, task.acknowledged_at, task.acknowledged_by = T.ACKNOWLEDGED, at, by
    _save(task, at=at, by=by)


@transaction.atomic
def finish(*, task: HolderTask, note: str, at: datetime, by: User) -> None:
    """Record that it is done: what, by whom, as `note` says. Raises TaskMoved, NotTold and NoteMissing."""
    task = _in(task, *sorted(rules.UNFINISHED))
    if task.tell_by != TellBy.OURSELVES and task.told_at is None:
        raise NotTold
    _end(task, T.DONE, note, at=at, by=by)


@transaction.atomic
def not_applicable(*, task: HolderTask, why: WhyNot, note: str, at: datetime, by: User) -> None:
    """Record that the holder has nothing to do. Raises TaskMoved, NoSuchReason and NoteMissing.

    That telling a third party of a deletion is impossible or disproportionate takes facts that a consumer understands:
    the answer will say them (11 CCR 7001(m), 7022(b)(3)).
    """
    task = _in(task, *sorted(rules.UNFINISHED))
    if why not in rules.reasons_against(RequestType(task.request.type), HolderKind(task.holder_kind)):
        raise NoSuchReason
    if why is rules.EXCUSED and len(" ".join(note.split())) < grounds.MIN_EXPLANATION_LENGTH:
        raise NoteMissing(grounds.MIN_EXPLANATION_LENGTH)
    task.why_not = why
    _end(task, T.NOT_APPLICABLE, note, at=at, by=by)


@transaction.atomic
def keep(*, task: HolderTask, what: str, at: datetime, by: User) -> None:
    """Say what this holder has to keep of a deletion, or with nothing that it keeps nothing.

    A holder that was told otherwise has to be told anew. Raises TaskMoved, and NoSuchReason for other rights.
    """
    task = _in(task, *sorted(rules.UNFINISHED))
    if task.request.type not in rules.MAY_KEEP:
        raise NoSuchReason
    if (task.keep or "") == what.strip():
        return
    task.keep, task.state = what.strip() or None, T.OPEN
    task.told_at = task.told_by = task.acknowledged_at = task.acknowledged_by = task.told_at_contact = None
    _save(task, at=at, by=by)


def _end(task: HolderTask, state: TaskState, note: str, *, at: datetime, by: User) -> None:
    if not note.strip():
        raise NoteMissing
    task.state, task.note, task.finished_at, task.finished_by = state, note.strip(), at, by
    _save(task, at=at, by=by)


def _save(task: HolderTask, *, at: datetime, by: User) -> None:
    task.save()
    audit.record(
        EventKind.TASK_CHANGED,
        submission=task.request.submission,
        request=task.request,
        at=at,
        staff=by,
        task=str(task.pk),
        state=task.state,
        why_not=task.why_not,
        keeps=task.keep is not None,
    )


def _locked(pk: UUID) -> PrivacyRequest:
    """The request with its filing locked, as it is then."""
    filing = Submission.objects.select_for_update(no_key=True).get(requests=pk)
    request = PrivacyRequest.objects.select_for_update(no_key=True).get(pk=pk)
    request.submission = filing
    return request


def _in(task: HolderTask, *states: TaskState) -> HolderTask:
    """The task as it is now, if it is in one of these states, with its filing locked."""
    request = _locked(task.request_id)
    fresh = HolderTask.objects.select_related("holder").select_for_update(of=("self",)).get(pk=task.pk)
    if fresh.state not in states:
        raise TaskMoved
    fresh.request = request
    return fresh


def ids(tasks: Sequence[HolderTask]) -> list[str]:
    """The ids of some tasks in an order of their own, for a reason that is about exactly these."""
    return sorted(str(task.pk) for task in tasks)
