"""Are we sure enough that this person is the consumer?

Three degrees: none for an opt-out, reasonable, and reasonably high. A point is an attribute the person gave that equals
a reliable one already on file (11 CCR 7062(b)-(c)). The two and three points are the regulation's examples; here they
are the floor. Nothing is ever proved by the very item in dispute (11 CCR 7060(h)). Whoever has an account and logged in
to it anew for this request needs neither points nor declaration, unless fraud is suspected (11 CCR 7061).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from requests_app.rules.citations import (
    ACCOUNT_LOGIN,
    DEGREE_BY_HARM,
    DISPUTED_ITEM,
    NO_VERIFICATION,
    REASONABLE_DEGREE,
    REASONABLY_HIGH_DEGREE,
    SUSPECTED_FRAUD,
    Citation,
    Ours,
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
    """The degree a right leans to, and every degree that staff may choose with a reason."""

    level: Level
    source: Citation
    may_be: tuple[Level, ...]


def _fixed(level: Level, source: Citation) -> LevelRule:
    return LevelRule(level, source, (level,))


def _leaning(level: Level) -> LevelRule:
    """A degree by how sensitive the information is, and what harm a mistake would do."""
    return LevelRule(level, DEGREE_BY_HARM, (Level.REASONABLE, Level.REASONABLY_HIGH))


LEVELS: dict[RequestType, LevelRule] = {
    RequestType.KNOW_CATEGORIES: _fixed(Level.REASONABLE, REASONABLE_DEGREE),
    RequestType.KNOW_SPECIFIC: _fixed(Level.REASONABLY_HIGH, REASONABLY_HIGH_DEGREE),
    RequestType.DELETE: _leaning(Level.REASONABLE),
    RequestType.CORRECT: _leaning(Level.REASONABLE),
    RequestType.OPT_OUT_SALE_SHARE: _fixed(Level.NONE, NO_VERIFICATION),
    RequestType.LIMIT_SPI: _fixed(Level.NONE, NO_VERIFICATION),
}
# Whose address or number stands in the records gets the next password: a wrong correction hands over an account.
CORRECTION_LEVELS: dict[Point, LevelRule] = {
    Point.EMAIL: _fixed(Level.REASONABLY_HIGH, DEGREE_BY_HARM),
    Point.PHONE: _fixed(Level.REASONABLY_HIGH, DEGREE_BY_HARM),
    Point.POSTAL_ADDRESS: _leaning(Level.REASONABLY_HIGH),
}

# Why some facts count and others do not: shown to staff beside the evidence.
COUNTS_ALONE: Citation = ACCOUNT_LOGIN
COUNTS_NO_MORE: Citation = SUSPECTED_FRAUD
NEVER_COUNTS: Citation = DISPUTED_ITEM
# How old a login may be when the business reports it. It has to be one for this request.
LOGIN_HOURS: Annotated[int, Ours("long enough for a queue that stood still, too short for a session kept open")] = 24

# Control of these is what a code or a link proves.
CONTACT_POINTS = frozenset({Point.EMAIL, Point.PHONE})


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded reason to believe the requester.

    `on_file`: a confirmed contact was in the business's records for this person before the request. A matched point
    needs no such mark, having been matched against those records.
    `disputed`: it is the item that a correction is about.
    `reliable`: false for what others could guess or look up.
    `doubted`: fraud is suspected on the account that was logged in to.
    """

    kind: EvidenceKind
    point: Point | None = None
    on_file: bool = False
    disputed: bool = False
    reliable: bool = True
    doubted: bool = False


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


def level_rule(request_type: RequestType, *, disputed: Point | None = None) -> LevelRule:
    """What the law says of the degree. `disputed`: the item that a correction is about."""
    if request_type is RequestType.CORRECT and disputed is not None:
        return CORRECTION_LEVELS.get(disputed, LEVELS[request_type])
    return LEVELS[request_type]


def required_level(request_type: RequestType, *, disputed: Point | None = None) -> Level:
    """The degree a request needs as long as nobody decided otherwise."""
    return level_rule(request_type, disputed=disputed).level


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
    """Whether somebody answers for it that the requester is the consumer.

    The consumer under penalty of perjury (11 CCR 7062(c)), or a representative by the proof of their authority.
    """
    signed = (EvidenceKind.DECLARATION_SIGNED, EvidenceKind.REPRESENTATIVE_PROOF)
    return any(fact.kind in signed for fact in facts)


def is_logged_in(facts: Collection[Fact]) -> bool:
    """Whether the requester logged in anew to an account they have, and nobody suspects fraud (11 CCR 7061)."""
    logins = [fact for fact in facts if fact.kind is EvidenceKind.ACCOUNT_LOGIN]
    return bool(logins) and not any(fact.doubted for fact in logins)


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
    logged_in = is_logged_in(facts)
    return Missing(
        points=0 if logged_in else max(0, wanted - len(matched)),
        declaration=needed is Level.REASONABLY_HIGH and not logged_in and not is_declared(facts),
        could_match=tuple(point for point in Point if point not in matched and point not in disputed),
    )
