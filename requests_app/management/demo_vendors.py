"""Which systems and vendors has the demo's business, and what do they do about a request?

All of them are invented. `on_register` writes them down; the rest are steps of a filing's story, each the operation
that staff would cause.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User

from requests_app import calendar, downstream
from requests_app.management.demo_consumers import Team
from requests_app.models import Holder, HolderTask, PrivacyRequest
from requests_app.operations import holder_tasks
from requests_app.rules.rights import CORRECT, DELETE, KNOW, OPT_OUTS
from requests_app.vocabulary import HolderKind, RequestType, TaskState, TellBy, WhyNot

OWN, FOR_US, THIRD = HolderKind.OWN_SYSTEM, HolderKind.SERVICE_PROVIDER, HolderKind.THIRD_PARTY
SINCE_DAYS = 400  # longer than the demo's stories reach back
DONE = "Deleted, corrected or exported as asked; compared with the search of a week later."
BY_VENDOR = "Their confirmation of the day is in the folder of this request."
NOTHING_THERE = "Searched by mailbox, name and order number: no hit."


@dataclass(frozen=True)
class Line:
    """One line of the demo's register."""

    name: str
    kind: HolderKind
    holds: str
    types: frozenset[RequestType]
    contact: str = ""

    @property
    def tell_by(self) -> TellBy:
        return TellBy.MAIL if "@" in self.contact else TellBy.LETTER if self.contact else TellBy.OURSELVES


REGISTER = (
    Line("Shop and orders", OWN, "Accounts, orders, addresses, wish lists, reviews", KNOW | DELETE | CORRECT),
    Line("Help desk", OWN, "Letters and calls to our support", KNOW | DELETE),
    Line(
        *("Pigeon Newsletter Co. (invented)", FOR_US, "Mailboxes, what was opened and clicked", KNOW | DELETE),
        contact="privacy@pigeon.example.com",
    ),
    Line(
        *("Swift Delivery, Inc. (invented)", FOR_US, "Names, delivery addresses, telephone numbers", DELETE | CORRECT),
        contact="data.requests@swift.example.com",
    ),
    Line(
        *("Tidy Books, CPA (invented)", HolderKind.CONTRACTOR, "Invoices and payments", CORRECT),
        contact="Tidy Books, CPA\n12 Example Street\nFresno, CA 93701",
    ),
    Line(
        *("Lookalike Ads, LLC (invented)", THIRD, "Mailboxes of customers, as hashes", DELETE | OPT_OUTS),
        contact="optout@lookalike.example.com",
    ),
)


def on_register(team: Team, *, today: date) -> None:
    """Write the register down, each line with somebody of the team who sees to it."""
    for number, line in enumerate(REGISTER):
        Holder.objects.get_or_create(
            name=line.name,
            defaults={
                "kind": line.kind,
                "holds": line.holds,
                "types": sorted(line.types),
                "owner": (team.lead, team.reviewer)[number % 2],
                "tell_by": line.tell_by,
                "contact": line.contact,
                "active_from": today - timedelta(days=SINCE_DAYS),
            },
        )


def start(request: PrivacyRequest, *, keep: str = "", at: datetime, by: User) -> list[HolderTask]:
    """Make the tasks, if there are any to make, and return all of them; whoever sees to them knows."""
    if downstream.may_start(request) and downstream.without_task(request, on=calendar.business_day(at)):
        holder_tasks.start(request=request, keep=keep, at=at, by=by)
        request.tasks.update(owner_told_at=at)
    return downstream.tasks_of(request)


def tell(tasks: list[HolderTask], *, at: datetime, by: User) -> None:
    """Write to everybody who is told; what we do ourselves is still to do."""
    for task in tasks:
        if task.state == TaskState.OPEN and task.tell_by != TellBy.OURSELVES:
            holder_tasks.tell(task=task, at=at, by=by)


def do_ours(tasks: list[HolderTask], *, at: datetime, by: User) -> None:
    """Do what is done in our own systems."""
    for task in tasks:
        if not task.finished and task.tell_by == TellBy.OURSELVES:
            holder_tasks.finish(task=task, note=DONE, at=at, by=by)


def do_everything(request: PrivacyRequest, *, keep: str = "", at: datetime, by: User) -> None:
    """Have everybody do their part, so that the request may be closed."""
    tasks = start(request, keep=keep, at=at, by=by)
    tell(tasks, at=at, by=by)
    do_ours(tasks, at=at, by=by)
    for task in downstream.unfinished(downstream.tasks_of(request)):
        if task.holder_kind == THIRD:
            why = WhyNot.NEVER_RECEIVED
            holder_tasks.not_applicable(task=task, why=why, note=NOTHING_THERE, at=at, by=by)
        else:
            holder_tasks.finish(task=task, note=BY_VENDOR, at=at, by=by)
