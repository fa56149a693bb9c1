"""How does a consumer show that we reach them: by the contact they gave, and once more for a deletion?"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from privacy_portal.lib.owed import SendState
from requests_app import audit, lifecycle, notices
from requests_app.models import Evidence, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.operations import assurance, directory_check
from requests_app.vocabulary import EventKind, EvidenceKind, NoticeKind, Status
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
    """Challenge the filing's contact; a challenge still open for it is superseded.

    For a filing made or locked in the caller's transaction; `send_again` is for one that was read before.
    """
    return _challenge(CONFIRM, submission, at)


@transaction.atomic
def send_again(*, submission: Submission, at: datetime) -> Challenge:
    """Challenge the contact that the filing has now. Raises AlreadyConfirmed."""
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if submission.confirmed:
        raise AlreadyConfirmed
    return start_confirmation(submission=submission, at=at)


@transaction.atomic
def start_tracking(*, submission: Submission, at: datetime) -> Challenge:
    """Send a fresh code to the contact of a filing whose reference somebody gave."""
    return _challenge(TRACK, Submission.objects.select_for_update(no_key=True).get(pk=submission.pk), at)


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
    AlreadyConfirmed, and TooManyChanges after MOST_CHANGES.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if submission.confirmed:
        raise AlreadyConfirmed
    if submission.events.filter(kind=EventKind.CONTACT_CHANGED).count() >= MOST_CHANGES:
        raise TooManyChanges
    changed = submission.contact != contact
    submission.contact_channel, submission.contact = channel, contact
    submission.contact_index = contact_index(contact)
    if changed:
        # What went to the mistyped contact acknowledged nothing to the consumer.
        submission.acknowledged_at = None
        if not submission.notices.filter(kind=NoticeKind.RECEIPT, state=SendState.OWED, attempts=0).exists():
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
    confirm(submission, challenge, at=at)
    return submission


@transaction.atomic
def open_tracking(*, challenge: Challenge, at: datetime) -> Submission:
    """Use up a tracking challenge and return the filing it opens.

    Answering it shows control of the contact just as well, so an unconfirmed one is confirmed by it. Raises what
    `confirm_contact` raises.
    """
    submission = _proven(challenge, at=at)
    if not submission.confirmed:
        confirm(submission, challenge, at=at)
    audit.record(EventKind.STATUS_VIEWED, submission=submission, at=at, channel=challenge.channel)
    return submission


def _proven(challenge: Challenge, *, at: datetime) -> Submission:
    """Lock the filing, then let the proof count: only for the contact that the filing has now.

    A challenge that went to an earlier, mistyped contact would otherwise confirm the corrected one.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=challenge.subject)
    if challenge.destination != submission.contact:
        raise challenges.Superseded
    challenges.use_up(challenge, at=at)
    return submission


def confirm(submission: Submission, challenge: Challenge, *, at: datetime) -> None:
    """Let a challenge that was used up confirm the contact of a filing made or locked in the caller's transaction."""
    Evidence.objects.create(
        submission=submission, kind=EvidenceKind.CONTACT_CONFIRMED, challenge=challenge, recorded_at=at
    )
    if not submission.confirmed:
        submission.contact_confirmed_at = at
        submission.save(update_fields=["contact_confirmed_at"])
        audit.record(EventKind.CONTACT_CONFIRMED, submission=submission, at=at, channel=challenge.channel)
        for request in submission.requests.filter(status=Status.UNCONFIRMED):
            lifecycle.move(request, Status.OPEN, at=at)
        notices.let_go(submission, at=at)
        # The business may have reported a login, or staff matched the person, before.
        assurance.recompute(submission=submission, at=at)
        directory_check.queue(submission=submission, at=at)


@transaction.atomic
def confirm_deletion(*, request: PrivacyRequest, at: datetime) -> None:
    """Record the consumer's second yes to a deletion (11 CCR 7020(d)). Raises DeletionNotWaiting."""
    waiting = PrivacyRequest.objects.filter(pk=request.pk, deletion_confirmed_at=None).exclude(status=Status.CLOSED)
    if not request.waits_for_deletion_confirmation or waiting.update(deletion_confirmed_at=at) != 1:
        raise DeletionNotWaiting
    request.deletion_confirmed_at = at
    audit.record(EventKind.DELETION_CONFIRMED, submission=request.submission, request=request, at=at)
