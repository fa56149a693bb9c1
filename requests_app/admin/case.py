"""What do a request's page and its actions work on? One request, loaded once, at one moment, for one person."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import User

from requests_app import calendar, downstream, queries, staffing
from requests_app.admin import glance
from requests_app.models import Hold, Holder, HolderTask, IdentityAsk, Notice, PointAsk, PrivacyRequest, ProposedAnswer
from requests_app.operations import asking, documents, holds, recipients
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import HoldKind, Masked, RequestType, Status
from verification import suppressions
from verification.models import Suppression

# What of a request may be read now, and when the first of it is masked again.
Opened = tuple[frozenset[Masked], datetime | None]


@dataclass(frozen=True)
class Case:
    """A request with its submission, owner, person and answer loaded, and how it stands against the limit."""

    request: PrivacyRequest
    limit: queries.LimitStanding
    at: datetime
    today: date
    by: User
    reminded_at: datetime | None = None
    # What of it `by` gave a reason to read; everything else is masked.
    open: frozenset[Masked] = frozenset()
    open_until: datetime | None = None

    @property
    def type(self) -> RequestType:
        return RequestType(self.request.type)

    @property
    def over_limit(self) -> bool:
        return self.type in KNOW and self.limit.over_limit

    @cached_property
    def stopped(self) -> list[Suppression]:
        """What stops messages to the filing's contact."""
        return suppressions.of(self.request.submission.contact, at=self.at)

    @property
    def proposal(self) -> ProposedAnswer | None:
        """The answer that somebody wrote for a second person to release, sent back or not."""
        return getattr(self.request, "proposal", None)

    @property
    def waiting(self) -> ProposedAnswer | None:
        """The proposal, if somebody else can release it."""
        return self.proposal if self.proposal and self.proposal.waits else None

    @cached_property
    def notices(self) -> list[Notice]:
        """The messages and letters about the request, and about its filing as a whole, oldest first."""
        return list(queries.notices_of(self.request))

    @cached_property
    def identity_ask(self) -> IdentityAsk | None:
        """The government ID that is asked for in this filing, if one is."""
        return documents.open_ask(self.request.submission)

    @cached_property
    def asked(self) -> PointAsk | None:
        """What more is asked of the consumer, answered or not."""
        return None if self.request.closed else asking.open_ask(self.request.submission)

    @cached_property
    def hold(self) -> Hold | None:
        """What keeps it, or what was kept of it for that, from being deleted today."""
        if self.type != RequestType.DELETE or not any(holds.outlasts(self.request, each) for each in HoldKind):
            return None
        hold = holds.in_force(self.request, on=self.today)
        return hold if hold and holds.outlasts(self.request, HoldKind(hold.kind)) else None

    @cached_property
    def contact_on_file(self) -> bool:
        """Whether the answer would go where the business reached the person before."""
        return recipients.reaches_right_person(self.request.submission, at=self.at)

    @cached_property
    def tasks(self) -> list[HolderTask]:
        """What each system and vendor has to do, or did."""
        return downstream.tasks_of(self.request)

    @cached_property
    def without_task(self) -> list[Holder]:
        """Systems and vendors that it concerns and that have no task, while it can still be carried out."""
        if self.request.closed:
            return []
        return downstream.without_task(self.request, on=self.today, tasks=self.tasks)

    @cached_property
    def to_do(self) -> list[HolderTask]:
        return downstream.unfinished(self.tasks)

    @property
    def work(self) -> downstream.Work:
        """The same in numbers, as the queue counts it."""
        if self.request.status != Status.IN_PROGRESS:
            return downstream.NO_WORK
        return downstream.Work(len(self.tasks), len(self.to_do), len(self.without_task))

    def clocks(self) -> glance.Clocks:
        return glance.clocks_of(self.request, today=self.today)

    def badge(self) -> glance.Words | None:
        return glance.limit_badge(self.request, self.limit, today=self.today)

    def next(self) -> glance.Step:
        return glance.next_step(
            self.request,
            over_limit=self.over_limit,
            today=self.today,
            reminded_at=self.reminded_at,
            work=self.work,
            asked=self.asked,
        )


def load(request_id: UUID, *, at: datetime, by: User, opened: Opened = (frozenset(), None)) -> Case | None:
    """The case of a request at an instant, or None when there is no such request that `by` may know of."""
    rows = PrivacyRequest.objects.select_related(
        *("submission__person", "submission__comparison", "owner"),
        *("submission__representative", "submission__representative__signed_permission"),
        *("answer__given_by", "answer__approved_by", "proposal__proposed_by", "proposal__sent_back_by"),
    )
    request = rows.filter(staffing.requests_open_to(by), pk=request_id).first()
    if request is None:
        return None
    today = calendar.business_day(at)
    limit, reminded = queries.limit_standing(request, on=today), queries.reminders_of([request])
    return Case(
        request=request,
        limit=limit,
        at=at,
        today=today,
        by=by,
        reminded_at=reminded.get(request.pk),
        open=opened[0],
        open_until=opened[1],
    )
