"""Which faults can strike a running portal, and how often can each of them make a message leave twice?

A strike happens to real processes and real servers, lasts some seconds, and is over when its function returns.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from bench.measuring import family
from privacy_portal.embedded.processes import tail
from tests.support.broker import Broker
from tests.support.database import Database
from tests.support.mail_server import DROP, HANG, USUAL, ScriptedMailServer
from tests.support.portal import Portal

# What a mail server says when it does not want, or not now; and what it does instead of saying anything.
MOODS = ("421 closing", "450 busy", "451 try later", "452 full", "550 no such user", "554 not accepted", HANG, DROP)
WORKER_PROCESSES = 2  # of `launch.start_worker`; each has at most one message in hand
DATABASE_RESTARTS = 2
PATIENCE = 120  # seconds for a worker to start on a machine that is busy


class Faults:
    """Strikes a portal and its servers. `admitted` is how many messages may have left twice by what it did so far.

    A message leaves twice when the mail server has taken it and the record of that is lost: by the death of the process
    that has it in hand, or because the database went away at that moment.
    """

    def __init__(
        self, portal: Portal, *, database: Database, broker: Broker, mail: ScriptedMailServer, seed: int
    ) -> None:
        self.portal, self.database, self.broker, self.mail = portal, database, broker, mail
        self.random = random.Random(seed)
        self.admitted = 0
        self.struck: list[str] = []
        self._databases = 0
        self._waiting: list[Callable[[], dict[str, Any]]] = []

    @property
    def every_kind_struck(self) -> bool:
        """Whether each kind of fault has struck at least once."""
        return len(set(self.struck)) == len(self._kinds())

    def strike(self) -> dict[str, Any]:
        """Let one fault strike, every kind once before any comes again; return what it was."""
        if not self._waiting:
            self._waiting = self._kinds()
            self.random.shuffle(self._waiting)
        kind = self._waiting.pop()
        if kind == self._restart_database and self._databases == DATABASE_RESTARTS:
            return self.strike()
        began = time.monotonic()
        facts = kind()
        self.struck.append(kind.__name__)
        return {"strike": kind.__name__.strip("_").replace("_", " "), **facts, "seconds": time.monotonic() - began}

    def _kinds(self) -> list[Callable[[], dict[str, Any]]]:
        return [
            self._kill_worker,
            self._kill_process_of_worker,
            self._kill_process_of_web,
            self._flush_broker,
            self._restart_broker,
            self._upset_mail_server,
            self._close_mail_server,
            self._restart_database,
        ]

    def _pause(self, shortest: float, longest: float) -> None:
        time.sleep(self.random.uniform(shortest, longest))

    def _kill_worker(self) -> dict[str, Any]:
        self.portal.kill_worker()
        self.admitted += WORKER_PROCESSES
        self._pause(0, 2)
        self.portal.start_worker()
        self.wait_for_worker()  # a worker that is killed before it began proves nothing
        return {}

    def wait_for_worker(self) -> None:
        """Return when the worker that was started last says that it is ready; not by a ping: brokers fail here too."""
        deadline = time.monotonic() + PATIENCE
        while " ready." not in (self.portal.children.logs / "worker.log").read_text():
            assert time.monotonic() < deadline, "the worker did not start"
            time.sleep(0.1)

    def _kill_process_of_worker(self) -> dict[str, Any]:
        self._kill_one_of("worker")
        self.admitted += 1
        return {}

    def _kill_process_of_web(self) -> dict[str, Any]:
        self._kill_one_of("web")
        return {}

    def _kill_one_of(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (processes := family(self.portal.children.pid(name))[1:]):  # those killed before are being replaced
            dead = self.portal.children.first_dead()
            assert dead is None, f"{dead.name} {dead.describe_end()} by itself:\n{tail(dead.log)}"
            assert time.monotonic() < deadline, f"{name} has no processes"
            time.sleep(0.1)
        os.kill(self.random.choice(processes), signal.SIGKILL)

    def _flush_broker(self) -> dict[str, Any]:
        return {"messages lost": self.broker.flush()}

    def _restart_broker(self) -> dict[str, Any]:
        self.broker.kill()
        self._pause(0.5, 2)
        self.broker.start()
        return {}

    def _upset_mail_server(self) -> dict[str, Any]:
        step, mood = self.random.choice([*USUAL]), self.random.choice(MOODS)
        if step == "halfway":
            mood = DROP  # in the middle of a mail there is nothing to answer
        self.mail.replies[step] = mood
        self._pause(1, 4)
        self.mail.replies.clear()
        return {"step": step, "mood": mood}

    def _close_mail_server(self) -> dict[str, Any]:
        self.mail.refuse()
        self._pause(1, 4)
        self.mail.listen()
        return {}

    def _restart_database(self) -> dict[str, Any]:
        crash = bool(self._databases % 2)
        self._databases += 1
        self.admitted += WORKER_PROCESSES
        self.database.crash() if crash else self.database.stop()
        self._pause(0.5, 2)
        self.database.start()
        return {"as": "crash" if crash else "in order"}
