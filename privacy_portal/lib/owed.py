"""How does a message that we owe get sent, once, whatever dies in between?

A message owed is a row. It is written in the transaction of the fact that it tells, so that the two cannot part. Who
wants to send it takes a *lease*: one conditional UPDATE that moves its next try past the time a send can take. If that
worker dies, the lease runs out and a sweep hands the row to another one. All later steps are compare-and-set as well:
they change a row that is still owed, or nothing. The guarantee is "at least once": a worker that dies between the
provider's yes and its own `sent` is the one case in which a message goes out twice.

A lease that ran out fences its owner: `postpone` and `fail` of the slow worker change nothing once another has taken
the row. `sent` does: the message left, whoever sent it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.core import checks
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.sending import checked_code

# Longer than connecting and sending may take; a dead worker's row goes out again after this and one sweep.
LEASE = timedelta(seconds=30)
# How long to wait after the first, second, … failed try. The last is repeated until MAX_ATTEMPTS.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
# Two days and a half of trying: long enough for a weekend's outage, short enough for the 10 business days.
MAX_ATTEMPTS = 18
GAVE_UP = "gave_up"


class SendState(models.TextChoices):
    """Where an owed message stands."""

    OWED = "OWED", _("Waiting to be sent")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Could not be sent")


class Owed(models.Model):
    """What every row that is to be sent has. All times are aware. `next_try_at` of a failed row is when we gave up.

    A subclass with a Meta of its own inherits `Owed.Meta` and, where it adds constraints or indexes, repeats ours:
    `constraints = [*Owed.Meta.constraints, …]`. A system check says so if that was forgotten. `leased_for` is how long
    a worker has the row for itself: longer than one try may take.
    """

    leased_for: ClassVar[timedelta] = LEASE

    state = models.CharField(_("sending"), max_length=6, choices=SendState, default=SendState.OWED, editable=False)
    next_try_at = models.DateTimeField(_("next try"), editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    provider_id = models.CharField(_("number at the provider"), max_length=255, blank=True, default="", editable=False)
    failure = models.CharField(_("last failure"), max_length=40, blank=True, default="", editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["OWED", "SENT", "FAILED"]), name="%(app_label)s_%(class)s_state"
            ),
            models.CheckConstraint(
                condition=Q(state="SENT", sent_at__isnull=False) | (~Q(state="SENT") & Q(sent_at__isnull=True)),
                name="%(app_label)s_%(class)s_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="FAILED") | ~Q(failure=""), name="%(app_label)s_%(class)s_failure"
            ),
        ]
        indexes = [
            # Holds only what is still to do: the sweep reads a handful of entries however long the history grows.
            models.Index(fields=["next_try_at"], condition=Q(state="OWED"), name="%(app_label)s_%(class)s_due"),
        ]

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        problems = super().check(**kwargs)
        prefix = f"{cls._meta.app_label}_{cls.__name__.lower()}"
        names = {item.name for item in [*cls._meta.constraints, *cls._meta.indexes]}
        if not {f"{prefix}_state", f"{prefix}_sent_at", f"{prefix}_failure", f"{prefix}_due"} <= names:
            hint = "class Meta(Owed.Meta), with [*Owed.Meta.constraints, …] and [*Owed.Meta.indexes, …]."
            problems.append(checks.Error("Constraints or index of Owed are missing.", hint, obj=cls, id="owed.E001"))
        return problems


AT_ONCE = 1000  # rows a sweep; the next one comes soon
# What has just been queued is left to the message that is already on its way.
GRACE = timedelta(seconds=5)

OwedRow = TypeVar("OwedRow", bound=Owed)

# Taking and reading in one statement: the commonest thing a worker does.
TAKE = """
UPDATE {table} SET next_try_at = %(until)s, attempts = attempts + 1
 WHERE {key} = %(pk)s AND state = %(owed)s AND next_try_at <= %(at)s AND attempts < %(most)s
