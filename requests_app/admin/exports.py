"""How do records leave the desk? As a table, or as the evidence of one request; each is noted before it goes."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy_portal.lib import csv_cells
from privacy_portal.lib.uploads import vault
from requests_app import calendar, queries
from requests_app.admin import duties, filters, keeping, queue
from requests_app.admin.asides import Aside
from requests_app.admin.case import Case
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.forms.export import EvidenceForm, ExportForm
from requests_app.models import ExportRecord, PrivacyRequest
from requests_app.operations import evidence_pack, exports
from requests_app.staffing import in_circle, requests_open_to
from requests_app.vocabulary import Duty, ExportKind

NAME = "requests_app_privacyrequest"


def url(request: HttpRequest) -> str:
    """The address of the page that takes the queue out as it is filtered now; empty for who may not."""
    if not duties.may(request.user, Duty.EXPORT):
        return ""
    return reverse(f"admin:{NAME}_export", query=request.GET or None)


def evidence_url(case: Case) -> str:
    """The address of the page that takes a request's evidence out; empty for who may not."""
    may_take = duties.may(case.by, Duty.EXPORT) and duties.may(case.by, Duty.REVEAL)
    return reverse(f"admin:{NAME}_evidence", args=[case.request.pk]) if may_take else ""


class ExportPages:
    """The addresses of exports, beside those of the queue. Part of the requests' own admin."""

    def export_urls(self) -> list[URLPattern]:
        """The page of tables, and of each request's evidence."""
        pages: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "export": ("export/", self.export),
            "evidence": ("<uuid:pk>/evidence/", self.evidence),
        }
        return [
            path(route, keeping.keeping(self._guarded(view), self.admin_site), name=f"{NAME}_{name}")  # type: ignore[attr-defined]  # a mixin
            for name, (route, view) in pages.items()
        ]

    def evidence(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """The form that asks why, and then the evidence of one request as a download: nothing in it is masked."""
        duties.require(request, Duty.EXPORT)
        duties.require(request, Duty.REVEAL)
        loaded: Case = self._load(request, pk)  # type: ignore[attr-defined]  # a mixin
        form = EvidenceForm(keeping.sent_or_typed(request, at=loaded.at))
        kept = form.is_bound and request.method != "POST"
        if kept:
            keeping.unjudged(form)
        back = reverse(f"admin:{NAME}_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                return _pack(evidence_pack.make(request=loaded.request, reason=reason, at=loaded.at, by=loaded.by))
            except (vault.Missing, vault.Unreadable, vault.Unavailable):
                messages.error(request, _("A document of this request does not open now. Nothing was taken out."))
        context = {"form": form, "kept": kept, "back_url": back, "privacy_request": loaded.request}
        return self._page(request, "evidence.html", context)  # type: ignore[attr-defined]  # a mixin

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The form, and then the table as a download."""
        duties.require(request, Duty.EXPORT)
        at = timezone.now()
        narrowed = _narrowed(request, self)
        form = ExportForm(
            request.POST if request.method == "POST" else None,
            today=calendar.business_day(at),
            which=ExportKind.QUEUE if narrowed else ExportKind.LOG,
        )
        if request.method == "POST" and form.is_valid():
            return _table(request, form.cleaned_data, self)
        rows = _filtered(request, self)
        count = queries.capped_count(rows)
        context = {
            "form": form,
            "narrowed": [(spec.title, label) for spec, label in narrowed],
            "count": min(count, queries.COUNT_CAP),
            "more": count > queries.COUNT_CAP,
            "circle": in_circle(request.user),
            "back_url": queue.url(**_set_to(request)),
        }
        return self._page(request, "export.html", context)  # type: ignore[attr-defined]  # a mixin


_KNOWN = {each.parameter_name for each in filters.QUEUE_FILTERS}


def _set_to(request: HttpRequest) -> dict[str, str]:
    """What the address sets them to, by their names."""
    return {name: str(value) for name, value in request.GET.items() if name in _KNOWN and value}


def _specs(request: HttpRequest, model_admin: Any) -> list[Any]:
    """The queue's filters as the address sets them."""
    params = {name: values for name, values in request.GET.lists() if name in _KNOWN}
    return [each(request, params, PrivacyRequest, model_admin) for each in filters.QUEUE_FILTERS]


def _narrowed(request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
    """Those that narrow it, with the words of what they are set to."""
    found: list[tuple[Any, str]] = []
    for spec in _specs(request, model_admin):
        if isinstance(spec, Aside):
            found += [] if spec.asked() is None else [(spec, str(spec.asked()))]
        elif spec.set:
            found += [(spec, label) for _value, label, chosen in spec.options() if chosen]
    return found


def _filtered(request: HttpRequest, model_admin: Any) -> QuerySet[PrivacyRequest]:
    rows = PrivacyRequest.objects.filter(requests_open_to(request.user))
    for spec in _specs(request, model_admin):
        rows = spec.queryset(request, rows)
    return rows


def _table(request: HttpRequest, chosen: dict[str, Any], model_admin: Any) -> HttpResponseBase:
    """The table, written while it goes. It is on record before its first byte."""
    at, language = timezone.now(), get_language() or "en"
    kind = ExportKind(chosen["which"])
    by: Any = request.user  # a User: staff only
    if kind is ExportKind.LOG:
        record = exports.begin(kind=kind, at=at, by=by, since=chosen["since"], until=chosen["until"])
        asked = exports.received(chosen["since"], chosen["until"]).filter(requests_open_to(by))
        headings = exports.log_headings()
        rows = exports.log_rows(asked, mark=exports.mark(record), today=calendar.business_day(at), language=language)
    else:
        record = exports.begin(kind=kind, at=at, by=by, filters=_set_to(request))
        headings = exports.queue_headings()
        rows = exports.queue_rows(_filtered(request, model_admin), mark=exports.mark(record), language=language)
    answer = StreamingHttpResponse(_written(record, headings, rows), content_type=csv_cells.MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, exports.file_name(record)) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def _written(record: ExportRecord, headings: list[str], rows: Iterator[list[exports.Row]]) -> Iterator[str]:
    count = 0
    yield csv_cells.written([headings])
    for some in rows:
        yield csv_cells.written(some)
        count += len(some)
    # Only here is it known that nobody broke it off.
    exports.finish(record, rows=count, at=timezone.now())


def _pack(pack: evidence_pack.Pack) -> HttpResponse:
    answer = HttpResponse(pack.data, content_type="application/zip", headers={"Cache-Control": "no-store"})
    answer["Content-Disposition"] = content_disposition_header(True, pack.name) or "attachment"
    return answer


@admin.register(ExportRecord)
class ExportRecordAdmin(ReadOnlyAdmin):
    """What was taken out, by whom; the newest first."""

    list_display = ("at", "kind", "by", "since", "until", "rows", "finished_at")
    list_select_related = ("by",)
    ordering = ("-at", "id")
    fields = ("kind", "at", "by", "since", "until", "filters", "request", "rows", "finished_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportRecord]:
        """Without the evidence of requests that are not open to whoever looks."""
        open_ = PrivacyRequest.objects.filter(requests_open_to(request.user))
        return super().get_queryset(request).filter(Q(request=None) | Q(request__in=open_.values("pk")))
