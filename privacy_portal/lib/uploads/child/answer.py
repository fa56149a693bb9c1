"""How does the child answer? Lines of JSON on a pipe, some followed by as many bytes as they announce.

{"part": "ready", "layers": […]}                        the rights are gone; nothing has been read yet
{"part": "document", "bytes": n, "type": "…"} + bytes   the clean copy
{"part": "preview", "bytes": n} + bytes                 a picture of one page, in order
{"part": "end", "pages": n}  or  {"part": "refused", "code": "…"}
"""

import json
import os
from collections.abc import Iterable
from typing import Any

STDOUT = 1


class Refused(Exception):  # named for what happened
    """The file is not taken; the argument is a code of `refusal.Refusal`."""


class Answer:
    """The one thing that the child can still write to."""

    def ready(self, layers: Iterable[str]) -> None:
        """Nothing has been read; these layers hold."""
        self._line({"part": "ready", "layers": list(layers)})

    def document(self, data: bytes, media_type: str) -> None:
        """The clean copy; from here on nothing can change it."""
        self._line({"part": "document", "bytes": len(data), "type": media_type})
        self._write(data)

    def preview(self, png: bytes) -> None:
        """The picture of the next page."""
        self._line({"part": "preview", "bytes": len(png)})
        self._write(png)

    def end(self, *, pages: int) -> None:
        """All is said."""
        self._line({"part": "end", "pages": pages})

    def refused(self, code: str) -> None:
        """The file is not taken."""
        self._line({"part": "refused", "code": code})

    def _line(self, content: dict[str, Any]) -> None:
        self._write(json.dumps(content).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(STDOUT, left) :]
