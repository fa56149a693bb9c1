"""How do two hundred rows of a batch get filed, each once, without anybody waiting for them?

The filing of a batch is a row, owed from the moment the agent said so, and done by a worker, a few rows to a
transaction. Each transaction renews the lease first, so that whoever lost it files nothing more; and a row's filing has
an id that follows from the batch and the line, so that none is ever filed twice, whatever died in between.
"""

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from privacy_portal.lib import owed
from requests_app.models import Batch, BatchFiling, Submission
from requests_app.operations import intake
from requests_app.operations.intake import ActsForConsumer, Filing
from requests_app.vocabulary import FilerRole, RequestType
from verification.models import Channel

log = logging.getLogger(__name__)

CHUNK = 10  # rows to a transaction
# A worker hands a slow batch on before its soft limit, and well inside the lease.
LONGEST = 15.0  # seconds


class Disowned(Exception):
    """The owner of the agent's address said that the batch is not theirs."""


class LeaseLost(Exception):
    """Another worker has the batch in hand, or it is filed."""


def packed(line: int, filing: Filing) -> dict[str, Any]:
    """One row of a batch as JSON; what is the agent's own stays on the batch."""
    acting = filing.representative
    if acting is None:
        raise ValueError(line)
    return {
        "line": line,
        "rights": [[str(kind), dict(details)] for kind, details in filing.rights],
        "name": filing.name,
        "contact_channel": filing.contact_channel,
        "contact": filing.contact,
        "language": filing.language,
        "california": filing.california_resident,
        "own_reference": acting.own_reference,
        "starts_on": acting.starts_on.isoformat() if acting.starts_on else None,
        "ends_on": acting.ends_on.isoformat() if acting.ends_on else None,
        "may_receive": acting.may_receive_answer,
    }


def unpacked(row: dict[str, Any], batch: Batch) -> Filing:
    """The filing of one row, as its batch's agent makes it."""
    return Filing(
        rights=[(RequestType(kind), details) for kind, details in row["rights"]],
        name=row["name"],
        contact_channel=Channel(row["contact_channel"]) if row["contact_channel"] else None,
        contact=row["contact"],
        language=row["language"],
        california_resident=row["california"],
        filer_role=FilerRole.AGENT,
        representative=ActsForConsumer(
            name=batch.name,
            contact_channel=Channel(batch.contact_channel),
            contact=batch.contact,
            language=batch.language,
            firm=batch.firm,
            own_reference=row["own_reference"],
            starts_on=_day(row["starts_on"]),
            ends_on=_day(row["ends_on"]),
            may_receive_answer=row["may_receive"],
            duties_acknowledged=True,
            batch=batch,
            batch_line=row["line"],
            confirmed_at=batch.contact_confirmed_at,
        ),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def form_token(batch: Batch, line: int) -> UUID:
    """The id under which one line of a batch is filed, always the same."""
    return uuid5(batch.pk, str(line))


def nudge(filing_id: int) -> bool:
    """Ask a worker to file now; return whether the broker took it. The sweep finds what it did not take."""
    try:
        file_batch.delay(filing_id)
    except Exception as error:  # whatever is wrong with the broker must not tell an agent that nothing is filed
        log.warning("batch filing %s waits for the sweep: broker said %s", filing_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.file_batch", soft_time_limit=25)
def file_batch(filing_id: int) -> None:
    """File what is left of a batch, if that is still owed and nobody else is at it."""
    owing = owed.lease(BatchFiling, filing_id, at=timezone.now())
    if owing is None:
        return
    batch, began = owing.batch, time.monotonic()
    try:
        for chunk in _left(batch):
            file_rows(owing, batch, chunk, at=timezone.now())
            if time.monotonic() - began > LONGEST:
                _hand_on(owing, at=timezone.now())
                return
        finish(owing, batch, at=timezone.now())
    except LeaseLost:
        return
    except Disowned:  # what is left of it is never filed
        finish(owing, batch, at=timezone.now())
    except Exception as error:  # a fault of ours; the error's own words may quote a row
        log.error("batch filing %s failed: %s", owing.pk, type(error).__name__)
        owed.postpone(owing, at=timezone.now(), failure="fault")


def _left(batch: Batch) -> Iterator[list[dict[str, Any]]]:
    """The rows that are not filed, a few at a time."""
    filed = set(batch.filings.values_list("batch_line", flat=True))
    rows = batch.reading["rows"] if batch.reading else []
    left = [row for row in rows if row["line"] not in filed]
    return (left[start : start + CHUNK] for start in range(0, len(left), CHUNK))


@transaction.atomic
def file_rows(owing: BatchFiling, batch: Batch, rows: list[dict[str, Any]], *, at: datetime) -> None:
    """File some rows, all or none, those left out that are filed already. Raises LeaseLost and Disowned."""
    _renew(owing, at=at)
    if Batch.objects.select_for_update(no_key=True).get(pk=batch.pk).disowned_at is not None:
        raise Disowned
    tokens = {form_token(batch, row["line"]): row for row in rows}
    known = set(Submission.objects.filter(form_token__in=tokens).values_list("form_token", flat=True))
    for token, row in tokens.items():
        if token not in known:
            intake.file_request(filing=unpacked(row, batch), form_token=token, at=at)


@transaction.atomic
def finish(owing: BatchFiling, batch: Batch, *, at: datetime) -> None:
    """Record that all rows are filed, and forget the file: what it said stands in the filings now."""
    if owed.sent(owing, at=at, provider_id=""):
        Batch.objects.filter(pk=batch.pk).update(reading=None)


def _renew(owing: BatchFiling, *, at: datetime) -> None:
    """Keep the lease, and everybody else out until the transaction ends."""
    mine = BatchFiling.objects.filter(pk=owing.pk, state=owed.SendState.OWED, attempts=owing.attempts)
    if not mine.update(next_try_at=at + owed.LEASE):
        raise LeaseLost


@transaction.atomic
def _hand_on(owing: BatchFiling, *, at: datetime) -> None:
    """Let another worker go on at once; getting on is no failed try."""
    mine = BatchFiling.objects.filter(pk=owing.pk, state=owed.SendState.OWED, attempts=owing.attempts)
    if mine.update(next_try_at=at):
        transaction.on_commit(partial(nudge, owing.pk))
