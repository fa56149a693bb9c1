"""How does a test drive the portal as it runs in production: real processes, real servers, nothing in between?

`Worker` is a Celery worker beside the test's own database. `Portal` is the whole portal, web, worker and beat, on
a database of its own; a browser, or a plain HTTP client, talks to it.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from bench.measuring import family
from privacy_portal.embedded import launch, profiles
from privacy_portal.embedded.processes import Children, start_ticks
from privacy_portal.embedded.wheels import free_port
from tests.support.outbox import Outbox


def _broker_database() -> int:
    """Of Valkey's sixteen: the tests' own count up from 0, the live portals' count down from 15."""
    return 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def with_path(url: str, path: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


class Worker:
    """A real Celery worker, on the test database. Its mail, texts and calls land in `outbox`."""

    def __init__(
        self, home: Path, *, database_url: str, broker_url: str, extra: Mapping[str, str] | None = None
    ) -> None:
        self.outbox = Outbox(home / "outbox")
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": broker_url,
            "VAR_DIR": str(home),
            **(extra or {}),
        }
        self._children = Children(register=home / "processes.json", logs=home / "log")
        self._node = ""

    def start(self) -> None:
        """Start and return when it answers."""
        self._node = f"test-{uuid.uuid4().hex}@localhost"
        launch.start_worker(self._children, env=self.env, node=self._node)
        launch.wait_for_worker(self._children, broker=self.env["REDIS_URL"], node=self._node)

    def kill(self) -> None:
        """End it as a power cut would: the worker and its processes at once, no goodbye. All are gone afterwards."""
        processes = {pid: start_ticks(pid) for pid in family(self._children.pid("worker"))}
        self._children.kill("worker")
        while any(started is not None and start_ticks(pid) == started for pid, started in processes.items()):
            time.sleep(0.01)

    def freeze(self) -> None:
        """Stop the worker and its processes where they are: what is said to them now they will not have heard."""
        os.killpg(self._children.pid("worker"), signal.SIGSTOP)

    def stop(self) -> None:
        """End it in order."""
        self._children.stop()

    @property
    def log(self) -> str:
        return (self._children.logs / "worker.log").read_text()


class Portal:
    """The whole portal on its own database, as `make run` starts it, with everything it sends in `outbox`."""

    def __init__(self, home: Path, *, server: str = "") -> None:
        """`server`: the address of a PostgreSQL of its own, where the test restarts it; otherwise the tests'."""
        self._server = server or os.environ["DATABASE_URL"]
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.outbox = Outbox(home / "outbox")
        self.home = home
        self._database = f"live_{uuid.uuid4().hex[:12]}"
        self.env = {
            **os.environ,
            "DATABASE_URL": with_path(self._server, self._database),
            "REDIS_URL": with_path(os.environ["REDIS_URL"], str(_broker_database())),
            "VAR_DIR": str(home),
            "PORTAL_BASE_URL": self.base_url,
            "DEMO": "1",
        }
        self.children = Children(register=home / "processes.json", logs=home / "log")
        self._node = f"live-{uuid.uuid4().hex}@localhost"

    def start_web(self) -> None:
        """Create the database, migrate, start the web server alone: nothing that is owed leaves."""
        self._administer(sql.SQL("CREATE DATABASE {}"))
        self.manage("migrate", "--verbosity", "0")
        launch.start_web(self.children, env=self.env, port=self.port)
        launch.wait_until(lambda: launch.web_answers(self.port), self.children, what="The web server")

    def start(self) -> None:
        """Create the database, migrate, start web, worker and beat; return when all are healthy."""
        self._administer(sql.SQL("CREATE DATABASE {}"))
        self.manage("migrate", "--verbosity", "0")
        schedule = self.home / "beat"
        launch.start_web(self.children, env=self.env, port=self.port)
        self.start_worker()
        launch.start_beat(self.children, env=self.env, schedule=schedule)
        launch.wait_until(lambda: launch.web_answers(self.port), self.children, what="The web server")
        launch.wait_until(lambda: launch.beat_runs(schedule), self.children, what="Beat")
        self.wait_for_worker()

    def lose_database(self) -> None:
        """Take the database away under the running portal."""
        self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"))

    def stop(self) -> None:
        """End everything and drop the database."""
        self.children.stop()
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"))

    def start_worker(self) -> None:
        """Start the worker, for the first time or after `kill_worker`."""
        launch.start_worker(self.children, env=self.env, node=self._node)

    def wait_for_worker(self) -> None:
        """Return when the worker answers through the broker."""
        launch.wait_for_worker(self.children, broker=self.env["REDIS_URL"], node=self._node)

    def kill_worker(self) -> None:
        """End the worker and its processes at once, as a power cut would."""
        self.children.kill("worker")

    def manage(self, *arguments: str, env: Mapping[str, str] | None = None, typed: str = "") -> str:
        """Run a management command on this portal's database and return what it printed. Fails as the command fails."""
        argv = [sys.executable, str(profiles.BASE_DIR / "manage.py"), *arguments]
        whole = {**self.env, **(env or {})}
        done = subprocess.run(argv, env=whole, input=typed, capture_output=True, text=True, cwd=profiles.BASE_DIR)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def run_python(self, code: str) -> str:
        """Run a few lines in this portal's Django shell and return what they printed: to arrange facts, or to count."""
        return self.manage("shell", "--no-imports", "--command", code).strip()

    def _administer(self, statement: sql.SQL) -> None:
        connection = psycopg2.connect(self._server)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement.format(sql.Identifier(self._database)))
        finally:
            connection.close()
