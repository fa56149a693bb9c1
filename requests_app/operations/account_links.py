"""Which link lets somebody choose a password, until when, and only once?

Nothing is stored: a link carries the account, when it was made and an HMAC over both and over what the account was like
then. Once the password is chosen the account is another, and the link is dead; so it is after its time, after a newer
link of its kind for an invitation, and after a change of the address it went to.
"""

import base64
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36


class Purpose(Enum):
    """What a link is for. One for another purpose opens nothing."""

    JOIN = "staff join"
    NEW_PASSWORD = "staff new password"  # noqa: S105  # nosec B105 - no password


class DeadLink(Exception):
    """Made up, used, too old, or of an account that is no longer what it was."""


def token_for(user: User, purpose: Purpose, *, at: datetime) -> str:
    """The part of the link that counts: account, second, HMAC-SHA-256 in base64url (43 characters)."""
    made = int_to_base36(int(at.timestamp()))
    return f"{int_to_base36(user.pk)}-{made}-{_mark(user, purpose, made)}"


def read(token: str, purpose: Purpose, *, at: datetime, lock: bool = False) -> User:
    """The account that a link stands for; with `lock`, its row is held until the transaction ends.

    Raises:
        DeadLink: always the same, whatever is wrong.
    """
    account, _, rest = token.partition("-")
    made, _, mark = rest.partition("-")
    try:
        pk, seconds = base36_to_int(account), base36_to_int(made)
    except ValueError:
        raise DeadLink from None
    users = User.objects.select_for_update() if lock else User.objects.all()
    # An id beyond a bigint is nobody's and must not reach the database.
    user = users.filter(pk=pk).first() if pk < 2**31 else None
    works = settings.INVITATION_WORKS if purpose is Purpose.JOIN else settings.NEW_PASSWORD_LINK_WORKS
    in_time = 0 <= at.timestamp() - seconds <= works.total_seconds()
    if user is None or not in_time or not _open_for(user, purpose):
        raise DeadLink
    if not constant_time_compare(mark, _mark(user, purpose, made)):
        raise DeadLink
    return user


def _open_for(user: User, purpose: Purpose) -> bool:
    invited = user.is_staff and not user.is_active and not user.has_usable_password()
    return invited if purpose is Purpose.JOIN else user.is_staff and user.is_active


def _mark(user: User, purpose: Purpose, made: str) -> str:
    said = "|".join((str(user.pk), made, user.password, user.email, str(user.is_active), str(user.last_login)))
    mark = salted_hmac(f"account link {purpose.value}", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")
