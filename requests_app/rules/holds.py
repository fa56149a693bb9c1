"""For how long does a hold keep a deletion, and which answers does it leave?

An agency may direct a business, with an active case number, not to delete for 90 days, and for further 90 days at a
time for good cause; the information is kept for that alone. The clock of the request runs on. Its answer is mostly
due before the hold ends, so a hold outlasts the request: what was kept for it is to be deleted afterwards.
"""

from datetime import date, timedelta
from typing import Annotated

from requests_app.rules.citations import POLICE_HOLD, Ours
from requests_app.vocabulary import Ground, HoldKind, Outcome, RequestType

POLICE_HOLD_DAYS: Annotated[int, POLICE_HOLD] = 90
HOLD_REMIND_DAYS: Annotated[int, Ours("a week to ask the agency, or the lawyers, whether it goes on")] = 7
# What may be said of what is kept.
GROUNDS = {
    HoldKind.POLICE: frozenset({Ground.DEL_LE_HOLD}),
    HoldKind.LITIGATION: frozenset({Ground.LEGAL_CLAIMS, Ground.LAW_CONFLICT, Ground.DEL_8_LEGAL}),
}


def police_until(start: date) -> date:
    """The last day of a police hold: of a first one counted from the direction's receipt, of a renewed one from the
    last day before."""
    return start + timedelta(days=POLICE_HOLD_DAYS)


def blocks(kind: HoldKind, request_type: RequestType, outcome: Outcome, ground: Ground | None) -> bool:
    """Whether a hold forbids this answer: a deletion that keeps nothing back for it. A denial deletes nothing."""
    deletes = request_type is RequestType.DELETE and outcome in (Outcome.FULFILLED, Outcome.PARTLY)
    return deletes and ground not in GROUNDS[kind]


def keeps(kind: HoldKind, ground: Ground) -> bool:
    """Whether something is kept for a hold after an answer on this ground: then it lasts beyond the request."""
    return ground in GROUNDS[kind]


def renewable(until: date, *, today: date) -> bool:
    """Whether an agency's next 90 days may be added: one period at a time, not while a whole one is still ahead."""
    return until <= police_until(today)


def reminder_due(until: date, *, today: date, reminded_on: date | None) -> bool:
    """Whether staff have to hear that a hold ends: once in its last week, and once when it has ended."""
    passed = [day for day in (until - timedelta(days=HOLD_REMIND_DAYS), until + timedelta(days=1)) if day <= today]
    return bool(passed) and (reminded_on is None or reminded_on < passed[-1])
