"""Did a request change while somebody had its form open, and what was it?

Each form carries how much had happened when it was opened. When it is sent, the filing is locked, and that is compared:
of two people who act at one moment the second reads what the first did, and keeps what they typed. A form that is sent
twice is such a second one, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from requests_app import history, queries
from requests_app.models import Event, PrivacyRequest, Submission
from requests_app.vocabulary import EventKind

FIELD = "seen"
# Looking, and the portal's own post: nothing that anybody would decide otherwise for.
QUIET = frozenset(
    {
        *(EventKind.NOTICE_SENT, EventKind.NOTICE_FAILED, EventKind.STATUS_VIEWED),
        *(EventKind.DOCUMENT_VIEWED, EventKind.DOCUMENT_FETCHED, EventKind.REVEALED, EventKind.EVIDENCE_EXPORTED),
    }
)


class Changed(Exception):
    """Something happened since the form was opened; `lines` says what and who did it."""

    def __init__(self, lines: list[history.HistoryLine]) -> None:
        self.lines = lines
        super().__init__(f"{len(lines)} events")


def number(events: Iterable[Event]) -> int:
    """How much has happened, of the events of a request's page."""
    return sum(event.kind not in QUIET for event in events)


def seen(request: PrivacyRequest) -> int:
    """The same for a page that does not load them."""
    return _events(request).count()


def since(request: PrivacyRequest, data: Mapping[str, Any]) -> list[history.HistoryLine]:
    """What happened since the form that was sent had been opened, oldest first; nothing for what names no such moment.

    Counted, and in the order of the chain: what began earlier may have ended later.
    """
    typed = str(data.get(FIELD, ""))
    if not (typed.isascii() and typed.isdigit()):
        return []
    news = list(_events(request).select_related("request__submission").order_by("number", "id"))
    return history.history(news[int(typed[:9]) :], for_staff=True)


@contextmanager
def none_meanwhile(request: PrivacyRequest, data: Mapping[str, Any]) -> Iterator[None]:
    """A transaction in which nobody else changes the filing. Raises Changed when somebody did before."""
    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
        news = since(request, data)
        if news:
            raise Changed(news)
        yield


def _events(request: PrivacyRequest) -> Any:
    return queries.events_of(request).exclude(kind__in=QUIET)
