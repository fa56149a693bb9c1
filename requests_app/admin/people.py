"""Who is a consumer that staff know? What they filed, which answers count, their contacts, and who is one with them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy_portal.lib.addresses import mask_email
from privacy_portal.lib.phones import mask_phone
from requests_app import calendar, persons
from requests_app.admin import keeping
from requests_app.admin.duties import may, require
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.forms.people import MergeForm, PartForm
from requests_app.models import Answer, Person, PersonMerge, PrivacyRequest, Submission
from requests_app.operations import merging
from requests_app.rules import limits
from requests_app.staffing import filings_closed_to, filings_open_to, requests_open_to
from requests_app.vocabulary import Duty

SHOWN = 50
NAME = "requests_app_person"


@dataclass(frozen=True)
class Counted:
    """What was given at once and counts as one answer; `requests` are those that are open to whoever reads."""

    delivered_on: date
    counts_until: date
    requests: list[PrivacyRequest]


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """People whom staff matched. Somebody of whom one may know no filing is nobody one may know."""

    list_display = ("__str__", "created_at")
    ordering = ("-created_at", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        rows: QuerySet[Person] = super().get_queryset(request)
        closed = Submission.objects.filter(filings_closed_to(request.user), person__isnull=False)
        if not closed.exists():
            return rows
        open_ones = Submission.objects.filter(filings_open_to(request.user), person__isnull=False)
        return rows.filter(~Q(pk__in=closed.values("person")) | Q(pk__in=open_ones.values("person")))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<uuid:pk>/merge/", self._kept(self.merge), name=f"{NAME}_merge"),
            path("<uuid:pk>/part/<uuid:merge>/", self._kept(self.part), name=f"{NAME}_part"),
        ]
        return [*own, *super().get_urls()]

    def _kept(self, view: keeping.View) -> keeping.View:
        return keeping.keeping(self.admin_site.admin_view(view), self.admin_site)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one person. Whatever is sent to it is refused."""
        require(request, self.needs)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        person = self._load(request, object_id)
        return self._page(request, "person.html", {**context(person, request), **(extra_context or {})})

    def merge(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Count this person as another one."""
        require(request, Duty.REVIEW)
        person = self._load(request, pk)
        posted = keeping.sent_or_typed(request, at=timezone.now())
        form = MergeForm(posted, person=person, findable=filings_open_to(request.user))
        if request.method == "POST" and form.is_valid():
            said = {"into": form.cleaned_data["reference"], "reason": form.cleaned_data["reason"]}
            try:
                merging.merge(person=person, at=timezone.now(), by=request.user, **said)  # type: ignore[arg-type]  # a User
            except merging.SamePerson as refusal:
                form.add_error("reference", refusal.message)
            else:
                keeping.forget(request)
                messages.success(request, _("They are counted as one person from now on."))
                return redirect(f"admin:{NAME}_change", person.pk)
        lead = _("Answers in 12 months are counted for both together. Nothing is moved, and you can part them again.")
        return self._form(request, person, form, title=_("The same person as another"), lead=lead)

    def part(self, request: HttpRequest, pk: UUID, merge: UUID) -> HttpResponse:
        """Take one merge back."""
        require(request, Duty.REVIEW)
        person = self._load(request, pk)
        merged = PersonMerge.objects.filter(pk=merge, person__in=persons.everybody(person)).first()
        if merged is None or not self.get_queryset(request).filter(pk__in=[merged.person_id, merged.into_id]).exists():
            raise Http404
        form = PartForm(keeping.sent_or_typed(request, at=timezone.now()))
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                merging.part(merged=merged, reason=reason, at=timezone.now(), by=request.user)  # type: ignore[arg-type]  # a User
                keeping.forget(request)
                messages.success(request, _("They are counted as two people again."))
            except merging.NotMerged as refusal:
                messages.warning(request, refusal.message)
            return redirect(f"admin:{NAME}_change", person.pk)
        lead = _("Each is counted alone again, as before: what they filed and their contacts were never mixed.")
        return self._form(request, person, form, title=_("Not the same person"), lead=lead)

    def _form(self, request: HttpRequest, person: Person, form: PartForm, **words: str) -> HttpResponse:
        kept = form.is_bound and request.method != "POST"
        if kept:
            keeping.unjudged(form)
        return self._page(request, "person_form.html", {"person": person, "form": form, "kept": kept, **words})

    def _load(self, request: HttpRequest, object_id: Any) -> Person:
        try:
            key = object_id if isinstance(object_id, UUID) else UUID(object_id)
        except ValueError:
            raise Http404 from None
        person = self.get_queryset(request).filter(pk=key).first()
        if person is None:
            raise Http404
        return person

    def _page(self, request: HttpRequest, template: str, said: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, f"admin/requests_app/person/{template}", {**self.admin_site.each_context(request), **said}
        )


def context(person: Person, request: HttpRequest) -> dict[str, Any]:
    """Everything that the page says about a person, and about everybody who is counted as the same consumer."""
    group = list(persons.everybody(person).order_by("created_at", "pk").prefetch_related("contacts"))
    seen = PrivacyRequest.objects.filter(requests_open_to(request.user), submission__person__in=group)
    rows = seen.select_related("submission").order_by("-received_on", "ordinal", "id")[: SHOWN + 1]
    merges = PersonMerge.objects.filter(person__in=group).select_related("merged_by", "parted_by", "person", "into")
    workers, may_review = _workers(group, request), may(request.user, Duty.REVIEW)
    hidden = workers - set(seen.values_list("submission__person", flat=True)) if workers else set()
    return {
        "person": person,
        "counted": counted(group, request, on=calendar.business_day(timezone.now())),
        "limit": limits.LIMIT_COUNT,
        "months": limits.LIMIT_MONTHS,
        "people": [
            (each, sorted({_masked(known.contact) for known in each.contacts.all()}))
            for each in group
            if each.pk not in hidden
        ],
        "filed": list(rows)[:SHOWN],
        "more": len(rows) > SHOWN,
        # Why somebody is one with a worker says what that worker is: it is read by the circle.
        "merges": [(each, may_review and not workers & {each.person_id, each.into_id}) for each in merges],
        "may_review": may_review,
        "list_url": reverse(f"admin:{NAME}_changelist"),
    }


def _workers(group: list[Person], request: HttpRequest) -> set[UUID | None]:
    """The ids of those who filed something that is not open to whoever reads."""
    closed = Submission.objects.filter(filings_closed_to(request.user), person__in=group)
    return set(closed.values_list("person", flat=True))


def counted(group: list[Person], request: HttpRequest, *, on: date) -> list[Counted]:
    """The answers that count on a day, oldest first; what they were only where that is open to whoever reads."""
    answers = Answer.objects.filter(
        counts_toward_limit=True, delivered_on__gte=limits.window_start(on), request__submission__person__in=group
    )
    given: dict[UUID, list[Answer]] = {}
    for each in answers.select_related("request__submission").order_by("delivered_on", "request__ordinal", "pk"):
        given.setdefault(each.request.submission_id, []).append(each)
    closed = set(Submission.objects.filter(filings_closed_to(request.user), pk__in=given).values_list("pk"))
    return [
        Counted(
            delivered_on=first.delivered_on,
            counts_until=limits.lapses(first.delivered_on),
            requests=[] if (filing,) in closed else [each.request for each in (first, *rest)],
        )
        for filing, (first, *rest) in given.items()
        if limits.counted([first.delivered_on], on)
    ]


def _masked(contact: str) -> str:
    return mask_email(contact) if "@" in contact else mask_phone(contact)
