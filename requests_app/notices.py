"""Which messages do we owe, and how do they leave?

Queued in the transaction of the fact they speak of, delivered after it. A row stays owed until it was sent or
has visibly failed; the sweep is the only retry.
"""

import logging
import re
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from privacy_portal.lib import mail, owed, sms
from privacy_portal.lib.sending import SendDelayed, SendRefused
from requests_app import audit, calendar, representation
from requests_app.models import Notice, OtherContact, PrivacyRequest, Submission
from requests_app.models.notice import BY_DAY, NEVER
from requests_app.models.reachable import Reachable
from requests_app.notice_words import notice_context
from requests_app.vocabulary import Actor, EventKind, NoticeKind, Party
from verification import limits
from verification.models import Channel

log = logging.getLogger(__name__)


def queue(
    kind: NoticeKind,
    *,
    submission: Submission,
    request: PrivacyRequest | None = None,
    at: datetime,
    other_contact: OtherContact | None = None,
    only: Party | None = None,
) -> list[Notice]:
    """Owe a notice to each side of the filing that it is for; inside the caller's transaction. It leaves after it.

    It goes to the contact of that side unless it has one of its own. A receipt waits a little for the contact to be
    confirmed: then it reaches the right person for certain, and who is written to by a stranger gets one message
    less. What nobody has just asked for rings no telephone at night. Of a side that only letters reach, staff post it.
    `only`: what concerns one side is not told to the other.
    """
    sides = [Party.CONSUMER] if other_contact else representation.readers(kind, submission, at=at)
    sides = [side for side in sides if only in (None, side)]
    letters = {party for party in sides if other_contact is None and submission.party(party).by_post}
    owed_to = [
        Notice.objects.create(
            submission=submission,
            request=request,
            kind=kind,
            party=party,
            other_contact=other_contact,
            queued_at=at,
            by_post=party in letters,
            next_try_at=NEVER if party in letters else _first_try(kind, submission, party, at=at),
        )
        for party in sides
    ]
    for notice in owed_to:
        if notice.next_try_at == at:
            transaction.on_commit(partial(nudge, notice.pk))
    return owed_to


def _first_try(kind: NoticeKind, submission: Submission, party: Party, *, at: datetime) -> datetime:
    if kind == NoticeKind.RECEIPT and submission.waits_for_confirmation:
        return at + timedelta(minutes=settings.RECEIPT_WAITS_MINUTES)
    if kind in BY_DAY and submission.party(party).contact_channel != Channel.EMAIL:
        return calendar.polite_from(at)
    return at


def let_go(submission: Submission, side: Reachable, *, at: datetime) -> None:
    """Owe a side at once what waited for its contact's confirmation or was held back, in the transaction of that."""
    waiting = Q(kind=NoticeKind.RECEIPT, state=owed.SendState.OWED, attempts=0, next_try_at__gt=at, by_post=False)
    held = Q(state=owed.SendState.FAILED, failure__in=limits.Held.values)
    mine = [each for each in submission.notices.filter(waiting | held).select_for_update() if each.reader == side]
    for notice in mine:
        notice.state, notice.attempts, notice.failure, notice.next_try_at = owed.SendState.OWED, 0, "", at
        notice.save(update_fields=["state", "attempts", "failure", "next_try_at"])
        transaction.on_commit(partial(nudge, notice.pk))


def owe_again(notice: Notice, *, at: datetime) -> None:
    """Owe once more what was sent or given up, in the transaction of what asks for it again."""
    if notice.state == owed.SendState.OWED:
        return
    notice.state, notice.attempts, notice.failure, notice.sent_at = owed.SendState.OWED, 0, "", None
    first = _first_try(NoticeKind(notice.kind), notice.submission, Party(notice.party), at=at)
    notice.next_try_at = NEVER if notice.by_post else first
    notice.save(update_fields=["state", "attempts", "failure", "sent_at", "next_try_at"])
    transaction.on_commit(partial(nudge, notice.pk))


