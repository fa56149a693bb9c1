"""How does something that happened enter the history? Only through here."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from requests_app.models import Event, PrivacyRequest, Submission
from requests_app.vocabulary import Actor, EventKind


def record(
    kind: EventKind,
    *,
    submission: Submission,
    request: PrivacyRequest | None = None,
    at: datetime,
    staff: User | None = None,
    actor: Actor | None = None,
    **data: str | int | bool | date | list[str],
) -> Event:
    """Append one event and return it.

    `data` holds codes, ids and dates and never a name, an address or a sentence: the history outlives the
    personal data. The actor is the staff member if one is given, otherwise the consumer unless said.
    """
    event = Event(
        submission=submission,
        request=request,
        kind=kind,
        at=at,
        actor=Actor.STAFF if staff else (actor or Actor.CONSUMER),
        staff=staff,
        data={name: _stored(value) for name, value in data.items()},
    )
    # The database makes the link of it when the transaction ends: until then nobody waits for anybody.
    event.hash = event.content
    event.save(force_insert=True)
    return event


def link_now() -> None:
    """Give the events of this transaction their numbers and hashes now instead of at its end.

    Whoever writes to the same filings waits from here on: call it last.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS event_link IMMEDIATE; SET CONSTRAINTS event_link DEFERRED")


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
