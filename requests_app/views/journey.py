"""Filing a request: one question a page, without an account and without JavaScript."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy_portal.lib import ratelimit
from privacy_portal.lib.gate import limited
from requests_app import calendar, journey, standing, wording
from requests_app.forms.fields import QuestionForm
from requests_app.models import Draft
from requests_app.operations import intake
from requests_app.rules.retention import draft_expires_at
from requests_app.views import capability, step_up
from requests_app.views.pages import TIMES


@require_POST
@limited(ratelimit.START)
def start(request: HttpRequest) -> HttpResponse:
    """Go on where this browser's draft stands; begin anew where there is none, or where that was asked for."""
    draft = capability.draft(request, at=timezone.now())
    if draft is not None and "anew" in request.POST:
        draft.delete()
        draft = None
    if draft is None:
        request.session.cycle_key()  # a key that somebody planted before must not read what is typed from now on
        draft = Draft.objects.create(answers={}, expires_at=draft_expires_at(timezone.now()))
        capability.remember(request, "draft", draft.pk)
    following = journey.first_open(draft.answers, today=_today())
    return redirect("journey_check") if following == journey.CHECK else redirect("journey_step", following)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one question; what is valid is kept in the draft, and the next question follows."""
    question = journey.BY_NAME.get(name)
    if question is None:
        raise Http404
    draft = capability.draft(request, at=timezone.now())
    if draft is None:
        return _no_draft(request)
    answers: journey.Answers = draft.answers
    if question not in journey.applying(answers):
        return redirect("journey_step", journey.first_open(answers, today=_today()))
    if request.method != "POST":
        form = question.form(answers, today=_today(), posted=answers.get(name))
        if not form.is_bound:
            form.initial = _initial(name)
        return _question(request, question, form, answers)
    posted = _posted(request, question.asks(answers))
    form = question.form(answers, today=_today(), posted=posted)
    if not form.is_valid():
        return _question(request, question, form, answers)
    draft.answers = journey.kept(answers, name, posted)
    draft.save(update_fields=["answers"])
    return redirect(_next_place(request, name, draft.answers))


def _next_place(request: HttpRequest, name: str, answers: journey.Answers) -> str:
    """Behind a question: the next one; or back to the check, where a Change link came from it."""
    changing = request.GET.get("change") == "1"
    following = journey.first_open(answers, today=_today()) if changing else journey.after(name, answers)
    if following == journey.CHECK:
        return reverse("journey_check")
    return reverse("journey_step", args=[following]) + ("?change=1" if changing else "")


def _question(request: HttpRequest, question: journey.Step, form: Any, answers: journey.Answers) -> HttpResponse:
    changing = request.GET.get("change") == "1"
    earlier = journey.before(question.name, answers)
    applying = journey.applying(answers)
    back = reverse("journey_step", args=[earlier]) if earlier else reverse("home")
    return render(
        request,
        [f"requests_app/journey/{question.name}.html", "requests_app/journey/question.html"],
        {
            "form": form,
            "first": next(iter(form)),
            "back_url": reverse("journey_check") if changing else back,
            "step": applying.index(question) + 1,
            "total": len(applying) + 1,
        },
    )


def _posted(request: HttpRequest, asked: type[QuestionForm]) -> dict[str, list[str]]:
    """Only what this step asks is kept, whatever else was sent."""
    return {name: request.POST.getlist(name) for name in asked.base_fields if name in request.POST}


def _initial(name: str) -> dict[str, Any]:
    return {"language": get_language()} if name == "language" else {}


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer with its Change link; on POST file the request, exactly once."""
    if request.method == "POST":
        return step_up.before_filing(request) or _file(request)
    draft = capability.draft(request, at=timezone.now())
    if draft is None:
        return _no_draft(request)
    try:
        steps = list(journey.validated(draft.answers, today=_today()))
    except journey.Incomplete as gap:
        return redirect("journey_step", gap.step)
    rows = [
        wording.row(label, values) | {"url": reverse("journey_step", args=[step.name]) + "?change=1"}
        for step, form in steps
        for label, values in wording.chosen(form)
    ]
    back = reverse("journey_step", args=[steps[-1][0].name])
    total = len(steps) + 1
    return render(
        request,
        "requests_app/journey/check.html",
        {
            "rows": rows,
            "back_url": back,
            "step": total,
            "total": total,
            "outside_california": _outside_california(steps),
            "deletes": any(step.name == "delete" for step, _form in steps),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The page between Send and the confirmation that a caller meets who files much, and everybody in a flood."""
    if request.method == "POST":
        return step_up.before_filing_after_all(request, at=timezone.now()) or _file(request)
    return step_up.page(request)


def _outside_california(steps: list[Any]) -> bool:
    """Whether to say that the rights belong to residents; a business may choose to serve everyone alike."""
    answers = (form.cleaned_data.get("resident") for _step, form in steps)
    return "no" in answers and not settings.SERVE_EVERYONE


def _file(request: HttpRequest) -> HttpResponse:
    draft_id = capability.remembered(request, "draft")
    try:
        if draft_id is None:
            raise intake.DraftGone
        submission = intake.file_draft(
            draft_id=draft_id, read=lambda answers: journey.filing(answers, today=_today()), at=timezone.now()
        )
    except journey.Incomplete as gap:
        return redirect("journey_step", gap.step)
    except intake.AlreadyFiled as earlier:
        submission = earlier.submission
    except intake.DraftGone:
        return _no_draft(request)
    capability.forget(request, "waiting")
    capability.remember_filing(request, submission, at=timezone.now())
    return redirect("filed")


@require_safe
def filed(request: HttpRequest) -> HttpResponse:
    """The confirmation: reference, what happens next and by when. Later, or elsewhere, tracking takes over."""
    submission = capability.filed(request, at=timezone.now())
    if submission is None:
        return redirect("track")
    requests = list(submission.requests.order_by("ordinal"))
    return render(
        request,
        "requests_app/journey/filed.html",
        {
            "submission": submission,
            "filer": submission.filer,
            "promises": [standing.promises(each) for each in requests],
            "masked_contact": wording.masked_contact(submission.filer),
            "times": TIMES,
            # For paper: where a link cannot be followed.
            "track_address": settings.PORTAL_BASE_URL + reverse("track"),
        },
    )


def _no_draft(request: HttpRequest) -> HttpResponse:
    """Nothing to go on with: what was filed before is shown, otherwise the start explains."""
    if capability.remembered(request, "draft") and capability.filed(request, at=timezone.now()):
        return redirect("filed")
    return render(request, "requests_app/journey/no_draft.html", {"times": TIMES}, status=410)


def _today() -> Any:
    return calendar.business_day(timezone.now())
