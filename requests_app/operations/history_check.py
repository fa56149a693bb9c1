"""Is the history as it was written? Finds what was changed, removed, added or swapped, in memory that does not grow.

Needs no key for the chains; the signatures of seals are checked with the portal's public key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, QuerySet

from privacy_portal.lib import chain, signing
from requests_app.models import Event, HistorySeal, SealedHead, Submission
from requests_app.models.reference import grouped
from requests_app.operations import history_seals

AT_ONCE = 2_000


@dataclass
class Checked:
    """How much was looked at."""

    events: int = 0
    filings: int = 0
    seals: int = 0


@dataclass
class _Filing:
    """The chain that is being walked."""

    pk: UUID
    number: int = 0
    hash: bytes = field(default=chain.START)
    # Number and hash of events that a seal names and that have not come by yet.
    sealed: dict[int, tuple[bytes, int]] = field(default_factory=dict)


def problems(*, anchors: Iterable[str] = (), checked: Checked | None = None) -> Iterator[str]:
    """Yield a plain line for everything that is wrong; `anchors` are lines of seals that were kept elsewhere."""
    checked = checked or Checked()
    yield from _of_seals(list(anchors), checked)
    yield from _of_events(checked)
    for reference in _without_history():
        yield f"filing {grouped(reference)}: has no history at all"


# --- chains ----------------------------------------------------------------------------------------------------------


def _of_events(checked: Checked) -> Iterator[str]:
    heads = _Heads()
    filing: _Filing | None = None
    for event in _events():
        if filing is None or event.submission_id != filing.pk:
            if filing is not None:
                yield from _lost(filing)
            yield from _lost_filings(heads.before(event.submission_id))
            filing = _Filing(event.submission_id, sealed=heads.of(event.submission_id))
            checked.filings += 1
        checked.events += 1
        if wrong := _against(event, filing):
            yield f"filing {grouped(event.submission.reference)}, event {event.pk}: {wrong}"
    if filing is not None:
        yield from _lost(filing)
    yield from _lost_filings(heads.rest())


def _events() -> Iterator[Event]:
    """All events, chain after chain, from the first number to the last; those without a number behind the others."""
    order = ("submission_id", F("number").asc(nulls_last=True), "id")
    rows: QuerySet[Event] = Event.objects.order_by(*order).select_related("submission").defer(*_UNREAD)
    return rows.iterator(chunk_size=AT_ONCE)


_UNREAD = [
    f"submission__{each.name}" for each in Submission._meta.concrete_fields if each.name not in ("id", "reference")
]


def _against(event: Event, filing: _Filing) -> str:
    """What is wrong with one event behind those before it in its chain; empty when nothing is."""
    if event.number is None or event.previous is None:
        return "stands outside the chain; it was not written by the portal"
    expected, before = filing.number + 1, filing.hash
    stored, previous = bytes(event.hash), bytes(event.previous)
    filing.number, filing.hash = event.number, stored
    if event.number != expected:
        return f"number {event.number} follows number {expected - 1}; {_what(event.number, expected)}"
    if chain.link(previous=previous, number=event.number, content=event.content) != stored:
        return f"was changed after it was written (number {event.number})"
    if previous != before:
        return f"does not follow the event in front of it (number {event.number}); one was replaced or moved"
    sealed, seal = filing.sealed.pop(event.number, (stored, 0))
    if sealed != stored:
        return f"was another one when seal {seal} was made (number {event.number})"
    return ""


def _what(number: int, expected: int) -> str:
    return "one was added" if number < expected else "what was between them is missing"


def _lost(filing: _Filing) -> Iterator[str]:
    """What a seal says of a filing's chain beyond what there is."""
    missing = {number: seal for number, (_hash, seal) in filing.sealed.items() if number > filing.number}
    if missing:
        reference = Submission.objects.values_list("reference", flat=True).get(pk=filing.pk)
        yield (
            f"filing {grouped(reference)}: ends at number {filing.number}; seal {missing[max(missing)]} knows it up to "
            f"number {max(missing)}"
        )


def _lost_filings(filings: Iterable[UUID]) -> Iterator[str]:
    for filing in filings:
        yield f"filing {filing}: a seal knows its history, and nothing of it is left"


def _without_history() -> Iterator[str]:
    lacking = Submission.objects.filter(events=None).order_by("pk").values_list("reference", flat=True)
    return lacking.iterator(chunk_size=AT_ONCE)


class _Heads:
    """The sealed ends, read beside the events in the same order of filings."""

    def __init__(self) -> None:
        rows = SealedHead.objects.order_by("filing", "number")
        self._rows: Iterator[SealedHead] = rows.iterator(chunk_size=AT_ONCE)
        self._next = next(self._rows, None)

    def _take(self) -> SealedHead:
        taken, self._next = self._next, next(self._rows, None)
        assert taken is not None  # noqa: S101 - whoever takes has looked
        return taken

    def before(self, filing: UUID) -> Iterator[UUID]:
        """The filings with a sealed end in front of this one: none of them has an event."""
        while self._next is not None and self._next.filing < filing:
            lost = self._next.filing
            while self._next is not None and self._next.filing == lost:
                self._take()
            yield lost

    def of(self, filing: UUID) -> dict[int, tuple[bytes, int]]:
        """Hash and seal by number of one filing's sealed ends."""
        found = {}
        while self._next is not None and self._next.filing == filing:
            head = self._take()
            found[head.number] = (bytes(head.hash), head.seal_id)
        return found

    def rest(self) -> Iterator[UUID]:
        """The filings behind the last event."""
        return self.before(UUID(int=(1 << 128) - 1))


# --- seals -----------------------------------------------------------------------------------------------------------


def _of_seals(anchors: list[str], checked: Checked) -> Iterator[str]:
    kept = {words[1]: words[3] for words in map(str.split, anchors) if len(words) == 4 and words[0] == "seal"}
    public_key, expected, previous = signing.public_key(), 1, chain.START
    for seal in HistorySeal.objects.order_by("number").iterator(chunk_size=AT_ONCE):
        checked.seals += 1
        if wrong := _against_seal(seal, expected, previous, public_key):
            yield f"seal {seal.number}: {wrong}"
        if kept.pop(str(seal.number), seal.hash.hex()) != seal.hash.hex():
            yield f"seal {seal.number}: is not the one that was kept elsewhere"
        expected, previous = seal.number + 1, seal.hash
    for number in sorted(kept, key=int):
        yield f"seal {number}: was kept elsewhere, and is missing here"


def _against_seal(seal: HistorySeal, expected: int, previous: bytes, public_key: bytes) -> str:
    if seal.number != expected or bytes(seal.previous) != previous:
        return "does not follow the seal in front of it"
    if not signing.signed_by(chain.canonical(seal.said), bytes(seal.signature), public_key=public_key):
        return "is not signed by this portal"
    if history_seals.digest(seal.number) != bytes(seal.heads):
        return "names other ends than it did when it was made"
    return ""
