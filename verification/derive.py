"""Which code and which link belong to a challenge?

Both are HMAC-SHA256 of the challenge's id under settings.CHALLENGE_KEY, each with a prefix of its own, so that
one says nothing about another. Nothing is stored, queued or cached: whoever needs a code computes it. The id
binds them to one purpose, one subject and one destination. A new CHALLENGE_KEY ends every challenge under way.
"""

import base64
import hmac
import re
from uuid import UUID

from django.conf import settings

from verification.models import Challenge

CODE_DIGITS = 6
# 16 bytes of id and 32 of MAC are exactly 64 characters: no padding, no spare bits, one spelling per token.
TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")


def code_of(challenge: Challenge) -> str:
    """Return the challenge's code: six decimal digits, leading zeros kept.

    The first 64 bits of the MAC modulo a million: no code is likelier than another by more than
    10**6 / 2**64 (5e-14), far below anything that five tries could use.
    """
    number = int.from_bytes(_mac("code", challenge.id)[:8], "big") % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def link_token(challenge: Challenge) -> str:
    """Return what the link in a mail carries: 64 URL-safe characters that hold the id and a 256-bit MAC."""
    return _token("link", challenge.id)


def voice_token(challenge: Challenge) -> str:
    """Return what the telephone provider's second request carries; shaped like a link's token, and never one."""
    return _token("voice", challenge.id)


def not_me_token(challenge: Challenge) -> str:
    """Return what the link "this was not me" carries; it opens nothing else."""
    return _token("not_me", challenge.id)


def id_of_link(token: str) -> UUID | None:
    """Return the id of the challenge whose link carries `token`; None for every other string."""
    return _id("link", token)


def id_of_voice(token: str) -> UUID | None:
    """Return the id of the challenge that `token` lets a telephone provider read; None for every other string."""
    return _id("voice", token)


def id_of_not_me(token: str) -> UUID | None:
    """Return the id of the challenge that the reader of `token` may disown; None for every other string."""
    return _id("not_me", token)


def _token(kind: str, challenge_id: UUID) -> str:
    return base64.urlsafe_b64encode(challenge_id.bytes + _mac(kind, challenge_id)).decode("ascii")


def _id(kind: str, token: str) -> UUID | None:
    if not TOKEN.fullmatch(token):
        return None
    raw = base64.urlsafe_b64decode(token)
    challenge_id = UUID(bytes=raw[:16])
    return challenge_id if hmac.compare_digest(raw[16:], _mac(kind, challenge_id)) else None


def _mac(kind: str, challenge_id: UUID) -> bytes:
    return hmac.digest(settings.CHALLENGE_KEY.encode(), f"{kind}|".encode() + challenge_id.bytes, "sha256")
