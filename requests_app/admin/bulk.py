"""How are many requests given to one person? Ticked in the queue, read on a page that says what will happen, done."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app import staffing
from requests_app.admin import duties, queue, saved
from requests_app.forms.staff import AssignForm
from requests_app.models import PrivacyRequest
from requests_app.operations import bulk
from requests_app.operations.bulk import Done, Pick, WhyNot
from requests_app.vocabulary import Duty

AT_ONCE = 50  # a page of the queue

WHY_NOT = {
    WhyNot.GONE: gettext_lazy("There is no such request."),
    WhyNot.CLOSED: gettext_lazy("It is closed."),
    WhyNot.OF_WORKER: gettext_lazy("It is of a worker, and they are not among those who see these."),
    WhyNot.THEIRS: gettext_lazy("It is theirs already."),
    WhyNot.MOVED: gettext_lazy("Meanwhile somebody else assigned it. Look at it again."),
}


class BulkPages:
    """The pages of the queue's ticks. A mixin of the requests' admin, which has `admin_site` and `_page`."""

    def bulk_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.assign_many)  # type: ignore[attr-defined]  # a mixin
        return [path("assign-many/", view, name="requests_app_privacyrequest_assign-many")]

    def assign_many(self, request: HttpRequest) -> HttpResponse:
        """First what will happen, then, once more sent, it happens. Nothing is changed by the first."""
        duties.require(request, Duty.TRIAGE)
        back = saved.queue_again(self, request, request.POST.get("back", ""))
        picks = list(picked(request.POST.getlist("pick")))[:AT_ONCE]
        if request.method != "POST":
            return redirect(back)
        if not picks:
            messages.warning(request, _("Tick the requests first, then say who takes care of them."))
            return redirect(back)
        form = AssignForm(request.POST, staff=staffing.able_to_own())
        if form.is_valid() and "confirmed" in request.POST:
            owner = form.cleaned_data["owner"]
            by: User = request.user  # type: ignore[assignment]  # the site let a User in
            _say(request, bulk.assign_each(picks=picks, owner=owner, at=timezone.now(), by=by), owner)
            return redirect(back)
        context = {"form": form, "back_url": back, "back": request.POST.get("back", "")}
        owner = form.cleaned_data.get("owner")
        page: HttpResponse = self._page(request, "assign_many.html", {**context, **_preview(picks, owner, request)})  # type: ignore[attr-defined]  # a mixin
        return page


def picked(values: Iterable[str]) -> Iterable[Pick]:
    """What was ticked: the id of a request, and behind a colon who owned it when it was looked at."""
    for value in values:
        key, _colon, owner = value.partition(":")
        try:
            yield Pick(UUID(key), int(owner) if owner else None)
        except ValueError:
            continue


def _preview(picks: list[Pick], owner: User | None, http: HttpRequest) -> dict[str, Any]:
    """What would become of each, as the rows stand now; they are sent along, so that a change in between is seen."""
    rows = queue.queue_rows(http.user).filter(pk__in=[pick.request for pick in picks]).order_by("due_on", "id")
    found = {row.pk: row for row in rows}
    will: list[dict[str, Any]] = []
    will_not: list[dict[str, Any]] = []
    for request in found.values():
        pick = Pick(request.pk, request.owner_id)
        why_not = bulk.against_assigning(request, pick, owner=owner) if owner else None
        line = {"request": request, "pick": _written(pick), "why_not": WHY_NOT[why_not] if why_not else ""}
        (will_not if why_not else will).append(line)
    return {"owner": owner, "will": will, "will_not": will_not, "gone": len(picks) - len(found)}


def _written(pick: Pick) -> str:
    return f"{pick.request}:{pick.owner or ''}"


def _say(request: HttpRequest, done: list[Done], owner: User) -> None:
    assigned = [each for each in done if each.why_not is None]
    if assigned:
        words = ngettext(
            "%(number)d request is with %(name)s now.", "%(number)d requests are with %(name)s now.", len(assigned)
        )
        name = owner.get_full_name() or owner.get_username()
        messages.success(request, words % {"number": len(assigned), "name": name})
    left = [
        _("%(request)s: %(reason)s") % {"request": _name(each.request), "reason": WHY_NOT[each.why_not]}
        for each in done
        if each.why_not
    ]
    if left:
        messages.warning(request, _("Not assigned: %(list)s") % {"list": " ".join(left)})


def _name(request: PrivacyRequest | None) -> str:
    return request.reference if request else "–"
