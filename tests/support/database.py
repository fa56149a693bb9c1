"""A PostgreSQL of a test's own, which it may restart, or crash, under the portal that uses it."""

import os
import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from privacy_portal.embedded import postgres
from privacy_portal.embedded.processes import Children

PASSWORD = "for-a-test"


class Database:
    """One cluster in a directory; it comes back at the same address with what it held."""

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self.home = home
        self.url = ""
        self._durable = durable
        home.mkdir(parents=True, exist_ok=True)
        self._children = Children(register=home / "processes.json", logs=home / "log")

    def start(self) -> None:
        """Start it and return when it lets one in."""
        port = urlsplit(self.url).port or 0
        self.url = postgres.start(self.home, self._children, password=PASSWORD, durable=self._durable, port=port)
        deadline = time.monotonic() + 60
        while not self.answers:
            assert self._children.first_dead() is None, "PostgreSQL ended"
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as an operator would: sessions are cut off, what was committed is written."""
        self._children.stop("postgres", patience=30)

    def crash(self) -> None:
        """End it at once, nothing written that is not in its log: it has to recover when it starts again."""
        os.kill(self._children.pid("postgres"), signal.SIGQUIT)
        while self._children.first_dead() is None:
            time.sleep(0.02)
        self._children.stop("postgres")

    @property
    def answers(self) -> bool:
        """Whether it lets one in."""
        try:
            postgres.login(self.url)
        except psycopg2.OperationalError:
            return False
        return True
