"""Does what the other tests stand on stand: a real worker, a live portal, and `make run` itself?"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from privacy_portal.embedded import profiles
from privacy_portal.embedded.processes import start_ticks
from privacy_portal.embedded.wheels import free_port
from tests.support.portal import Portal, Worker
from verification import challenges
from verification.models import Channel


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("channel", "to"),
    [(Channel.EMAIL, "ann@example.com"), (Channel.TEXT, "+14155550123"), (Channel.CALL, "+14155550124")],
)
def test_a_worker_sends_what_a_test_committed(worker: Worker, channel: Channel, to: str) -> None:
    now = timezone.now()
    challenge = challenges.issue(
        purpose="confirm", subject=uuid4(), channel=channel, destination=to, language="en", at=now
    )
    assert worker.outbox.wait_for_message(to).code == challenges.code_of(challenge)


def test_a_live_portal_answers_and_its_worker_can_be_killed_and_started(live_portal: Portal) -> None:
    assert httpx.get(f"{live_portal.base_url}/healthz/").status_code == 200
    live_portal.kill_worker()
    live_portal.start_worker()
    assert live_portal.run_python("print(6 * 7)") == "42"


class Run:
    """`make run` in a home of its own, without make."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()

    def start(self) -> str:
        """Start and return what it printed until it was ready."""
        argv = [sys.executable, "-m", "privacy_portal.embedded", "run", "--port", str(self.port)]
        servers = ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT", "PORTAL_BASE_URL", "PORTAL_PROFILE")
        env = {name: value for name, value in os.environ.items() if name not in servers}
        env |= {"VAR_DIR": str(self.home), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            argv, env=env, cwd=profiles.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        return printed

    def children(self) -> list[int]:
        """The process ids that it registered."""
        return [int(pid) for pid in re.findall(r'"pid": (\d+)', (self.home / "processes.json").read_text())]

    def end(self, number: int) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    if run.process.poll() is None:
        run.end(signal.SIGTERM)
    if run.process.stdout:
        run.process.stdout.close()


def test_a_run_says_where_everything_is_ends_all_it_started_and_finds_its_data_again(run: Run) -> None:
    printed = run.start()
    base = f"http://127.0.0.1:{run.port}"
    for path in ("/", "/track/", "/staff/", "/demo/outbox/"):
        assert f"{base}{path}" in printed
    assert httpx.get(f"{base}/healthz/").status_code == 200
    logins = (run.home / "staff-logins.txt").read_text()
    assert all(line.strip() in printed for line in logins.splitlines())
    started = run.children()
    assert len(started) == 5
    assert run.end(signal.SIGINT) == 0
    assert [pid for pid in started if start_ticks(pid)] == []

    run.start()
    assert (run.home / "staff-logins.txt").read_text() == logins
    dying = run.children()
    os.kill(dying[3], signal.SIGKILL)  # the worker
    rest = run.process.stdout.read() if run.process.stdout else ""
    assert run.process.wait(60) == 1
    assert "worker ended by SIGKILL" in rest
    assert [pid for pid in dying if start_ticks(pid)] == []


def test_a_taken_port_is_named_with_the_way_out(run: Run, live_portal: Portal) -> None:
    run.port = live_portal.port
    assert f"Port {live_portal.port} cannot be used" in run.start()
    assert run.process.wait(60) == 1
