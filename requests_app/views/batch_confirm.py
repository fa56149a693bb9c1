"""An agent who files for many shows that they are reached: by the code in the browser they began in, or by the link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import wording
from requests_app.models import Batch
from requests_app.operations import batch as operations
from requests_app.operations import identity
from requests_app.views import agent_capability
from requests_app.views.confirm import REFUSALS
from verification import challenges, limits
from verification.forms import CodeForm


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ENTER)
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the batch begun in this browser."""
    batch = agent_capability.waiting(request)
    if batch is None:
        opened = agent_capability.opened(request, at=timezone.now())
        return redirect("batch_upload" if opened else "batch")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        refusal = _try_code(request, batch, form.cleaned_data["code"])
        if refusal is None:
            return redirect("batch_upload")
        form.add_error("code", refusal)
    context = {
        "form": form,
        # In full, for the browser that typed it: a mistyped address has to show.
        "contact": wording.readable_contact(batch),
        "back_url": reverse("batch"),
        **limits.PER_DESTINATION,
    }
    return render(request, "requests_app/agents/code.html", context)


def _try_code(request: HttpRequest, batch: Batch, typed: str) -> str | None:
    """Return why the code was refused, or None when it opened the batch here."""
    at = timezone.now()
    challenge = challenges.newest(purpose=operations.BATCH, subject=batch.pk)
    if challenge is None:
        return _("Ask for a new code.")
    try:
        challenge = challenges.answer_code(challenge_id=challenge.pk, code=typed, at=at)
        batch = operations.confirm(challenge=challenge, at=at)
    except challenges.WrongCode:
        return _("That is not the code. Check the newest message and try again.")
    except challenges.ChallengeRefused as refusal:
        return str(REFUSALS.get(type(refusal), _("Ask for a new code.")))
    agent_capability.open_batch(request, batch, at=at)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing (mail scanners look too); the button opens the batch in this browser, and in no other."""
    at = timezone.now()
    try:
        challenge = challenges.read_link(token=token, at=at, purpose=operations.BATCH)
        if request.method != "POST":
            return render(request, "requests_app/agents/link.html")
        challenge = challenges.answer_link(token=token, at=at, purpose=operations.BATCH)
        batch = operations.confirm(challenge=challenge, at=at)
    except challenges.ChallengeRefused:
        return render(request, "requests_app/agents/link_dead.html", status=410)
    agent_capability.open_batch(request, batch, at=at)
    return redirect("batch_upload")


@require_POST
@limited(ratelimit.ASK)
def resend(request: HttpRequest) -> HttpResponse:
    """Send the code again; the new one supersedes the old."""
    batch = agent_capability.waiting(request)
    if batch is None:
        return redirect("batch")
    try:
        operations.send_again(batch=batch, at=timezone.now())
    except identity.AlreadyConfirmed:
        # By the link, in another browser: that one goes on.
        messages.info(request, _("You go on where you opened the link."))
        return redirect("batch")
    messages.info(request, _("A new code is on its way, if our limit allows. Use the newest message."))
    return redirect("batch_code")