def nudge(notice_id: int) -> bool:
    """Ask a worker to deliver now; return whether the broker took it. A broker that is down loses nothing."""
    try:
        deliver.delay(notice_id)
    except Exception as error:  # whatever is wrong with the broker must not tell a consumer that filing failed
        log.warning("notice %s waits for the sweep: broker said %s", notice_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.deliver", soft_time_limit=25)
def deliver(notice_id: int) -> None:
    """Deliver one owed notice, if it is still owed and nobody else is delivering it."""
    at = timezone.now()
    notice = owed.lease(Notice, notice_id, at=at, gave_up=partial(_record, kind=EventKind.NOTICE_FAILED, at=at))
    if notice is None:
        return
    if not notice.still_true:
        # The consumer was faster than the message. It was never sent, so there is nothing to keep.
        notice.delete()
        return
    try:
        _refuse_at_night(notice, at=at)
        if _held_back(notice, at=at):
            return
        provider_id = _send(notice)
    except SendRefused as refusal:
        give_up(notice, refusal.code, at=timezone.now())
    except SendDelayed as delay:
        # What did not leave uses up none of the messages that the contact may get.
        limits.give_back_one(destination=notice.destination()[1], at=at)
        _postpone(notice, delay.code, at=timezone.now())
    except Exception as error:  # a fault of ours; the error's own words may quote the address
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("notice %s not sent: %s\n%s", notice.pk, type(error).__name__, where)
        _postpone(notice, "fault", at=timezone.now())
    else:
        settle(notice, provider_id, at=timezone.now())


def _held_back(notice: Notice, *, at: datetime) -> bool:
    """Keep to the limits of a contact that nobody was shown to hold; say whether the notice waits, or was given up.

    What an agent can have sent again and again is limited whoever reads it.
    """
    if notice.reader.confirmed and not notice.other_contact_id and notice.kind != NoticeKind.REPRESENTED:
        return False
    _channel, to = notice.destination()
    held = limits.take(destination=to, at=at)
    if held == limits.Held.LIMITED_HOUR:
        _postpone(notice, held, at=at)
    elif held:
        give_up(notice, held, at=at)
    return held is not None


def settle(notice: Notice, provider_id: str, *, at: datetime) -> None:
    """Record that a notice left; does nothing when somebody else recorded it."""
    with transaction.atomic():
        if left(notice, provider_id, at=at):
            _record(notice, kind=EventKind.NOTICE_SENT, at=at)


def left(notice: Notice, provider_id: str, *, at: datetime) -> bool:
    """Note that a notice left, inside the caller's transaction; False when somebody else did."""
    if not owed.sent(notice, at=at, provider_id=provider_id):
        return False
    if notice.kind == NoticeKind.RECEIPT:
        # The receipt is the statutory acknowledgement (11 CCR 7021(a)).
        Submission.objects.filter(pk=notice.submission_id, acknowledged_at=None).update(acknowledged_at=at)
    return True


def give_up(notice: Notice, failure: str, *, at: datetime) -> None:
    """Record that a notice will not be sent, where staff and the consumer see it. `failure` is a code."""
    with transaction.atomic():
        if owed.fail(notice, at=at, failure=failure):
            _record(notice, kind=EventKind.NOTICE_FAILED, at=at)


def _postpone(notice: Notice, failure: str, *, at: datetime) -> None:
    with transaction.atomic():
        if owed.postpone(notice, at=at, failure=failure) and notice.state == owed.SendState.FAILED:
            _record(notice, kind=EventKind.NOTICE_FAILED, at=at)


def _record(notice: Notice, *, kind: EventKind, at: datetime) -> None:
    facts: dict[str, Any] = {"notice": notice.kind, "channel": notice.destination()[0]}
    if notice.party != Party.CONSUMER:
        facts["party"] = str(notice.party)
    audit.record(kind, submission=notice.submission, request=notice.request, at=at, actor=Actor.SYSTEM, **facts)


def _refuse_at_night(notice: Notice, *, at: datetime) -> None:
    """Raise SendDelayed for a message by the clock that would ring at night, for example on a second try."""
    rings = notice.kind in BY_DAY and notice.reader.contact_channel != Channel.EMAIL
    if rings and calendar.polite_from(at) > at:
        raise SendDelayed("night")


def _send(notice: Notice) -> str:
    channel, to = notice.destination()
    language = notice.reader.language
    with translation.override(language):
        words = _written(notice)
        if channel == Channel.EMAIL:
            return mail.send(
                to=to,
                subject=words("subject.txt"),
                text=words("email.txt"),
                html=words("email.html"),
                language=language,
            )
        backend = sms.get_backend()
        if channel == Channel.TEXT:
            return backend.send_text(to=to, body=words("sms.txt"))
        script = sms.CallScript(language=language, greeting=words("voice.txt"))
        return backend.call(to=to, script=script)


def as_it_leaves(notice: Notice) -> tuple[Channel, str, str]:
    """The channel of a notice, its subject and its words, as they would leave now; nothing is sent.

    The subject is empty where the channel has none. A mail is read in its plain form, whose words both forms have.
    """
    channel = Channel(notice.destination()[0])
    with translation.override(notice.reader.language):
        words = _written(notice)
        if channel == Channel.EMAIL:
            return channel, words("subject.txt"), words("email.txt")
        return channel, "", words("sms.txt" if channel == Channel.TEXT else "voice.txt")


def _written(notice: Notice) -> Callable[[str], str]:
    """Return what renders one file of the notice's kind, its blank lines tidied."""
    context = notice_context(notice)
    folder = f"messages/{notice.kind.lower()}"
    if notice.kind == NoticeKind.REPRESENTED and representation.consumer_owes_answer(notice.submission):
        # Of who is reached by telephone: the others are asked by a mail with a link of its own.
        folder = "messages/represented_asked"

    def words(name: str) -> str:
        return re.sub(r"\n{3,}", "\n\n", render_to_string(f"{folder}/{name}", context)).strip()

    context["subject"] = words("subject.txt")
    return words
