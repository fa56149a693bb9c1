"""How does a person prove that an address or a number is theirs?

`issue` owes them a message with a code (and, by email, a link); `send` delivers it; `answer_code` or
`answer_link` judges what comes back; `use_up`, in the caller's transaction, makes the proof count exactly once.
What the proof is worth is the caller's business.
"""

import hmac
import logging
import traceback
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from privacy_portal.lib import owed
from privacy_portal.lib.sending import SendDelayed, SendRefused
from verification import channels, derive, limits
from verification.derive import code_of, link_token
from verification.destinations import index_of
from verification.models import CODE_LIFE, LINK_LIFE, MAX_TRIES, Challenge, Channel
from verification.refusals import ChallengeRefused, Expired, NoTriesLeft, Superseded, Unknown, Used, WrongCode

__all__ = [
    "ChallengeRefused",
    "Expired",
    "NoTriesLeft",
    "Superseded",
    "Unknown",
    "Used",
    "WrongCode",
    "answer_code",
    "answer_link",
    "can_be_entered",
    "code_of",
    "held_back",
    "issue",
    "known_link",
    "link_token",
    "newest",
    "queue",
    "read_link",
    "read_voice",
    "send",
    "use_up",
]

logger = logging.getLogger(__name__)

# A message that leaves within this time keeps the ten minutes that began when it was asked for.
PROMPT = timedelta(seconds=30)
# How late a message is still of use. A mail is read whenever it is found, so it goes out as long as its link has
# some life left. A text or a call is for someone who waits; hours later it may wake them at night.
WORTH_SENDING = {
    Channel.EMAIL: LINK_LIFE - CODE_LIFE,
    Channel.TEXT: timedelta(hours=1),
    Channel.CALL: timedelta(hours=1),
}
# The lock lasts as long as the caller's transaction. Two statements in one round trip: the second one sees what
# was committed while the first one waited, so that two people who press "send again" at once both get an answer
# instead of one of them hitting challenge_one_live. One that is held back leaves the earlier one alive: what is in the
# mailbox goes on working, and the statement takes as long.
SUPERSEDE = """
SELECT pg_advisory_xact_lock(hashtextextended(%(purpose)s || %(subject)s::text, 0));
UPDATE verification_challenge SET superseded_at = CASE WHEN %(held)s THEN NULL ELSE %(at)s::timestamptz END
 WHERE purpose = %(purpose)s AND subject = %(subject)s AND used_at IS NULL AND superseded_at IS NULL
"""


def issue(
    *,
    purpose: str,
    subject: UUID,
    channel: Channel,
    destination: str,
    language: str,
    at: datetime,
    decoy: bool = False,
) -> Challenge:
    """Owe a fresh challenge for `purpose` and `subject` to `destination`, and supersede the earlier ones.

    Where `limits` allow no further message the challenge is *held back*: stored, never sent, with no right code, and
    the earlier one stays alive. Nothing the caller gets, and no time it takes, tells one from the other. `decoy`:
    nobody is behind it at all; it is held back whatever the limits say.

    Part of the caller's transaction: if that is rolled back, nothing was superseded and nothing is sent. After it
    commits, a worker is told; if the broker is down the row is owed all the same and `tasks.sweep` finds it.

    `destination` is an email address or an E.164 number that the caller has validated; `language` is one of
    settings.LANGUAGES. Three queries.
    """
    with transaction.atomic(savepoint=False):
        held = limits.take(destination=destination, at=at)
        if decoy:
            held = limits.Held.DECOY
        one_is_live = _supersede(purpose, subject, at, held is not None)
        challenge = Challenge.objects.create(
            purpose=purpose,
            subject=subject,
            channel=channel,
            destination=destination,
            destination_index=index_of(destination),
            language=language,
            issued_at=at,
            code_expires_at=at + CODE_LIFE,
            link_expires_at=at + LINK_LIFE,
            superseded_at=at if held and one_is_live else None,
            next_try_at=at,
            state=owed.SendState.FAILED if held else owed.SendState.OWED,
            failure=held or "",
        )
        transaction.on_commit(partial(queue, challenge.id))
    return challenge


def _supersede(purpose: str, subject: UUID, at: datetime, held: bool) -> bool:
    """Let the earlier challenges die, unless the new one is `held`; return whether one was alive."""
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, {"purpose": purpose, "subject": subject, "at": at, "held": held})
        return bool(cursor.rowcount)


def newest(*, purpose: str, subject: UUID) -> Challenge | None:
    """Return the live challenge for `purpose` and `subject`, else the last that was; None if there never was one."""
    issued = Challenge.objects.filter(purpose=purpose, subject=subject)
    # Not simply the last one issued: that may have been held back while an earlier one lives.
    return issued.order_by(F("superseded_at").desc(nulls_first=True), "-issued_at").first()


def answer_code(*, challenge_id: UUID, code: str, at: datetime) -> Challenge:
    """Return the challenge if `code` (six ASCII digits) is its code; pay one of its five tries either way.

    The try is taken by one conditional UPDATE that has committed before the code is looked at: parallel guesses
    cannot share a try, and no later rollback gives one back. Therefore not to be called inside a transaction
    (RuntimeError). The proof counts only after `use_up`.

    Raises Unknown, Used, Superseded, NoTriesLeft, Expired, WrongCode.
    """
    with transaction.atomic(durable=True):
        paid = Challenge.objects.filter(
            pk=challenge_id,
            tries__lt=MAX_TRIES,
            used_at=None,
            superseded_at=None,
            code_expires_at__gt=at,
        ).update(tries=F("tries") + 1)
    challenge = _find(challenge_id)
    if not paid:
        _refuse_dead(challenge)
        raise NoTriesLeft if challenge.tries >= MAX_TRIES else Expired
    right = hmac.compare_digest(code_of(challenge).encode(), code.encode())
    if not right or held_back(challenge):  # nobody was sent the code of one held back: who has it guessed it
        raise WrongCode(tries_left=MAX_TRIES - challenge.tries)
    return challenge


