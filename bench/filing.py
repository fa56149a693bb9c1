"""What does the POST cost that stores everything: session, CSRF and every check on, the worker running?

The same inserts by `pgbench` in the same run are the yardstick: what PostgreSQL alone would take for them.
"""

import argparse
import contextlib
import http.client
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bench.measuring import cpu_seconds, family, percentiles
from bench.portals import running
from privacy_portal.embedded.wheels import postgres_program
from tests.support.portal import Portal

WARM_UP = 50
CSRF = "a" * 32
# Callers are told apart by what our own proxy would write.
ONE_PROXY = {"TRUSTED_PROXY_COUNT": "1"}
NEVER = "1000000000"  # filings a minute: no flood is seen


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Filings at 1 and at 8 connections."""
    with running(**ONE_PROXY, FLOOD_FILINGS_PER_MINUTE=NEVER) as portal:
        for connections in (1, 8):
            filed = _file(portal, options.filings, connections)
            raw = _pgbench(portal, connections)
            facts = {"connections": connections, **filed, "raw_inserts_per_s": raw}
            yield {**facts, "ratio_to_raw_inserts": filed["per_s"] / raw}


def _file(portal: Portal, count: int, connections: int) -> dict[str, Any]:
    keys = portal.run_python(f"from bench.drafts import make; print(*make({count + WARM_UP}))").split()
    post_all(portal.port, keys[:WARM_UP], connections)
    web = family(portal.children.pid("web"))
    busy = cpu_seconds(web)
    began = time.perf_counter()
    times = post_all(portal.port, keys[WARM_UP:], connections)
    took = time.perf_counter() - began
    return {
        "filings": len(times),
        "per_s": len(times) / took,
        **percentiles(times),
        "web_cpu_s_per_1000": (cpu_seconds(web) - busy) / len(times) * 1_000,
    }


def post_all(port: int, keys: list[str], connections: int) -> list[float]:
    """File every draft over some connections that are kept open; return the seconds of each."""
    times: list[float] = []
    failed: list[str] = []
    waiting = iter(keys)
    lock = threading.Lock()

    def next_key() -> str | None:
        with lock:
            return next(waiting, None)

    def work() -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            while key := next_key():
                began = time.perf_counter()
                response = send(connection, key)
                times.append(time.perf_counter() - began)
                if response.getheader("Location") != "/requests/filed/":
                    failed.append(f"{response.status} {response.getheader('Location')}")

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:3]
    return times


def send(connection: http.client.HTTPConnection, key: str) -> http.client.HTTPResponse:
    """Press Send in the browser session that holds a finished draft; return the answer, read to its end."""
    headers = {
        "Cookie": f"sessionid={key}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": address_of(key),
    }
    connection.request("POST", "/requests/new/check/", f"csrfmiddlewaretoken={CSRF}", headers)
    response = connection.getresponse()
    response.read()
    return response


def address_of(key: str) -> str:
    """An address for each session, of those set apart for benchmarks (RFC 2544)."""
    digest = zlib.crc32(key.encode())
    return f"198.{18 + digest % 2}.{digest >> 8 & 255}.{digest >> 16 & 255}"


def _pgbench(portal: Portal, clients: int) -> float:
    """Transactions per second of the same statements without anything around them."""
    script = portal.run_python("from bench.raw_filing import script; print(script())")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        address = urlsplit(portal.env["DATABASE_URL"])
        done = subprocess.run(
            [
                str(postgres_program("pgbench")), "--no-vacuum", "--time", "6", "--client", str(clients), "--jobs", "1",
                "--protocol", "prepared", "--file", file.name, "--host", str(address.hostname),
                "--port", str(address.port), "--username", str(address.username), address.path.strip("/"),
            ],
            env={**portal.env, "PGPASSWORD": str(address.password)},
            capture_output=True,
            text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])
