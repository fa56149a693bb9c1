"""Confirming a contact: by the code in the browser that filed, by the link in any browser, or anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import wording
from requests_app.forms.journey import ContactForm
from requests_app.models import Submission
from requests_app.models.reachable import Reachable
from requests_app.operations import identity
from requests_app.views import capability
from requests_app.vocabulary import Party
from verification import challenges, limits
from verification.forms import CodeForm
from verification.models import Channel

REFUSALS = {
    challenges.NoTriesLeft: gettext_lazy("This code was tried too often. Ask for a new one."),
    challenges.Expired: gettext_lazy("This code has run out. Ask for a new one."),
    challenges.Used: gettext_lazy("This code was used before. Ask for a new one."),
    challenges.Superseded: gettext_lazy("There is a newer code. Use the one in the newest message."),
    challenges.Unknown: gettext_lazy("Ask for a new code."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ENTER)
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the filing made in this browser."""
    submission = capability.filed(request, at=timezone.now())
    if submission is None:
        return redirect("track")
    filer = submission.filer
    if filer.confirmed:
        opened = capability.opened(request, at=timezone.now())
        if opened and opened.side == filer:
            return redirect("status")
        return render(request, "requests_app/confirm/done_before.html")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        refusal = _try_code(request, submission, form.cleaned_data["code"])
        if refusal is None:
            return _confirmed(request, submission)
        form.add_error("code", refusal)
    return render(
        request,
        "requests_app/confirm/code.html",
        {
            "form": form,
            "filer": filer,
            # In full, for the browser that typed it: a mistyped address has to show.
            "contact": wording.readable_contact(filer),
            "back_url": reverse("filed"),
            **limits.PER_DESTINATION,
        },
    )


def _try_code(request: HttpRequest, submission: Submission, typed: str) -> str | None:
    """Return why the code was refused, or None when it confirmed the contact."""
    at = timezone.now()
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=submission.filer.pk)
    if challenge is None:
        return _("Ask for a new code.")
    try:
        challenge = challenges.answer_code(challenge_id=challenge.pk, code=typed, at=at)
        identity.confirm_contact(challenge=challenge, at=at)
    except challenges.WrongCode:
        return _("That is not the code. Check the newest message and try again.")
    except challenges.ChallengeRefused as refusal:
        return str(REFUSALS.get(type(refusal), _("Ask for a new code.")))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing (mail scanners look too); the button confirms, in any browser, once."""
    at = timezone.now()
    try:
        challenge = challenges.read_link(token=token, at=at, purpose=identity.CONFIRM)
        if request.method != "POST":
            return render(request, "requests_app/confirm/link.html", {"reference": identity.side_of(challenge)})
        challenge = challenges.answer_link(token=token, at=at, purpose=identity.CONFIRM)
        submission = identity.confirm_contact(challenge=challenge, at=at)
    except challenges.ChallengeRefused:
        return render(request, "requests_app/confirm/link_dead.html", status=410)
    return _confirmed(request, submission)


def _confirmed(request: HttpRequest, submission: Submission) -> HttpResponse:
    party = Party.REPRESENTATIVE if submission.represented else Party.CONSUMER
    capability.open_filing(request, submission, party, at=timezone.now())
    messages.success(request, _("Thank you. We know now that we can reach you there."))
    waiting = next((each for each in submission.requests.all() if each.waits_for_deletion_confirmation), None)
    if waiting:
        return redirect("confirm_deletion", waiting.ordinal)
    return redirect("status")


@require_POST
@limited(ratelimit.ASK)
def resend(request: HttpRequest) -> HttpResponse:
    """Send the code again; the new one supersedes the old."""
    submission = capability.filed(request, at=timezone.now())
    if submission is None or submission.filer.confirmed:
        return redirect("track")
    try:
        identity.send_again(submission=submission, at=timezone.now())
    except identity.AlreadyConfirmed:
        return redirect("track")
    messages.info(request, _("A new code is on its way, if our limit allows. Use the newest message."))
    return redirect("confirm_code")


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ASK)
def change(request: HttpRequest) -> HttpResponse:
    """Correct a mistyped contact, or choose another channel."""
    submission = capability.filed(request, at=timezone.now())
    if submission is None or submission.filer.confirmed:
        return redirect("track")
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm(initial=_current(submission.filer))
    if form.is_bound and form.is_valid():
        try:
            identity.correct_contact(
                submission=submission,
                channel=Channel(form.cleaned_data["channel"]),
                contact=form.cleaned_data["contact"],
                at=timezone.now(),
            )
        except identity.AlreadyConfirmed:
            return redirect("track")
        except identity.TooManyChanges:
            form.add_error(None, _("The contact was changed too often here. Call or write to us: the ways are below."))
        else:
            messages.info(request, _("A code is on its way to the new contact. Only the newest one works."))
            return redirect("confirm_code")
    return render(request, "requests_app/confirm/change.html", {"form": form, "back_url": reverse("confirm_code")})


def _current(filer: Reachable) -> dict[str, Any]:
    field = "email" if filer.contact_channel == Channel.EMAIL else "phone"
    return {"channel": filer.contact_channel, field: filer.contact}
