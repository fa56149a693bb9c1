"""Which contacts want, or can get, no more of our messages?"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from privacy_portal.lib.crypto import blind_index
from verification.destinations import index_of
from verification.models import Suppression

# "This was not me" is said in anger or by mistake, too, and a mailbox that was full is emptied: both end by themselves.
# A complaint at the mail provider stands until staff lift it: the provider counts it against the business.
NOT_ME_LASTS = timedelta(days=30)
LASTS: dict[Suppression.Reason, timedelta | None] = {
    Suppression.Reason.NOT_ME: NOT_ME_LASTS,
    Suppression.Reason.CAME_BACK: timedelta(days=30),
    Suppression.Reason.COMPLAINED: None,
}


def suppress(*, destination: str, reason: Suppression.Reason, at: datetime, report: str = "") -> bool:
    """Stop messages to an email address or an E.164 number; return whether this is news.

    `report` is the number that a provider gave its report: the same report counts once, so that an old one sent again
    does not undo what staff lifted.
    """
    lasts = LASTS[reason]
    values = {
        "destination_index": index_of(destination),
        "reason": reason,
        "since": at,
        "until": at + lasts if lasts else None,
    }
    if not report:
        Suppression.objects.create(**values)
        return True
    key = blind_index(report, purpose="suppression.report")
    return Suppression.objects.get_or_create(report=key, defaults=values)[1]


def of(destination: str, *, at: datetime) -> list[Suppression]:
    """The suppressions of a contact that hold at `at`, newest first."""
    return list(_holding(index_of(destination), at=at).order_by("-since"))


def lift(destination: str, *, at: datetime, by: User) -> int:
    """Let messages through again; return how many suppressions ended."""
    return _holding(index_of(destination), at=at).update(lifted_at=at, lifted_by=by)


def reasons(suppressed: Iterable[Suppression]) -> list[Suppression.Reason]:
    """Why a contact is stopped, each reason once."""
    return sorted({Suppression.Reason(each.reason) for each in suppressed})


def _holding(index: bytes, *, at: datetime) -> QuerySet[Suppression]:
    runs = Q(until=None) | Q(until__gt=at)
    return Suppression.objects.filter(runs, destination_index=index, lifted_at=None, since__lte=at)
