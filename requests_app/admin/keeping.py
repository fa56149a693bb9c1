"""What becomes of what staff typed into a form while their session ended? It waits behind the login, unsent.

A form carries a signed number of its own and who got it. What is sent with it after the session ended is kept in a
draft, encrypted, for a day, and nothing is done; after the login the same person, and nobody else, finds the form as
they left it. The address holds the number only. A file is not kept.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.admin import AdminSite
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone

from privacy_portal.sign_in.middleware import keeps_for_later, to_the_door
from requests_app.models import Draft
from requests_app.rules.retention import DRAFT_HOURS, draft_expires_at

SALT = "requests_app.kept_form"
FIELD, QUERY = "page_token", "kept"
NOT_KEPT = (FIELD, "csrfmiddlewaretoken")
View = Callable[..., HttpResponseBase]


def token(request: HttpRequest) -> str:
    """What the form on this page carries: under which number it would be kept, and for whom."""
    sent, by = _sent(request), request.user.pk
    mine = sent["draft"] if sent and sent["by"] == by else _asked(request)
    draft = mine if mine and _free_for(mine, by) else uuid4()
    return signing.dumps({"draft": str(draft), "by": request.user.pk}, salt=SALT)


def keeping(view: View, site: AdminSite) -> View:
    """A guarded view; what is sent to it from a form of ours after the session ended is kept, and nothing is done."""

    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not site.has_permission(request):
            return _kept_for_later(request, at=timezone.now())
        return view(request, *args, **kwargs)

    return keeps_for_later(kept)  # type: ignore[type-var]  # the gate asks for its mark, and takes any answer


def _kept_for_later(request: HttpRequest, *, at: datetime) -> HttpResponseBase:
    draft = keep(request, at=at)
    if not draft:
        return to_the_door(request.get_full_path(), ended=False)
    query = request.GET.copy()
    query[QUERY] = draft
    return to_the_door(f"{request.path}?{query.urlencode()}", ended=True)


def keep(request: HttpRequest, *, at: datetime) -> str:
    """Keep what was sent; return the number under which it waits, or nothing where it came from no form of ours."""
    sent = _sent(request)
    if sent is None:
        return ""
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    answers = {"kept_by": sent["by"], "path": request.path, "typed": typed}
    draft = str(sent["draft"] if _free_for(sent["draft"], sent["by"]) else uuid4())
    Draft.objects.update_or_create(pk=draft, defaults={"answers": answers, "expires_at": draft_expires_at(at)})
    return draft


def typed(request: HttpRequest, *, at: datetime) -> QueryDict | None:
    """What this person had typed into this page when their session ended, as a form reads it; None if nothing."""
    draft = _asked(request)
    found = Draft.objects.filter(pk=draft, expires_at__gt=at).first() if draft and request.method == "GET" else None
    if found is None or found.answers.get("kept_by") != request.user.pk or found.answers["path"] != request.path:
        return None
    again = QueryDict(mutable=True)
    for name, values in found.answers["typed"].items():
        again.setlist(name, values)
    return again


def sent_or_typed(request: HttpRequest, *, at: datetime) -> QueryDict | None:
    """What a form is filled with: what was sent, or what was kept; None for an empty one."""
    return request.POST if request.method == "POST" else typed(request, at=at)


def forget(request: HttpRequest) -> None:
    """What was typed is done now."""
    sent = _sent(request)
    if sent and _free_for(sent["draft"], sent["by"]):
        Draft.objects.filter(pk=sent["draft"]).delete()


def waits(request: HttpRequest, *, at: datetime) -> str:
    """The number under which waits what was typed here, sent just now or before; empty if nothing does."""
    return keep(request, at=at) if request.method == "POST" else str(_asked(request) or "")


def unjudged(form: Any) -> Any:
    """A form with what was typed, and not yet what is wrong with it."""
    if hasattr(form, "without_errors"):
        form.without_errors()
    elif isinstance(form, forms.Form):
        form.errors.clear()
    return form


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """What the form that was sent carried; None for one that we did not hand out, or that is too old."""
    try:
        found: dict[str, Any] = signing.loads(
            request.POST.get(FIELD, ""), salt=SALT, max_age=timedelta(hours=DRAFT_HOURS)
        )
    except signing.BadSignature:
        return None
    return found


def _free_for(draft: UUID | str, by: int | None) -> bool:
    """Whether nothing waits under a number but what this person typed: an address may name anybody's."""
    found = Draft.objects.filter(pk=draft).first()
    return found is None or found.answers.get("kept_by") == by


def _asked(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get(QUERY, ""))
    except ValueError:
        return None
