"""Whom does the portal remind by the clock, and whom does it warn before the end?

Each of these finds what is due and owes one notice for it. Run twice, or by two workers at once, they still owe one:
every row is locked and looked at again, and the database has a constraint for the rest.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from requests_app import calendar, notices, representation
from requests_app.models import Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import authority, identity, proofs
from requests_app.rules import reminders
from requests_app.vocabulary import Authority, FilerRole, NoticeKind, RequestType, Status

AT_ONCE = 1_000  # notices a run; the next run comes in minutes


def remind_unconfirmed(*, at: datetime) -> int:
    """Owe the one reminder to each filing whose contact was not confirmed within a day; return how many.

    Not where nothing waits for it, and not once the end is in sight: then the warning says it all.
    """
    end_in_sight = reminders.ending_through(calendar.business_day(at))
    due = _unconfirmed(NoticeKind.REMINDER).filter(
        due_on__gt=end_in_sight, submission__received_at__lte=reminders.due_since(at)
    )
    return _each(due.values_list("submission", flat=True), lambda pk: owe_to_filing(pk, NoticeKind.REMINDER, at=at))


def warn_before_the_end(*, at: datetime) -> int:
    """Owe the one warning to each filing still unconfirmed a week before its answer date; return how many.

    Not after that date: there is no longer a day to be named.
    """
    today = calendar.business_day(at)
    due = _unconfirmed(NoticeKind.ENDING).filter(due_on__gte=today, due_on__lte=reminders.ending_through(today))
    return _each(due.values_list("submission", flat=True), lambda pk: owe_to_filing(pk, NoticeKind.ENDING, at=at))


def remind_of_second_yes(*, at: datetime) -> int:
    """Owe the one reminder for each deletion that a confirmed filing left without its second yes for a day.

    One that was taken up again within its filing was reminded in its first life.
    """
    owed = Notice.objects.filter(request=OuterRef("pk"), kind=NoticeKind.SECOND_YES)
    due = (
        PrivacyRequest.objects.filter(~Exists(owed), type=RequestType.DELETE, deletion_confirmed_at=None)
        .exclude(status=Status.CLOSED)
        .filter(_confirmed(since=reminders.due_since(at)))
        .filter(Q(revives=None) | ~Q(revives__submission=F("submission")))
    )
    return _each(due.values_list("pk", flat=True), lambda pk: owe_second_yes(pk, at=at))


def ask_for_proof(*, at: datetime) -> int:
    """Ask each representative once who has shown nothing within a day; return how many.

    A day after they confirmed their contact, or after they filed what waits for no confirmation. Not while a consumer
    who shall sign here has their own day.
    """
    since = reminders.due_since(at)
    confirmed = Q(submission__representative__contact_confirmed_at__lte=since)
    waits_for_nothing = Q(submission__representative__contact_confirmed_at=None, submission__received_at__lte=since)
    due = (
        PrivacyRequest.objects.filter(authority=Authority.PROOF_MISSING)
        .exclude(status__in=[Status.CLOSED, Status.UNCONFIRMED])
        .filter(confirmed | waits_for_nothing)
        .filter(submission__representative__cure_asked_at=None, submission__representative__ended_at=None)
        .filter(submission__representative__ask_again_at=None)
    )
    return _each(due.values_list("submission", flat=True), lambda pk: ask_representative(pk, at=at))


def ask_consumers_again(*, at: datetime) -> int:
    """Ask each consumer once more who has not answered for a day whether an agent acts for them; return how many."""
    due = Representative.objects.filter(ask_again_at__lte=at).values_list("submission", flat=True)
    return sum(ask_consumer_again(pk, at=at) for pk in list(due.order_by("ask_again_at")[:AT_ONCE]))


def _unconfirmed(kind: NoticeKind) -> QuerySet[PrivacyRequest]:
    """What waits for the confirmation of its contact, in filings that were not sent this notice."""
    owed = Notice.objects.filter(submission=OuterRef("submission"), kind=kind)
    return PrivacyRequest.objects.filter(~Exists(owed), status=Status.UNCONFIRMED)


def _confirmed(*, since: datetime) -> Q:
    """Requests whose filer confirmed their contact at that moment or before, as a condition."""
    acting = Representative.objects.filter(submission=OuterRef("submission"), contact_confirmed_at__lte=since)
    by_consumer = Q(submission__filer_role=FilerRole.SELF)
    return by_consumer & Q(submission__contact_confirmed_at__lte=since) | ~by_consumer & Q(Exists(acting))


def _each(due: QuerySet[PrivacyRequest, UUID], owe: Callable[[UUID], bool]) -> int:
    return sum(owe(pk) for pk in list(due.order_by().distinct()[:AT_ONCE]))


@transaction.atomic
def owe_to_filing(pk: UUID, kind: NoticeKind, *, at: datetime) -> bool:
    """Lock the filing, because it may be confirmed or reminded this very moment; return whether a notice is owed."""
    submission = Submission.objects.select_for_update(no_key=True).get(pk=pk)
    if not submission.waits_for_confirmation or _owed_before(submission=submission, kind=kind):
        return False
    notices.queue(kind, submission=submission, at=at)
    return True


@transaction.atomic
def owe_second_yes(pk: UUID, *, at: datetime) -> bool:
    """Lock the deletion's filing and look again; return whether a notice is owed."""
    # The filing first, as everybody does who changes its requests.
    Submission.objects.select_for_update(no_key=True).get(requests=pk)
    request = PrivacyRequest.objects.select_related("submission").get(pk=pk)
    if not request.waits_for_deletion_confirmation or _owed_before(request=request, kind=NoticeKind.SECOND_YES):
        return False
    notices.queue(NoticeKind.SECOND_YES, submission=request.submission, request=request, at=at)
    return True


@transaction.atomic
def ask_representative(pk: UUID, *, at: datetime) -> bool:
    """Lock the filing, because a proof may come in this very moment; return whether its representative was asked."""
    submission = identity.locked(pk)
    acting = representation.acting(submission, on=calendar.business_day(at))
    missing = submission.requests.filter(authority=Authority.PROOF_MISSING).exclude(status=Status.CLOSED)
    if acting is None or acting.cure_asked_at is not None or not missing.exists():
        return False
    proofs.ask_for_proof(submission=submission, words="", at=at, by=None)
    return True


@transaction.atomic
def ask_consumer_again(pk: UUID, *, at: datetime) -> bool:
    """Lock the filing, because its consumer may answer this very moment; return whether they were asked again."""
    submission = identity.locked(pk)
    acting = submission.representative
    if acting.ask_again_at is None:
        return False
    acting.ask_again_at = None
    acting.save(update_fields=["ask_again_at"])
    if representation.acting(submission, on=calendar.business_day(at)) is None:
        return False
    return authority.ask_consumer(submission, at=at)


def _owed_before(**which: Any) -> bool:
    return Notice.objects.filter(**which).exists()
