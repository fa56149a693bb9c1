"""Does anything get lost when everything that can fail does so while people file? `make soak`

Ten thousand filings through the real portal over several connections, faults at random moments. Prints JSON lines: the
plan, each fault, the books; ends with status 1 unless the books balance. `ARGS="--seed 7"` repeats an order of faults.
"""

import argparse
import collections
import contextlib
import http.client
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import books
from bench.faults import Faults
from bench.filing import send
from bench.reporting import report
from tests.support.broker import Broker
from tests.support.database import Database
from tests.support.mail_server import ScriptedMailServer
from tests.support.portal import Portal

FILED = (302, "/requests/filed/")
PATIENCE = 30 * 60  # seconds until what is owed is given up as lost

# What a filer may see of a web process that died.
LOST = frozenset({"RemoteDisconnected", "ConnectionResetError", "ConnectionRefusedError", "BrokenPipeError"})

Say = Callable[[dict[str, Any]], None]


class Filers:
    """People who press Send, and press it again as long as they are not told that their request is filed."""

    def __init__(self, port: int, keys: list[str], *, connections: int, think: float) -> None:
        """`think`: seconds between two filings over one connection."""
        self.answers: collections.Counter[str] = collections.Counter()
        self.filed = 0
        self._port, self._keys, self._think = port, iter(keys), think
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._file, daemon=True) for _ in range(connections)]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _file(self) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)) as connection:
            while key := self._next():
                while not self._pressed(connection, key):
                    time.sleep(0.3)
                time.sleep(self._think)

    def _next(self) -> str | None:
        with self._lock:
            return next(self._keys, None)

    def _pressed(self, connection: http.client.HTTPConnection, key: str) -> bool:
        """Press Send once; return whether it is filed now."""
        try:
            response = send(connection, key)
            answer = (response.status, response.getheader("Location"))
            what = "filed" if answer == FILED else str(response.status)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            what = type(error).__name__
        with self._lock:
            self.answers[what] += 1
            self.filed += what == "filed"
        return what == "filed"


@contextlib.contextmanager
def servers() -> Iterator[tuple[Portal, Database, Broker, ScriptedMailServer]]:
    """A portal on a database, a broker and a mail server of its own."""
    with tempfile.TemporaryDirectory() as directory, ScriptedMailServer() as mail, contextlib.ExitStack() as stack:
        home = Path(directory)
        database, broker = Database(home / "database", durable=True), Broker()
        stack.callback(database.stop)
        database.start()
        stack.callback(broker.kill)
        broker.start()
        portal = Portal(home, server=database.url)
        portal.env |= {
            "REDIS_URL": broker.url,
            "RECEIPT_WAITS_MINUTES": "0",
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail.port),
        }
        stack.callback(portal.children.stop)
        portal.start()
        yield portal, database, broker, mail


def run(*, filings: int, connections: int, think: float, pause: float, seed: int, say: Say) -> dict[str, Any]:
    """File under faults, wait until nothing is owed, and return the books.

    Args:
        think: seconds between two filings over one connection.
        pause: the longest time between two faults, in seconds.
        say: is told each fault.
    """
    with servers() as (portal, database, broker, mail):
        keys = portal.run_python(f"from bench.drafts import make; print(*make({filings}))").split()
        faults = Faults(portal, database=database, broker=broker, mail=mail, seed=seed)
        moments = random.Random(seed)
        filers = Filers(portal.port, keys, connections=connections, think=think)
        began = time.monotonic()
        deadline = began + PATIENCE
        while (filers.busy or not faults.every_kind_struck) and time.monotonic() < deadline:
            time.sleep(moments.uniform(0, pause))
            struck = faults.strike()
            facts = {"filed": filers.filed, "owed": books.owed(portal), "s": time.monotonic() - began}
            say({**struck, **facts})
        dead = portal.children.first_dead()
        _settle(portal, say)
        ends = books.close(portal, filed=filers.filed, taken=mail.taken, admitted=faults.admitted)
    ends |= {"answers": dict(filers.answers), "strikes": len(faults.struck), "seed": seed}
    unknown = filers.answers.keys() - {"filed", "503", *LOST}
    ends["wrong"] += [f"answer {what}" for what in sorted(unknown)]
    ends["wrong"] += [f"{dead.name} {dead.describe_end()} by itself"] if dead else []
    return ends


def _settle(portal: Portal, say: Say) -> None:
    """Return when nothing is owed any more; what has to wait for hours is tried at once."""
    portal.children.stop("worker", patience=60)
    books.move_up(portal, waiting_longer_than=0)  # no worker runs: nobody has anything in hand
    portal.start_worker()
    deadline = time.monotonic() + PATIENCE
    while left := books.owed(portal):
        if time.monotonic() > deadline:
            say({"still owed": left})
            return
        books.move_up(portal, waiting_longer_than=30)
        time.sleep(1)


def main() -> int:
    """Run as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--filings", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=6)
    parser.add_argument("--think", type=float, default=0, help="seconds between two filings over one connection")
    parser.add_argument("--pause", type=float, default=8, help="the longest time between two faults, in seconds")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000), help="repeats an order of faults")
    options = parser.parse_args()
    report(vars(options), of="soak")
    began = time.monotonic()
    ends = run(**vars(options), say=lambda facts: report(facts, of="soak"))
    report({**ends, "seconds": time.monotonic() - began, "balanced": not ends["wrong"]}, of="soak")
    return 1 if ends["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
