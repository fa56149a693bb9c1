"""Who may act for the consumer of a filing, and who is told of it? The books, as `rules.authority` reads them."""

from datetime import date, datetime

from django.conf import settings

from requests_app import calendar
from requests_app.models import PrivacyRequest, Representative, Submission
from requests_app.rules import authority
from requests_app.vocabulary import (
    Authority,
    AuthorityEnd,
    ConsumerCheck,
    FilerRole,
    NoticeKind,
    Party,
    ProofKind,
    ProofWay,
    RequestType,
    Status,
)

# Written for one side only; everything else is told to both.
FOR_THE_FILER = frozenset({NoticeKind.RECEIPT, NoticeKind.REMINDER, NoticeKind.ENDING, NoticeKind.SECOND_YES})
# Of these two, the consumer of somebody else's filing was never asked for what they speak of.
FOR_WHO_CONFIRMS = frozenset({NoticeKind.REMINDER, NoticeKind.ENDING})
ALL_RIGHTS = frozenset(RequestType)
REFUSALS = frozenset({NoticeKind.DENIAL, NoticeKind.NOT_VERIFIED, NoticeKind.OVER_LIMIT})
FOR_THE_REPRESENTATIVE = frozenset({NoticeKind.PROOF_ASKED, NoticeKind.AUTHORITY_ENDED})


def setting() -> ConsumerCheck:
    """Which of the two checks the business chose to ask the consumer (11 CCR 7063(a))."""
    return ConsumerCheck(settings.AGENT_CONSUMER_CHECK)


def facts(submission: Submission) -> authority.Facts:
    """What is known of the authority of whoever filed."""
    role = FilerRole(submission.filer_role)
    if not submission.represented:
        return authority.Facts(role=role, filed_on=submission.received_on)
    acting = submission.representative
    newest = acting.checks.last()
    offered = acting.proof_offered_at
    accepted = newest is not None and newest.accepted
    return authority.Facts(
        role=role,
        filed_on=submission.received_on,
        offered=offered is not None and (newest is None or offered > newest.checked_at),
        accepted=accepted,
        refused=newest is not None and not newest.accepted,
        accepted_kind=ProofKind(newest.kind) if newest and accepted else None,
        covers=frozenset(RequestType(each) for each in newest.covers) if newest and newest.covers else ALL_RIGHTS,
        starts_on=acting.starts_on,
        ends_on=acting.ends_on,
        identity_shown=submission.confirmed,
        permission_confirmed=acting.permission_confirmed_at is not None,
        ended=acting.ended_at is not None,
        taken_over=acting.taken_over,
    )


def state(request: PrivacyRequest) -> Authority:
    """Where the authority behind one request stands."""
    return authority.state(facts(request.submission), RequestType(request.type), setting=setting())


def acting(submission: Submission, *, on: date) -> Representative | None:
    """The representative of a filing, as long as they may see it and do anything on a business day."""
    if not submission.represented or not authority.may_act(facts(submission), on=on):
        return None
    return submission.representative


def in_force(acting: Representative, *, on: date) -> bool:
    """The same as `acting`, for one of many whose filings are read already: no query."""
    said = authority.Facts(
        role=FilerRole(acting.submission.filer_role),
        filed_on=acting.submission.received_on,
        starts_on=acting.starts_on,
        ends_on=acting.ends_on,
        ended=acting.ended_at is not None,
    )
    return authority.may_act(said, on=on)


def receives(submission: Submission, *, on: date) -> bool:
    """Whether the representative may be given the answers of a filing on a business day."""
    if not submission.represented:
        return False
    permitted = submission.representative.may_receive_answer
    return authority.may_receive(facts(submission), permitted=permitted, on=on)


def stands_for_consumer(submission: Submission) -> bool:
    """Whether who filed stands where the consumer stands, so that the consumer is asked nothing."""
    return submission.represented and authority.stands_for_consumer(facts(submission))


def only_says_so(submission: Submission) -> bool:
    """Whether an agent says that they may receive the answer, and nobody has read it in a permission yet."""
    if stands_for_consumer(submission) or not submission.representative.may_receive_answer:
        return False
    return not (facts(submission).accepted or hasattr(submission.representative, "signed_permission"))


