"""How do staff record a step outside the portal, hold a deletion, and reopen what was closed?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import wording
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.admin.evidence import MASK
from requests_app.forms.desk import HoldForm, ReopenForm, StepForm
from requests_app.operations import holds, reopening, steps
from requests_app.vocabulary import Duty, HoldKind, IntakeChannel, Masked, ReopenDates, RequestType


class RecordStep(Action):
    slug, label = "record-step", gettext_lazy("Record a step by telephone or post")
    lead = gettext_lazy("What you did outside the portal. It verifies nothing by itself, and moves no date.")
    done = gettext_lazy("The step is recorded.")
    needs = Duty.TRIAGE

    def shown(self, case: Case) -> bool:
        """Also of a closed request: people call afterwards."""
        return True

    def against(self, case: Case) -> Words:
        return ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return StepForm(data, at=case.at)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        steps.record(
            request=case.request,
            way=IntakeChannel(data["way"]),
            done_at=data["done_at"],
            with_whom=data["with_whom"],
            note=data["note"],
            at=case.at,
            by=case.by,
        )


class PlaceHold(Action):
    slug, label = "hold", gettext_lazy("Hold: nothing may be deleted")
    lead = gettext_lazy("The clock runs on: answer in time, and say on its ground what is kept.")
    done = gettext_lazy("It is held. Whoever takes care of it is reminded before it ends.")

    def offered(self, case: Case) -> bool:
        return case.type == RequestType.DELETE

    def against(self, case: Case) -> Words:
        if case.type != RequestType.DELETE:
            return str(holds.HoldRefused.NOT_DELETION)
        return super().against(case) or (str(holds.HoldRefused.HELD) if case.hold else "")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return HoldForm(data, at=case.at)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        holds.place(
            request=case.request,
            kind=HoldKind(data["kind"]),
            case_number=data["case_number"],
            reason=data["reason"],
            since=data["since"],
            until=data["until"] or None,
            at=case.at,
            by=case.by,
        )


class _OfHold(Action):
    """What is done about a hold that holds."""

    def offered(self, case: Case) -> bool:
        return case.hold is not None

    def shown(self, case: Case) -> bool:
        """Also of a closed request: what was kept for the hold outlasts it."""
        return self.offered(case)

    def against(self, case: Case) -> Words:
        return "" if case.hold else str(holds.HoldRefused.NOT_HELD)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return forms.Form(data)


class RenewHold(_OfHold):
    slug, label = "renew-hold", gettext_lazy("Renew the hold")
    lead = gettext_lazy("Only when the agency directs you again, for good cause: for as long again.")
    done = gettext_lazy("The hold is renewed.")

    def offered(self, case: Case) -> bool:
        return case.hold is not None and case.hold.kind == HoldKind.POLICE

    def perform(self, case: Case, form: Any) -> None:
        holds.renew(request=case.request, at=case.at, by=case.by)


class LiftHold(_OfHold):
    slug, label = "lift-hold", gettext_lazy("Lift the hold")
    done = gettext_lazy("The hold is lifted.")

    def perform(self, case: Case, form: Any) -> None:
        holds.lift(request=case.request, at=case.at, by=case.by)


class Reopen(Action):
    slug, label = "reopen", gettext_lazy("Reopen as a new request")
    lead = gettext_lazy("What was decided stays as it was said. A new request is linked to it.")
    done = gettext_lazy("It is reopened as a new request.")

    def shown(self, case: Case) -> bool:
        return case.request.closed

    def against(self, case: Case) -> Words:
        why = reopening.why_not(case.request)
        return str(why) if why else ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return ReopenForm(data, at=case.at)

    def perform(self, case: Case, form: Any) -> Words:
        data = form.cleaned_data
        new = reopening.reopen(
            request=case.request,
            dates=ReopenDates(data["dates"]),
            reason=data["reason"],
            channel=IntakeChannel(data["channel"] or IntakeChannel.WEB),
            received_at=data["received_at"],
            at=case.at,
            by=case.by,
        )
        return _("It is reopened as %(reference)s.") % {"reference": new.reference}


def hold_words(case: Case) -> dict[str, Any] | None:
    """What the page says of a hold that holds."""
    hold = case.hold
    if hold is None:
        return None
    day, words = date_format(hold.until, "DATE_FORMAT"), Masked.WORDS in case.open
    said = [
        (_("Why"), hold.get_kind_display()),
        (_("Since"), date_format(hold.since, "DATE_FORMAT")),
        (_("Placed by"), hold.placed_by.get_full_name() or hold.placed_by.get_username()),
        (_("Case number"), (hold.case_number if words else MASK) if hold.case_number else ""),
        (_("What it is about"), hold.reason if words else MASK),
    ]
    text = _("On hold until %(day)s: nothing may be deleted. The answer is due all the same.")
    if case.request.closed:
        text = _("What was kept is on hold until %(day)s, and used for nothing else. Then it has to be deleted.")
    return {
        "text": text % {"day": day},
        "rows": [wording.row(label, [value]) for label, value in said if value],
    }


def step_rows(case: Case) -> list[dict[str, Any]]:
    """The steps outside the portal, oldest first."""
    words = Masked.WORDS in case.open
    return [
        {
            "at": each.done_at,
            "text": _("%(way)s, by %(staff)s, on %(day)s")
            % {
                "way": each.get_way_display(),
                "staff": each.recorded_by.get_full_name() or each.recorded_by.get_username(),
                "day": date_format(localtime(each.done_at), "DATE_FORMAT"),
            },
            "with_whom": each.with_whom if words else MASK,
            "note": each.note if words else MASK,
        }
        for each in case.request.steps.select_related("recorded_by")
    ]


ACTIONS: tuple[Action, ...] = (RecordStep(), PlaceHold(), RenewHold(), LiftHold(), Reopen())
