"""Which documents go with my request? A page to add one, and to see what became of each.

A file is read only for a browser that may send one, and kept only after the form's token was checked: the body has to
be read to find the token in it, so what is read before lies sealed and unfinished, and is abandoned when the token is
not there (docs.djangoproject.com, "Modifying upload handlers on the fly").
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from privacy_portal.lib import gate, ratelimit
from privacy_portal.lib.client_ip import caller_key
from privacy_portal.lib.uploads import patience
from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from requests_app import wording
from requests_app.forms.documents import FILE, DocumentForm
from requests_app.models import Document, Submission
from requests_app.operations import documents
from requests_app.rules import documents as limits
from requests_app.views import capability
from requests_app.vocabulary import DocumentPurpose, DocumentState, Party

# The token, what the file is for, and what stands around each part of a form.
AROUND_THE_FILE = 16 * 1024  # bytes
MOST_BYTES = limits.FILE_BYTES + AROUND_THE_FILE

TAGS = {
    DocumentState.RECEIVED: ("info", gettext_lazy("We have received it and are checking it.")),
    DocumentState.UNSCANNED: (
        "info",
        gettext_lazy("We have received it. It waits for our virus scanner; there is nothing for you to do."),
    ),
    DocumentState.READY: ("good", gettext_lazy("We have checked it, and our team can open it.")),
    DocumentState.PURGED: ("", gettext_lazy("We have deleted it, because we need it no longer.")),
}


@dataclass(frozen=True)
class Line:
    """One document, as its sender reads about it."""

    name: str
    purpose: str
    received_at: datetime
    tag: str
    kind: str
    now: str


def sender(request: HttpRequest, *, at: datetime) -> tuple[Submission, Party] | None:
    """Whose filing this browser may add documents to, and as which of its parties; the one place that decides it."""
    opened = capability.opened(request, at=at)
    return (opened.submission, opened.party) if opened else None


@csrf_exempt  # _answer checks the token; here it is only decided how the body is read
@csp_update({"connect-src": [SELF]})
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the documents of the filing that this browser may see, and take one more."""
    at = timezone.now()
    found = sender(request, at=at)
    if request.method != "POST" or found is None or not documents.asked_for(*found):
        return _answer(request, found, None, at)
    if _length(request) > MOST_BYTES:
        return _not_read(request, *found, wording.file_refusal(Refusal.TOO_BIG), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not ratelimit.count((ratelimit.UPLOAD, caller_key(request))).within:
        return gate.refused(request, ratelimit.UPLOAD)
    with patience.place() as free:
        if not free:
            busy = _("Many people are sending files right now. Try again in a few minutes")
            return _not_read(request, *found, busy, HTTPStatus.SERVICE_UNAVAILABLE)
        return _read_in(request, found, at)


def _read_in(request: HttpRequest, found: tuple[Submission, Party], at: datetime) -> HttpResponse:
    """Take a file in: straight into the vault, and nothing of it stays there unless it was received."""
    handler = ToVault(request, field=FILE, most=limits.FILE_BYTES)
    request.upload_handlers = [handler]
    try:
        with patience.in_time(request, until=handler.until, late=handler.late):
            return _answer(request, found, handler, at)
    finally:
        handler.abandon()


@csrf_protect
def _answer(
    request: HttpRequest, found: tuple[Submission, Party] | None, handler: ToVault | None, at: datetime
) -> HttpResponse:
    if found is None:
        return capability.closed(request)
    submission, party = found
    purposes = documents.asked_for(submission, party)
    if not purposes and not submission.documents.filter(sent_by=party).exists():
        return redirect("status")
    form = DocumentForm(purposes=purposes)
    if handler and purposes:
        form = DocumentForm(request.POST, request.FILES, purposes=purposes)
        if _taken(form, handler, submission, party, at):
            messages.success(request, _("We have received your file and are checking it."))
            return redirect("documents")
    return _page(request, submission, party, form, purposes)


def _taken(form: DocumentForm, handler: ToVault, submission: Submission, party: Party, at: datetime) -> bool:
    """Keep the file, or say in the form why not; a file that was turned away is in the list too."""
    valid, purpose, why = form.is_valid(), form.purpose_of(), handler.refused
    try:
        if valid and purpose and why is None:
            documents.receive(
                submission=submission, party=party, purpose=purpose, incoming=form.cleaned_data[FILE], at=at
            )
            return True
    except FileRefused as refusal:
        why = refusal.code
    except documents.NoRoom as full:
        form.refuse_file(_no_room(full.why))
    except documents.NotAskedFor:
        form.refuse_file(_("We need nothing more of this kind. Nothing was sent"))
    if why is not None:
        form.refuse_file(_refused(submission, party, purpose, handler.name, why, at))
    return False


def _refused(
    submission: Submission, party: Party, purpose: DocumentPurpose | None, name: str, why: Refusal, at: datetime
) -> str:
    """Note the refusal where there is room for it, and return its words."""
    if purpose:
        try:
            documents.refuse(submission=submission, party=party, purpose=purpose, name=name, why=why, at=at)
        except documents.NoRoom as full:
            return _no_room(full.why)
        except documents.NotAskedFor:
            pass  # withdrawn at this moment: there is nothing to note
    return wording.file_refusal(why)


def _not_read(request: HttpRequest, submission: Submission, party: Party, why: str, status: HTTPStatus) -> HttpResponse:
    """Refuse without reading. No token was looked for, so nothing is noted."""
    purposes = documents.asked_for(submission, party)
    form = DocumentForm({}, {}, purposes=purposes)
    form.errors.clear()
    form.refuse_file(why)
    page = _page(request, submission, party, form, purposes)
    page.status_code = status
    return page


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _page(
    request: HttpRequest, submission: Submission, party: Party, form: DocumentForm, purposes: list[DocumentPurpose]
) -> HttpResponse:
    # Each side sees what it sent itself.
    rows = list(submission.documents.filter(sent_by=party))
    full = documents.room(submission, party)
    ask = documents.open_ask(submission) if DocumentPurpose.IDENTITY in purposes else None
    return render(
        request,
        "requests_app/track/documents.html",
        {
            "form": form if purposes and (not full or form.is_bound) else None,
            "full": _no_room(full) if full and purposes else "",
            "ask": ask,
            "limits": limits,
            "lines": [_line(each) for each in rows],
            "being_checked": any(each.state == DocumentState.RECEIVED for each in rows),
            "too_big": wording.file_refusal(Refusal.TOO_BIG),
            "back_url": reverse("status"),
        },
    )


def _line(document: Document) -> Line:
    state = DocumentState(document.state)
    kind, now = TAGS.get(state, ("bad", ""))
    refused = state is DocumentState.REFUSED
    return Line(
        name=document.name or _("A document"),
        purpose=str(wording.PURPOSES[DocumentPurpose(document.purpose)]),
        received_at=document.received_at,
        tag=_("Not taken") if refused else str(state.label),
        kind=kind,
        now=f"{wording.file_refusal(document.refusal)}." if refused else str(now),
    )


def _no_room(why: limits.Full) -> str:
    if why is limits.Full.FILES:
        words = ngettext(
            "You have sent %(number)d file, and we take no more with one request",
            "You have sent %(number)d files, and we take no more with one request",
            limits.FILES,
        )
        return words % {"number": limits.FILES}
    if why is limits.Full.BYTES:
        return _("All files of a request together must be smaller than %(number)d MB") % {"number": limits.FILING_MB}
    return _("We take no more files here after so many tries. Send it by post or email")