RETURNING *
"""


def due_ids(model: type[Owed], *, at: datetime, limit: int) -> list[Any]:
    """Return the primary keys of at most `limit` rows that may be tried at `at`, longest waiting first."""
    due = model._base_manager.filter(state=SendState.OWED, next_try_at__lte=at)
    return list(due.order_by("next_try_at").values_list("pk", flat=True)[:limit])


def requeue(model: type[Owed], queue: Callable[[Any], bool], *, at: datetime) -> int:
    """Hand what is due to `queue`, the longest due first; return how many the broker took.

    Stops at the first that `queue` says the broker did not take: the others would wait for the same broker. What is
    queued twice goes out once: the lease sees to that.
    """
    taken = 0
    for pk in due_ids(model, at=at - GRACE, limit=AT_ONCE):
        if not queue(pk):
            break
        taken += 1
    return taken


def _nothing_more(row: Owed) -> None:
    """For those who keep no history of what they gave up."""


def lease(
    model: type[OwedRow], pk: Any, *, at: datetime, gave_up: Callable[[OwedRow], object] = _nothing_more
) -> OwedRow | None:
    """Take the row for `leased_for` and pay for the try, or return None: not owed, not due, or someone else was first.

    A row whose tries are used up, because each of its workers died, becomes FAILED here and does not go round for ever;
    `gave_up` is called with it in the same transaction, to record what else follows from that.
    """
    names = {"table": connection.ops.quote_name(model._meta.db_table), "key": connection.ops.quote_name(_key(model))}
    values = {"until": at + model.leased_for, "pk": pk, "owed": SendState.OWED, "at": at, "most": MAX_ATTEMPTS}
    for row in model._base_manager.raw(TAKE.format(**names), values):
        return row
    due = model._base_manager.filter(pk=pk, state=SendState.OWED, next_try_at__lte=at)
    for used_up in due.filter(attempts__gte=MAX_ATTEMPTS):
        with transaction.atomic():
            if fail(used_up, at=at, failure=GAVE_UP):
                gave_up(used_up)
    return None


def _key(model: type[Owed]) -> str:
    return str(model._meta.pk.column)


def sent(row: Owed, *, at: datetime, provider_id: str) -> bool:
    """Record that the message left. Returns False when the row is no longer owed (another worker recorded it)."""
    changes = {"state": SendState.SENT, "sent_at": at, "provider_id": provider_id, "failure": ""}
    return _change(row, Q(), changes)


def postpone(row: Owed, *, at: datetime, failure: str) -> bool:
    """Record a temporary failure: try again after the back-off, or give up after MAX_ATTEMPTS.

    Args:
        failure: the code of a `SendDelayed`.

    Returns:
        False when nothing changed: no longer owed, or the lease ran out and another worker has the row.

    Raises:
        ValueError: `failure` is not a code.
    """
    if row.attempts >= MAX_ATTEMPTS:
        return fail(row, at=at, failure=failure)
    wait = BACK_OFF[min(max(row.attempts, 1), len(BACK_OFF)) - 1]
    return _change(row, Q(attempts=row.attempts), {"next_try_at": at + wait, "failure": checked_code(failure)})


def fail(row: Owed, *, at: datetime, failure: str) -> bool:
    """Record that the message will not be sent. Arguments, result and errors as in `postpone`."""
    changes = {"state": SendState.FAILED, "next_try_at": at, "failure": checked_code(failure)}
    return _change(row, Q(attempts=row.attempts), changes)


def _change(row: Owed, condition: Q, changes: dict[str, Any]) -> bool:
    """Apply `changes` to the row if it is still owed and meets `condition`; the instance follows what was stored."""
    owed = type(row)._base_manager.filter(condition, pk=row.pk, state=SendState.OWED)
    if not owed.update(**changes):
        return False
    for name, value in changes.items():
        setattr(row, name, value)
    return True
