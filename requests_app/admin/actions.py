"""What can staff do with a request short of deciding it?

One class a verb: when it is allowed, what its form asks, which operation it calls. `decisions` has those that answer
or deny.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import queries, staffing, waiting
from requests_app.admin import evidence
from requests_app.admin.case import Case
from requests_app.forms import assurance as assurance_forms
from requests_app.forms import staff
from requests_app.models import Person
from requests_app.operations import assurance, review, suppression
from requests_app.rules.assurance import Level, missing
from requests_app.vocabulary import Duty, EvidenceKind, ExtensionReason, Masked, Point, Status

CLOSED = gettext_lazy("It is closed.")
Words = str | Promise


class Action:
    """A verb of the staff. Subclasses call exactly one operation."""

    slug: ClassVar[str]
    label: ClassVar[Words]
    done: ClassVar[Words]
    lead: ClassVar[Words] = ""
    # Who may do it: those charged with this.
    needs: ClassVar[Duty] = Duty.REVIEW
    # What one must have read to do it: whoever has not, is asked first why they have to.
    reads: ClassVar[frozenset[Masked]] = frozenset()
    # A yes to something grave is a button of its own kind.
    grave: ClassVar[bool] = False
    # What it sends is read as it will go, on a page between the form and the effect.
    previewed: ClassVar[bool] = False
    # What more the consumer was asked for, and what they answered, stands above the form.
    shows_asked: ClassVar[bool] = False
    # A template of what stands above the form, besides the lead.
    insert: ClassVar[str] = ""
    # Its form takes a file, which is read straight into the vault (`attaching`).
    takes_file: ClassVar[bool] = False

    def offered(self, case: Case) -> bool:
        """Whether the page names it at all, allowed or not."""
        return True

    def shown(self, case: Case) -> bool:
        """Whether the page has a button for it: a closed request offers nothing that would change it."""
        return self.offered(case) and not case.request.closed

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
    needs = Duty.TRIAGE

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
    needs = Duty.TRIAGE

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return staff.AssignForm(
            data, staff=staffing.able_to_own(case.request.submission), initial={"owner": case.request.owner_id}
        )

    def perform(self, case: Case, form: Any) -> None:
        review.assign(request=case.request, owner=form.cleaned_data["owner"], at=case.at, by=case.by)


class Match(Action):
    slug, label = "match", gettext_lazy("Record an identity match")
    done = gettext_lazy("The match is recorded.")
    shows_asked = True

    def against(self, case: Case) -> Words:
        if case.request.status == Status.UNCONFIRMED:
            return _("The contact is not confirmed yet.")
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        facts = assurance.facts_about(case.request)
        submission, disputed = case.request.submission, assurance.disputed_item(case.request)
        could_match = missing(facts, Level(case.request.level_required)).could_match
        open_points = [point for point in could_match if point != disputed]
        agreeing = {match.point for match in queries.directory_matches(submission) if match.agrees}
        kinds = {fact.kind for fact in facts}
        return assurance_forms.MatchForm(
            data,
            points=open_points,
            agreeing=[point for point in open_points if point in agreeing],
            declared=EvidenceKind.DECLARATION_SIGNED in kinds,
            logged_in=EvidenceKind.ACCOUNT_LOGIN in kinds,
            known=submission.person,
            candidates=_described(queries.people_with_contact(submission, besides=submission.person), case.by),
            findable=staffing.filings_open_to(case.by),
        )

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        assurance.record_match(
            submission=case.request.submission,
            points=[Point(point) for point in data["points"]],
            declaration=bool(data.get("declaration")),
            login_reason=data.get("login_reason", ""),
            same_person_as=data["same_person_as"],
            at=case.at,
            by=case.by,
        )

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        disputed = assurance.disputed_item(case.request)
        return {"disputed": disputed.label if disputed else "", "directory": evidence.directory_words(case.request)}


def _described(candidates: Iterable[Person], by: User) -> dict[Person, str]:
    """Each person by the newest of what they filed, because a person has no name of their own here."""
    people = list(candidates)
    filings = queries.filings_of(people).filter(staffing.filings_open_to(by)) if people else []
    newest = {filing.person_id: filing for filing in reversed(list(filings))}
    known = {person: newest[person.pk] for person in people if person.pk in newest}
    return {
        person: _("Who filed %(reference)s on %(day)s")
        % {"reference": filing, "day": date_format(filing.received_on, "DATE_FORMAT")}
        for person, filing in known.items()
    }


class SetLevel(Action):
    slug, label = "set-level", gettext_lazy("Change how sure we must be")
    done = gettext_lazy("It is changed. What we know is enough, or not, by the new degree.")

    def against(self, case: Case) -> Words:
        if not case.request.closed and not assurance.other_levels(case.request):
            return _("The law sets it for this right.")
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        others = [(level.value, evidence.LEVELS[level]) for level in assurance.other_levels(case.request)]
        return assurance_forms.LevelForm(data, levels=others)

    def perform(self, case: Case, form: Any) -> None:
        level, reason = Level(form.cleaned_data["level"]), form.cleaned_data["reason"]
        assurance.set_level(request=case.request, level=level, reason=reason, at=case.at, by=case.by)


class DoubtLogin(Action):
    slug, label = "doubt-login", gettext_lazy("Suspect fraud on the account")
    done = gettext_lazy("The login counts no more. Verify the person another way.")

    def against(self, case: Case) -> Words:
        login = case.request.submission.evidence.filter(kind=EvidenceKind.ACCOUNT_LOGIN, doubted_at=None)
        if not case.request.closed and not login.exists():
            return _("No login to an account counts here.")
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return assurance_forms.DoubtForm(data)

    def perform(self, case: Case, form: Any) -> None:
        submission, reason = case.request.submission, form.cleaned_data["reason"]
        assurance.doubt_login(submission=submission, reason=reason, at=case.at, by=case.by)


class Extend(Action):
    slug, label = "extend", gettext_lazy("Extend")
    done = gettext_lazy("It is extended, and the consumer is told.")
    previewed = True

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


class AllowMessages(Action):
    slug, label = "allow-messages", gettext_lazy("Let messages through again")
    lead = gettext_lazy("Do so after you have spoken with the owner of the contact, by another way than this contact.")
    done = gettext_lazy("Messages to this contact go out again.")

    def against(self, case: Case) -> Words:
        stopped = case.stopped or case.request.submission.disowned_at
        return super().against(case) or ("" if stopped else _("Messages to this contact are not stopped."))

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return forms.Form(data)

    def perform(self, case: Case, form: Any) -> None:
        suppression.allow_messages(submission=case.request.submission, at=case.at, by=case.by)


class Duplicate(Action):
    slug, label = "duplicate", gettext_lazy("Mark as a duplicate")
    done = gettext_lazy("It is closed as a duplicate, and the consumer is told.")
    needs = Duty.TRIAGE
    insert = "admin/requests_app/privacyrequest/likely.html"

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        likely = waiting.likely_duplicates(case.request, to=case.by, limit=1)
        initial = {"reference": str(likely[0].submission)} if likely else {}
        findable = staffing.filings_open_to(case.by)
        return staff.DuplicateForm(data, request=case.request, findable=findable, initial=initial)

    def perform(self, case: Case, form: Any) -> None:
        review.mark_duplicate(request=case.request, of=form.cleaned_data["reference"], at=case.at, by=case.by)

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        return {"likely": waiting.likely_duplicates(case.request, to=case.by), "this": case.request}
