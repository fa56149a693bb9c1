"""The reader of a message says "this was not me": in any browser, without a code, by a button."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from requests_app.operations import authority, suppression
from verification import challenges, disowning
from verification.suppressions import NOT_ME_LASTS

NOT_ASKED = "not_asked"


@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing (mail scanners look too); a button stops the messages, or what somebody else filed."""
    at = timezone.now()
    try:
        challenge = disowning.read(token=token, at=at)
    except challenges.Unknown:
        return render(request, "requests_app/not_me/dead.html", status=410)
    if request.method != "POST":
        context = {"days": NOT_ME_LASTS.days, "by_another": suppression.asks_about(challenge) is not None}
        return render(request, "requests_app/not_me/ask.html", context)
    if request.POST.get("said") == NOT_ASKED:
        # Pressed twice, it has been stopped all the same.
        with suppress(authority.NoRepresentative):
            suppression.not_asked(challenge=challenge, at=at)
        return redirect("not_me_stopped")
    suppression.disown(challenge=challenge, at=at)
    return redirect("not_me_done")


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    return render(request, "requests_app/not_me/done.html", {"days": NOT_ME_LASTS.days})


@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    return render(request, "requests_app/not_me/stopped.html")
