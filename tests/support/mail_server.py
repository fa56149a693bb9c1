"""A mail server on loopback that stops, or misbehaves, at whichever step of the dialogue the test names.

Only as much SMTP (RFC 5321) as the portal speaks. A mail counts as taken when the server is about to say its 250 to
somebody who is still there; what a client did not stay for is thrown away (RFC 1047 asks for the like).
"""

import contextlib
import re
import socket
import socketserver
import threading
from dataclasses import dataclass
from typing import Any, Self

from tests.support.gate import Gate

# The steps, in their order, each with what is usually said: to the connection, to four commands, to the first line of
# the mail (nothing), to its end.
USUAL = {
    "connect": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "halfway": "",
    "content": "250 taken",
}
# Besides lines such as "451 later", what a step can be told to do.
HANG = "hang"  # say nothing as long as this stands here, then hang up
DROP = "drop"  # hang up without a word
CHALLENGE = b"/confirm/link/"


@dataclass(frozen=True)
class Taken:
    """One mail that the server has taken responsibility for."""

    to: str
    kind: str  # "challenge" or "notice"
    message_id: str


class _HangUp(Exception):
    """Ends a connection."""


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


class ScriptedMailServer:
    """`replies` says what to answer at a step instead of the usual; `gate` lets every client wait at one."""

    def __init__(self) -> None:
        self.replies: dict[str, str] = {}
        self.taken: list[Taken] = []
        self.port = 0
        self.gate = Gate()
        self._connections = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener: _Listener | None = None

    def listen(self) -> None:
        """Take connections, always at the same port."""
        serve = self._serve

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                serve(self.request)

        self._listener = _Listener(("127.0.0.1", self.port), Handler)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()

    def refuse(self) -> None:
        """Take no connections any more and end those there are."""
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener = None
        self.hang_up()

    def hang_up(self) -> None:
        """End the connections there are, as a server does with those that have idled."""
        with self._connections:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self.listen()
        return self

    def __exit__(self, *_error: object) -> None:
        self.replies.clear()
        self.gate.go_on()
        self.refuse()

    def _serve(self, connection: socket.socket) -> None:
        with self._connections:
            self._open.add(connection)
        try:
            with connection.makefile("rb") as lines:
                self._speak(connection, lines)
        except (OSError, _HangUp):
            pass  # how a connection ends is the client's trouble
        finally:
            with self._connections:
                self._open.discard(connection)

    def _speak(self, connection: socket.socket, lines: Any) -> None:
        recipient = ""
        self._answer(connection, "connect")
        while line := lines.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if verb == "RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
            if verb not in USUAL:
                connection.sendall(b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n")
            elif self._answer(connection, verb) and verb == "DATA":
                self._take(connection, lines, recipient)

    def _take(self, connection: socket.socket, lines: Any, recipient: str) -> None:
        content = [lines.readline()]
        self._answer(connection, "halfway")
        while content[-1] not in (b".\r\n", b""):
            content.append(lines.readline())
        mail = b"".join(content).replace(b"=\r\n", b"")
        number = re.search(rb"(?im)^message-id:\s*(<[^>]+>)", mail)
        kind = "challenge" if CHALLENGE in mail else "notice"
        self._answer(connection, "content", Taken(recipient, kind, number[1].decode() if number else ""))

    def _answer(self, connection: socket.socket, step: str, mail: Taken | None = None) -> bool:
        """Say what is to be said at a step; return whether it was the usual thing. A mail is taken with its 250."""
        self.gate.arrive(step)
        while self.replies.get(step) == HANG:
            if _gone(connection):
                raise _HangUp
            threading.Event().wait(0.05)
            if self.replies.get(step) != HANG:
                raise _HangUp
        said = self.replies.get(step, USUAL[step])
        if said == DROP or _gone(connection):
            raise _HangUp
        usual = said == USUAL[step]
        if mail and usual:
            self.taken.append(mail)
        if said:
            connection.sendall(f"{said}\r\n".encode())
        return usual


def _gone(connection: socket.socket) -> bool:
    """Whether the client has closed its side."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
