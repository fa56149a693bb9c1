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
from requests_app.forms.fields import QuestionForm
from requests_app.operations.intake import Filing
from requests_app.vocabulary import FilerRole, KnowCategory, RequestType
from verification.models import Channel

Answers = dict[str, dict[str, list[str]]]


def _chose(right: str) -> Callable[[Answers], bool]:
    return lambda answers: right in answers.get("rights", {}).get("rights", [])


@dataclass(frozen=True)
class Step:
    """One page: its place in the URL, its form, and when it applies."""

    name: str
    form_class: type[QuestionForm]
    applies: Callable[[Answers], bool] = lambda _: True

    def form(self, posted: Mapping[str, list[str]] | None, *, today: date) -> QuestionForm:
        """Return the step's form, bound when something was posted."""
        extra: dict[str, Any] = {"today": today} if self.form_class is forms.PeriodForm else {}
        if posted is None:
            return self.form_class(**extra)
        data = QueryDict(mutable=True)
        for name, values in posted.items():
            data.setlist(name, values)
        return self.form_class(data, **extra)


STEPS = [
    Step("for-whom", forms.ForWhomForm),
    Step("rights", forms.RightsForm),
    Step("know", forms.KnowForm, _chose(forms.KNOW)),
    Step("period", forms.PeriodForm, _chose(forms.KNOW)),
    Step("delete", forms.DeleteForm, _chose(forms.DELETE)),
    Step("correct", forms.CorrectForm, _chose(forms.CORRECT)),
    Step("residence", forms.ResidenceForm),
    Step("name", forms.NameForm),
    Step("contact", forms.ContactForm),
    Step("language", forms.LanguageForm),
]
BY_NAME = {step.name: step for step in STEPS}
CHECK = "check"


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
        form = step.form(answers.get(step.name), today=today)
        if not form.is_valid() or form.cleaned_data.get("for_whom") == FilerRole.SOMEONE_ELSE:
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
    return Filing(
        rights=list(_rights(data)),
        name=data["name"]["name"],
        contact_channel=Channel(data["contact"]["channel"]),
        contact=data["contact"]["contact"],
        language=data["language"]["language"],
        california_resident=data["residence"]["resident"] == "yes",
        filer_role=FilerRole(data["for-whom"]["for_whom"]),
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
