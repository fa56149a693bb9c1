"""What may a form ask for, and why?

Only what is needed to find the person and do the task (11 CCR 7060(c)(1), 7060(d), 7002(d)); an opt-out asks for a
name and one contact at most (7026(c), 7027(d)). A form shows, and a submission stores, only `permitted()` fields. The
words that explain a field live in templates, keyed by its `Why`.

Not listed: the choices that steer a form (which rights, for whom) say nothing about the person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.authority import RULES
from requests_app.rules.citations import (
    AGENT_DUTIES,
    AGENT_FOR_VERIFIABLE,
    DELETION_IN_PARTS,
    MATCH_WHAT_IS_HELD,
    OFFER_OLDER,
    ONLY_WHAT_IS_NEEDED,
    OPT_OUT_MINIMUM,
    OWN_LANGUAGE,
    TWELVE_MONTHS_BACK,
    WHAT_TO_CORRECT,
    WHO_IS_A_CONSUMER,
    Citation,
    ccr,
)
from requests_app.vocabulary import FilerRole, RequestType


class Field(StrEnum):
    """What a form can ask for. CONTACT is one email address or one telephone number, never both."""

    NAME = "NAME"
    CONTACT = "CONTACT"
    RESIDENCE = "RESIDENCE"
    LANGUAGE = "LANGUAGE"
    KNOW_CATEGORIES = "KNOW_CATEGORIES"
    PERIOD = "PERIOD"
    PERIOD_START = "PERIOD_START"
    PERIOD_END = "PERIOD_END"
    DELETION_SCOPE = "DELETION_SCOPE"
    DELETION_PARTS = "DELETION_PARTS"
    CORRECTION_ITEM = "CORRECTION_ITEM"
    CORRECTION_WRONG = "CORRECTION_WRONG"
    CORRECTION_RIGHT = "CORRECTION_RIGHT"
    REPRESENTATIVE_NAME = "REPRESENTATIVE_NAME"
    REPRESENTATIVE_CONTACT = "REPRESENTATIVE_CONTACT"
    REPRESENTATIVE_FIRM = "REPRESENTATIVE_FIRM"
    OWN_REFERENCE = "OWN_REFERENCE"
    PERMISSION_FROM = "PERMISSION_FROM"
    PERMISSION_UNTIL = "PERMISSION_UNTIL"
    PERMISSION_ANSWER = "PERMISSION_ANSWER"
    AGENT_PROMISE = "AGENT_PROMISE"


class Why(StrEnum):
    """The reason a field is asked for."""

    FIND_YOU = "FIND_YOU"
    REACH_AND_VERIFY_YOU = "REACH_AND_VERIFY_YOU"
    FIND_AND_CONFIRM = "FIND_AND_CONFIRM"
    RIGHTS_OF_RESIDENTS = "RIGHTS_OF_RESIDENTS"
    WRITE_IN_YOUR_LANGUAGE = "WRITE_IN_YOUR_LANGUAGE"
    GIVE_WHAT_YOU_ASK = "GIVE_WHAT_YOU_ASK"
    DELETE_WHAT_YOU_ASK = "DELETE_WHAT_YOU_ASK"
    CORRECT_WHAT_YOU_ASK = "CORRECT_WHAT_YOU_ASK"
    TELL_WHO_ACTS = "TELL_WHO_ACTS"
    REACH_WHO_ACTS = "REACH_WHO_ACTS"
    FIND_IT_AGAIN = "FIND_IT_AGAIN"
    ACT_WITHIN_THE_PERMISSION = "ACT_WITHIN_THE_PERMISSION"
    DUTIES_BY_LAW = "DUTIES_BY_LAW"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of one right's form. Not `required` means: may stay empty, or depends on another choice."""

    field: Field
    why: Why
    source: Citation
    required: bool = True


