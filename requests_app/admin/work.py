"""What does a request's page say of systems and vendors, and how is their work started?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import downstream
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.admin.glance import Tone
from requests_app.admin.glance import Words as Said
from requests_app.forms.tasks import StartForm
from requests_app.models import HolderTask
from requests_app.operations import holder_tasks
from requests_app.rules import downstream as rules
from requests_app.vocabulary import Duty, TaskState

TONES = {
    TaskState.OPEN: Tone.WARN,
    TaskState.TOLD: Tone.CALM,
    TaskState.ACKNOWLEDGED: Tone.CALM,
    TaskState.DONE: Tone.GOOD,
    TaskState.NOT_APPLICABLE: Tone.CALM,
    TaskState.CALLED_OFF: Tone.CALM,
}


@dataclass(frozen=True)
class Row:
    """One task as the request's page shows it; `note` only for those who may act."""

    name: str
    kind: str
    owner: str
    state: Said
    note: str
    url: str


def url(task: HolderTask, step: str = "change") -> str:
    """The address of a task's page, or of one of its steps."""
    return reverse(f"admin:requests_app_holdertask_{step}", args=[task.pk])


def context(case: Case, *, in_full: bool) -> dict[str, Any]:
    """What the section says: a row for each task, and who has none yet."""
    return {
        "rows": [_row(task, in_full=in_full) for task in case.tasks],
        "without_task": [holder.name for holder in case.without_task],
    }


def _row(task: HolderTask, *, in_full: bool) -> Row:
    return Row(
        name=task.holder_name,
        kind=task.get_holder_kind_display(),
        owner=task.owner.get_full_name() or task.owner.get_username(),
        state=state_of(task),
        note=(task.note or "") if in_full else "",
        url=url(task),
    )


def state_of(task: HolderTask) -> Said:
    """Where a task stands and since when, as a sentence with its tone."""
    state = TaskState(task.state)
    since = task.finished_at or task.acknowledged_at or task.told_at
    if since is None:
        return Said(str(state.label), TONES[state])
    said = {"state": state.label, "day": date_format(localtime(since), "DATE_FORMAT")}
    return Said(_("%(state)s on %(day)s") % said, TONES[state])


def to_do(case: Case) -> list[str]:
    """The ids of what is to do, of tasks and of those who have none yet."""
    return sorted(str(each.pk) for each in [*case.to_do, *case.without_task])


def waiting(case: Case) -> list[tuple[str, str]]:
    """Who still has something to do, with where that stands."""
    tasks = [(task.holder_name, task.get_state_display()) for task in case.to_do]
    return [*tasks, *((holder.name, _("No task yet")) for holder in case.without_task)]


class StartWork(Action):
    slug, label = "start-work", gettext_lazy("Start the work")
    needs = Duty.REVIEW
    lead = gettext_lazy(
        "Each system and vendor that it concerns gets one task, and whoever sees to it is told that it waits."
    )
    done = gettext_lazy("The tasks are made. Whoever sees to them is told.")

    def offered(self, case: Case) -> bool:
        return bool(case.without_task)

    def against(self, case: Case) -> Words:
        refused = super().against(case)
        if refused:
            return refused
        if not downstream.may_start(case.request):
            return holder_tasks.NotSettled.message
        return "" if case.without_task else holder_tasks.NothingToStart.message

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return StartForm(data, may_keep=case.type in rules.MAY_KEEP)

    def perform(self, case: Case, form: Any) -> None:
        holder_tasks.start(request=case.request, keep=form.cleaned_data.get("keep", ""), at=case.at, by=case.by)

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        return {"holders": case.without_task}
