"""How does somebody of the staff read what is masked? They say why, once for a request, and read it for an hour.

What was revealed is kept in the session as ids and times: it ends with the session, and no address, cookie or cache
holds a value.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, URLPattern, path, reverse

from requests_app.admin import keeping
from requests_app.admin.case import Case, Opened
from requests_app.admin.duties import may, require
from requests_app.forms.reveal import RevealForm
from requests_app.models import HolderTask, PrivacyRequest
from requests_app.operations import looking
from requests_app.vocabulary import Duty, LookReason, Masked

NAME = "requests_app_privacyrequest"
KEY = "revealed"
# As long as somebody may work on a request without saying once more why they read it.
LASTS = timedelta(hours=1)


def opened(request: HttpRequest, privacy_request: UUID, *, at: datetime) -> Opened:
    """What of a request this session may read now, if its owner may read such things still."""
    if not may(request.user, Duty.REVEAL):
        return frozenset(), None
    ends = _running(request.session.get(KEY, {}).get(str(privacy_request), {}), at)
    return frozenset(Masked(name) for name in ends), min(map(datetime.fromisoformat, ends.values()), default=None)


def _running(ends: dict[str, str], at: datetime) -> dict[str, str]:
    return {name: end for name, end in ends.items() if datetime.fromisoformat(end) > at}


def url(request: PrivacyRequest, *, then: str = "") -> str:
    """Where one says why. `then` is where it goes on: an action's name, a task, a letter or a document (`then_…`)."""
    return reverse(f"admin:{NAME}_reveal", args=[request.pk], query={"then": then} if then else None)


def then_action(slug: str, kept: str) -> str:
    """To go on at an action; `kept` is the number under which what was typed there waits, if it does."""
    return f"{slug}:{kept}" if kept else slug


def then_task(task: HolderTask) -> str:
    """To go on at a task of the request."""
    return f"task:{task.pk}"


def then_letter(notice: int) -> str:
    """To go on at a letter of the request."""
    return f"letter:{notice}"


def then_document(document: UUID) -> str:
    """To go on at a document of the request's filing."""
    return f"document:{document}"


def context(case: Case, then: str = "") -> dict[str, Any]:
    """What is masked, and the form to read it for those who may."""
    masked = [(each.value, each.label) for each in Masked if each not in case.open]
    return {
        "masked": masked,
        "open": ", ".join(str(each.label) for each in Masked if each in case.open),
        "until": case.open_until,
        "url": url(case.request),
        "form": RevealForm(then=then, initial={"reason": _likely(case)}) if may(case.by, Duty.REVEAL) else None,
    }


def _likely(case: Case) -> str:
    """The reason that is the case for whoever takes care of a request; nobody else is told what to say."""
    if case.request.owner_id == case.by.pk:
        return LookReason.WORK
    return LookReason.RELEASE if case.waiting and may(case.by, Duty.APPROVE) else ""


def _remember(request: HttpRequest, case: Case, fields: frozenset[Masked]) -> None:
    """Keep what may be read until when, and forget what is over."""
    kept: dict[str, dict[str, str]] = {
        pk: still for pk, ends in request.session.get(KEY, {}).items() if (still := _running(ends, case.at))
    }
    mine = kept.setdefault(str(case.request.pk), {})
    mine |= dict.fromkeys((each.value for each in fields), (case.at + LASTS).isoformat())
    request.session[KEY] = kept


class RevealPages:
    """The address that reveals, below the page of its request. Part of the requests' own admin."""

    def reveal_urls(self) -> list[URLPattern]:
        return [path("<uuid:pk>/reveal/", self._guarded(self.reveal), name=f"{NAME}_reveal")]  # type: ignore[attr-defined]  # a mixin

    def reveal(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Ask why, record it, and go back to the request, or on to the action it was asked for."""
        require(request, Duty.REVEAL)
        loaded: Case = self._load(request, pk)  # type: ignore[attr-defined]  # a mixin
        posted = request.POST if request.method == "POST" else None
        asked = (posted or request.GET).get("then", "")
        onward = self._onward(asked, pk)
        then = asked if onward else ""
        form = RevealForm(posted, then=then, initial={"reason": _likely(loaded)})
        if posted is not None and form.is_valid():
            if not form.asked():
                raise PermissionDenied
            looking.reveal(
                request=loaded.request,
                fields=form.asked(),
                reason=LookReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["note"],
                at=loaded.at,
                by=loaded.by,
            )
            _remember(request, loaded, form.asked())
            return redirect(onward or reverse(f"admin:{NAME}_change", args=[pk]))
        page = {
            "privacy_request": loaded.request,
            "back_url": reverse(f"admin:{NAME}_change", args=[loaded.request.pk]),
            "form": form,
            "needed": then.partition(":")[0] in self.slugs(),  # type: ignore[attr-defined]  # a mixin
            "reveal": {**context(loaded), "form": form},
        }
        return self._page(request, "reveal_page.html", page)  # type: ignore[attr-defined]  # a mixin

    def _onward(self, asked: str, pk: UUID) -> str:
        """The address of the action, the task or the letter that is asked for; empty when it is none of ours."""
        kind, _, key = asked.partition(":")
        try:
            if kind in self.slugs():  # type: ignore[attr-defined]  # a mixin
                return reverse(f"admin:{NAME}_{kind}", args=[pk], query={keeping.QUERY: UUID(key)} if key else None)
            if kind == "task":
                return reverse("admin:requests_app_holdertask_change", args=[UUID(key)])
            if kind == "document":
                return reverse(f"admin:{NAME}_document", args=[pk, UUID(key)])
            if kind == "letter":
                return reverse(f"admin:{NAME}_letter", args=[pk, int(key)])
        except (ValueError, NoReverseMatch):
            pass
        return ""
