"""What did the team write to me, and what do I write to them? Each side of a filing reads its own thread."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from privacy_portal.lib.uploads import serving, vault
from privacy_portal.lib.uploads.names import saved_as
from requests_app import calendar, threads
from requests_app.forms.messages import WriteForm
from requests_app.models import Document, Message
from requests_app.operations import document_keeping, messages
from requests_app.rules.messages import AFTER_CLOSING_DAYS
from requests_app.views import capability
from requests_app.vocabulary import DocumentState

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One message as the side of the thread reads it: staff are the team, and have no names here."""

    ours: bool
    at: datetime
    text: str
    new: bool
    read_at: datetime | None
    # A document of the team's: how it is called where it can be downloaded, else what is to be said of it.
    name: str = ""
    url: str = ""
    said: str = ""


STANDS = {
    DocumentState.RECEIVED: gettext_lazy("A document goes with this. We are checking it; look again in a minute."),
    DocumentState.UNSCANNED: gettext_lazy("A document goes with this. It is being checked; look again later."),
    DocumentState.PURGED: gettext_lazy("We have deleted the document that went with this."),
}


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
    new = ours and message.read_at is None
    return Line(ours, message.sent_at, message.text, new, message.read_at, **_document(message))


def _document(message: Message) -> dict[str, str]:
    """What a line says of the document of a message; nothing of one that was refused."""
    found: Document | None = getattr(message, "document", None)
    if found is None or found.state == DocumentState.REFUSED:
        return {}
    if found.state == DocumentState.READY:
        name = saved_as(found.name or "", found.media_type)
        return {"name": name, "url": reverse("message_document", kwargs={"attachment": found.pk})}
    return {"said": str(STANDS[DocumentState(found.state)])}


@require_safe
def document(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """The cleaned copy of a document that the team sent to the side whose page this browser has open; as a file."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    if opened is None:
        return capability.closed(request)
    mine = Document.objects.filter(message__submission=opened.submission, message__party=opened.party)
    found = mine.filter(pk=attachment, state=DocumentState.READY).first()
    if found is None or found.clean_key is None:
        raise Http404
    kind, name = found.media_type, found.name or ""
    try:
        answer = serving.to_save(found.clean_name, key=found.clean_key, media_type=kind, name=name)
        if request.method == "GET":
            document_keeping.fetch(document=found, at=at)
        return answer
    except document_keeping.NotReady:
        raise Http404 from None
    except (vault.Missing, vault.Unreadable) as trouble:
        log.error("a document that is ready does not open: %s", type(trouble).__name__)
        banners.error(request, _("The document is damaged or gone. Write to us, and we send it again."))
    except vault.Unavailable:
        banners.warning(request, _("The document cannot be opened now. Try again in a few minutes."))
    return redirect("messages")


def on_status(opened: capability.Opened) -> dict[str, Any]:
    """What the page of the filing says of the thread: whether there is one, and how much of it is new."""
    rows = list(threads.thread(opened.submission, opened.party).values_list("by", "read_at"))
    return {"any": bool(rows), "new": sum(by is not None and read_at is None for by, read_at in rows)}
