"""How much memory does an idle portal take, how much is installed, and how soon is it up?"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from typing import Any

from packaging.markers import Marker

from bench.measuring import family, pss_mib
from bench.portals import running
from privacy_portal.embedded import profiles
from privacy_portal.embedded.launch import web_answers
from privacy_portal.embedded.wheels import free_port

SERVERS = ("DATABASE_URL", "REDIS_URL", "PORTAL_PROFILE")


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Memory, distributions, seconds to healthy."""
    with running() as portal:
        web_answers(portal.port)
        for name in ("web", "worker", "beat"):
            sizes = [pss_mib(pid) for pid in family(portal.children.pid(name))]
            yield {
                "what": f"memory of {name}, idle",
                "processes": len(sizes),
                "largest_pss_mib": max(sizes),
                "pss_mib": sum(sizes),
            }
    yield {"what": "distributions in production", "count": _distributions()}
    yield {"what": "start to healthy", **_starts()}


def _distributions() -> int:
    """What `uv sync --no-dev` installs on this machine, by the lock file."""
    locked = tomllib.loads((profiles.BASE_DIR / "uv.lock").read_text())["package"]
    packages = {package["name"]: package for package in locked}
    found: set[tuple[str, str]] = set()
    waiting = [("privacy-request-portal", "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in found:
            continue
        found.add((name, extra))
        package = packages[name]
        wanted = package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
        for needed in wanted:
            if "marker" not in needed or Marker(needed["marker"]).evaluate():
                waiting += [(needed["name"], each) for each in ("", *needed.get("extra", []))]
    return len({name for name, _extra in found}) - 1  # the portal itself is no distribution


def _starts() -> dict[str, float]:
    """Seconds from the command to the line that says it is ready: with an empty directory, and with the data there."""
    with tempfile.TemporaryDirectory() as home:
        return {"first_run_s": _start(home), "data_present_s": _start(home)}


def _start(home: str) -> float:
    env = {name: value for name, value in os.environ.items() if name not in SERVERS}
    began = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-u", "-m", "privacy_portal.embedded", "run", "--port", str(free_port())],
        env={**env, "VAR_DIR": home},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert run.stdout is not None
        for line in run.stdout:
            if "is ready" in line:
                return time.monotonic() - began
        raise AssertionError("the portal did not become ready")
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate()
