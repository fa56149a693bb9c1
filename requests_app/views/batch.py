"""An agent who files for many: who they are, that they are reached, their file, and the word to file it."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy_portal.lib import csv_cells, csv_rows, ratelimit
from privacy_portal.lib.gate import limited
from privacy_portal.lib.small_upload import SmallFile, small_file
from requests_app import batch_file, calendar, journey, wording
from requests_app.forms.batch import BatchFileForm
from requests_app.forms.fields import QuestionForm
from requests_app.models import Batch, Draft
from requests_app.operations import batch as operations
from requests_app.operations import intake
from requests_app.rules.retention import draft_expires_at
from requests_app.views import agent_capability, capability
from requests_app.views.pages import TIMES
from requests_app.vocabulary import Party

FILES = {"rows": csv_rows.MAX_ROWS}


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.START)
def start(request: HttpRequest) -> HttpResponse:
    """Whom this is for, what is asked of whom, and the template; the button begins anew."""
    at = timezone.now()
    if request.method != "POST":
        columns = [(name, name in batch_file.REQUIRED) for name in batch_file.KNOWN]
        context = {"columns": columns, "times": TIMES, "back_url": reverse("home"), **FILES}
        return render(request, "requests_app/agents/start.html", context)
    if earlier := agent_capability.draft(request, at=at):
        earlier.delete()
    request.session.cycle_key()  # a key that somebody planted before must not read what is typed from now on
    draft = Draft.objects.create(answers={}, expires_at=draft_expires_at(at))
    capability.remember(request, "batch_draft", draft.pk)
    return redirect("batch_step", next(iter(batch_file.STEPS)))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The file to begin with."""
    return csv_file(csv_cells.written(batch_file.template()), "template.csv")


def csv_file(content: str, name: str) -> HttpResponse:
    """A CSV to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=csv_cells.MEDIA_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question about the agent; behind the last a code leaves."""
    if name not in batch_file.STEPS:
        raise Http404
    draft = agent_capability.draft(request, at=timezone.now())
    if draft is None:
        return redirect("batch_code" if agent_capability.waiting(request) else "batch")
    answers: journey.Answers = draft.answers
    if request.method != "POST":
        known = answers.get(name)
        form = batch_file.bound(name, known) if known else batch_file.STEPS[name](initial={"language": get_language()})
        return _question(request, name, form)
    posted = {
        field: request.POST.getlist(field) for field in batch_file.bound(name, {}).fields if field in request.POST
    }
    form = batch_file.bound(name, posted)
    if not form.is_valid():
        return _question(request, name, form)
    draft.answers = {**answers, name: posted}
    draft.save(update_fields=["answers"])
    names = list(batch_file.STEPS)
    following = names[names.index(name) + 1 :]
    return redirect("batch_step", following[0]) if following else _begin(request, draft)


def _question(request: HttpRequest, name: str, form: QuestionForm) -> HttpResponse:
    names = list(batch_file.STEPS)
    place = names.index(name)
    return render(
        request,
        [f"requests_app/agents/{name}.html", "requests_app/journey/question.html"],
        {
            "form": form,
            "first": next(iter(form)),
            "back_url": reverse("batch_step", args=[names[place - 1]]) if place else reverse("batch"),
            "step": place + 1,
            "total": len(names) + 2,
        },
    )


@limited(ratelimit.ASK)
def _begin(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        batch = operations.begin(draft_id=draft.pk, read=batch_file.agent, at=timezone.now())
    except journey.Incomplete as gap:
        return redirect("batch_step", gap.step)
    except intake.DraftGone:
        return redirect("batch_code" if agent_capability.waiting(request) else "batch")
    capability.forget(request, "batch_draft")
    capability.remember(request, "batch_waiting", batch.pk)
    return redirect("batch_code")


def _opened(request: HttpRequest) -> Batch | None:
    return agent_capability.opened(request, at=timezone.now())


@small_file(csv_rows.MAX_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.READ)
def upload(request: HttpRequest, *, handler: SmallFile) -> HttpResponse:
    """Take the file and read it; nothing is filed by that."""
    batch = _opened(request)
    if batch is None:
        return capability.closed(request)
    if batch.ordered_at is not None:
        return redirect("batch_filings")
    form = BatchFileForm(request.POST, request.FILES) if request.method == "POST" else BatchFileForm()
    if form.is_bound and (handler.too_big or form.is_valid()):
        problems = _read(request, batch, None if handler.too_big else form.cleaned_data["file"].read())
        if not problems:
            return redirect("batch_check")
        return _upload_page(request, BatchFileForm(), problems)
    return _upload_page(request, form, [])


def _upload_page(request: HttpRequest, form: BatchFileForm, problems: list[operations.RowProblem]) -> HttpResponse:
    step = len(batch_file.STEPS) + 2
    context = {"form": form, "problems": problems, "step": step, "total": step, **FILES}
    return render(request, "requests_app/agents/upload.html", context)


def _read(request: HttpRequest, batch: Batch, content: bytes | None) -> list[operations.RowProblem]:
    """Read a file and keep what it says; return what is wrong with a file that is none. None: it was too big."""
    at = timezone.now()
    try:
        if content is None:
            raise csv_rows.Unreadable(csv_rows.Problem(1, csv_rows.Trouble.TOO_BIG))
        reading = batch_file.read(content, batch=batch, today=calendar.business_day(at))
    except csv_rows.Unreadable as unreadable:
        return batch_file.as_problems(unreadable)
    try:
        operations.keep(
            batch=batch, rows=reading.rows, problems=reading.problems, more_problems=reading.more_problems, at=at
        )
    except (operations.AlreadyOrdered, operations.NotConfirmed):
        messages.info(request, _("This batch is filed already. Begin another one for this file."))
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@limited(ratelimit.READ)
def check(request: HttpRequest) -> HttpResponse:
    """What the file says, and what is wrong with it; the button files what can be filed."""
    batch = _opened(request)
    if batch is None:
        return capability.closed(request)
    if batch.ordered_at is not None:
        return redirect("batch_filings")
    if batch.reading is None:
        return redirect("batch_upload")
    if request.method == "POST" and _order(request, batch):
        return redirect("batch_filings")
    rows = batch.reading["rows"]
    asked = Counter(kind for row in rows for kind, _details in row["rights"])
    context: dict[str, Any] = {
        "reading": batch.reading,
        "rows": len(rows),
        "facts": [
            {"label": wording.right(kind, Party.REPRESENTATIVE), "value": _requests(times)}
            for kind, times in sorted(asked.items())
        ],
    }
    return render(request, "requests_app/agents/check.html", context)


def _requests(times: int) -> str:
    return ngettext("%(times)s request", "%(times)s requests", times) % {"times": times}


def _order(request: HttpRequest, batch: Batch) -> bool:
    """Have it filed; False where the agent has to look again."""
    try:
        operations.order(batch=batch, reading=request.POST.get("reading", ""), at=timezone.now())
    except operations.AlreadyOrdered:
        pass
    except operations.QuotaReached as reached:
        words = _("So many requests cannot be filed in one day. Today you can file %(left)s more; the rest tomorrow.")
        messages.error(request, words % {"left": reached.left})
        return False
    except (operations.OtherReading, operations.NotConfirmed):
        messages.error(request, _("Another file was read since. This is what it says."))
        return False
    return True


@require_POST
@limited(ratelimit.START)
def try_again(request: HttpRequest) -> HttpResponse:
    """Have the rows filed that could not be."""
    batch = _opened(request)
    if batch is None:
        return capability.closed(request)
    operations.order_the_rest(batch=batch, at=timezone.now())
    return redirect("batch_filings")
