"""Filings for tests, made the way the portal makes them: through its operations."""

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from requests_app import representation
from requests_app.models import Answer, Person, PrivacyRequest, ProposedAnswer, Submission
from requests_app.operations import answers, assurance, authority, identity, intake, proofs, release
from requests_app.rules.authority import RULES, Contact, PaperSays
from requests_app.vocabulary import (
    FilerRole,
    IntakeChannel,
    ItemAnswer,
    KnowCategory,
    Period,
    Point,
    PowerItem,
    ProofKind,
    ProofWay,
    RequestType,
)
from tests.support.roles import TEAM, charge
from verification import challenges
from verification.models import Channel

PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=PACIFIC)

PIECES = (RequestType.KNOW_SPECIFIC, {"period": Period.TWELVE_MONTHS.value})
CATEGORIES = (
    RequestType.KNOW_CATEGORIES,
    {"categories": [KnowCategory.SOURCES.value], "period": Period.TWELVE_MONTHS.value},
)
DELETION = (RequestType.DELETE, {"scope": "EVERYTHING"})
CORRECTION = (RequestType.CORRECT, {"item": "EMAIL", "wrong": "old@example.com", "right": "new@example.com"})

# A power of attorney against which nothing stands.
SOUND = {
    **dict.fromkeys(PowerItem, ItemAnswer.NO),
    **dict.fromkeys([PowerItem.DATED, PowerItem.SIGNED, PowerItem.WITNESSED], ItemAnswer.YES),
    **dict.fromkeys([PowerItem.SCOPE, PowerItem.NAMED], ItemAnswer.YES),
    **dict.fromkeys(
        [PowerItem.STATUTORY_FORM, PowerItem.EVENT_DECLARED, PowerItem.MADE_ELSEWHERE], ItemAnswer.NOT_APPLICABLE
    ),
}
CHECKLIST = {item.value: {"answer": answer.value, "note": ""} for item, answer in SOUND.items()}
# Of who can be reached by letter alone.
BY_LETTER = {
    "channel": IntakeChannel.POST,
    "contact_channel": None,
    "contact": "",
    "postal_address": "12 Elm Street\nFresno, CA 93650",
}
THREE_POINTS = {Point.NAME, Point.EMAIL, Point.CUSTOMER_NUMBER}


def file(*rights: Any, at: datetime = NOON, **changes: Any) -> Submission:
    """File a request by email for the specific pieces, unless told otherwise."""
    filing = intake.Filing(
        **{
            "rights": rights or [PIECES],
            "name": "Rosa Example",
            "contact_channel": Channel.EMAIL,
            "contact": "rosa@example.com",
            "language": "en",
            "california_resident": True,
            **changes,
        }
    )
    return intake.file_request(filing=filing, form_token=uuid4(), at=at)


def file_for(role: FilerRole, *rights: Any, at: datetime = NOON, acting: Any = None, **changes: Any) -> Submission:
    """File for somebody else: an agent's consumer is reached, nobody else's, unless told otherwise."""
    reached = RULES[role].consumer_contact is Contact.REQUIRED
    consumer = {} if reached else {"contact_channel": None, "contact": ""}
    representative = intake.ActsForConsumer(
        **{
            "name": "Ana Agent",
            "contact_channel": Channel.EMAIL,
            "contact": "ana@agents.example.com",
            "language": "en",
            "duties_acknowledged": reached,
            **(acting or {}),
        }
    )
    return file(*rights, at=at, filer_role=role, representative=representative, **{**consumer, **changes})


def confirm_filer(submission: Submission, *, at: datetime = NOON) -> Submission:
    """Confirm the contact of whoever filed, as they do, without the web."""
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=submission.filer.pk)
    assert challenge is not None
    return identity.confirm_contact(challenge=challenge, at=at)


