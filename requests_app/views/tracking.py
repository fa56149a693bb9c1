"""Where does my request stand? With the reference and a fresh code, from any browser."""

from datetime import date, datetime
from typing import Any, TypeGuard

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import (
    calendar,
    declarations,
    history,
    lifecycle,
    other_side,
    queries,
    representation,
    standing,
    states,
    wording,
)
from requests_app.forms.tracking import ReferenceForm
from requests_app.models import Batch, PrivacyRequest, Representative, Submission
from requests_app.operations import batch, documents, identity, review, revival
from requests_app.views import agent_capability, asked, capability
from requests_app.views import messages as messages_page
from requests_app.vocabulary import DocumentPurpose, Outcome, Party
from verification import challenges, limits
from verification.forms import CodeForm
from verification.models import Challenge


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ASK)
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the reference. The next page is the same for one that exists and one that does not."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "requests_app/track/reference.html", {"form": form, "back_url": reverse("home")})
    reference, at = form.cleaned_data["reference"], timezone.now()
    side = queries.side_by_reference(reference)
    if isinstance(side, Batch) and side.disowned_at is None:
        challenge = batch.start_tracking(batch=side, at=at)
    elif _may_come_back(side, at=at):
        challenge = identity.start_tracking(side=side, at=at)
    else:
        challenge = identity.pretend_tracking(reference=reference, at=at)
    # Not the challenge issued just now, when that was held back and an earlier message still works.
    alive = challenges.newest(purpose=identity.TRACK, subject=challenge.subject) or challenge
    capability.remember(request, "tracking", alive.pk)
    return redirect("track_code")


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.ENTER)
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the fresh code. One answer for every refusal: a difference would tell whether the reference exists."""
    if "tracking" not in request.session:
        return redirect("track")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        page = _open(request, form.cleaned_data["code"])
        if page is not None:
            return redirect(page)
        form.add_error("code", _("That code is not right, or it has run out. Check it, or ask for a new one."))
    context = {"form": form, "back_url": reverse("track"), **limits.PER_DESTINATION}
    return render(request, "requests_app/track/code.html", context)


def _open(request: HttpRequest, typed: str) -> str | None:
    """Open what the code is for; return the name of its page, or None."""
    at = timezone.now()
    challenge_id = capability.remembered(request, "tracking")
    if challenge_id is None:
        return None
    try:
        challenge = challenges.answer_code(challenge_id=challenge_id, code=typed, at=at)
        page = _opened_by(request, challenge, at=at)
    except challenges.ChallengeRefused:
        return None
    capability.forget(request, "tracking")
    return page


def _opened_by(request: HttpRequest, challenge: Challenge, *, at: datetime) -> str:
    """Open the filing, or the agent's batch, that a tracking challenge went to; return the name of its page."""
    if queries.batch_of(challenge.subject):
        agent_capability.open_batch(request, batch.confirm(challenge=challenge, at=at), at=at)
        return "batch_filings"
    submission = identity.open_tracking(challenge=challenge, at=at)
    capability.open_filing(request, submission, identity.party_of(challenge, submission), at=at)
    return "status"


