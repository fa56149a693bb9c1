"""Who files for somebody else at the demo's business, and what becomes of it?

Every state that the authority of a representative can be in, each reached by the operations.
"""

from typing import Any

from privacy_portal.lib.uploads.refusal import Refusal
from requests_app import representation
from requests_app.management import demo_documents
from requests_app.management import demo_words as words
from requests_app.management.demo_cases import Case, Teller
from requests_app.operations import authority, documents, identity, intake, proofs
from requests_app.rules.authority import RULES, Contact
from requests_app.vocabulary import (
    AuthorityEnd,
    DocumentPurpose,
    FilerRole,
    Ground,
    ItemAnswer,
    Party,
    PowerItem,
    ProofKind,
    ProofWay,
    RequestType,
)
from verification import challenges
from verification.models import Channel

CATEGORIES, PIECES, DELETE = RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC, RequestType.DELETE
OPT_OUT = RequestType.OPT_OUT_SALE_SHARE
# What staff answered of a power of attorney that will do.
SOUND = dict.fromkeys((PowerItem.RUN_OUT, PowerItem.LATER_ONE, PowerItem.KNOWN_END), ItemAnswer.NO) | {
    **dict.fromkeys((PowerItem.DATED, PowerItem.SIGNED, PowerItem.WITNESSED, PowerItem.SCOPE), ItemAnswer.YES),
    **dict.fromkeys((PowerItem.STATUTORY_FORM, PowerItem.NAMED), ItemAnswer.YES),
    **dict.fromkeys((PowerItem.EVENT_DECLARED, PowerItem.MADE_ELSEWHERE), ItemAnswer.NOT_APPLICABLE),
    **dict.fromkeys((PowerItem.AFFIDAVIT, PowerItem.HEALTH_ONLY), ItemAnswer.NO),
}


class ForAnother:
    """A filing of somebody else's, and what the two of them and staff do about it."""

    def __init__(self, teller: Teller, role: FilerRole, *kinds: RequestType, days_ago: int, **acting: Any) -> None:
        consumer, other = teller.consumer(), teller.consumer()
        reached = RULES[role].consumer_contact is Contact.REQUIRED
        nobody = {} if reached else {"contact_channel": None, "contact": ""}
        representative = intake.ActsForConsumer(
            name=other.name,
            contact_channel=Channel.EMAIL,
            contact=other.email,
            language="en",
            duties_acknowledged=reached,
            **acting,
        )
        self.case: Case = teller.file(
            *kinds, days_ago=days_ago, consumer=consumer, filer_role=role, representative=representative, **nobody
        )

    def reached(self) -> "ForAnother":
        """The representative used their code."""
        case = self.case.sent().wait(minutes=6)
        challenge = challenges.newest(purpose=identity.CONFIRM, subject=case.submission.filer.pk)
        if challenge is not None:
            case.submission = identity.confirm_contact(challenge=challenge, at=case.at)
        case.sent()
        return self

    def shown(self, way: ProofWay = ProofWay.PAPER) -> "ForAnother":
        """A proof came in; the consumer of an agent is asked the one thing."""
        self.case.wait(minutes=20)
        authority.offer_proof(submission=self.case.submission, way=way, at=self.case.at)
        self.case.sent()
        return self

    def papers(self, name: str, *lines: str, seen: bool = False) -> "ForAnother":
        """The proof came as a file, which staff have `seen` or not."""
        case = self.case.wait(minutes=20)
        demo_documents.send(case.submission, Party.REPRESENTATIVE, DocumentPurpose.AUTHORITY, name, lines, at=case.at)
        case.sent()
        if seen:
            demo_documents.look(case.submission, at=case.wait(minutes=90).at, by=case.teller.team.reviewer)
        return self

    def damaged(self, name: str) -> "ForAnother":
        """A file came that could not be opened."""
        submission, purpose = self.case.wait(minutes=20).submission, DocumentPurpose.AUTHORITY
        documents.refuse(
            submission=submission,
            party=Party.REPRESENTATIVE,
            purpose=purpose,
            name=name,
            why=Refusal.PASSWORD,
            at=self.case.at,
        )
        return self

    def agreed(self) -> "ForAnother":
        """The consumer said yes to who acts for them."""
        case = self.case.wait(minutes=90)
        challenge = challenges.newest(purpose=authority.AGREE, subject=case.submission.pk)
        if challenge is not None and representation.consumer_is_asked(case.submission):
            case.submission = authority.agree(challenge=challenge, at=case.at)
        case.sent()
        return self

    def accepted(self, kind: ProofKind, reason: str = "", **changes: ItemAnswer) -> "ForAnother":
        case = self.case.wait(days=1)
        proofs.accept_proof(
            submission=case.submission,
            kind=kind,
            checklist=_checklist(kind),
            reason=reason,
            at=case.at,
            by=case.teller.team.reviewer,
        )
        case.sent()
        return self

    def refused(self, kind: ProofKind, reason: str) -> "ForAnother":
        case = self.case.wait(days=1)
        by = case.teller.team.reviewer
        proofs.refuse_proof(submission=case.submission, kind=kind, reason=reason, at=case.at, by=by)
        case.sent()
        return self

    def ended(self, why: AuthorityEnd, *, days: float = 1) -> "ForAnother":
        case = self.case.wait(days=days)
        authority.end(submission=case.submission, why=why, at=case.at)
        case.sent()
        return self


