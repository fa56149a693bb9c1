"""Which answers need a second person, and which may go only to a contact that the business held before?

The law asks for reasonable security when information is handed over, and lets a business refuse some requests only with
facts it has to prove. That two people have to agree, and where an answer may go, is our reading of it.
"""

from enum import StrEnum
from typing import Annotated

from requests_app.rules.citations import NEVER_DISCLOSE, Citation, Ours, ccr
from requests_app.rules.grounds import GROUNDS
from requests_app.rules.limits import ANSWERED
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Ground, Outcome, Point, RequestType

SECURE_TRANSMISSION: Citation = ccr("7024(f)")

# Whoever changes one of these can take over accounts elsewhere.
REACHES_THE_PERSON: Annotated[frozenset[Point], Ours("who reads a mailbox resets its passwords")] = frozenset(
    {Point.EMAIL, Point.PHONE, Point.POSTAL_ADDRESS}
)
# Of these the old one can be told at once, by the portal itself.
CAN_BE_WARNED: Annotated[frozenset[Point], Ours("a letter is for people to write")] = frozenset(
    {Point.EMAIL, Point.PHONE}
)
# What is answered here was read in the records.
SHOWS_RECORDS: Annotated[frozenset[RequestType], SECURE_TRANSMISSION] = KNOW


class WhyTwo(StrEnum):
    """Why one person alone may not send an answer."""

    PIECES = "PIECES"
    CONTACT_CORRECTED = "CONTACT_CORRECTED"
    GROUND = "GROUND"
    NEW_CONTACT = "NEW_CONTACT"
    FALSE_ALARM = "FALSE_ALARM"


SOURCES: dict[WhyTwo, Citation | Ours] = {
    WhyTwo.PIECES: SECURE_TRANSMISSION,
    WhyTwo.CONTACT_CORRECTED: Ours("a wrong correction of a contact cannot be noticed by the person it harms"),
    WhyTwo.GROUND: Ours("the business bears the burden of proof"),
    WhyTwo.NEW_CONTACT: SECURE_TRANSMISSION,
    WhyTwo.FALSE_ALARM: NEVER_DISCLOSE,
}
# A business of one person may do without the second, but not where a safeguard was put aside with a reason.
ALWAYS = frozenset({WhyTwo.NEW_CONTACT, WhyTwo.FALSE_ALARM})


def shows_records(request_type: RequestType, outcome: Outcome) -> bool:
    """Whether an answer may go only to a contact that is confirmed, and matched as on file."""
    return request_type in SHOWS_RECORDS and outcome in ANSWERED


def corrects_contact(request_type: RequestType, outcome: Outcome, item: Point | None) -> bool:
    """Whether an answer changes how the person is reached. `item`: what a correction is about."""
    return request_type is RequestType.CORRECT and outcome in ANSWERED and item in REACHES_THE_PERSON


def why_two(
    request_type: RequestType,
    outcome: Outcome,
    *,
    item: Point | None = None,
    ground: Ground | None = None,
    new_contact: bool = False,
    false_alarm: bool = False,
    two_person_release: bool = True,
) -> list[WhyTwo]:
    """Why an answer waits for a second person, in the order of WhyTwo; empty when it goes out at once.

    `new_contact`, `false_alarm`: staff put that safeguard aside with a reason. `two_person_release`: false for a
    business of one person, which leaves what is in ALWAYS.
    """
    reasons = {
        WhyTwo.PIECES: request_type is RequestType.KNOW_SPECIFIC and outcome in ANSWERED,
        WhyTwo.CONTACT_CORRECTED: corrects_contact(request_type, outcome, item),
        WhyTwo.GROUND: ground is not None and GROUNDS[ground].second_reviewer,
        WhyTwo.NEW_CONTACT: new_contact,
        WhyTwo.FALSE_ALARM: false_alarm,
    }
    return [why for why, holds in reasons.items() if holds and (two_person_release or why in ALWAYS)]
