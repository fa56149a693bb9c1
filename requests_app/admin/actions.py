"""What can staff do with a request short of deciding it?

One class a verb: when it is allowed, what its form asks, which operation it calls. `decisions` has those that answer
or deny.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import queries
from requests_app.admin.case import Case
from requests_app.forms import staff
from requests_app.models import Person
from requests_app.operations import identity, review
from requests_app.rules import assurance
from requests_app.vocabulary import EvidenceKind, ExtensionReason, Point, Status

CLOSED = gettext_lazy("It is closed.")
Words = str | Promise


class Action:
    """A verb of the staff. Subclasses call exactly one operation."""

    slug: ClassVar[str]
    label: ClassVar[Words]
    done: ClassVar[Words]
    lead: ClassVar[Words] = ""
    # A yes to something grave is a button of its own kind.
    grave: ClassVar[bool] = False

    def offered(self, case: Case) -> bool:
        """Whether the page names it at all, allowed or not."""
        return True

    def against(self, case: Case) -> Words:
        """Why it is not allowed now, as a sentence; empty when it is."""
        return CLOSED if case.request.closed else ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        """The form before the action, bound to `data` when it was sent. `query` is what the address says."""
        raise NotImplementedError

    def perform(self, case: Case, form: Any) -> Words | None:
        """Do it, with a valid form; return what to say instead of `done`. Raises what the operation raises."""
        raise NotImplementedError

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        """What the page says besides the form."""
        return {}


class Take(Action):
    slug, label = "take", gettext_lazy("Take it")
    done = gettext_lazy("It is yours.")

    def against(self, case: Case) -> Words:
        if case.request.owner_id == case.by.pk:
            return _("It is yours already.")
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return forms.Form(data)

    def perform(self, case: Case, form: Any) -> None:
        review.assign(request=case.request, owner=case.by, at=case.at, by=case.by)


class Assign(Action):
    slug, label = "assign", gettext_lazy("Assign")
    done = gettext_lazy("It is assigned.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return staff.AssignForm(data, staff=queries.staff(), initial={"owner": case.request.owner_id})

    def perform(self, case: Case, form: Any) -> None:
        review.assign(request=case.request, owner=form.cleaned_data["owner"], at=case.at, by=case.by)


class Match(Action):
    slug, label = "match", gettext_lazy("Record an identity match")
    done = gettext_lazy("The match is recorded.")

    def against(self, case: Case) -> Words:
        if case.request.status == Status.UNCONFIRMED:
            return _("The contact is not confirmed yet.")
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        facts = identity.facts_about(case.request)
        submission, disputed = case.request.submission, case.request.details.get("item")
        open_points = assurance.missing(facts, assurance.Level(case.request.level_required)).could_match
        return staff.MatchForm(
            data,
            points=[point for point in open_points if point != disputed],
            declared=any(fact.kind == EvidenceKind.DECLARATION_SIGNED for fact in facts),
            known=submission.person,
            candidates=_described(queries.people_with_contact(submission, besides=submission.person)),
        )

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        identity.record_match(
            submission=case.request.submission,
            points=[Point(point) for point in data["points"]],
            declaration=bool(data.get("declaration")),
            same_person_as=data["same_person_as"],
            at=case.at,
            by=case.by,
        )

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        disputed = case.request.details.get("item")
        return {"disputed": Point(disputed).label if disputed else ""}


def _described(candidates: Iterable[Person]) -> dict[Person, str]:
    """Each person by the newest of what they filed, because a person has no name of their own here."""
    people = list(candidates)
    newest = {filing.person_id: filing for filing in reversed(queries.filings_of(people))} if people else {}
    known = {person: newest[person.pk] for person in people if person.pk in newest}
    return {
        person: _("Who filed %(reference)s on %(day)s")
        % {"reference": filing, "day": date_format(filing.received_on, "DATE_FORMAT")}
        for person, filing in known.items()
    }


class Extend(Action):
    slug, label = "extend", gettext_lazy("Extend")
    done = gettext_lazy("It is extended, and the consumer is told.")

    def against(self, case: Case) -> Words:
        refused = review.extension_refusal(case.request, at=case.at)
        if case.request.closed or refused is not None:
            return CLOSED if case.request.closed else review.ExtensionRefused(refused).message
        return ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return staff.ExtendForm(data)

    def perform(self, case: Case, form: Any) -> None:
        reason = ExtensionReason(form.cleaned_data["reason"])
        review.extend(request=case.request, reason=reason, at=case.at, by=case.by)


class Duplicate(Action):
    slug, label = "duplicate", gettext_lazy("Mark as a duplicate")
    done = gettext_lazy("It is closed as a duplicate, and the consumer is told.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return staff.DuplicateForm(data, request=case.request)

    def perform(self, case: Case, form: Any) -> None:
        review.mark_duplicate(request=case.request, of=form.cleaned_data["reference"], at=case.at, by=case.by)
