"""How does a filing gain assurance: first the contact, then the person?"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, lifecycle, notices
from requests_app.models import Evidence, Person, PersonContact, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.rules import assurance
from requests_app.vocabulary import EventKind, EvidenceKind, NoticeKind, Point, Status
from verification import challenges
from verification.models import Challenge, Channel

CONFIRM = "confirm"
TRACK = "track"


class AlreadyConfirmed(Exception):
    """The contact is confirmed; it can no longer be changed from the form."""


class NothingMatched(Exception):
    """Recording a match needs at least one point or the signed declaration."""


class DeletionNotWaiting(Exception):
    """This request does not wait for a second confirmation of a deletion."""


def start_confirmation(*, submission: Submission, at: datetime) -> Challenge:
    """Challenge the filing's contact; a challenge still open for it is superseded.

    For a filing made or locked in the caller's transaction; `send_again` is for one that was read before.
    """
    return _challenge(CONFIRM, submission, at)


@transaction.atomic
def send_again(*, submission: Submission, at: datetime) -> Challenge:
    """Challenge the contact that the filing has now. Raises AlreadyConfirmed."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.confirmed:
        raise AlreadyConfirmed
    return start_confirmation(submission=submission, at=at)


@transaction.atomic
def start_tracking(*, submission: Submission, at: datetime) -> Challenge:
    """Send a fresh code to the contact of a filing whose reference somebody gave."""
    return _challenge(TRACK, Submission.objects.select_for_update().get(pk=submission.pk), at)


def _challenge(purpose: str, submission: Submission, at: datetime) -> Challenge:
    return challenges.issue(
        purpose=purpose,
        subject=submission.pk,
        channel=Channel(submission.contact_channel),
        destination=submission.contact,
        language=submission.language,
        at=at,
    )


@transaction.atomic
def correct_contact(*, submission: Submission, channel: Channel, contact: str, at: datetime) -> Challenge:
    """Replace a mistyped contact, or switch the channel, before it was confirmed; challenge the new one.

    The receipt is owed again to the new contact, because the law wants the consumer to have it. Raises
    AlreadyConfirmed.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.confirmed:
        raise AlreadyConfirmed
    changed = submission.contact != contact
    submission.contact_channel, submission.contact = channel, contact
    submission.contact_index = contact_index(contact)
    if changed:
        # What went to the mistyped contact acknowledged nothing to the consumer.
        submission.acknowledged_at = None
        notices.queue(NoticeKind.RECEIPT, submission=submission, at=at)
    submission.save(update_fields=["contact_channel", "contact", "contact_index", "acknowledged_at"])
    audit.record(EventKind.CONTACT_CHANGED, submission=submission, at=at, channel=channel)
    return start_confirmation(submission=submission, at=at)


@transaction.atomic
def confirm_contact(*, challenge: Challenge, at: datetime) -> Submission:
    """Record that the contact is under the filer's control, and open the filing's requests.

    This is *contact confirmed*, never identity verified: whoever holds a mailbox need not be the person the
    records are about. Raises challenges.Used when the challenge was used before, and challenges.Superseded when
    the filing has another contact by now.
    """
    submission = _proven(challenge, at=at)
    _confirm(submission, challenge, at=at)
    return submission


@transaction.atomic
def open_tracking(*, challenge: Challenge, at: datetime) -> Submission:
    """Use up a tracking challenge and return the filing it opens.

    Answering it shows control of the contact just as well, so an unconfirmed one is confirmed by it. Raises what
    `confirm_contact` raises.
    """
    submission = _proven(challenge, at=at)
    if not submission.confirmed:
        _confirm(submission, challenge, at=at)
    audit.record(EventKind.STATUS_VIEWED, submission=submission, at=at, channel=challenge.channel)
    return submission


def _proven(challenge: Challenge, *, at: datetime) -> Submission:
    """Lock the filing, then let the proof count: only for the contact that the filing has now.

    A challenge that went to an earlier, mistyped contact would otherwise confirm the corrected one.
    """
    submission = Submission.objects.select_for_update().get(pk=challenge.subject)
    if challenge.destination != submission.contact:
        raise challenges.Superseded
    challenges.use_up(challenge, at=at)
    return submission


def _confirm(submission: Submission, challenge: Challenge, *, at: datetime) -> None:
    Evidence.objects.create(
        submission=submission, kind=EvidenceKind.CONTACT_CONFIRMED, challenge=challenge, recorded_at=at
    )
    if not submission.confirmed:
        submission.contact_confirmed_at = at
        submission.save(update_fields=["contact_confirmed_at"])
        audit.record(EventKind.CONTACT_CONFIRMED, submission=submission, at=at, channel=challenge.channel)
        for request in submission.requests.filter(status=Status.UNCONFIRMED):
            lifecycle.move(request, Status.OPEN, at=at)


@transaction.atomic
def confirm_deletion(*, request: PrivacyRequest, at: datetime) -> None:
    """Record the consumer's second yes to a deletion (11 CCR 7020(d)). Raises DeletionNotWaiting."""
    waiting = PrivacyRequest.objects.filter(pk=request.pk, deletion_confirmed_at=None).exclude(status=Status.CLOSED)
    if not request.waits_for_deletion_confirmation or waiting.update(deletion_confirmed_at=at) != 1:
        raise DeletionNotWaiting
    request.deletion_confirmed_at = at
    audit.record(EventKind.DELETION_CONFIRMED, submission=request.submission, request=request, at=at)


