"""How do you show that you may act for somebody? The representative chooses a way, and what one needs for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import calendar, other_side, wording
from requests_app.operations import authority
from requests_app.views import capability
from requests_app.vocabulary import FilerRole, Party, ProofWay

CHOSEN = {
    ProofWay.ONLINE: gettext_lazy("We ask the person you act for to sign. You see here when they have."),
    ProofWay.POWER: gettext_lazy("We ask the person you act for nothing. Now show us the power of attorney."),
    ProofWay.OTHER: gettext_lazy("We have noted it. Call or write to us, and give your reference."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ASK)
def proof(request: HttpRequest) -> HttpResponse:
    """Say what counts and what need not be sent, and take the way that the representative chooses."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    if opened is None or opened.party != Party.REPRESENTATIVE:
        return capability.closed(request)
    submission = opened.submission
    side = other_side.other_side(submission, Party.REPRESENTATIVE, on=calendar.business_day(at))
    if side is None or not side.may_prove:
        return redirect("status")
    ways = other_side.ways(submission)
    chosen = request.POST.get("way")
    if request.method == "POST" and chosen in ways:
        try:
            authority.offer_proof(submission=submission, way=ProofWay(chosen), at=at)
        except authority.NoRepresentative:
            return capability.closed(request)
        messages.success(request, CHOSEN[ProofWay(chosen)])
        return redirect("proof" if chosen == ProofWay.POWER else "status")
    role = FilerRole(submission.filer_role)
    context = {
        "side": side,
        "ways": ways,
        "way": submission.representative.proof_way,
        "role": role.name,
        "for_child": role in (FilerRole.PARENT_UNDER_13, FilerRole.PARENT_13_TO_17),
        "their_contact": wording.masked_contact(submission),
        "back_url": reverse("status"),
    }
    return render(request, "requests_app/represented/proof.html", context)


@require_safe
def permission_letter(request: HttpRequest) -> HttpResponse:
    """A permission to print and sign, with blanks. The same for everybody."""
    return render(request, "requests_app/represented/permission_letter.html")


@require_safe
def consent_form(request: HttpRequest) -> HttpResponse:
    """A parent's consent under penalty of perjury to print and sign, with blanks (11 CCR 7070(a)(2)(A))."""
    return render(request, "requests_app/represented/consent_form.html")
