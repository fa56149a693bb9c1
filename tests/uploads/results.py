"""What became of each file of the corpus? Each is cleaned once, whatever number of tests looks at it."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from privacy_portal.lib.uploads.cleaning import clean
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from tests.uploads.corpus import Case


@dataclass(frozen=True)
class Result:
    """Either a code, or what was made of the file."""

    refused: Refusal | None
    media_type: str = ""
    document: bytes = b""
    previews: tuple[bytes, ...] = ()
    pages: int = 0


def cleaned(data: bytes, name: str) -> Result:
    """Clean bytes in a workspace of their own, as the portal does."""
    with tempfile.TemporaryDirectory() as place:
        original = Path(place) / "original"
        original.write_bytes(data)
        try:
            done = clean(original, name=name, workspace=Path(place))
        except FileRefused as refused:
            return Result(refused.code)
        previews = tuple(path.read_bytes() for path in done.previews)
        return Result(None, done.media_type, done.document.read_bytes(), previews, done.pages)


@cache
def result(case: Case) -> Result:
    """What became of one file of the corpus."""
    return cleaned(case.make(), case.name)
