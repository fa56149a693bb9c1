"""What did the portal send? Reads the directory into which the demo's mail and telephone backends write."""

import email
import email.policy
import json
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any


class NothingArrived(AssertionError):
    """No message as expected arrived in time."""


@dataclass(frozen=True)
class Message:
    """One message that left: a mail, a text or a call."""

    file: Path
    kind: str  # "email", "text" or "call"
    to: str
    subject: str
    text: str
    html: str
    content: EmailMessage | dict[str, Any]

    @property
    def code(self) -> str:
        """The 6-digit code in it, also as a call spells it out. Raises AssertionError when there is none."""
        found = re.search(r"(?<!\d)(\d{6})(?!\d)|(?<!\d)(\d)((?:[.,\s]+\d){5})(?![.,\s]*\d)", self.text)
        assert found, f"no code in: {self.text}"
        return re.sub(r"\D", "", found[0])

    @property
    def links(self) -> list[str]:
        """Every address in its text, in order."""
        return re.findall(r"https?://[^\s<>\"]+", self.text)


class Outbox:
    """A directory of messages, oldest first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def messages(self, *, to: str | None = None, kind: str | None = None) -> list[Message]:
        """The messages that are there now, of one recipient or kind when asked."""
        files = [path for path in self.directory.glob("*") if path.suffix in {".eml", ".json"}]
        read = [_read(path) for path in sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))]
        return [each for each in read if to in (None, each.to) and kind in (None, each.kind)]

    def wait_for_message(
        self, to: str, *, kind: str | None = None, after: int = 0, containing: str = "", patience: float = 30
    ) -> Message:
        """The newest message to a recipient that contains something, after as many such ones. Raises NothingArrived."""
        deadline = time.monotonic() + patience
        while True:
            found = self.messages(to=to, kind=kind)
            chosen = [each for each in found if containing in each.subject + each.text]
            if len(chosen) > after:
                return chosen[-1]
            if time.monotonic() > deadline:
                raise NothingArrived(f"nothing {containing!r} for {to} among {[each.to for each in self.messages()]}")
            time.sleep(0.05)


def _read(path: Path) -> Message:
    if path.suffix == ".json":
        return _read_phone(path)
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return Message(
        file=path,
        kind="email",
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        content=mail,
    )


def _read_phone(path: Path) -> Message:
    note = json.loads(path.read_text())
    words = "\n".join(_strings(note.get("script", note.get("body"))))
    return Message(path, str(note["kind"]), str(note["to"]), "", words, "", note)


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for each in value.values() for word in _strings(each)]
    return [value] if isinstance(value, str) else []
