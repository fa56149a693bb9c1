"""Who still has to act on a request, besides us? Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from requests_app.models import Holder, HolderTask, PrivacyRequest
from requests_app.models.holder_task import TO_DO
from requests_app.rules import downstream as rules
from requests_app.vocabulary import HolderKind, RequestType, Status, TaskState


@dataclass(frozen=True)
class Work:
    """How the work on one request stands: tasks in all, tasks to do, and holders that have no task yet."""

    tasks: int = 0
    to_do: int = 0
    without_task: int = 0


NO_WORK = Work()


def holders(right: RequestType, *, on: date) -> list[Holder]:
    """Who holds something that a right concerns, on a business day."""
    in_use = Holder.objects.filter(Q(active_until=None) | Q(active_until__gte=on), active_from__lte=on)
    return list(in_use.filter(types__contains=[right]).select_related("owner"))


def without_task(request: PrivacyRequest, *, on: date, tasks: Iterable[HolderTask] | None = None) -> list[Holder]:
    """Holders that a request concerns and that have no task for it: all before the work starts, later new ones.

    `tasks` are its tasks where they are loaded already.
    """
    known = {task.holder_id for task in (HolderTask.objects.filter(request=request) if tasks is None else tasks)}
    return [each for each in holders(RequestType(request.type), on=on) if each.pk not in known]


def tasks_of(request: PrivacyRequest) -> list[HolderTask]:
    """The tasks of a request, by name of the holder, with the staff they name."""
    return list(request.tasks.select_related("owner", "told_by", "acknowledged_by", "finished_by"))


def unfinished(tasks: Iterable[HolderTask]) -> list[HolderTask]:
    return [task for task in tasks if not task.finished]


def may_start(request: PrivacyRequest) -> bool:
    """Whether it is settled that this has to be done: by whom it was asked, and for a deletion a second time."""
    settled = request.sure_enough and not request.waits_for_deletion_confirmation
    return request.status == Status.IN_PROGRESS and settled


def works(requests: Iterable[PrivacyRequest], *, on: date) -> dict[UUID, Work]:
    """How the work on each of some requests stands on a business day, in two queries for all, none for none."""
    requests = [each for each in requests if each.status == Status.IN_PROGRESS]
    if not requests:
        return {}
    tasks: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = HolderTask.objects.filter(request__in=[each.pk for each in requests])
    for request, holder, state in rows.values_list("request", "holder", "state"):
        tasks.setdefault(request, []).append((holder, state))
    register = Holder.objects.filter(Q(active_until=None) | Q(active_until__gte=on), active_from__lte=on)
    concerned = list(register.order_by().values_list("pk", "types"))
    return {each.pk: _work(each, tasks.get(each.pk, []), concerned) for each in requests}


def _work(request: PrivacyRequest, tasks: list[tuple[UUID, str]], concerned: list[tuple[UUID, list[str]]]) -> Work:
    known = {holder for holder, _state in tasks}
    waiting = sum(1 for holder, types in concerned if request.type in types and holder not in known)
    return Work(tasks=len(tasks), to_do=sum(state in TO_DO for _holder, state in tasks), without_task=waiting)


def has_tasks_to_do() -> Q:
    """Requests with a task that is to do, as a condition."""
    return Q(pk__in=HolderTask.objects.filter(state__in=TO_DO).values("request"))


def excuses(tasks: Iterable[HolderTask]) -> list[str]:
    """Why third parties were not told, as the consumer reads it (11 CCR 7022(b)(3))."""
    return [task.note for task in tasks if task.why_not == rules.EXCUSED and task.note]


def providers_told(tasks: Iterable[HolderTask]) -> rules.Told:
    """What an answer may say of those who work for us."""
    return rules.providers_told((HolderKind(task.holder_kind), TaskState(task.state), task.told) for task in tasks)


def to_do(*, on_answers_until: date | None = None) -> QuerySet[HolderTask]:
    """Tasks to do, with owner and request, what is due first in front; up to an answer date, if one is said."""
    rows = HolderTask.objects.filter(state__in=TO_DO).select_related("owner", "request__submission")
    if on_answers_until is not None:
        rows = rows.filter(request__due_on__lte=on_answers_until)
    return rows.order_by("request__due_on", "id")
