"""What does an agent's file ask for, row by row?

Every cell goes through the form that asks for the same in the journey: there is no second set of rules, and what is
wrong is said in the same words. Here stands only which column answers which question.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from privacy_portal.lib import csv_rows
from privacy_portal.lib.csv_rows import Row
from requests_app import journey
from requests_app.forms import batch as forms
from requests_app.forms import journey as questions
from requests_app.forms.fields import QuestionForm
from requests_app.models import Batch
from requests_app.operations.batch import Agent, RowProblem
from requests_app.operations.intake import Filing
from requests_app.vocabulary import DeletionScope, FilerRole, KnowCategory, Period, RequestType
from verification.models import Channel

# Each question and its answers' columns. A problem without a field of its own is told at the first column.
COLUMNS: dict[str, dict[str, str]] = {
    "representative": {"own_reference": "own_reference"},
    "name": {"name": "name"},
    "their-contact": {
        "channel": "contact_channel",
        "email": "contact",
        "phone": "contact",
        "language": "language",
    },
    "rights": {"rights": "rights"},
    "period": {"period": "period", "start": "period_start", "end": "period_end"},
    "delete": {"scope": "delete_what", "parts": "delete_what"},
    "correct": {"item": "correct_item", "wrong": "correct_wrong", "right": "correct_right"},
    "residence": {"resident": "california"},
    "permission": {"starts_on": "starts_on", "ends_on": "ends_on", "may_receive_answer": "may_receive"},
}
KNOWN = list(dict.fromkeys(column for columns in COLUMNS.values() for column in columns.values()))
REQUIRED = ["name", "contact_channel", "contact", "language", "rights", "california"]
RIGHTS = (RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC, RequestType.DELETE, RequestType.CORRECT)
EXAMPLE = {
    "own_reference": "A-1001",
    "name": "Rosa Example",
    "contact_channel": "EMAIL",
    "contact": "rosa@example.com",
    "language": "en",
    "rights": "KNOW_CATEGORIES;KNOW_SPECIFIC;DELETE;CORRECT",
    "period": "TWELVE_MONTHS",
    "delete_what": "Everything about order 555-0100",
    "correct_item": "PHONE",
    "correct_wrong": "415 555 0100",
    "correct_right": "415 555 0134",
    "california": "yes",
    "starts_on": "2026-01-15",
    "may_receive": "no",
}
# One way to write a day in every language: 03/04 is March to some and April to others.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOT_A_DAY = "?"
SHOWN = 100  # problems; the count of the rest is said
LONGEST = 300  # characters of a problem's words, which may repeat what was typed


@dataclass(frozen=True)
class Reading:
    """What a file says: the filings by line, the first SHOWN problems by line, and how many more there are."""

    rows: list[tuple[int, Filing]]
    problems: list[RowProblem]
    more_problems: int


# --- the agent's own details -----------------------------------------------------------------------------------------

STEPS: dict[str, type[QuestionForm]] = {
    "name": forms.AgentForm,
    "contact": forms.AgentContactForm,
    "language": questions.LanguageForm,
    "duties": forms.DutiesForm,
}


def agent(answers: journey.Answers) -> Agent:
    """Who the draft says files. Raises journey.Incomplete."""
    data = {}
    for name in STEPS:
        form = bound(name, answers.get(name, {}))
        if not form.is_valid():
            raise journey.Incomplete(name)
        data[name] = form.cleaned_data
    return Agent(
        name=data["name"]["name"],
        firm=data["name"]["firm"],
        contact_channel=Channel(data["contact"]["channel"]),
        contact=data["contact"]["contact"],
        language=data["language"]["language"],
    )


def bound(name: str, posted: Mapping[str, list[str]]) -> QuestionForm:
    """One of the agent's questions with what was posted."""
    return STEPS[name](journey.posted_data(posted))


# --- the file --------------------------------------------------------------------------------------------------------


def read(content: bytes, *, batch: Batch, today: date) -> Reading:
    """Return what the file of a batch's agent asks for. Raises csv_rows.Unreadable where it is no such file."""
    table = csv_rows.read(content, known=KNOWN, required=REQUIRED)
    problems = [RowProblem(line=each.line, column="", words=forms.sentence(each.trouble)) for each in table.problems]
    rows: list[tuple[int, Filing]] = []
    seen = _Seen()
    for row in table.rows:
        wrong, data = _answered(row, batch, today=today)
        if not wrong:
            filing = journey.composed(data, FilerRole.AGENT)
            wrong = list(seen.before(row, filing))
            rows += [] if wrong else [(row.line, filing)]
        problems += wrong
    problems.sort(key=lambda each: each.line)
    return Reading(rows, problems[:SHOWN], max(len(problems) - SHOWN, 0))


def as_problems(unreadable: csv_rows.Unreadable) -> list[RowProblem]:
    """What is wrong with a file that is none, in words."""
    return [
        RowProblem(line=each.line, column=each.column, words=forms.sentence(each.trouble))
        for each in unreadable.problems[:SHOWN]
    ]


def template() -> list[list[str]]:
    """The file to begin with: the names of all columns, and one row."""
    return [KNOWN, [EXAMPLE.get(column, "") for column in KNOWN]]


