"""How does a person show that we reach them: by the contact they gave, and once more for a deletion?

A filing has one side or two, each with its own contact and reference: the consumer, and who acts for them. Whoever
filed confirms their contact; the other side shows theirs when they come to look.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from privacy_portal.lib.owed import SendState
from requests_app import audit, lifecycle, notices, queries, representation
from requests_app.models import Evidence, PrivacyRequest, Representative, Submission
from requests_app.models.reachable import Reachable
from requests_app.operations import assurance, directory_check
from requests_app.vocabulary import Actor, EventKind, EvidenceKind, NoticeKind, Party, Status
from verification import challenges
from verification.models import Challenge, Channel

CONFIRM = "confirm"
TRACK = "track"
# Enough for every typing mistake; too few to write to strangers from one filing.
MOST_CHANGES = 5


class AlreadyConfirmed(Exception):
    """The contact is confirmed; it can no longer be changed from the form."""


class TooManyChanges(Exception):
    """The contact was changed so often that another change looks like writing to strangers."""


class DeletionNotWaiting(Exception):
    """This request does not wait for a second confirmation of a deletion."""


def start_confirmation(*, submission: Submission, at: datetime) -> Challenge:
    """Challenge the contact of whoever filed; a challenge still open for it is superseded.

    For a filing made or locked in the caller's transaction; `send_again` is for one that was read before.
    """
    return challenge(CONFIRM, submission.filer, at=at)


@transaction.atomic
def send_again(*, submission: Submission, at: datetime) -> Challenge:
    """Challenge the contact that the filer has now. Raises AlreadyConfirmed."""
    submission = locked(submission.pk)
    if submission.filer.confirmed:
        raise AlreadyConfirmed
    return start_confirmation(submission=submission, at=at)


@transaction.atomic
def start_tracking(*, side: Reachable, at: datetime) -> Challenge:
    """Send a fresh code to one side of a filing, whose reference somebody gave."""
    submission = locked(side.submission_id if isinstance(side, Representative) else side.pk)
    return challenge(TRACK, submission.representative if isinstance(side, Representative) else submission, at=at)


@transaction.atomic
def pretend_tracking(*, reference: str, at: datetime) -> Challenge:
    """Do for a reference that does not exist what `start_tracking` does for one that does, and send nothing.

    The same statements, the same waiting, a challenge whose code can be tried and is never right: whoever guesses at
    references learns nothing from pages, from times or from later steps.
    """
    nobody = uuid4()
    Submission.objects.select_for_update(no_key=True).filter(pk=nobody).first()
    return challenges.issue(
        purpose=TRACK,
        subject=nobody,
        channel=Channel.EMAIL,
        destination=f"{reference}@nobody.invalid",
        language=settings.LANGUAGE_CODE,
        at=at,
        decoy=True,
    )


def challenge(purpose: str, side: Reachable, *, at: datetime) -> Challenge:
    """Challenge the contact of one side of a filing that is locked, in its language."""
    return challenges.issue(
        purpose=purpose,
        subject=side.pk,
        channel=Channel(side.contact_channel),
        destination=side.contact,
        language=side.language,
        at=at,
    )


def locked(pk: UUID) -> Submission:
    """The filing, with its row locked until the caller's transaction ends."""
    return Submission.objects.select_for_update(no_key=True).get(pk=pk)


@transaction.atomic
def correct_contact(*, submission: Submission, channel: Channel, contact: str, at: datetime) -> Challenge:
    """Replace the filer's mistyped contact, or switch the channel, before it was confirmed; challenge the new one.

    The receipt is owed again to the new contact, because the law wants the filer to have it. Raises
    AlreadyConfirmed, and TooManyChanges after MOST_CHANGES.
    """
    submission = locked(submission.pk)
    filer = submission.filer
    if filer.confirmed:
        raise AlreadyConfirmed
    if submission.events.filter(kind=EventKind.CONTACT_CHANGED).count() >= MOST_CHANGES:
        raise TooManyChanges
    changed = filer.contact != contact
    filer.reach_by(channel, contact)
    filer.save(update_fields=["contact_channel", "contact", "contact_index"])
    if changed:
        # What went to the mistyped contact acknowledged nothing to the filer.
        submission.acknowledged_at = None
        submission.save(update_fields=["acknowledged_at"])
        if not submission.notices.filter(kind=NoticeKind.RECEIPT, state=SendState.OWED, attempts=0).exists():
            notices.queue(NoticeKind.RECEIPT, submission=submission, at=at)
    audit.record(EventKind.CONTACT_CHANGED, submission=submission, at=at, actor=actor(filer), channel=channel)
    return start_confirmation(submission=submission, at=at)


@transaction.atomic
def confirm_contact(*, challenge: Challenge, at: datetime) -> Submission:
    """Record that the contact is under the filer's control, and open the filing's requests.

    This is *contact confirmed*, never identity verified: whoever holds a mailbox need not be the person the
    records are about. Raises challenges.Used when the challenge was used before, and challenges.Superseded when
    the filing has another contact by now.
    """
    submission, side = proven(challenge, at=at)
    confirm(submission, side, challenge, at=at)
    return submission


