"""Who may run the servers of a home, and are they ready?

A home is one directory with data, logs and secrets. One living process at a time has claimed it; its servers are that
process's children. Others who need the same data borrow the addresses.
"""

import contextlib
import fcntl
import json
import os
import pwd
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg2
import redis

from privacy_portal.embedded import postgres, profiles
from privacy_portal.embedded.processes import Children, tail
from privacy_portal.embedded.wheels import ServerTrouble, free_port, valkey_program

_PATIENCE = 30  # seconds a server may take to become ready, recovery after a crash included


class Claim:
    """The right to run servers in a home: one process at a time, given back by the kernel when it dies."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        if not os.access(home, os.W_OK):
            owner = pwd.getpwuid(home.stat().st_uid).pw_name
            raise ServerTrouble(f"{home} belongs to {owner} and cannot be written. Run as {owner}, or remove it first.")
        self._file = (home / "claim").open("a+")

    def take(self, purpose: str) -> bool:
        """True when the home is ours now, for a purpose that others can read; False when a living process has it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._file.truncate(0)
        self._file.write(f"{purpose} (process {os.getpid()})")
        self._file.flush()
        return True

    def holder(self) -> str:
        """What the process that has the home wants it for."""
        self._file.seek(0)
        return self._file.read()

    def give_back(self) -> None:
        """Let others have the home; also what one calls who did not get it."""
        self._file.close()


def start(home: Path, children: Children, *, given: Mapping[str, str], durable: bool) -> dict[str, str]:
    """Start what `given` has no address for, without waiting. Returns DATABASE_URL and REDIS_URL for the settings."""
    secrets = profiles.kept_secrets(home)
    urls = {name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)}
    if "DATABASE_URL" not in urls:
        urls["DATABASE_URL"] = postgres.start(home, children, password=secrets["POSTGRES_PASSWORD"], durable=durable)
    if "REDIS_URL" not in urls:
        urls["REDIS_URL"] = _start_valkey(children, password=secrets["VALKEY_PASSWORD"])
    profiles.write_private(home / "servers.json", json.dumps(urls))
    return urls


def wait_until_ready(urls: Mapping[str, str], children: Children) -> None:
    """Return when both servers answer a real login. Raises ServerTrouble with the log of the one that does not."""
    _wait(lambda: postgres.login(urls["DATABASE_URL"]), children, setting="DATABASE_URL")
    _wait(lambda: _ping_valkey(urls["REDIS_URL"]), children, setting="REDIS_URL")


@contextlib.contextmanager
def own(claim: Claim, *, given: Mapping[str, str], durable: bool = True) -> Iterator[dict[str, str]]:
    """Servers of our own for the length of a block, in a home that we have claimed."""
    children = Children(register=claim.home / "processes.json", logs=claim.home / "log")
    children.end_leftovers()
    try:
        urls = start(claim.home, children, given=given, durable=durable)
        wait_until_ready(urls, children)
        yield urls
    finally:
        (claim.home / "servers.json").unlink(missing_ok=True)
        children.stop(patience=20)
        claim.give_back()


@contextlib.contextmanager
def running(home: Path, *, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Servers for the length of a block: our own, or those of the living process that has claimed the home."""
    claim = Claim(home)
    if claim.take("make shell"):
        with own(claim, given=given) as urls:
            yield urls
    else:
        claim.give_back()
        yield json.loads((home / "servers.json").read_text())


def claim_free_home(directory: Path) -> Claim:
    """The first numbered home under `directory` that no living process has: test runs side by side get one each."""
    for number in range(64):
        claim = Claim(directory / str(number))
        if claim.take("a test run or a benchmark"):
            return claim
        claim.give_back()
    raise ServerTrouble(f"All homes under {directory} are claimed. End the test runs that are still going.")


def _start_valkey(children: Children, *, password: str) -> str:
    """Nothing is kept on disk: the broker carries ids of owed rows, and a sweep finds every row again."""
    port = free_port()
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""', "appendonly no", "daemonize no"]
    # The configuration goes in by standard input: an argument would show the password to everyone on the machine.
    children.start("valkey", [str(valkey_program()), "-"], stdin="\n".join(lines).encode(), cwd=Path("/"))
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _ping_valkey(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
        client.ping()


def _wait(attempt: Callable[[], None], children: Children, *, setting: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return attempt()
        except (psycopg2.OperationalError, redis.RedisError) as problem:
            dead = children.first_dead()
            if dead is not None:
                raise ServerTrouble(f"{dead.name} {dead.describe_end()}. {dead.log} says:\n{tail(dead.log)}") from None
            if time.monotonic() > deadline:
                raise ServerTrouble(f"The server of {setting} does not answer: {problem}") from None
        time.sleep(0.03)
