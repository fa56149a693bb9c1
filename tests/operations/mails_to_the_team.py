"""What tests of the mails to the team begin with: their addresses, what is owed by the clock, and delivery by hand."""

from datetime import datetime, timedelta
from uuid import uuid4

import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from privacy_portal.lib.owed import SendState
from requests_app.models import AlertSent, Notice
from requests_app.operations import alerts
from requests_app.vocabulary import AlertKind
from tests.filings import NOON
from verification.models import Challenge, Channel

DAY = timedelta(days=1)
TEAM_ADDRESSES = ["team@example.com", "lead@example.com"]


def ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def told(at: datetime = NOON) -> dict[AlertKind, list[EmailMultiAlternatives]]:
    """What the team is mailed at a moment, by kind: everything that is owed by the clock then, and has left."""
    told_now: dict[AlertKind, list[EmailMultiAlternatives]] = {}
    with time_machine.travel(at, tick=False):
        alerts.queue_due(at=at)
        for alert in AlertSent.objects.filter(state=SendState.OWED, next_try_at__lte=at).order_by("pk"):
            before = len(mail.outbox)
            alerts.deliver(alert.pk)
            if len(mail.outbox) > before:
                told_now.setdefault(AlertKind(alert.kind), []).append(mail.outbox[-1])  # type: ignore[arg-type]
    return told_now


def the_mail(kind: AlertKind, at: datetime = NOON) -> str:
    """The text of what the first of the team is mailed of a kind."""
    message = told(at)[kind][0]
    return f"{message.subject}\n{message.body}"


def fail(notice: Notice, at: datetime, failure: str = "mailbox_unknown") -> None:
    Notice.objects.filter(pk=notice.pk).update(state=SendState.FAILED, next_try_at=at, failure=failure)


def codes(number: int, *, answered: int, at: datetime) -> None:
    """So many challenges issued at a moment, of which so many were answered an hour later."""
    for each in range(number):
        Challenge.objects.create(
            purpose="confirm",
            subject=uuid4(),
            channel=Channel.EMAIL,
            destination=f"p{each}@example.com",
            destination_index=bytes([each % 256]) * 32,
            language="en",
            issued_at=at,
            code_expires_at=at + timedelta(minutes=30),
            link_expires_at=at + timedelta(hours=24),
            used_at=at + timedelta(hours=1) if each < answered else None,
            next_try_at=at,
        )
