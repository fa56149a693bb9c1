"""Which tasks wait for me, and what is to be done for one of them?

The list shows references and names of systems, nothing about a consumer. What has to be looked for stands on the page
of a task, masked until somebody says why they have to read it, as on the page of the request.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import lifecycle, wording
from requests_app.admin import case, keeping, request_page, reveal, work
from requests_app.admin.duties import may, require
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.admin.task_steps import SHOWN, STEPS, Step, explain
from requests_app.models import HolderTask
from requests_app.models.holder_task import TO_DO
from requests_app.rules.downstream import DUTIES, WORK_FOR_US
from requests_app.staffing import requests_open_to
from requests_app.vocabulary import Duty, HolderKind, Masked, RequestType, TaskState

TEMPLATES = "admin/requests_app/holdertask"


class WhoseFilter(admin.SimpleListFilter):
    """What I have to do comes first."""

    title = gettext_lazy("tasks")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("everybody", gettext_lazy("To do, everybody’s")), ("all", gettext_lazy("All, finished ones too"))]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = _("To do, mine")
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[HolderTask]) -> QuerySet[HolderTask]:
        if self.value() == "all":
            return queryset
        to_do = queryset.filter(state__in=TO_DO)
        return to_do if self.value() == "everybody" else to_do.filter(owner=request.user)  # type: ignore[misc]


@admin.register(HolderTask)
class HolderTaskAdmin(ReadOnlyAdmin):
    """The tasks of systems and vendors, what is due first in front, one's own first."""

    list_display = ("holder_name", "asked", "due", "standing", "owner")
    list_filter = (WhoseFilter,)
    list_select_related = ("request__submission", "owner")
    ordering = ("request__due_on", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HolderTask]:
        mine = super().get_queryset(request).filter(requests_open_to(request.user, "request__"))
        return mine.defer("note", "keep", "told_at_contact", "request__details")

    @admin.display(description=gettext_lazy("request"))
    def asked(self, task: HolderTask) -> str:
        return f"{task.request.reference}, {task.request.get_type_display()}"

    @admin.display(description=gettext_lazy("answer due"))
    def due(self, task: HolderTask) -> str:
        return date_format(task.request.answer_due_on, "DATE_FORMAT")

    @admin.display(description=gettext_lazy("state"))
    def standing(self, task: HolderTask) -> str:
        return work.state_of(task).text

    def get_urls(self) -> list[URLPattern]:
        """The steps, in front of Django's own addresses."""
        own = [
            path(
                f"<uuid:pk>/{step.slug}/",
                keeping.keeping(self._guarded(partial(self.step, step=step)), self.admin_site),
                name=f"requests_app_holdertask_{step.slug}",
            )
            for step in STEPS
        ]
        return [*own, *super().get_urls()]

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(view)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one task. Whatever is sent to it is refused: the steps have addresses of their own."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        task, loaded = self._load(request, object_id)
        may_act = may(request.user, Duty.REVIEW)
        steps = [step for step in STEPS if may_act and step.possible(task, loaded)]
        return self._page(
            request,
            "task.html",
            {
                **_facts(task, loaded),
                "may_act": may_act,
                "buttons": [(step.label, work.url(task, step.slug)) for step in steps if not step.asks],
                "links": [(step.label, work.url(task, step.slug)) for step in steps if step.asks],
            },
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of a task is on its request's page."""
        return redirect("admin:requests_app_holdertask_change", object_id)

    def step(self, request: HttpRequest, pk: UUID, step: Step) -> HttpResponse:
        """One step: its form where it asks something, then the one operation it calls, then back to the task.

        Where something has to be kept, nobody says that it was told or done who has not read what.
        """
        require(request, Duty.REVIEW)
        task, loaded = self._load(request, pk)
        back = work.url(task)
        if task.keep and Masked.WORDS not in loaded.open:
            require(request, Duty.REVEAL)
            return redirect(reveal.url(loaded.request, then=reveal.then_task(task)))
        if not step.possible(task, loaded):
            messages.warning(request, _("This task has changed in the meantime. Look at it again."))
            return redirect(back)
        if not step.asks and request.method != "POST":
            return redirect(back)
        posted = keeping.sent_or_typed(request, at=loaded.at)
        form, kept = step.form(task, loaded, posted), posted is not None and request.method != "POST"
        if kept:
            keeping.unjudged(form)
        elif posted is not None and form.is_valid() and self._performed(request, step, task, loaded, form):
            return redirect(back)
        context = {**_facts(task, loaded), "step": step, "form": form, "kept": kept, "back_url": back}
        return self._page(request, "step.html", context)

    def _performed(self, request: HttpRequest, step: Step, task: HolderTask, loaded: case.Case, form: Any) -> bool:
        """Call the operation. A refusal is said in the form; a task that moved meanwhile is looked at again."""
        try:
            step.perform(task, loaded, form)
        except lifecycle.MoveRefused as refusal:
            messages.warning(request, refusal.message)
            return True
        except SHOWN as refusal:
            explain(form, refusal)
            return False
        keeping.forget(request)
        messages.success(request, str(step.done))
        return True

    def _load(self, request: HttpRequest, object_id: Any) -> tuple[HolderTask, case.Case]:
        try:
            key = object_id if isinstance(object_id, UUID) else UUID(object_id)
        except ValueError:
            raise Http404 from None
        staff = ("owner", "told_by", "acknowledged_by", "finished_by")
        task = HolderTask.objects.select_related("holder", *staff).filter(pk=key).first()
        if task is None:
            raise Http404
        at, by = timezone.now(), request.user
        opened = reveal.opened(request, task.request_id, at=at)
        loaded = case.load(task.request_id, at=at, by=by, opened=opened)  # type: ignore[arg-type]  # staff
        if loaded is None:
            raise Http404
        return task, loaded

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, f"{TEMPLATES}/{template}", {**self.admin_site.each_context(request), **context}
        )


