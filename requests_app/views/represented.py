"""Did you ask for this? The consumer answers by the link in our message, or from their status page."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import calendar, other_side, permissions, representation, states, wording
from requests_app.forms.permission import PermissionSignatureForm
from requests_app.models import Submission
from requests_app.operations import authority, identity, permission
from requests_app.views import capability
from requests_app.vocabulary import AuthorityEnd, Party, ProofWay, RequestType
from verification import challenges
from verification.models import Challenge

YES, NO, SIGN, AGAIN = "yes", "no", "sign", "again"
GONE = (authority.NoRepresentative, authority.NothingToAnswer)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing (mail scanners look too); a button answers, in any browser, once."""
    if request.POST.get("answer") == AGAIN:
        return _again(request, token)
    at = timezone.now()
    try:
        challenge = challenges.read_link(token=token, at=at, purpose=authority.AGREE)
        submission = Submission.objects.filter(pk=challenge.subject).first()
        if submission is None or not representation.consumer_owes_answer(submission):
            raise authority.NothingToAnswer
        if request.method != "POST":
            return _question(request, submission)
        return _answered(request, submission, challenges.answer_link(token=token, at=at, purpose=authority.AGREE))
    except (challenges.ChallengeRefused, *GONE):
        return render(request, "requests_app/represented/link_dead.html", status=410)


@limited(ratelimit.ASK)
def _again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the question anew to whoever holds a dead link; the answer is the same for one that never was ours."""
    with suppress(challenges.Unknown):
        authority.ask_by_link(challenge=challenges.known_link(token=token, purpose=authority.AGREE), at=timezone.now())
    return render(request, "requests_app/represented/link_dead.html", {"again": True})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The same question, to whoever opened the filing with its reference and a fresh code."""
    submission = capability.opened_filing(request, at=timezone.now())
    if submission is None:
        return capability.closed(request)
    challenge = identity.shown(submission)
    if challenge is None or not representation.consumer_owes_answer(submission):
        return redirect("status")
    if request.method != "POST":
        return _question(request, submission, opened=True)
    try:
        return _answered(request, submission, challenge, opened=True)
    except GONE:
        messages.info(request, _("There is nothing to answer any more."))
    return redirect("status")


def _answered(
    request: HttpRequest, submission: Submission, challenge: Challenge, *, opened: bool = False
) -> HttpResponse:
    """Record the answer that was posted, and show where the filing stands; or ask again what was left open."""
    said, at = request.POST.get("answer"), timezone.now()
    if said == NO and not opened:
        authority.refuse(challenge=challenge, at=at)
        messages.success(request, _stopped())
    elif said == SIGN:
        form = PermissionSignatureForm(request.POST)
        if not _signed(form, challenge, opened=opened):
            return _question(request, submission, form, opened=opened)
        messages.success(request, _("Thank you. The permission is signed."))
    elif said == YES and not _signs(submission):
        authority.agree(challenge=challenge, at=at, opened=opened)
        messages.success(request, _("Thank you. We go on with the request."))
    else:
        return _question(request, submission, opened=opened)
    if not opened:
        capability.open_filing(request, submission, at=at)
    return redirect("status")


def _signed(form: PermissionSignatureForm, challenge: Challenge, *, opened: bool) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        permission.sign(
            challenge=challenge,
            name=data["name"],
            receives=data["receives"] == "yes",
            language=get_language() or "",
            read=data["read"],
            at=timezone.now(),
            opened=opened,
        )
    except permission.OtherWords:
        form.add_error(None, _("The words of the permission have changed. Read them once more, then sign."))
        return False
    return True


def _signs(submission: Submission) -> bool:
    return submission.representative.proof_way == ProofWay.ONLINE


def _question(
    request: HttpRequest, submission: Submission, form: PermissionSignatureForm | None = None, *, opened: bool = False
) -> HttpResponse:
    types = submission.requests.order_by("ordinal").values_list("type", flat=True)
    asked = wording.row(_("What was asked"), [wording.right(RequestType(each)) for each in types])
    context = {
        # Who gets the answer is for the signature to say.
        "rows": [*states.represented(submission, Party.CONSUMER)[:-1], asked],
        "name": submission.representative.name,
        "reference": submission,
        "opened": opened,
    }
    if not _signs(submission):
        context["rows"] = [*states.represented(submission, Party.CONSUMER), asked]
        return render(request, "requests_app/represented/agree.html", context)
    context["words"] = permissions.words(submission, get_language() or "")
    context["form"] = form or PermissionSignatureForm()
    context["today"] = calendar.business_day(timezone.now())
    return render(request, "requests_app/represented/sign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def not_asked(request: HttpRequest) -> HttpResponse:
    """Ask once whether the consumer really did not ask for it, then stop it."""
    return _end(request, AuthorityEnd.NOT_ASKED, "requests_app/represented/not_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Ask once whether the permission shall end, then end it; the consumer goes on in person."""
    return _end(request, AuthorityEnd.REVOKED, "requests_app/represented/end.html")


def _end(request: HttpRequest, why: AuthorityEnd, template: str) -> HttpResponse:
    at = timezone.now()
    submission = capability.opened_filing(request, at=at)
    if submission is None:
        return capability.closed(request)
    side = other_side.other_side(submission, Party.CONSUMER, on=calendar.business_day(at))
    if side is None or (why == AuthorityEnd.REVOKED and not side.may_end):
        return redirect("status")
    if request.method != "POST":
        return render(request, template, {"side": side, "back_url": reverse("status")})
    try:
        authority.end(submission=submission, why=why, at=at)
    except authority.NoRepresentative:
        messages.info(request, _("Nobody acts for you here any more."))
    else:
        messages.success(request, _stopped() if why == AuthorityEnd.NOT_ASKED else _("The permission has ended."))
    return redirect("status")


def _stopped() -> str:
    return _("Thank you. We have stopped it, and our team looks at it.")
