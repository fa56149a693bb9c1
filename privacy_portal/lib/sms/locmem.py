"""Tests: what left is in `outbox`, as mail is in `django.core.mail.outbox`."""

from dataclasses import dataclass

from privacy_portal.lib.sms.base import CallScript


@dataclass(frozen=True)
class Sent:
    """One text message (`body`) or one call (`script`)."""

    id: str
    to: str
    body: str | None = None
    script: CallScript | None = None


outbox: list[Sent] = []


class Backend:
    """Appends to `outbox`; a test empties it with `outbox.clear()`."""

    def send_text(self, *, to: str, body: str) -> str:
        return self._keep(Sent(id=f"local-{len(outbox) + 1}", to=to, body=body))

    def call(self, *, to: str, script: CallScript) -> str:
        return self._keep(Sent(id=f"local-{len(outbox) + 1}", to=to, script=script))

    def _keep(self, message: Sent) -> str:
        outbox.append(message)
        return message.id
