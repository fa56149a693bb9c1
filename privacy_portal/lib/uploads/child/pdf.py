"""How does a PDF from a stranger become one that only shows its pages?"""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, ObjectStreamMode, Pdf, StreamDecodeLevel

from . import forms, previews
from .answer import Answer, Refused
from .keep import KINDS
from .rebuild import Rebuilder

MEDIA_TYPE = "application/pdf"
HEADER_WITHIN = 1024  # bytes: readers look no further (ISO 32000-1, annex H, note 13)
DEEPEST_TREE = 100  # of pages; real ones have a handful of levels
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # ISO 32000-1, table 30
LETTER = [0, 0, 612, 792]
WIDEST = 1_000_000  # units of 1/72 inch; beyond this a number is no size of paper
LOCK = b"/Encrypt"  # in the trailer, which is never packed
IMAGES = (b"\xff\xd8\xff", b"\x89PNG")


def clean(data: bytes, orders: Mapping[str, Any], answer: Answer) -> None:
    """Answer with the pages written anew, and then with pictures of them, drawn from what was written."""
    _look(data)
    document, pages = rebuilt(data, orders["pages"], orders["pixels"])
    answer.document(document, MEDIA_TYPE)
    previews.of_pdf(document, pages, orders, answer)
    answer.end(pages=pages)


def rebuilt(data: bytes, most_pages: int, most_pixels: int) -> tuple[bytes, int]:
    """A new PDF with what `keep` allows of the old one, and the number of its pages. Raises Refused."""
    with _opened(data) as old:
        if old.is_encrypted:
            raise Refused("PASSWORD")
        _count(old, most_pages)
        forms.flatten(old)
        rebuilder = Rebuilder(most_pixels)
        for page in old.pages:
            rebuilder.page(_attributes(page.obj))
    out = io.BytesIO()
    rebuilder.new.save(
        out,
        force_version="1.7",
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,  # nothing is unpacked, so nothing can explode
        compress_streams=False,
    )
    return out.getvalue(), len(rebuilder.new.pages)


def _look(data: bytes) -> None:
    """Whether it can be a PDF at all, and whole. Raises Refused."""
    if b"%PDF-" not in data[:HEADER_WITHIN] or data.startswith(IMAGES):
        raise Refused("WRONG_TYPE")
    if b"%%EOF" not in data:
        raise Refused("DAMAGED")


def _opened(data: bytes) -> Pdf:
    try:
        return pikepdf.open(io.BytesIO(data), inherit_page_attributes=False)
    except Exception:
        if LOCK in data:  # the library may fail over a lock in other words than these: it wants a source of chance
            raise Refused("PASSWORD") from None
        raise


def _count(pdf: Pdf, most: int) -> None:
    """Walk the tree of pages as far as it may go, before a library does. Raises Refused."""
    waiting: list[tuple[Object, int]] = [(pdf.Root["/Pages"], 0)]
    seen: set[tuple[int, int]] = set()
    pages = 0
    while waiting:
        node, depth = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen and "/Kids" in node):
            raise Refused("DAMAGED")
        seen.add(node.objgen)
        if depth > DEEPEST_TREE:
            raise Refused("TOO_HARD")
        kids = node.get("/Kids")
        pages += kids is None
        if kids is not None:
            waiting += [(kid, depth + 1) for kid in _first(kids, most + 1)]
        if pages > most or len(waiting) > most * DEEPEST_TREE:
            raise Refused("TOO_MANY_PAGES")
    if not pages:
        raise Refused("DAMAGED")


def _first(values: Any, count: int) -> list[Any]:
    if not isinstance(values, Array):
        raise Refused("DAMAGED")
    return [values[number] for number in range(min(len(values), count))]


def _attributes(page: Object) -> dict[str, Any]:
    """What is set for a page, by itself or by the tree above it."""
    found = {key: page[key] for key in KINDS["page"] if key in page}
    node: Any = page
    for _ in range(DEEPEST_TREE):
        node = node.get("/Parent")
        if not isinstance(node, Dictionary):
            break
        for key in INHERITED:
            if key in node:
                found.setdefault(key, node[key])
    found["/MediaBox"] = _box(found.get("/MediaBox")) or Array(LETTER)
    if crop := _box(found.pop("/CropBox", None)):
        found["/CropBox"] = crop
    if found.get("/Rotate") not in (90, 180, 270, -90, -180, -270):
        found.pop("/Rotate", None)
    return found


def _box(value: Any) -> Array | None:
    """A rectangle that has an inside, or None."""
    if not isinstance(value, Array) or len(value) != 4:  # two corners
        return None
    numbers: list[Any] = list(value.as_list())
    if not all(isinstance(number, int | Decimal) and -WIDEST <= number <= WIDEST for number in numbers):
        return None
    wide, high = abs(numbers[2] - numbers[0]), abs(numbers[3] - numbers[1])
    return Array(numbers) if wide >= 1 and high >= 1 else None
