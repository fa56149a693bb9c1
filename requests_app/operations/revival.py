"""How is taken up again what we closed because we could not verify the consumer, or saw no proof of who acts for them?

With one button on the page that a fresh code opened; nothing is typed again. Until its answer date a request goes on in
its filing, with the same dates. After that it is filed anew, as received now, with its contact confirmed by that code.
The refusal stays in the books as it was said, and no request is taken up twice. What was refused for want of proof goes
on until its answer date only: the representative shows a better one, or the consumer goes on in person.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from requests_app import audit, calendar, representation
from requests_app.models import PrivacyRequest, Representative, Submission
from requests_app.operations import authority, identity, intake, successors
from requests_app.vocabulary import EventKind, FilerRole, Ground, Outcome, Party, RequestType
from verification.models import Challenge, Channel

# As long as the page stays open that a code opened.
FRESH = timedelta(hours=2)


class NothingToTakeUp(Exception):
    """Nothing of this filing was closed as not verified, or all of it was taken up before."""


class NotProven(Exception):
    """Nobody has just shown that they hold the contact this filing has."""


def may_be_taken_up(submission: Submission, party: Party = Party.CONSUMER, *, today: date) -> list[PrivacyRequest]:
    """What of a filing one side may take up on a business day, and nobody has since, in the filing's order."""
    unproven = Q(outcome=Outcome.DENIED, answer__ground=Ground.AGENT_NO_PROOF)
    if not representation.may_be_proven_yet(submission, party):
        unproven = Q(pk=None)
    closed = submission.requests.filter(Q(outcome=Outcome.NOT_VERIFIED) | unproven, revived_by=None)
    found = closed.select_related("submission", "owner").order_by("ordinal")
    return [each for each in found if each.outcome == Outcome.NOT_VERIFIED or goes_on(each, today=today)]


def goes_on(request: PrivacyRequest, *, today: date) -> bool:
    """Whether a request that is taken up today keeps its dates; otherwise it is filed anew."""
    return today <= request.answer_due_on


@transaction.atomic
def take_up(*, submission: Submission, party: Party = Party.CONSUMER, at: datetime) -> Submission:
    """Take up again everything of a filing that was closed as not verified; return the filing to look at now.

    That is the same filing, unless an answer date has passed: then what it was the date of is a new filing. All of it
    in one, because what is filed at once counts as one answer. A consumer for whom somebody else filed goes on in
    person. Raises NotProven and NothingToTakeUp.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    side = submission.party(party)
    challenge = _proof(side, at=at)
    today = calendar.business_day(at)
    if party == Party.REPRESENTATIVE and representation.acting(submission, on=today) is None:
        raise NothingToTakeUp
    closed = may_be_taken_up(submission, party, today=today)
    if not closed:
        raise NothingToTakeUp
    in_person = party == Party.CONSUMER and any(each.outcome == Outcome.DENIED for each in closed)
    if in_person and not submission.representative.taken_over:
        authority.take_over(submission=submission, at=at)
        # Read anew: what goes on is opened by who acts now, which is nobody.
        submission = Submission.objects.get(pk=submission.pk)
        closed = may_be_taken_up(submission, party, today=today)
    for request in closed:
        if goes_on(request, today=today):
            _go_on(request, side, at=at)
    late = [request for request in closed if not goes_on(request, today=today)]
    return _file_anew(side, late, challenge, at=at) if late else submission


def _proof(side: Submission | Representative, *, at: datetime) -> Challenge:
    """The newest challenge answered for this side, if that was just now and it went to the contact it has."""
    subjects = [side.pk]
    if isinstance(side, Representative) and side.batch_id:
        subjects.append(side.batch_id)  # the code of a batch opened its filings, too
    answered = Challenge.objects.filter(subject__in=subjects, used_at__gte=at - FRESH)
    newest = answered.order_by("-used_at").first()
    if newest is None or not side.confirmed or newest.destination != side.contact:
        raise NotProven
    return newest


def _go_on(request: PrivacyRequest, side: Submission | Representative, *, at: datetime) -> None:
    revived = successors.succeed(
        request,
        right=RequestType(request.type),
        details=request.details,
        level_required=request.level_required,
        deletion_confirmed_at=request.deletion_confirmed_at if identity.said_second_yes(request, side) else None,
        revives=request,
    )
    _record(request, revived, side, at=at)
    successors.open_as_far_as_proven(revived, at=at)


def _file_anew(
    side: Submission | Representative, late: Sequence[PrivacyRequest], challenge: Challenge, *, at: datetime
) -> Submission:
    if isinstance(side, Representative):
        acting, submission = side, side.submission
    else:
        acting, submission = None, side
    filing = intake.Filing(
        rights=[(RequestType(each.type), each.details) for each in late],
        name=submission.name,
        contact_channel=Channel(submission.contact_channel) if submission.reachable else None,
        contact=submission.contact,
        language=submission.language,
        california_resident=submission.california_resident,
        filer_role=FilerRole(submission.filer_role) if acting else FilerRole.SELF,
        representative=intake.acts_as_before(acting) if acting else None,
    )
    new = intake.enter(filing=filing, form_token=uuid4(), at=at)
    if submission.worker:
        # Only the circle knows of it, and of what it goes on as.
        new.worker, new.worker_reason = submission.worker, submission.worker_reason
        new.save(update_fields=["worker", "worker_reason"])
    for request, revived in zip(late, new.requests.select_related("submission").order_by("ordinal"), strict=True):
        revived.revives = request
        # What staff found sensitive once is no less so now.
        revived.level_required = request.level_required
        revived.save(update_fields=["revives", "level_required"])
        _record(request, revived, side, at=at)
    identity.confirm(new, new.filer, challenge, at=at)
    return new


def _record(
    request: PrivacyRequest, revived: PrivacyRequest, side: Submission | Representative, *, at: datetime
) -> None:
    by, into, of = identity.actor(side), revived.reference, request.reference
    audit.record(EventKind.TAKEN_UP, submission=request.submission, request=request, at=at, actor=by, into=into)
    audit.record(EventKind.CONTINUES, submission=revived.submission, request=revived, at=at, actor=by, of=of)
