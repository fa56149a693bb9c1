"""How long is each thing kept?"""

from datetime import date, datetime, timedelta
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import DROP_PROOFS, KEEP_RECORDS, Ours
from requests_app.vocabulary import DocumentPurpose

RECORD_MONTHS: Annotated[int, KEEP_RECORDS] = 24
VERIFY_PURGE_DAYS: Annotated[int, DROP_PROOFS, Ours('the law says "as soon as practical"; a week is')] = 7
DRAFT_HOURS: Annotated[int, Ours("long enough to fetch a document, short enough to forget an abandoned form")] = 24


def records_kept_until(closed_on: date) -> date:
    """The last day through which the record of a request must stay; it may be erased from the day after.

    Counted from the final response, since 11 CCR 7101(a) names no start.
    """
    return closed_on + relativedelta(months=RECORD_MONTHS)


def verification_purge_on(closed_on: date) -> date:
    """The day on which data collected only to verify is erased, counted from the final response (11 CCR 7060(d))."""
    return closed_on + timedelta(days=VERIFY_PURGE_DAYS)


def draft_expires_at(saved_at: datetime) -> datetime:
    """The instant after which an unsent form is erased, counted from its last save."""
    return saved_at + timedelta(hours=DRAFT_HOURS)


def document_purge_on(
    purpose: DocumentPurpose, *, checked_on: date | None = None, closed_on: date | None = None
) -> date | None:
    """The day from which a document is erased, or None as long as that day is not known.

    What an answer rests on (a proof of authority, the support for a correction) belongs to the record of the request,
    and goes when that may go: `closed_on` is the day on which the last request of the filing was closed. A government
    ID was collected only to verify: it goes when staff have looked at it, `checked_on`, a week later at the latest,
    and with the request that it was asked for at once (11 CCR 7060(d)).
    """
    if purpose is DocumentPurpose.IDENTITY:
        return closed_on or (checked_on and verification_purge_on(checked_on))
    return closed_on and records_kept_until(closed_on) + timedelta(days=1)
