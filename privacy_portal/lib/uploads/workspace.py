"""Where does a document lie in the clear while it is scanned and cleaned, and how is nothing of it left there?

In a directory that only this user can enter, made for one document and removed with everything in it when the work
ends, well or badly. A worker that is killed cannot remove its own: the next one does, and so does the hourly sweep.
The place is the system's directory for temporary files; TMPDIR puts it into memory (docs/running.md).
"""

import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

PREFIX = "portal-cleaning-"
# Longer than a worker may take for one document, so that what is older belongs to one that died.
LONGEST = 180  # seconds


@contextmanager
def workspace() -> Iterator[Path]:
    """Give a fresh directory of mode 0700, and remove it afterwards in every case."""
    sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as directory:
        yield Path(directory)


def sweep(*, older_than: float = LONGEST) -> int:
    """Remove what killed workers have left, `older_than` seconds ago; return how many directories."""
    removed = 0
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if time.time() - left.stat().st_mtime < older_than:
                continue
            shutil.rmtree(left)
        except FileNotFoundError:
            continue  # another worker was first
        except OSError as trouble:
            logger.warning("a workspace of a worker that died was left: %s", type(trouble).__name__)
            continue
        removed += 1
    return removed
