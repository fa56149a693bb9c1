"""How long may a body take to come in, and how many at once, so that slow senders do not hold every thread?

A server's `read` waits until all that was asked for is there (gunicorn: 1024 bytes, however few are asked for), and a
proxy's limit starts anew with each byte. So a body is read in small steps with one end for all of it, and at that end
the line itself is closed to reading, which wakes a read that waits.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from django.http import HttpRequest

STEP = 4096  # bytes asked for at a time

# Uploads at once in one process: fewer than the threads of docs/running.md, so that pages are still served.
AT_ONCE = 3
places = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def place() -> Iterator[bool]:
    """Hold one of the places for as long as an upload takes; False where all of them are taken."""
    free = places.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            places.release()


class InTime:
    """The body of a request, in small steps. `late` is called, and raises, when it has not come in by `until`."""

    def __init__(self, read: Callable[[int], bytes], *, until: float, late: Callable[[], NoReturn]) -> None:
        """`until`: on the clock of `time.monotonic`, in seconds."""
        self._read, self._until, self._late = read, until, late

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, or all that are left; fewer at the end only. Raises what `late` raises."""
        pieces = bytearray()
        while size < 0 or len(pieces) < size:
            piece = self._read(STEP if size < 0 else min(STEP, size - len(pieces)))
            if time.monotonic() >= self._until:  # also of a line that was closed: what came is not the whole
                self._late()
            if not piece:
                break
            pieces += piece
        return bytes(pieces)


@contextmanager
def in_time(request: HttpRequest, *, until: float, late: Callable[[], NoReturn]) -> Iterator[None]:
    """Have the body of this request read by `InTime`; the line is closed to reading when the time is over."""
    body = InTime(request.read, until=until, late=late)
    setattr(request, "read", body.read)  # noqa: B010  # both of Django's ways to a body go through it
    line = request.META.get("gunicorn.socket")
    watch = threading.Timer(max(0.0, until - time.monotonic()), close, [line])
    watch.daemon = True
    if line is not None:
        watch.start()
    try:
        yield
    finally:
        watch.cancel()


def close(line: Any) -> None:
    """Let nothing more come in; an answer can still go out."""
    with suppress(OSError):  # gone by itself
        line.shutdown(socket.SHUT_RD)
