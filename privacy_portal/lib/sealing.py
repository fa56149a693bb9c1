"""How is personal data kept unreadable in the database, and still found?

**Sealing.** AES-256-GCM (NIST SP 800-38D). A sealed value is

    version (1 byte) | key id (1 byte) | nonce (12 bytes) | ciphertext | tag (16 bytes)

- The *nonce* is random for every message. With random 96-bit nonces one key may seal at most 2^32 values before the
  chance of a repetition reaches 2^-32 (SP 800-38D, section 8.3); a new key resets the count. Nothing is counted in the
  database, so that two processes can never agree on the same "next" nonce.
- The *associated data* is the header and the place: "app_label.model|column|pk". A value copied to another row or
  column does not open there, so whoever can write to the database cannot show one person's answer to another.
  Renaming a model or a column therefore needs a data migration that unseals under the old place and seals again.
- The *key id* says which key of the ring opens it. The first key seals, all open: see `rotation`. A ring is a setting:
  FIELD_KEYS for personal data in columns, DOCUMENT_KEYS for the keys of documents, so that neither opens the other's.
- The length of the text can be seen. Nothing here hides it.

**Finding.** Two seals of one text differ, so a sealed column can be neither searched nor sorted nor unique. Where an
exact match is needed, a second column holds `blind_index()` of the normalised value. Its limits: equal values show as
equal within one purpose; whoever holds BLIND_INDEX_KEY can try out guesses (ten thousand million telephone numbers are
few), which is why that key lives outside the database too; and changing it means computing every index again.

The model fields that use this are in `crypto`, which is also where callers import these functions from.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = 2
MIN_INDEX_KEY_LENGTH = 32  # characters; `openssl rand -base64 32` prints 44
FIELD_KEYS = "FIELD_KEYS"  # the ring that is meant where none is named


class Undecipherable(Exception):
    """A sealed value does not open: moved to another place, changed, cut short, or its key is not in the ring."""


@dataclass(frozen=True)
class _Keyring:
    current: int
    ciphers: dict[int, AESGCM] = field(repr=False)


def _parsed(entry: str, ring: str) -> tuple[int, AESGCM]:
    """Read one "id:base64" of the setting `ring`. The messages name the id at most: the rest is the secret."""
    key_id, _, encoded = entry.strip().partition(":")
    if not (key_id.isascii() and key_id.isdigit() and 1 <= int(key_id) <= 255):
        raise ImproperlyConfigured(f'{ring}: each key is written "id:base64", with an id from 1 to 255.')
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{ring}: key {key_id} is not valid base64.") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{ring}: key {key_id} must be {KEY_BYTES} bytes (openssl rand -base64 32).")
    return int(key_id), AESGCM(key)


@lru_cache(maxsize=8)
def _keyring(ring: str, entries: tuple[str, ...]) -> _Keyring:
    """Parse a ring once for each value it has, so that a changed setting is seen and a seal costs no parsing."""
    pairs = [_parsed(entry, ring) for entry in entries]
    if not pairs:
        raise ImproperlyConfigured(f"{ring} is empty: without a key nothing can be stored.")
    ciphers = dict(pairs)
    if len(ciphers) != len(pairs):
        raise ImproperlyConfigured(f"{ring}: two keys have the same id.")
    return _Keyring(current=pairs[0][0], ciphers=ciphers)


def _keys(ring: str) -> _Keyring:
    return _keyring(ring, tuple(getattr(settings, ring)))


def current_key_id(ring: str = FIELD_KEYS) -> int:
    """Return the id of the key that seals.

    Raises:
        ImproperlyConfigured: the ring is malformed.
    """
    return _keys(ring).current


def key_id_of(sealed: bytes) -> int | None:
    """Return the id of the key that sealed this, or None if it is not a sealed value of this version."""
    if len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or sealed[0] != VERSION:
        return None
    return sealed[1]


def seal(data: bytes, *, context: str, ring: str = FIELD_KEYS) -> bytes:
    """Encrypt `data` so that it opens only with the same `context`, which names the place where it is kept.

    Raises:
        ImproperlyConfigured: the ring is malformed.
    """
    keys = _keys(ring)
    header = bytes((VERSION, keys.current))
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + keys.ciphers[keys.current].encrypt(nonce, data, header + context.encode())


def unseal(sealed: bytes, *, context: str, ring: str = FIELD_KEYS) -> bytes:
    """Decrypt what `seal` returned for the same `context`.

    Raises:
        Undecipherable: it cannot be opened; the message says where, never what.
        ImproperlyConfigured: the ring is malformed.
    """
    key_id = key_id_of(sealed)
    if key_id is None:
        raise Undecipherable(f"{context}: not a sealed value")
    cipher = _keys(ring).ciphers.get(key_id)
    if cipher is None:
        raise Undecipherable(f"{context}: key {key_id} is not in {ring}")
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    try:
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + context.encode())
    except InvalidTag:
        raise Undecipherable(f"{context}: changed, or sealed for another place") from None


def blind_index(value: str, *, purpose: str) -> bytes:
    """Return 32 bytes that are equal for equal values of one purpose, and tell nothing without BLIND_INDEX_KEY.

    HMAC-SHA256 (RFC 2104) over the purpose and the value. The caller normalises: `addresses.index_form` for email,
    E.164 for telephone numbers. `purpose` (a slug, e.g. "email") keeps columns apart: the same text under another
    purpose gives another index.

    Raises:
        ImproperlyConfigured: BLIND_INDEX_KEY is missing or short enough to be guessed.
        ValueError: the purpose is empty or holds NUL, which separates it from the value.
    """
    key = settings.BLIND_INDEX_KEY.encode()
    if len(key) < MIN_INDEX_KEY_LENGTH:
        raise ImproperlyConfigured(f"BLIND_INDEX_KEY must have at least {MIN_INDEX_KEY_LENGTH} characters.")
    if not purpose or "\0" in purpose:
        raise ValueError("A blind index needs a purpose without NUL.")
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")
