"""Who may act for a consumer, what may be asked of whom before they do, and what may they see?

With a signed permission the consumer is asked one thing, and never for an opt-out; with a power of attorney, letters of
a court or a child's parent the consumer is asked nothing. Nobody has to file again, nobody pays, and no power of
attorney is the price of having an agent (11 CCR 7063, 7060(e), 7026(j), 7027(j)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules.citations import (
    AGENT_FOR_LIMIT,
    AGENT_FOR_OPT_OUT,
    AGENT_FOR_VERIFIABLE,
    ON_BEHALF_OF_MINOR,
    PARENT_METHODS,
    PARENT_OF_CHILD,
    POWER_OF_ATTORNEY,
    PRINCIPAL_ITSELF,
    Citation,
    civ,
)
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import Authority, ConsumerCheck, FilerRole, ProofKind, RequestType


class Contact(StrEnum):
    """Whether a form may ask the representative how the consumer is reached."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    NOT_ASKED = "NOT_ASKED"


@dataclass(frozen=True, slots=True)
class AuthorityRule:
    """What the law lets a business ask of one kind of representative, and what it may not.

    `proofs`: any one of them will do. `asks_consumer`: one check of the consumer may follow, but not for an opt-out.
    `as_the_consumer`: the proof makes the representative stand where the consumer stands, so that they declare, and
    receive, in the consumer's place. `scope`: the permission says what it covers, how long, and who gets the answer.
    """

    proofs: tuple[ProofKind, ...]
    asks_consumer: bool
    as_the_consumer: bool
    consumer_contact: Contact
    scope: bool
    source: Citation