def consumer_agrees(submission: Submission, *, at: datetime = NOON) -> Submission:
    """Let the consumer of an agent say yes to what they were asked."""
    challenge = challenges.newest(purpose=authority.AGREE, subject=submission.pk)
    # By telephone they were given a reference, and open their page with it as everybody does.
    challenge = challenge or identity.start_tracking(side=submission, at=at)
    assert challenge is not None
    return authority.agree(challenge=challenge, at=at)


def as_they_said(submission: Submission) -> PaperSays:
    """A paper that says what the representative said it does."""
    acting = submission.representative
    return PaperSays(receives=acting.may_receive_answer, starts_on=acting.starts_on, ends_on=acting.ends_on)


def established(role: FilerRole, *rights: Any, by: User, at: datetime = NOON, **changes: Any) -> Submission:
    """A filing for somebody else whose authority staff have accepted, and whose consumer agreed where asked."""
    submission = confirm_filer(file_for(role, *rights, at=at, **changes), at=at)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=at)
    kind = RULES[role].proofs[0]
    checklist = CHECKLIST if kind == ProofKind.POWER_OF_ATTORNEY else None
    says = as_they_said(submission)
    proofs.accept_proof(submission=submission, kind=kind, checklist=checklist, says=says, at=at, by=by)
    if representation.consumer_is_asked(submission):
        consumer_agrees(submission, at=at)
    return Submission.objects.get(pk=submission.pk)


def entered(*rights: Any, by: User, at: datetime = NOON, **changes: Any) -> Submission:
    """A call that a member of staff entered, unless told otherwise."""
    filing = intake.Filing(
        **{
            "rights": rights or [PIECES],
            "name": "Rosa Example",
            "contact_channel": Channel.EMAIL,
            "contact": "rosa@example.com",
            "language": "en",
            "california_resident": True,
            "channel": IntakeChannel.PHONE,
            **changes,
        }
    )
    return intake.file_request(filing=filing, form_token=uuid4(), at=at, by=by)


def only_request(submission: Submission) -> PrivacyRequest:
    return submission.requests.select_related("submission").get()


def confirm(submission: Submission, *, at: datetime = NOON) -> Submission:
    """Confirm the contact as the consumer does, without the web."""
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=submission.pk)
    assert challenge is not None
    return identity.confirm_contact(challenge=challenge, at=at)


def verify(
    submission: Submission, *, by: User, at: datetime = NOON, person: Person | None = None, **changes: Any
) -> Person:
    """Confirm the contact and let staff match it, two more points that are not in dispute, and the declaration."""
    if submission.waits_for_confirmation:
        confirm(submission, at=at)
    disputed = {request.details.get("item") for request in submission.requests.all()}
    points = {Point.NAME, assurance.own_point(submission), Point.CUSTOMER_NUMBER}
    if disputed & points:
        points |= {Point.POSTAL_ADDRESS}
    facts = {"points": points, "declaration": True, **changes}
    return assurance.record_match(submission=submission, same_person_as=person, at=at, by=by, **facts)


def colleague() -> User:
    """The second person, who may do what `staff` may."""
    user, made = User.objects.get_or_create(username="colleague", defaults={"is_staff": True})
    return charge(user, *TEAM) if made else user


def released(given: Answer | ProposedAnswer, *, at: datetime = NOON) -> Answer:
    """What went out: at once, or after a colleague released it."""
    if isinstance(given, Answer):
        return given
    return release.release(request=given.request, digest=given.digest, at=at, by=colleague())


def answered(*rights: Any, by: User, at: datetime, person: Person | None = None, **changes: Any) -> Submission:
    """A filing that was verified and answered on one day."""
    submission = file(*rights, at=at, **changes)
    verify(submission, by=by, at=at, person=person)
    for request in submission.requests.select_related("submission"):
        if request.waits_for_deletion_confirmation:
            identity.confirm_deletion(request=request, at=at)
        released(answers.answer(request=request, text="Here is what we hold about you.", at=at, by=by), at=at)
    return Submission.objects.get(pk=submission.pk)
