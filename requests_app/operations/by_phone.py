"""What do we learn of a person on the telephone? That they are reached at a number we had, and their second yes."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, representation
from requests_app.models import Evidence, PrivacyRequest, Submission
from requests_app.operations import identity
from requests_app.vocabulary import EventKind, EvidenceKind, Status
from verification.models import Channel


class Number(StrEnum):
    """Which number was called. Both have to be in the records of the business from before the request."""

    GIVEN = "GIVEN"
    OTHER = "OTHER"


class CallProvesNothing(Exception):
    """This call is no evidence; `message` says why."""

    NOT_ON_FILE = _(
        "A number that was not in our records before shows nothing about who answers it. Find one that was, or verify "
        "by points."
    )
    NOT_GIVEN = _("The contact of this request is not a telephone number. Choose the other one.")
    NOT_ASKED = _("Somebody else filed it, and we may not ask the person about who they are.")
    BEFORE = _("A call to a number on file is recorded already.")
    CLOSED = _("It is closed.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


def why_not(submission: Submission) -> object | None:
    """Why a call back would be no evidence in a filing, as a sentence; None where it would."""
    if not representation.consumer_proves_identity(submission):
        return CallProvesNothing.NOT_ASKED
    calls = submission.evidence.filter(kind=EvidenceKind.CONTACT_CONFIRMED, challenge=None)
    return CallProvesNothing.BEFORE if calls.exists() else None


def gave_number(submission: Submission) -> bool:
    """Whether the consumer's contact is a telephone number."""
    return submission.contact_channel in (Channel.TEXT, Channel.CALL)


@transaction.atomic
def confirm(*, submission: Submission, number: Number, on_file: bool, note: str, at: datetime, by: User) -> None:
    """Record that staff called a number that was on file before, and that the person there says the request is theirs.

    That is *contact confirmed*, as by a code, and no identity: the number still has to be ticked as a point that agrees
    with the records. Where it is the number that was given, that contact is confirmed; after another one the request
    goes on, and the contact that was given stays unconfirmed. Raises CallProvesNothing.
    """
    submission = identity.locked(submission.pk)
    against = why_not(submission)
    if not on_file:
        against = CallProvesNothing.NOT_ON_FILE
    elif number is Number.GIVEN and not gave_number(submission):
        against = CallProvesNothing.NOT_GIVEN
    elif not submission.requests.exclude(status=Status.CLOSED).exists():
        against = CallProvesNothing.CLOSED
    if against is not None:
        raise CallProvesNothing(against)
    Evidence.objects.create(
        submission=submission, kind=EvidenceKind.CONTACT_CONFIRMED, reason=note, recorded_at=at, recorded_by=by
    )
    audit.record(EventKind.CALLED_BACK, submission=submission, at=at, staff=by, number=number)
    if number is Number.GIVEN and not submission.confirmed:
        submission.contact_confirmed_at = at
        submission.save(update_fields=["contact_confirmed_at"])
    if number is Number.GIVEN or not submission.represented:
        identity.go_on(submission, submission, at=at)


@transaction.atomic
def confirm_deletion(*, request: PrivacyRequest, at: datetime, by: User) -> None:
    """Record the second yes to a deletion that somebody said to a member of staff (11 CCR 7020(d)).

    It says that they want it, and nothing of who they are: that is verified as for every deletion. Raises
    identity.DeletionNotWaiting.
    """
    identity.confirm_deletion(request=request, at=at, by=by)
