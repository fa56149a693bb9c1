"""Where is a document kept, so that only who holds its own key can read it?

Each document is sealed with a key of its own (`stream`) while it comes in: no byte of it touches a disk in the clear.
It lies under a random name that says nothing of the original and is bound to the sealed bytes, so that two files whose
names were exchanged do not open. The caller keeps name and key in a row, the key in a `keys.DocumentKeyField`. To
forget the key is to shred the document, in every backup of the storage too; `delete` then gives the space back.

Memory: a few chunks of 64 KiB, whatever the size.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from django.core.files.storage import Storage, storages

from privacy_portal.lib.uploads.keys import new_key
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from privacy_portal.lib.uploads.storage import ALIAS, new_incoming, remove_incoming
from privacy_portal.lib.uploads.stream import Broken, Sealer, opened

__all__ = [
    "Missing",
    "Stored",
    "Unavailable",
    "Unreadable",
    "Writer",
    "create",
    "delete",
    "is_name",
    "leftovers",
    "new_key",
    "put",
    "read",
]

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{32}")


class Missing(Exception):
    """There is no document of this name."""


class Unreadable(Exception):
    """The document does not open: changed, cut short, extended, exchanged for another, or sealed with another key."""


class Unavailable(Exception):
    """The storage gives no answer now. Nothing is known about the document; try again later."""


@dataclass(frozen=True)
class Stored:
    """A document in the storage: its name there, and size (bytes) and SHA-256 (hex) of the plain text."""

    name: str
    size: int
    sha256: str


class Writer:
    """Takes one document in, piece by piece. Ends with `finish` or `abandon`; as a context manager abandons by itself.

    Raises FileRefused(NOT_STORED) from every step that disk or storage refuse, and has then left nothing behind.
    """

    def __init__(self, key: bytes) -> None:
        self._name = secrets.token_hex(16)
        self._sealer = Sealer(key, place=self._name)
        self._hash = hashlib.sha256()
        self._size = 0
        self._open = True
        with self._or_refused():
            self._incoming = new_incoming()
        with self._or_abandoned():
            self._incoming.write(self._sealer.header)

    def write(self, chunk: bytes) -> None:
        """Take in some bytes of any number.

        Raises:
            FileRefused: it cannot be stored.
            ValueError: the document is finished or abandoned.
        """
        self._must_be_open()
        self._hash.update(chunk)
        self._size += len(chunk)
        with self._or_abandoned():
            for sealed in self._sealer.update(chunk):
                self._incoming.write(sealed)

    def finish(self) -> Stored:
        """Bring the document into the storage, whole.

        Raises:
            FileRefused: it cannot be stored.
            ValueError: the document is finished or abandoned.
        """
        self._must_be_open()
        with self._or_abandoned():
            self._incoming.write(self._sealer.finish())
            self._incoming.keep()
            _bring_in(self._incoming, self._name)
        self.abandon()  # nothing but what a storage elsewhere has copied
        return Stored(name=self._name, size=self._size, sha256=self._hash.hexdigest())

    def abandon(self) -> None:
        """Remove what has come so far. Nothing to do a second time, or after `finish` (there, `delete` is for that)."""
        if not self._open:
            return
        self._open = False
        try:
            self._incoming.discard()
        except OSError as trouble:
            logger.warning("vault: an abandoned document was left: %s", type(trouble).__name__)  # the sweep finds it

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def _must_be_open(self) -> None:
        if not self._open:
            raise ValueError("This document is finished or abandoned.")

    @contextmanager
    def _or_refused(self) -> Iterator[None]:
        """Turn whatever disk or storage raise into a refusal: each kind of storage has exceptions of its own."""
        try:
            yield
        except Exception as trouble:
            logger.exception("vault: a document could not be stored")
            raise FileRefused(Refusal.NOT_STORED) from trouble

    @contextmanager
    def _or_abandoned(self) -> Iterator[None]:
        try:
            with self._or_refused():
                yield
        except BaseException:
            self.abandon()
            raise


def create(key: bytes) -> Writer:
    """Begin to take in a document, sealed with `key` (of `new_key`, for this document only).

    Raises:
        FileRefused: nothing can be stored now.
        ValueError: the key has not 32 bytes.
    """
    return Writer(key)


def put(chunks: Iterable[bytes], *, key: bytes) -> Stored:
    """Store a whole document. Whatever `chunks` raises goes on to the caller, and nothing is left behind.

    Raises:
        FileRefused: it cannot be stored.
        ValueError: the key has not 32 bytes.
    """
    with create(key) as writer:
        for chunk in chunks:
            writer.write(chunk)
        return writer.finish()


def read(name: str, *, key: bytes) -> Iterator[bytes]:
    """Return the plain text in pieces. The first is opened at once: what is missing shows before an answer begins.

    Each piece is genuine, but that the end is missing shows only there: act on nothing before the iterator has ended.

    Raises:
        Missing: there is no such document.
        Unreadable: it does not open, at once or at a later piece.
        Unavailable: the storage does not answer, at once or at a later piece.
    """
    pieces = _pieces(name, key)
    next(pieces)
    return pieces


def delete(name: str) -> None:
    """Remove a document from the storage; one that is not there is removed already.

    Raises:
        ValueError: the vault gives no such names.
        Unavailable: the storage does not answer; the document may still be there.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("Not a name of a stored document.")
    try:
        _storage().delete(name)
    except Exception as trouble:  # each kind of storage has exceptions of its own
        raise Unavailable from trouble


def is_name(name: str) -> bool:
    """Whether the vault could have given this name."""
    return _NAME.fullmatch(name) is not None


def leftovers(older_than: datetime) -> int:
    """Remove what uploads have left that died on the way (a process that was killed); return how many files.

    `older_than`: whatever was written to later is left alone. An hour ago is well beyond any upload.
    """
    return remove_incoming(before=older_than)


def _storage() -> Storage:
    return storages[ALIAS]


def _bring_in(incoming: object, name: str) -> None:
    storage = _storage()
    taken = storage.save(name, incoming)  # type: ignore[arg-type]  # a file to read, as Django documents; the stubs want a File
    if taken != name:  # the name was in use, and the document is bound to it
        storage.delete(taken)
        raise FileExistsError


def _pieces(name: str, key: bytes) -> Generator[bytes, None, None]:
    if not _NAME.fullmatch(name):
        raise Missing
    try:
        with _storage().open(name) as file:
            pieces = opened(file, key=key, place=name)
            first = next(pieces)
            yield b""
            yield first
            yield from pieces
    except FileNotFoundError:
        raise Missing from None
    except Broken:
        raise Unreadable from None
    except Exception as trouble:  # each kind of storage has exceptions of its own
        raise Unavailable from trouble
