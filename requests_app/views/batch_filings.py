"""What an agent filed for many, where each stands, and the way into each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacy_portal.lib import csv_cells
from privacy_portal.lib.owed import SendState
from requests_app import calendar, queries, representation, states, wording
from requests_app.models import Batch
from requests_app.models.reference import grouped
from requests_app.operations import batch as operations
from requests_app.views import agent_capability, capability
from requests_app.views.batch import csv_file
from requests_app.vocabulary import Party

HEADINGS = ["own_reference", "reference", "right", "state"]
ENDED = "ENDED"


@dataclass(frozen=True)
class Line:
    """One row of the batch: what is asked for, and its code. Of one that has ended, nothing but that."""

    line: int
    own_reference: str
    reference: str
    ended: bool
    requests: list[tuple[str, str]]


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """How far the filing is, and every filing with its references and its codes."""
    at = timezone.now()
    batch = agent_capability.opened(request, at=at)
    if batch is None:
        return capability.closed(request)
    if batch.ordered_at is None:
        return redirect("batch_upload")
    lines = list(_lines(batch, on=calendar.business_day(at)))
    context = {
        "batch": batch,
        "lines": lines,
        "filed": len(lines),
        "all_filed": batch.filing.state == SendState.SENT,
        "given_up": batch.filing.state == SendState.FAILED,
        "masked_contact": wording.masked_contact(batch),
    }
    return render(request, "requests_app/agents/filings.html", context)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same as a file, one line a request."""
    at = timezone.now()
    batch = agent_capability.opened(request, at=at)
    if batch is None:
        return capability.closed(request)
    rows = [HEADINGS]
    for line in _lines(batch, on=calendar.business_day(at)):
        asked = line.requests or [("", ENDED)]
        rows += [[line.own_reference, line.reference, right, code] for right, code in asked]
    return csv_file(csv_cells.written(rows), "filings.csv")


@require_POST
def open_filing(request: HttpRequest) -> HttpResponse:
    """Open one filing of the batch in this browser, as its representative."""
    at = timezone.now()
    batch = agent_capability.opened(request, at=at)
    if batch is None:
        return capability.closed(request)
    typed = request.POST.get("line", "")
    line = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0
    try:
        submission = operations.open_filing(batch=batch, line=line, on=calendar.business_day(at), at=at)
    except operations.NotOpened:
        messages.info(request, _("You cannot open this one, or not any more."))
        return redirect("batch_filings")
    capability.open_filing(request, submission, Party.REPRESENTATIVE, at=at)
    return redirect("status")


def _lines(batch: Batch, *, on: date) -> Iterator[Line]:
    for acting in queries.filings_in(batch):
        ended = not representation.in_force(acting, on=on)
        asked = [] if ended else [(str(each.type), states.code(each)) for each in acting.submission.requests.all()]
        yield Line(acting.batch_line or 0, acting.own_reference, grouped(acting.reference), ended, asked)
