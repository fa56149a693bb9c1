"""How does `make run` bring up the whole portal with demo data, and take it down again?

It starts PostgreSQL and Valkey (unless `DATABASE_URL` and `REDIS_URL` are set), migrates, seeds the demo once, starts
web, worker and beat, waits until each is healthy, and watches them. When one dies, or on Ctrl-C, all are ended.
"""

import contextlib
import functools
import http.client
import io
import itertools
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType

import django
from celery import Celery
from django.core.management import call_command
from django.db import connections
from kombu.exceptions import OperationalError

from privacy_portal.embedded import build, profiles, servers
from privacy_portal.embedded.processes import Children, tail

END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 60  # seconds until a process that is not healthy is given up


class Trouble(RuntimeError):
    """The portal cannot run; the message says what to do."""


class Ended(BaseException):
    """Somebody asked this run to end."""


# --- the three processes --------------------------------------------------------------------------------


def start_web(children: Children, *, env: Mapping[str, str], port: int) -> None:
    """gunicorn on loopback. No access log: paths hold tokens."""
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    options += ["--preload", "--graceful-timeout", "5", "--no-control-socket"]
    _start(children, "web", ["gunicorn", "privacy_portal.wsgi:application", *options], env)


def start_worker(children: Children, *, env: Mapping[str, str], node: str, name: str = "worker") -> None:
    """One Celery worker with two processes, which answers to `node`."""
    options = ["--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle", "--hostname", node]
    _start(children, name, ["celery", "-A", "privacy_portal", "worker", *options], env)


def start_beat(children: Children, *, env: Mapping[str, str], schedule: Path) -> None:
    """The clock of the sweeps; `schedule` is the directory in which it notes what ran last, made anew."""
    shutil.rmtree(schedule, ignore_errors=True)
    schedule.mkdir(parents=True)
    _start(children, "beat", ["celery", "-A", "privacy_portal", "beat", "--schedule", str(schedule / "last-runs")], env)


def wait_until(healthy: Callable[[], bool], children: Children, *, what: str) -> None:
    """Return when `healthy` says so. Raises Trouble when a child dies before that, or after a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not healthy():
        raise_if_dead(children)
        if time.monotonic() > deadline:
            raise Trouble(f"{what} did not become healthy within {_PATIENCE} seconds. See the logs.")
        time.sleep(0.05)


def raise_if_dead(children: Children) -> None:
    """Raises Trouble with the end of its log when one of the processes is gone."""
    dead = children.first_dead()
    if dead is not None:
        raise Trouble(f"{dead.name} {dead.describe_end()}. The end of {dead.log}:\n{tail(dead.log)}")


def web_answers(port: int) -> bool:
    """Whether /healthz/ answers 200."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def wait_for_worker(children: Children, *, broker: str, node: str) -> None:
    """Return when the worker answers a ping through the broker. Raises Trouble as `wait_until` does."""
    # A ping that comes too early is never answered: ask briefly at first, and leave a busy machine more time later.
    patience = (min(0.1 * number, 1.0) for number in itertools.count(1))
    wait_until(lambda: _answers(broker, node, next(patience)), children, what="The worker")


def _answers(broker: str, node: str, patience: float) -> bool:
    try:
        return bool(_asker(broker).control.ping(destination=[node], timeout=patience))
    except (OSError, OperationalError):
        return False


@functools.cache
def _asker(broker: str) -> Celery:
    return Celery(broker=broker, set_as_current=False)


def beat_runs(schedule: Path) -> bool:
    """Whether beat has read its table and begun to keep time."""
    return any(schedule.iterdir())


def _start(children: Children, name: str, module: list[str], env: Mapping[str, str]) -> None:
    children.start(name, [sys.executable, "-m", *module], env=env, cwd=profiles.BASE_DIR)


# --- one run --------------------------------------------------------------------------------------------


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    print(f"  {text:<44}", end="", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:5.1f} s", flush=True)


