"""How does a test wait for what another process does?"""

import time
from collections.abc import Callable

PATIENCE = 60  # seconds until a test gives up; none waits this long when all is well


def wait_until(happened: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Return when it has happened; fail when that takes longer than `patience` seconds."""
    give_up = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.05)