def answer_link(*, token: str, at: datetime, purpose: str | None = None) -> Challenge:
    """Return the challenge whose link carries `token`, for a POST that goes on to `use_up`.

    A link is 256 bits: it needs no limit of tries, takes none from the code, and counts when the code's are gone.

    Raises as `read_link`.
    """
    return read_link(token=token, at=at, purpose=purpose)


def read_link(*, token: str, at: datetime, purpose: str | None = None) -> Challenge:
    """Return the challenge whose link carries `token`, and change nothing: mail scanners open links too.

    With `purpose`, a link of another purpose is as good as none: what opens one page does not open another.

    Raises Unknown, Used, Superseded, Expired.
    """
    challenge = _find(derive.id_of_link(token))
    if purpose not in (None, challenge.purpose):
        raise Unknown
    _refuse_dead(challenge)
    if challenge.link_expires_at <= at:
        raise Expired
    return challenge


def known_link(*, token: str, purpose: str) -> Challenge:
    """Return the challenge whose link carries `token`, dead or alive, for somebody who asks for a new one.

    Raises Unknown.
    """
    challenge = _find(derive.id_of_link(token))
    if challenge.purpose != purpose:
        raise Unknown
    return challenge


def read_voice(*, token: str) -> Challenge:
    """Return the challenge that a telephone provider asks to have read out, dead or alive; changes nothing.

    Raises Unknown.
    """
    return _find(derive.id_of_voice(token))


def held_back(challenge: Challenge) -> bool:
    """Say whether the limits kept the challenge from being sent."""
    return challenge.failure in limits.Held.values


def can_be_entered(challenge: Challenge, *, at: datetime) -> bool:
    """Say whether the right code would be accepted at `at`."""
    alive = challenge.used_at is None and challenge.superseded_at is None
    return alive and challenge.tries < MAX_TRIES and at < challenge.code_expires_at


def use_up(challenge: Challenge, *, at: datetime) -> None:
    """Let an answered challenge count, once: the caller does this in the transaction of what the proof brings about.

    Raises Used, also for all but one of those who do it at once, and Superseded.
    """
    counted = Challenge.objects.filter(pk=challenge.pk, used_at=None, superseded_at=None).update(used_at=at)
    if not counted:
        _refuse_dead(_find(challenge.pk))
    challenge.used_at = at
    limits.give_back(destination=challenge.destination, channel=Channel(challenge.channel))


def queue(challenge_id: UUID) -> bool:
    """Tell a worker that the challenge is owed; return whether the broker took it. Never raises.

    It runs after the commit: the filing has succeeded, and whatever is wrong with the broker must not tell the
    person otherwise. Only the id is handed over.
    """
    try:
        send.delay(str(challenge_id))
    except Exception as error:
        logger.warning("challenge %s waits for the sweep: broker said %s", challenge_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="verification.send", ignore_result=True, soft_time_limit=25)
def send(challenge_id: str) -> None:
    """Deliver one owed challenge, if no other worker has it in hand.

    The code's ten minutes count from the sending: a message that was held up (no worker, no mail server) does not
    bring a code that is dead already. Nothing is lost by that, for the five tries stay five. What is too late to
    be of use (`WORTH_SENDING`) fails as "expired"; what was answered or superseded meanwhile fails as "over".
    """
    at = timezone.now()
    challenge = owed.lease(Challenge, UUID(challenge_id), at=at)
    if challenge is None:
        return
    if challenge.used_at or challenge.superseded_at:
        owed.fail(challenge, at=at, failure="over")
    elif at > challenge.issued_at + WORTH_SENDING[Channel(challenge.channel)]:
        owed.fail(challenge, at=at, failure="expired")
    else:
        _let_code_live(challenge, at=at)
        _deliver(challenge)


def _let_code_live(challenge: Challenge, *, at: datetime) -> None:
    if at > challenge.issued_at + PROMPT:
        challenge.code_expires_at = at + CODE_LIFE
        challenge.save(update_fields=["code_expires_at"])


def _deliver(challenge: Challenge) -> None:
    try:
        provider_id = channels.deliver(challenge)
    except SendRefused as refusal:
        owed.fail(challenge, at=timezone.now(), failure=refusal.code)
    except SendDelayed as delay:
        owed.postpone(challenge, at=timezone.now(), failure=delay.code)
    except Exception as error:
        # A fault of ours. The error's own words may quote the address, so only where it happened is logged.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("challenge %s not sent: %s\n%s", challenge.pk, type(error).__name__, where)
        owed.postpone(challenge, at=timezone.now(), failure="fault")
    else:
        owed.sent(challenge, at=timezone.now(), provider_id=provider_id)


def _find(challenge_id: UUID | None) -> Challenge:
    challenge = Challenge.objects.filter(pk=challenge_id).first() if challenge_id else None
    if challenge is None:
        raise Unknown
    return challenge


def _refuse_dead(challenge: Challenge) -> None:
    if challenge.used_at is not None:
        raise Used
    if challenge.superseded_at is not None:
        raise Superseded
