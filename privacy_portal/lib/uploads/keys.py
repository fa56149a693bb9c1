"""Who opens a document? Whoever holds its key, which is sealed with DOCUMENT_KEYS and so apart from all other data.

A document's key lies in a row, in a column of this class:

    class Document(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
        key = DocumentKeyField(null=True)   # bytes of `new_key`; None when the document is shredded

`manage.py rotate_keys` finds such columns by their class and seals them anew; there is nothing else to register.
"""

import secrets
from typing import Any, ClassVar, TypeVar

from privacy_portal.lib.crypto import SealedField
from privacy_portal.lib.uploads.stream import KEY_BYTES

RING = "DOCUMENT_KEYS"

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
