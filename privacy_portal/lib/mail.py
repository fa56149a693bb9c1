"""How does one mail leave, and what do we know afterwards?

`send` returns when the mail server has taken responsibility, and raises otherwise. One SMTP connection per process is
kept open between mails, because connecting (with TLS and login) costs more than sending. A server closes idle
connections whenever it likes, so the connection is asked (NOOP) before each use and made anew when it does not answer.
That is the only second try in here: once the mail itself is on its way an error may mean that the server has it, and
only the owed row decides about sending again.

Works with every Django mail backend; the care for the connection is SMTP's.
"""

import os
import secrets
import smtplib
import ssl
import threading
from contextlib import suppress
from email.utils import parseaddr
from socket import gaierror
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from privacy_portal.lib import outbox
from privacy_portal.lib.addresses import AddressRefused, normalise_email
from privacy_portal.lib.plain_text import clean_line
from privacy_portal.lib.sending import SendDelayed, SendProblem, SendRefused

_SETTINGS = (
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
    "EMAIL_TIMEOUT",
)
# What is wrong between the server and us, the more special first.
_DELAYS: tuple[tuple[type[OSError], str], ...] = (
    (smtplib.SMTPAuthenticationError, "smtp_login"),
    (smtplib.SMTPNotSupportedError, "smtp_not_supported"),
    (smtplib.SMTPServerDisconnected, "disconnected"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "connection_refused"),
    (ssl.SSLError, "tls"),
    (gaierror, "host_not_found"),
)
_OK = 250
_SERVICE_CLOSING = 421  # RFC 5321, section 3.8: said instead of an answer, before the connection is closed
_PERMANENT = 500


class _Line:
    """The one connection of this process. A forked child does not use its parent's: both would write into it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._backend: BaseEmailBackend | None = None
        self._made_for: tuple[Any, ...] = ()

    def send(self, message: EmailMultiAlternatives) -> None:
        with self._lock:
            try:
                self._send(message)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
                raise  # an answer: the connection is in order
            except BaseException:
                # Also a time limit in the middle of a dialogue: the next mail would read the answers to this one.
                self._drop()
                raise

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _send(self, message: EmailMultiAlternatives) -> None:
        reused = self._ready()
        try:
            self._transmit(message)
        except smtplib.SMTPSenderRefused as refusal:
            self._drop()
            if not (reused and refusal.smtp_code == _SERVICE_CLOSING):
                raise
            # Refused before the mail was shown, because the connection had served long enough: safe to repeat.
            self._ready()
            self._transmit(message)

    def _ready(self) -> bool:
        """Make sure that there is an open connection; say whether it is one that served before."""
        wanted = (os.getpid(), *(getattr(settings, name) for name in _SETTINGS))
        if self._backend is not None and self._made_for == wanted and _answers(self._backend):
            return True
        if self._made_for[:1] != wanted[:1]:
            self._backend = None  # the parent's: forget it without a word into its connection
        self._drop()
        # Kept before it is open: a connection left half open (no TLS, no login) is closed by the next call.
        self._backend, self._made_for = get_connection(), wanted
        self._backend.open()
        return False

    def _transmit(self, message: EmailMultiAlternatives) -> None:
        if self._backend is None:
            raise SendDelayed("not_connected")
        if not self._backend.send_messages([message]):
            raise SendDelayed("not_sent")

    def _drop(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):  # it is being thrown away: how it ends does not matter
                backend.close()


def _answers(backend: BaseEmailBackend) -> bool:
    if not isinstance(backend, SmtpBackend):
        return True
    if backend.connection is None:
        return False
    try:
        return bool(backend.connection.noop()[0] == _OK)
    except OSError:  # smtplib's own exceptions are OSErrors too
        return False


_line = _Line()


def _problem(error: OSError) -> SendProblem:
    """Translate. Permanent is only what the server says about this recipient or this mail; the rest is about us."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return SendRefused(f"smtp_{code}") if code >= _PERMANENT else SendDelayed(f"smtp_{code}")
    if isinstance(error, smtplib.SMTPDataError):
        code = error.smtp_code
        return SendRefused(f"smtp_{code}") if code >= _PERMANENT else SendDelayed(f"smtp_{code}")
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        return SendDelayed("timeout")  # smtplib reports a time-out while it waits for an answer as a lost connection
    for kind, code_for_kind in _DELAYS:
        if isinstance(error, kind):
            return SendDelayed(code_for_kind)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return SendDelayed(f"smtp_{error.smtp_code}")
    return SendDelayed("connection_lost")


def _domain_of_sender() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain.encode("idna").decode("ascii") or "localhost"


def _message(*, to: str, subject: str, text: str, html: str, language: str) -> tuple[EmailMultiAlternatives, str]:
    message_id = f"<{secrets.token_hex(16)}@{_domain_of_sender()}>"
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834: holiday notices are not sent back
        "Content-Language": language,
    }
    message = EmailMultiAlternatives(subject=clean_line(subject), body=text, to=[to], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    return message, message_id


def send(*, to: str, subject: str, text: str, html: str, language: str) -> str:
    """Send one mail to one mailbox and return its Message-ID.

    Args:
        to: one address; it is normalised again here, so that no second recipient can hide in it.
        subject: line breaks and control characters are taken out, whatever the template made.
        language: BCP 47, e.g. "es".

    Raises:
        SendRefused: `bad_address`, or `smtp_5xx` for the recipient or the mail.
        SendDelayed: `smtp_4xx`, `smtp_5xx` for the sender, `smtp_login`, `smtp_not_supported`, `timeout`,
            `connection_refused`, `connection_lost`, `disconnected`, `host_not_found`, `tls`, `not_sent`.
    """
    try:
        mailbox = normalise_email(to)
    except AddressRefused:
        raise SendRefused("bad_address") from None
    message, message_id = _message(to=mailbox, subject=subject, text=text, html=html, language=language)
    try:
        _line.send(message)
    except OSError as error:
        raise _problem(error) from None  # what the server said repeats the address
    return message_id


def close() -> None:
    """Say goodbye to the mail server; the next `send` connects again."""
    _line.close()


class OutboxBackend(BaseEmailBackend):
    """EMAIL_BACKEND that writes each mail as one .eml file into `settings.OUTBOX_DIR` instead of sending it."""

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            outbox.write(message.message().as_bytes(linesep="\r\n"), suffix=".eml")
        return len(email_messages)
