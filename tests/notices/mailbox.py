"""What left, over whichever channel, once a worker has delivered a notice."""

from dataclasses import dataclass

import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from privacy_portal.lib.sms import locmem
from requests_app import notices
from requests_app.models import Notice
from tests.notices.cases import contact_of
from verification.models import Channel


def deliver(notice: Notice) -> Notice:
    """Let a worker's task deliver it, at the earliest when it was queued; return the row as it is afterwards."""
    with time_machine.travel(max(timezone.now(), notice.queued_at), tick=False):
        notices.deliver(notice.pk)
    return Notice.objects.get(pk=notice.pk)


@dataclass(frozen=True)
class Sent:
    """What left, over whichever channel. `everything` is all that the person can see of it."""

    to: str
    subject: str
    text: str
    html: str
    language: str

    @property
    def everything(self) -> str:
        return "\n".join((self.subject, self.text, self.html))


@dataclass(frozen=True)
class Left:
    """A notice that left. It holds no rows, so that it may outlive the test that first asked for it."""

    message: "Sent"
    row_state: str
    provider_id: str
    # Its reader's, as it is stored and as it is written.
    reference: str
    written: str
    contact: str


def leave(notice: Notice, channel: Channel) -> Left:
    """Deliver a notice and tell what left."""
    row = deliver(notice)
    return Left(
        message=sent(channel),
        row_state=row.state,
        provider_id=row.provider_id,
        reference=notice.reader.reference,
        written=str(notice.reader),
        contact=contact_of(notice),
    )


def sent(channel: Channel) -> Sent:
    """The one message that left."""
    if channel == Channel.EMAIL:
        (message,) = mail.outbox
        assert isinstance(message, EmailMultiAlternatives)
        html, mime = message.alternatives[0]
        assert mime == "text/html"
        return Sent(
            to=message.to[0],
            subject=str(message.subject),
            text=str(message.body),
            html=str(html),
            language=str(message.extra_headers["Content-Language"]),
        )
    (note,) = locmem.outbox
    if note.script:
        return Sent(to=note.to, subject="", text=note.script.greeting, html="", language=note.script.language)
    assert note.body is not None
    return Sent(to=note.to, subject="", text=note.body, html="", language="")
