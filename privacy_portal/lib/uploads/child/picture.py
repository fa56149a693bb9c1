"""How does a photograph from a stranger become a picture and nothing else?"""

import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, ImageCms, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, UnidentifiedImageError

from . import previews
from .answer import Answer, Refused
from .streams import jpeg, png

# MPO is what phones make of a JPEG with a second picture behind it; the first one is kept.
READERS = (JpegImagePlugin.JpegImageFile, MpoImagePlugin.MpoImageFile, PngImagePlugin.PngImageFile)
MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
QUALITY = 90  # of JPEG: no letter of a scanned page suffers
PACKING = 4  # of PNG: half the time of zlib's usual 6, for a few per cent
LARGEST_JPEG = 25_000_000  # pixels; a larger one is read at half its width, still more than a page of paper needs

# What to do with a picture that was taken with the camera held so (Exif 2.32, tag 274).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SRGB = ImageCms.createProfile("sRGB")


def clean(data: bytes, orders: Mapping[str, Any], answer: Answer) -> None:
    """Answer with the pixels, packed anew, and with a smaller picture of them."""
    picture = _opened(data, orders["type"], orders["pixels"])
    if picture.format != "PNG" and picture.width * picture.height > LARGEST_JPEG:
        picture.draft(None, (picture.width // 2, picture.height // 2))
    if picture.format == "PNG":
        png(data)  # Pillow passes over a wrong checksum
    turn, profile = _turn(picture), picture.info.get("icc_profile")
    bare = _in_plain_colours(_loaded(picture), profile)
    if turn is not None:
        bare = bare.transpose(turn)
    bare.info = {}
    answer.document(_packed(bare, orders["type"]), orders["type"])
    answer.preview(previews.of_picture(bare))
    answer.end(pages=1)


def _opened(data: bytes, media_type: str, most_pixels: int) -> Image.Image:
    """The picture before its pixels are read. Raises Refused."""
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("TOO_MANY_PIXELS") from None
    except UnidentifiedImageError:
        raise Refused("DAMAGED" if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) else "WRONG_TYPE") from None
    if not isinstance(picture, READERS) or MEDIA_TYPES.get(picture.format or "") != media_type:
        raise Refused("WRONG_TYPE")
    if picture.width * picture.height > most_pixels:
        raise Refused("TOO_MANY_PIXELS")
    return picture


def _loaded(picture: Image.Image) -> Image.Image:
    """The pixels of the first frame. Raises OSError and others when the file is cut short or damaged."""
    picture.seek(0)
    picture.load()
    return picture


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How the camera was held. A picture whose notes cannot be read is taken as it is."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # notes are of no use to us, whatever is wrong with them
        return None


def _in_plain_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The same picture in grey, black and white, or sRGB, with or without transparency."""
    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel
        return picture.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    if profile and picture.mode in ("RGB", "CMYK"):
        picture = _in_srgb(picture, profile)
    if picture.mode in ("1", "L", "RGB", "RGBA", "LA") and "transparency" not in picture.info:
        return picture
    see_through = picture.mode in ("PA", "RGBa", "La", "LA", "RGBA") or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours as they were meant, for screens that do not know the profile. One that cannot be read is ignored."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if picture.mode == "RGB":
            ImageCms.profileToProfile(picture, meant, SRGB, inPlace=True)
            return picture
        return ImageCms.profileToProfile(picture, meant, SRGB, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _packed(picture: Image.Image, media_type: str) -> bytes:
    """A file with pixels and nothing else: what the packer may have added is taken out again."""
    out = io.BytesIO()
    if media_type == "image/jpeg":
        picture.save(out, "JPEG", quality=QUALITY)
        return jpeg(out.getvalue())
    picture.save(out, "PNG", compress_level=PACKING, pnginfo=PngImagePlugin.PngInfo())
    return png(out.getvalue())
