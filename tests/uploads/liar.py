"""A child that was taken over and says what it likes: `python -I liar.py ORDERS`, the lie on stdin after the magic."""

import os
import signal
import sys
import time
from collections.abc import Callable

DOCUMENT = b'{"part": "document", "type": "application/pdf", "bytes": 9}\n%PDF-1.7\n'
PREVIEW = b'{"part": "preview", "bytes": 9}\n\x89PNG\r\n\x1a\n.'
READY = b'{"part": "ready", "layers": ["limits"]}\n'


def say(*parts: bytes) -> None:
    """All of it."""
    for part in parts:
        os.write(1, part)


def dies(number: signal.Signals) -> None:
    """In the middle of a sentence."""
    say(READY, DOCUMENT)
    os.kill(os.getpid(), number)


def hangs(*, silent: bool) -> None:
    """With or without an open mouth."""
    say(READY, DOCUMENT)
    if silent:
        os.close(1)
    time.sleep(60)


LIES: dict[str, Callable[[], object]] = {
    "silence": lambda: None,
    "not ready": lambda: say(b'{"part": "end", "pages": 1}\n'),
    "garbage": lambda: say(READY, os.urandom(4_000)),
    "endless line": lambda: say(READY, b"[" * 50_000),
    "deep": lambda: say(READY, b"[" * 390, b"\n"),
    "list": lambda: say(READY, b"[]\n"),
    "number": lambda: say(READY, b'{"part": 7}\n'),
    "nothing": lambda: say(READY, b'{"part": "end", "pages": 0}\n'),
    "no document": lambda: say(READY, b'{"part": "end", "pages": 1}\n'),
    "preview first": lambda: say(READY, b'{"part": "preview", "bytes": 9}\n\x89PNG\r\n\x1a\n.'),
    "other type": lambda: say(READY, b'{"part": "document", "type": "text/html", "bytes": 9}\n<script>/'),
    "other magic": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "bytes": 9}\n<script>/'),
    "huge": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "bytes": 99999999999}\n%PDF-1.7'),
    "negative": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "bytes": -9}\n%PDF-1.7'),
    "yes": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "bytes": true}\n%'),
    "cut short": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "bytes": 900}\n%PDF-1.7'),
    "twice": lambda: say(READY, DOCUMENT, DOCUMENT),
    "no previews": lambda: say(READY, DOCUMENT, b'{"part": "end", "pages": 1}\n'),
    "pages as words": lambda: say(READY, DOCUMENT, b'{"part": "end", "pages": "1"}\n'),
    "pages as yes": lambda: say(READY, DOCUMENT, PREVIEW, b'{"part": "end", "pages": true}\n'),
    "many previews": lambda: say(READY, DOCUMENT, *[PREVIEW] * 201, b'{"part": "end", "pages": 201}\n'),
    "path": lambda: say(READY, b'{"part": "document", "type": "application/pdf", "path": "/etc/passwd"}\n'),
    "virus": lambda: say(READY, b'{"part": "refused", "code": "VIRUS"}\n'),
    "unknown code": lambda: say(READY, b'{"part": "refused", "code": "../../etc"}\n'),
    "crash": lambda: dies(signal.SIGBUS),
    "memory": lambda: dies(signal.SIGABRT),
    "killed": lambda: dies(signal.SIGKILL),
    "hangs": lambda: hangs(silent=False),
    "closes and hangs": lambda: hangs(silent=True),
    "talks to stderr": lambda: os.write(2, b"planted-secret-4711"),
    "truth": lambda: say(READY, DOCUMENT, PREVIEW, b'{"part": "end", "pages": 1}\n'),
}

if __name__ == "__main__":
    LIES[sys.stdin.buffer.read().partition(b" ")[2].decode()]()
