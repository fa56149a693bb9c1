"""In which order is a request filed? The steps as data, and what a finished draft says.

A draft's answers map each step to what was posted there. Every step is validated again when the request is sent,
so that a skipped step or a changed field is found whatever the browser did.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from requests_app.forms import journey as forms
from requests_app.forms import representation
from requests_app.forms.fields import QuestionForm
from requests_app.operations.intake import ActsForConsumer, Filing
from requests_app.rules.authority import RULES, Contact
from requests_app.vocabulary import FilerRole, KnowCategory, RequestType
from verification.models import Channel

Answers = dict[str, dict[str, list[str]]]


def _chose(right: str) -> Callable[[Answers], bool]:
    return lambda answers: right in answers.get("rights", {}).get("rights", [])


def role(answers: Answers) -> FilerRole:
    """For whom the draft says that it is filed; whoever has not said so yet files for themselves."""
    chosen = answers.get("for-whom", {}).get("for_whom", [])
    return FilerRole(chosen[-1]) if chosen and chosen[-1] in FilerRole.values else FilerRole.SELF


def _represented(answers: Answers) -> bool:
    return role(answers) != FilerRole.SELF


def _consumer_is_reached(answers: Answers) -> bool:
    return _represented(answers) and RULES[role(answers)].consumer_contact is not Contact.NOT_ASKED


def _by_permission(answers: Answers) -> bool:
    return _represented(answers) and RULES[role(answers)].scope


@dataclass(frozen=True)
class Step:
    """One page: its place in the URL, its form, and when it applies. `of_another`: the form, asked about a third."""

    name: str
    form_class: type[QuestionForm]
    applies: Callable[[Answers], bool] = lambda _: True
    of_another: type[QuestionForm] | None = None

    def asks(self, answers: Answers) -> type[QuestionForm]:
        """The form that fits who files."""
        return self.of_another if self.of_another and _represented(answers) else self.form_class

    def form(
        self, answers: Answers, *, today: date, posted: Mapping[str, list[str]] | None = None, prefix: str | None = None
    ) -> QuestionForm:
        """Return the step's form, bound when something was posted. `prefix`: of one among several on a page."""
        form_class, extra = self.asks(answers), dict[str, Any]()
        if form_class is forms.PeriodForm:
            extra["today"] = today
        elif form_class in NEED_THE_ROLE:
            extra["role"] = role(answers)
        if posted is None:
            return form_class(prefix=prefix, **extra)
        return form_class(posted_data(posted, prefix), prefix=prefix, **extra)


def posted_data(posted: Mapping[str, list[str]], prefix: str | None = None) -> QueryDict:
    """What was kept of a page, as it was posted."""
    data = QueryDict(mutable=True)
    for name, values in posted.items():
        data.setlist(f"{prefix}-{name}" if prefix else name, values)
    return data


NEED_THE_ROLE = (representation.TheirContactForm, representation.RepresentativeForm)
STEPS = [
    Step("for-whom", representation.ForWhomForm),
    Step("rights", forms.RightsForm, of_another=representation.TheirRightsForm),
    Step("know", forms.KnowForm, _chose(forms.KNOW), representation.TheirKnowForm),
    Step("period", forms.PeriodForm, _chose(forms.KNOW)),
    Step("delete", forms.DeleteForm, _chose(forms.DELETE)),
    Step("correct", forms.CorrectForm, _chose(forms.CORRECT), representation.TheirCorrectForm),
    Step("residence", forms.ResidenceForm, of_another=representation.TheirResidenceForm),
    Step("name", forms.NameForm, of_another=representation.TheirNameForm),
    Step("their-contact", representation.TheirContactForm, _consumer_is_reached),
    Step("representative", representation.RepresentativeForm, _represented),
    Step("permission", representation.PermissionForm, _by_permission),
    Step("contact", forms.ContactForm),
    Step("language", forms.LanguageForm),
]
BY_NAME = {step.name: step for step in STEPS}
CHECK = "check"


def kept(answers: Answers, name: str, posted: dict[str, list[str]]) -> Answers:
    """The draft's answers with one more; who they are about is forgotten when it is for somebody else than before."""
    changed = {**answers, name: posted}
    if role(changed) == role(answers):
        return changed
    return {step: said for step, said in changed.items() if step not in ABOUT_PEOPLE}


# Answers that mean one person in one role, and another in another.
ABOUT_PEOPLE = frozenset({"name", "their-contact", "representative", "permission", "contact"})


