"""Did this message come from who holds the key, just now, and as it was written?

    X-Portal-Timestamp: 1767225600
    X-Portal-Signature: v1=<hex>

The signature is HMAC-SHA256 (RFC 2104) with a key that both sides know, over the timestamp (Unix seconds), a dot and
the body. It is what we send to a gateway of the business, and what the business sends to us. A message is good for five
minutes; that it comes in only once is for the receiver to see to, by the digest that `verify` returns.
"""

import hmac
from datetime import datetime, timedelta

SIGNATURE_VERSION = "v1"
TIMESTAMP_HEADER = "X-Portal-Timestamp"
SIGNATURE_HEADER = "X-Portal-Signature"
# Either way: clocks differ.
WINDOW = timedelta(minutes=5)
_LONGEST_TIMESTAMP = 12  # digits; the year 33658


class NotGenuine(Exception):
    """Unsigned, signed with another key, altered, or too old. Which of them is nobody's business outside."""


def signature(*, key: str, timestamp: str, body: bytes) -> str:
    """Return the value of X-Portal-Signature."""
    digest = hmac.digest(key.encode(), timestamp.encode() + b"." + body, "sha256")
    return f"{SIGNATURE_VERSION}={digest.hex()}"


def verify(*, key: str, timestamp: str, body: bytes, signature: str, now: datetime) -> str:
    """Return the digest of a genuine message, 64 hexadecimal characters: the same message has the same one.

    Raises:
        NotGenuine: always without a key, so that a hook that nobody set up lets nothing in.
    """
    if not key or not _in_time(timestamp, now):
        raise NotGenuine
    expected = _signature(key=key, timestamp=timestamp, body=body)
    if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
        raise NotGenuine
    return expected.removeprefix(f"{SIGNATURE_VERSION}=")


_signature = signature  # `verify` has an argument of that name


def _in_time(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    return abs(now.timestamp() - int(timestamp)) <= WINDOW.total_seconds()