@transaction.atomic
def open_tracking(*, challenge: Challenge, at: datetime) -> Submission:
    """Use up a tracking challenge and return the filing it opens, for the side it went to (`party_of`).

    Answering it shows control of the contact just as well, so an unconfirmed one is confirmed by it. Raises what
    `confirm_contact` raises.
    """
    submission, side = proven(challenge, at=at)
    # Who only looks at what was filed for them has not said yes to it.
    undecided = side == submission and representation.consumer_owes_answer(submission)
    if not side.confirmed and not undecided:
        confirm(submission, side, challenge, at=at)
    audit.record(EventKind.STATUS_VIEWED, submission=submission, at=at, actor=actor(side), channel=challenge.channel)
    return submission


def proven(challenge: Challenge, *, at: datetime) -> tuple[Submission, Reachable]:
    """Lock the filing, then let the proof count: only for the contact that its side has now.

    A challenge that went to an earlier, mistyped contact would otherwise confirm the corrected one. Part of the
    caller's transaction. Raises challenges.Used and challenges.Superseded.
    """
    submission = queries.filing_of(challenge.subject, lock=True)
    if submission is None:
        raise challenges.Unknown
    side = submission.party(party_of(challenge, submission))
    if challenge.destination != side.contact:
        raise challenges.Superseded
    challenges.use_up(challenge, at=at)
    return submission, side


def shown(submission: Submission) -> Challenge | None:
    """The newest challenge by which the consumer of a filing showed that they hold the contact it has now, if any."""
    used = Challenge.objects.filter(subject=submission.pk, used_at__isnull=False).order_by("-used_at")
    return next((each for each in used if each.destination == submission.contact), None)


def side_of(challenge: Challenge) -> Reachable:
    """The side of a filing that a challenge went to. Raises challenges.Unknown."""
    submission = queries.filing_of(challenge.subject)
    if submission is None:
        raise challenges.Unknown
    return submission.party(party_of(challenge, submission))


def confirm(submission: Submission, side: Reachable, challenge: Challenge, *, at: datetime) -> None:
    """Let a challenge that was used up confirm one side of a filing made or locked in the caller's transaction.

    Only the consumer's own contact is evidence of who the consumer is.
    """
    if side == submission:
        Evidence.objects.create(
            submission=submission, kind=EvidenceKind.CONTACT_CONFIRMED, challenge=challenge, recorded_at=at
        )
    if side.confirmed:
        return
    side.contact_confirmed_at = at
    side.save(update_fields=["contact_confirmed_at"])
    audit.record(
        EventKind.CONTACT_CONFIRMED, submission=submission, at=at, actor=actor(side), channel=challenge.channel
    )
    go_on(submission, side, at=at)


def go_on(submission: Submission, side: Reachable, *, at: datetime) -> None:
    """Let a filing go on whose filer has shown that they are reached; in the transaction of that."""
    for request in submission.requests.filter(status=Status.UNCONFIRMED):
        lifecycle.move(request, Status.OPEN, at=at)
    notices.let_go(submission, side, at=at)
    tell_consumer(submission, at=at)
    # The business may have reported a login, or staff matched the person, before.
    assurance.recompute(submission=submission, at=at)
    directory_check.queue(submission=submission, at=at)


def tell_consumer(submission: Submission, *, at: datetime) -> None:
    """Owe the consumer word that somebody filed for them, once, unless they are asked something and so told by that."""
    if not submission.represented or not submission.reachable or representation.consumer_is_asked(submission):
        return
    if not submission.notices.filter(kind=NoticeKind.REPRESENTED).exists():
        notices.queue(NoticeKind.REPRESENTED, submission=submission, at=at)


def actor(side: Reachable) -> Actor:
    """Who one side of a filing is, in the history."""
    return Actor.REPRESENTATIVE if isinstance(side, Representative) else Actor.CONSUMER


def party_of(challenge: Challenge, submission: Submission) -> Party:
    """To which side of a filing a challenge of it went."""
    return Party.CONSUMER if challenge.subject == submission.pk else Party.REPRESENTATIVE


def said_second_yes(request: PrivacyRequest, side: Submission | Representative) -> bool:
    """Whether it was this side of a filing that wanted a deletion a second time. Nobody says that for the other."""
    said = queries.events_of(request).filter(kind=EventKind.DELETION_CONFIRMED).last()
    return said is not None and said.actor == actor(side)


@transaction.atomic
def confirm_deletion(
    *, request: PrivacyRequest, party: Party = Party.CONSUMER, at: datetime, by: User | None = None
) -> None:
    """Record the filer's second yes to a deletion (11 CCR 7020(d)). Raises DeletionNotWaiting.

    `by`: who heard it, where it was spoken.
    """
    waiting = PrivacyRequest.objects.filter(pk=request.pk, deletion_confirmed_at=None).exclude(status=Status.CLOSED)
    if not request.waits_for_deletion_confirmation or waiting.update(deletion_confirmed_at=at) != 1:
        raise DeletionNotWaiting
    request.deletion_confirmed_at = at
    audit.record(
        EventKind.DELETION_CONFIRMED,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        actor=actor(request.submission.party(party)),
    )
