"""How is a list of facts hashed so that nobody can change, remove, add or swap one unnoticed?

A fact's content is the SHA-256 of its canonical JSON (RFC 8785, JSON Canonicalization Scheme). Its hash is the SHA-256
of the hash before it (32 bytes; zeros before the first), its number (8 bytes, big endian, from 1) and its content. No
key is needed to check any of it.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SIZE = 32  # bytes of a hash
START = bytes(SIZE)
# What the canonical form is the same for in every language; a float is not.
PLAIN = (str, bool, int, type(None))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return a value as RFC 8785 writes it.

    The names are ours and ASCII, for which Python's order is the standard's. Raises TypeError for anything but texts,
    whole numbers, truths, nothing, lists and maps of them.
    """
    _must_be_plain(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _must_be_plain(value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise TypeError("a name in the history is not ASCII")
            _must_be_plain(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _must_be_plain(inner)
    elif not isinstance(value, PLAIN):
        raise TypeError(f"{type(value).__name__} has no one canonical form")


def content(fact: Mapping[str, Any]) -> bytes:
    """The digest of what a fact says."""
    return sha256(canonical(fact)).digest()


def link(*, previous: bytes, number: int, content: bytes) -> bytes:
    """The hash of the fact with a number, behind the one whose hash is `previous`."""
    return sha256(previous + number.to_bytes(8, "big") + content).digest()