def consumer_is_asked(submission: Submission) -> bool:
    """Whether the consumer is asked anything because of who filed; nothing once a power of attorney was accepted."""
    if stands_for_consumer(submission):
        return False
    types = [RequestType(each) for each in submission.requests.values_list("type", flat=True)]
    return submission.reachable and authority.asks_consumer(FilerRole(submission.filer_role), types)


def consumer_owes_answer(submission: Submission) -> bool:
    """Whether the one question to the consumer is open: their agent offered a proof, and they have not answered.

    Who holds a power of attorney has nothing asked about; a permission that is to be signed here is answered by the
    signature, and one yes is enough for the rest.
    """
    open_types = submission.requests.exclude(status=Status.CLOSED).values_list("type", flat=True)
    types = [RequestType(each) for each in open_types]
    if not submission.reachable or not authority.asks_consumer(FilerRole(submission.filer_role), types):
        return False
    known, acting = facts(submission), submission.representative
    if not acting.proof_way or known.ended or known.accepted_kind == ProofKind.POWER_OF_ATTORNEY:
        return False
    if hasattr(acting, "signed_permission") or (acting.proof_way == ProofWay.POWER and not known.accepted):
        return False
    return acting.proof_way == ProofWay.ONLINE or not (known.identity_shown or known.permission_confirmed)


def consumer_proves_identity(submission: Submission) -> bool:
    """Whether the consumer may be asked to show who they are: their own filing, or the one check that was chosen."""
    if not submission.represented or submission.representative.taken_over:
        return True
    return consumer_is_asked(submission) and setting() == ConsumerCheck.IDENTITY


def may_be_proven_yet(submission: Submission, party: Party) -> bool:
    """Whether what was refused for want of proof can go on: shown by who still acts, or in person by the consumer.

    Not in person where somebody still acts by law and not by a permission that the consumer can end, and not where the
    consumer did not ask for it. That staff ended it says nothing against the consumer.
    """
    if not submission.represented:
        return False
    acting = submission.representative
    if acting.ended_at is not None:
        return party == Party.CONSUMER and acting.end in (AuthorityEnd.REVOKED, AuthorityEnd.BY_STAFF)
    return party == Party.REPRESENTATIVE or authority.RULES[FilerRole(submission.filer_role)].scope


def shows_identity(submission: Submission, *, on: date) -> Party | None:
    """Whom staff may ask for more about who the consumer is on a business day; None where nobody may be, or is reached.

    The consumer in person where the law lets us ask them, otherwise who acts for them.
    """
    if consumer_proves_identity(submission) and submission.written_to:
        return Party.CONSUMER
    return Party.REPRESENTATIVE if acting(submission, on=on) else None


def _still_files(submission: Submission) -> bool:
    """Whether it is somebody else's filing, also after their permission has run out: until the consumer takes it over.

    What was received from them is acknowledged to them (11 CCR 7021(a)), and nobody else was asked to confirm anything.
    """
    return submission.represented and not submission.representative.taken_over


def readers(kind: NoticeKind, submission: Submission, *, at: datetime) -> list[Party]:
    """To which sides of a filing a notice goes; to none that it would say something untrue to."""
    if kind == NoticeKind.VERIFY_ASK:
        asked = shows_identity(submission, on=calendar.business_day(at))
        return [asked] if asked else []
    representative = acting(submission, on=calendar.business_day(at))
    if kind in FOR_THE_REPRESENTATIVE or (kind == NoticeKind.RECEIPT and _still_files(submission)):
        return [Party.REPRESENTATIVE]
    if kind in FOR_WHO_CONFIRMS and representative is None and _still_files(submission):
        return []
    sides = [Party.CONSUMER] if submission.written_to else []
    if kind in REFUSALS and not sides and _still_files(submission):
        # A refusal reaches somebody (Civ. Code 1798.145(h)(2)): nobody but who filed can be told.
        return [Party.REPRESENTATIVE]
    if kind == NoticeKind.REPRESENTED or representative is None:
        return sides
    return [Party.REPRESENTATIVE] if kind in FOR_THE_FILER else [*sides, Party.REPRESENTATIVE]
