"""On which grounds may a request be refused, and what must go with the refusal?

Every ground names its law, the rights it fits, and what it needs; `COMPANIONS` adds what goes with any refusal of a
right. Some accompaniments only staff can write; templates say the rest. Either way a refusal is explained: a bare
"exempt" is not enough. Where law forbids naming the reason (a sealed order, a police hold), the explanation says that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import (
    CORRECTION_DENIAL,
    DELETION_ANSWER,
    DELETION_DENIAL,
    DELETION_OPT_OUT_OFFER,
    DELETION_REACH,
    FALL_BACK_TO_CATEGORIES,
    REFUSE_IN_TIME,
    REPEATED_CORRECTION,
    REPRODUCTIVE_CARE,
    TWO_IN_TWELVE_MONTHS,
    Citation,
    Ours,
    ccr,
    civ,
)
from requests_app.rules.rights import ALL, CORRECT, DELETE, KNOW, OPT_OUTS, VERIFIABLE
from requests_app.vocabulary import Accompaniment, Ground, RequestType

MIN_EXPLANATION_LENGTH: Annotated[int, Ours("a sentence, so that a code word cannot pass for a reason")] = 40
CORRECT_REPEAT_MONTHS: Annotated[int, REPEATED_CORRECTION] = 6
# From 2027 the right to delete reaches what was collected about the consumer, not only from them (SB 923 of 2026).
FROM_CONSUMER_ONLY_UNTIL: Annotated[date, DELETION_REACH] = date(2026, 12, 31)

# Only staff can write these; of them, `EXPLAINS` have to be whole sentences.
WRITTEN_BY_STAFF = frozenset(
    {
        Accompaniment.EXPLANATION,
        Accompaniment.REST_DONE,
        Accompaniment.EFFORT_FACTS,
        Accompaniment.FRAUD_REASON,
        Accompaniment.HOW_TO_CURE,
        Accompaniment.WITH_PARTICULARITY,
        Accompaniment.NOT_SEARCHED,
    }
)
EXPLAINS = frozenset({Accompaniment.EXPLANATION, Accompaniment.EFFORT_FACTS, Accompaniment.FRAUD_REASON})


@dataclass(frozen=True, slots=True)
class GroundRule:
    """What the law says about one ground.

    `valid_until`: the last day of receipt for which it exists. `part_only`: the rest is always carried out, so a whole
    request cannot be refused on it. `second_reviewer`: a second person must agree. `carve_out`: the section that keeps
    it from information about contraception, pregnancy or perinatal care; staff must say whether it is such.
    """

    types: frozenset[RequestType]
    sources: tuple[Citation, ...]
    needs: frozenset[Accompaniment]
    valid_until: date | None = None
    part_only: bool = False
    second_reviewer: bool = False
    carve_out: Citation | None = None

    @property
    def staff_writes(self) -> tuple[Accompaniment, ...]:
        """What staff must write to use this ground, in the vocabulary's order."""
        return tuple(part for part in Accompaniment if part in self.needs & WRITTEN_BY_STAFF)


@dataclass(frozen=True, slots=True)
class Companion:
    """What templates say with any refusal of some rights; with `beside` or `grounds`, only where those apply."""

    types: frozenset[RequestType]
    parts: frozenset[Accompaniment]
    source: Citation
    beside: Accompaniment | None = None
    grounds: frozenset[Ground] = frozenset(Ground)


INSTEAD_OF_CORRECTING = frozenset({Accompaniment.HOW_TO_DELETE, Accompaniment.HEALTH_STATEMENT})
ON_THE_MERITS = frozenset({Ground.COR_ACCURATE, Ground.COR_IMPOSSIBLE})
COMPANIONS = (
    Companion(ALL, frozenset({Accompaniment.TIMELY_REASONS}), REFUSE_IN_TIME),
    Companion(DELETE, frozenset({Accompaniment.RECORD_KEPT}), DELETION_ANSWER),
    Companion(
        DELETE,
        frozenset({Accompaniment.KEPT_USE_ONLY, Accompaniment.PROVIDERS_TOLD}),
        DELETION_DENIAL,
        beside=Accompaniment.REST_DONE,
    ),
    Companion(CORRECT, INSTEAD_OF_CORRECTING, CORRECTION_DENIAL, grounds=ON_THE_MERITS),
    Companion(KNOW, frozenset({Accompaniment.FALL_BACK}), FALL_BACK_TO_CATEGORIES, beside=Accompaniment.SAY_UNVERIFIED),
)
# Only a business that sells or shares offers this, and only to a consumer who has not opted out yet.
IF_SOLD_OR_SHARED = Companion(DELETE, frozenset({Accompaniment.OPT_OUT_OFFER}), DELETION_OPT_OUT_OFFER)


