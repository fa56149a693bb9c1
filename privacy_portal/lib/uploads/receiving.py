"""How does a file come in, so that no byte of it lies anywhere in the clear, and nothing stays of what was not wanted?

Django gives the body of a form to an upload handler, piece by piece. `ToVault` seals each piece into the vault; what it
has sealed becomes a document only by `Incoming.keep`, which the view calls after the form's token was checked. Whatever
else happens (no token, a connection that ends, a file over the limit, a mistake of ours), the pieces are abandoned.

`NoFiles` is what every other page has: a file that nobody asked for is not read, let alone put on the disk.
"""

import logging
import time
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.names import displayed, may_be_taken
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal

logger = logging.getLogger(__name__)

# Of one upload, all of its body (see `patience`): enough for a large photo over a poor line, too little to hold a
# thread for long.
PATIENCE = 300.0  # seconds


class NoFiles(FileUploadHandler):
    """Reads no file, and nothing of what comes after one."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        return None


class Incoming(UploadedFile):
    """A file that has come in whole, sealed, and that nobody has decided about."""

    def __init__(self, writer: vault.Writer, key: bytes, *, name: str, size: int, content_type: str) -> None:
        # Whatever the sender says about it is said by the sender: the kind of file is found by reading it.
        super().__init__(file=None, name=name, content_type=content_type, size=size)
        self._writer = writer
        self.key = key

    def keep(self) -> vault.Stored:
        """Bring it into the vault. Raises FileRefused(NOT_STORED)."""
        return self._writer.finish()

    def close(self) -> None:
        """Leave nothing of it, unless it was kept. Django calls this at the end of each request."""
        self._writer.abandon()


class ToVault(FileUploadHandler):
    """Takes the file of one field into the vault. `refused` says why there is none, and `name` how it was called."""

    def __init__(self, request: Any = None, *, field: str, most: int, patience: float = PATIENCE) -> None:
        """`most`: bytes that the file may have. `patience`: seconds from now to the last byte of the whole body."""
        super().__init__(request)
        self.field, self.most, self.patience = field, most, patience
        self.until = time.monotonic() + patience
        self.refused: Refusal | None = None
        self.name = ""
        self._writer: vault.Writer | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin, unless it is not the file that we wait for, or one whose name says already that we do not take it."""
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != self.field or self._writer:
            raise StopUpload(connection_reset=True)
        self.name = displayed(file_name)
        if not may_be_taken(self.name):
            self._refuse(Refusal.WRONG_TYPE)
        self._key = vault.new_key()
        try:
            self._writer = vault.create(self._key)
        except FileRefused as refusal:
            self._refuse(refusal.code)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal one piece; the one that goes over the limit is the last that is read."""
        assert self._writer  # noqa: S101  # new_file came first
        if start + len(raw_data) > self.most:
            self._refuse(Refusal.TOO_BIG)
        if time.monotonic() > self.until:
            self.late()
        try:
            self._writer.write(raw_data)
        except FileRefused as refusal:
            self._refuse(refusal.code)

    def file_complete(self, file_size: int) -> Incoming | None:
        """The whole file, not kept yet."""
        if self._writer is None:
            return None
        if not file_size:
            self.refused = Refusal.EMPTY
            self.abandon()
            return None
        return Incoming(self._writer, self._key, name=self.name, size=file_size, content_type=self.content_type or "")

    def late(self) -> NoReturn:
        """Give it up: it has taken too long."""
        logger.warning("an upload took longer than %s seconds", self.patience)
        self._refuse(Refusal.NOT_STORED)

    def upload_interrupted(self) -> None:
        """The connection ended within the file."""
        self.abandon()

    def abandon(self) -> None:
        """Leave nothing of what has come in, unless it was kept."""
        if self._writer:
            self._writer.abandon()

    def _refuse(self, why: Refusal) -> NoReturn:
        self.refused = why
        self.abandon()
        raise StopUpload(connection_reset=True)
