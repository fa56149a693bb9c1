"""How do staff answer or deny a request, fully or in part, on a ground that fits?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import lifecycle, models, refusals
from requests_app.admin import asking, by_phone, messages, steps, work
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
from requests_app.admin.authority import AcceptProof, AskForProof, EndAuthority, RefuseProof
from requests_app.admin.case import Case
from requests_app.admin.documents import AskIdentity, EndAsk
from requests_app.admin.explain import CONTACT_NOT_MATCHED
from requests_app.admin.letters import Posted
from requests_app.admin.release import PROPOSED, WHY_TWO, Release, SendBack, sent_back
from requests_app.admin.workers import MarkWorker, UnmarkWorker
from requests_app.downstream import excuses, providers_told
from requests_app.forms import staff
from requests_app.operations import answers, proofs, unverified
from requests_app.operations.decision import Decision, proposed, why_two
from requests_app.rules import downstream, grounds, release
from requests_app.vocabulary import Accompaniment, Ground, HoldKind, Masked, Outcome, Status


class GroundAction(Action):
    """An action that may rest on a ground: the address names it, the form asks for what must go with it."""

    # How the request ends on a ground.
    outcome: ClassVar[Outcome]
    denies: ClassVar[bool] = False
    previewed = True
    # Whether it goes to a contact that the business did not hold before, which takes a reason.
    new_contact: ClassVar[bool] = False

    def ground(self, case: Case, query: Mapping[str, Any]) -> Ground | None:
        """The ground that the address names, if it is one that may be chosen."""
        asked = query.get("ground", "")
        return Ground(asked) if asked in self.choices(case) else None

    def choices(self, case: Case) -> list[Ground]:
        raise NotImplementedError

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        if not isinstance(form, staff.PartsForm):
            return {}
        context = ground_context(form.ground, self.outcome, case) if form.ground else {}
        intended = Decision(denies=self.denies, ground=form.ground, contact_reason="…" if self.new_contact else "")
        why = [WHY_TWO[each] for each in why_two(case.request, intended)]
        waiting = work.waiting(case) if self.left_open(case, form.ground) else []
        return {**context, "second_person": why, "replaces": _replaced(case), "waiting": waiting}

    def left_open(self, case: Case, ground: Ground | None) -> list[str]:
        """The ids of what systems and vendors still have to do, where that stands against closing it so."""
        outcome = Outcome.FULFILLED if ground is None else self.outcome
        return work.to_do(case) if downstream.needs_all_done(case.type, outcome, ground) else []

    def initial(self, case: Case, ground: Ground | None) -> dict[str, Any]:
        """The words of an answer that waits or was sent back, so that nobody has to type them again."""
        if ground == downstream.EXCUSING_GROUND and case.proposal is None:
            return {Accompaniment.EFFORT_FACTS.value: "\n\n".join(excuses(case.tasks))}
        if case.proposal is None or case.proposal.denies != self.denies or (case.proposal.ground or None) != ground:
            return {}
        if not _reads(case, case.proposal):
            return {}
        written = proposed(case.proposal)
        care = {True: "yes", False: "no", None: ""}[written.reproductive_care]
        names = ("text", "nothing_held", "override_reason", "contact_reason", "tasks_reason")
        return {
            **{name: getattr(written, name) for name in names},
            **{part.value: words for part, words in written.parts.items()},
            "reproductive_care": care,
        }


def _reads(case: Case, proposal: models.ProposedAnswer) -> bool:
    """Whether the words of a proposal may be read here: by who wrote it, and who said why they have to."""
    return proposal.proposed_by_id == case.by.pk or Masked.WORDS in case.open


def _replaced(case: Case) -> dict[str, Any] | None:
    """What another answer takes the place of: whether that one waits still, and why it was sent back."""
    if case.proposal is None:
        return None
    why = sent_back(case.proposal)
    if why and not _reads(case, case.proposal):
        why["reason"] = _("The words are masked.")
    return {"waits": case.proposal.waits, "sent_back": why}


def ground_context(ground: Ground, outcome: Outcome, case: Case) -> dict[str, Any]:
    """What the consumer reads of a ground without anybody writing it, and which law it rests on."""
    next_date = case.limit.next_owed_from
    parts = {Accompaniment.NEXT_DATE.value: str(next_date)} if next_date and ground == Ground.KNOW_LIMIT else {}
    if told := providers_told(case.tasks):
        parts[Accompaniment.PROVIDERS_TOLD.value] = told.value
    words = refusals.ground_words(models.Answer(request=case.request, outcome=outcome, ground=ground, parts=parts))
    return {"ground": ground, "words": words, "second_reviewer": grounds.GROUNDS[ground].second_reviewer}


def unheld(case: Case) -> set[Ground]:
    """The ground of an agency's direction, where none is on record that holds."""
    held = case.hold is not None and case.hold.kind == HoldKind.POLICE
    return set() if held else {Ground.DEL_LE_HOLD}