# The list of 11 CCR 7070(a)(2) is open: another method takes a written reason.
PARENTAL = (
    ProofKind.CONSENT_FORM,
    ProofKind.PAYMENT,
    ProofKind.TOLL_FREE_CALL,
    ProofKind.VIDEO_CALL,
    ProofKind.IN_PERSON,
    ProofKind.GOVERNMENT_ID,
    ProofKind.OTHER,
)
PARENTAL_SOURCE: Citation = PARENT_METHODS
RULES: dict[FilerRole, AuthorityRule] = {
    FilerRole.AGENT: AuthorityRule(
        proofs=(ProofKind.SIGNED_PERMISSION, ProofKind.SIGNED_ONLINE, ProofKind.POWER_OF_ATTORNEY),
        asks_consumer=True,
        as_the_consumer=False,
        consumer_contact=Contact.REQUIRED,
        scope=True,
        source=AGENT_FOR_VERIFIABLE,
    ),
    FilerRole.ATTORNEY_IN_FACT: AuthorityRule(
        proofs=(ProofKind.POWER_OF_ATTORNEY,),
        asks_consumer=False,
        as_the_consumer=True,
        consumer_contact=Contact.OPTIONAL,
        scope=False,
        source=PRINCIPAL_ITSELF,
    ),
    FilerRole.CONSERVATOR: AuthorityRule(
        proofs=(ProofKind.COURT_LETTERS,),
        asks_consumer=False,
        as_the_consumer=True,
        consumer_contact=Contact.OPTIONAL,
        scope=False,
        source=civ("1798.140(ak)"),
    ),
    FilerRole.PARENT_UNDER_13: AuthorityRule(
        proofs=PARENTAL,
        asks_consumer=False,
        as_the_consumer=True,
        consumer_contact=Contact.NOT_ASKED,
        scope=False,
        source=PARENT_OF_CHILD,
    ),
    # The law names no method for these: one of those for younger children is reasonable.
    FilerRole.PARENT_13_TO_17: AuthorityRule(
        proofs=PARENTAL,
        asks_consumer=False,
        as_the_consumer=True,
        consumer_contact=Contact.NOT_ASKED,
        scope=False,
        source=ON_BEHALF_OF_MINOR,
    ),
}
# An agent who holds a power of attorney is not asked for more than that.
NOTHING_MORE_SOURCE: Citation = POWER_OF_ATTORNEY
OPT_OUT_SOURCES = {RequestType.OPT_OUT_SALE_SHARE: AGENT_FOR_OPT_OUT, RequestType.LIMIT_SPI: AGENT_FOR_LIMIT}
# What an agent shows that was written elsewhere: staff read in it who receives the answer, and how long it is good.
PAPERS = frozenset({ProofKind.SIGNED_PERMISSION, ProofKind.POWER_OF_ATTORNEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSays:
    """What staff read in the paper of an agent: whether they may receive the answer, its first and its last day.

    The days are business days, None where the paper names none.
    """

    receives: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a representative's authority. Days are business days.

    `offered`: a proof waits to be checked. `accepted`, `refused`: how the newest check of one ended. `accepted_kind`:
    what was accepted. `covers`: the rights that the permission covers. `starts_on`, `ends_on`: its first and last day,
    None for open. `identity_shown`: the consumer showed that they hold their contact. `permission_confirmed`: the
    consumer said that they gave it. `ended`: by the consumer, the representative or staff. `taken_over`: the consumer
    goes on in person.
    """

    role: FilerRole
    filed_on: date
    offered: bool = False
    accepted: bool = False
    refused: bool = False
    accepted_kind: ProofKind | None = None
    covers: frozenset[RequestType] = frozenset(RequestType)
    starts_on: date | None = None
    ends_on: date | None = None
    identity_shown: bool = False
    permission_confirmed: bool = False
    ended: bool = False
    taken_over: bool = False


def source(role: FilerRole, request_type: RequestType) -> Citation:
    """The law on what this representative may be asked for this right."""
    rule = RULES[role]
    return OPT_OUT_SOURCES.get(request_type, rule.source) if rule.asks_consumer else rule.source


def consumer_check(role: FilerRole, request_type: RequestType, setting: ConsumerCheck) -> ConsumerCheck | None:
    """The one thing that the consumer is asked directly when this representative files, or None: nothing at all.

    `setting`: which of the two the business chose. Never for an opt-out, never where there is no agent.
    """
    rule = RULES.get(role)
    if rule is None or not rule.asks_consumer or request_type in OPT_OUTS:
        return None
    return setting


def asks_consumer(role: FilerRole, types: Iterable[RequestType]) -> bool:
    """Whether anything of a filing has the consumer asked at all."""
    return any(consumer_check(role, each, ConsumerCheck.IDENTITY) for each in types)


def state(facts: Facts, request_type: RequestType, *, setting: ConsumerCheck) -> Authority:
    """Where the authority stands for one right; the first thing that is missing."""
    if facts.role is FilerRole.SELF:
        return Authority.NOT_NEEDED
    if facts.ended and not facts.taken_over:
        return Authority.ENDED
    if facts.taken_over:
        return Authority.NOT_NEEDED
    if not facts.accepted:
        if facts.offered:
            return Authority.PROOF_TO_CHECK
        return Authority.PROOF_REFUSED if facts.refused else Authority.PROOF_MISSING
    if RULES[facts.role].scope and not _covered(facts, request_type):
        return Authority.NOT_COVERED
    return Authority.ESTABLISHED if _check_done(facts, request_type, setting) else Authority.CONSUMER_ASKED


def _covered(facts: Facts, request_type: RequestType) -> bool:
    return request_type in facts.covers and in_force(facts, facts.filed_on)


def _check_done(facts: Facts, request_type: RequestType, setting: ConsumerCheck) -> bool:
    if facts.accepted_kind is ProofKind.POWER_OF_ATTORNEY:
        return True
    check = consumer_check(facts.role, request_type, setting)
    # Who confirmed the permission need not show anything else, and the other way round: either, never both.
    return check is None or facts.identity_shown or facts.permission_confirmed


def in_force(facts: Facts, on: date) -> bool:
    """Whether the permission's own dates cover a day."""
    return (facts.starts_on is None or facts.starts_on <= on) and (facts.ends_on is None or on <= facts.ends_on)


def may_act(facts: Facts, *, on: date) -> bool:
    """Whether the representative may still see and do anything on a day: not ended, and not run out."""
    return facts.role is not FilerRole.SELF and not facts.ended and in_force(facts, on)


def stands_for_consumer(facts: Facts) -> bool:
    """Whether the representative stands where the consumer stands: by their role, or by a power of attorney.

    An agent who holds one is no other than an attorney-in-fact who says so: the rules on permissions do not apply (11
    CCR 7063(b)), and the consumer is asked nothing.
    """
    if facts.role is FilerRole.SELF or facts.ended:
        return False
    power = facts.accepted and facts.accepted_kind is ProofKind.POWER_OF_ATTORNEY
    return power or RULES[facts.role].as_the_consumer


def may_receive(facts: Facts, *, permitted: bool, on: date) -> bool:
    """Whether the representative may be given the answer itself.

    `permitted`: the consumer's permission says so. Who stands in the consumer's place needs no such word; nobody
    receives anything before their authority is accepted.
    """
    if not may_act(facts, on=on) or not facts.accepted:
        return False
    return permitted or stands_for_consumer(facts)


def declares_for_consumer(facts: Facts, setting: ConsumerCheck) -> bool:
    """Whether the accepted proof stands in the place of the consumer's own declaration (11 CCR 7062(c)).

    Of who stands in the consumer's place; of an agent where the consumer may not be asked for their identity, too.
    """
    if facts.role is FilerRole.SELF or not facts.accepted or facts.ended:
        return False
    return stands_for_consumer(facts) or setting is ConsumerCheck.PERMISSION
