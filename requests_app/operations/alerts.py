"""What does the team have to hear of, who of them was told, and what became of the mail?

Each mail is a row: one of a kind, a day and a mailbox, whoever asks and however often. It leaves as notices do: a
worker takes a lease, what fails for now is tried again, and what fails for good is seen on the desk.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from privacy_portal.lib import mail, owed
from privacy_portal.lib.crypto import blind_index
from privacy_portal.lib.sending import SendDelayed, SendRefused
from requests_app import calendar, metrics
from requests_app.models import AlertSent, PrivacyRequest
from requests_app.operations import alert_words
from requests_app.rules import alerts as rules
from requests_app.vocabulary import AlertKind

log = logging.getLogger(__name__)
# A morning's numbers are not sent on another morning, which has its own.
TOO_LATE = "too_late"


def queue_due(*, at: datetime) -> int:
    """Owe what the team has to hear of today and was not told yet; return how many mails. Nobody named: none."""
    told_of = (_owe(kind, at=at) for kind in AlertKind)
    return sum(told_of) if settings.STAFF_ALERT_EMAILS else 0


def recipient_index(address: str) -> bytes:
    """Under what a mailbox of the team is kept; spellings in capitals are the same one."""
    return blind_index(address.strip().lower(), purpose="alert.recipient")


@transaction.atomic
def _owe(kind: AlertKind, *, at: datetime) -> int:
    today = calendar.business_day(at)
    # A mail that could not be sent told nobody, but a second one of its day would not do better.
    reached = Max("day", filter=~Q(state=owed.SendState.FAILED))
    last = AlertSent.objects.filter(kind=kind).aggregate(any=Max("day"), told=reached)
    if last["any"] == today or not DUE[kind](last["told"], at):
        return 0
    return sum(_owe_to(address, kind, today, at=at) for address in settings.STAFF_ALERT_EMAILS)


def _owe_to(address: str, kind: AlertKind, day: date, *, at: datetime) -> bool:
    """Whether this was the one who owed it: the database lets one of two workers through."""
    once = {"kind": kind, "day": day, "recipient_index": recipient_index(address)}
    alert, made = AlertSent.objects.get_or_create(**once, defaults={"queued_at": at, "next_try_at": at})
    if made:
        transaction.on_commit(partial(nudge, alert.pk))
    return made


def _overdue_is_due(told_on: date | None, at: datetime) -> bool:
    """Note what became overdue as told of. Nobody is waited for: what is worked on now is left to the next day."""
    today = calendar.business_day(at)
    rows = alert_words.became_overdue(on=today).select_for_update(no_key=True, skip_locked=True)
    noted = list(rows.values_list("pk", flat=True))
    return bool(noted) and bool(PrivacyRequest.objects.filter(pk__in=noted).update(overdue_noted_on=today))


def _failed_is_due(told_on: date | None, at: datetime) -> bool:
    since = alert_words.failures_since(calendar.business_day(at), at=at)
    return alert_words.given_up_since(since).exists()


def _conversion_is_due(told_on: date | None, at: datetime) -> bool:
    again = rules.conversion_again(told_on, today=calendar.business_day(at))
    return again and metrics.challenge_conversion(at=at).fallen


def _policy_is_due(told_on: date | None, at: datetime) -> bool:
    today = calendar.business_day(at)
    return rules.policy_again(told_on, today=today) and metrics.policy_is_old(on=today)


# Whether a kind is owed today, told when the team heard of it last, which was before today.
DUE: dict[AlertKind, Callable[[date | None, datetime], bool]] = {
    AlertKind.DIGEST: lambda told_on, at: True,
    AlertKind.OVERDUE: _overdue_is_due,
    AlertKind.FAILED: _failed_is_due,
    AlertKind.CONVERSION: _conversion_is_due,
    AlertKind.POLICY: _policy_is_due,
}


def nudge(alert_id: int) -> bool:
    """Ask a worker to deliver now; return whether the broker took it. The sweep finds what it did not take."""
    try:
        deliver.delay(alert_id)
    except Exception as error:  # whatever is wrong with the broker must not stop the next mail
        log.warning("mail %s to the team waits for the sweep: broker said %s", alert_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.deliver_alert", soft_time_limit=25)
def deliver(alert_id: int) -> None:
    """Deliver one mail to the team, if it is still owed and nobody else is delivering it."""
    at = timezone.now()
    alert = owed.lease(AlertSent, alert_id, at=at, gave_up=_say_that_it_failed)
    if alert is None:
        return
    try:
        provider_id = _send(alert, at=at)
    except SendRefused as refusal:
        _give_up(alert, refusal.code, at=timezone.now())
    except SendDelayed as delay:
        _postpone(alert, delay.code, at=timezone.now())
    except Exception as error:  # a fault of ours: the other mails go on
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("mail %s to the team not sent: %s\n%s", alert.pk, type(error).__name__, where)
        _postpone(alert, "fault", at=timezone.now())
    else:
        if provider_id is None:
            alert.delete()
        else:
            owed.sent(alert, at=timezone.now(), provider_id=provider_id)


def _send(alert: AlertSent, *, at: datetime) -> str | None:
    """Send it; None where there is nobody, or nothing any more, to be told."""
    if alert.kind == AlertKind.DIGEST and alert.day < calendar.business_day(at):
        raise SendRefused(TOO_LATE)
    told = {recipient_index(address): address for address in settings.STAFF_ALERT_EMAILS}
    to = told.get(bytes(alert.recipient_index))
    words = alert_words.written(alert, at=at) if to else None
    if to is None or words is None:
        return None
    subject, text = words
    return mail.send(to=to, subject=subject, text=text, html="", language=settings.LANGUAGE_CODE)


def _give_up(alert: AlertSent, failure: str, *, at: datetime) -> None:
    if owed.fail(alert, at=at, failure=failure):
        _say_that_it_failed(alert)


def _postpone(alert: AlertSent, failure: str, *, at: datetime) -> None:
    if owed.postpone(alert, at=at, failure=failure):
        _say_that_it_failed(alert)


def _say_that_it_failed(alert: AlertSent) -> None:
    log.warning("mail to the team, %s of %s: %s, %s", alert.kind, alert.day, alert.state, alert.failure)
