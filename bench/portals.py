"""The portal under measurement: as production runs it, on a database of its own."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.portal import Portal


@contextlib.contextmanager
def running(**env: str) -> Iterator[Portal]:
    """Start a portal with some settings of its own, and end it afterwards. Callers are counted, as in production."""
    with tempfile.TemporaryDirectory() as home:
        portal = Portal(Path(home))
        portal.env |= {"RATE_LIMIT_URL": portal.env["REDIS_URL"], **env}
        try:
            portal.start()
            yield portal
        finally:
            portal.stop()
