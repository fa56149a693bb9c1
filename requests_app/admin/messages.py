"""What do staff write to a side of a filing, read from it, and note for themselves?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy

from requests_app import letter_words, threads, wording
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.forms.documents import FILE
from requests_app.forms.messages import NoteForm, WriteBackForm
from requests_app.models import Document, LetterTemplate, LetterVersion, Message, StaffNote
from requests_app.operations import messages, notes
from requests_app.vocabulary import Duty, Masked, Party


@dataclass(frozen=True)
class Line:
    """A message or a note as staff see it; `text` only for those who said why they read it."""

    who: str
    at: datetime
    text: str
    read_at: datetime | None = None
    from_staff: bool = True
    letter: str = ""
    # Of a document that staff sent with it: where it stands, and why it was refused.
    document: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Thread:
    """What was written to and fro with one side of the filing."""

    with_whom: str
    lines: list[Line]


def context(case: Case) -> dict[str, Any]:
    """Both threads and the notes, without the words as long as they are masked."""
    return {
        "threads": _threads(case),
        "notes": [_note(each, in_full=Masked.WORDS in case.open) for each in threads.notes(case.request)],
    }


def note_that_read(case: Case) -> None:
    """Note that somebody opens the words of the threads, if they read them; what waited waits no more."""
    if Masked.WORDS in case.open:
        messages.opened_by_staff(submission=case.request.submission, at=case.at, by=case.by)


def _threads(case: Case) -> list[Thread]:
    rows, in_full = list(threads.everything(case.request.submission)), Masked.WORDS in case.open
    sides = [party for party in Party if any(each.party == party for each in rows)]
    return [Thread(str(side.label), _lines((each for each in rows if each.party == side), in_full)) for side in sides]


def _lines(rows: Iterable[Message], in_full: bool) -> list[Line]:
    return [
        Line(
            who=_name(each.by) if each.by else str(Party(each.party).label),
            at=each.sent_at,
            text=each.text if in_full else "",
            read_at=each.read_at,
            from_staff=each.from_staff,
            letter=str(each.began_from) if each.began_from else "",
            **_document(each),
        )
        for each in rows
    ]


def _document(message: Message) -> dict[str, str]:
    document: Document | None = getattr(message, "document", None)
    if document is None:
        return {}
    refusal = wording.file_refusal(document.refusal) if document.refusal else ""
    return {"document": document.get_state_display(), "refusal": refusal}


def _note(note: StaffNote, *, in_full: bool) -> Line:
    return Line(who=_name(note.by), at=note.at, text=note.text if in_full else "")


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()


class Write(Action):
    """Also of a closed request: who reads the answer may have a question about it."""

    slug, label = "message", gettext_lazy("Write a message")
    done = gettext_lazy("It is sent. They are told that it waits, and read it on the page of their request.")
    needs = Duty.TRIAGE
    insert = "admin/requests_app/privacyrequest/message_insert.html"
    takes_file = True

    def shown(self, case: Case) -> bool:
        return True

    def against(self, case: Case) -> Words:
        return "" if threads.reaches(case.request.submission, at=case.at) else messages.NotReached.message

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        sides = threads.reaches(case.request.submission, at=case.at)
        return WriteBackForm(data, sides=sides, initial=_begun(case, sides, query) if data is None else None)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        messages.write_back(
            submission=case.request.submission,
            party=Party(data["party"]),
            text=data["text"],
            token=UUID(data["token"]),
            began_from=data["version"],
            attached=data[FILE],
            at=case.at,
            by=case.by,
        )

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        sides = threads.reaches(case.request.submission, at=case.at)
        chosen = form["party"].value() or sides[0].value
        return {
            **context(case),
            "letters": list(LetterTemplate.objects.filter(in_use=True)),
            "sides": [(side.value, side.label, side.value == chosen) for side in sides],
        }


def _begun(case: Case, sides: list[Party], query: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with: the words of the letter that the address names, for the side that it names."""
    named = [side for side in sides if side.value == query.get("party")]
    party = (named or sides)[0]
    version = _chosen(query.get("letter", ""))
    if version is None:
        return {"party": party.value} if named else {}
    text = letter_words.begun(version, case.request, party)
    return {"party": party.value, "text": text, "version": version.pk}


def _chosen(typed: str) -> LetterVersion | None:
    try:
        template = LetterTemplate.objects.filter(pk=UUID(typed), in_use=True).first()
    except ValueError:
        return None
    return template.newest if template else None


class Note(Action):
    """Also about a closed request."""

    slug, label = "note", gettext_lazy("Write a note for the team")
    done = gettext_lazy("The note is kept.")
    needs = Duty.TRIAGE

    def shown(self, case: Case) -> bool:
        return True

    def against(self, case: Case) -> Words:
        return ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return NoteForm(data)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        notes.note(request=case.request, text=data["text"], token=UUID(data["token"]), at=case.at, by=case.by)