def _civ(*sections: str) -> tuple[Citation, ...]:
    return tuple(civ(section) for section in sections)


def _ccr(*sections: str) -> tuple[Citation, ...]:
    return tuple(ccr(section) for section in sections)


SPECIFIC = frozenset({RequestType.KNOW_SPECIFIC})
SALE = frozenset({RequestType.OPT_OUT_SALE_SHARE})

WHY = frozenset({Accompaniment.EXPLANATION})
WHY_AND_REST = frozenset({Accompaniment.EXPLANATION, Accompaniment.REST_DONE})
SAY_SO = frozenset({Accompaniment.SAY_SO})
UNVERIFIED = frozenset({Accompaniment.SAY_UNVERIFIED})
EFFORT = frozenset({Accompaniment.EFFORT_FACTS})
FRAUD = frozenset({Accompaniment.FRAUD_REASON})
CURE = frozenset({Accompaniment.HOW_TO_CURE})
NEXT = frozenset({Accompaniment.NEXT_DATE})
NAME_AND_COMPARE = frozenset({Accompaniment.WITH_PARTICULARITY, Accompaniment.COMPARE_OFFER})

GROUNDS: dict[Ground, GroundRule] = {
    # Who asks
    Ground.AGENT_NO_PROOF: GroundRule(ALL, _ccr("7063(a)", "7026(j)", "7027(j)"), CURE),
    Ground.NO_VERIFY_METHOD: GroundRule(VERIFIABLE, _ccr("7062(g)"), UNVERIFIED | WHY),
    Ground.UNVERIFIED: GroundRule(VERIFIABLE, _ccr("7022(a)", "7023(a)", "7024(a)", "7024(b)", "7062(f)"), UNVERIFIED),
    Ground.NOT_CALIFORNIA: GroundRule(ALL, _civ("1798.140(i)"), WHY),
    # What the information is
    Ground.SP_ROLE: GroundRule(VERIFIABLE, _civ("1798.105(c)(3)", "1798.130(a)(3)(A)") + _ccr("7050(c)"), SAY_SO),
    Ground.HOUSEHOLD: GroundRule(VERIFIABLE, _civ("1798.145(p)"), WHY),
    Ground.OTHER_PERSON: GroundRule(SPECIFIC | DELETE | CORRECT, _civ("1798.145(k)"), WHY_AND_REST),
    Ground.DEIDENTIFIED: GroundRule(VERIFIABLE, _civ("1798.140(v)(3)", "1798.145(j)") + _ccr("7060(g)"), WHY_AND_REST),
    Ground.PUBLIC: GroundRule(ALL, _civ("1798.140(v)(2)"), WHY_AND_REST),
    # Other law
    Ground.LAW_CONFLICT: GroundRule(ALL, _civ("1798.145(a)(1)(A)-(C)"), WHY_AND_REST, carve_out=REPRODUCTIVE_CARE),
    Ground.EMERGENCY_AGENCY: GroundRule(DELETE, _civ("1798.145(a)(1)(D)"), WHY_AND_REST, carve_out=REPRODUCTIVE_CARE),
    Ground.LEGAL_CLAIMS: GroundRule(ALL, _civ("1798.145(a)(1)(E)"), WHY_AND_REST, carve_out=REPRODUCTIVE_CARE),
    Ground.PRIVILEGE: GroundRule(KNOW | OPT_OUTS, _civ("1798.145(b)"), WHY),
    Ground.MEDICAL: GroundRule(ALL, _civ("1798.145(c)", "1798.146"), WHY_AND_REST),
    Ground.FCRA: GroundRule(ALL, _civ("1798.145(d)"), WHY_AND_REST),
    Ground.GLBA: GroundRule(ALL, _civ("1798.145(e)"), WHY_AND_REST),
    Ground.DPPA: GroundRule(ALL, _civ("1798.145(f)"), WHY_AND_REST),
    Ground.OUT_OF_STATE: GroundRule(SALE, _civ("1798.145(a)(1)(G)"), WHY, carve_out=REPRODUCTIVE_CARE),
    Ground.INSURANCE: GroundRule(ALL, _ccr("7271"), WHY_AND_REST),
    Ground.EXCESSIVE: GroundRule(VERIFIABLE, _civ("1798.145(h)(3)"), WHY, second_reviewer=True),
    Ground.TRADE_SECRET: GroundRule(KNOW, _civ("1798.100(f)", "1798.185(a)(3)"), WHY_AND_REST),
    # Requests to know
    Ground.KNOW_LIMIT: GroundRule(KNOW, (TWO_IN_TWELVE_MONTHS,), NEXT),
    Ground.KNOW_NEVER: GroundRule(SPECIFIC, _ccr("7024(d)"), NAME_AND_COMPARE, part_only=True),
    Ground.KNOW_NO_SEARCH: GroundRule(KNOW, _ccr("7024(c)"), WHY | {Accompaniment.NOT_SEARCHED}),
    Ground.KNOW_BEYOND_12M: GroundRule(KNOW, _ccr("7024(h)"), EFFORT | {Accompaniment.REST_DONE}, part_only=True),
    Ground.KNOW_PRE_2022: GroundRule(KNOW, _civ("1798.130(a)(2)(B)"), SAY_SO),
    Ground.KNOW_SECURITY_DATA: GroundRule(SPECIFIC, _civ("1798.130(a)(3)(B)(iii)"), WHY_AND_REST),
    Ground.KNOW_EDU_TEST: GroundRule(KNOW, _civ("1798.145(q)(2)"), WHY),
    # Requests to delete
    Ground.DEL_1_TRANSACTION: GroundRule(DELETE, _civ("1798.105(d)(1)"), WHY_AND_REST),
    Ground.DEL_2_SECURITY: GroundRule(DELETE, _civ("1798.105(d)(2)"), WHY_AND_REST),
    Ground.DEL_3_DEBUG: GroundRule(DELETE, _civ("1798.105(d)(3)"), WHY_AND_REST),
    Ground.DEL_4_SPEECH: GroundRule(DELETE, _civ("1798.105(d)(4)"), WHY_AND_REST),
    Ground.DEL_5_CALECPA: GroundRule(DELETE, _civ("1798.105(d)(5)"), WHY_AND_REST),
    Ground.DEL_6_RESEARCH: GroundRule(DELETE, _civ("1798.105(d)(6)"), WHY_AND_REST),
    Ground.DEL_7_INTERNAL: GroundRule(DELETE, _civ("1798.105(d)(7)"), WHY_AND_REST),
    Ground.DEL_8_LEGAL: GroundRule(DELETE, _civ("1798.105(d)(8)"), WHY_AND_REST),
    Ground.DEL_NOT_FROM_CONSUMER: GroundRule(
        DELETE, (DELETION_REACH,), WHY_AND_REST, valid_until=FROM_CONSUMER_ONLY_UNTIL
    ),
    Ground.DEL_LE_HOLD: GroundRule(DELETE, _civ("1798.145(a)(1)(B)"), WHY_AND_REST, carve_out=REPRODUCTIVE_CARE),
    Ground.DEL_BACKUP: GroundRule(DELETE, _ccr("7022(d)"), SAY_SO, part_only=True),
    Ground.DEL_STUDENT: GroundRule(DELETE, _civ("1798.145(q)(1)"), WHY),
    Ground.DEL_PHYSICAL_ITEM: GroundRule(DELETE, _civ("1798.145(r)"), WHY),
    Ground.DEL_CREDIT_AGENCY: GroundRule(DELETE, _civ("1798.145(o)"), WHY),
    Ground.DEL_3P_NOTICE: GroundRule(DELETE, _ccr("7022(b)(3)"), EFFORT, part_only=True),
    # Requests to correct
    Ground.COR_ACCURATE: GroundRule(CORRECT, _ccr("7023(b)"), WHY),
    Ground.COR_DOCS: GroundRule(CORRECT, _ccr("7023(d)(2)", "7023(f)(1)"), WHY | CURE),
    Ground.COR_IMPOSSIBLE: GroundRule(CORRECT, _ccr("7023(f)(1)", "7023(f)(2)"), EFFORT, second_reviewer=True),
    Ground.COR_REPEAT_6M: GroundRule(CORRECT, (REPEATED_CORRECTION,), WHY | NEXT),
    Ground.COR_FRAUD: GroundRule(CORRECT, _ccr("7023(h)"), FRAUD, second_reviewer=True),
    # Opt-outs
    Ground.OPT_FRAUD: GroundRule(OPT_OUTS, _ccr("7026(e)", "7027(f)"), FRAUD, second_reviewer=True),
    Ground.OPT_NA: GroundRule(OPT_OUTS, _ccr("7013(g)", "7014(g)", "7027(m)"), SAY_SO),
    Ground.OPT_VEHICLE: GroundRule(SALE, _civ("1798.145(g)"), WHY),
    Ground.OPT_PHYSICAL_ITEM: GroundRule(SALE, _civ("1798.145(r)"), WHY),
    Ground.OPT_CREDIT_AGENCY: GroundRule(SALE, _civ("1798.145(o)"), WHY),
}


