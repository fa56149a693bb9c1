"""What did the team write to me, and what do I write to them? Each side of a filing reads its own thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import calendar, threads
from requests_app.forms.messages import WriteForm
from requests_app.models import Message
from requests_app.operations import messages
from requests_app.rules.messages import AFTER_CLOSING_DAYS
from requests_app.views import capability


@dataclass(frozen=True)
class Line:
    """One message as the side of the thread reads it: staff are the team, and have no names here."""

    ours: bool
    at: datetime
    text: str
    new: bool
    read_at: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest) -> HttpResponse:
    """Read what the team wrote, and write to them."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    form = WriteForm(request.POST if request.method == "POST" else None)
    valid = form.is_bound and form.is_valid()
    if opened is None:
        return _kept(request, form) if valid else capability.closed(request)
    if valid and _sent(opened, form, at=at):
        banners.success(request, _("Your message is sent. We answer here, and tell you when an answer waits."))
        return redirect("messages")
    return _page(request, opened, form, at=at)


def _sent(opened: capability.Opened, form: WriteForm, *, at: datetime) -> bool:
    text, token = form.cleaned_data["text"], UUID(form.cleaned_data["token"])
    try:
        messages.write(submission=opened.submission, party=opened.party, text=text, token=token, at=at)
    except messages.MessageRefused as refusal:
        form.add_error("text", str(refusal.message))
        return False
    return True


def _kept(request: HttpRequest, form: WriteForm) -> HttpResponse:
    """The page was closed meanwhile: nothing is sent or kept, and what was typed stands there to be copied."""
    context = {"text": form.cleaned_data["text"], "track_url": reverse("track")}
    return render(request, "requests_app/track/message_kept.html", context)


def _page(request: HttpRequest, opened: capability.Opened, form: WriteForm, *, at: datetime) -> HttpResponse:
    submission, party = opened.submission, opened.party
    rows = list(threads.thread(submission, party))
    if request.method == "GET" and any(each.from_staff and each.read_at is None for each in rows):
        messages.opened_outside(submission=submission, party=party, at=at)
    writes = threads.may_write(submission.requests.all(), on=calendar.business_day(at))
    return render(
        request,
        "requests_app/track/messages.html",
        {
            "form": form if writes or form.is_bound else None,
            "days": AFTER_CLOSING_DAYS,
            "lines": [_line(each) for each in rows],
            "may_add": writes and any(not each.from_staff for each in rows),
            "back_url": reverse("status"),
        },
    )


def _line(message: Message) -> Line:
    """A message of this side is read when the team opened it; one of the team is new when this side opens it first."""
    ours = message.from_staff
    return Line(ours, message.sent_at, message.text, ours and message.read_at is None, message.read_at)


def on_status(opened: capability.Opened) -> dict[str, Any]:
    """What the page of the filing says of the thread: whether there is one, and how much of it is new."""
    rows = list(threads.thread(opened.submission, opened.party).values_list("by", "read_at"))
    return {"any": bool(rows), "new": sum(by is not None and read_at is None for by, read_at in rows)}
