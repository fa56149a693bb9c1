"""How long is each thing kept?"""

from datetime import date, datetime, timedelta
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import DROP_PROOFS, KEEP_RECORDS, Ours

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
