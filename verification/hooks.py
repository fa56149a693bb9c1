"""Has this signed message come in before? One row each, and the database says no to the second."""

from datetime import datetime

from django.db import IntegrityError, transaction

from privacy_portal.lib.signed_hooks import WINDOW
from verification.models import HookSeen


class SeenBefore(Exception):
    """The same message was let in already."""


def let_in_once(*, hook: str, digest: str, at: datetime) -> None:
    """Let a message of `hook` (a slug of the caller) in, whose signature was checked. Raises SeenBefore.

    Call it in the transaction of what the message does: if that fails, the message may be sent again.
    """
    try:
        with transaction.atomic():
            HookSeen.objects.create(hook=hook, digest=digest, seen_at=at)
    except IntegrityError:
        raise SeenBefore from None


def forget_old(*, at: datetime) -> int:
    """Delete what is too old to come in again in any case; return how many rows.

    Twice the window: a message may be signed by a clock that is ahead.
    """
    deleted, _ = HookSeen.objects.filter(seen_at__lt=at - 2 * WINDOW).delete()
    return deleted
