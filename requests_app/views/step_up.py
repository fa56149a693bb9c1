"""May this filing go on at once, or is something asked of the browser first?

Whoever files little files at once. Above that, and for everybody during a flood, the browser does a small sum, or its
person waits a minute and presses Send again. What was typed stays in the draft. The first Send and the one of the page
in between have two addresses, so that a flood is refused unread: see `privacy_portal.shedding`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from privacy_portal.lib import proof_of_work, ratelimit
from privacy_portal.lib.client_ip import caller_key
from privacy_portal.lib.gate import refused
from requests_app.views import capability


def page(request: HttpRequest) -> HttpResponse:
    """Let the browser solve the challenge of this draft, or the person wait; Send stands below."""
    at = timezone.now()
    draft = capability.draft(request, at=at)
    if draft is None:
        return redirect("journey_check")
    capability.begin_waiting(request, draft.pk, at=at)
    return render(
        request,
        "requests_app/journey/send.html",
        {
            "challenge": proof_of_work.challenge(str(draft.pk), at=at),
            "seconds": settings.STEP_UP_WAIT_SECONDS,
            "again": "again" in request.GET,
            "back_url": reverse("journey_check"),
        },
    )


def before_filing(request: HttpRequest) -> HttpResponse | None:
    """At Send: return what to answer instead of filing, or None. One question to Redis, none to the database."""
    counted = ratelimit.count((ratelimit.FILE, caller_key(request)), sending=True)
    return None if counted.within and not counted.flood else HttpResponseRedirect(reverse("journey_send"))


def before_filing_after_all(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """At the Send of the page in between: with a proof, or after waiting. Returns what to answer instead, or None."""
    proof = request.POST.get("proof")
    return _with_proof(request, proof) if proof else _after_waiting(request, at=at)


def _with_proof(request: HttpRequest, proof: str) -> HttpResponse | None:
    if not ratelimit.count((ratelimit.FILE_PROVEN, caller_key(request)), sending=True).within:
        return refused(request, ratelimit.FILE_PROVEN)
    draft_id = capability.remembered(request, "draft")
    if draft_id is None or not proof_of_work.accept(proof, form=str(draft_id)):
        return _once_more()
    return None


def _after_waiting(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """Patience is looked at first, so that pressing too early spends nothing."""
    draft_id: UUID | None = capability.remembered(request, "draft")
    since = capability.waiting_since(request, draft_id)
    if since is None or at - since < timedelta(seconds=settings.STEP_UP_WAIT_SECONDS):
        return _once_more()
    counted = ratelimit.count((ratelimit.FILE_WAITED, caller_key(request)), sending=True)
    if counted.within and counted.flood:
        counted = ratelimit.count((ratelimit.FLOOD_WAITED, ratelimit.EVERYBODY))
    return None if counted.within else _once_more()


def _once_more() -> HttpResponse:
    return HttpResponseRedirect(reverse("journey_send") + "?again=1")
