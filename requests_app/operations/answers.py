"""How is a request decided, and what is handed over or refused?

What one person alone may not send waits as a proposal (`operations.release`); everything else goes out at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, calendar, lifecycle, notices, queries
from requests_app.models import Answer, PrivacyRequest, ProposedAnswer, Submission
from requests_app.operations import closing, contact_notices, ground_facts, holds, merging, recipients, unverified
from requests_app.operations.decision import (
    ENDS,
    ContactNotMatched,
    Decision,
    Disowned,
    NeedsSecondPerson,
    NeverDisclose,
    NotYet,
    OverLimit,
    Parts,
    digest,
    why_two,
)
from requests_app.rules import bases, grounds, limits, release
from requests_app.vocabulary import Accompaniment, EventKind, Ground, NoticeKind, RequestType, Status

__all__ = [
    "ContactNotMatched",
    "Disowned",
    "NeedsSecondPerson",
    "NeverDisclose",
    "NotYet",
    "OverLimit",
    "answer",
    "carry_out",
    "deny",
]


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
    contact_reason: str = "",
    alarm_reason: str = "",
    tasks_reason: str = "",
    left_open: Sequence[str] = (),
) -> Answer | ProposedAnswer:
    """Answer a request: fully, or partly when a `ground` covers what is withheld.

    Returns the answer, whose notice is then owed, or the proposal that waits for a second person. A ground that says
    something about records is for verified people only: until then it raises NotYet. `reproductive_care`: as in
    grounds.check. The reasons and `left_open`: as in decision.Decision. Raises OverLimit, ContactNotMatched,
    NeverDisclose, decision.TasksOpen, decision.ExcuseUnsaid, grounds.GroundDoesNotFit, grounds.PartMissing and
    lifecycle.MoveRefused.
    """
    decision = Decision(
        text=text,
        ground=ground,
        parts=parts or {},
        reproductive_care=reproductive_care,
        nothing_held=nothing_held,
        override_reason=override_reason,
        contact_reason=contact_reason,
        alarm_reason=alarm_reason,
        tasks_reason=tasks_reason.strip(),
        left_open=left_open,
    )
    return _give_or_propose(request, decision, at=at, by=by)


@transaction.atomic
def deny(
    *,
    request: PrivacyRequest,
    ground: Ground,
    parts: Parts,
    reproductive_care: bool | None = None,
    early_reason: str = "",
    alarm_reason: str = "",
    tasks_reason: str = "",
    left_open: Sequence[str] = (),
    at: datetime,
    by: User,
) -> Answer | ProposedAnswer:
    """Deny a request on a ground that fits its right, with everything that must go with it.

    Returns the answer, whose notice is then owed, or the proposal that waits for a second person. A ground that says
    something about records is for verified people only: until then it raises NotYet. Closing as not verified before
    the end is in sight takes an `early_reason`; closing a request for a copy so opens one for a description
    (11 CCR 7024(a)). `reproductive_care`: as in grounds.check. Raises NeverDisclose, decision.TasksOpen,
    unverified.TooEarly, proofs.NotAsked, grounds.GroundDoesNotFit, grounds.PartMissing and lifecycle.MoveRefused.
    """
    decision = Decision(
        denies=True,
        ground=ground,
        parts=parts,
        reproductive_care=reproductive_care,
        early_reason=early_reason.strip(),
        alarm_reason=alarm_reason,
        tasks_reason=tasks_reason.strip(),
        left_open=left_open,
    )
    return _give_or_propose(request, decision, at=at, by=by)


def _give_or_propose(request: PrivacyRequest, decision: Decision, *, at: datetime, by: User) -> Answer | ProposedAnswer:
    decision = _checked(request, decision, at=at)
    if not why_two(request, decision):
        return _close(request, decision, at=at, by=by, approved_by=None)
    return _propose(request, decision, at=at, by=by)


@transaction.atomic
def carry_out(
    *, request: PrivacyRequest, decision: Decision, at: datetime, by: User, approved_by: User | None
) -> Answer:
    """Check a decision of `by` and close the request with it; owes the notices.

    Raises what `answer` and `deny` raise, and NeedsSecondPerson without `approved_by` where one has to agree.
    """
    decision = _checked(request, decision, at=at)
    reasons = why_two(request, decision)
    if reasons and approved_by is None:
        raise NeedsSecondPerson(reasons)
    return _close(request, decision, at=at, by=by, approved_by=approved_by)


def _checked(request: PrivacyRequest, decision: Decision, *, at: datetime) -> Decision:
    """Everything that has to hold before words leave, for the first and for the second person alike.

    The filing is locked first, so that neither its person nor its evidence changes before the transaction ends; the
    request's own status is compared and set in the end.
    """
    request.submission = Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    if request.submission.disowned_at and not decision.denies:
        raise Disowned
    if not decision.denies and (not request.sure_enough or request.waits_for_deletion_confirmation):
        raise NotYet
    holds.refuse(request, decision, at=at)
    decision = closing.with_excuses(request, decision)
    if decision.ground is not None:
        _check_ground(request, decision, decision.ground, at=at)
    decision = closing.checked_tasks(request, decision.checked_words(), at=at)
    if decision.denies:
        return _checked_denial(request, decision, at=at)
    decision = _checked_contact(request, decision, at=at)
    if request.type in limits.COUNTED_TYPES and not decision.override_reason:
        _refuse_over_limit(request, at)
    return decision


def _checked_denial(request: PrivacyRequest, decision: Decision, *, at: datetime) -> Decision:
    if not request.sure_enough and decision.ground not in grounds.SPEAK_OF_NO_RECORDS:
        raise NotYet
    if decision.ground == Ground.KNOW_LIMIT:
        standing = queries.limit_standing(request, on=calendar.business_day(at))
        if not standing.over_limit:
            raise grounds.GroundDoesNotFit(decision.ground)
    if decision.ground == Ground.UNVERIFIED:
        unverified.refuse_early(request, decision.early_reason, at=at)
    return decision


def _checked_contact(request: PrivacyRequest, decision: Decision, *, at: datetime) -> Decision:
    """Let what shows records go only where the person was reached before, or elsewhere with a reason."""
    shows = release.shows_records(RequestType(request.type), decision.outcome)
    submission = request.submission
    if shows and not (submission.confirmed or submission.filer.confirmed):
        raise NotYet
    if not shows or recipients.reaches_right_person(submission, at=at):
        return replace(decision, contact_reason="")
    if not decision.contact_reason:
        raise ContactNotMatched
    return decision


def _refuse_over_limit(request: PrivacyRequest, at: datetime) -> None:
    """Raise OverLimit; the consumer is locked so that two answers at once cannot both be the second."""
    if request.submission.person_id:
        request.submission.person = merging.lock(request.submission.person_id)
    standing = queries.limit_standing(request, on=calendar.business_day(at))
    if standing.over_limit:
        raise OverLimit(standing)


def _check_ground(request: PrivacyRequest, decision: Decision, ground: Ground, *, at: datetime) -> None:
    grounds.check(
        ground,
        RequestType(request.type),
        request.received_on,
        decision.parts,
        decided_on=calendar.business_day(at),
        whole=decision.denies,
        reproductive_care=decision.reproductive_care,
    )
    ground_facts.refuse_untrue(request, ground, at=at)


def _propose(request: PrivacyRequest, decision: Decision, *, at: datetime, by: User) -> ProposedAnswer:
    """Let a checked decision wait for a second person; it takes the place of an earlier proposal."""
    now = PrivacyRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if now.status != request.status or not lifecycle.may_close(now, decision.outcome):
        raise lifecycle.MoveRefused
    ProposedAnswer.objects.filter(request=request).delete()
    proposal = ProposedAnswer.objects.create(
        request=request, proposed_by=by, proposed_at=at, digest=digest(decision, by.pk), **decision.stored()
    )
    record = partial(audit.record, submission=request.submission, request=request, at=at, staff=by)
    if decision.alarm_reason:
        kinds = sorted({str(each.kind) for _part, found in decision.findings() for each in found})
        record(EventKind.ALARM_OVERRIDDEN, kinds=kinds)
    record(EventKind.ANSWER_PROPOSED, outcome=decision.outcome, digest=proposal.digest)
    return proposal


def _close(request: PrivacyRequest, decision: Decision, *, at: datetime, by: User, approved_by: User | None) -> Answer:
    outcome, ground = decision.outcome, decision.ground
    notice, event = ENDS[outcome]
    given = _given(request, decision, at=at, by=by, approved_by=approved_by)
    if ground == Ground.KNOW_LIMIT:
        notice = NoticeKind.OVER_LIMIT
        # The date the consumer is told is the one of this day: a later answer must not move it.
        standing = queries.limit_standing(request, on=calendar.business_day(at))
        given.parts = {**given.parts, str(Accompaniment.NEXT_DATE): str(standing.next_owed_from)}
    closing.leave_tasks(request, decision, given, at=at, by=by)
    lifecycle.move(request, Status.CLOSED, outcome=outcome, at=at)
    given.save(force_insert=True)
    audit.record(
        event,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        outcome=outcome,
        ground=ground or "",
        voluntary=bool(decision.override_reason),
        new_contact=bool(decision.contact_reason),
        early=bool(decision.early_reason),
    )
    notices.queue(notice, submission=request.submission, request=request, at=at)
    contact_notices.queue(request, decision, at=at)
    if ground in bases.FALLS_BACK:
        unverified.fall_back(request, at=at, by=by)
    return given


def _given(request: PrivacyRequest, decision: Decision, *, at: datetime, by: User, approved_by: User | None) -> Answer:
    return Answer(
        request=request,
        outcome=decision.outcome,
        ground=decision.ground or "",
        text=decision.text,
        parts={str(part): words for part, words in decision.parts.items() if words},
        nothing_held=decision.nothing_held,
        counts_toward_limit=limits.counts_toward_limit(
            RequestType(request.type),
            decision.outcome,
            nothing_held=decision.nothing_held,
            count_nothing_held=settings.COUNT_NOTHING_HELD,
        ),
        override_reason=decision.override_reason,
        contact_reason=decision.contact_reason or None,
        early_reason=decision.early_reason or None,
        alarm_reason=decision.alarm_reason or None,
        tasks_reason=decision.tasks_reason or None,
        delivered_at=at,
        delivered_on=calendar.business_day(at),
        given_by=by,
        two_people=bool(why_two(request, decision)),
        approved_by=approved_by,
    )
