"""A flood: filings at a fixed rate, whatever the portal does: `python -m bench.generator PORT RATE FILE_OF_KEYS`.

Open loop: each filing has its time, and one that finds every connection busy opens another, so that a slow portal gets
no rest. Connections are kept as a proxy keeps them. Prints one line of JSON: answers, their times, and how late the
filings left. Raw sockets: the generator shares two cores with what it measures.
"""

import asyncio
import collections
import json
import resource
import sys
import time
from pathlib import Path

from bench.filing import CSRF, address_of
from bench.measuring import percentiles

BODY = f"csrfmiddlewaretoken={CSRF}".encode()
PATIENCE = 30  # seconds until an answer is given up


def request(port: int, key: str) -> bytes:
    """The bytes of one press on Send."""
    head = (
        f"POST /requests/new/check/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {address_of(key)}\r\n"
        f"Cookie: sessionid={key}; csrftoken={CSRF}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    )
    return head.encode() + BODY


class Flood:
    """Connections that wait, and what the portal answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.answers: collections.Counter[str] = collections.Counter()
        self.times: list[float] = []
        self.late: list[float] = []
        self.connections = 0

    async def send(self, wire: bytes, due: float) -> None:
        """Send one filing and note the answer."""
        self.late.append(time.perf_counter() - due)
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(wire)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as trouble:
            answer = type(trouble).__name__
        self.times.append(time.perf_counter() - due)
        self.answers[answer] += 1

    async def _exchange(self, wire: bytes) -> str:
        if self.idle:
            try:
                return await self._on(*self.idle.pop(), wire)
            except (OSError, asyncio.IncompleteReadError):
                pass  # the portal had closed it meanwhile
        self.connections += 1
        return await self._on(*await asyncio.open_connection("127.0.0.1", self.port), wire)

    async def _on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: bytes) -> str:
        writer.write(wire)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(fields.get("Content-Length", 0)))
        if fields.get("Connection", "").lower() == "close":
            writer.close()
        else:
            self.idle.append((reader, writer))
        return " ".join([head.split(" ", 2)[1], fields.get("Location", "")]).strip()


async def run(port: int, rate: int, keys: list[str]) -> Flood:
    """Send one filing for each key."""
    flood = Flood(port)
    wires = [request(port, key) for key in keys]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, wire in enumerate(wires):
            due = began + number / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            group.create_task(flood.send(wire, due))
    return flood


def main() -> None:
    """Flood the portal and say how it answered."""
    port, rate, keys = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_text().split()
    flood = asyncio.run(run(port, rate, keys))
    used = resource.getrusage(resource.RUSAGE_SELF)
    answered = percentiles(flood.times)
    print(
        json.dumps(
            {
                "sent": len(flood.times),
                "answers": dict(flood.answers),
                "answered_p50_ms": answered["p50_ms"],
                "answered_p95_ms": answered["p95_ms"],
                "left_late_p95_ms": percentiles(flood.late)["p95_ms"],
                "connections": flood.connections,
                "generator_cpu_s": used.ru_utime + used.ru_stime,
            }
        )
    )


if __name__ == "__main__":
    main()
