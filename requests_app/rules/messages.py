"""How much is written to and fro about a filing, and how long?

No law sets these. They keep one writer from filling a team's day, and leave room for every question that a request
raises; what does not fit goes by post or email, which stay open.
"""

from datetime import date, timedelta
from typing import Annotated

from requests_app.rules.citations import Ours

TEXT_LENGTH: Annotated[int, Ours("about two printed pages: what is longer is a document")] = 4_000
MESSAGES_A_DAY: Annotated[int, Ours("of one writer in one thread; a quick exchange has fewer")] = 10
AFTER_CLOSING_DAYS: Annotated[int, Ours("time to read an answer and to ask about it")] = 30


def may_write_until(closed_on: date) -> date:
    """The last day on which a side of a filing may write, after the last of its requests was closed on a day."""
    return closed_on + timedelta(days=AFTER_CLOSING_DAYS)
