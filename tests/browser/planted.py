"""What does somebody type who wants a script to run at the desk, and where at the desk does it end up?

`plant` runs in the shell of a portal with demo data, which has requests in every state: it fills every text that a
person can write, by an operation where one takes the words alone, otherwise in the rows as a form would have left them.
It returns what was typed and every address of the desk.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import QueryDict

from requests_app import calendar, letter_words, models
from requests_app.admin import intake_sheet
from requests_app.operations import (
    answers,
    asking,
    evidence_pack,
    holds,
    identity,
    letter_templates,
    looking,
    messages,
    notes,
    saved_filters,
    steps,
)
from requests_app.rules import grounds
from requests_app.vocabulary import HoldKind, IntakeChannel, LookReason, Masked, Party, Point, RequestType
from tests.admin.intake import LETTER as LETTER_SENT
from tests.filings import CATEGORIES, PIECES, confirm, file, verify
from tests.holders import done, started
from tests.uploads.sending import made_ready

# None is longer than the shortest field; each would run, load or hide something if it ever were more than text.
PAYLOADS = (
    "<script>window.__xss=1;alert(1)</script>",
    '<img src=x onerror="window.__xss=2">',
    '<svg onload="window.__xss=3"></svg>',
    '<a href="javascript:window.__xss=4">x</a>',
    '" autofocus onfocus="window.__xss=5" x="',
    "' autofocus onfocus='window.__xss=6' x='",
    "{{7*7}} {{request.user.password}}",
    '{% include "base.html" %}{% now "Y" %}',
    "<style>*{display:none!important}</style>",
    "\u202etxt.exe\u202c \uff1cscript\uff1ewindow.__xss=10",
    "</textarea><script>window.__xss=11</script>",
    "</title><script>window.__xss=12</script>",
    '<object data="data:text/html,<script>alert(13)</script>">',
    "&lt;script&gt;window.__xss=14&lt;/script&gt;&#60;b&#62;",
    '<iframe srcdoc="<script>parent.__xss=15</script>">',
    "<math><mtext></p><img src=x onerror=window.__xss=16>",
    "--><script>window.__xss=17</script><!--",
    "]]></script><script>window.__xss=18</script>",
    '<base href="//x.example"><meta http-equiv=refresh content=0>',
    "`${window.__xss=20}` javascript:window.__xss=20//",
)
ALL = "\n".join(PAYLOADS)
# What somebody types of a letter that came.
TYPED = {"name-name": PAYLOADS[1], "contact-postal_address": ALL, "delete-parts": ALL}
# In braces there stand variables in a letter: others are refused.
LETTER = "\n".join(each for each in PAYLOADS if not letter_words.unknown(each))

# Fields of one line: each row gets another payload. Fields of many lines get all of them.
LINES: dict[type[Model], tuple[str, ...]] = {
    User: ("first_name",),
    models.Document: ("name",),
    models.Declaration: ("name", "place"),
    models.Holder: ("name",),
    models.HolderTask: ("holder_name",),
    models.Representative: ("name", "firm", "own_reference"),
    models.SignedPermission: ("name",),
    models.Submission: ("name",),
}
TEXTS: dict[type[Model], tuple[str, ...]] = {
    models.Answer: ("text", "override_reason", "early_reason", "contact_reason", "alarm_reason", "tasks_reason"),
    models.AuthorityCheck: ("reason",),
    models.Evidence: ("reason", "doubt_reason"),
    models.Holder: ("holds", "contact"),
    models.HolderTask: ("holder_holds", "keep", "told_at_contact", "note"),
    models.IdentityAsk: ("reason",),
    models.PersonMerge: ("reason", "part_reason"),
    models.PrivacyRequest: ("level_reason",),
    models.ProposedAnswer: ("sent_back_reason",),
    models.ReceiptChange: ("reason",),
    models.Representative: ("postal_address", "cure_words", "end_reason"),
    models.Submission: ("postal_address", "worker_reason"),
}
# Of what is kept as a table of names and values, the names whose values somebody wrote.
TABLES: dict[type[Model], tuple[str, frozenset[str]]] = {
    models.PrivacyRequest: ("details", frozenset({"parts", "wrong", "right"})),
    models.Answer: ("parts", frozenset(part.value for part in grounds.WRITTEN_BY_STAFF)),
    models.AuthorityCheck: ("checklist", frozenset({"note"})),
}


@dataclass
class Planted:
    """What was typed, by the name of its field, and where to look for it."""

    typed: dict[str, list[str]] = field(default_factory=dict)

    def note(self, label: str, words: str) -> str:
        """Remember that these words stand in a field, and return them."""
        if words not in self.typed.setdefault(label, []):
            self.typed[label].append(words)
        return words


def plant(*, at: datetime, by: User) -> Planted:
    """Fill every text that a person can write, and remember what."""
    planted = Planted()
    _by_operations(planted, at=at, by=by)
    for model in {**LINES, **TEXTS}:
        names = LINES.get(model, ()), TEXTS.get(model, ())
        for number, row in enumerate(model._default_manager.order_by("pk")):
            _overwrite(planted, row, number, *names)
    for model, (name, keys) in TABLES.items():
        for row in model._default_manager.order_by("pk"):
            label = f"{model.__name__}.{name}"
            changed = _filled(getattr(row, name), keys, lambda label=label: planted.note(label, ALL))
            if changed != getattr(row, name):
                setattr(row, name, changed)
                row.save(update_fields=[name])
    return planted


def _by_operations(planted: Planted, *, at: datetime, by: User) -> None:
    """What is written once and stays as it is, and what the demo's people did not write."""
    colleague = User.objects.get(username="reviewer")
    deletion, pieces, correction = _filing("DELETE", at), _filing("KNOW", at), _filing("CORRECT", at)
    for each in (deletion, pieces, correction):
        verify(each, by=colleague, at=at)
    request = deletion.requests.get()
    identity.confirm_deletion(request=request, at=at)
    _to_and_fro(planted, deletion, at=at, by=by)
    say = planted.note
    notes.note(request=request, text=say("StaffNote.text", ALL), token=uuid4(), at=at, by=colleague)
    holds.place(
        request=request,
        kind=HoldKind.LITIGATION,
        case_number=say("Hold.case_number", PAYLOADS[1]),
        reason=say("Hold.reason", ALL),
        since=calendar.business_day(at),
        until=calendar.business_day(at) + timedelta(days=90),
        at=at,
        by=by,
    )
    steps.record(
        request=request,
        way=IntakeChannel.PHONE,
        done_at=at - timedelta(minutes=5),
        with_whom=say("Step.with_whom", PAYLOADS[2]),
        note=say("Step.note", ALL),
        at=at,
        by=by,
    )
    for task in started(pieces.requests.get(), colleague, at=at):
        done(task, colleague, at=at)
    answers.answer(request=pieces.requests.get(), text=say("ProposedAnswer.text", ALL), at=at, by=colleague)
    made_ready(correction, name=PAYLOADS[3])
    asked = confirm(_filing("CATEGORIES", at), at=at)
    reason, values = say("PointAsk.reason", ALL), {Point.CUSTOMER_NUMBER: say("PointAsk.answers", PAYLOADS[4])}
    asking.ask(request=asked.requests.get(), points=list(values), reason=reason, at=at, by=by)
    asking.answer(submission=asked, party=Party.CONSUMER, values=values, at=at)


