"""What more may a consumer be asked, when what they gave does not show who they are?

What was given is compared first; then only as many points as are missing, none of them in dispute, and nothing that the
business would have to collect as a new sensitive thing (11 CCR 7060(c)(1), (c)(2), (d), (h)). No account, no fee.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from requests_app.rules.assurance import Fact, Level, missing
from requests_app.rules.citations import NO_NEW_SENSITIVE, Ours
from requests_app.rules.reminders import ending_on
from requests_app.vocabulary import Point

NEVER_ASKED: Annotated[frozenset[Point], NO_NEW_SENSITIVE, Ours("what has no name may be a Social Security number")] = (
    frozenset({Point.OTHER})
)


@dataclass(frozen=True, slots=True)
class MayAsk:
    """The points that may be asked for, and how many of them at most."""

    points: tuple[Point, ...]
    most: int


def may_ask(facts: Collection[Fact], needed: Level, *, given: Collection[Point], disputed: Point | None) -> MayAsk:
    """What may be asked beyond what the facts show.

    `given`: what the consumer said already, which is compared first. `disputed`: the item that a correction is about.
    """
    lacking = missing(facts, needed)
    never = {*given, *NEVER_ASKED, disputed}
    points = tuple(each for each in lacking.could_match if each not in never)
    return MayAsk(points if lacking.points else (), lacking.points)


def asked_until(answer_due_on: date, *, today: date) -> date:
    """By when the consumer is asked to answer: before the end is in sight, or as long as there is time at all."""
    return next((day for day in (ending_on(answer_due_on), answer_due_on) if day > today), today)
