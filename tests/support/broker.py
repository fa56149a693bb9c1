"""A Valkey of a test's own, which it may kill and start again at the same address."""

import subprocess
import time

import pytest
import redis

from privacy_portal.celery import app
from privacy_portal.embedded.wheels import free_port, valkey_program


class Broker:
    """Nothing is kept on disk, as in the portal's own set-up: killing it loses what it held."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it answers."""
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([str(valkey_program()), *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < deadline, "the broker did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> int:
        """Let it forget everything; return how many messages for the workers were among it."""
        with redis.Redis.from_url(self.url) as client:
            waiting = client.llen("celery") + client.hlen("unacked")
            client.flushall()
        return int(waiting)

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


def publish_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is queued from now on go to the broker at `url`; connections to another one are not used."""
    monkeypatch.setattr(app.conf, "broker_url", url)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
