"""What is a request waiting for, or held by, and which earlier one does it repeat? Reads only."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q

from requests_app import persons, staffing
from requests_app.models import Hold, PointAsk, PrivacyRequest, Submission
from requests_app.vocabulary import Status


def asks_of(requests: Iterable[PrivacyRequest]) -> dict[UUID, PointAsk]:
    """What more is asked in the filings of some requests that are not verified yet, by filing; one query for all."""
    filings = {each.submission_id for each in requests if each.status == Status.OPEN}
    if not filings:
        return {}
    open_asks = PointAsk.objects.filter(submission__in=filings, ended_at=None).defer("reason", "answers")
    return {each.submission_id: each for each in open_asks}


def asked_for_more(*, answered: bool) -> Q:
    """Requests of filings whose consumer is asked for more, and has answered or not, as a condition."""
    asks = PointAsk.objects.filter(ended_at=None, answered_at__isnull=not answered).values("submission")
    return Q(submission__in=asks) & ~Q(status=Status.CLOSED)


def hold_in_force(*, on: date) -> Q:
    """Holds that hold on a business day, as a condition on holds."""
    return Q(lifted_at=None, until__gte=on)


def held(*, on: date) -> Q:
    """Requests that are held on a business day, as a condition."""
    return Q(pk__in=Hold.objects.filter(hold_in_force(on=on)).values("request")) & ~Q(status=Status.CLOSED)


def likely_duplicates(request: PrivacyRequest, *, to: User, limit: int = 5) -> list[PrivacyRequest]:
    """Earlier open requests for the same right by the same person or contact, as far as `to` may see; oldest first."""
    submission = request.submission
    same = Q(pk=None)
    if submission.reachable:
        same |= Q(contact_index=submission.contact_index)
    if submission.person:
        same |= Q(person__in=persons.everybody(submission.person))
    filings = Submission.objects.filter(same, staffing.filings_open_to(to), received_at__lte=submission.received_at)
    found = PrivacyRequest.objects.filter(
        submission__in=filings.exclude(pk=submission.pk),
        type=request.type,
        status__in=[Status.OPEN, Status.IN_PROGRESS],
    )
    return list(found.select_related("submission").order_by("received_on", "id")[:limit])
