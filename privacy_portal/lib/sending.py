"""How does a channel say that a message could not leave?

Mail, text messages and calls raise the same two exceptions. Both carry a short, stable code and nothing else: what a
server or a provider answers often repeats the address or the text, and neither may reach a log or a database column.
"""

import re

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def checked_code(code: str) -> str:
    """Return `code` if it is a failure code: lower-case letters, digits and underscores, at most 40 characters.

    Raises:
        ValueError: for anything else, so that a provider's sentence cannot slip into a column. It is not repeated.
    """
    if not _CODE.fullmatch(code):
        raise ValueError("A failure code is at most 40 of a-z, 0-9 and _, starting with a letter.")
    return code


class SendProblem(Exception):
    """A message did not leave. `code` says why, for staff and for statistics."""

    def __init__(self, code: str) -> None:
        self.code = checked_code(code)
        super().__init__(self.code)


class SendRefused(SendProblem):
    """Trying again would not help: the address or number does not exist, or the message was judged and refused."""


class SendDelayed(SendProblem):
    """It may work later: the other side is down, slow or full, or our own account with it needs attention."""
