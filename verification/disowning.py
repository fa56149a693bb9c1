"""What happens when the reader of a message says "this was not me"?"""

from datetime import datetime

from verification import derive, suppressions
from verification.models import Challenge, Suppression
from verification.refusals import Unknown


def read(*, token: str, at: datetime) -> Challenge:
    """Return the challenge whose message carries `token` in its link "this was not me", dead or alive.

    Changes nothing: mail scanners open this link too. Raises Unknown, also when the message is older than what the
    link brings about lasts: an old mail that was forwarded is no switch for ever.
    """
    challenge_id = derive.id_of_not_me(token)
    newer = Challenge.objects.filter(issued_at__gt=at - suppressions.NOT_ME_LASTS)
    challenge = newer.filter(pk=challenge_id).first() if challenge_id else None
    if challenge is None:
        raise Unknown
    return challenge


def disown(challenge: Challenge, *, at: datetime) -> None:
    """Take the reader's word: what is open to their address or number dies, and nothing more is sent there.

    Part of the caller's transaction.
    """
    suppressions.suppress(destination=challenge.destination, reason=Suppression.Reason.NOT_ME, at=at)
    live = Challenge.objects.filter(destination_index=bytes(challenge.destination_index), used_at=None)
    live.filter(superseded_at=None).update(superseded_at=at)
