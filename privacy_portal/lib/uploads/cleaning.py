"""How does a stranger's file become a clean copy and pictures of its pages, without its bytes being read here?

A child process reads it, locked in (`child/`), and sends what it made through a pipe. It has no file and no directory:
the files are written here, under names of our own. What it says is checked like a stranger's word.
"""

import json
import logging
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privacy_portal.lib.uploads.confined import Broken, Confined, Ended, Late
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal

logger = logging.getLogger(__name__)

MAX_PAGES = 200
MAX_PIXELS = 40_000_000
MAX_BYTES = 25 * 1024 * 1024  # of one file; the door lets in less
SECONDS = 8  # all of one file, from the start of the child to its end
MEMORY = 300_000_000  # bytes of address space, and so of memory

MAX_CLEAN_BYTES = 64 * 1024 * 1024  # of the clean copy; a picture can grow when it is written anew
MAX_PREVIEW_BYTES = 8 * 1024 * 1024
MAX_LINE = 400

START = Path(__file__).with_name("child") / "start.py"

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MAGIC = {PDF: b"%PDF-1.", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
EXTENSIONS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
HEADER_WITHIN = 1024
CLEAN_NAMES = {PDF: "clean.pdf", JPEG: "clean.jpg", PNG: "clean.png"}

# What the child may say of a file. It cannot know of a virus, and it stores nothing.
SAYABLE = set(Refusal) - {Refusal.VIRUS, Refusal.NOT_STORED}
# How a process ends that asked for more time or memory than there is: PDFium and libqpdf crash when memory is refused.
OUT_OF_BOUNDS = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL, -signal.SIGSEGV}

LAYERS = ("limits", "user", "network", "calls")


@dataclass(frozen=True)
class Cleaned:
    """What is kept of a file: its clean copy, and one PNG a page to look at."""

    media_type: str
    document: Path
    previews: list[Path]
    pages: int


@dataclass
class _Received:
    """What has come so far."""

    directory: Path
    document: Path | None = None
    previews: list[Path] = field(default_factory=list)


def clean(original: Path, *, name: str, workspace: Path) -> Cleaned:
    """Make a clean copy of a file and pictures of its pages, in a directory of its own inside `workspace`.

    `original`: the bytes as sent. `name`: as the sender called it; only the extension is read, and must agree with what
    the file is. Takes at most SECONDS. Raises FileRefused, whatever the file is and whatever the child does.
    """
    media_type = EXTENSIONS.get(Path(name.strip()).suffix.lower())
    if media_type is None:
        raise FileRefused(Refusal.WRONG_TYPE)
    try:
        size = original.stat(follow_symlinks=False).st_size
        if size == 0:
            raise FileRefused(Refusal.EMPTY)
        if size > MAX_BYTES:
            raise FileRefused(Refusal.TOO_BIG)
        if not _begins_like(original, media_type):  # the child would say so too; this costs no process
            raise FileRefused(Refusal.WRONG_TYPE)
        received = _Received(Path(tempfile.mkdtemp(prefix="clean-", dir=workspace)))
        with Confined(_command(media_type), stdin=original, directory=workspace, seconds=SECONDS) as child:
            return _listen(child, media_type, received)
    except OSError as error:  # our disk or our machine, not the file
        logger.error("A file could not be cleaned here: %s", type(error).__name__)
        raise FileRefused(Refusal.NOT_STORED) from None


def missing_layers() -> list[str]:
    """What this machine cannot do of what locks the cleaning in, of LAYERS: for the check before going live.

    Starts the child once, without a file. "calls" is missing on other machines than x86_64 and aarch64 and where
    seccomp is off, "network" where a user may not make a namespace. Cleaning works all the same, and "limits" alone
    still keep the child from opening files and sockets. All are named when it cannot be started.
    """
    try:
        with (
            tempfile.TemporaryDirectory() as place,
            Confined(_command(None), stdin=Path("/dev/null"), directory=Path(place), seconds=SECONDS) as child,
        ):
            held = _ready(child)
    except (OSError, Broken, Late):
        held = []
    return [layer for layer in LAYERS if layer not in held]


