"""How does a person read the evidence of one request? The same columns as the data, with their names and in words."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from requests_app import models, wording
from requests_app.operations.evidence_parts import PARTS, plain
from requests_app.vocabulary import Accompaniment, ItemAnswer, Masked, Party, Point, PowerItem, RequestType

# Columns that hold a list of codes, or words by codes.
CODES = {"points": Point, "fields": Masked, "covers": RequestType, "parts": Accompaniment, "checklist": PowerItem}


def sections(request: models.PrivacyRequest) -> Iterator[tuple[str, list[wording.Row]]]:
    """What a person reads: a heading and its rows for each part that there is anything of."""
    for part in PARTS:
        rows = [list(_said(row, part.names)) for row in part.rows(request)]
        if part.one:
            told = [wording.row(label, [words]) for row in rows for label, words in row]
        else:
            told = [_one_line_each(row) for row in rows]
        if told:
            yield str(part.title), told


def _one_line_each(row: list[tuple[str, str]]) -> wording.Row:
    """A row under the first of its columns, which is the moment that it is of."""
    (_first, moment), *rest = row
    return {"label": moment, "lines": [f"{label}: {words}" for label, words in rest]}


def _said(row: Model, names: list[str]) -> Iterator[tuple[str, str]]:
    """The columns that say anything, with their names."""
    for name in names:
        words = _words(row, name)
        if words:
            field = row._meta.get_field(name)
            label = str(field.verbose_name) if isinstance(field, Field) else _("continued by")
            yield label[:1].upper() + label[1:], words


def _words(row: Model, name: str) -> str:
    value = getattr(row, name, None)
    if name == "reference":
        return str(row)
    if name == "by" and isinstance(row, models.Message) and row.by is None:
        return str(Party(row.party).label)
    if name == "details" and isinstance(row, models.PrivacyRequest):
        return "\n".join(f"{label}: {', '.join(values)}" for label, values in wording.asked_for(row))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value and hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, dict):
        return "\n".join(f"{_label(name, key)}: {_inside(each)}" for key, each in value.items() if each)
    if isinstance(value, list):
        return ", ".join(_label(name, each) for each in value)
    return "" if value is None else str(plain(value))


def _inside(value: Any) -> str:
    """An answer of a checklist with its note, or what goes with an answer."""
    if isinstance(value, dict) and "answer" in value:
        return ". ".join(filter(None, [str(ItemAnswer(value["answer"]).label), value.get("note", "")]))
    if isinstance(value, dict):
        return "; ".join(f"{_label('parts', key)}: {each}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _label(name: str, code: Any) -> str:
    words = CODES.get(name)
    return str(words(code).label) if words and code in words.values else str(code)
