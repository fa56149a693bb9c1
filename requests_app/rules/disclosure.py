"""What does a know answer cover, and what may never be in it?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import (
    LET_COMPARE,
    NEVER_DISCLOSE,
    NOTHING_BEFORE,
    SAY_WHAT_IS_HELD,
    TWELVE_MONTHS_BACK,
    Citation,
    Ours,
)
from requests_app.rules.scanning import scan
from requests_app.vocabulary import NeverDisclosed, Period

PERIOD_MONTHS: Annotated[int, TWELVE_MONTHS_BACK] = 12
RANGE_FLOOR: Annotated[date, NOTHING_BEFORE, TWELVE_MONTHS_BACK] = date(2022, 1, 1)
MAX_SCANNED_CHARACTERS: Annotated[int, Ours("more than a form accepts")] = 500_000


@dataclass(frozen=True, slots=True)
class NeverRule:
    """A kind of value that stays in the house.

    In its place the answer names the kind, in the words of its label, with sufficient particularity; and the verified
    person may have the value compared with one they state. `scanned` is false where no pattern can tell the value from
    other data, so that only a person can keep it in.
    """

    scanned: bool = True
    source: Citation = NEVER_DISCLOSE
    name_it: Citation = SAY_WHAT_IS_HELD
    compare_it: Citation = LET_COMPARE


NEVER: dict[NeverDisclosed, NeverRule] = {
    NeverDisclosed.SSN: NeverRule(),
    NeverDisclosed.GOVERNMENT_ID: NeverRule(),
    NeverDisclosed.FINANCIAL_ACCOUNT: NeverRule(),
    NeverDisclosed.HEALTH_ID: NeverRule(),
    NeverDisclosed.PASSWORD: NeverRule(),
    NeverDisclosed.SECURITY_QUESTIONS: NeverRule(),
    NeverDisclosed.BIOMETRIC: NeverRule(scanned=False),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place in a text, text[start:end], that looks like a never-disclosed value. Holds the place, never the value."""

    start: int
    end: int
    kind: NeverDisclosed


class TooLongToScan(ValueError):
    """The text is longer than MAX_SCANNED_CHARACTERS; nothing in it was looked at."""


def find_never_disclose(text: str) -> list[Finding]:
    """The places in an answer that look like values of 11 CCR 7024(d), in the order of the text.

    Within one kind, a place inside another is left out. Raises TooLongToScan rather than look at a part only.
    """
    if len(text) > MAX_SCANNED_CHARACTERS:
        raise TooLongToScan
    findings = {Finding(start, end, kind) for kind, start, end in scan(text)}
    reached: dict[NeverDisclosed, int] = {}
    outermost = []
    for finding in sorted(findings, key=lambda each: (each.start, -each.end, each.kind)):
        if finding.end > reached.get(finding.kind, 0):
            reached[finding.kind] = finding.end
            outermost.append(finding)
    return outermost


class KnowPeriod(NamedTuple):
    """The first and the last day, both included, of what a know answer covers."""

    start: date
    end: date


class PeriodProblem(StrEnum):
    """What is wrong with a range of dates."""

    START_MISSING = "START_MISSING"
    END_MISSING = "END_MISSING"
    BEFORE_FLOOR = "BEFORE_FLOOR"
    AFTER_RECEIPT = "AFTER_RECEIPT"
    END_BEFORE_START = "END_BEFORE_START"


class BadPeriod(ValueError):
    """Raised by `period`; `problem` says what is wrong."""

    def __init__(self, problem: PeriodProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def period(kind: Period, received_on: date, start: date | None = None, end: date | None = None) -> KnowPeriod:
    """What a know answer has to cover (11 CCR 7024(h)), counted back from the day of receipt.

    `start` and `end` matter for a RANGE only, where both are needed; with the other kinds they are left over from a
    choice that was changed, and ignored. Nothing before RANGE_FLOOR is owed, so a range may not begin earlier.
    Raises BadPeriod.
    """
    if kind is Period.TWELVE_MONTHS:
        return KnowPeriod(max(RANGE_FLOOR, received_on - relativedelta(months=PERIOD_MONTHS)), received_on)
    if kind is Period.EVERYTHING:
        return KnowPeriod(RANGE_FLOOR, received_on)
    problems = range_problems(received_on, start, end)
    if problems or start is None or end is None:
        raise BadPeriod(problems[0])
    return KnowPeriod(start, end)


def range_problems(received_on: date, start: date | None, end: date | None) -> list[PeriodProblem]:
    """Everything that is wrong with a range of dates, empty when it can be asked for."""
    found = {
        PeriodProblem.START_MISSING: start is None,
        PeriodProblem.END_MISSING: end is None,
        PeriodProblem.BEFORE_FLOOR: start is not None and start < RANGE_FLOOR,
        PeriodProblem.AFTER_RECEIPT: end is not None and end > received_on,
        PeriodProblem.END_BEFORE_START: start is not None and end is not None and end < start,
    }
    return [problem for problem, wrong in found.items() if wrong]
