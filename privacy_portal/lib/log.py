"""What must a log line never hold, whoever writes it?

No capability, no words of an exception (they quote what was typed, or the row that was refused), and no character that
ends a line or steers a terminal. One event is one line of JSON.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# The links of our messages carry capabilities; Django's own warnings quote the path of a request.
_CAPABILITY = re.compile(r"/(link|voice|not-me|join|new-password)/[^/\s'\"]+")


class WithoutCapabilities(logging.Filter):
    """Blanks the tokens of our links and of voice addresses in a record, its arguments included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _CAPABILITY.sub(r"/\1/…", record.getMessage()), None
        return True


class OneLine(logging.Formatter):
    """{"at", "level", "logger", "message"} in ASCII, and for an exception "error" (its kind) and "where" (its frames).

    JSON escapes control characters, and ASCII leaves no character that changes the direction of what is read.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__, "where": _frames(record.exc_info[2])}
        # JSON leaves the one control character behind the printable ones as it is.
        return json.dumps(line, ensure_ascii=True).replace("\x7f", "\\u007f")


def _frames(trace: TracebackType | None) -> list[str]:
    """Where it happened, the innermost last: file, line and function, and nothing of the values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


# What Django is told of logging.
CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "privacy_portal.lib.log.OneLine"}},
    "filters": {"capabilities": {"()": "privacy_portal.lib.log.WithoutCapabilities"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["capabilities"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # httpx would write whole URLs, botocore where it found credentials.
    "loggers": {"httpx": {"level": "WARNING"}, "botocore": {"level": "WARNING"}},
}
