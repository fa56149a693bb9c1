"""Where do sealed documents lie? In a directory that only the portal's own user may enter, and behind no address.

The other place, a bucket, is `bucket`. Both are chosen by the alias "documents" of Django's STORAGES, and `vault` is
the only one that asks for it. What a web process is still receiving lies in `incoming`, sealed like everything else,
and comes into the storage whole or not at all.
"""

import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.files.storage.base import Storage
from django.utils.deconstruct import deconstructible

ALIAS = "documents"
_DIRECTORY = 0o700
_FILE = 0o600


class WithoutAddress(Storage):
    """A storage whose files are reached through the portal's own permission checks only."""

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise ValueError, as Django's own storages do that have no address."""
        raise ValueError("A document has no address.")


@deconstructible
class PrivateFiles(WithoutAddress, FileSystemStorage):
    """Files under DOCUMENTS_DIR. A file that is there is never written over."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=_FILE, directory_permissions_mode=_DIRECTORY)

    # Read at each use, so that a test's own directory is seen.
    @property
    def base_location(self) -> str:
        return str(settings.DOCUMENTS_DIR)

    @property
    def location(self) -> str:
        return str(Path(settings.DOCUMENTS_DIR).absolute())

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Move the file in, and make sure that it is still there after a power cut."""
        saved = super().save(name, content, max_length)
        directory = os.open(self.location, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        return saved


class Incoming(File):
    """A file that is still being received. A storage on the same disk takes it over by moving it."""

    file: BinaryIO

    def temporary_file_path(self) -> str:
        """The name by which Django's storages recognise a file that can be moved."""
        return str(self.name)

    def keep(self) -> None:
        """Make sure that every byte is on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def discard(self) -> None:
        """Close it, and remove it unless a storage has moved it away."""
        with contextlib.suppress(OSError):  # a full disk can refuse what is still to be written
            self.file.close()
        Path(self.temporary_file_path()).unlink(missing_ok=True)


def new_incoming() -> Incoming:
    """Open a file that only the portal's user can read.

    Raises:
        OSError: the disk is full, or the directory cannot be written to.
    """
    for directory in (Path(settings.DOCUMENTS_DIR), incoming_directory()):
        directory.mkdir(mode=_DIRECTORY, parents=True, exist_ok=True)
    descriptor, path = tempfile.mkstemp(dir=incoming_directory())  # mode 0600
    return Incoming(os.fdopen(descriptor, "w+b"), name=path)


def incoming_directory() -> Path:
    """Where files lie that are still being received."""
    return Path(settings.DOCUMENTS_DIR) / "incoming"


def remove_incoming(*, before: datetime) -> int:
    """Remove what nobody has written to since `before`; return how many files that were."""
    removed = 0
    for path in incoming_directory().glob("*"):
        try:
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # finished or removed at this moment
    return removed
