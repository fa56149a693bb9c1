"""How far has the person at this browser come: out, at the set-up of a second factor, or in?

What allauth records about how somebody signed in is in the session, and so is when that was and when they were last
here. All of it is on the server; the browser holds the key only.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

TIMES = "staff_times"
EVERY = 60  # seconds: how exactly it is noted when somebody was last here, so that not every page writes
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Standing(Enum):
    """What the gate makes of a session."""

    OUT = "nobody, or nobody of the staff"
    ENDED = "signed in too long ago, or gone for too long"
    PASSWORD_ONLY = "a password, and the second factor was not asked for"  # noqa: S105  # nosec B105 - no password
    SETTING_UP = "a password, and no second factor to ask for yet"
    IN = "both"


def begin(session: SessionBase, *, at: datetime) -> None:
    """Note that a session of staff begins; both of its limits count from here."""
    session[TIMES] = {"since": at.timestamp(), "seen": at.timestamp()}


def seen(session: SessionBase, *, at: datetime) -> None:
    """Note that the person is still here."""
    if at.timestamp() - session[TIMES]["seen"] >= EVERY:
        session[TIMES] = {**session[TIMES], "seen": at.timestamp()}


@dataclass(frozen=True)
class Ends:
    """When a session of staff ends: if nothing more is opened, and whatever is done."""

    idle: datetime
    whole: datetime

    @property
    def first(self) -> datetime:
        return min(self.idle, self.whole)

    def left(self, *, at: datetime) -> dict[str, int]:
        """The whole seconds to both."""
        return {
            "idle": max(int((self.idle - at).total_seconds()), 0),
            "whole": max(int((self.whole - at).total_seconds()), 0),
        }


def ends(session: SessionBase, *, at: datetime) -> Ends | None:
    """When this session ends, in the time zone of `at`; None for one that is not of staff."""
    times = session.get(TIMES)
    if not times:
        return None
    seen_at, since = (datetime.fromtimestamp(times[name], at.tzinfo) for name in ("seen", "since"))
    return Ends(idle=seen_at + settings.STAFF_IDLE, whole=since + settings.STAFF_LONGEST)


def standing(request: HttpRequest, *, at: datetime) -> Standing:
    """Where this browser stands. Reads the database only for who has not shown a second factor."""
    user = request.user
    if not user.is_authenticated or not (user.is_active and user.is_staff):
        return Standing.OUT
    if _over(request.session, at=at):
        return Standing.ENDED
    if has_shown_factor(request, user):
        return Standing.IN
    return Standing.PASSWORD_ONLY if has_factor(user) else Standing.SETTING_UP


def has_shown_factor(request: HttpRequest, user: User | AnonymousUser) -> bool:
    """Whether a second factor was shown in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def has_factor(user: User) -> bool:
    """Whether there is a second factor to ask for. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def rise(request: HttpRequest, authenticator: Authenticator) -> None:
    """A second factor was set up in this session, and so shown: from now on it may do more, under a new key."""
    record_authentication(request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type)
    with_new_key(request)


def with_new_key(request: HttpRequest) -> None:
    """Give the session a new key; the list of sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    follow(request, old)


def follow(request: HttpRequest, old: str | None) -> None:
    """Let the list of a person's sessions follow to the key that the session has now."""
    if old != request.session.session_key:
        UserSession.objects.filter(session_key=old).delete()
        UserSession.objects.create_from_request(request)


def _over(session: SessionBase, *, at: datetime) -> bool:
    times = session.get(TIMES)
    if not times:
        return True
    now = at.timestamp()
    return bool(
        now - times["seen"] > settings.STAFF_IDLE.total_seconds()
        or now - times["since"] > settings.STAFF_LONGEST.total_seconds()
    )