def _may_come_back(
    side: Submission | Representative | Batch | None, *, at: datetime
) -> TypeGuard[Submission | Representative]:
    """Whether a reference opens anything: not one of a representative whose authority has ended, or run out."""
    if isinstance(side, Representative):
        return representation.acting(side.submission, on=calendar.business_day(at)) is not None
    return isinstance(side, Submission) and side.reachable


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a tracking message: looking changes nothing, the button opens the status."""
    at = timezone.now()
    try:
        challenge = challenges.read_link(token=token, at=at, purpose=identity.TRACK)
        if request.method != "POST":
            reference = queries.batch_of(challenge.subject) or identity.side_of(challenge)
            return render(request, "requests_app/track/link.html", {"reference": reference})
        challenge = challenges.answer_link(token=token, at=at, purpose=identity.TRACK)
        page = _opened_by(request, challenge, at=at)
    except challenges.ChallengeRefused:
        return render(request, "requests_app/confirm/link_dead.html", status=410)
    return redirect(page)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Where each request stands, its dates, its history, its answer, and what is asked of the consumer."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    if opened is None:
        return capability.closed(request)
    submission, today = opened.submission, calendar.business_day(at)
    requests = list(
        submission.requests.select_related("answer", "submission", "revives__submission").order_by("ordinal")
    )
    return render(
        request,
        "requests_app/track/status.html",
        {
            "reference": opened.side,
            "standings": [standing.standing(each, today=today, party=opened.party) for each in requests],
            "asked": asked.asked_of(submission, opened.party),
            "asks_declaration": opened.party == Party.CONSUMER and declarations.is_asked(submission),
            "represented": states.represented(submission, opened.party),
            "other_side": other_side.other_side(submission, opened.party, on=today),
            "documents": _documents(submission, opened.party),
            "messages_card": messages_page.on_status(opened),
            "history": history.history(submission.events.select_related("request__submission"), party=opened.party),
            "masked_contact": wording.masked_contact(opened.side),
            "take_up": _take_up_offer(submission, opened.party, today=today),
            "for_representative": opened.party == Party.REPRESENTATIVE,
        },
    )


def _documents(submission: Submission, party: Party) -> dict[str, Any]:
    """What may be added, in words; why a government ID is asked for; whether anything was sent."""
    purposes = documents.asked_for(submission, party)
    return {
        "asked": [wording.PURPOSES[purpose] for purpose in purposes],
        "ask": documents.open_ask(submission) if DocumentPurpose.IDENTITY in purposes else None,
        "sent": submission.documents.filter(sent_by=party).exists(),
    }


def _take_up_offer(submission: Submission, party: Party, *, today: date) -> dict[str, list[Any]] | None:
    """What pressing the button takes up: the rights that keep their dates, those that are filed anew, and those that
    were refused for want of proof, which keep theirs, too.
    """
    rights: dict[str, list[Any]] = {"same": [], "anew": [], "unproven": []}
    for each in revival.may_be_taken_up(submission, party, today=today):
        way = "same" if revival.goes_on(each, today=today) else "anew"
        if each.outcome == Outcome.DENIED:
            way = "unproven"
        rights[way].append(wording.right(each.type, party))
    return rights if any(rights.values()) else None


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Take up again what was closed because nobody verified it."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    if opened is None:
        return capability.closed(request)
    try:
        continued = revival.take_up(submission=opened.submission, party=opened.party, at=at)
    except revival.NothingToTakeUp:
        messages.info(request, _("There is nothing to take up again any more."))
    except revival.NotProven:
        return capability.closed(request)
    else:
        new = continued.pk != opened.submission.pk
        if new:
            party = opened.party if continued.represented else Party.CONSUMER
            capability.open_filing(request, continued, party, at=at)
        messages.success(request, _took_up(continued, new=new))
    return redirect("status")


def _took_up(continued: Submission, *, new: bool) -> str:
    if new:
        words = _("We have taken it up as a new request. Its reference is %(reference)s. Please write it down.")
        return words % {"reference": continued.filer}
    return _("We have taken it up again. You find it below, with its dates.")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, ordinal: int) -> HttpResponse:
    """Ask once whether the request shall be withdrawn, then do it."""
    privacy_request, party = _opened_request(request, ordinal)
    if privacy_request is None:
        return capability.closed(request)
    if request.method != "POST":
        if privacy_request.closed:
            return redirect("status")
        return render(
            request,
            "requests_app/track/withdraw.html",
            {
                "rows": standing.facts(privacy_request, party),
                "represented": privacy_request.submission.represented,
                "back_url": reverse("status"),
            },
        )
    try:
        review.withdraw(request=privacy_request, party=party, at=timezone.now())
    except lifecycle.MoveRefused:
        messages.info(request, _("This request was closed before."))
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("status")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_deletion(request: HttpRequest, ordinal: int) -> HttpResponse:
    """The second yes to a deletion, apart from the first."""
    privacy_request, party = _opened_request(request, ordinal)
    if privacy_request is None:
        return capability.closed(request)
    if request.method != "POST":
        if not privacy_request.waits_for_deletion_confirmation:
            return redirect("status")
        return render(
            request,
            "requests_app/track/confirm_deletion.html",
            {"rows": standing.facts(privacy_request, party), "withdraw_url": reverse("withdraw", args=[ordinal])},
        )
    try:
        identity.confirm_deletion(request=privacy_request, party=party, at=timezone.now())
    except identity.DeletionNotWaiting:
        messages.info(request, _("There is nothing to confirm any more."))
    else:
        messages.success(request, _("Thank you. Your request to delete is confirmed."))
    return redirect("status")


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Leave nothing behind on this computer, nor answers that were never sent."""
    if draft := capability.draft(request, at=timezone.now()):
        draft.delete()
    agent_capability.forget_unsent(request, at=timezone.now())
    request.session.flush()
    response = redirect("finished")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def finished(request: HttpRequest) -> HttpResponse:
    return render(request, "requests_app/track/finished.html")


def _opened_request(request: HttpRequest, ordinal: int) -> tuple[PrivacyRequest | None, Party]:
    opened = capability.opened(request, at=timezone.now())
    if opened is None:
        return None, Party.CONSUMER
    found = (
        opened.submission.requests.select_related("submission", "revives__submission").filter(ordinal=ordinal).first()
    )
    if found is None:
        raise Http404
    return found, opened.party
