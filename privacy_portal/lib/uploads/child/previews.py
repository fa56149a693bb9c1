"""What does staff see of a document before opening it? One PNG a page, small enough that all of them fit the time."""

import io
import time
from collections.abc import Mapping
from typing import Any

import pypdfium2
from PIL import Image, PngImagePlugin

from .answer import Answer, Refused

WIDTH = 1_000  # pixels, of a page in a document of few pages
TALLEST = 2_000  # pixels, of a page that is a strip
ALL_PIXELS = 80_000_000  # of all pages of one file: 200 letters of 556 x 719
FEWEST_PIXELS = 60_000  # of a page, when drawing is slow
PACE = 0.6  # of the time allowed, which is when the last page should be drawn
EARLY = 5  # pages, before anything is said about the pace
PACKING = 1  # zlib's quickest; pages are mostly white

Image.preinit()  # loads what it would load later, when nothing can be opened any more


def of_pdf(document: bytes, pages: int, orders: Mapping[str, Any], answer: Answer) -> None:
    """Draw each page of a clean PDF and answer with it. Forms are off, and so is every script. Raises Refused.

    The more pages, the smaller the pictures; and smaller still when drawing falls behind the time there is.
    """
    began, pace = time.monotonic(), orders["seconds"] * PACE
    most_pixels = ALL_PIXELS // pages
    try:
        pdf = pypdfium2.PdfDocument(document)
        if len(pdf) != pages:
            raise Refused("DAMAGED")
        for number in range(pages):
            if (time.monotonic() - began) * pages > pace * max(number, EARLY):
                most_pixels = max(FEWEST_PIXELS, most_pixels * 3 // 4)
            page = pdf[number]
            answer.preview(_png(_drawn(page, most_pixels)))
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
    return _grey_if_it_is(bitmap.to_pil())


def _grey_if_it_is(picture: Image.Image) -> Image.Image:
    """A page without a colour, which most are, takes a third of the time to pack."""
    red, green, blue = (channel.tobytes() for channel in picture.convert("RGB").split())
    return picture.convert("L") if red == green == blue else picture


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=PACKING, pnginfo=PngImagePlugin.PngInfo())
    return out.getvalue()
