"""Where do staff work a request? The queue, one page a request, and a page with a form before each action.

Django's own forms for rows are switched off: a request changes through `operations` and in no other way.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import calendar, lifecycle, queries
from requests_app.admin import case, duties, explain, filters, queue, request_page, saved, today
from requests_app.admin.actions import Action, Take
from requests_app.admin.bulk import BulkPages
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.documents import DocumentPages
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.admin.saved import SavedFilterPages
from requests_app.models import PrivacyRequest
from requests_app.vocabulary import Duty

TEMPLATES = "admin/requests_app/privacyrequest"


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(DocumentPages, BulkPages, SavedFilterPages, ReadOnlyAdmin):
    """`view_privacyrequest` lets a person look, `change_privacyrequest` lets them act."""

    list_display = ("reference",)
    list_filter = filters.QUEUE_FILTERS
    ordering = ("due_on", "id")
    change_list_template = f"{TEMPLATES}/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrivacyRequest]:
        return queue.queue_rows()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[queue.Queue]:
        return queue.Queue

    def get_urls(self) -> list[URLPattern]:
        """The search and the actions, in front of Django's own addresses."""
        own = [path("search/", self._guarded(self.search), name="requests_app_privacyrequest_search")]
        own += [
            path(
                f"<uuid:pk>/{action.slug}/",
                self._guarded(partial(self.act, action=action)),
                name=f"requests_app_privacyrequest_{action.slug}",
            )
            for action in ACTIONS
        ]
        return [*own, *self.bulk_urls(), *self.saved_filter_urls(), *self.document_urls(), *super().get_urls()]

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(view)

    def may_act(self, request: HttpRequest) -> bool:
        return request.user.has_perm("requests_app.change_privacyrequest")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue. Nothing is sent to it: the actions have pages of their own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        may_assign = duties.may(request.user, Duty.TRIAGE)  # type: ignore[arg-type]  # the site let a User in
        own = {"queue_url": queue.url(), "may_assign": may_assign}
        return super().changelist_view(request, {**(extra_context or {}), **own})

    def get_changelist_instance(self, request: HttpRequest) -> queue.Queue:
        """The queue, with what this person keeps at hand."""
        shown: queue.Queue = super().get_changelist_instance(request)  # type: ignore[assignment]  # get_changelist says which
        shown.saved = saved.shown(request, now=shown.kept)
        return shown

    def search(self, request: HttpRequest) -> HttpResponse:
        """Find by reference or exact contact. Sent by POST, so that no contact stands in an address or a log."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(queue.url())
        condition = queries.search(request.POST.get("typed", ""))
        found = list(queue.queue_rows().filter(condition)[:2]) if condition is not None else []
        if not found:
            messages.warning(request, _("Nothing has exactly this reference, email address or telephone number."))
            return redirect(queue.url())
        if len(found) == 1:
            return redirect(request_page.url(found[0]))
        one, other = found
        kind = "filing" if one.submission_id == other.submission_id else "contact_of"
        return redirect(queue.url(**{kind: str(one.submission_id), "state": "all"}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one request. Whatever is sent to it is refused: there is nothing to edit."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        loaded = self._load(request, object_id)
        return self._page(
            request,
            "request.html",
            {**request_page.context(loaded, may_act=self.may_act(request)), **(extra_context or {})},
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is on the request's page."""
        return redirect("admin:requests_app_privacyrequest_change", object_id)

    def act(self, request: HttpRequest, pk: UUID, action: Action) -> HttpResponse:
        """One action: its form, then the one operation it calls, then back to the request."""
        if not self.may_act(request):
            raise PermissionDenied
        loaded = self._load(request, pk)
        back = request_page.url(loaded.request)
        against = action.against(loaded)
        if against:
            messages.warning(request, _("%(action)s is not possible: %(reason)s") % _said(action, against))
            return redirect(back)
        if action.slug == Take.slug and request.method != "POST":
            return redirect(back)
        form = action.form(loaded, request.POST if request.method == "POST" else None, request.GET)
        if request.method == "POST" and form.is_valid() and self._performed(request, loaded, action, form):
            return redirect(back)
        context = {"action": action, "form": form, "back_url": back, **request_page.reminder(loaded)}
        return self._page(request, "action.html", {**context, **action.context(loaded, form)})

    def _performed(self, request: HttpRequest, loaded: case.Case, action: Action, form: Any) -> bool:
        """Call the operation. A refusal is said in the form; a request that moved meanwhile is looked at again."""
        try:
            said = action.perform(loaded, form)
        except lifecycle.MoveRefused as refusal:
            messages.warning(request, refusal.message)
            return True
        except explain.SHOWN as refusal:
            explain.explain(form, refusal)
            return False
        messages.success(request, str(said or action.done))
        return True

    def _load(self, request: HttpRequest, object_id: Any) -> case.Case:
        try:
            key = object_id if isinstance(object_id, UUID) else UUID(object_id)
        except ValueError:
            raise Http404 from None
        loaded = case.load(key, at=timezone.now(), by=request.user)  # type: ignore[arg-type]  # a User: staff only
        if loaded is None:
            raise Http404
        return loaded

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        everything = {**self.admin_site.each_context(request), "queue_url": queue.url(), **context}
        return TemplateResponse(request, f"{TEMPLATES}/{template}", everything)

    def today(self, request: HttpRequest) -> dict[str, Any]:
        """What the index says about the queue; nothing to those who may not look at it."""
        if not self.has_view_permission(request):
            return {}
        return today.context(on=calendar.business_day(timezone.now()))


def _said(action: Action, against: Any) -> dict[str, Any]:
    return {"action": action.label, "reason": against}
