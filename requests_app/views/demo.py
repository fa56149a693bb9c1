"""Demo mode: what did the portal send? Every mail, text and call, so that a newcomer needs no mail server.

The pages exist only where settings.DEMO is on: here everybody reads everybody's codes.
"""

import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy_portal.lib import outbox as files
from privacy_portal.sign_in import demo_codes

PER_PAGE = 20
REACH = 1_000  # messages; older ones are still in the directory
# The path of a link of ours; a full stop or a bracket behind it belongs to the sentence. Without the slash another
# host could hide behind the address of ours.
_PATH = r"/(?:[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?"


@dataclass(frozen=True)
class Piece:
    """A stretch of a message's text; with `href` it is a link into this portal."""

    text: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A part of a message: when it is heard (calls only), and the words."""

    when: str = ""  # "", "greeting", "after_key" or "goodbye"
    times: int = 1
    pieces: list[Piece]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as the page shows it."""

    name: str
    sent_at: datetime
    kind: str  # "email", "text" or "call"
    language: str
    sender: str = ""
    to: str
    subject: str = ""
    passages: list[Passage]
    designed: bool = False  # it has an HTML part


def _demo_only(view: Any) -> Any:
    """No message is ever shown outside the demo, whatever the addresses say."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return guarded


@require_safe
@_demo_only
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message that left, newest first."""
    page = Paginator(files.entries(limit=REACH), PER_PAGE).get_page(request.GET.get("page"))
    shown = [message for path in page if (message := _read(path))]
    codes = demo_codes.shown(at=timezone.now())
    return render(request, "requests_app/demo/outbox.html", {"page": page, "sent": shown, "codes": codes})


@require_safe
@_demo_only
@csp(  # type: ignore[arg-type]  # its types know no view with an argument
    {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "form-action": [NONE], "base-uri": [NONE], "sandbox": [True]}
)
def designed(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of a mail, as a mail program shows it: in a sandbox, without scripts, pictures or our cookies."""
    path = Path(settings.OUTBOX_DIR) / f"{name}.eml"
    if not path.is_file():
        raise Http404
    body = _mail(path).get_body(("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content())


def _read(path: Path) -> Message | None:
    """The message in a file; None for a file that is no message, or was taken away meanwhile."""
    try:
        sent_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        if path.suffix == ".eml":
            return _read_mail(path, sent_at)
        if path.suffix == ".json":
            return _read_phone(path, sent_at)
    except (FileNotFoundError, ValueError, KeyError):
        pass
    return None


def _mail(path: Path) -> EmailMessage:
    # A policy of this age makes an EmailMessage, which the older default does not.
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _read_mail(path: Path, sent_at: datetime) -> Message:
    mail = _mail(path)
    text = mail.get_body(("plain",))
    return Message(
        name=path.stem,
        sent_at=sent_at,
        kind="email",
        language=str(mail.get("Content-Language", "en")),
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        passages=[Passage(pieces=list(_pieces(text.get_content() if text else "")))],
        designed=mail.get_body(("html",)) is not None,
    )


def _read_phone(path: Path, sent_at: datetime) -> Message:
    stored = json.loads(path.read_bytes())
    if stored["kind"] == "text":
        passages = [Passage(pieces=list(_pieces(stored["body"])))]
        return Message(name=path.stem, sent_at=sent_at, kind="text", language="", to=stored["to"], passages=passages)
    script = stored["script"]
    passages = [
        Passage(when=when, times=script["repeat"] if when == "after_key" else 1, pieces=list(_pieces(script[when])))
        for when in ("greeting", "after_key", "goodbye")
        if script[when]
    ]
    return Message(
        name=path.stem, sent_at=sent_at, kind="call", language=script["language"], to=stored["to"], passages=passages
    )


def _pieces(text: str) -> Iterator[Piece]:
    """Cut a text at the links into this portal; nothing else becomes a link."""
    ours = re.compile("(" + re.escape(settings.PORTAL_BASE_URL) + _PATH + ")")
    for place, piece in enumerate(ours.split(text.strip())):
        if piece:
            yield Piece(piece, href=piece if place % 2 else "")