def run(home: Path, port: int) -> None:
    """Bring everything up and watch it. Raises Trouble or Ended; whatever was started has ended by then."""
    claim = servers.Claim(home)
    if not claim.take(f"make run, http://127.0.0.1:{port}/"):
        holder = claim.holder()
        claim.give_back()
        raise Trouble(f"{home} is in use by {holder}.\nEnd that first, or open its address.")
    children = Children(register=home / "processes.json", logs=home / "log")
    left = children.end_leftovers()
    if left:
        print(f"  Ended what an earlier run left behind: {', '.join(left)}")
    _refuse_taken_port(port)
    try:
        env = _bring_up(children, home, port)
        print(_welcome(home, env), flush=True)
        while True:
            raise_if_dead(children)
            time.sleep(0.3)
    finally:
        _deaf()
        print()
        _take_down(children, home)
        claim.give_back()


def _bring_up(children: Children, home: Path, port: int) -> dict[str, str]:
    with step("PostgreSQL and Valkey"):
        urls = servers.start(home, children, given=os.environ, durable=True)
        env = profiles.demo(home, port=port, given={**os.environ, **urls})
        os.environ.update(env)
        build.compile_catalogues()
        django.setup()
        servers.wait_until_ready(urls, children)
    with step("Tables"):
        call_command("migrate", interactive=False, verbosity=0)
    with step("Static files"):
        build.collect_static(env)
    with step("Demo data (first run only)"):
        logins = str(home / "staff-logins.txt")
        call_command("seed_demo", "--size", "40", "--logins-file", logins, stdout=io.StringIO())
        connections.close_all()
    with step("Web, worker and beat"):
        _start_portal(children, env, home, port)
    return env


def _start_portal(children: Children, env: Mapping[str, str], home: Path, port: int) -> None:
    node, schedule = f"portal-{os.getpid()}@localhost", home / "beat"
    start_web(children, env=env, port=port)
    start_worker(children, env=env, node=node)
    start_beat(children, env=env, schedule=schedule)
    wait_until(lambda: web_answers(port), children, what="The web server")
    wait_for_worker(children, broker=env["REDIS_URL"], node=node)
    wait_until(lambda: beat_runs(schedule), children, what="Beat")
    raise_if_dead(children)


def _take_down(children: Children, home: Path) -> None:
    with step("Ending web, worker and beat"):
        children.stop("web", "worker", "beat")
    with step("Ending PostgreSQL and Valkey"):
        (home / "servers.json").unlink(missing_ok=True)
        children.stop(patience=20)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            why = f"Port {port} cannot be used ({problem.strerror})."
            raise Trouble(f"{why} Choose another: make run PORT=8001") from None


def _welcome(home: Path, env: Mapping[str, str]) -> str:
    base = env["PORTAL_BASE_URL"]
    logins = home / "staff-logins.txt"
    mail = f"{base}/demo/outbox/   (files in {home / 'outbox'}; nothing leaves this machine)"
    if not env["EMAIL_BACKEND"].endswith("OutboxBackend"):
        mail = f"mail by {env['EMAIL_BACKEND']}, texts and calls by {env['PHONE_BACKEND']}"
    lines = [
        "",
        f"  The portal of {env['BUSINESS_NAME']} (a demo) is ready.",
        "",
        f"    Make a request    {base}/",
        f"    Track a request   {base}/track/",
        f"    Staff             {base}/staff/",
        f"    Outgoing mail     {mail}",
        f"    Staff's codes     {base}/demo/outbox/#codes   (the second step of a login)",
        "",
        f"    Staff logins, also in {logins}:",
        *(f"      {line}" for line in (logins.read_text().splitlines() if logins.exists() else ["(no such file)"])),
        "",
        f"    Logs are in {home / 'log'}. Ctrl-C ends everything; the data stay.",
    ]
    return "\n".join(lines)


def end(_number: int, _frame: FrameType | None) -> None:
    """The handler of the signals that end a run: the first one counts, the end itself is not interrupted."""
    _deaf()
    raise Ended


def _deaf() -> None:
    for number in END_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
