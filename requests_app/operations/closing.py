"""May a request be closed while somebody who holds the information still has something to do?

Only with a reason, and only for the tasks that the reason was written about. Part of the transaction that closes it, or
that lets an answer wait: the filing is locked.
"""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User

from requests_app import audit, calendar, downstream, lifecycle
from requests_app.models import Answer, PrivacyRequest
from requests_app.operations.decision import Decision, ExcuseUnsaid, TasksOpen
from requests_app.rules import downstream as rules
from requests_app.vocabulary import Accompaniment, EventKind, RequestType


def with_excuses(request: PrivacyRequest, decision: Decision) -> Decision:
    """Put into the words of a decision why third parties were not told, unless staff wrote it there themselves.

    Raises ExcuseUnsaid where there is no ground on which it could be said.
    """
    if not rules.needs_all_done(RequestType(request.type), decision.outcome, decision.ground):
        return decision
    unsaid = downstream.excuses(downstream.tasks_of(request))
    if not unsaid:
        return decision
    if decision.ground is None:
        raise ExcuseUnsaid
    written = decision.parts.get(Accompaniment.EFFORT_FACTS, "")
    if decision.ground == rules.EXCUSING_GROUND:
        return decision
    said = [written, *(words for words in unsaid if words not in written)]
    return replace(decision, parts={**decision.parts, Accompaniment.EFFORT_FACTS: "\n\n".join(filter(None, said))})


def checked_tasks(request: PrivacyRequest, decision: Decision, *, at: datetime) -> Decision:
    """The decision, without a reason for open tasks where none is. Raises TasksOpen.

    A task that came after the reason was written is not covered by it: whoever releases an answer is told so, too.
    """
    if not rules.needs_all_done(RequestType(request.type), decision.outcome, decision.ground):
        return replace(decision, tasks_reason="", left_open=())
    tasks = downstream.unfinished(downstream.tasks_of(request))
    missing = downstream.without_task(request, on=calendar.business_day(at))
    now = {str(each.pk) for each in [*tasks, *missing]}
    if not now:
        return replace(decision, tasks_reason="", left_open=())
    if not decision.tasks_reason or now - set(decision.left_open):
        raise TasksOpen(tasks, missing)
    # All that the reason was about stays with it: what was proposed is what is released.
    return replace(decision, left_open=tuple(sorted(set(decision.left_open))))


def leave_tasks(request: PrivacyRequest, decision: Decision, given: Answer, *, at: datetime, by: User) -> None:
    """Keep with the answer what was true of those who work for us that day, and record what was left open.

    Of a refusal that asks nothing of anybody else, the tasks are called off.
    """
    if not rules.needs_all_done(RequestType(request.type), decision.outcome, decision.ground):
        lifecycle.call_off_tasks(request, at=at)
        return
    told = downstream.providers_told(downstream.tasks_of(request))
    if told and request.type in rules.MAY_KEEP:
        given.parts = {**given.parts, str(Accompaniment.PROVIDERS_TOLD): told.value}
    if decision.tasks_reason:
        audit.record(
            EventKind.TASKS_LEFT_OPEN,
            submission=request.submission,
            request=request,
            at=at,
            staff=by,
            tasks=list(decision.left_open),
        )
