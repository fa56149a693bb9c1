"""What does staff see of a document before opening it? One PNG a page, small enough that all of them fit the time."""

import io
from collections.abc import Mapping
from typing import Any

import pypdfium2
from PIL import Image, PngImagePlugin

from .answer import Answer, Refused

WIDTH = 1_000  # pixels, of a page in a document of few pages
TALLEST = 2_000  # pixels, of a page that is a strip
ALL_PIXELS = 80_000_000  # of all pages of one file
PACKING = 1  # zlib's quickest; pages are mostly white

Image.preinit()  # loads what it would load later, when nothing can be opened any more


def of_pdf(document: bytes, pages: int, orders: Mapping[str, Any], answer: Answer) -> None:
    """Draw each page of a clean PDF and answer with it. Forms are off, and so is every script. Raises Refused."""
    try:
        pdf = pypdfium2.PdfDocument(document)
        if len(pdf) != pages:
            raise Refused("DAMAGED")
        for number in range(pages):
            page = pdf[number]
            answer.preview(_png(_drawn(page, ALL_PIXELS // pages)))
            page.close()
    except pypdfium2.PdfiumError:
        raise Refused("DAMAGED") from None


def of_picture(picture: Image.Image) -> bytes:
    """A smaller picture of a picture."""
    width, height = picture.size
    scale = min(1.0, WIDTH / width, TALLEST / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _png(picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))


def _drawn(page: pypdfium2.PdfPage, most_pixels: int) -> Image.Image:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise Refused("DAMAGED")
    scale = min(WIDTH / width, TALLEST / height, (most_pixels / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    return bitmap.to_pil()


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=PACKING, pnginfo=PngImagePlugin.PngInfo())
    return out.getvalue()
