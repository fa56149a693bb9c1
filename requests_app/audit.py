"""How does something that happened enter the history? Only through here."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

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
    return Event.objects.create(
        submission=submission,
        request=request,
        kind=kind,
        at=at,
        actor=Actor.STAFF if staff else (actor or Actor.CONSUMER),
        staff=staff,
        data={name: _stored(value) for name, value in data.items()},
    )


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
