"""What is one file of the corpus, and what must happen to it?"""

from collections.abc import Callable
from dataclasses import dataclass

from privacy_portal.lib.uploads.refusal import Refusal

# Planted in places that nobody sees: it must be gone from every clean copy.
SECRET = b"planted-secret-4711"


@dataclass(frozen=True)
class Case:
    """`name`: as it was sent. `make`: its bytes. `refused`: with which code, or None when a clean copy comes of it."""

    name: str
    make: Callable[[], bytes]
    refused: Refusal | None = None
    pages: int = 1
    label: str = ""

    @property
    def id(self) -> str:
        """How tests name it."""
        return self.label or self.name


def refused(code: Refusal, **files: Callable[[], bytes]) -> list[Case]:
    """Cases by keyword: `jpeg__png=…` is sent as jpeg.png."""
    return [Case(_name(key), make, code) for key, make in files.items()]


def rewritten(**files: Callable[[], bytes]) -> list[Case]:
    """The same for files of which a clean copy with one page comes."""
    return [Case(_name(key), make) for key, make in files.items()]


def _name(key: str) -> str:
    stem, _, extension = key.rpartition("__")
    return f"{stem.replace('_', '-')}.{extension}" if stem else key
