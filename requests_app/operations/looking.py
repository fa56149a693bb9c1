"""How does somebody of the staff get to read what is masked, and who may know of a worker's request?"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, staffing
from requests_app.models import HolderTask, PrivacyRequest, Reveal, Submission
from requests_app.models.holder_task import TO_DO
from requests_app.vocabulary import EventKind, LookReason, Masked, WorkerKind


class ReasonMissing(Exception):
    """This step needs a written reason."""


class NothingAsked(Exception):
    """A look has to be at something."""


@transaction.atomic
def reveal(
    *, request: PrivacyRequest, fields: Collection[Masked], reason: LookReason, note: str = "", at: datetime, by: User
) -> Reveal:
    """Record that somebody reads masked values of a request, and why. Raises NothingAsked and ReasonMissing.

    Which values, and the code of the reason, enter the history; a `note` may name people and does not.
    """
    if not fields:
        raise NothingAsked
    if reason is LookReason.OTHER and not note.strip():
        raise ReasonMissing
    named = [str(each) for each in Masked if each in fields]
    look = Reveal.objects.create(request=request, fields=named, reason=reason, note=note.strip() or None, at=at, by=by)
    audit.record(
        EventKind.REVEALED,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        fields=named,
        look_reason=reason,
    )
    return look


def reason_for(request: PrivacyRequest, field: Masked, *, by: User) -> LookReason | None:
    """Why somebody last said that they have to read one kind of masked values of a request; None if they never did."""
    last = Reveal.objects.filter(request=request, by=by, fields__contains=[field.value]).order_by("at", "id").last()
    return LookReason(last.reason) if last else None


@transaction.atomic
def mark_worker(*, submission: Submission, kind: WorkerKind, reason: str, at: datetime, by: User) -> None:
    """Close a filing to everybody but the circle, because its consumer works for the business.

    Whoever takes care of it and is not in the circle does so no more; the tasks that they would see to go over to `by`,
    or to the first of the circle. Raises ReasonMissing.
    """
    _mark(submission, kind=kind, reason=reason)
    audit.record(EventKind.WORKER_MARKED, submission=submission, at=at, staff=by, worker=kind)
    outside = submission.requests.exclude(owner=None).exclude(owner__in=staffing.the_circle())
    outside.update(owner=None)
    _hand_over(submission, by=by)


def _hand_over(submission: Submission, *, by: User) -> None:
    """Give the tasks to do of a filing to somebody who may know of it; they hear of them as of new ones."""
    circle = staffing.the_circle()
    heir = by if staffing.in_circle(by) else circle.first()
    theirs = HolderTask.objects.filter(request__submission=submission, state__in=TO_DO).exclude(owner__in=circle)
    if heir:
        theirs.update(owner=heir, owner_told_at=None, reminded_on=None)


@transaction.atomic
def unmark_worker(*, submission: Submission, reason: str, at: datetime, by: User) -> None:
    """Open a filing to all the staff again. Raises ReasonMissing."""
    _mark(submission, kind="", reason=reason)
    audit.record(EventKind.WORKER_UNMARKED, submission=submission, at=at, staff=by)


def _mark(submission: Submission, *, kind: str, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    locked = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    locked.worker, locked.worker_reason = kind, reason.strip()
    locked.save(update_fields=["worker", "worker_reason"])