# These say nothing about what is held or was answered before, so they may be told to somebody who is not verified.
SPEAK_OF_NO_RECORDS = frozenset(
    {Ground.UNVERIFIED, Ground.NO_VERIFY_METHOD, Ground.AGENT_NO_PROOF, Ground.NOT_CALIFORNIA, Ground.EXCESSIVE}
) | {Ground.OPT_FRAUD, Ground.OPT_NA}


class Misfit(StrEnum):
    """Why a ground cannot be used. FACTS is for callers who know more than these rules do."""

    WRONG_RIGHT = "WRONG_RIGHT"
    NO_LONGER_LAW = "NO_LONGER_LAW"
    ONLY_FOR_A_PART = "ONLY_FOR_A_PART"
    CARVE_OUT_UNANSWERED = "CARVE_OUT_UNANSWERED"
    CARVED_OUT = "CARVED_OUT"
    FACTS = "FACTS"


class GroundDoesNotFit(Exception):
    """The request cannot be refused on this ground; `misfit` says why."""

    def __init__(self, ground: Ground, misfit: Misfit = Misfit.FACTS) -> None:
        super().__init__(f"{ground.value}: {misfit.value}")
        self.ground = ground
        self.misfit = misfit


class PartMissing(Exception):
    """What staff still have to write: `missing` is empty, `too_short` is no sentence yet. In the vocabulary's order."""

    def __init__(self, missing: tuple[Accompaniment, ...], too_short: tuple[Accompaniment, ...]) -> None:
        super().__init__(", ".join(part.value for part in missing + too_short))
        self.missing = missing
        self.too_short = too_short


