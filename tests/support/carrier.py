"""A carrier of text messages and calls on loopback, as the signed webhook expects one; tests decide how it behaves."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.support.gate import Gate

HANG = "hang"  # say nothing as long as this is the mood, then hang up
DROP = "drop"  # hang up without a word


class Carrier:
    """Takes what it has read and passes it on, each Idempotency-Key once; then answers.

    `gate` can hold clients at "connect", where they are hung up on afterwards with nothing read, and at "request",
    where all was read and taken. `status`, `answer` and `mood` say how it behaves; it takes nothing while that is bad.
    """

    def __init__(self) -> None:
        self.gate = Gate()
        self.keys: list[str] = []
        self.passed_on: dict[str, dict[str, Any]] = {}
        self.good_day()
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                if keeper.gate.arrive("connect"):
                    self.close_connection = True
                else:
                    super().handle_one_request()

            def do_POST(self) -> None:
                keeper.serve(self)

            def log_message(self, *arguments: Any) -> None:
                """Nothing: the default writes to the test's output."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: Any) -> None:
                """Nothing: that a client is gone is what is being tested."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/send"

    def good_day(self) -> None:
        """Take everything again."""
        self.status, self.answer, self.mood = 201, b'{"id": "carried-1"}', ""

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one POST."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        key = handler.headers["Idempotency-Key"]
        self.keys.append(key)
        while self.mood == HANG:
            threading.Event().wait(0.05)
            if self.mood != HANG:
                handler.close_connection = True
                return
        if self.mood == DROP:
            handler.close_connection = True
            return
        if self.status == 201 and self.answer.startswith(b"{"):
            self.passed_on.setdefault(key, json.loads(body))
        self.gate.arrive("request")
        handler.send_response(self.status)
        handler.send_header("Content-Length", str(len(self.answer)))
        handler.end_headers()
        handler.wfile.write(self.answer)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.good_day()
        self.gate.go_on()
        self._server.shutdown()
        self._server.server_close()
