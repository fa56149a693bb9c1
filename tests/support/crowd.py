"""How do many people do something at the same moment? Real threads, each with its own connection to PostgreSQL."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

# A race may end well by luck: it is run five times, three of them by `make soak`.
ROUNDS = [0, 1, *(pytest.param(number, marks=pytest.mark.soak) for number in (2, 3, 4))]


def at_once(acts: Sequence[Callable[[], object]], *, refusals: tuple[type[Exception], ...] = ()) -> list[object]:
    """Run all of `acts` together; return what each returned, or the refusal it raised. Anything else is raised."""
    barrier = Barrier(len(acts), timeout=120)

    def run(act: Callable[[], object]) -> object:
        try:
            _connect()
            barrier.wait()
            return act()
        except refusals as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def ends(results: Sequence[object]) -> Counter[str]:
    """How each ended: "done", or the name of the refusal."""
    return Counter(type(each).__name__ if isinstance(each, Exception) else "done" for each in results)


def _connect() -> None:
    """Log in before the others are waited for. Where fifty do so on a busy machine, some have to ask twice."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
