"""One filing for every kind of notice, brought about by the operations that owe it, full of words nobody may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from requests_app.models import Notice, Person, PrivacyRequest, Submission
from requests_app.operations import answers, asking, authority, messages, proofs, reminders, review
from requests_app.rules import grounds
from requests_app.vocabulary import (
    Accompaniment,
    AuthorityEnd,
    ExtensionReason,
    FilerRole,
    Ground,
    NoticeKind,
    Party,
    Point,
    ProofKind,
    ProofWay,
    RequestType,
)
from tests.filings import (
    CATEGORIES,
    CHECKLIST,
    NOON,
    answered,
    as_they_said,
    confirm,
    confirm_filer,
    consumer_agrees,
    file,
    file_for,
    only_request,
    released,
    verify,
)
from verification.models import Channel

# Everything here was typed by somebody, and none of it may stand in a message.
TYPED = {
    "name": "Wilhelmina Quackenbush",
    "parts": "the zanzibar newsletter",
    "wrong": "Kakapo Lane 7",
    "right": "Takahe Road 9",
    "staff": "We looked through the okapi ledger and found three narwhal invoices that we must keep. " * 2,
    "answer": "We hold your platypus subscription.",
    "reason": "A voluntary answer for the axolotl case.",
    "agent": "Barnaby Thistlewood",
    "firm": "Wombat Filings",
    "own_reference": "GNU-4711",
    "cure": "The page with the quokka's signature is missing.",
}
NOBODYS_WORDS = (
    *("Wilhelmina", "Quackenbush", "zanzibar", "Kakapo", "Takahe", "okapi", "narwhal", "platypus", "axolotl"),
    *("Barnaby", "Thistlewood", "Wombat", "GNU-4711", "quokka"),
)
CONTACTS = {
    Channel.EMAIL: "quackenbush@example.com",
    Channel.TEXT: "+14155550132",
    Channel.CALL: "+14155550132",
}
CONTACTS_OF_AGENTS = {
    Channel.EMAIL: "thistlewood@agents.example.com",
    Channel.TEXT: "+14155550199",
    Channel.CALL: "+14155550199",
}
NEW_CONTACTS = {
    Channel.EMAIL: "brand.new@example.com",
    Channel.TEXT: "+14155550177",
    Channel.CALL: "+14155550177",
}
OPT_OUT: tuple[RequestType, dict[str, str]] = (RequestType.OPT_OUT_SALE_SHARE, {})
DELETION = (RequestType.DELETE, {"scope": "PARTS", "parts": TYPED["parts"]})
CORRECTION = (
    RequestType.CORRECT,
    {"item": "POSTAL_ADDRESS", "wrong": TYPED["wrong"], "right": TYPED["right"]},
)


def written(ground: Ground, right: RequestType) -> dict[Accompaniment, str]:
    """Everything that staff must write to a ground, in words of their own."""
    return dict.fromkeys(grounds.required(ground, right) & grounds.WRITTEN_BY_STAFF, TYPED["staff"])


@dataclass(frozen=True)
class Maker:
    """Files over one channel in one language, and takes the filing to where a notice is owed.

    `role`: who files; where that is somebody else, there are two readers, and `party` says whose notice is meant.
    `acting`: what else that somebody says of themselves.
    """

    staff: User
    channel: Channel = Channel.EMAIL
    language: str = "en"
    role: FilerRole = FilerRole.SELF
    party: Party = Party.CONSUMER
    acting: Mapping[str, Any] = field(default_factory=dict)

    def file(self, *rights: Any, at: datetime = NOON, **changes: Any) -> Submission:
        facts = {
            "name": TYPED["name"],
            "contact_channel": self.channel,
            "contact": CONTACTS[self.channel],
            "language": self.language,
        }
        if self.role == FilerRole.SELF:
            return file(*rights, at=at, **facts | changes)
        acting = {
            "name": TYPED["agent"],
            "firm": TYPED["firm"],
            "own_reference": TYPED["own_reference"],
            "contact_channel": self.channel,
            "contact": CONTACTS_OF_AGENTS[self.channel],
            "language": self.language,
            **self.acting,
        }
        return file_for(self.role, *rights, at=at, acting=acting, **facts | changes)

    def confirmed(self, *rights: Any, **changes: Any) -> Submission:
        """Whoever filed has confirmed their contact."""
        submission = self.file(*rights, **changes)
        return confirm(submission) if self.role == FilerRole.SELF else confirm_filer(submission)

    def authorised(self, *rights: Any, **changes: Any) -> Submission:
        """Whoever filed has confirmed their contact, and may do so."""
        if self.role == FilerRole.SELF:
            return self.file(*rights, **changes)
        submission = self.confirmed(*rights, **changes)
        authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
        kind = ProofKind.SIGNED_PERMISSION if self.role == FilerRole.AGENT else ProofKind.POWER_OF_ATTORNEY
        checklist = (
            CHECKLIST | {"1": {"answer": "yes", "note": TYPED["cure"]}} if kind == ProofKind.POWER_OF_ATTORNEY else None
        )
        says = as_they_said(submission)
        proofs.accept_proof(submission=submission, kind=kind, checklist=checklist, says=says, at=NOON, by=self.staff)
        if self.role == FilerRole.AGENT:
            consumer_agrees(submission)
        return Submission.objects.get(pk=submission.pk)

    def by(self, role: FilerRole, party: Party, **acting: Any) -> "Maker":
        """The same, of filings that somebody makes for somebody else, as one of the two reads it."""
        return replace(self, role=role, party=party, acting=acting)

    def verified(self, *rights: Any, **changes: Any) -> PrivacyRequest:
        submission = self.authorised(*rights)
        verify(submission, by=self.staff, **changes)
        return only_request(submission)

    def receipt(self) -> Notice:
        return self.file(CATEGORIES, DELETION, CORRECTION).notices.get(kind=NoticeKind.RECEIPT)

    def extension(self, reason: ExtensionReason = ExtensionReason.COMPLEXITY) -> Notice:
        request = only_request(self.file(CORRECTION))
        review.extend(request=request, reason=reason, at=NOON, by=self.staff)
        return self.owed(request)

    def answer_ready(self, ground: Ground | None = None) -> Notice:
        request = self.verified(CATEGORIES)
        parts = written(ground, RequestType.KNOW_CATEGORIES) if ground else None
        answers.answer(request=request, text=TYPED["answer"], at=NOON, by=self.staff, ground=ground, parts=parts)
        return self.owed(request)

    def denial(self, ground: Ground = Ground.DEL_8_LEGAL, right: Any = DELETION) -> Notice:
        request = self.verified(right)
        denied = answers.deny(
            request=request,
            ground=ground,
            parts=written(ground, right[0]),
            reproductive_care=False,
            at=NOON,
            by=self.staff,
        )
        released(denied)
        return self.owed(request)

    def not_verified(self, right: Any = CATEGORIES) -> Notice:
        request = only_request(self.file(right))
        why = TYPED["reason"]
        answers.deny(request=request, ground=Ground.UNVERIFIED, parts={}, early_reason=why, at=NOON, by=self.staff)
        return self.owed(request)

    def reminder(self) -> Notice:
        submission = self.file(CATEGORIES, DELETION, CORRECTION)
        reminders.remind_unconfirmed(at=NOON + timedelta(hours=24))
        return submission.notices.get(kind=NoticeKind.REMINDER)

    def second_yes(self) -> Notice:
        request = only_request(self.confirmed(DELETION))
        reminders.remind_of_second_yes(at=NOON + timedelta(hours=24))
        return self.owed(request)

    def ending(self) -> Notice:
        submission = self.file(CATEGORIES, DELETION, CORRECTION)
        reminders.warn_before_the_end(at=NOON + timedelta(days=38))
        return submission.notices.get(kind=NoticeKind.ENDING)

    def over_limit(self) -> Notice:
        first, second = NOON - timedelta(days=200), NOON - timedelta(days=90)
        person = answered(CATEGORIES, by=self.staff, at=first).person
        answered(CATEGORIES, by=self.staff, at=second, person=person)
        request = self.verified(CATEGORIES, person=person)
        answers.deny(request=request, ground=Ground.KNOW_LIMIT, parts={}, at=NOON, by=self.staff)
        return self.owed(request)

    def withdrawn(self) -> Notice:
        request = only_request(self.file(DELETION))
        review.withdraw(request=request, party=self.filer, at=NOON)
        return self.owed(request)

    def duplicate(self, **of_another: Any) -> Notice:
        return self.duplicate_of(self.confirmed(DELETION, at=NOON - timedelta(days=3), **of_another))

    def duplicate_of(self, first: Submission) -> Notice:
        second = self.confirmed(DELETION)
        person = verify(first, by=self.staff)
        verify(second, by=self.staff, person=person)
        earlier, request = only_request(first), only_request(second)
        review.mark_duplicate(request=request, of=earlier, at=NOON, by=self.staff)
        return self.owed(request)

    def contact_changed(self) -> Notice:
        """To the old contact, at the request of somebody who wrote from the new one."""
        item = "EMAIL" if self.channel == Channel.EMAIL else "PHONE"
        details = {"item": item, "wrong": CONTACTS[self.channel], "right": NEW_CONTACTS[self.channel]}
        person = self.known_person()
        submission = self.authorised((RequestType.CORRECT, details), contact=NEW_CONTACTS[self.channel])
        points = {Point.NAME, Point.CUSTOMER_NUMBER, Point.TRANSACTION}
        verify(submission, by=self.staff, person=person, points=points)
        return self.answered_to_others(submission)

    def new_contact(self) -> Notice:
        """To the contact known before, when an answer went to another one."""
        person = self.known_person()
        submission = self.authorised(CATEGORIES, contact=NEW_CONTACTS[self.channel])
        verify(submission, by=self.staff, person=person, points={Point.NAME, Point.CUSTOMER_NUMBER})
        return self.answered_to_others(submission, contact_reason=TYPED["reason"])

    def known_person(self) -> Person:
        """Somebody whose contact was confirmed and found in the records at an earlier filing."""
        return verify(replace(self, role=FilerRole.SELF).file(DELETION), by=self.staff)

    def answered_to_others(self, submission: Submission, **reasons: str) -> Notice:
        request = only_request(submission)
        released(answers.answer(request=request, text=TYPED["answer"], at=NOON, by=self.staff, **reasons))
        return Notice.objects.get(request=request, other_contact__isnull=False)

    def represented(self) -> Notice:
        submission = self.by(FilerRole.AGENT, Party.CONSUMER).file(OPT_OUT)
        return Notice.objects.get(submission=submission, kind=NoticeKind.REPRESENTED)

    def proof_asked(self) -> Notice:
        submission = self.by(FilerRole.AGENT, Party.REPRESENTATIVE).confirmed(CATEGORIES)
        authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
        kind = ProofKind.SIGNED_PERMISSION
        proofs.refuse_proof(submission=submission, kind=kind, reason=TYPED["cure"], at=NOON, by=self.staff)
        return Notice.objects.get(submission=submission, kind=NoticeKind.PROOF_ASKED)

    def message(self) -> Notice:
        submission = self.confirmed(CATEGORIES)
        text = TYPED["answer"]
        messages.write_back(submission=submission, party=self.party, text=text, token=uuid4(), at=NOON, by=self.staff)
        return Notice.objects.get(submission=submission, kind=NoticeKind.MESSAGE, party=self.party)

    def authority_ended(self, why: AuthorityEnd = AuthorityEnd.REVOKED) -> Notice:
        submission = self.by(FilerRole.AGENT, Party.REPRESENTATIVE).confirmed(CATEGORIES)
        authority.end(submission=submission, why=why, at=NOON, by=None, reason=TYPED["reason"])
        return Notice.objects.get(submission=submission, kind=NoticeKind.AUTHORITY_ENDED)

    def verify_ask(self) -> Notice:
        request = self.confirmed(CATEGORIES).requests.select_related("submission").get()
        points = [Point.CUSTOMER_NUMBER]
        asking.ask(request=request, points=points, reason=TYPED["staff"], at=NOON, by=self.staff)
        return self.owed(request)

    def make(self, kind: NoticeKind) -> Notice:
        maker: Callable[[], Notice] = getattr(self, kind.lower())
        return maker()

    def owed(self, request: PrivacyRequest) -> Notice:
        return Notice.objects.get(request=request, party=self.party, other_contact=None)

    @property
    def filer(self) -> Party:
        return Party.CONSUMER if self.role == FilerRole.SELF else Party.REPRESENTATIVE


def contact_of(notice: Notice) -> str:
    """Where a notice has to go: to the contact of its reader, or to the one known before."""
    contacts = CONTACTS if notice.party == Party.CONSUMER else CONTACTS_OF_AGENTS
    return contacts[notice.destination()[0]]
