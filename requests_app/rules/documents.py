"""How much may each side of a filing send with it?

No law sets these; they keep one sender from filling the store or a worker's day, and are far above what a proof needs.
A file over the limit is refused in words that name it, and every other way in (post, email) stays open.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

from requests_app.rules.citations import Ours

FILE_MB: Annotated[int, Ours("a photo of a telephone has 3 to 8; a scan of ten pages less")] = 10
FILING_MB: Annotated[int, Ours("the other documents of a filing are usually small")] = 25
FILES: Annotated[int, Ours("a permission, an ID, and what supports a correction on three sides")] = 5
ATTEMPTS: Annotated[int, Ours("every file may be refused a few times, and nobody makes us clean files all day")] = 20

MEGABYTE: Annotated[int, Ours("a MB as screens show it, so that nobody gets less than promised")] = 1_048_576
FILE_BYTES = FILE_MB * MEGABYTE
FILING_BYTES = FILING_MB * MEGABYTE


class Full(Enum):
    """Why a filing takes no more."""

    FILES = "as many files as a filing may have"
    BYTES = "as many bytes"
    ATTEMPTS = "too many tries, whatever became of them"


def full(sizes: Sequence[int], *, attempts: int, another: int = 0) -> Full | None:
    """Why one more file of `another` bytes may not be added, or None when it may.

    `sizes`: the bytes of those that count, which are the ones that were neither refused nor erased. `attempts`: how
    many were ever sent.
    """
    if attempts >= ATTEMPTS:
        return Full.ATTEMPTS
    if len(sizes) >= FILES:
        return Full.FILES
    return Full.BYTES if sum(sizes) + another > FILING_BYTES else None
