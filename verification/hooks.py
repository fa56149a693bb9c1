"""Has this signed message come in before? One row each, and the database says no to the second."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from privacy_portal.lib import signed_hooks
from verification.models import HookSeen


class SeenBefore(Exception):
    """The same message was let in already."""


LONGEST_BODY = 4096  # bytes


def let_in(request: HttpRequest, *, hook: str, key: str, at: datetime) -> None:
    """Let a request in whose body is signed with `key` as `signed_hooks` says, once.

    Raises signed_hooks.NotGenuine, before anything is looked up, and SeenBefore. Transaction as in `let_in_once`.
    """
    if len(request.body) > LONGEST_BODY:
        raise signed_hooks.NotGenuine
    digest = signed_hooks.verify(
        key=key,
        timestamp=request.headers.get(signed_hooks.TIMESTAMP_HEADER, ""),
        body=request.body,
        signature=request.headers.get(signed_hooks.SIGNATURE_HEADER, ""),
        now=at,
    )
    let_in_once(hook=hook, digest=digest, at=at)


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
    deleted, _ = HookSeen.objects.filter(seen_at__lt=at - 2 * signed_hooks.WINDOW).delete()
    return deleted
