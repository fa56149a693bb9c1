"""May one more message go to this contact now?

Messages to a contact that nobody has shown to hold may reach a stranger. However many filings name it, and from
however many callers, it gets three an hour and five a day. Texts and calls cost money, and fraud makes it from them:
they are limited by exchange and in all as well. `take` counts and takes the place in one statement under a lock, so
that parallel callers cannot share one; and it does the same work whatever it finds, so that nobody can time it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from verification.destinations import index_of, prefix_of
from verification.models import Channel, Outgoing

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PER_DESTINATION_AND_HOUR = 3
PER_DESTINATION_AND_DAY = 5
# For the pages that tell people.
PER_DESTINATION = {"per_hour": PER_DESTINATION_AND_HOUR, "per_day": PER_DESTINATION_AND_DAY}
# A family or an office shares an exchange; a pumping scheme sends hundreds.
PER_PREFIX_AND_HOUR = 10
PER_PREFIX_AND_DAY = 30


class Held(models.TextChoices):
    """Why a message is held back. No page tells the person at the form which one it was, or that there was one."""

    SUPPRESSED = "suppressed", _("Messages to this contact are stopped")
    LIMITED_HOUR = "limited_hour", _("Three messages in an hour went there already")
    LIMITED_DAY = "limited_day", _("Five messages in a day went there already")
    LIMITED_PREFIX = "limited_prefix", _("Too many texts and calls to numbers of this exchange")
    BREAKER = "breaker", _("Too many texts and calls in all")
    DECOY = "decoy", _("Nobody is behind it")


# The locks last as long as the caller's transaction; always in this order. Each statement sees what was committed while
# the one before it waited. Only what went out counts, and of mail only what was not answered.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('destination ' || encode(%(destination)s, 'hex'), 0));"
LOCK_TELEPHONE = "SELECT pg_advisory_xact_lock(hashtextextended('telephone', 0));"
TAKE = """
WITH here AS (
    SELECT count(*) FILTER (WHERE at > %(hour_ago)s) AS hour, count(*) AS day FROM verification_outgoing
     WHERE destination_index = %(destination)s AND held = '' AND at > %(day_ago)s
), nearby AS (
    SELECT count(*) FILTER (WHERE at > %(hour_ago)s) AS hour, count(*) AS day FROM verification_outgoing
     WHERE prefix_index = %(prefix)s::bytea AND held = '' AND at > %(day_ago)s
), telephone AS (
    SELECT count(*) FILTER (WHERE at > %(hour_ago)s) AS hour, count(*) AS day FROM verification_outgoing
     WHERE %(prefix)s::bytea IS NOT NULL AND prefix_index IS NOT NULL AND held = '' AND at > %(day_ago)s
), stopped AS (
    SELECT EXISTS (
        SELECT FROM verification_suppression
         WHERE destination_index = %(destination)s AND lifted_at IS NULL AND since <= %(at)s
           AND (until IS NULL OR until > %(at)s)
    ) AS now
)
INSERT INTO verification_outgoing (destination_index, prefix_index, at, held)
SELECT %(destination)s, %(prefix)s::bytea, %(at)s, CASE
       WHEN stopped.now THEN 'suppressed'
       WHEN here.day >= %(per_day)s THEN 'limited_day'
       WHEN here.hour >= %(per_hour)s THEN 'limited_hour'
       WHEN nearby.hour >= %(prefix_per_hour)s OR nearby.day >= %(prefix_per_day)s THEN 'limited_prefix'
       WHEN %(prefix)s::bytea IS NULL THEN ''
       WHEN telephone.hour >= %(phone_per_hour)s OR telephone.day >= %(phone_per_day)s THEN 'breaker'
       ELSE '' END
  FROM here, nearby, telephone, stopped
RETURNING held
"""


def take(*, destination: str, at: datetime) -> Held | None:
    """Take one place among the messages that `destination` may get; return None, or why there is none.

    Part of the caller's transaction, to which others for the same contact (and, for a text or a call, for any
    telephone) wait. `destination` is an email address or an E.164 number. One query.
    """
    prefix = prefix_of(destination)
    values = {
        "destination": index_of(destination),
        "prefix": prefix,
        "at": at,
        "hour_ago": at - HOUR,
        "day_ago": at - DAY,
        "per_hour": PER_DESTINATION_AND_HOUR,
        "per_day": PER_DESTINATION_AND_DAY,
        "prefix_per_hour": PER_PREFIX_AND_HOUR,
        "prefix_per_day": PER_PREFIX_AND_DAY,
        "phone_per_hour": settings.PHONE_MESSAGES_PER_HOUR,
        "phone_per_day": settings.PHONE_MESSAGES_PER_DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK + (LOCK_TELEPHONE if prefix else "") + TAKE, values)
        (held,) = cursor.fetchone()
    return Held(held) if held else None


def give_back(*, destination: str, channel: Channel) -> None:
    """Forget the mails to someone who has just shown to hold the mailbox: they were asked for.

    Texts and calls go on counting. A fraudster answers them too, because each one earns.
    """
    if channel == Channel.EMAIL:
        Outgoing.objects.filter(destination_index=index_of(destination)).delete()


def give_back_one(*, destination: str, at: datetime) -> None:
    """Give back the place that was taken at exactly `at`: its message did not leave and takes another when it does."""
    Outgoing.objects.filter(destination_index=index_of(destination), at=at, held="").delete()


def held_back(*, since: datetime) -> int:
    """How many messages to somebody were held back after an instant, at most two days ago; decoys are nobody."""
    return Outgoing.objects.filter(at__gt=since).exclude(held__in=["", Held.DECOY]).count()


def purge(*, at: datetime) -> int:
    """Delete what no limit looks at any more; return how many rows."""
    deleted, _per_model = Outgoing.objects.filter(at__lte=at - 2 * DAY).delete()
    return deleted
