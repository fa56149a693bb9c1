"""In which order does the child work: give up rights, read, clean, answer, and end without looking back?"""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from . import sandbox
from .answer import Answer, Refused

STDIN = 0
Work = Callable[[bytes, Mapping[str, Any], Answer], None]


def run(work: Work, orders: Mapping[str, Any]) -> None:
    """Do one piece of work locked in, and leave the process. Whatever goes wrong becomes a code."""
    answer = Answer()
    answer.ready(sandbox.enter(memory=orders["memory"], seconds=orders["seconds"]))
    try:
        work(_read(orders["bytes"]), orders, answer)
    except Refused as refused:
        answer.refused(str(refused))
    except (MemoryError, RecursionError):
        answer.refused("TOO_HARD")
    except Exception:  # whatever a parser does with a bad file; its words could quote the file and are dropped
        answer.refused("DAMAGED")
    sys.stdout.flush()
    os._exit(0)


def _read(limit: int) -> bytes:
    """All of stdin, which is the file as it was sent; one byte over the limit is enough to know."""
    data = bytearray()
    while len(data) <= limit and (chunk := os.read(STDIN, 1 << 20)):
        data += chunk
    if len(data) > limit:
        raise Refused("TOO_BIG")
    return bytes(data)