def _facts(task: HolderTask, loaded: case.Case) -> dict[str, Any]:
    """What the page of a task says; what people typed as far as it was revealed.

    The words for the holder say what has to be kept: without that they are wrong, so that they are masked as a whole.
    """
    right, kind = RequestType(task.request.type), HolderKind(task.holder_kind)
    said = {"right": right, "kind": kind, "for_us": kind in WORK_FOR_US, "keep": task.keep}
    readable = not task.keep or Masked.WORDS in loaded.open
    reminder = request_page.reminder(loaded)
    return {
        "task": task,
        "state": work.state_of(task),
        "request_url": request_page.url(loaded.request),
        "instructions": render_to_string(f"tasks/{right.lower()}.txt", said).strip() if readable else "",
        "law": DUTIES[right].get(kind, ""),
        "rows": _rows(task, loaded),
        "whom": [*_whom(loaded), *reminder["asked_for"]],
        **reminder,
        "reveal": reveal.context(loaded, then=reveal.then_task(task)),
    }


def _whom(loaded: case.Case) -> list[wording.Row]:
    """Who the consumer says to be, and where they are reached: what a holder has to be asked with."""
    submission, shown = loaded.request.submission, Masked.WHO in loaded.open
    name = submission.name if shown else wording.initials(submission.name)
    contact = wording.readable_contact(submission) if shown else wording.masked_contact(submission)
    return [wording.row(label, [words]) for label, words in ((_("Name given"), name), (_("Contact"), contact)) if words]


def _rows(task: HolderTask, loaded: case.Case) -> list[wording.Row]:
    # Where a vendor is told is no consumer's, and names people all the same: it is for those who tell.
    acts, words = may(loaded.by, Duty.REVIEW), Masked.WORDS in loaded.open
    contact = (task.told_at_contact if task.told_at else task.holder.contact) if acts else ""
    said = [
        (_("Kind"), task.get_holder_kind_display()),
        (_("What it holds"), task.holder_holds),
        (_("How it is told"), task.get_tell_by_display()),
        (_("Where it is told"), contact),
        (_("Who sees to it"), _name(task.owner)),
        (_("Told"), _by(task.told_at, task.told_by)),
        (_("Acknowledged"), _by(task.acknowledged_at, task.acknowledged_by)),
        (_("Finished"), _by(task.finished_at, task.finished_by)),
        (_("Why not"), task.get_why_not_display()),
        (_("What was done") if task.state == TaskState.DONE else _("Note"), (task.note or "") if words else ""),
    ]
    return [wording.row(label, [str(value)]) for label, value in said if value]


def _by(at: Any, staff: Any) -> str:
    if at is None:
        return ""
    day = date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return _("%(day)s by %(staff)s") % {"day": day, "staff": _name(staff)} if staff else day


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
