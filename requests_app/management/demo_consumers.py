"""Who files in the demo, what do they want, and what do they do until staff act?

Every step is the operation that a consumer or a worker would cause, at an instant of the past. Only the sending is
told, not done: what would have left then is settled as sent, with DEMO as the number at the provider.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.models import User
from django.utils.text import slugify

from privacy_portal.lib import owed
from requests_app import calendar, declarations, notices
from requests_app.management import demo_words as words
from requests_app.models import Notice, Person, PrivacyRequest, Submission
from requests_app.operations import assurance, identity, reminders, revival, suppression
from requests_app.vocabulary import KnowCategory, NoticeKind, Period, RequestType, Status
from verification import challenges
from verification.models import Challenge, Channel

DEMO = "demo"  # the provider's number of what was never really sent
Right = tuple[RequestType, dict[str, Any]]


@dataclass(frozen=True)
class Consumer:
    """Somebody who does not exist."""

    name: str
    email: str
    phone: str

    def contact(self, channel: Channel) -> str:
        return self.email if channel == Channel.EMAIL else self.phone


@dataclass(frozen=True)
class Team:
    """The demo's staff, by what they do."""

    triage: User
    reviewer: User
    lead: User


@dataclass
class Invention:
    """Makes people and wishes, all before `now`; the same `dice` tell the same story."""

    now: datetime
    dice: random.Random
    team: Team
    filed: list[Submission] = field(default_factory=list)  # what has been filed so far

    def token(self) -> UUID:
        """What makes a form one form, however often it is sent."""
        return UUID(int=self.dice.getrandbits(128), version=4)

    def moment(self, days_ago: int) -> datetime:
        """Some waking hour on a business's calendar day of the past, at least an hour ago."""
        day = calendar.business_day(self.now) - timedelta(days=days_ago)
        clock = time(self.dice.randint(7, 20), self.dice.randint(0, 59), self.dice.randint(0, 59))
        told = datetime.combine(day, clock, tzinfo=calendar.business_zone())
        return min(told, self.now - timedelta(minutes=self.dice.randint(60, 120)))

    def consumer(self) -> Consumer:
        first, last = self.dice.choice(words.FIRST_NAMES), self.dice.choice(words.LAST_NAMES)
        mailbox = f"{slugify(first)}.{slugify(last)}{self.dice.randint(2, 99)}"
        number = f"+1{self.dice.choice(words.AREA_CODES)}55501{self.dice.randint(0, 99):02}"
        return Consumer(f"{first} {last}", f"{mailbox}@{self.dice.choice(words.DOMAINS)}", number)

    def right(self, kind: RequestType) -> Right:
        """What exactly somebody wants of a right, as the journey stores it."""
        period = {"period": self.dice.choice([Period.TWELVE_MONTHS, Period.EVERYTHING]).value}
        match kind:
            case RequestType.KNOW_CATEGORIES:
                asked = [each.value for each in KnowCategory if self.dice.random() < 0.6]
                return kind, {"categories": asked or [KnowCategory.SOURCES.value], **period}
            case RequestType.KNOW_SPECIFIC:
                return kind, period
            case RequestType.DELETE if self.dice.random() < 0.4:
                return kind, {"scope": "PARTS", "parts": self.dice.choice(words.PARTS_TO_DELETE)}
            case RequestType.DELETE:
                return kind, {"scope": "EVERYTHING"}
            case RequestType.CORRECT:
                item, wrong, right = self.dice.choice(words.CORRECTIONS)
                return kind, {"item": item, "wrong": wrong, "right": right}
        return kind, {}


@dataclass
class Filed:
    """One filing and the moment its story has reached. `wait` moves on; what the consumer does then are its verbs."""

    teller: Invention
    submission: Submission
    at: datetime
    consumer: Consumer
    person: Person | None = field(default=None)

    def requests(self) -> list[PrivacyRequest]:
        return list(self.submission.requests.select_related("submission").exclude(status=Status.CLOSED))

    def wait(self, *, days: float = 0, minutes: float = 0) -> Self:
        """Let time pass, but never beyond the present."""
        self.at = min(self.at + timedelta(days=days, minutes=minutes), self.teller.now - timedelta(minutes=5))
        return self

    def sent(self) -> Self:
        """Everything owed so far left half a minute later."""
        at = self.at + timedelta(seconds=30)
        for notice in Notice.objects.filter(submission=self.submission, state=owed.SendState.OWED):
            notices.settle(notice, DEMO, at=at)
        sides = {self.submission.pk, self.submission.filer.pk}
        for challenge in Challenge.objects.filter(subject__in=sides, state=owed.SendState.OWED):
            owed.sent(challenge, at=at, provider_id=DEMO)
        self.submission.refresh_from_db()
        return self

    def bounced(self) -> Self:
        """Nothing owed so far could be delivered: the mail server knows no such mailbox."""
        for notice in Notice.objects.filter(submission=self.submission, state=owed.SendState.OWED):
            notices.give_up(notice, "smtp_550", at=self.at)
        for challenge in Challenge.objects.filter(subject=self.submission.pk, state=owed.SendState.OWED):
            owed.fail(challenge, at=self.at, failure="smtp_550")
        return self

    def disowned(self) -> Self:
        """The owner of the mailbox said that it was not them."""
        challenge = challenges.newest(purpose=identity.CONFIRM, subject=self.submission.pk)
        if challenge is not None:
            suppression.disown(challenge=challenge, at=self.at)
            self.submission.refresh_from_db()
        return self

    def confirmed(self) -> Self:
        """The consumer used the code or the link a few minutes later."""
        self.sent().wait(minutes=self.teller.dice.randint(1, 9))
        challenge = challenges.newest(purpose=identity.CONFIRM, subject=self.submission.pk)
        if challenge is not None:
            self.submission = identity.confirm_contact(challenge=challenge, at=self.at)
        return self

    def looked_up(self) -> Self:
        """The consumer came back with the reference and a fresh code."""
        challenge = identity.start_tracking(side=self.submission, at=self.at)
        self.sent().wait(minutes=3)
        self.submission = identity.open_tracking(challenge=challenge, at=self.at)
        return self

    def reminded(self, kind: NoticeKind = NoticeKind.REMINDER) -> Self:
        """The clock brought the reminder to confirm, or the warning before the end."""
        reminders.owe_to_filing(self.submission.pk, kind, at=self.at)
        return self.sent()

    def reminded_of_second_yes(self) -> Self:
        for request in self.requests():
            reminders.owe_second_yes(request.pk, at=self.at)
        return self.sent()

    def taken_up(self) -> Self:
        """The consumer came back and pressed the button."""
        self.looked_up()
        self.submission = revival.take_up(submission=self.submission, at=self.at)
        if self.submission not in self.teller.filed:
            self.teller.filed.append(self.submission)
        return self.sent()

    def deletion_confirmed(self) -> Self:
        for request in self.requests():
            if request.waits_for_deletion_confirmation:
                identity.confirm_deletion(request=request, at=self.at)
        return self

    def declared(self) -> Self:
        """The consumer signed the declaration on our page."""
        assurance.sign_declaration(
            submission=self.submission,
            name=self.submission.name,
            place="Fresno, California",
            language=self.submission.language,
            read=declarations.words(self.submission, self.submission.language).sha256,
            at=self.at,
        )
        return self

    def logged_in(self) -> Self:
        assurance.report_login(submission=self.submission, logged_in_at=self.at, at=self.at)
        return self
