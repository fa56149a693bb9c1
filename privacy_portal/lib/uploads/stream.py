"""How is a long text sealed piece by piece, so that no piece can be changed, moved, dropped or added?

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance,
CRYPTO 2015, section 7) with AES-256-GCM (NIST SP 800-38D). A sealed text is

    version (1 byte) | prefix (7 bytes, random) | chunk | chunk | … | last chunk

Each chunk is CHUNK bytes of plain text, the last one fewer or as many (none for an empty text), and a tag of 16 bytes.
The nonce of a chunk is the prefix, its number (4 bytes, from 0) and whether it is the last (1 byte): a chunk at another
place, an end that is missing and an end that is not the end do not open. The associated data is the header and the
place where the text is kept, so that a whole text that was moved does not open either.

Every text has a key of its own, and therefore no nonce can come twice under one key.
"""

import os
import struct
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
CHUNK = 64 * 1024  # bytes of plain text
TAG_BYTES = 16
PREFIX_BYTES = 7
HEADER_BYTES = 1 + PREFIX_BYTES
_SEALED_CHUNK = CHUNK + TAG_BYTES


class Broken(Exception):
    """The text does not open: it was changed, cut, extended or moved, or the key is another's."""


class Readable(Protocol):
    """What gives `size` bytes, and fewer at its end only."""

    def read(self, size: int, /) -> bytes: ...


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return struct.pack(f">{PREFIX_BYTES}sI?", prefix, number, last)


class Sealer:
    """Seals one text as it comes. `header` stands first; then what `update` gives, and last what `finish` gives.

    Never holds more than one chunk, however much comes at once.

    Raises:
        ValueError: the key has not KEY_BYTES bytes.
    """

    def __init__(self, key: bytes, *, place: str) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes.")
        self._prefix = os.urandom(PREFIX_BYTES)
        self.header = bytes([VERSION]) + self._prefix
        self._cipher = AESGCM(key)
        self._bound = self.header + place.encode()
        self._held = bytearray()
        self._number = 0

    def update(self, data: bytes) -> Iterator[bytes]:
        """Take in `data`; give the chunks that are full and known not to be the last."""
        rest = memoryview(data)
        while rest:
            if len(self._held) == CHUNK:
                yield self._seal(last=False)
            room = CHUNK - len(self._held)
            self._held += rest[:room]
            rest = rest[room:]

    def finish(self) -> bytes:
        """Return the last chunk."""
        return self._seal(last=True)

    def _seal(self, *, last: bool) -> bytes:
        nonce = _nonce(self._prefix, self._number, last=last)
        sealed = self._cipher.encrypt(nonce, bytes(self._held), self._bound)
        self._number += 1
        self._held.clear()
        return sealed


def opened(sealed: Readable, *, key: bytes, place: str) -> Iterator[bytes]:
    """Give the plain text chunk by chunk. Each is genuine and at its place; that none is missing shows at the end only.

    Raises:
        Broken: at the first chunk that does not open.
    """
    header = sealed.read(HEADER_BYTES)
    if len(header) != HEADER_BYTES or header[0] != VERSION or len(key) != KEY_BYTES:
        raise Broken
    cipher, prefix, bound = AESGCM(key), header[1:], header + place.encode()
    chunk, number = sealed.read(_SEALED_CHUNK), 0
    while True:
        following = sealed.read(_SEALED_CHUNK)
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=not following), chunk, bound)
        except InvalidTag:
            raise Broken from None
        if not following:
            return
        chunk, number = following, number + 1
