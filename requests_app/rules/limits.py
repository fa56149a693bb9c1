"""Was this consumer already answered twice in twelve months?

The duty to *provide* what a request to know asks for is capped at two times in a 12-month period for the same consumer
(Civ. Code 1798.130(b)). So delivered answers are counted, never requests: what was refused, withdrawn or never verified
does not use up a turn, and a stranger cannot use up somebody else's. The window rolls. Asking stays open; being over
the limit is a ground that staff may use, not a lock.

"Same consumer" is the caller's part: pass the answers given for one verified person, whoever asked on their behalf.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import TWO_IN_TWELVE_MONTHS
from requests_app.rules.clocks import respond_by
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Outcome, RequestType

LIMIT_COUNT: Annotated[int, TWO_IN_TWELVE_MONTHS] = 2
LIMIT_MONTHS: Annotated[int, TWO_IN_TWELVE_MONTHS] = 12

COUNTED_TYPES = KNOW
ANSWERED = frozenset({Outcome.FULFILLED, Outcome.PARTLY})


@dataclass(frozen=True, slots=True)
class DeliveredAnswer:
    """An answer that counts: what was filed at once with it, and the business's calendar day on which it went out."""

    submission: Hashable
    delivered_on: date


def counts_toward_limit(
    request_type: RequestType,
    outcome: Outcome,
    *,
    nothing_held: bool = False,
    policy_only: bool = False,
    count_nothing_held: bool = False,
) -> bool:
    """Whether an answer, once delivered, is one of the two.

    Only a know answer is, in full or in part. "We hold nothing about you" is not, unless the business chose to count
    it; a mere pointer to the privacy policy never is. Deletions, corrections (with the look that 11 CCR 7023(j)
    grants afterwards) and opt-outs are not.
    """
    if request_type not in COUNTED_TYPES or outcome not in ANSWERED or policy_only:
        return False
    return count_nothing_held or not nothing_held


def disclosure_dates(answers: Iterable[DeliveredAnswer]) -> list[date]:
    """The days that count, oldest first: one for each submission, its earliest delivery.

    Categories and specific pieces filed together are one answer even when they go out on two days, and so is an answer
    that is sent again. Pass only answers for which `counts_toward_limit` is true.
    """
    earliest: dict[Hashable, date] = {}
    for answer in answers:
        earliest[answer.submission] = min(answer.delivered_on, earliest.get(answer.submission, answer.delivered_on))
    return sorted(earliest.values())


def lapses(delivered: date) -> date:
    """The first day on which an answer no longer counts: twelve calendar months on (29 February gives 28 February)."""
    return delivered + relativedelta(months=LIMIT_MONTHS)


def counted(delivered: Iterable[date], on: date) -> list[date]:
    """Those of the delivery days that count on the day `on`."""
    return [day for day in delivered if day <= on < lapses(day)]


def window_start(on: date) -> date:
    """A day before which no delivery counts on the day `on` or later: how far back one has to look."""
    return on - relativedelta(months=LIMIT_MONTHS, days=1)


def over_limit(delivered: Sequence[date], received_on: date) -> bool:
    """Whether a request to know received on this day may be declined because of the limit.

    Both turns must be used up on the day of receipt *and* on the day the answer is due: if an older answer lapses in
    between, the new one is owed.
    """
    return _used_up(delivered, received_on) and _used_up(delivered, respond_by(received_on))


def over_limit_at_decision(delivered: Sequence[date], decided_on: date) -> bool:
    """Whether both turns are still used up on the day staff decide; if not, the request is processed after all.

    Asked besides `over_limit`: a decision after the due date may find that an older answer has lapsed.
    """
    return _used_up(delivered, decided_on)


def _used_up(delivered: Iterable[date], on: date) -> bool:
    return len(counted(delivered, on)) >= LIMIT_COUNT


def next_owed_from(delivered: Sequence[date], on: date) -> date | None:
    """The first day after `on` with fewer than two answers counting: the date to quote. None: already so on `on`.

    This is the lapse date; whether an answer is owed is decided by `over_limit`, which is kinder by up to 45 days.
    """
    if not _used_up(delivered, on):
        return None
    lapse_days = sorted(lapse for lapse in map(lapses, delivered) if lapse > on)
    return next(day for day in lapse_days if not _used_up(delivered, day))
