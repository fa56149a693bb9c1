"""How long from filing to the challenge at the mail server, and how many challenges does one worker send a second?"""

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.filing import post_all
from bench.measuring import cpu_seconds, family, percentiles
from bench.portals import running
from privacy_portal.embedded.wheels import free_port
from tests.support.portal import Portal

PACED = 200  # filings, one after the other with a pause, as people come
PAUSE = 0.05  # seconds
ISSUE = """
from uuid import uuid4
from django.utils import timezone
from verification import challenges
from verification.models import Channel
for number in range({count}):
    challenges.issue(purpose="confirm", subject=uuid4(), channel=Channel.EMAIL, language="en", at=timezone.now(),
                     destination=f"drain{{number}}@example.com")
"""


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Both, against a mail server on loopback."""
    with _sink() as (port, log):
        mail = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(port),
        }
        with running(**mail) as portal:
            yield {"what": "filing to challenge at the mail server", **_latency(portal, log)}
            yield {"what": "one worker drains challenges", **_drain(portal, log, options.challenges)}


@contextlib.contextmanager
def _sink() -> Iterator[tuple[int, Path]]:
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "mails"
        sink = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port), str(log)])
        try:
            yield port, log
        finally:
            sink.terminate()
            sink.wait()


def _arrivals(log: Path, prefix: str) -> dict[str, float]:
    """When each challenge came, in seconds of the monotonic clock, by recipient."""
    rows = (line.split() for line in log.read_text().splitlines())
    return {to: int(at) / 1e9 for at, to, kind in rows if kind == "challenge" and to.startswith(prefix)}


def _wait_for(log: Path, prefix: str, count: int) -> dict[str, float]:
    deadline = time.monotonic() + 120
    while len(arrived := _arrivals(log, prefix)) < count:
        assert time.monotonic() < deadline, f"{len(arrived)} of {count} challenges arrived"
        time.sleep(0.1)
    return arrived


def _latency(portal: Portal, log: Path) -> dict[str, Any]:
    keys = portal.run_python(f"from bench.drafts import make; print(*make({PACED}))").split()
    filed = []
    for key in keys:
        filed.append(time.monotonic())
        post_all(portal.port, [key], 1)
        time.sleep(PAUSE)
    arrived = _wait_for(log, "rosa", PACED)
    waits = [arrived[f"rosa{number}@example.com"] - at for number, at in enumerate(filed)]
    return {"challenges": PACED, **percentiles(waits)}


def _drain(portal: Portal, log: Path, count: int) -> dict[str, Any]:
    portal.children.stop("worker")
    portal.run_python(ISSUE.format(count=count))
    portal.start_worker()
    warm = _wait_for(log, "drain", count // 10)
    worker = family(portal.children.pid("worker"))
    busy, began, before = cpu_seconds(worker), time.monotonic(), len(warm)
    arrived = _wait_for(log, "drain", count)
    took = max(arrived.values()) - began
    sent = len(arrived) - before
    return {
        "challenges": count,
        "per_s": sent / took,
        "worker_cpu_s_per_1000": (cpu_seconds(worker) - busy) / sent * 1_000,
    }