WHO = (
    FieldRule(Field.NAME, Why.FIND_YOU, ONLY_WHAT_IS_NEEDED),
    FieldRule(Field.CONTACT, Why.REACH_AND_VERIFY_YOU, MATCH_WHAT_IS_HELD),
    FieldRule(Field.RESIDENCE, Why.RIGHTS_OF_RESIDENTS, WHO_IS_A_CONSUMER),
    FieldRule(Field.LANGUAGE, Why.WRITE_IN_YOUR_LANGUAGE, OWN_LANGUAGE, required=False),
)
PERIOD = (
    FieldRule(Field.PERIOD, Why.GIVE_WHAT_YOU_ASK, OFFER_OLDER),
    FieldRule(Field.PERIOD_START, Why.GIVE_WHAT_YOU_ASK, TWELVE_MONTHS_BACK, required=False),
    FieldRule(Field.PERIOD_END, Why.GIVE_WHAT_YOU_ASK, TWELVE_MONTHS_BACK, required=False),
)
CATEGORIES = (FieldRule(Field.KNOW_CATEGORIES, Why.GIVE_WHAT_YOU_ASK, ccr("7024(k)")),)
DELETION = (
    FieldRule(Field.DELETION_SCOPE, Why.DELETE_WHAT_YOU_ASK, DELETION_IN_PARTS),
    FieldRule(Field.DELETION_PARTS, Why.DELETE_WHAT_YOU_ASK, DELETION_IN_PARTS, required=False),
)
CORRECTION = (
    FieldRule(Field.CORRECTION_ITEM, Why.CORRECT_WHAT_YOU_ASK, WHAT_TO_CORRECT),
    FieldRule(Field.CORRECTION_WRONG, Why.CORRECT_WHAT_YOU_ASK, WHAT_TO_CORRECT, required=False),
    FieldRule(Field.CORRECTION_RIGHT, Why.CORRECT_WHAT_YOU_ASK, WHAT_TO_CORRECT),
)


def _opt_out(source: Citation) -> tuple[FieldRule, ...]:
    return (
        FieldRule(Field.NAME, Why.FIND_AND_CONFIRM, source, required=False),
        FieldRule(Field.CONTACT, Why.FIND_AND_CONFIRM, source),
    )


FIELDS: dict[RequestType, tuple[FieldRule, ...]] = {
    RequestType.KNOW_CATEGORIES: WHO + CATEGORIES + PERIOD,
    RequestType.KNOW_SPECIFIC: WHO + PERIOD,
    RequestType.DELETE: WHO + DELETION,
    RequestType.CORRECT: WHO + CORRECTION,
    RequestType.OPT_OUT_SALE_SHARE: _opt_out(OPT_OUT_MINIMUM),
    RequestType.LIMIT_SPI: _opt_out(ccr("7027(d)")),
}


# Of who files for somebody else, whatever they ask for: the consumer is never asked for these again.
REPRESENTATIVE = ((Field.REPRESENTATIVE_NAME, Why.TELL_WHO_ACTS), (Field.REPRESENTATIVE_CONTACT, Why.REACH_WHO_ACTS))
PERMISSION = (
    FieldRule(Field.REPRESENTATIVE_FIRM, Why.TELL_WHO_ACTS, AGENT_FOR_VERIFIABLE, required=False),
    FieldRule(Field.OWN_REFERENCE, Why.FIND_IT_AGAIN, AGENT_FOR_VERIFIABLE, required=False),
    FieldRule(Field.PERMISSION_FROM, Why.ACT_WITHIN_THE_PERMISSION, AGENT_FOR_VERIFIABLE, required=False),
    FieldRule(Field.PERMISSION_UNTIL, Why.ACT_WITHIN_THE_PERMISSION, AGENT_FOR_VERIFIABLE, required=False),
    FieldRule(Field.PERMISSION_ANSWER, Why.ACT_WITHIN_THE_PERMISSION, AGENT_FOR_VERIFIABLE),
    FieldRule(Field.AGENT_PROMISE, Why.DUTIES_BY_LAW, AGENT_DUTIES),
)


def of_representative(role: FilerRole) -> tuple[FieldRule, ...]:
    """What a form may ask somebody who files for somebody else about themselves and their permission."""
    if role is FilerRole.SELF:
        return ()
    acting = tuple(FieldRule(field, why, RULES[role].source) for field, why in REPRESENTATIVE)
    return acting + PERMISSION if RULES[role].scope else acting


def rules_for(types: Iterable[RequestType]) -> dict[Field, FieldRule]:
    """The rule of each field that one form for all these rights may have; required if any of the rights requires it."""
    chosen: dict[Field, FieldRule] = {}
    for request_type in types:
        for rule in FIELDS[request_type]:
            if rule.field not in chosen or (rule.required and not chosen[rule.field].required):
                chosen[rule.field] = rule
    return chosen


def permitted(types: Iterable[RequestType]) -> frozenset[Field]:
    """The fields that a form for these rights may have. Anything else must not be asked for, nor stored if sent."""
    return frozenset(rules_for(types))


def required(types: Iterable[RequestType]) -> frozenset[Field]:
    """The fields that a form for these rights cannot do without."""
    return frozenset(field for field, rule in rules_for(types).items() if rule.required)
