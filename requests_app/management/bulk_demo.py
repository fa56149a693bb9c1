"""How does a demo of a million requests get made in minutes?

A few hundred stories are told through the operations. Then their rows are copied, over and over, each time for
another invented person: with new keys and references, and sealed anew, because a sealed value opens only in its own
row. So every copy is in a state that the operations reached, whatever becomes of them. Days and hours are those of
the original. For measuring, not for learning.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, product
from operator import attrgetter
from random import Random
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.text import slugify

from privacy_portal.lib import chain
from privacy_portal.lib.crypto import SealedField, seal
from requests_app import audit, declarations
from requests_app.management import demo_words as words
from requests_app.management.bulk_copy import Field, columns, copy_in, hexadecimal, text, without_indexes
from requests_app.management.demo_cases import Consumer, Teller
from requests_app.management.demo_ordinary import ordinary
from requests_app.management.demo_stories import SET_PIECES, Story
from requests_app.models import (
    Answer,
    Declaration,
    Event,
    Evidence,
    HolderTask,
    Notice,
    OtherContact,
    Person,
    PersonContact,
    PrivacyRequest,
    ProposedAnswer,
    Submission,
)
from requests_app.models.reference import ALPHABET, LENGTH, grouped
from requests_app.models.submission import contact_index
from verification.destinations import index_of
from verification.models import Challenge

ORDINARY = 300  # stories told to copy from, besides the set pieces
ONE_IN = 40  # copies that are of a set piece
AT_ONCE = 2_000  # stories a COPY

# How the rows of some filings are found in each table.
FOUND_BY: dict[type[models.Model], str] = {
    Person: "submissions__in",
    PersonContact: "person__submissions__in",
    Submission: "pk__in",
    PrivacyRequest: "submission__in",
    Challenge: "subject__in",
    Declaration: "submission__in",
    Evidence: "submission__in",
    Answer: "request__submission__in",
    ProposedAnswer: "request__submission__in",
    OtherContact: "notice__submission__in",
    Notice: "submission__in",
    Event: "submission__in",
    HolderTask: "request__submission__in",
}
Rows = dict[type[models.Model], list[str]]
Names = dict[str, str]
Slot = Callable[[Consumer, Names], str]


def fill(*, size: int, teller: Teller, progress: Callable[[str], object], told: int = ORDINARY) -> None:
    """Tell the set pieces and `told` ordinary stories, then copy them until there are at least `size` requests.

    The copies come in one transaction, which locks the tables for its length. Raises IntegrityError, and leaves
    nothing copied, if a constraint is broken.
    """
    set_pieces = [_told(story, teller) for story in SET_PIECES]
    ordinaries = [_told(ordinary, teller) for _ in range(told)]
    dice, consumers = teller.dice, _consumers(teller.dice)
    made = PrivacyRequest.objects.count()
    tables = [model._meta.db_table for model in FOUND_BY]
    with transaction.atomic(), connection.cursor() as cursor, without_indexes(cursor, tables):
        # The database takes one batch in while the next one is written.
        with ThreadPoolExecutor(max_workers=1) as sender:
            on_its_way: Future[None] | None = None
            while made < size:
                rows: Rows = {model: [] for model in FOUND_BY}
                for _ in range(AT_ONCE):
                    pattern = dice.choice(ordinaries if dice.randrange(ONE_IN) else set_pieces)
                    pattern.copy_into(rows, next(consumers), dice)
                    made += pattern.requests
                    if made >= size:
                        break
                if on_its_way:
                    on_its_way.result()
                on_its_way = sender.submit(_send, cursor, rows)
                progress(f"{made:,} requests")
            if on_its_way:
                on_its_way.result()
        progress("Indexes and keys")
    _tidy(tables)


def _send(cursor: CursorWrapper, rows: Rows) -> None:
    for model, lines in rows.items():
        copy_in(cursor, model, lines)


def _told(story: Story, teller: Teller) -> "Pattern":
    teller.filed.clear()
    with transaction.atomic():
        story(teller)
        audit.link_now()
    return Pattern.of([each.pk for each in teller.filed])


def _tidy(tables: list[str]) -> None:
    """Let the planner know what came in. VACUUM cannot run inside a transaction, as that of a test."""
    verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'{verb} "{table}"')


def _consumers(dice: Random) -> Iterator[Consumer]:
    """People without end, no two with the same mailbox."""
    people = [
        (f"{first} {last}", f"{slugify(first)}.{slugify(last)}")
        for first, last in product(words.FIRST_NAMES, words.LAST_NAMES)
    ]
    for number in count(100):
        name, mailbox = dice.choice(people)
        phone = f"+1{dice.randint(201, 989)}55501{dice.randint(0, 99):02}"
        yield Consumer(name, f"{mailbox}{number}@{dice.choice(words.DOMAINS)}", phone)


@dataclass(frozen=True)
class Pattern:
    """One told story as text: its rows in each table, cut into pieces where something new goes in.

    `keys` and `references` stand in the pieces as they were; a slot stands there as its mark.
    """

    pieces: dict[type[models.Model], list[str]]
    keys: list[str]
    references: list[str]
    slots: dict[str, Slot]
    links: "list[Link]"
    requests: int

    @classmethod
    def of(cls, submissions: list[uuid.UUID]) -> "Pattern":
        """Read the rows of some filings that belong to one consumer."""
        found = {
            model: list(model._default_manager.filter(**{how: submissions}).distinct().order_by("pk"))
            for model, how in FOUND_BY.items()
        }
        everything = [row for rows in found.values() for row in rows]
        keys = [str(row.pk) for row in everything if isinstance(row.pk, uuid.UUID)]
        filings = Submission.objects.filter(pk__in=submissions)
        keys += [str(token) for token in filings.values_list("form_token", flat=True)]
        references = list(filings.values_list("reference", flat=True))
        slots: dict[str, Slot] = {}
        texts = {model: "".join(_line(row, slots) for row in rows) for model, rows in found.items()}
        events = sorted(cls._events(found), key=attrgetter("submission_id", "number"))
        hashes = [bytes(event.hash).hex() for event in events]
        gaps = re.compile("(" + "|".join([*keys, *references, *map(grouped, references), *slots, *hashes]) + ")")
        links = [Link.of(event, gaps) for event in events]
        pieces = {model: gaps.split(lines) for model, lines in texts.items()}
        return cls(pieces, keys, references, slots, links, len(found[PrivacyRequest]))

    @staticmethod
    def _events(found: dict[type[models.Model], list[models.Model]]) -> list[Event]:
        return [row for row in found[Event] if isinstance(row, Event)]

    def copy_into(self, rows: Rows, consumer: Consumer, dice: Random) -> None:
        """Add the rows of one more such story, of another consumer."""
        names = {key: _key(dice) for key in self.keys}
        for reference in self.references:
            fresh = "".join(dice.choices(ALPHABET, k=LENGTH))
            names[reference], names[grouped(reference)] = fresh, grouped(fresh)
        names |= {mark: slot(consumer, names) for mark, slot in self.slots.items()}
        for link in self.links:
            names[link.hash] = link.again(names)
        for model, pieces in self.pieces.items():
            rows[model].append("".join([names.get(piece, piece) for piece in pieces]))


@dataclass(frozen=True)
class Link:
    """One event in its chain; what it says, cut into pieces as the rows are."""

    hash: str
    previous: str
    number: int
    said: list[str]

    @classmethod
    def of(cls, event: Event, gaps: re.Pattern[str]) -> "Link":
        said = gaps.split(chain.canonical(event.said).decode())
        return cls(bytes(event.hash).hex(), bytes(event.previous or b"").hex(), event.number or 0, said)

    def again(self, names: Names) -> str:
        """Its hash in a copy, where the one before it is among the names already."""
        content = sha256("".join([names.get(piece, piece) for piece in self.said]).encode()).digest()
        previous = bytes.fromhex(names.get(self.previous, self.previous))
        return chain.link(previous=previous, number=self.number, content=content).hex()


def _key(dice: Random) -> str:
    digits = f"{dice.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _line(row: models.Model, slots: dict[str, Slot]) -> str:
    """A row as COPY reads it, with a mark for each value that a copy makes anew."""
    values = []
    for field in columns(type(row)):
        value = getattr(row, field.attname)
        slot = _slot(row, field, value)
        if slot is None:
            values.append(text(value))
        else:
            mark = f"\x02{len(slots)}\x03"
            slots[mark] = slot
            values.append(mark)
    return "\t".join(values) + "\n"


def _slot(row: models.Model, field: Field, value: Any) -> Slot | None:
    """How a value is made anew in a copy; None where it stays."""
    if field.column == "contact_index":
        reach = _contact_like(row)
        return lambda consumer, names: hexadecimal(contact_index(reach(consumer)))
    if field.column == "destination_index":
        reach = _contact_like(row)
        return lambda consumer, names: hexadecimal(index_of(reach(consumer)))
    if isinstance(row, Declaration) and field.column == "text_sha256":
        signed, reference = declarations.words(row.submission, row.language).text, str(row.submission)
        return lambda consumer, names: sha256(signed.replace(reference, names[reference]).encode()).hexdigest()
    if not isinstance(field, SealedField) or value is None:
        return None
    if field.column == "name":
        return _sealed(row, field, lambda consumer: consumer.name.encode())
    if field.column in ("contact", "destination"):
        reach = _contact_like(row)
        return _sealed(row, field, lambda consumer: reach(consumer).encode())
    plain = field.encode(value)
    return _sealed(row, field, lambda consumer: plain)


def _contact_like(row: Any) -> Callable[[Consumer], str]:
    """Where a copy's consumer is reached: by the kind of contact that the original row has."""
    original = row.destination if isinstance(row, Challenge) else row.contact
    return attrgetter("email" if "@" in original else "phone")


def _sealed(row: models.Model, field: SealedField[Any, Any], plain: Callable[[Consumer], bytes]) -> Slot:
    key, place = str(row.pk), field.place("")
    return lambda consumer, names: hexadecimal(seal(plain(consumer), context=place + names[key]))
