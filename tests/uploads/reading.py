"""What is in a file, read with other eyes than the portal's: every object of a PDF, every pixel of a page."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageStat


def everything_in(data: bytes) -> bytes:
    """The bytes of a PDF, with all its streams unpacked that can be, and all its objects written out."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = [data]
        for thing in pdf.objects:
            parts.append(thing.unparse(resolved=True) if not isinstance(thing, pikepdf.Stream) else b"")
            if isinstance(thing, pikepdf.Stream):
                parts += [pikepdf.Dictionary(thing.stream_dict).unparse(), thing.read_raw_bytes(), _unpacked(thing)]
        parts.append(pdf.trailer.unparse())
    return b"\n".join(parts)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return b""


def names_in(data: bytes) -> set[str]:
    """Every key and every name of a PDF, wherever it is, reachable or not."""
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in [*pdf.objects, pdf.trailer]:
            found.update(_names(thing))
    return found


def _names(thing: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in thing.keys():  # noqa: SIM118 - a pikepdf dictionary is no iterable of keys
            yield key
            if not thing[key].is_indirect if isinstance(thing[key], pikepdf.Object) else False:
                yield from _names(thing[key], depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _names(value, depth + 1)


def drawn(data: bytes, number: int = 0, *, with_forms: bool = False) -> Image.Image:
    """A page as PDFium draws it, with what was typed and stamped when asked for."""
    pdf = pypdfium2.PdfDocument(data)
    if with_forms:
        pdf.init_forms()
    page = pdf[number]
    picture = page.render(scale=1, may_draw_forms=with_forms, draw_annots=with_forms).to_pil().convert("RGB")
    page.close()
    pdf.close()
    return picture


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, of 255 on average; as far as can be when their sizes differ."""
    if one.size != other.size:
        return 255.0
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def words_of(data: bytes) -> str:
    """The text that can be selected on all pages."""
    pdf = pypdfium2.PdfDocument(data)
    words = " ".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
    pdf.close()
    return words


def darkest(picture: Image.Image) -> int:
    """The darkest value there is, of 255."""
    return min(picture.convert("L").tobytes())


def chunks_of(png: bytes) -> list[bytes]:
    """The kinds of a PNG's chunks; what follows the last one counts as one more."""
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8])
        assert (
            zlib.crc32(png[at + 4 : at + 8 + length]) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        )
        at += 12 + length
    return found


def segments_of(jpeg: bytes) -> set[int]:
    """The markers of a JPEG, those inside the picture itself left out."""
    return {marker for marker in re.findall(rb"\xff([^\x00\xff\xd0-\xd7])", jpeg) for marker in marker}
