"""What can every carrier of text messages and calls do?"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class CallScript:
    """What a call says. A code is spoken only after a key was pressed: an answering machine presses none.

    Its `repr` shows neither words nor address, so that it can appear in a traceback.
    """

    language: str
    """`en` or `es`."""
    greeting: str = field(repr=False)
    """Spoken when the call is answered; asks to press a key when `after_key` is set."""
    after_key: str | None = field(default=None, repr=False)
    """Spoken after a key was pressed."""
    repeat: int = 2
    """How often `after_key` is read."""
    continue_url: str | None = field(default=None, repr=False)
    """Absolute URL where the carrier fetches the second half, so that `after_key` is not in what we send it."""
    goodbye: str = field(default="", repr=False)
    """Spoken at the end."""


class Backend(Protocol):
    """One carrier. Both methods return the carrier's id of the message, and raise `SendRefused` or `SendDelayed`."""

    def send_text(self, *, to: str, body: str) -> str:
        """Send `body` to the E.164 number `to`."""
        ...

    def call(self, *, to: str, script: CallScript) -> str:
        """Call the E.164 number `to` and say `script`."""
        ...
