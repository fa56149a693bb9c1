"""How does a task of a system or vendor go on? One class a step: when it is possible, what it asks, what it calls."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app import downstream
from requests_app.admin.actions import Words
from requests_app.admin.case import Case
from requests_app.forms.tasks import DoneForm, KeepForm, NotApplicableForm
from requests_app.models import HolderTask
from requests_app.operations import holder_tasks
from requests_app.rules import downstream as rules
from requests_app.vocabulary import HolderKind, TaskState, TellBy, WhyNot


class Step:
    """Something that staff do with one task. Subclasses call exactly one operation."""

    slug: ClassVar[str]
    label: ClassVar[Words]
    done: ClassVar[Words]
    # A step that asks nothing is a button of the task's page.
    asks: ClassVar[bool] = True

    def possible(self, task: HolderTask, case: Case) -> bool:
        return not task.finished

    def form(self, task: HolderTask, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
        return forms.Form(data)

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        """Do it, with a valid form. Raises what the operation raises."""
        raise NotImplementedError


class Told(Step):
    slug, label, asks = "told", gettext_lazy("They were told"), False
    done = gettext_lazy("It is recorded that they were told.")

    def possible(self, task: HolderTask, case: Case) -> bool:
        settled = case.request.closed or downstream.may_start(case.request)
        return settled and task.state == TaskState.OPEN and task.tell_by != TellBy.OURSELVES

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        holder_tasks.tell(task=task, at=case.at, by=case.by)


class Acknowledged(Step):
    slug, label, asks = "acknowledged", gettext_lazy("They said that they will"), False
    done = gettext_lazy("It is recorded that they said so.")

    def possible(self, task: HolderTask, case: Case) -> bool:
        return task.state == TaskState.TOLD

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        holder_tasks.acknowledge(task=task, at=case.at, by=case.by)


class Done(Step):
    slug, label = "done", gettext_lazy("It is done")
    done = gettext_lazy("It is recorded that it is done.")

    def possible(self, task: HolderTask, case: Case) -> bool:
        return super().possible(task, case) and (task.tell_by == TellBy.OURSELVES or task.told_at is not None)

    def form(self, task: HolderTask, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
        return DoneForm(data)

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        holder_tasks.finish(task=task, note=form.cleaned_data["note"], at=case.at, by=case.by)


class NotApplicable(Step):
    slug, label = "not-applicable", gettext_lazy("There is nothing to do")
    done = gettext_lazy("It is recorded that there is nothing to do.")

    def form(self, task: HolderTask, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
        return NotApplicableForm(data, reasons=rules.reasons_against(case.type, HolderKind(task.holder_kind)))

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        why, note = WhyNot(form.cleaned_data["why"]), form.cleaned_data["note"]
        holder_tasks.not_applicable(task=task, why=why, note=note, at=case.at, by=case.by)


class Keep(Step):
    slug, label = "keep", gettext_lazy("Change what is kept")
    done = gettext_lazy("It is recorded what is kept. Whoever was told otherwise has to be told anew.")

    def possible(self, task: HolderTask, case: Case) -> bool:
        return super().possible(task, case) and case.type in rules.MAY_KEEP

    def form(self, task: HolderTask, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
        return KeepForm(data, initial={"keep": task.keep or ""})

    def perform(self, task: HolderTask, case: Case, form: Any) -> None:
        holder_tasks.keep(task=task, what=form.cleaned_data["keep"], at=case.at, by=case.by)


STEPS: tuple[Step, ...] = (Told(), Acknowledged(), Done(), NotApplicable(), Keep())
SHOWN = (holder_tasks.NoteMissing, holder_tasks.NotTold, holder_tasks.NoSuchReason)


def explain(form: forms.Form, refusal: Exception) -> None:
    """Add the refusal of an operation to a valid form, at the field that can put it right."""
    if isinstance(refusal, holder_tasks.NoteMissing):
        words = ngettext(
            "Write a whole sentence, at least %(number)d character",
            "Write a whole sentence, at least %(number)d characters",
            refusal.shortest,
        )
        form.add_error("note", words % {"number": refusal.shortest})
    elif isinstance(refusal, holder_tasks.NotTold):
        form.add_error(None, _("Nobody has told them yet. Tell them first."))
    else:
        form.add_error("why" if "why" in form.fields else None, _("The law knows no such reason here."))
