"""Does ClamAV know this document as malware? One question to clamd, and whatever is not a clear answer is no answer.

The protocol is clamd's INSTREAM (clamd(8)): "zINSTREAM\\0", then chunks, each behind its length as 4 bytes in network
order, then a length of zero. clamd answers one line that ends with NUL, and closes. It refuses what is longer than its
StreamMaxLength, which is one of the ways to come to no answer.

Only CLEAN means that something was looked at and nothing found. The caller decides what becomes of the rest: INFECTED
is refused, UNSCANNED waits and is not served, OFF is the operator's choice.
"""

import logging
import re
import socket
import struct
import time
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3
_LONGEST_ANSWER = 4096  # bytes; clamd's lines are shorter
_CLEAN = b"stream: OK\0"
_INFECTED = re.compile(rb"stream: ([!-~][ -~]*) FOUND\0")


class Verdict(StrEnum):
    """What is known after asking."""

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    UNSCANNED = "UNSCANNED"  # the scanner is down, slow, confused, or refused the size
    OFF = "OFF"  # no scanner is configured


class _NoAnswer(Exception):
    """The scanner did not say what it was asked for."""


class _Deadline:
    """How much time is left for one document."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than none.

        Raises:
            TimeoutError: none are.
        """
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def address_of(clamd: str) -> str | tuple[str, int] | None:
    """Return the socket's path or (host, port) that the setting CLAMD names, or None if it names neither."""
    try:
        parts = urlsplit(clamd)
        if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
            return parts.path
        if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path.strip("/"):
            return parts.hostname, parts.port
    except ValueError:  # a port that is no number
        pass
    return None


def scan(chunks: Iterable[bytes]) -> Verdict:
    """Return what clamd says of these bytes together. Never raises: any trouble, that of `chunks` too, is UNSCANNED."""
    if not settings.CLAMD:
        return Verdict.OFF
    try:
        return _verdict(_ask(chunks, _Deadline(settings.CLAMD_SECONDS)))
    except Exception as trouble:
        logger.warning("scanner: no answer: %s", type(trouble).__name__)
        return Verdict.UNSCANNED


def _ask(chunks: Iterable[bytes], deadline: _Deadline) -> bytes:
    with _connected(deadline) as connection:

        def send(data: bytes) -> None:
            connection.settimeout(deadline.left())
            connection.sendall(data)  # within that time in all, not each part of it

        send(b"zINSTREAM\0")
        for chunk in chunks:
            if chunk:  # a chunk of nothing would be the end
                send(struct.pack("!I", len(chunk)) + chunk)
        send(struct.pack("!I", 0))
        return _answer(connection, deadline)


def _connected(deadline: _Deadline) -> socket.socket:
    address = address_of(settings.CLAMD)
    seconds = min(CONNECT_SECONDS, deadline.left())
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=seconds)
    if address is None:
        raise _NoAnswer
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket, deadline: _Deadline) -> bytes:
    """Read until clamd closes: what stands behind the answer would make it doubtful."""
    answer = b""
    while len(answer) <= _LONGEST_ANSWER:
        connection.settimeout(deadline.left())
        part = connection.recv(_LONGEST_ANSWER)
        if not part:
            return answer
        answer += part
    raise _NoAnswer


def _verdict(answer: bytes) -> Verdict:
    if answer == _CLEAN:
        return Verdict.CLEAN
    if found := _INFECTED.fullmatch(answer):
        logger.warning("scanner: found %s", found[1].decode("ascii"))
        return Verdict.INFECTED
    raise _NoAnswer
