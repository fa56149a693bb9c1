"""How is a program that we do not trust started, listened to within limits, and ended together with all it started?"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

CHUNK = 1 << 16  # what a pipe holds
LAST_WORDS = 0.5  # seconds between the end of its answer and its end


class Late(Exception):
    """It did not answer in time."""


class Broken(Exception):
    """It went silent, or said what nobody asked for."""


@dataclass(frozen=True)
class Ended:
    """How it ended: its exit status, or minus the signal; None when we had to end it."""

    status: int | None


class Confined:
    """One child process: an empty environment, a session of its own, a file on stdin, its answer on stdout.

    What it writes to stderr goes nowhere, because it could be what the file contains. Leaving the context kills what
    is left of it. Raises OSError when it cannot be started.
    """

    def __init__(self, command: Sequence[str], *, stdin: Path, directory: Path, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._held = bytearray()
        self.ended: Ended | None = None
        with open(os.open(stdin, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            self._process = subprocess.Popen(
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=directory,
                env={},
                close_fds=True,
                start_new_session=True,
            )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def line(self, limit: int) -> bytes:
        """The next line, without its end. Raises Late, or Broken: also when it is longer than `limit` bytes."""
        while (end := self._held.find(b"\n")) < 0:
            if len(self._held) > limit or not self._more():
                raise Broken
        found = bytes(self._held[:end])
        del self._held[: end + 1]
        if len(found) > limit:
            raise Broken
        return found

    def copy(self, size: int, to: BinaryIO) -> None:
        """The next `size` bytes, written to a file as they come. Raises Late, Broken."""
        while size:
            if not self._held and not self._more():
                raise Broken
            part = self._held[:size]
            to.write(part)
            del self._held[: len(part)]
            size -= len(part)

    def end(self) -> Ended:
        """Kill it and whatever it started, once. A process that has just said its last word may still end by itself."""
        if self.ended is None:
            by_itself = self._gone()
            os.killpg(self._process.pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
            status = self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self.ended = Ended(status if by_itself else None)
        return self.ended

    def _more(self) -> bool:
        """Wait for more of its answer; False when it closed it. Raises Late."""
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101  # for the type checker: it was asked for above
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        left = self._deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1_000):
            raise Late
        chunk = os.read(pipe.fileno(), CHUNK)
        self._held += chunk
        return bool(chunk)

    def _gone(self) -> bool:
        """Whether it has ended (it stays unreaped), given a moment if it closed its answer."""
        until = min(self._deadline, time.monotonic() + LAST_WORDS)
        while True:
            if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(0.005)