def _begins_like(original: Path, media_type: str) -> bool:
    """Whether the first bytes are those of its kind: a PDF may have some before its own (ISO 32000-1, annex H)."""
    with original.open("rb") as file:
        head = file.read(HEADER_WITHIN)
    if media_type == PDF:
        return b"%PDF-" in head and not head.startswith((MAGIC[JPEG], MAGIC[PNG]))
    return head.startswith(MAGIC[media_type])


def _command(media_type: str | None) -> list[str]:
    work = {None: "nothing", PDF: "pdf"}.get(media_type, "picture")
    orders = {
        "work": work,
        "type": media_type,
        "bytes": MAX_BYTES,
        "pages": MAX_PAGES,
        "pixels": MAX_PIXELS,
        "memory": MEMORY,
        "seconds": SECONDS,
    }
    return [sys.executable, "-I", str(START), json.dumps(orders)]


def _listen(child: Confined, media_type: str, received: _Received) -> Cleaned:
    """Take what the child sends until it says that this is all. Raises FileRefused."""
    ready = False
    try:
        _ready(child)
        ready = True
        while (part := _heard(child))["part"] != "end":
            _take(child, part, media_type, received)
        return _whole(part, media_type, received)
    except Late:
        raise _refused(Refusal.TOO_HARD, child.end()) from None
    except Broken:
        ended = child.end()
        if not ready:  # no byte of the file has been read: it is not to blame
            raise _refused(Refusal.NOT_STORED, ended) from None
        raise _refused(Refusal.TOO_HARD if ended.status in OUT_OF_BOUNDS else Refusal.DAMAGED, ended) from None


def _refused(code: Refusal, ended: Ended) -> FileRefused:
    """Codes and numbers only: what the child wrote could be what the file contains."""
    log = logger.error if code is Refusal.NOT_STORED else logger.info
    log("A file was not cleaned: %s, child ended with %s", code.value, ended.status)
    return FileRefused(code)


def _heard(child: Confined) -> dict[str, Any]:
    """The next line, if it is one of ours. Raises Broken."""
    try:
        part = json.loads(child.line(MAX_LINE))
    except (ValueError, RecursionError):
        raise Broken from None
    if not isinstance(part, dict) or not isinstance(part.get("part"), str):
        raise Broken
    return part


def _ready(child: Confined) -> list[str]:
    """The layers that the child says hold. Raises Broken, Late."""
    layers = _heard(child).get("layers")
    if not isinstance(layers, list) or "limits" not in layers or any(layer not in LAYERS for layer in layers):
        raise Broken
    return layers


def _take(child: Confined, part: dict[str, Any], media_type: str, received: _Received) -> None:
    """One part that is not the last. Raises FileRefused, Broken, Late."""
    match part:
        case {"part": "refused", "code": str(code)} if code in SAYABLE:
            raise FileRefused(Refusal(code))
        case {"part": "document", "type": str(said), "bytes": int(size)} if (
            said == media_type and not received.document
        ):
            path = received.directory / CLEAN_NAMES[media_type]
            _save(child, path, size, limit=MAX_CLEAN_BYTES, magic=MAGIC[media_type])
            received.document = path
        case {"part": "preview", "bytes": int(size)} if received.document and len(received.previews) < MAX_PAGES:
            path = received.directory / f"page-{len(received.previews) + 1:03}.png"
            _save(child, path, size, limit=MAX_PREVIEW_BYTES, magic=MAGIC[PNG])
            received.previews.append(path)
        case _:
            raise Broken


def _save(child: Confined, path: Path, size: int, *, limit: int, magic: bytes) -> None:
    """Write the next bytes to a new file. Raises Broken when they are too many, or not what they are said to be."""
    if not len(magic) < size <= limit:
        raise Broken
    with path.open("xb") as file:
        child.copy(size, file)
    with path.open("rb") as file:
        if file.read(len(magic)) != magic:
            raise Broken


def _whole(end: dict[str, Any], media_type: str, received: _Received) -> Cleaned:
    """What the child sent, if it is all there. Raises Broken."""
    pages = end.get("pages")
    if not received.document or type(pages) is not int or pages != len(received.previews) or pages < 1:
        raise Broken
    if media_type != PDF and pages != 1:
        raise Broken
    return Cleaned(media_type, received.document, received.previews, pages)
