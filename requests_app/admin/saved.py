"""How does somebody keep a narrowing of the queue, use it, rename it, forget it?

Kept is what the queue's own filters understand, and nothing that was searched for: neither a filing nor a contact.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.admin import duties, queue
from requests_app.admin.asides import ASIDES
from requests_app.admin.filters import FILTERS, kept_by
from requests_app.forms.saved_filter import SavedFilterForm
from requests_app.models import PrivacyRequest, SavedFilter
from requests_app.operations import saved_filters
from requests_app.vocabulary import Duty

MOST_TYPED = 40  # names in a query; more is no queue of ours


@dataclass(frozen=True)
class Kept:
    """A saved filter as the queue shows it."""

    row: SavedFilter
    url: str
    here: bool


def kept(model_admin: Any, request: HttpRequest, typed: str) -> dict[str, str]:
    """Of a query what may be kept: the filters that it sets, each with a value that the filter knows."""
    try:
        asked = dict(parse_qsl(typed, max_num_fields=MOST_TYPED))
    except ValueError:
        return {}
    kinds = [kind for kind in (*FILTERS, *ASIDES) if kind.parameter_name in asked]
    return kept_by(
        kind(request, {kind.parameter_name: [asked[kind.parameter_name]]}, PrivacyRequest, model_admin)
        for kind in kinds
    )


def queue_again(model_admin: Any, request: HttpRequest, typed: str) -> str:
    """The address of the queue, narrowed as a form says that it was."""
    return queue.url(**kept(model_admin, request, typed))


def shown(request: HttpRequest, *, now: dict[str, str]) -> list[Kept]:
    """What somebody keeps, for the queue that is narrowed like `now`."""
    here = urlencode(now)
    rows = saved_filters.of(request.user)  # type: ignore[arg-type]  # the site let a User in
    return [Kept(row, f"{queue.url()}?{row.query}", row.query == here) for row in rows]


class SavedFilterPages:
    """The page of somebody's filters. A mixin of the requests' admin, which has `admin_site` and `_page`."""

    def saved_filter_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.saved_filters)  # type: ignore[attr-defined]  # a mixin
        return [path("filters/", view, name="requests_app_privacyrequest_filters")]

    def saved_filters(self, request: HttpRequest) -> HttpResponse:
        """Everybody's own: looked at here, changed by POST. The form says which filter, never the address."""
        duties.require(request, Duty.LOOK)
        by: User = request.user  # type: ignore[assignment]  # the site let a User in
        posted = request.POST if request.method == "POST" else None
        known = _known(request.POST.get("id", ""))
        form = SavedFilterForm(posted, auto_id=f"%s-{known or 'new'}")
        if posted is not None:
            done = self._change(request, form, known, by)
            if done is not None:
                return done
        context = {
            "form": form,
            "kept": [Kept(row, f"{queue.url()}?{row.query}", row.pk == known) for row in saved_filters.of(by)],
            "query": request.POST.get("query", ""),
            "saving": posted is not None and known is None,
        }
        page: HttpResponse = self._page(request, "filters.html", context)  # type: ignore[attr-defined]  # a mixin
        return page

    def _change(self, request: HttpRequest, form: SavedFilterForm, known: UUID | None, by: User) -> HttpResponse | None:
        """Save, rename or delete; None where the name has to be put right first."""
        here = reverse("admin:requests_app_privacyrequest_filters")
        do = request.POST.get("do", "")
        if do == "delete":
            found = known is not None and saved_filters.delete(pk=known, by=by)
            messages.info(request, _("The filter is deleted.") if found else _("There is no such filter."))
            return redirect(here)
        if not form.is_valid():
            return None
        name = form.cleaned_data["name"]
        if do == "rename":
            found = known is not None and saved_filters.rename(pk=known, name=name, by=by)
            messages.info(request, _("The filter is renamed.") if found else _("There is no such filter."))
            return redirect(here)
        return self._save(request, name, by)

    def _save(self, request: HttpRequest, name: str, by: User) -> HttpResponse:
        narrowed = kept(self, request, request.POST.get("query", ""))
        if not narrowed:
            messages.warning(request, _("Narrow the queue first: the whole queue needs no filter."))
            return redirect(queue.url())
        try:
            saved_filters.save(name=name, query=urlencode(narrowed), at=timezone.now(), by=by)
        except saved_filters.TooMany as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("The filter is saved."))
        return redirect(queue.url(**narrowed))


def _known(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
