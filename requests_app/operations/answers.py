"""How is a request decided, and what is handed over or refused?"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, calendar, lifecycle, notices, queries
from requests_app.models import Answer, Person, PrivacyRequest
from requests_app.operations import unverified
from requests_app.rules import disclosure, grounds, limits
from requests_app.vocabulary import Accompaniment, EventKind, Ground, NoticeKind, Outcome, RequestType, Status

Parts = Mapping[Accompaniment, str]


class OverLimit(Exception):
    """Two answers were given in twelve months; answering once more is voluntary and needs a reason."""

    def __init__(self, standing: queries.LimitStanding) -> None:
        self.standing = standing


class NeverDisclose(Exception):
    """The words seem to hold a value that must never be disclosed (11 CCR 7024(d)).

    `part` says which of the parts of a denial holds it; None: the text of the answer.
    """

    def __init__(self, findings: list[disclosure.Finding], part: Accompaniment | None = None) -> None:
        self.findings = findings
        self.part = part


class NotYet(Exception):
    """The request is not verified, or the deletion not confirmed, as this answer needs."""


@transaction.atomic
def answer(
    *,
    request: PrivacyRequest,
    text: str,
    at: datetime,
    by: User,
    ground: Ground | None = None,
    parts: Parts | None = None,
    reproductive_care: bool | None = None,
    nothing_held: bool = False,
    override_reason: str = "",
) -> Answer:
    """Answer a request: fully, or partly when a `ground` covers what is withheld. Owes the notice.

    A ground that says something about records is for verified people only: until then it raises NotYet.
    `reproductive_care`: as in grounds.check. Raises OverLimit, NeverDisclose, grounds.GroundDoesNotFit,
    grounds.PartMissing and lifecycle.MoveRefused.
    """
    if request.level_reached < request.level_required or request.waits_for_deletion_confirmation:
        raise NotYet
    if ground is not None:
        _check_ground(request, ground, parts, at=at, whole=False, reproductive_care=reproductive_care)
    _refuse_never_disclosed(text, parts)
    if request.type in limits.COUNTED_TYPES and not override_reason:
        _refuse_over_limit(request, at)
    outcome = Outcome.PARTLY if ground else Outcome.FULFILLED
    return _close(
        request,
        outcome,
        NoticeKind.ANSWER_READY,
        EventKind.ANSWERED,
        at=at,
        by=by,
        text=text,
        ground=ground,
        parts=parts,
        nothing_held=nothing_held,
        override_reason=override_reason,
    )


def _refuse_over_limit(request: PrivacyRequest, at: datetime) -> None:
    """Raise OverLimit; the person's row is locked so that two answers at once cannot both be the second."""
    if request.submission.person_id:
        Person.objects.select_for_update().get(pk=request.submission.person_id)
    standing = queries.limit_standing(request, on=calendar.business_day(at))
    if standing.over_limit:
        raise OverLimit(standing)


@transaction.atomic
def deny(
    *,
    request: PrivacyRequest,
    ground: Ground,
    parts: Parts,
    reproductive_care: bool | None = None,
    early_reason: str = "",
    at: datetime,
    by: User,
) -> Answer:
    """Deny a request on a ground that fits its right, with everything that must go with it. Owes the notice.

    A ground that says something about records is for verified people only: until then it raises NotYet. Closing as
    not verified before the end is in sight takes an `early_reason`, which only staff read; closing a request for a
    copy so opens one for a description (11 CCR 7024(a)). `reproductive_care`: as in grounds.check. Raises
    NeverDisclose, unverified.TooEarly, grounds.GroundDoesNotFit, grounds.PartMissing and lifecycle.MoveRefused.
    """
    _check_ground(request, ground, parts, at=at, whole=True, reproductive_care=reproductive_care)
    _refuse_never_disclosed("", parts)
    if request.level_reached < request.level_required and ground not in grounds.SPEAK_OF_NO_RECORDS:
        raise NotYet
    if ground == Ground.KNOW_LIMIT:
        standing = queries.limit_standing(request, on=calendar.business_day(at))
        if not standing.over_limit:
            raise grounds.GroundDoesNotFit(ground)
        # The date the consumer is told is the one of this day: a later answer must not move it.
        parts = {**parts, Accompaniment.NEXT_DATE: str(standing.next_owed_from)}
    if ground == Ground.UNVERIFIED:
        return _close_unverified(request, parts, early_reason, at=at, by=by)
    kind = NoticeKind.OVER_LIMIT if ground == Ground.KNOW_LIMIT else NoticeKind.DENIAL
    return _close(request, Outcome.DENIED, kind, EventKind.DENIED, at=at, by=by, ground=ground, parts=parts)