def _answered(row: Row, batch: Batch, *, today: date) -> tuple[list[RowProblem], dict[str, dict[str, Any]]]:
    """Put a row's cells to the questions that apply; return what is wrong, and the cleaned answers."""
    cells = {column: row.cells.get(column, "").strip() for column in KNOWN}
    kinds = {each.strip().upper() for each in cells["rights"].split(";") if each.strip()}
    problems: list[RowProblem] = []
    if kinds - set(RIGHTS):
        problems.append(RowProblem(line=row.line, column="rights", words=str(forms.UNKNOWN_RIGHT)))
        kinds &= set(RIGHTS)
    answers = _answers(cells, kinds, batch)
    data: dict[str, dict[str, Any]] = {
        "contact": {"channel": batch.contact_channel, "contact": batch.contact},
        "language": {"language": batch.language},
    }
    for step in journey.applying(answers):
        if step.name not in answers or step.name == "for-whom":
            continue
        form = step.form(answers, today=today, posted=answers[step.name])
        if form.is_valid():
            data[step.name] = form.cleaned_data
        elif step.name != "rights" or not problems:
            problems += _problems(row.line, step.name, form)
    return problems, data


def _problems(line: int, step: str, form: QuestionForm) -> Iterator[RowProblem]:
    columns = COLUMNS[step]
    for name, errors in form.errors.items():
        for words in errors:
            column = columns.get(name, next(iter(columns.values())))
            yield RowProblem(line=line, column=column, words=str(words)[:LONGEST])


def _answers(cells: Mapping[str, str], kinds: set[str], batch: Batch) -> journey.Answers:
    """A row as the journey would have been answered."""
    know = [each for each in (RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC) if each in kinds]
    rights = [right for right in (questions.DELETE, questions.CORRECT) if right in kinds]
    said: dict[str, dict[str, str | list[str]]] = {
        "for-whom": {"for_whom": FilerRole.AGENT.value},
        "rights": {"rights": [*([questions.KNOW] if know else []), *rights]},
        "know": {"what": _what(kinds)},
        "period": {"period": _period(cells), "start": _day(cells["period_start"]), "end": _day(cells["period_end"])},
        "delete": _delete(cells["delete_what"]),
        "correct": {
            "item": cells["correct_item"].upper(),
            "wrong": cells["correct_wrong"],
            "right": cells["correct_right"],
        },
        "residence": {"resident": cells["california"].lower()},
        "name": {"name": cells["name"]},
        "their-contact": {
            "channel": cells["contact_channel"].upper(),
            "email": cells["contact"],
            "phone": cells["contact"],
            "language": cells["language"].lower(),
        },
        "representative": {"name": batch.name, "firm": batch.firm, "own_reference": cells["own_reference"]},
        "permission": {
            "may_receive_answer": cells["may_receive"].lower() or "no",
            "starts_on": _day(cells["starts_on"]),
            "ends_on": _day(cells["ends_on"]),
            "duties": "yes",
        },
    }
    return {
        step: {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        for step, fields in said.items()
    }


def _what(kinds: set[str]) -> list[str]:
    """Of the categories, all six lists: whoever wants fewer of them has lost nothing."""
    categories = list(KnowCategory.values) if RequestType.KNOW_CATEGORIES in kinds else []
    return [*categories, *([questions.SPECIFIC] if RequestType.KNOW_SPECIFIC in kinds else [])]


def _period(cells: Mapping[str, str]) -> str:
    """As written; else the days that are given, and without any everything: nobody gets less for an empty cell."""
    given = cells["period_start"] or cells["period_end"]
    return cells["period"].upper() or (Period.RANGE if given else Period.EVERYTHING).value


def _delete(what: str) -> dict[str, str | list[str]]:
    if what.upper() in ("", DeletionScope.EVERYTHING):
        return {"scope": DeletionScope.EVERYTHING.value}
    return {"scope": DeletionScope.PARTS.value, "parts": what}


def _day(cell: str) -> str:
    return cell if not cell or DAY.fullmatch(cell) else NOT_A_DAY


class _Seen:
    """What the rows above said, to find what is there twice."""

    def __init__(self) -> None:
        self.rows: dict[Any, int] = {}
        self.people: dict[tuple[str, str], int] = {}
        self.references: dict[str, int] = {}

    def before(self, row: Row, filing: Filing) -> Iterator[RowProblem]:
        """Tell what was there before, and remember this one."""
        acting = filing.representative
        reference = acting.own_reference if acting else ""
        cells = tuple(value for column, value in row.cells.items() if column != "own_reference")
        person = (filing.contact.casefold(), filing.name.casefold())
        first = self.rows.setdefault(cells, row.line)
        known = self.people.setdefault(person, row.line)
        if first != row.line:
            yield RowProblem(line=row.line, column="name", words=str(forms.SAME_ROW % {"line": first}))
        elif known != row.line:
            yield RowProblem(line=row.line, column="name", words=str(forms.SAME_PERSON % {"line": known}))
        if reference and self.references.setdefault(reference, row.line) != row.line:
            words = str(forms.SAME_REFERENCE % {"line": self.references[reference]})
            yield RowProblem(line=row.line, column="own_reference", words=words)
