"""How do staff answer or deny a request, fully or in part, on a ground that fits?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import lifecycle, models, refusals
from requests_app.admin.actions import (
    CLOSED,
    Action,
    AllowMessages,
    Assign,
    DoubtLogin,
    Duplicate,
    Extend,
    Match,
    SetLevel,
    Take,
    Words,
)
from requests_app.admin.case import Case
from requests_app.forms import staff
from requests_app.operations import answers, unverified
from requests_app.rules import grounds
from requests_app.vocabulary import Accompaniment, Ground, Outcome, Status


class GroundAction(Action):
    """An action that may rest on a ground: the address names it, the form asks for what must go with it."""

    # How the request ends on a ground.
    outcome: ClassVar[Outcome]

    def ground(self, case: Case, query: Mapping[str, Any]) -> Ground | None:
        """The ground that the address names, if it is one that may be chosen."""
        asked = query.get("ground", "")
        return Ground(asked) if asked in self.choices(case) else None

    def choices(self, case: Case) -> list[Ground]:
        raise NotImplementedError

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        ground = getattr(form, "ground", None)
        return ground_context(ground, self.outcome, case) if ground else {}


def ground_context(ground: Ground, outcome: Outcome, case: Case) -> dict[str, Any]:
    """What the consumer reads of a ground without anybody writing it, and which law it rests on."""
    next_date = case.limit.next_owed_from
    parts = {Accompaniment.NEXT_DATE.value: str(next_date)} if next_date and ground == Ground.KNOW_LIMIT else {}
    words = refusals.ground_words(models.Answer(request=case.request, outcome=outcome, ground=ground, parts=parts))
    return {"ground": ground, "words": words, "second_reviewer": grounds.GROUNDS[ground].second_reviewer}


class Answer(GroundAction):
    slug, label, outcome = "answer", gettext_lazy("Answer"), Outcome.PARTLY
    done = gettext_lazy("It is answered, and the consumer is told.")

    def against(self, case: Case) -> Words:
        request = case.request
        if request.closed:
            return CLOSED
        if request.status == Status.UNCONFIRMED:
            return _("The contact is not confirmed yet.")
        if not lifecycle.may_close(request, Outcome.FULFILLED) or request.level_reached < request.level_required:
            return _("The identity is not verified to the degree this right needs.")
        if request.waits_for_deletion_confirmation:
            return _("The consumer has not said a second time that they want the deletion.")
        return ""

    def choices(self, case: Case) -> list[Ground]:
        """Grounds on which a part may be withheld. Being over the limit concerns the whole, so it is none of them."""
        whole = {Ground.KNOW_LIMIT, Ground.UNVERIFIED}
        fitting = grounds.fitting(case.type, case.request.received_on, decided_on=case.today)
        return [ground for ground in fitting if ground not in whole]

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        ground = self.ground(case, query)
        if ground is None and ("withhold" in query or "ground" in query):
            return staff.GroundForm(query if "ground" in query else None, fitting=self.choices(case))
        return staff.AnswerForm(data, ground=ground, over_limit=case.over_limit)

    def perform(self, case: Case, form: Any) -> None:
        answers.answer(
            request=case.request,
            text=form.cleaned_data["text"],
            ground=form.ground,
            parts=form.parts(),
            reproductive_care=form.reproductive_care(),
            nothing_held=bool(form.cleaned_data.get("nothing_held")),
            override_reason=form.cleaned_data.get("override_reason", ""),
            at=case.at,
            by=case.by,
        )


class Deny(GroundAction):
    slug, label, outcome = "deny", gettext_lazy("Deny"), Outcome.DENIED
    done = gettext_lazy("It is denied, and the consumer is told why.")
    grave = True

    def choices(self, case: Case) -> list[Ground]:
        """The grounds that fit the right, the day and the state of the request; being over the limit in front."""
        fitting = grounds.fitting(case.type, case.request.received_on, decided_on=case.today, whole=True)
        verified = case.request.level_reached >= case.request.level_required
        unfit = set() if verified else set(Ground) - grounds.SPEAK_OF_NO_RECORDS
        if not case.over_limit:
            unfit.add(Ground.KNOW_LIMIT)
        if not lifecycle.may_close(case.request, Outcome.NOT_VERIFIED):
            unfit.add(Ground.UNVERIFIED)
        return sorted((each for each in fitting if each not in unfit), key=lambda each: each != Ground.KNOW_LIMIT)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        ground = self.ground(case, query)
        if ground is None:
            return staff.GroundForm(query if "ground" in query else None, fitting=self.choices(case))
        if ground == Ground.UNVERIFIED:
            return staff.UnverifiedForm(data, early_until=unverified.early_until(case.request, at=case.at))
        return staff.PartsForm(data, ground=ground)

    def perform(self, case: Case, form: Any) -> None:
        answers.deny(
            request=case.request,
            ground=form.ground,
            parts=form.parts(),
            reproductive_care=form.reproductive_care(),
            early_reason=form.cleaned_data.get("early_reason", ""),
            at=case.at,
            by=case.by,
        )


class NotVerified(Deny):
    """A denial on one ground, with a button of its own because it is the usual end of what nobody confirmed."""

    slug, label, outcome = "not-verified", gettext_lazy("Close as not verified"), Outcome.NOT_VERIFIED
    done = gettext_lazy("It is closed as not verified, and the consumer is told.")

    def against(self, case: Case) -> Words:
        if not case.request.closed and not lifecycle.may_close(case.request, Outcome.NOT_VERIFIED):
            return _("The identity is verified.")
        return super().against(case)

    def ground(self, case: Case, query: Mapping[str, Any]) -> Ground | None:
        return Ground.UNVERIFIED


# In the order of the page: what ends a request first.
ACTIONS: tuple[Action, ...] = (
    Answer(),
    Deny(),
    Extend(),
    Match(),
    SetLevel(),
    DoubtLogin(),
    Assign(),
    Take(),
    NotVerified(),
    Duplicate(),
    AllowMessages(),
)
