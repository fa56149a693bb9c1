"""What has a member of staff typed so far of a request that somebody told them?

The consumer's own questions, all on one page. What was typed is kept in a draft, encrypted, by whoever began it, from
the first time the page is sent: whether it is right, wrong or cut short.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app import calendar, journey
from requests_app.forms import journey as questions
from requests_app.forms.fields import QuestionForm
from requests_app.forms.intake import HowForm, StaffContactForm, WhoAsksForm
from requests_app.models import Draft
from requests_app.operations.intake import Filing
from requests_app.rules.retention import draft_expires_at
from requests_app.vocabulary import FilerRole, IntakeChannel

HOW, WHO = "how", "for-whom"
OTHER_FORMS: dict[str, type[QuestionForm]] = {WHO: WhoAsksForm, "contact": StaffContactForm}
STEPS = [replace(each, form_class=OTHER_FORMS.get(each.name, each.form_class)) for each in journey.STEPS]
# Asked only of who wants that right: shown when it is ticked.
OF_RIGHT = {"know": "d", "period": "d", "delete": "e", "correct": "f"}
RIGHT_OPENS = {questions.KNOW: "d", questions.DELETE: "e", questions.CORRECT: "f"}
# Fields that one choice of their own form opens.
OPENED = {
    **{(HOW, name): "a" for name in ("day", "time", "meant")},
    **{("period", name): "a" for name in ("start", "end")},
    ("delete", "parts"): "a",
    **{(step, name): slot for step in ("contact", "their-contact") for name, slot in (("email", "a"), ("phone", "b"))},
    ("contact", "postal_address"): "c",
}
TITLES: dict[str, str | Promise] = {
    HOW: _("How it came"),
    WHO: _("Who asks"),
    "rights": _("What they ask for"),
    "residence": _("The person it is about"),
    "their-contact": _("How the person is reached"),
    "representative": _("Who asks for them"),
    "permission": _("What they may do"),
    "contact": _("How to reach whoever asks"),
}


@dataclass(frozen=True)
class Group:
    """The questions of one form on the page. `slot`: what opens it, empty for what is always asked."""

    name: str
    title: str | Promise
    slot: str
    fields: list[tuple[BoundField, str]]


@dataclass(frozen=True)
class Sheet:
    """The page with what was typed. `said`: of each form what was posted; `begun`: when it was first sent."""

    said: journey.Answers
    begun: datetime
    at: datetime

    @property
    def role(self) -> FilerRole:
        return journey.role(self.said)

    @cached_property
    def how(self) -> HowForm:
        posted = self.said.get(HOW)
        data = None if posted is None else journey.posted_data(posted, HOW)
        return HowForm(data, prefix=HOW, at=self.at, begun=self.begun)

    @cached_property
    def forms(self) -> dict[str, QuestionForm]:
        """Each form of the page by its name, in the page's order; how it came is first."""
        shown = {each.name: self._form(each) for each in self._shown()}
        return {HOW: self.how, **shown}

    @cached_property
    def today(self) -> date:
        """The business day that the request's own questions are asked on: that of its receipt."""
        received = self.how.cleaned_data.get("received_at") if self.how.is_bound and self.how.is_valid() else None
        return calendar.business_day(received or self.at)

    def _shown(self) -> Iterator[journey.Step]:
        """Those of the role; what only a right asks is there in any case, and shown by it."""
        return (each for each in STEPS if each.name in OF_RIGHT or each.applies(self.said))

    def _form(self, step: journey.Step) -> QuestionForm:
        form = step.form(self.said, today=self.today, posted=self.said.get(step.name), prefix=step.name)
        if step.name == "rights":
            form.fields["rights"].widget.reveals.update(RIGHT_OPENS)
        if form.is_bound and not step.applies(self.said):
            form.without_errors()
        return form

    def asked(self) -> list[QuestionForm]:
        """The forms whose answers count, given what was chosen."""
        names = {HOW, *(each.name for each in STEPS if each.applies(self.said))}
        return [form for name, form in self.forms.items() if name in names]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing or wrong."""
        # Each is looked at, so that everything wrong is said at once.
        return not [form for form in self.asked() if not form.is_valid()]

    def without_errors(self) -> "Sheet":
        """The same as typed so far, before anybody says that it is finished."""
        for form in self.forms.values():
            if form.is_bound:
                form.without_errors()
        return self

    def groups(self) -> list[Group]:
        return [
            Group(name, TITLES.get(name, ""), OF_RIGHT.get(name, ""), self._fields(name, form))
            for name, form in self.forms.items()
        ]

    def _fields(self, name: str, form: QuestionForm) -> list[tuple[BoundField, str]]:
        late = name != HOW or (form.is_bound and self.how.far_back())
        return [(field, OPENED.get((name, field.name), "")) for field in form if late or field.name != "meant"]

    # What components/error_summary.html asks of a form.
    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.forms.values())

    @property
    def non_field_errors(self) -> list[str]:
        return [str(error) for form in self.asked() if form.is_bound for error in form.non_field_errors()]

    @property
    def hidden_fields(self) -> list[BoundField]:
        return []

    @property
    def visible_fields(self) -> list[BoundField]:
        return [field for form in self.asked() if form.is_bound for field in form if field.errors]

    def filing(self) -> Filing:
        """What it asks for. Raises journey.Incomplete when something is missing or wrong."""
        if not self.whole:
            raise journey.Incomplete(HOW)
        data: dict[str, dict[str, Any]] = {str(form.prefix): form.cleaned_data for form in self.asked()}
        how = data.pop(HOW)
        filing = journey.composed(data, self.role)
        return replace(filing, channel=IntakeChannel(how["channel"]), received_at=how["received_at"])


def blank(*, at: datetime) -> Sheet:
    """The page before anything was typed."""
    return Sheet({}, begun=at, at=at)


def read(answers: dict[str, Any], *, at: datetime) -> Sheet:
    """What a draft holds, as it is at an instant."""
    return Sheet(answers["said"], begun=datetime.fromisoformat(answers["begun"]), at=at)


def draft_of(pk: UUID, *, by: User, at: datetime) -> Draft | None:
    """The draft with an id that this member of staff began, unless it has run out."""
    draft = Draft.objects.filter(pk=pk, expires_at__gt=at).first()
    return draft if draft and draft.answers.get("by") == by.pk else None


def keep(pk: UUID, posted: QueryDict, *, by: int, at: datetime) -> Sheet:
    """Keep everything that was typed, under the id that the page was made with."""
    said = _said(posted)
    draft = Draft.objects.filter(pk=pk).first()
    begun = draft.answers["begun"] if draft else at.isoformat()
    answers = {"by": by, "begun": begun, "said": said}
    Draft.objects.update_or_create(pk=pk, defaults={"answers": answers, "expires_at": draft_expires_at(at)})
    return read(answers, at=at)


def _said(posted: QueryDict) -> journey.Answers:
    """Only what the page asks is kept, whatever else was sent."""
    said: journey.Answers = {HOW: _of(HOW, HowForm, posted), WHO: _of(WHO, WhoAsksForm, posted)}
    for step in STEPS:
        if step.name != WHO:
            said[step.name] = _of(step.name, step.asks(said), posted)
    return said


def _of(prefix: str, form: type[QuestionForm], posted: QueryDict) -> dict[str, list[str]]:
    names = {name: f"{prefix}-{name}" for name in form.base_fields}
    return {name: posted.getlist(sent) for name, sent in names.items() if sent in posted}
