"""Are we sure enough that this person is the consumer?

Three degrees: none for an opt-out, reasonable, and reasonably high. A point is an attribute the person gave that equals
a reliable one already on file (11 CCR 7062(b)-(c)). The two and three points are the regulation's examples; here they
are the floor. Nothing is ever proved by the very item in dispute (11 CCR 7060(h)).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from requests_app.rules.citations import (
    DEGREE_BY_HARM,
    NO_VERIFICATION,
    REASONABLE_DEGREE,
    REASONABLY_HIGH_DEGREE,
    Citation,
)
from requests_app.vocabulary import EvidenceKind, Point, RequestType

POINTS_FOR_REASONABLE: Annotated[int, REASONABLE_DEGREE] = 2
POINTS_FOR_REASONABLY_HIGH: Annotated[int, REASONABLY_HIGH_DEGREE] = 3


class Level(IntEnum):
    """Degrees of certainty; comparable."""

    NONE = 0
    REASONABLE = 1
    REASONABLY_HIGH = 2


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The degree a right needs; `may_be_raised` where it depends on how sensitive the information is."""

    level: Level
    source: Citation
    may_be_raised: bool = False


LEVELS: dict[RequestType, LevelRule] = {
    RequestType.KNOW_CATEGORIES: LevelRule(Level.REASONABLE, REASONABLE_DEGREE),
    RequestType.KNOW_SPECIFIC: LevelRule(Level.REASONABLY_HIGH, REASONABLY_HIGH_DEGREE),
    RequestType.DELETE: LevelRule(Level.REASONABLE, DEGREE_BY_HARM, may_be_raised=True),
    RequestType.CORRECT: LevelRule(Level.REASONABLE, DEGREE_BY_HARM, may_be_raised=True),
    RequestType.OPT_OUT_SALE_SHARE: LevelRule(Level.NONE, NO_VERIFICATION),
    RequestType.LIMIT_SPI: LevelRule(Level.NONE, NO_VERIFICATION),
}

# Control of these is what a code or a link proves.
CONTACT_POINTS = frozenset({Point.EMAIL, Point.PHONE})


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded reason to believe the requester.

    `on_file`: a confirmed contact was in the business's records for this person before the request. A matched point
    needs no such mark, having been matched against those records.
    `disputed`: it is the item that a correction is about.
    `reliable`: false for what others could guess or look up.
    """

    kind: EvidenceKind
    point: Point | None = None
    on_file: bool = False
    disputed: bool = False
    reliable: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still needed. `could_match` are the points not used yet and not in dispute, for the next question."""

    points: int
    declaration: bool
    could_match: tuple[Point, ...]

    @property
    def nothing(self) -> bool:
        """True when the degree asked about is reached."""
        return not self.points and not self.declaration


def required_level(request_type: RequestType, *, raised: bool = False) -> Level:
    """The degree a request needs. `raised`: staff found the information sensitive, or the harm of a mistake serious.

    Raises ValueError when a degree is raised that the law fixes: asking more than it allows is not caution.
    """
    rule = LEVELS[request_type]
    if not raised:
        return rule.level
    if not rule.may_be_raised:
        raise ValueError(f"the degree for {request_type.value} is fixed by {rule.source}")
    return Level.REASONABLY_HIGH


def points(facts: Collection[Fact]) -> frozenset[Point]:
    """The distinct points that count.

    A confirmed email address or telephone number is one point only if it was already on file, and the same one that
    staff may have matched: a contact never counts twice.
    """
    disputed = {fact.point for fact in facts if fact.disputed}
    return frozenset(
        fact.point for fact in facts if fact.point is not None and fact.point not in disputed and _scores(fact)
    )


def _scores(fact: Fact) -> bool:
    if not fact.reliable:
        return False
    if fact.kind is EvidenceKind.CONTACT_CONFIRMED:
        return fact.on_file and fact.point in CONTACT_POINTS
    return fact.kind is EvidenceKind.POINT_MATCHED


def is_declared(facts: Collection[Fact]) -> bool:
    """Whether the requester declared under penalty of perjury to be the consumer (11 CCR 7062(c))."""
    return any(fact.kind is EvidenceKind.DECLARATION_SIGNED for fact in facts)


def level(facts: Collection[Fact]) -> Level:
    """The degree that these facts reach together."""
    return max(reached for reached in Level if missing(facts, reached).nothing)


def missing(facts: Collection[Fact], needed: Level) -> Missing:
    """What still stands between these facts and the degree `needed`."""
    matched = points(facts)
    disputed = {fact.point for fact in facts if fact.disputed}
    wanted = {
        Level.NONE: 0,
        Level.REASONABLE: POINTS_FOR_REASONABLE,
        Level.REASONABLY_HIGH: POINTS_FOR_REASONABLY_HIGH,
    }[needed]
    return Missing(
        points=max(0, wanted - len(matched)),
        declaration=needed is Level.REASONABLY_HIGH and not is_declared(facts),
        could_match=tuple(point for point in Point if point not in matched and point not in disputed),
    )
