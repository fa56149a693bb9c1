"""How is a message written, and how is it known that it was opened?

The two threads of a filing, the consumer's and the representative's, never meet. Mail, text or call only says that
something waits; what was written is nowhere but here.
"""

from datetime import datetime, time
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from privacy_portal.lib.owed import SendState
from privacy_portal.lib.uploads.receiving import Incoming
from requests_app import audit, calendar, notices, threads
from requests_app.models import LetterVersion, Message, Submission
from requests_app.operations import documents, identity
from requests_app.operations.decision import NeverDisclose
from requests_app.rules import disclosure
from requests_app.rules import messages as limits
from requests_app.vocabulary import EventKind, NoticeKind, Party


class MessageRefused(Exception):
    """Nothing can be written now; `message` says why."""

    message: ClassVar[Promise]


class TooManyToday(MessageRefused):
    """As many as one writer may write in one thread on one day."""

    message = gettext_lazy("That is as much as can be written here in one day. Go on tomorrow, or call.")


class ClosedTooLong(MessageRefused):
    """Everything in the filing was closed long ago."""

    message = gettext_lazy("Your request was closed some time ago, so nothing can be written here any more.")


class NotReached(MessageRefused):
    """This side of the filing cannot open a page, or must not be written to."""

    message = gettext_lazy("They cannot be written to here: only letters reach them, or the contact is not theirs.")


@transaction.atomic
def write(*, submission: Submission, party: Party, text: str, token: UUID, at: datetime) -> Message:
    """One side of the filing writes to the staff. The same `token` twice is one message.

    Raises ClosedTooLong and TooManyToday, counted under the filing's lock.
    """
    submission = _locked(submission)
    if sent := _sent_before(submission, party, token):
        return sent
    if not threads.may_write(submission.requests.all(), on=calendar.business_day(at)):
        raise ClosedTooLong
    _count(submission, party, from_staff=False, at=at)
    message = Message.objects.create(submission=submission, party=party, text=text, token=token, sent_at=at)
    side = identity.actor(submission.party(party))
    written = str(message.pk)
    audit.record(
        EventKind.MESSAGE_RECEIVED, submission=submission, at=at, actor=side, message=written, party=party.value
    )
    return message


@transaction.atomic
def write_back(
    *,
    submission: Submission,
    party: Party,
    text: str,
    token: UUID,
    began_from: LetterVersion | None = None,
    attached: Incoming | None = None,
    at: datetime,
    by: User,
) -> Message:
    """Staff write to one side of the filing, which is told that a message waits. The same `token` twice is one message.

    `began_from`: the version of the letter whose words the form was filled with. `attached`: a file that has come in;
    of a form that was sent before it is not kept. Raises NotReached, TooManyToday, and FileRefused when the file cannot
    be stored: then nothing is sent; and NeverDisclose: a message leaves without a second person, so it takes no reason
    why that should be a false alarm.
    """
    submission = _locked(submission)
    if sent := _sent_before(submission, party, token):
        return sent
    if found := disclosure.find_never_disclose(text):
        raise NeverDisclose(found)
    if party not in threads.reaches(submission, at=at):
        raise NotReached
    _count(submission, party, from_staff=True, at=at)
    told = _told(submission, party)
    message = Message.objects.create(
        submission=submission, party=party, by=by, text=text, token=token, began_from=began_from, sent_at=at
    )
    facts: dict[str, Any] = {"message": str(message.pk), "party": party}
    if began_from:
        facts["letter"] = str(began_from.pk)
    audit.record(EventKind.MESSAGE_SENT, submission=submission, at=at, staff=by, **facts)
    if not told:
        notices.queue(NoticeKind.MESSAGE, submission=submission, at=at, only=party)
    if attached:  # last: whatever stops the message leaves no file in the vault
        documents.attach(message=message, incoming=attached, at=at, by=by)
    return message


@transaction.atomic
def opened_outside(*, submission: Submission, party: Party, at: datetime) -> int:
    """Note that one side opens its page: what staff wrote is read from now on. Return how much was new."""
    side = identity.actor(submission.party(party))
    return _mark(submission, party, from_staff=True, at=at, actor=side)


@transaction.atomic
def opened_by_staff(*, submission: Submission, at: datetime, by: User) -> int:
    """Note that somebody of the staff reads both threads. Return how much was new."""
    return sum(_mark(submission, party, from_staff=False, at=at, staff=by) for party in Party)


def _mark(submission: Submission, party: Party, *, from_staff: bool, at: datetime, **who: Any) -> int:
    unread = threads.thread(submission, party).filter(threads.UNREAD, by__isnull=not from_staff)
    new = list(unread.select_related(None).select_for_update(no_key=True).values_list("pk", flat=True))
    if not new:
        return 0
    Message.objects.filter(pk__in=new).update(read_at=at)
    read = [str(pk) for pk in new]
    audit.record(EventKind.MESSAGE_READ, submission=submission, at=at, party=party, messages=read, **who)
    return len(new)


def _locked(submission: Submission) -> Submission:
    return Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)


def _sent_before(submission: Submission, party: Party, token: UUID) -> Message | None:
    return Message.objects.filter(submission=submission, party=party, token=token).first()


def _count(submission: Submission, party: Party, *, from_staff: bool, at: datetime) -> None:
    """Raise TooManyToday when this writer has written as much as there may be on one day of the business."""
    midnight = datetime.combine(calendar.business_day(at), time.min, tzinfo=calendar.business_zone())
    mine = threads.thread(submission, party).filter(by__isnull=not from_staff, sent_at__gte=midnight)
    if mine.count() >= limits.MESSAGES_A_DAY:
        raise TooManyToday


def _told(submission: Submission, party: Party) -> bool:
    """Whether this side was told, or will be, of something that it has not opened yet: once is enough."""
    first = threads.thread(submission, party).filter(threads.UNREAD, by__isnull=False).first()
    if first is None:
        return False
    since = submission.notices.filter(kind=NoticeKind.MESSAGE, party=party, queued_at__gte=first.sent_at)
    return since.exclude(state=SendState.FAILED).exists()