def _close_unverified(request: PrivacyRequest, parts: Parts, early_reason: str, *, at: datetime, by: User) -> Answer:
    unverified.lock(request)
    unverified.refuse_early(request, early_reason, at=at)
    given = _close(
        request,
        Outcome.NOT_VERIFIED,
        NoticeKind.NOT_VERIFIED,
        EventKind.NOT_VERIFIED,
        at=at,
        by=by,
        ground=Ground.UNVERIFIED,
        parts=parts,
        early_reason=early_reason.strip() or None,
    )
    unverified.fall_back(request, at=at, by=by)
    return given


def _check_ground(
    request: PrivacyRequest,
    ground: Ground,
    parts: Parts | None,
    *,
    at: datetime,
    whole: bool,
    reproductive_care: bool | None,
) -> None:
    grounds.check(
        ground,
        RequestType(request.type),
        request.received_on,
        parts or {},
        decided_on=calendar.business_day(at),
        whole=whole,
        reproductive_care=reproductive_care,
    )
    if ground == Ground.COR_REPEAT_6M and not _was_denied_before(request):
        raise grounds.GroundDoesNotFit(ground)


def _was_denied_before(request: PrivacyRequest) -> bool:
    """Whether the same person's correction of the same item was denied in the time that the ground allows."""
    return any(
        grounds.is_repeat(earlier.delivered_on, request.received_on, new_documents=False)
        for earlier in queries.denied_corrections(request)
    )


def _refuse_never_disclosed(text: str, parts: Parts | None) -> None:
    """What staff write in a denial reaches the consumer just as the answer does."""
    for part, words in [(None, text), *(parts or {}).items()]:
        if findings := disclosure.find_never_disclose(words):
            raise NeverDisclose(findings, part)


def _close(
    request: PrivacyRequest,
    outcome: Outcome,
    notice: NoticeKind,
    event: EventKind,
    *,
    at: datetime,
    by: User,
    text: str = "",
    ground: Ground | None = None,
    parts: Parts | None = None,
    nothing_held: bool = False,
    override_reason: str = "",
    early_reason: str | None = None,
) -> Answer:
    lifecycle.move(request, Status.CLOSED, outcome=outcome, at=at)
    given = Answer.objects.create(
        request=request,
        outcome=outcome,
        ground=ground or "",
        text=text,
        parts={str(part): words for part, words in (parts or {}).items() if words},
        nothing_held=nothing_held,
        counts_toward_limit=_counts(request, outcome, nothing_held=nothing_held),
        override_reason=override_reason,
        early_reason=early_reason,
        delivered_at=at,
        delivered_on=calendar.business_day(at),
        given_by=by,
    )
    audit.record(
        event,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        outcome=outcome,
        ground=ground or "",
        voluntary=bool(override_reason),
        early=bool(early_reason),
    )
    notices.queue(notice, submission=request.submission, request=request, at=at)
    return given


def _counts(request: PrivacyRequest, outcome: Outcome, *, nothing_held: bool) -> bool:
    return limits.counts_toward_limit(
        RequestType(request.type), outcome, nothing_held=nothing_held, count_nothing_held=settings.COUNT_NOTHING_HELD
    )
