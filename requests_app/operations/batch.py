"""How does an agent come to file for many consumers at once?

First they show that they are reached; then a file is read and kept, and what it says is shown to them; then they say
that it shall be filed. Nobody but the agent is written to before that, and it counts once, however often it is pressed.
The filing itself is a worker's work: `operations.batch_filing`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from privacy_portal.lib.owed import SendState
from requests_app import audit, queries, representation
from requests_app.models import Batch, BatchFiling, Draft, Representative, Submission
from requests_app.operations import batch_filing, identity
from requests_app.operations.intake import DraftGone, Filing
from requests_app.rules.retention import draft_expires_at
from requests_app.vocabulary import Actor, EventKind
from verification import challenges
from verification.models import Challenge, Channel

BATCH = "batch"
# One lock for all quotas: it is held for two sums.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('batch quota', 0))"
DAY = timedelta(hours=24)


class NotConfirmed(Exception):
    """The agent has not shown that they are reached, or the owner of the contact said that it was not them."""


class AlreadyOrdered(Exception):
    """The batch is being filed, or was."""


class OtherReading(Exception):
    """What the agent saw is not what would be filed: another file was read since, or nothing in it can be filed."""


class QuotaReached(Exception):
    """So many rows are not filed in one day; `left` may still be."""

    def __init__(self, left: int) -> None:
        self.left = left


class NotOpened(Exception):
    """The batch has no such filing, or the agent acts no more in it."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """Who files for many: as in `intake.ActsForConsumer`, once for all."""

    name: str
    firm: str
    contact_channel: Channel
    contact: str
    language: str


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What is wrong with one row, in the words that the agent reads."""

    line: int
    column: str
    words: str


@transaction.atomic
def begin(*, draft_id: UUID, read: Callable[[Any], Agent], at: datetime) -> Batch:
    """Make a batch of what a draft says of the agent, exactly once, and challenge their contact.

    `read(answers)` turns the draft's answers into an Agent, and raises whatever it likes when they are incomplete: then
    nothing is stored. Raises DraftGone.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id, expires_at__gt=at).first()
    if draft is None:
        raise DraftGone
    agent = read(draft.answers)
    batch = Batch(
        name=agent.name,
        firm=agent.firm,
        language=agent.language,
        duties_acknowledged_at=at,
        expires_at=draft_expires_at(at),
    )
    batch.reach_by(agent.contact_channel, agent.contact)
    batch.save(force_insert=True)
    draft.delete()
    identity.challenge(BATCH, batch, at=at)
    return batch


@transaction.atomic
def send_again(*, batch: Batch, at: datetime) -> Challenge:
    """Challenge the agent's contact once more. Raises identity.AlreadyConfirmed."""
    batch = _locked(batch.pk)
    if batch.confirmed:
        raise identity.AlreadyConfirmed
    return identity.challenge(BATCH, batch, at=at)


@transaction.atomic
def confirm(*, challenge: Challenge, at: datetime) -> Batch:
    """Record that the agent is reached, by a challenge of the batch or of tracking it; return the batch it opens.

    Raises challenges.Unknown, Used and Superseded.
    """
    batch = Batch.objects.select_for_update(no_key=True).filter(pk=challenge.subject).first()
    if batch is None:
        raise challenges.Unknown
    if challenge.destination != batch.contact:
        raise challenges.Superseded
    challenges.use_up(challenge, at=at)
    if not batch.confirmed:
        batch.contact_confirmed_at = at
        batch.save(update_fields=["contact_confirmed_at"])
    return batch


@transaction.atomic
def keep(
    *,
    batch: Batch,
    rows: Sequence[tuple[int, Filing]],
    problems: Sequence[RowProblem],
    more_problems: int = 0,
    at: datetime,
) -> Batch:
    """Keep what a file said, in the place of an earlier one. Files nothing.

    `rows`: the line and the filing of each that can be filed. `more_problems`: how many more there are than `problems`.
    Raises NotConfirmed and AlreadyOrdered.
    """
    batch = _locked(batch.pk)
    _may_go_on(batch)
    if batch.ordered_at is not None:
        raise AlreadyOrdered
    batch.reading = {
        "id": uuid4().hex,
        "rows": [batch_filing.packed(line, filing) for line, filing in rows],
        "problems": [{"line": each.line, "column": each.column, "words": each.words} for each in problems],
        "more_problems": more_problems,
    }
    batch.expires_at = draft_expires_at(at)
    batch.save(update_fields=["reading", "expires_at"])
    return batch