class Incomplete(Exception):
    """A step is missing or no longer valid; `step` is where to go on."""

    def __init__(self, step: str) -> None:
        self.step = step


def applying(answers: Answers) -> list[Step]:
    """The steps that apply, given the answers so far."""
    return [step for step in STEPS if step.applies(answers)]


def after(name: str, answers: Answers) -> str:
    """The step behind `name`: the next that applies, and at the end the check of the answers."""
    names = [step.name for step in applying(answers)]
    following = names[names.index(name) + 1 :]
    return following[0] if following else CHECK


def before(name: str, answers: Answers) -> str | None:
    """The step in front of `name`, or None at the first."""
    names = [*(step.name for step in applying(answers)), CHECK]
    place = names.index(name)
    return names[place - 1] if place else None


def validated(answers: Answers, *, today: date) -> Iterator[tuple[Step, QuestionForm]]:
    """Yield each step that applies with its valid form. Raises Incomplete at the first that is not."""
    for step in applying(answers):
        form = step.form(answers, today=today, posted=answers.get(step.name))
        if not form.is_valid():
            raise Incomplete(step.name)
        yield step, form


def first_open(answers: Answers, *, today: date) -> str:
    """The first step that still wants an answer, or the check."""
    try:
        for _ in validated(answers, today=today):
            pass
    except Incomplete as gap:
        return gap.step
    return CHECK


def filing(answers: Answers, *, today: date) -> Filing:
    """Return what the draft asks for. Raises Incomplete."""
    data = {step.name: form.cleaned_data for step, form in validated(answers, today=today)}
    return composed(data, role(answers))


def composed(data: dict[str, dict[str, Any]], filer_role: FilerRole) -> Filing:
    """Return what the cleaned answers of all steps that apply ask for."""
    consumer, represented = _own_contact(data), filer_role != FilerRole.SELF
    if represented:
        consumer = _their_contact(data)
    return Filing(
        rights=list(_rights(data)),
        name=data["name"]["name"],
        california_resident=data["residence"]["resident"] == "yes",
        filer_role=filer_role,
        representative=_acting(data) if represented else None,
        **consumer,
    )


def _own_contact(data: dict[str, dict[str, Any]]) -> dict[str, Any]:
    contact = data["contact"]
    if contact.get("postal_address"):
        # Only staff enter one, of whom no message reaches.
        return {
            "contact_channel": None,
            "contact": "",
            "postal_address": contact["postal_address"],
            "language": data["language"]["language"],
        }
    return {
        "contact_channel": Channel(contact["channel"]),
        "contact": contact["contact"],
        "language": data["language"]["language"],
    }


def _their_contact(data: dict[str, dict[str, Any]]) -> dict[str, Any]:
    theirs = data.get("their-contact", {"channel": representation.TheirContactForm.NONE})
    if theirs["channel"] == representation.TheirContactForm.NONE:
        return {"contact_channel": None, "contact": "", "language": data["language"]["language"]}
    return {
        "contact_channel": Channel(theirs["channel"]),
        "contact": theirs["contact"],
        "language": theirs["language"],
    }


def _acting(data: dict[str, dict[str, Any]]) -> ActsForConsumer:
    who, permission = data["representative"], data.get("permission", {})
    return ActsForConsumer(
        name=who["name"],
        firm=who.get("firm", ""),
        own_reference=who.get("own_reference", ""),
        starts_on=permission.get("starts_on"),
        ends_on=permission.get("ends_on"),
        may_receive_answer=permission.get("may_receive_answer") == "yes",
        duties_acknowledged=bool(permission.get("duties")),
        **_own_contact(data),
    )


def _rights(data: dict[str, dict[str, Any]]) -> Iterator[tuple[RequestType, dict[str, Any]]]:
    if "know" in data:
        asked, period = data["know"]["what"], _stored(data["period"])
        categories = [each for each in asked if each in KnowCategory.values]
        if categories:
            yield RequestType.KNOW_CATEGORIES, {"categories": categories, **period}
        if forms.SPECIFIC in asked:
            yield RequestType.KNOW_SPECIFIC, period
    if "delete" in data:
        yield RequestType.DELETE, _stored(data["delete"])
    if "correct" in data:
        yield RequestType.CORRECT, _stored(data["correct"])


def _stored(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in cleaned.items()
        if value not in (None, "")
    }
