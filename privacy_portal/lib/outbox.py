"""Where do messages go when nothing may really leave: in the demo, in development and in browser tests?

Into a directory, one file each, readable by the portal's own user only. The name carries no personal data; the order
is the order of the files' times.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings


def write(data: bytes, *, suffix: str) -> str:
    """Write one message into `settings.OUTBOX_DIR` and return its id, which is the file's name without `suffix`.

    The file appears whole or not at all: whoever lists the directory never reads half a message.

    Raises:
        OSError: the directory cannot be made or written.
    """
    directory = Path(settings.OUTBOX_DIR)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    unfinished = directory / f".{name}.part"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        unfinished.rename(directory / f"{name}{suffix}")
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return name


def entries(*, limit: int = 200) -> list[Path]:
    """Return the newest `limit` messages, newest first; none when nothing was ever written."""
    directory = Path(settings.OUTBOX_DIR)
    if not directory.is_dir():
        return []
    files = [(path.stat().st_mtime_ns, path) for path in directory.iterdir() if not path.name.startswith(".")]
    return [path for _, path in sorted(files, reverse=True)[:limit]]
