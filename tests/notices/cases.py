"""One filing for every kind of notice, brought about by the operations that owe it, full of words nobody may read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from privacy_portal.lib.sms import locmem
from requests_app import notices
from requests_app.models import Notice, Person, PrivacyRequest, Submission
from requests_app.operations import answers, reminders, review
from requests_app.rules import grounds
from requests_app.vocabulary import Accompaniment, ExtensionReason, Ground, NoticeKind, Point, RequestType
from tests.filings import CATEGORIES, NOON, answered, confirm, file, only_request, released, verify
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
}
NOBODYS_WORDS = (
    *("Wilhelmina", "Quackenbush", "zanzibar", "Kakapo", "Takahe", "okapi", "narwhal", "platypus", "axolotl"),
)
CONTACTS = {
    Channel.EMAIL: "quackenbush@example.com",
    Channel.TEXT: "+14155550132",
    Channel.CALL: "+14155550132",
}
NEW_CONTACTS = {
    Channel.EMAIL: "brand.new@example.com",
    Channel.TEXT: "+14155550177",
    Channel.CALL: "+14155550177",
}
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
    """Files over one channel in one language, and takes the filing to where a notice is owed."""

    staff: User
    channel: Channel = Channel.EMAIL
    language: str = "en"

    def file(self, *rights: Any, at: datetime = NOON, **changes: Any) -> Submission:
        facts = {
            "name": TYPED["name"],
            "contact_channel": self.channel,
            "contact": CONTACTS[self.channel],
            "language": self.language,
        }
        return file(*rights, at=at, **facts | changes)

    def verified(self, *rights: Any, **changes: Any) -> PrivacyRequest:
        submission = self.file(*rights)
        verify(submission, by=self.staff, **changes)
        return only_request(submission)

    def receipt(self) -> Notice:
        return self.file(CATEGORIES, DELETION, CORRECTION).notices.get()

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
        request = only_request(confirm(self.file(DELETION)))
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
        review.withdraw(request=request, at=NOON)
        return self.owed(request)

    def duplicate(self, **of_another: Any) -> Notice:
        first = confirm(self.file(DELETION, at=NOON - timedelta(days=3), **of_another))
        second = confirm(self.file(DELETION))
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
        submission = self.file((RequestType.CORRECT, details), contact=NEW_CONTACTS[self.channel])
        points = {Point.NAME, Point.CUSTOMER_NUMBER, Point.TRANSACTION}
        verify(submission, by=self.staff, person=person, points=points)
        return self.answered_to_others(submission)

    def new_contact(self) -> Notice:
        """To the contact known before, when an answer went to another one."""
        person = self.known_person()
        submission = self.file(CATEGORIES, contact=NEW_CONTACTS[self.channel])
        verify(submission, by=self.staff, person=person, points={Point.NAME, Point.CUSTOMER_NUMBER})
        return self.answered_to_others(submission, contact_reason=TYPED["reason"])

    def known_person(self) -> Person:
        """Somebody whose contact was confirmed and found in the records at an earlier filing."""
        return verify(self.file(DELETION), by=self.staff)

    def answered_to_others(self, submission: Submission, **reasons: str) -> Notice:
        request = only_request(submission)
        released(answers.answer(request=request, text=TYPED["answer"], at=NOON, by=self.staff, **reasons))
        return Notice.objects.get(request=request, other_contact__isnull=False)

    def make(self, kind: NoticeKind) -> Notice:
        maker: Callable[[], Notice] = getattr(self, kind.lower())
        return maker()

    def owed(self, request: PrivacyRequest) -> Notice:
        return Notice.objects.get(request=request)


def deliver(notice: Notice) -> Notice:
    """Let a worker's task deliver it, at the earliest when it was queued; return the row as it is afterwards."""
    with time_machine.travel(max(timezone.now(), notice.queued_at), tick=False):
        notices.deliver(notice.pk)
    return Notice.objects.get(pk=notice.pk)


@dataclass(frozen=True)
class Sent:
    """What left, over whichever channel. `everything` is all that the person can see of it."""

    to: str
    subject: str
    text: str
    html: str
    language: str

    @property
    def everything(self) -> str:
        return "\n".join((self.subject, self.text, self.html))


def sent(channel: Channel) -> Sent:
    """The one message that left."""
    if channel == Channel.EMAIL:
        (message,) = mail.outbox
        assert isinstance(message, EmailMultiAlternatives)
        html, mime = message.alternatives[0]
        assert mime == "text/html"
        return Sent(
            to=message.to[0],
            subject=str(message.subject),
            text=str(message.body),
            html=str(html),
            language=str(message.extra_headers["Content-Language"]),
        )
    (note,) = locmem.outbox
    if note.script:
        return Sent(to=note.to, subject="", text=note.script.greeting, html="", language=note.script.language)
    assert note.body is not None
    return Sent(to=note.to, subject="", text=note.body, html="", language="")
