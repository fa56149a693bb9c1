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

from requests_app import calendar, queries
from requests_app.admin import (
    alerts,
    attaching,
    case,
    exports,
    filters,
    keeping,
    queue,
    request_page,
    reveal,
    saved,
    today,
)
from requests_app.admin import intake as intake_pages
from requests_app.admin import messages as threads
from requests_app.admin.acting import ActingPages
from requests_app.admin.actions import Action
from requests_app.admin.bulk import BulkPages
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.documents import DocumentPages
from requests_app.admin.duties import may, require
from requests_app.admin.exports import ExportPages
from requests_app.admin.intake import IntakePages
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.admin.reveal import RevealPages
from requests_app.admin.saved import SavedFilterPages
from requests_app.models import PrivacyRequest
from requests_app.vocabulary import Duty

TEMPLATES = "admin/requests_app/privacyrequest"


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(
    ActingPages, BulkPages, DocumentPages, ExportPages, IntakePages, RevealPages, SavedFilterPages, ReadOnlyAdmin
):
    """Who may look sees the queue and each request, masked; each action asks for the duty it needs."""

    list_display = ("reference",)
    list_filter = filters.QUEUE_FILTERS
    ordering = ("due_on", "id")
    change_list_template = f"{TEMPLATES}/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrivacyRequest]:
        return queue.queue_rows(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[queue.Queue]:
        return queue.Queue

    def get_urls(self) -> list[URLPattern]:
        """The search and the actions, in front of Django's own addresses."""
        own = [path("search/", self._guarded(self.search), name="requests_app_privacyrequest_search")]
        own += [
            path(f"<uuid:pk>/{action.slug}/", self._acting(action), name=f"requests_app_privacyrequest_{action.slug}")
            for action in ACTIONS
        ]
        pages = (
            *(self.bulk_urls, self.saved_filter_urls, self.export_urls),
            *(self.reveal_urls, self.document_urls, self.intake_urls),
        )
        return [*own, *(each for urls in pages for each in urls()), *super().get_urls()]

    def _acting(self, action: Action) -> Callable[..., Any]:
        view = keeping.keeping(self._guarded(partial(self.act, action=action)), self.admin_site)
        return attaching.taking(view, self.admin_site, needs=action.needs) if action.takes_file else view

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(view)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue. Nothing is sent to it: the actions have pages of their own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        may_assign = may(request.user, Duty.TRIAGE)
        own = {"queue_url": queue.url(), "export_url": exports.url(request), "may_assign": may_assign}
        if may_assign:
            own["intake_url"] = intake_pages.url()
        return super().changelist_view(request, {**(extra_context or {}), **own})

    def get_changelist_instance(self, request: HttpRequest) -> queue.Queue:
        """The queue, with what this person keeps at hand."""
        shown: queue.Queue = super().get_changelist_instance(request)  # type: ignore[assignment]  # get_changelist says so
        shown.saved = saved.shown(request, now=shown.kept)
        return shown

    def slugs(self) -> set[str]:
        """The names of all actions."""
        return {action.slug for action in ACTIONS}

    def search(self, request: HttpRequest) -> HttpResponse:
        """Find by reference or exact contact. Sent by POST, so that no contact stands in an address or a log."""
        require(request, self.needs)
        if request.method != "POST":
            return redirect(queue.url())
        condition = queries.search(request.POST.get("typed", ""))
        found = list(queue.queue_rows(request.user).filter(condition)[:2]) if condition is not None else []
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
        if request.method == "GET":
            threads.note_that_read(loaded)
        return self._page(request, "request.html", {**request_page.context(loaded), **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is on the request's page."""
        return redirect("admin:requests_app_privacyrequest_change", object_id)

    def _load(self, request: HttpRequest, object_id: Any) -> case.Case:
        try:
            key = object_id if isinstance(object_id, UUID) else UUID(object_id)
        except ValueError:
            raise Http404 from None
        at = timezone.now()
        by: Any = request.user  # a User: staff only
        loaded = case.load(key, at=at, by=by, opened=reveal.opened(request, key, at=at))
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
        at = timezone.now()
        numbers = today.context(on=calendar.business_day(at), to=request.user)  # type: ignore[arg-type]  # a User: staff only
        return {**numbers, **self.intake_today(request), "alerts": alerts.sentences(at=at)}