@transaction.atomic
def order(*, batch: Batch, reading: str, at: datetime) -> None:
    """Owe the filing of every row that can be filed, once. `reading`: the id of what the agent saw.

    Raises NotConfirmed, AlreadyOrdered, OtherReading and QuotaReached.
    """
    batch = _locked(batch.pk)
    _may_go_on(batch)
    if batch.ordered_at is not None:
        raise AlreadyOrdered
    if batch.reading is None or batch.reading["id"] != reading or not batch.reading["rows"]:
        raise OtherReading
    rows = len(batch.reading["rows"])
    _keep_to_quota(batch, rows, at=at)
    batch.ordered_at, batch.ordered_rows = at, rows
    batch.save(update_fields=["ordered_at", "ordered_rows"])
    filing = BatchFiling.objects.create(batch=batch, next_try_at=at)
    transaction.on_commit(partial(batch_filing.nudge, filing.pk))


@transaction.atomic
def order_the_rest(*, batch: Batch, at: datetime) -> None:
    """Owe once more what was given up: the rows that are not filed yet. Does nothing where nothing was given up."""
    again = {"state": SendState.OWED, "next_try_at": at, "attempts": 0, "failure": ""}
    filing = BatchFiling.objects.filter(batch=batch, state=SendState.FAILED).first()
    if filing and BatchFiling.objects.filter(pk=filing.pk, state=SendState.FAILED).update(**again):
        transaction.on_commit(partial(batch_filing.nudge, filing.pk))


def _keep_to_quota(batch: Batch, rows: int, *, at: datetime) -> None:
    """Count what was ordered in a day, of this agent and of all, under a lock. Raises QuotaReached."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    ordered = Batch.objects.filter(ordered_at__gt=at - DAY)
    mine = ordered.filter(contact_index=batch.contact_index).aggregate(rows=Sum("ordered_rows"))["rows"] or 0
    every = ordered.aggregate(rows=Sum("ordered_rows"))["rows"] or 0
    left = min(settings.BATCH_ROWS_PER_DAY - mine, settings.BATCH_ROWS_PER_DAY_OF_ALL - every)
    if rows > left:
        raise QuotaReached(max(left, 0))


@transaction.atomic
def start_tracking(*, batch: Batch, at: datetime) -> Challenge:
    """Send a fresh code to the agent whose batch has the reference that somebody gave."""
    return identity.challenge(identity.TRACK, _locked(batch.pk), at=at)


@transaction.atomic
def open_filing(*, batch: Batch, line: int, on: date, at: datetime) -> Submission:
    """Return the filing of one line of a batch, which its agent may see on a business day. Raises NotOpened."""
    acting = Representative.objects.select_related("submission").filter(batch=batch, batch_line=line).first()
    if acting is None or representation.acting(acting.submission, on=on) is None:
        raise NotOpened
    audit.record(
        EventKind.STATUS_VIEWED,
        submission=acting.submission,
        at=at,
        actor=Actor.REPRESENTATIVE,
        channel=batch.contact_channel,
    )
    return acting.submission


@transaction.atomic
def disown(*, challenge: Challenge, at: datetime) -> None:
    """Believe the owner of a contact who says that a batch is not theirs: it opens nothing and files nothing more.

    Rows that a worker is filing in this moment are the last ones: it holds the batch's row meanwhile.
    """
    batch = queries.batch_of(challenge.subject)
    if batch and batch.disowned_at is None and batch.contact == challenge.destination:
        Batch.objects.filter(pk=batch.pk, disowned_at=None).update(disowned_at=at)


def purge(*, at: datetime) -> int:
    """Delete the batches that were never ordered, past their end, and what could not be filed; return how many batches.

    What a worker gave up is kept for a day, in which the agent can have it tried again.
    """
    given_up = BatchFiling.objects.filter(state=SendState.FAILED, next_try_at__lte=at - DAY)
    Batch.objects.filter(filing__in=given_up).exclude(reading__isnull=True).update(reading=None)
    return Batch.objects.filter(ordered_at=None, expires_at__lte=at).delete()[1].get("requests_app.Batch", 0)


def _locked(pk: UUID) -> Batch:
    return Batch.objects.select_for_update(no_key=True).get(pk=pk)


def _may_go_on(batch: Batch) -> None:
    if not batch.confirmed or batch.disowned_at is not None:
        raise NotConfirmed
