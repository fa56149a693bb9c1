"""Who else has to act on a request: our own systems, service providers, contractors, third parties? By which section?

A task is finished, or is called off; until then the request is not carried out. What has to be kept is restricted to
the reason for keeping it, by those who work for us as well (11 CCR 7022(f)(4)).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from requests_app.rules import grounds
from requests_app.rules.citations import (
    CORRECT_EVERYWHERE,
    DELETE_OURSELVES,
    PROVIDERS_HELP,
    SEARCH_OURSELVES,
    STOP_SELLING,
    STOP_SENSITIVE_USE,
    TELL_BUYERS,
    TELL_PROVIDERS_OF_DENIAL,
    TELL_PROVIDERS_TO_DELETE,
    TELL_PROVIDERS_TO_LIMIT,
    TELL_THE_SOURCE,
    TELL_THIRD_PARTIES_TO_DELETE,
    TELL_THIRD_PARTIES_TO_LIMIT,
    Citation,
    Ours,
)
from requests_app.rules.rights import DELETE
from requests_app.vocabulary import Accompaniment, Ground, HolderKind, Outcome, RequestType, TaskState, WhyNot

OWN, THIRD = HolderKind.OWN_SYSTEM, HolderKind.THIRD_PARTY
# Those who hold it for us, under a contract that binds them to help.
WORK_FOR_US = frozenset({HolderKind.SERVICE_PROVIDER, HolderKind.CONTRACTOR})

Sources = dict[HolderKind, Citation | Ours]


def _each(own: Citation, for_us: Citation | Ours, third: Citation | None = None) -> Sources:
    return {OWN: own, **dict.fromkeys(sorted(WORK_FOR_US), for_us), **({THIRD: third} if third else {})}


# Which section has which kind of holder act on which right. What is not here has nothing to do.
DUTIES: dict[RequestType, Sources] = {
    RequestType.KNOW_CATEGORIES: _each(SEARCH_OURSELVES, PROVIDERS_HELP),
    RequestType.KNOW_SPECIFIC: _each(SEARCH_OURSELVES, PROVIDERS_HELP),
    RequestType.DELETE: _each(DELETE_OURSELVES, TELL_PROVIDERS_TO_DELETE, TELL_THIRD_PARTIES_TO_DELETE),
    RequestType.CORRECT: _each(CORRECT_EVERYWHERE, CORRECT_EVERYWHERE, TELL_THE_SOURCE),
    RequestType.OPT_OUT_SALE_SHARE: _each(
        STOP_SELLING, Ours("who sells or shares for us has to stop, too"), TELL_BUYERS
    ),
    RequestType.LIMIT_SPI: _each(STOP_SENSITIVE_USE, TELL_PROVIDERS_TO_LIMIT, TELL_THIRD_PARTIES_TO_LIMIT),
}

FINISHED = frozenset({TaskState.DONE, TaskState.NOT_APPLICABLE, TaskState.CALLED_OFF})
UNFINISHED = frozenset(TaskState) - FINISHED
# That a part is kept is told to those who work for us; a third party is told to delete what it got.
MAY_KEEP: Annotated[frozenset[RequestType], TELL_PROVIDERS_OF_DENIAL] = DELETE
# Only a third party need not be told, only of a deletion, and the consumer is told why (11 CCR 7022(b)(3)).
EXCUSED: Annotated[WhyNot, TELL_THIRD_PARTIES_TO_DELETE] = WhyNot.DISPROPORTIONATE
EXCUSING_GROUND: Annotated[Ground, TELL_THIRD_PARTIES_TO_DELETE] = Ground.DEL_3P_NOTICE


def may_concern(right: RequestType, kind: HolderKind) -> bool:
    """Whether a holder of this kind can have anything to do with this right."""
    return kind in DUTIES[right]


def reasons_against(right: RequestType, kind: HolderKind) -> list[WhyNot]:
    """The reasons for which a task may end with nothing done."""
    excusable = right in DELETE and kind is THIRD
    return [why for why in WhyNot if why is not EXCUSED or excusable]


def needs_all_done(right: RequestType, outcome: Outcome, ground: Ground | None) -> bool:
    """Whether a request may be closed so only when every task is finished.

    That is so for whatever is carried out, in full or in part, and for a refusal that says that those who work for us
    are told the same.
    """
    if outcome in (Outcome.FULFILLED, Outcome.PARTLY):
        return True
    return ground is not None and Accompaniment.PROVIDERS_TOLD in grounds.required(ground, right)


class Told(StrEnum):
    """How many of those who work for us know what to do; empty: nobody is concerned, so there is nothing to say."""

    ALL = "ALL"
    SOME = "SOME"
    NOT_YET = "NOT_YET"
    NOBODY = ""


def providers_told(tasks: Iterable[tuple[HolderKind, TaskState, bool]]) -> Told:
    """What may be said of service providers and contractors. `tasks`: kind, state, and whether they were told.

    Who has nothing to do with it, and was not told, is not counted. Third parties and our own systems do not work for
    us.
    """
    theirs = [(state, told) for kind, state, told in tasks if kind in WORK_FOR_US]
    told = sum(told for _state, told in theirs)
    waiting = sum(not told and state in UNFINISHED for state, told in theirs)
    if not waiting:
        return Told.ALL if told else Told.NOBODY
    return Told.SOME if told else Told.NOT_YET