def _checklist(kind: ProofKind) -> dict[str, dict[str, str]] | None:
    if kind is not ProofKind.POWER_OF_ATTORNEY:
        return None
    note = {PowerItem.WITNESSED: words.NOTE_ON_NOTARY}
    return {item.value: {"answer": SOUND[item].value, "note": note.get(item, "")} for item in PowerItem}


# --- the filings a newcomer should meet --------------------------------------------------------------------------


def agent_to_check(teller: Teller) -> object:
    """An agent's permission has come in, and the consumer said yes: staff have to look at the paper."""
    acting = {"firm": words.FIRM, "own_reference": "C-20871", "may_receive_answer": True}
    filing = ForAnother(teller, FilerRole.AGENT, CATEGORIES, DELETE, days_ago=4, **acting).reached()
    return filing.papers("permission.pdf", *words.PERMISSION).agreed()


def agent_without_proof(teller: Teller) -> object:
    """What they sent could not be opened, and they were told why at once."""
    return ForAnother(teller, FilerRole.AGENT, DELETE, days_ago=2, firm=words.FIRM).reached().damaged("signed.pdf")


def agent_whose_consumer_is_silent(teller: Teller) -> object:
    """The paper will do, and the consumer has not answered the one thing they were asked."""
    filing = ForAnother(teller, FilerRole.AGENT, PIECES, days_ago=9, firm=words.FIRM).reached().shown()
    return filing.accepted(ProofKind.SIGNED_PERMISSION)


def agent_whose_consumer_did_not_ask(teller: Teller) -> object:
    filing = ForAnother(teller, FilerRole.AGENT, PIECES, days_ago=5, firm=words.OTHER_FIRM).reached().shown()
    return filing.ended(AuthorityEnd.NOT_ASKED)


def agent_opts_out(teller: Teller) -> object:
    """Nobody contacts the consumer to confirm an opt-out."""
    filing = ForAnother(teller, FilerRole.AGENT, OPT_OUT, days_ago=3, firm=words.FIRM).shown()
    return filing.accepted(ProofKind.SIGNED_PERMISSION)


def agent_refused_and_denied(teller: Teller) -> object:
    """The page with the signature never came."""
    filing = ForAnother(teller, FilerRole.AGENT, DELETE, days_ago=30, firm=words.OTHER_FIRM).reached().shown()
    filing.refused(ProofKind.SIGNED_PERMISSION, words.CURE)
    return filing.case.wait(days=14).denied(Ground.AGENT_NO_PROOF)


def agent_dismissed(teller: Teller) -> object:
    """The consumer ended the permission, and goes on in person."""
    filing = ForAnother(teller, FilerRole.AGENT, CATEGORIES, days_ago=12, firm=words.FIRM).reached().shown().agreed()
    return filing.accepted(ProofKind.SIGNED_PERMISSION).ended(AuthorityEnd.REVOKED, days=2)


def attorney_in_fact(teller: Teller) -> object:
    filing = ForAnother(teller, FilerRole.ATTORNEY_IN_FACT, PIECES, days_ago=10).reached()
    filing.papers("power-of-attorney.pdf", *words.POWER_OF_ATTORNEY, seen=True)
    filing.accepted(ProofKind.POWER_OF_ATTORNEY).case.wait(days=1).matched(elsewhere=True)
    return filing


def conservator_to_check(teller: Teller) -> object:
    filing = ForAnother(teller, FilerRole.CONSERVATOR, CATEGORIES, days_ago=3).reached()
    return filing.papers("letters.pdf", *words.COURT_ORDER)


def parent(teller: Teller) -> object:
    """A mother called the toll-free number."""
    filing = ForAnother(teller, FilerRole.PARENT_UNDER_13, DELETE, days_ago=6).reached().shown(ProofWay.OTHER)
    return filing.accepted(ProofKind.TOLL_FREE_CALL, words.CALL_OF_PARENT)


def parent_of_a_teenager(teller: Teller) -> object:
    return ForAnother(teller, FilerRole.PARENT_13_TO_17, CATEGORIES, days_ago=1).reached()


FOR_OTHERS = (
    *(agent_to_check, agent_without_proof, agent_whose_consumer_is_silent, agent_whose_consumer_did_not_ask),
    *(agent_opts_out, agent_refused_and_denied, agent_dismissed),
    *(attorney_in_fact, conservator_to_check, parent, parent_of_a_teenager),
)
