"""How is one invented filing told, from the day it came in?

Every step is the operation that a consumer, a member of staff or a worker would cause, at an instant of the past.
Nothing is put into a state that the operations could not reach. Only the sending is told, not done: what would have
left then is settled as sent, with DEMO as the provider's number.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils.text import slugify

from privacy_portal.lib import owed
from requests_app import calendar, declarations, notices
from requests_app.management import demo_words as words
from requests_app.models import Notice, Person, PrivacyRequest, ProposedAnswer, Submission
from requests_app.operations import (
    answers,
    assurance,
    identity,
    intake,
    release,
    reminders,
    review,
    revival,
    suppression,
)
from requests_app.rules import grounds
from requests_app.rules.assurance import Level
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import (
    Accompaniment,
    ExtensionReason,
    Ground,
    IntakeChannel,
    KnowCategory,
    NoticeKind,
    Period,
    Point,
    RequestType,
    Status,
)
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
class Teller:
    """Makes people, wishes and filings, all before `now`; the same `dice` tell the same story."""

    now: datetime
    dice: random.Random
    team: Team
    filed: list[Submission] = field(default_factory=list)  # what has been filed so far

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

    def file(self, *kinds: RequestType, days_ago: int, **changes: Any) -> "Case":
        """A filing as it came in, with its receipt on the way; by web and email in English unless told otherwise."""
        consumer = changes.pop("consumer", None) or self.consumer()
        channel = changes.pop("by", Channel.EMAIL)
        at = self.moment(days_ago)
        facts: dict[str, Any] = {
            "rights": [self.right(kind) for kind in kinds],
            "name": consumer.name,
            "contact_channel": channel,
            "contact": consumer.contact(channel),
            "language": "en",
            "california_resident": True,
            "channel": IntakeChannel.WEB,
        }
        token = UUID(int=self.dice.getrandbits(128), version=4)
        submission = intake.file_request(filing=intake.Filing(**facts | changes), form_token=token, at=at)
        self.filed.append(submission)
        return Case(self, submission, at, consumer)


@dataclass
class Case:
    """One filing and the moment its story has reached. `wait` moves on; the verbs happen then."""

    teller: Teller
    submission: Submission
    at: datetime
    consumer: Consumer
    person: Person | None = field(default=None)

    def requests(self) -> list[PrivacyRequest]:
        return list(self.submission.requests.select_related("submission").exclude(status=Status.CLOSED))

    def wait(self, *, days: float = 0, minutes: float = 0) -> "Case":
        """Let time pass, but never beyond the present."""
        self.at = min(self.at + timedelta(days=days, minutes=minutes), self.teller.now - timedelta(minutes=5))
        return self

    def sent(self) -> "Case":
        """Everything owed so far left half a minute later."""
        at = self.at + timedelta(seconds=30)
        for notice in Notice.objects.filter(submission=self.submission, state=owed.SendState.OWED):
            notices.settle(notice, DEMO, at=at)
        for challenge in Challenge.objects.filter(subject=self.submission.pk, state=owed.SendState.OWED):
            owed.sent(challenge, at=at, provider_id=DEMO)
        self.submission.refresh_from_db()
        return self

    def bounced(self) -> "Case":
        """Nothing owed so far could be delivered: the mail server knows no such mailbox."""
        for notice in Notice.objects.filter(submission=self.submission, state=owed.SendState.OWED):
            notices.give_up(notice, "smtp_550", at=self.at)
        for challenge in Challenge.objects.filter(subject=self.submission.pk, state=owed.SendState.OWED):
            owed.fail(challenge, at=self.at, failure="smtp_550")
        return self

    def disowned(self) -> "Case":
        """The owner of the mailbox said that it was not them."""
        challenge = challenges.newest(purpose=identity.CONFIRM, subject=self.submission.pk)
        if challenge is not None:
            suppression.disown(challenge=challenge, at=self.at)
            self.submission.refresh_from_db()
        return self

    def confirmed(self) -> "Case":
        """The consumer used the code or the link a few minutes later."""
        self.sent().wait(minutes=self.teller.dice.randint(1, 9))
        challenge = challenges.newest(purpose=identity.CONFIRM, subject=self.submission.pk)
        if challenge is not None:
            self.submission = identity.confirm_contact(challenge=challenge, at=self.at)
        return self

    def looked_up(self) -> "Case":
        """The consumer came back with the reference and a fresh code."""
        challenge = identity.start_tracking(submission=self.submission, at=self.at)
        self.sent().wait(minutes=3)
        self.submission = identity.open_tracking(challenge=challenge, at=self.at)
        return self

    def reminded(self, kind: NoticeKind = NoticeKind.REMINDER) -> "Case":
        """The clock brought the reminder to confirm, or the warning before the end."""
        reminders.owe_to_filing(self.submission.pk, kind, at=self.at)
        return self.sent()

    def reminded_of_second_yes(self) -> "Case":
        for request in self.requests():
            reminders.owe_second_yes(request.pk, at=self.at)
        return self.sent()

    def taken_up(self) -> "Case":
        """The consumer came back and pressed the button."""
        self.looked_up()
        self.submission = revival.take_up(submission=self.submission, at=self.at)
        if self.submission not in self.teller.filed:
            self.teller.filed.append(self.submission)
        return self.sent()

    def deletion_confirmed(self) -> "Case":
        for request in self.requests():
            if request.waits_for_deletion_confirmation:
                identity.confirm_deletion(request=request, at=self.at)
        return self

    def assigned(self, owner: User) -> "Case":
        for request in self.requests():
            review.assign(request=request, owner=owner, at=self.at, by=self.teller.team.triage)
        return self

    def matched(self, person: Person | None = None, *, elsewhere: bool = False) -> "Case":
        """Staff found this person in the records: enough points for every right, and the declaration for a copy.

        With `elsewhere` they found everything but the contact.
        """
        disputed = {request.details.get("item") for request in self.requests()}
        own = assurance.own_point(self.submission)
        useful = [own, Point.NAME, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER, Point.TRANSACTION][elsewhere:]
        self.person = assurance.record_match(
            submission=self.submission,
            points=[point for point in useful if point not in disputed][:3],
            declaration=any(request.level_required == Level.REASONABLY_HIGH for request in self.requests()),
            same_person_as=person,
            at=self.at,
            by=self.teller.team.reviewer,
        )
        self.submission.refresh_from_db()
        return self

    def declared(self) -> "Case":
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

    def logged_in(self) -> "Case":
        assurance.report_login(submission=self.submission, logged_in_at=self.at, at=self.at)
        return self

    def doubted(self, reason: str) -> "Case":
        by = self.teller.team.reviewer
        assurance.doubt_login(submission=self.submission, reason=reason, at=self.at, by=by)
        return self

    def asked_for_more(self, reason: str) -> "Case":
        """Staff must be surer than the rule says."""
        for request in self.requests():
            assurance.set_level(
                request=request, level=Level.REASONABLY_HIGH, reason=reason, at=self.at, by=self.teller.team.reviewer
            )
        return self

    def extended(self, reason: ExtensionReason = ExtensionReason.COMPLEXITY) -> "Case":
        for request in self.requests():
            review.extend(request=request, reason=reason, at=self.at, by=self.teller.team.reviewer)
        return self.sent()

    def answered(
        self,
        ground: Ground | None = None,
        *,
        nothing: bool = False,
        override: str = "",
        waits: bool = False,
        text: str = "",
        **reasons: str,
    ) -> "Case":
        """Every open request of the filing is answered; with a ground, in part.

        What needs a second person is released by the lead the same day, unless it still `waits`. `reasons`: as in
        decision.Decision.
        """
        for request in self.requests():
            right = RequestType(request.type)
            given = answers.answer(
                request=request,
                text=text or (words.NOTHING_ANSWER if nothing else _answer(right, partly=ground is not None)),
                ground=ground,
                parts=written(ground, right) if ground else None,
                reproductive_care=False if ground else None,
                nothing_held=nothing,
                override_reason=override if right in KNOW else "",
                at=self.at,
                by=self.teller.team.reviewer,
                **reasons,
            )
            if isinstance(given, ProposedAnswer) and not waits:
                self._released(given)
        return self.sent()

    def _released(self, given: ProposedAnswer) -> None:
        release.release(request=given.request, digest=given.digest, at=self.at, by=self.teller.team.lead)

    def sent_back(self, reason: str) -> "Case":
        for request in self.requests():
            release.send_back(request=request, reason=reason, at=self.at, by=self.teller.team.lead)
        return self

    def denied(self, ground: Ground) -> "Case":
        for request in self.requests():
            given = answers.deny(
                request=request,
                ground=ground,
                parts=written(ground, RequestType(request.type)),
                reproductive_care=False,
                at=self.at,
                by=self.teller.team.reviewer,
            )
            if isinstance(given, ProposedAnswer):
                self._released(given)
        return self.sent()

    def withdrawn(self) -> "Case":
        for request in self.requests():
            review.withdraw(request=request, at=self.at)
        return self.sent()


def written(ground: Ground, right: RequestType) -> dict[Accompaniment, str]:
    """What staff write to a ground in the demo."""
    explanation = words.EXPLANATIONS.get(ground, words.EXPLANATIONS["OTHER_PERSON"])
    needed = grounds.required(ground, right) & grounds.WRITTEN_BY_STAFF
    return {part: words.REST_DONE if part == Accompaniment.REST_DONE else explanation for part in needed}


def _answer(right: RequestType, *, partly: bool) -> str:
    if right == RequestType.DELETE:
        return words.PARTLY_DELETED_ANSWER if partly else words.DELETED_ANSWER
    return {
        RequestType.KNOW_CATEGORIES: words.CATEGORIES_ANSWER,
        RequestType.CORRECT: words.CORRECTED_ANSWER,
    }.get(right, words.PIECES_ANSWER)
