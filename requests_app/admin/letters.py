"""Which letters have to be posted, what do they say, and when did one leave?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy_portal.lib.owed import SendState
from requests_app import queries, standing
from requests_app.admin import glance, intake_words
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.admin.duties import may
from requests_app.forms.by_phone import PostedForm
from requests_app.models import Answer, Notice, PrivacyRequest
from requests_app.operations import letters
from requests_app.staffing import requests_open_to
from requests_app.vocabulary import Duty, Masked, NoticeKind, Party

SHOWN = 50  # letters on one page: the longest waiting, and there should never be so many


@dataclass(frozen=True)
class Letter:
    """One letter that waits: which, of which request, and how pressing it is; the addresses for who may."""

    notice: Notice
    request: PrivacyRequest
    what: str
    words: glance.Words
    url: str
    posted_url: str


def to_post(to: User) -> QuerySet[Notice]:
    """What has to be printed and posted of filings that are open `to` somebody, the longest waiting first."""
    seen = requests_open_to(to)  # a notice names its filing as a request does
    return Notice.objects.filter(seen, by_post=True, state=SendState.OWED).order_by("queued_at", "id")


def waiting_count(to: User) -> int:
    """How many letters wait to be posted, of filings that are open `to` somebody."""
    return queries.capped_count(to_post(to))


def waiting(*, on: date, to: User) -> list[Letter]:
    """The letters that wait longest, on a business day, of filings that are open `to` somebody."""
    asked = Prefetch("submission__requests", PrivacyRequest.objects.select_related("submission").order_by("ordinal"))
    rows = to_post(to).select_related("submission", "request__submission").prefetch_related(asked)[:SHOWN]
    found = [(notice, notice.request or notice.submission.requests.all()[0]) for notice in rows]
    return [_letter(notice, request, on, to) for notice, request in found]


def of_case(case: Case) -> list[Letter]:
    """The letters about one request, or its filing, that wait."""
    return [_letter(each, case.request, case.today, case.by) for each in owed(case)]


def owed(case: Case) -> Iterator[Notice]:
    return filter(waits, case.notices)


def waits(notice: Notice) -> bool:
    """Whether it is a letter that has to be posted."""
    return notice.by_post and notice.state == SendState.OWED


def _letter(notice: Notice, request: PrivacyRequest, today: date, by: User) -> Letter:
    # The receipt is the acknowledgement, which has a date of its own; everything else has the answer date.
    due = request.acknowledge_by if notice.kind == NoticeKind.RECEIPT else request.answer_due_on
    late = due is not None and due < today
    may_print, may_post = may(by, Duty.REVEAL), may(by, Posted.needs)
    said = _("To be posted by %(day)s") % {"day": date_format(due, "DATE_FORMAT")} if due else _("To be posted")
    return Letter(
        notice=notice,
        request=request,
        what=f"{notice.get_kind_display()} ({Party(notice.party).label})",
        words=glance.Words(said, glance.Tone.BAD if late else glance.Tone.WARN),
        url=reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, notice.pk]) if may_print else "",
        posted_url=reverse("admin:requests_app_privacyrequest_posted", args=[request.pk]) if may_post else "",
    )


def letter_of(case: Case, notice_id: int) -> Notice:
    """A letter of this request. Raises Http404 for what is none."""
    notice = next((each for each in case.notices if each.pk == notice_id and each.by_post), None)
    if notice is None:
        raise Http404
    return notice


def _answer_in(notice: Notice) -> Answer | None:
    answer: Answer | None = getattr(notice.request, "answer", None) if notice.request else None
    return answer if notice.party == Party.CONSUMER else None


def asked_why(notice: Notice) -> str:
    """Why more is asked, in a letter that asks for it: its reader can open no page that says so."""
    if notice.kind != NoticeKind.VERIFY_ASK or notice.request is None:
        return ""
    asked = notice.request.point_asks.filter(party=notice.party).order_by("asked_at").last()
    return (asked.reason or "") if asked else ""


def reads(notice: Notice) -> frozenset[Masked]:
    """What a letter says of what is masked: to whom it goes, and what was answered, or why more is asked."""
    written = _answer_in(notice) or notice.kind == NoticeKind.VERIFY_ASK
    return frozenset({Masked.WHO, Masked.WORDS} if written else {Masked.WHO})


def printed(case: Case, notice: Notice) -> dict[str, Any]:
    """What the page of one letter says."""
    reader, answer = notice.reader, _answer_in(notice)
    return {
        "letter": intake_words.notice_part(
            "admin/requests_app/privacyrequest/letter_words.html",
            notice,
            to=reader.name,
            address=reader.postal_address,
            today=case.today,
            answer=answer,
            reasons=standing.reasons(answer) if answer else [],
            why=asked_why(notice),
        ),
        "language": reader.language,
        "reference": str(reader),
        "posted_url": reverse("admin:requests_app_privacyrequest_posted", args=[case.request.pk]),
        "waits": notice.state == SendState.OWED,
    }


class Posted(Action):
    slug, label = "posted", gettext_lazy("Record that a letter was posted")
    done = gettext_lazy("It is recorded when the letter was posted.")
    needs = Duty.TRIAGE

    def offered(self, case: Case) -> bool:
        return any(owed(case))

    def against(self, case: Case) -> Words:
        return "" if any(owed(case)) else _("No letter waits to be posted.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return PostedForm(data, letters=intake_words.listed(list(owed(case))), at=case.at)

    def perform(self, case: Case, form: Any) -> None:
        notice = next(each for each in owed(case) if str(each.pk) == form.cleaned_data["letter"])
        letters.posted(notice=notice, on=form.cleaned_data["day"], at=case.at, by=case.by)
