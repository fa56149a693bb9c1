"""How is one invented filing told, from the day it came in?

Every step is the operation that a consumer, a member of staff or a worker would cause, at an instant of the past.
Nothing is put into a state that the operations could not reach.
"""

from typing import Any, Self

from django.contrib.auth.models import User

from requests_app import downstream
from requests_app.management import demo_vendors
from requests_app.management import demo_words as words
from requests_app.management.demo_consumers import Consumer, Filed, Invention, Team
from requests_app.models import Person, PrivacyRequest, ProposedAnswer
from requests_app.operations import answers, assurance, holder_tasks, intake, release, review
from requests_app.rules import downstream as rules
from requests_app.rules import grounds
from requests_app.rules.assurance import Level
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Accompaniment, ExtensionReason, Ground, IntakeChannel, Outcome, Point, RequestType
from verification.models import Channel

__all__ = ["Case", "Consumer", "Team", "Teller", "written"]


class Case(Filed):
    """A filing with what staff do about it."""

    def assigned(self, owner: User) -> Self:
        for request in self.requests():
            review.assign(request=request, owner=owner, at=self.at, by=self.teller.team.triage)
        return self

    def matched(self, person: Person | None = None, *, elsewhere: bool = False) -> Self:
        """Staff found this person in the records: enough points for every right, and the declaration for a copy.

        With `elsewhere` they found everything but the contact. What is to be corrected shows nothing about who asks;
        where records are sent the contact is looked up all the same.
        """
        disputed = {request.details.get("item") for request in self.requests()}
        own = assurance.own_point(self.submission)
        useful = [own, Point.NAME, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER, Point.TRANSACTION][elsewhere:]
        points = [point for point in useful if point not in disputed][:3]
        if own in disputed and not elsewhere and any(request.type in KNOW for request in self.requests()):
            points.append(own)
        self.person = assurance.record_match(
            submission=self.submission,
            points=points,
            declaration=any(request.level_required == Level.REASONABLY_HIGH for request in self.requests()),
            same_person_as=person,
            at=self.at,
            by=self.teller.team.reviewer,
        )
        self.submission.refresh_from_db()
        return self

    def doubted(self, reason: str) -> Self:
        by = self.teller.team.reviewer
        assurance.doubt_login(submission=self.submission, reason=reason, at=self.at, by=by)
        return self

    def asked_for_more(self, reason: str) -> Self:
        """Staff must be surer than the rule says."""
        for request in self.requests():
            assurance.set_level(
                request=request, level=Level.REASONABLY_HIGH, reason=reason, at=self.at, by=self.teller.team.reviewer
            )
        return self

    def started(self, *, keep: str = "", told: bool = True, ours: bool = False) -> Self:
        """The work is started; those outside are told, and what is ours is done, as far as is said."""
        for request in self.requests():
            tasks = demo_vendors.start(request, keep=keep, at=self.at, by=self.teller.team.reviewer)
            if told:
                demo_vendors.tell(tasks, at=self.at, by=self.teller.team.reviewer)
            if ours:
                demo_vendors.do_ours(tasks, at=self.at, by=self.teller.team.reviewer)
        return self

    def _carried_out(self, request: PrivacyRequest, outcome: Outcome, ground: Ground | None) -> None:
        """Everybody did their part, where that is due before the request is closed so."""
        if rules.needs_all_done(RequestType(request.type), outcome, ground):
            keep = words.KEPT if ground else ""
            demo_vendors.do_everything(request, keep=keep, at=self.at, by=self.teller.team.reviewer)

    def extended(self, reason: ExtensionReason = ExtensionReason.COMPLEXITY) -> Self:
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
    ) -> Self:
        """Every open request of the filing is answered; with a ground, in part.

        What needs a second person is released by the lead the same day, unless it still `waits`. `reasons`: as in
        decision.Decision.
        """
        for request in self.requests():
            right = RequestType(request.type)
            self._carried_out(request, Outcome.PARTLY if ground else Outcome.FULFILLED, ground)
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

    def answered_before_all_was_done(self, reason: str) -> Self:
        """Every open request of the filing is answered while those who were told have not said that they did it."""
        for request in self.requests():
            left = downstream.unfinished(downstream.tasks_of(request))
            answers.answer(
                request=request,
                text=_answer(RequestType(request.type), partly=False),
                tasks_reason=reason,
                left_open=holder_tasks.ids(left),
                at=self.at,
                by=self.teller.team.reviewer,
            )
        return self.sent()

    def _released(self, given: ProposedAnswer) -> None:
        release.release(request=given.request, digest=given.digest, at=self.at, by=self.teller.team.lead)

    def sent_back(self, reason: str) -> Self:
        for request in self.requests():
            release.send_back(request=request, reason=reason, at=self.at, by=self.teller.team.lead)
        return self

    def denied(self, ground: Ground) -> Self:
        outcome = Outcome.NOT_VERIFIED if ground == Ground.UNVERIFIED else Outcome.DENIED
        for request in self.requests():
            self._carried_out(request, outcome, ground)
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

    def withdrawn(self) -> Self:
        for request in self.requests():
            review.withdraw(request=request, at=self.at)
        return self.sent()


class Teller(Invention):
    """Makes people, wishes and filings, all before `now`; the same `dice` tell the same story."""

    def file(self, *kinds: RequestType, days_ago: int, **changes: Any) -> Case:
        """A filing as it came in, with its receipt on the way; by web and email in English unless told otherwise.

        `entered_by`: who of the staff typed it in.
        """
        consumer, staff = changes.pop("consumer", None) or self.consumer(), changes.pop("entered_by", None)
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
        filing = intake.Filing(**facts | changes)
        submission = intake.file_request(filing=filing, form_token=self.token(), at=at, by=staff)
        self.filed.append(submission)
        return Case(self, submission, at, consumer)


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