def fitting(
    request_type: RequestType, received_on: date, *, decided_on: date | None = None, whole: bool = False
) -> list[Ground]:
    """The grounds open to a request of this type and day of receipt, in the vocabulary's order.

    `decided_on`: leave out also what is no longer law on the day of the decision, the safe course for requests that
    are open when the law changes. `whole`: leave out what can only cover a part.
    """
    days = (received_on, decided_on or received_on)
    return [ground for ground in Ground if _misfit(ground, request_type, days, whole) is None]


def required(ground: Ground, request_type: RequestType, *, offers_opt_out: bool = False) -> frozenset[Accompaniment]:
    """Everything that must go out with a refusal on this ground.

    `offers_opt_out`: the business sells or shares, and this consumer has not opted out yet (11 CCR 7022(g)).
    """
    parts = GROUNDS[ground].needs
    for companion in COMPANIONS + ((IF_SOLD_OR_SHARED,) if offers_opt_out else ()):
        fits = request_type in companion.types and ground in companion.grounds
        if fits and (companion.beside is None or companion.beside in parts):
            parts |= companion.parts
    return parts


def check(
    ground: Ground,
    request_type: RequestType,
    received_on: date,
    parts: Mapping[Accompaniment, str],
    *,
    decided_on: date | None = None,
    whole: bool = False,
    reproductive_care: bool | None = None,
) -> None:
    """Raises GroundDoesNotFit or PartMissing unless a request may be refused on this ground with these words.

    `parts`: what staff wrote. `decided_on`, `whole`: as in `fitting`. `reproductive_care`: staff's answer to whether
    the information concerns contraception, pregnancy or perinatal care, None when they were not asked; it matters for
    grounds with a carve-out only.
    """
    misfit = _misfit(ground, request_type, (received_on, decided_on or received_on), whole)
    if misfit is None and GROUNDS[ground].carve_out and reproductive_care is not False:
        misfit = Misfit.CARVE_OUT_UNANSWERED if reproductive_care is None else Misfit.CARVED_OUT
    if misfit is not None:
        raise GroundDoesNotFit(ground, misfit)
    written = {part: " ".join(parts.get(part, "").split()) for part in GROUNDS[ground].staff_writes}
    missing = tuple(part for part, words in written.items() if not any(map(str.isalnum, words)))
    too_short = tuple(
        part
        for part, words in written.items()
        if part in EXPLAINS and part not in missing and len(words) < MIN_EXPLANATION_LENGTH
    )
    if missing or too_short:
        raise PartMissing(missing, too_short)


def _misfit(ground: Ground, request_type: RequestType, days: tuple[date, date], whole: bool) -> Misfit | None:
    rule = GROUNDS[ground]
    if request_type not in rule.types:
        return Misfit.WRONG_RIGHT
    if rule.valid_until is not None and max(days) > rule.valid_until:
        return Misfit.NO_LONGER_LAW
    return Misfit.ONLY_FOR_A_PART if whole and rule.part_only else None


def is_repeat(denied_on: date, received_on: date, *, new_documents: bool) -> bool:
    """Whether COR_REPEAT_6M can apply: the same correction was denied in the six months before this one came in.

    Not when the consumer sends new or additional documents (11 CCR 7023(g)).
    """
    return not new_documents and received_on - relativedelta(months=CORRECT_REPEAT_MONTHS) <= denied_on <= received_on
