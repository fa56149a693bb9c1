"""Which documents came with a filing, and how do staff look at one without being hurt by it?

What is shown is the cleaned copy or a picture of its page, never what was sent; as a file to save or a picture, with
headers that let no browser run anything of it; to those who said why they have to read the documents of this request,
as for everything that is masked. Each look is in the history, with that reason.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy_portal.lib.uploads import serving, vault
from requests_app import wording
from requests_app.admin import reveal
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.admin.duties import may, require
from requests_app.admin.explain import CONSUMER_NOT_ASKED, NO_IDENTITY
from requests_app.forms.documents import AskIdentityForm
from requests_app.models import Document, IdentityAsk, PrivacyRequest
from requests_app.operations import document_keeping, documents, looking
from requests_app.rules.rights import OPT_OUTS
from requests_app.staffing import requests_open_to
from requests_app.vocabulary import DocumentState, Duty, Masked

log = logging.getLogger(__name__)

NAME = "requests_app_privacyrequest"
TONES = {
    DocumentState.RECEIVED: "calm",
    DocumentState.UNSCANNED: "warn",
    DocumentState.READY: "good",
    DocumentState.REFUSED: "calm",
    DocumentState.PURGED: "calm",
}


@dataclass(frozen=True)
class Row:
    """One document on the page of a request; `url` only for those who may open it."""

    purpose: str
    sent_by: str
    state: str
    tone: str
    received_at: datetime
    name: str
    detail: str
    url: str


def rows(case: Case) -> list[Row]:
    """The documents of the filing. Who may not read what is masked sees that they are there, and no more."""
    return [_row(each, case) for each in case.request.submission.documents.all()]


def _row(document: Document, case: Case) -> Row:
    request, state = case.request, DocumentState(document.state)
    may_open = may(case.by, Duty.REVEAL) and state is DocumentState.READY
    return Row(
        purpose=document.get_purpose_display(),
        sent_by=document.get_sent_by_display(),
        state=str(state.label),
        tone=TONES[state],
        received_at=document.received_at,
        name=(document.name or "") if Masked.WORDS in case.open else "",
        detail=wording.file_refusal(document.refusal) if document.refusal else "",
        url=_url("document", request, document) if may_open else "",
    )


def asked(case: Case) -> IdentityAsk | None:
    """The government ID that is asked for in this request, if it is."""
    ask = case.identity_ask
    return ask if ask and ask.request_id == case.request.pk else None


def _url(name: str, request: PrivacyRequest, document: Document, **more: Any) -> str:
    return reverse(f"admin:{NAME}_{name}", kwargs={"pk": request.pk, "document": document.pk, **more})


class AskIdentity(Action):
    slug, label = "ask-id", gettext_lazy("Ask for a government ID")
    lead = gettext_lazy(
        "Only if you cannot verify the person in another way: the law tells us to avoid it. It is deleted right after "
        "the check."
    )
    done = gettext_lazy(
        "It is asked for on the page of the request, with your reason: of the consumer, or of who stands in for them."
    )

    def offered(self, case: Case) -> bool:
        return asked(case) is None and case.type not in OPT_OUTS

    def against(self, case: Case) -> Words:
        if case.type in OPT_OUTS:
            return NO_IDENTITY
        if not documents.may_show_identity(case.request.submission):
            return CONSUMER_NOT_ASKED
        elsewhere = _("A government ID is asked for in another request of this filing.") if case.identity_ask else ""
        return super().against(case) or elsewhere

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return AskIdentityForm(data)

    def perform(self, case: Case, form: Any) -> None:
        documents.ask_for_identity(request=case.request, reason=form.cleaned_data["reason"], at=case.at, by=case.by)


class EndAsk(Action):
    slug, label = "end-ask-id", gettext_lazy("Checked or not needed: delete the government ID")
    lead = gettext_lazy("It is asked for no more, and what was sent of it is deleted for good, at once.")
    done = gettext_lazy("It is asked for no more, and nothing of it is kept.")
    grave = True

    def offered(self, case: Case) -> bool:
        return asked(case) is not None

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return forms.Form(data)

    def perform(self, case: Case, form: Any) -> None:
        documents.end_ask(request=case.request, at=case.at, by=case.by)


class DocumentPages:
    """The addresses of documents, below the page of their request. Part of the requests' own admin."""

    def document_urls(self) -> list[URLPattern]:
        """The viewer, the file, and the picture of each page."""
        base = "<uuid:pk>/documents/<uuid:document>/"
        pages: dict[str, tuple[str, Callable[..., Any]]] = {
            "document": ("", self.viewer),
            "document_download": ("download/", self.download),
            "document_preview": ("preview/<int:page>.png", self.preview),
        }
        return [
            path(base + rest, self._guarded(partial(self._opened, view=view)), name=f"{NAME}_{name}")  # type: ignore[attr-defined]  # a mixin
            for name, (rest, view) in pages.items()
        ]

    def _opened(
        self, request: HttpRequest, pk: UUID, document: UUID, view: Callable[..., HttpResponseBase], **more: Any
    ) -> HttpResponseBase:
        """Let `view` show a document that is ready, to who said why; everybody else learns nothing of it."""
        require(request, Duty.REVEAL)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        mine = PrivacyRequest.objects.filter(requests_open_to(request.user))
        privacy_request = mine.select_related("submission").filter(pk=pk).first()
        found = Document.objects.select_related("submission").filter(pk=document, state=DocumentState.READY).first()
        if privacy_request is None or found is None or found.submission_id != privacy_request.submission_id:
            raise Http404
        if Masked.PAPERS not in reveal.opened(request, pk, at=timezone.now())[0]:
            return redirect(reveal.url(privacy_request, then=reveal.then_document(document)))
        try:
            return view(request, privacy_request, found, **more)
        except document_keeping.NotReady:
            raise Http404 from None
        except (vault.Missing, vault.Unreadable) as trouble:
            log.error("a document that is ready does not open: %s", type(trouble).__name__)
            messages.error(request, _("The file is damaged or gone. Ask whoever sent it to send it again."))
        except vault.Unavailable:
            messages.warning(request, _("The storage does not answer now. Try again in a few minutes."))
        return redirect(f"admin:{NAME}_change", privacy_request.pk)

    def viewer(self, request: HttpRequest, privacy_request: PrivacyRequest, document: Document) -> HttpResponse:
        """Every page as a picture, under each other."""
        _note(request, privacy_request, document)
        numbers = range(1, len(document.preview_names) + 1)
        pictures = [(number, _url("document_preview", privacy_request, document, page=number)) for number in numbers]
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]  # a mixin
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # a mixin
            "privacy_request": privacy_request,
            "document": document,
            "pictures": pictures,
            "download_url": _url("document_download", privacy_request, document),
            "back_url": reverse(f"admin:{NAME}_change", args=[privacy_request.pk]),
        }
        return TemplateResponse(request, "admin/requests_app/privacyrequest/document.html", context)

    def download(self, request: HttpRequest, privacy_request: PrivacyRequest, document: Document) -> HttpResponseBase:
        """The cleaned copy, as a file to save, under its own name (RFC 6266)."""
        key, name = _key(document), document.name or ""
        answer = serving.to_save(document.clean_name, key=key, media_type=document.media_type, name=name)
        _note(request, privacy_request, document)
        return answer

    def preview(
        self, request: HttpRequest, privacy_request: PrivacyRequest, document: Document, page: int
    ) -> HttpResponseBase:
        """The picture of one page."""
        if not 1 <= page <= len(document.preview_names):
            raise Http404
        answer = serving.served(document.preview_names[page - 1], key=_key(document), media_type="image/png")
        _note(request, privacy_request, document, whole=False)
        return answer


def _note(request: HttpRequest, of: PrivacyRequest, document: Document, *, whole: bool = True) -> None:
    by: Any = request.user  # a User: staff only
    reason = looking.reason_for(of, Masked.PAPERS, by=by)
    document_keeping.view(document=document, reason=reason, at=timezone.now(), by=by, whole=whole)


def _key(document: Document) -> bytes:
    if document.clean_key is None:
        raise Http404
    return document.clean_key