@transaction.atomic
def record_match(
    *,
    submission: Submission,
    points: Collection[Point],
    declaration: bool,
    same_person_as: Person | None,
    at: datetime,
    by: User,
) -> Person:
    """Record which points of a filing agree with the business's records, and who the person therefore is.

    `same_person_as` ties the filing to a person already known, so that answers are counted together; None
    makes a new one unless the filing has one. Every request of the filing whose assurance now suffices goes
    in progress. Raises NothingMatched.
    """
    if not points and not declaration:
        raise NothingMatched
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    known = set(submission.evidence.values_list("kind", "point"))
    facts: list[tuple[EvidenceKind, str]] = [(EvidenceKind.POINT_MATCHED, point) for point in sorted(points)]
    if declaration:
        facts.append((EvidenceKind.DECLARATION_SIGNED, ""))
    Evidence.objects.bulk_create(
        Evidence(submission=submission, kind=kind, point=point, recorded_at=at, recorded_by=by)
        for kind, point in facts
        if (kind, point) not in known
    )
    audit.record(
        EventKind.MATCH_RECORDED,
        submission=submission,
        at=at,
        staff=by,
        points=sorted(str(point) for point in points),
        declaration=declaration,
    )
    person = _settle_person(submission, same_person_as, at)
    for request in submission.requests.exclude(status=Status.CLOSED):
        _raise_level(request, at=at, by=by)
    return person


def _settle_person(submission: Submission, same_person_as: Person | None, at: datetime) -> Person:
    person = same_person_as or submission.person or Person.objects.create(created_at=at)
    if submission.person_id != person.pk:
        submission.person = person
        submission.save(update_fields=["person"])
    on_file = submission.evidence.filter(point=_own_point(submission.contact_channel))
    if submission.confirmed and on_file.exists():
        # Confirmed and found in the records: only then is the contact known to be this person's.
        PersonContact.objects.get_or_create(
            person=person,
            contact_index=submission.contact_index,
            defaults={"contact": submission.contact, "known_since": at},
        )
    return person


def _own_point(channel: str) -> Point:
    """The point that a contact of this channel is, if it is in the records."""
    return Point.EMAIL if channel == Channel.EMAIL else Point.PHONE


def _raise_level(request: PrivacyRequest, *, at: datetime, by: User) -> None:
    """Compute the request's assurance anew; once it suffices, the request is verified and in progress."""
    reached = assurance.level(facts_about(request))
    if reached != request.level_reached:
        request.level_reached = reached
        request.save(update_fields=["level_reached"])
    if reached >= request.level_required and request.status == Status.OPEN:
        lifecycle.move(request, Status.IN_PROGRESS, at=at)
        audit.record(EventKind.VERIFIED, submission=request.submission, request=request, at=at, staff=by, level=reached)


def facts_about(request: PrivacyRequest) -> list[assurance.Fact]:
    """The evidence of a request's filing as the rules read it; the disputed item is marked (11 CCR 7060(h))."""
    disputed = request.details.get("item")
    return [_fact(evidence, disputed) for evidence in request.submission.evidence.select_related("challenge")]


def _fact(evidence: Evidence, disputed: str | None) -> assurance.Fact:
    point = Point(evidence.point) if evidence.point else None
    if evidence.challenge:
        # Control of the contact; whether that contact is on file is for staff to match, as its own point.
        point = _own_point(evidence.challenge.channel)
    return assurance.Fact(
        kind=EvidenceKind(evidence.kind),
        point=point,
        on_file=evidence.kind == EvidenceKind.POINT_MATCHED,
        disputed=point is not None and point == disputed,
    )


def contact_on_file(submission: Submission) -> bool:
    """Whether the filing's contact is confirmed, and staff found that very contact in the records afterwards."""
    if submission.contact_confirmed_at is None:
        return False
    found = submission.evidence.filter(kind=EvidenceKind.POINT_MATCHED, point=_own_point(submission.contact_channel))
    # What was matched before the confirmation may have been a contact that was corrected since.
    return found.filter(recorded_at__gte=submission.contact_confirmed_at).exists()
