"""Who opens a document? Whoever holds its key, which is sealed with DOCUMENT_KEYS and so apart from all other data.

A document's key lies in a row, in a column of this class:

    class Document(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
        key = DocumentKeyField(null=True)   # bytes of `new_key`; None when the document is shredded

`manage.py rotate_keys` finds such columns by their class and seals them anew; there is nothing else to register. Where
the key has to be kept as text, `wrap` and `unwrap` do the same, but then whoever keeps it calls `rewrap` after a
rotation.
"""

import base64
import binascii
import secrets
from typing import Any, ClassVar, TypeVar

from privacy_portal.lib.crypto import SealedField
from privacy_portal.lib.sealing import Undecipherable, current_key_id, key_id_of, seal, unseal
from privacy_portal.lib.uploads.stream import KEY_BYTES

RING = "DOCUMENT_KEYS"
_CONTEXT = "key of a document"

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


def new_key() -> bytes:
    """Return 32 random bytes: the key of one document and of no other."""
    return secrets.token_bytes(KEY_BYTES)


class DocumentKeyField(SealedField[_Set, _Get]):
    """The key of a document, sealed with DOCUMENT_KEYS for its own row. Takes and gives bytes; None needs null=True."""

    ring: ClassVar[str] = RING
    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def encode(self, plain: Any) -> bytes:
        if not isinstance(plain, bytes) or len(plain) != KEY_BYTES:
            raise TypeError(f"{self} takes a key of {KEY_BYTES} bytes.")
        return plain

    def decode(self, data: bytes) -> bytes:
        return data


def wrap(key: bytes) -> str:
    """Return the key as text that opens with DOCUMENT_KEYS only.

    Raises:
        ImproperlyConfigured: DOCUMENT_KEYS is malformed.
    """
    return base64.b64encode(seal(key, context=_CONTEXT, ring=RING)).decode()


def unwrap(wrapped: str) -> bytes:
    """Return the key that `wrap` was given.

    Raises:
        Undecipherable: it was changed, or its key is not in DOCUMENT_KEYS.
        ImproperlyConfigured: DOCUMENT_KEYS is malformed.
    """
    return unseal(_sealed(wrapped), context=_CONTEXT, ring=RING)


def rewrap(wrapped: str) -> str:
    """Return the same key wrapped with the first key of DOCUMENT_KEYS; the same text where it is so already.

    Raises:
        Undecipherable: it was changed, or its key is not in DOCUMENT_KEYS.
        ImproperlyConfigured: DOCUMENT_KEYS is malformed.
    """
    if key_id_of(_sealed(wrapped)) == current_key_id(RING):
        return wrapped
    return wrap(unwrap(wrapped))


def _sealed(wrapped: str) -> bytes:
    try:
        return base64.b64decode(wrapped, validate=True)
    except (binascii.Error, ValueError):
        raise Undecipherable(f"{_CONTEXT}: not a wrapped key") from None
