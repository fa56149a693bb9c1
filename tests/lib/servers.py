"""A mail server and an HTTP carrier on loopback that misbehave on request: real sockets, nothing imitated."""

import email
import email.policy
import json
import socket
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port on which nobody listened a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class MailServer:
    """Keeps each mail. `on_sender`, `on_recipient` and `on_data` replace its answers; each is used once."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.connections: set[int] = set()
        self.on_sender: list[str] = []
        self.on_recipient: list[str] = []
        self.on_data: list[str] = []
        self.hang_up_after_data = False
        self.port = free_port()
        self._sessions: list[SMTP] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def hang_up(self) -> None:
        """Close every connection from the server's side, as for idleness; return when it is done."""
        done = threading.Event()

        def close() -> None:
            for session in self._sessions:
                session.transport.close()
            self._sessions.clear()
            done.set()

        self._controller.loop.call_soon_threadsafe(close)
        assert done.wait(5)

    # The names and arguments are aiosmtpd's.

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connections.add(id(session))
        self._sessions.append(server)
        envelope.mail_from = address
        return self.on_sender.pop() if self.on_sender else "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_recipient:
            return self.on_recipient.pop()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.on_data:
            return self.on_data.pop()
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        if self.hang_up_after_data:
            server.transport.close()
        return "250 OK"


class SilentServer:
    """Takes connections and never says a word."""

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


@dataclass
class Posted:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    client: tuple[str, int]


class Carrier:
    """Answers each POST with `status` and `answer` (JSON, or bytes as they are), after `delay` seconds."""

    def __init__(self, *, status: int = 200, answer: Any = None, delay: float = 0) -> None:
        self.status, self.delay = status, delay
        self.answer: bytes = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.posted: list[Posted] = []
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                carrier.posted.append(Posted(self.path, headers, body, self.client_address))
                time.sleep(carrier.delay)
                self.send_response(carrier.status)
                self.send_header("Content-Length", str(len(carrier.answer)))
                if carrier.status in (301, 302, 307):
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(carrier.answer)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: object) -> None:
                pass  # a client that gave up waiting is part of the test

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