def _to_and_fro(planted: Planted, filing: models.Submission, *, at: datetime, by: User) -> None:
    """Messages both ways, one begun from a letter, and a filter of one's own."""
    name, purpose = (
        planted.note("LetterTemplate.name", PAYLOADS[0]),
        planted.note("LetterTemplate.purpose", PAYLOADS[1]),
    )
    texts = dict.fromkeys(letter_words.languages(), planted.note("LetterVersion.texts", LETTER))
    version = letter_templates.save(
        template=models.LetterTemplate(name=name, purpose=purpose), texts=texts, at=at, by=by
    )
    words = planted.note("Message.text", ALL)
    messages.write(submission=filing, party=Party.CONSUMER, text=words, token=uuid4(), at=at)
    messages.write_back(
        submission=filing, party=Party.CONSUMER, text=words, token=uuid4(), began_from=version, at=at, by=by
    )
    request = filing.requests.get()
    note = planted.note("Reveal.note", ALL)
    looking.reveal(request=request, fields=frozenset(Masked), reason=LookReason.OTHER, note=note, at=at, by=by)
    evidence_pack.make(request=request, reason=planted.note("ExportRecord.reason", ALL), at=at, by=by)
    typed = QueryDict(mutable=True)
    sent: dict[str, Any] = {**LETTER_SENT, **TYPED}
    for name_of, words_of in sent.items():
        typed.setlist(name_of, words_of if isinstance(words_of, list) else [words_of])
    for name_of, words_of in TYPED.items():
        planted.note(f"Draft.{name_of}", words_of)
    intake_sheet.keep(uuid4(), typed, by=by.pk, at=at)
    saved_filters.save(name=planted.note("SavedFilter.name", PAYLOADS[1]), query="state=open", at=at, by=by)


def _filing(kind: str, at: datetime) -> models.Submission:
    rights: dict[str, Any] = {
        "DELETE": (RequestType.DELETE, {"scope": "PARTS", "parts": ALL}),
        "KNOW": PIECES,
        "CORRECT": (RequestType.CORRECT, {"item": "OTHER", "wrong": ALL, "right": ALL}),
        "CATEGORIES": CATEGORIES,
    }
    return file(rights[kind], at=at, contact=f"{kind.lower()}@planted.example.com")


def _overwrite(planted: Planted, row: Model, number: int, lines: tuple[str, ...], texts: tuple[str, ...]) -> None:
    """Put payloads where somebody wrote something."""
    written = [name for name in (*lines, *texts) if getattr(row, name)]
    for name in written:
        words = PAYLOADS[number % len(PAYLOADS)] if name in lines else ALL
        setattr(row, name, planted.note(f"{type(row).__name__}.{name}", words))
    if written:
        row.save(update_fields=written)


def _filled(value: Any, keys: frozenset[str], words: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: words() if key in keys and isinstance(inner, str) else _filled(inner, keys, words)
            for key, inner in value.items()
        }
    return value
