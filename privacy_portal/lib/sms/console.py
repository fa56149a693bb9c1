"""Development: text messages and calls appear on the terminal of the worker."""

import secrets
import sys

from django.conf import settings

from privacy_portal.lib.sending import SendDelayed
from privacy_portal.lib.sms.base import CallScript


class Backend:
    """Prints. In production it refuses: a code on standard output is a code in a log."""

    def send_text(self, *, to: str, body: str) -> str:
        return self._print(f"Text message to {to}", [body])

    def call(self, *, to: str, script: CallScript) -> str:
        words = [script.greeting, *([script.after_key or ""] * script.repeat), script.goodbye]
        return self._print(f"Call to {to} ({script.language})", [line for line in words if line])

    def _print(self, title: str, lines: list[str]) -> str:
        if not (settings.DEBUG or settings.DEMO):
            raise SendDelayed("not_configured")
        sys.stdout.write("\n".join([f"--- {title} ---", *lines, ""]))
        sys.stdout.flush()
        return secrets.token_hex(16)
