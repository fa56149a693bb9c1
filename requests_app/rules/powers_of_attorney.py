"""Does a power of attorney show that somebody may act for a consumer, and if not, what stands against it?

Staff answer thirteen questions about the paper (`vocabulary.PowerItem`); these rules say what follows. Two kinds of
fault are kept apart. A fault of form may be overlooked for a written reason: the law protects who relies on a paper
that is whole (Prob. Code 4303) and forbids nobody to rely on another. Where the paper gives this person no power over
this request, or not any more, nothing is handed over whatever the reason. And who refuses a paper against which
nothing stands may have to pay the fees of the lawsuit (4306), so that is no choice either.

Whether it was notarized is something that the paper shows. Nobody is ever asked to have anything notarized for us
(11 CCR 7060(e)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from requests_app.rules.citations import (
    AFFIDAVIT,
    AGE_ALONE,
    DATE_ON_IT,
    FEES_OF_REFUSING,
    HEALTH_CARE,
    LAST_ONE_CONTROLS,
    MADE_ELSEWHERE,
    NO_NOTARY,
    NOTARY_OR_WITNESSES,
    PRINCIPAL_ITSELF,
    PRINCIPALS_SIGNATURE,
    RELIANCE,
    REVOKED,
    SPRINGS_BY_DECLARATION,
    STATUTORY_FORM,
    STATUTORY_FORM_ACKNOWLEDGED,
    TERMINATED,
    WHAT_IT_COVERS,
    WHO_MAY_WITNESS,
    WITHOUT_EXPRESS_MENTION,
    Citation,
)
from requests_app.vocabulary import ItemAnswer, PowerItem


class Wants(StrEnum):
    """Which answer keeps an item from standing against the paper."""

    YES = "YES"
    YES_IF_IT_APPLIES = "YES_IF_IT_APPLIES"
    NO = "NO"
    NO_IF_IT_APPLIES = "NO_IF_IT_APPLIES"
    # It changes what follows, and stands against nothing.
    ANY = "ANY"


FITS = {
    Wants.YES: {ItemAnswer.YES},
    Wants.YES_IF_IT_APPLIES: {ItemAnswer.YES, ItemAnswer.NOT_APPLICABLE},
    Wants.NO: {ItemAnswer.NO},
    Wants.NO_IF_IT_APPLIES: {ItemAnswer.NO, ItemAnswer.NOT_APPLICABLE},
    Wants.ANY: set(ItemAnswer),
}


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item. `of_form`: a fault of it is one of form, which does not count where the paper is good elsewhere.

    `bars`: whatever the reason, it is not overlooked. A paper that nobody signed is no power of attorney.
    """

    wants: Wants
    sources: tuple[Citation, ...]
    of_form: bool = False
    bars: bool = False

    @property
    def never_overlooked(self) -> bool:
        return self.bars or not self.of_form


ITEMS: dict[PowerItem, ItemRule] = {
    PowerItem.DATED: ItemRule(Wants.YES, (DATE_ON_IT,), of_form=True),
    PowerItem.SIGNED: ItemRule(Wants.YES, (PRINCIPALS_SIGNATURE,), of_form=True, bars=True),
    PowerItem.WITNESSED: ItemRule(Wants.YES, (NOTARY_OR_WITNESSES, WHO_MAY_WITNESS), of_form=True),
    PowerItem.STATUTORY_FORM: ItemRule(
        Wants.YES_IF_IT_APPLIES, (STATUTORY_FORM, STATUTORY_FORM_ACKNOWLEDGED), of_form=True
    ),
    PowerItem.SCOPE: ItemRule(Wants.YES, (WHAT_IT_COVERS, WITHOUT_EXPRESS_MENTION)),
    # Age alone ends none: only what the paper itself says does.
    PowerItem.RUN_OUT: ItemRule(Wants.NO_IF_IT_APPLIES, (AGE_ALONE,)),
    PowerItem.EVENT_DECLARED: ItemRule(Wants.YES_IF_IT_APPLIES, (SPRINGS_BY_DECLARATION,)),
    PowerItem.LATER_ONE: ItemRule(Wants.NO_IF_IT_APPLIES, (LAST_ONE_CONTROLS,)),
    PowerItem.KNOWN_END: ItemRule(Wants.NO, (REVOKED, TERMINATED)),
    PowerItem.NAMED: ItemRule(Wants.YES, (RELIANCE,)),
    PowerItem.AFFIDAVIT: ItemRule(Wants.ANY, (PRINCIPAL_ITSELF, AFFIDAVIT, FEES_OF_REFUSING)),
    # A paper from elsewhere that is not good there may still be good by the law of California.
    PowerItem.MADE_ELSEWHERE: ItemRule(Wants.ANY, (MADE_ELSEWHERE,)),
    PowerItem.HEALTH_ONLY: ItemRule(Wants.NO, (HEALTH_CARE,)),
}
NO_NOTARY_SOURCE: Citation = NO_NOTARY
RELIANCE_SOURCE: Citation = RELIANCE
AS_THE_PRINCIPAL_SOURCE: Citation = PRINCIPAL_ITSELF
FEES_SOURCE: Citation = FEES_OF_REFUSING


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to. `against`: the items that stand against the paper, in their order.

    `protected`: who relies on it in good faith is protected (Prob. Code 4303). `fee_risk`: the attorney-in-fact gave an
    affidavit, so that a refusal without ground costs the fees of a lawsuit (4305, 4306).
    """

    against: tuple[PowerItem, ...]
    protected: bool
    fee_risk: bool

    @property
    def acceptable(self) -> bool:
        return not self.against

    @property
    def barred(self) -> tuple[PowerItem, ...]:
        """The items for which it is not accepted whatever the reason: more than faults of form, or no signature."""
        return tuple(item for item in self.against if ITEMS[item].never_overlooked)


class Unanswered(Exception):
    """Not every item has an answer."""

    def __init__(self, items: tuple[PowerItem, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items


def answers(checklist: Mapping[str, Any]) -> dict[PowerItem, ItemAnswer]:
    """A checklist as it is stored, number to answer and note, as answers. Raises Unanswered."""
    found = {item: checklist.get(item.value, {}).get("answer") for item in PowerItem}
    open_items = tuple(item for item, answer in found.items() if answer not in ItemAnswer.values)
    if open_items:
        raise Unanswered(open_items)
    return {item: ItemAnswer(answer) for item, answer in found.items()}


def verdict(given: Mapping[PowerItem, ItemAnswer]) -> Verdict:
    """What the answers to all items come to. Raises Unanswered."""
    missing = tuple(item for item in PowerItem if item not in given)
    if missing:
        raise Unanswered(missing)
    good_elsewhere = given[PowerItem.MADE_ELSEWHERE] is ItemAnswer.YES
    against = tuple(
        item
        for item, rule in ITEMS.items()
        if given[item] not in FITS[rule.wants] and not (rule.of_form and good_elsewhere)
    )
    barred = any(ITEMS[item].never_overlooked for item in against)
    return Verdict(
        against=against,
        protected=given[PowerItem.WITNESSED] is ItemAnswer.YES and not barred,
        fee_risk=given[PowerItem.AFFIDAVIT] is ItemAnswer.YES,
    )