class Answer(GroundAction):
    slug, label, outcome = "answer", gettext_lazy("Answer"), Outcome.PARTLY
    done = gettext_lazy("It is answered, and the consumer is told.")

    def against(self, case: Case) -> Words:
        request = case.request
        if request.closed:
            return CLOSED
        if request.status == Status.UNCONFIRMED:
            return _("The contact is not confirmed yet.")
        if request.level_reached < request.level_required:
            return _("The identity is not verified to the degree this right needs.")
        if not request.authorised:
            return _("It is not established that who filed it may act for the consumer.")
        if not lifecycle.may_close(request, Outcome.FULFILLED):
            return _("The identity is not verified to the degree this right needs.")
        if request.waits_for_deletion_confirmation:
            return _("The consumer has not said a second time that they want the deletion.")
        if self.new_contact == self.goes_where_known(case):
            return _("The contact is one that we held before.") if self.new_contact else CONTACT_NOT_MATCHED
        return ""

    def goes_where_known(self, case: Case) -> bool:
        """Whether the answer may go to the contact without a reason."""
        shows = release.shows_records(case.type, Outcome.FULFILLED)
        return not shows or case.contact_on_file

    def choices(self, case: Case) -> list[Ground]:
        """Grounds on which a part may be withheld; what concerns the whole is none of them."""
        whole = {Ground.KNOW_LIMIT, Ground.UNVERIFIED, Ground.AGENT_NO_PROOF}
        fitting = grounds.fitting(case.type, case.request.received_on, decided_on=case.today)
        return [ground for ground in fitting if ground not in whole | unheld(case)]

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        ground = self.ground(case, query)
        if ground is None and ("withhold" in query or "ground" in query):
            return staff.GroundForm(query if "ground" in query else None, fitting=self.choices(case))
        return staff.AnswerForm(
            data,
            ground=ground,
            over_limit=case.over_limit,
            new_contact=self.new_contact,
            left_open=self.left_open(case, ground),
            initial=self.initial(case, ground),
        )

    def perform(self, case: Case, form: Any) -> Words | None:
        given = answers.answer(
            request=case.request,
            text=form.cleaned_data["text"],
            ground=form.ground,
            parts=form.parts(),
            reproductive_care=form.reproductive_care(),
            nothing_held=bool(form.cleaned_data.get("nothing_held")),
            override_reason=form.cleaned_data.get("override_reason", ""),
            contact_reason=form.cleaned_data.get("contact_reason", ""),
            alarm_reason=form.alarm_reason(),
            **form.open_tasks(),
            at=case.at,
            by=case.by,
        )
        return PROPOSED if isinstance(given, models.ProposedAnswer) else None


class AnswerElsewhere(Answer):
    """The way on where the contact is not on file: with a reason, a second person, and word to the known contacts."""

    slug, label, new_contact = "answer-new-contact", gettext_lazy("Answer to a contact new to us"), True

    def offered(self, case: Case) -> bool:
        return not self.goes_where_known(case)


class Deny(GroundAction):
    slug, label, outcome = "deny", gettext_lazy("Deny"), Outcome.DENIED
    done = gettext_lazy("It is denied, and the consumer is told why.")
    grave, denies = True, True

    def choices(self, case: Case) -> list[Ground]:
        """The grounds that fit the right, the day and the state of the request; being over the limit in front."""
        fitting = grounds.fitting(case.type, case.request.received_on, decided_on=case.today, whole=True)
        verified = case.request.sure_enough
        unfit = set() if verified else set(Ground) - grounds.SPEAK_OF_NO_RECORDS
        unfit |= unheld(case)
        if not case.over_limit:
            unfit.add(Ground.KNOW_LIMIT)
        if not lifecycle.may_close(case.request, Outcome.NOT_VERIFIED):
            unfit.add(Ground.UNVERIFIED)
        if not proofs.may_be_denied_for_proof(case.request):
            unfit.add(Ground.AGENT_NO_PROOF)
        return sorted((each for each in fitting if each not in unfit), key=lambda each: each != Ground.KNOW_LIMIT)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        ground = self.ground(case, query)
        if ground is None:
            return staff.GroundForm(query if "ground" in query else None, fitting=self.choices(case))
        if ground == Ground.UNVERIFIED:
            return staff.UnverifiedForm(data, early_until=unverified.early_until(case.request, at=case.at))
        left_open, initial = self.left_open(case, ground), self.initial(case, ground)
        return staff.PartsForm(data, ground=ground, left_open=left_open, initial=initial)

    def perform(self, case: Case, form: Any) -> Words | None:
        given = answers.deny(
            request=case.request,
            ground=form.ground,
            parts=form.parts(),
            reproductive_care=form.reproductive_care(),
            early_reason=form.cleaned_data.get("early_reason", ""),
            alarm_reason=form.alarm_reason(),
            **form.open_tasks(),
            at=case.at,
            by=case.by,
        )
        return PROPOSED if isinstance(given, models.ProposedAnswer) else None


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
    *(Release(), SendBack(), work.StartWork(), Answer(), AnswerElsewhere(), Deny(), Extend()),
    *(AcceptProof(), RefuseProof(), AskForProof(), EndAuthority()),
    *(Match(), SetLevel(), DoubtLogin(), AskIdentity(), EndAsk()),
    *(Assign(), Take(), NotVerified(), Duplicate(), AllowMessages()),
    *(MarkWorker(), UnmarkWorker()),
    *(*by_phone.ACTIONS, Posted()),
    *(*asking.ACTIONS, *steps.ACTIONS),
    *(messages.Write(), messages.Note()),
)
