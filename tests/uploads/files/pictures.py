"""Photographs and drawings: ordinary ones that must survive, talkative ones, damaged ones, and bombs."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageCms

from privacy_portal.lib.uploads.refusal import Refusal
from tests.uploads.files.case import SECRET, Case, refused, rewritten

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 30)


def scene(width: int = 120, height: int = 80) -> Image.Image:
    """Red at the left, blue at the right, a green strip along the top."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    picture.paste(GREEN, (0, 0, width, height // 8))
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(**options: Any) -> bytes:
    """A JPEG of the scene."""
    return saved(scene(), "JPEG", **options)


def drawing(**options: Any) -> bytes:
    """A PNG of the scene."""
    return saved(scene(), "PNG", **options)


def notes() -> Image.Exif:
    """Where it was taken, with what, and a secret."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.UserComment] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (38.0, 34.0, 36.0), 3: "W", 4: (121.0, 29.0, 40.0)})
    return exif


def talkative() -> bytes:
    """A photo with notes of three kinds."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photo(exif=notes(), comment=SECRET, icc_profile=profile, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")


def turned() -> bytes:
    """A photo that was taken with the camera on its side: its notes say so."""
    exif = notes()
    exif[ExifTags.Base.Orientation] = 6
    return photo(exif=exif)


def large() -> bytes:
    """12 megapixels with grain, as a telephone takes them."""
    grain = Image.effect_noise((1000, 750), 40).resize((4000, 3000)).convert("RGB")
    return saved(Image.blend(scene(4000, 3000), grain, 0.3), "JPEG", quality=85, exif=notes())


def with_segment(photograph: bytes, marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment right at its beginning."""
    return photograph[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data + photograph[2:]


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(picture: bytes, kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk after its header."""
    return picture[:33] + chunk(kind, data) + picture[33:]


def claiming(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A black-and-white PNG of any size in a few bytes; with fewer rows it claims to be larger than it is."""
    row = b"\x00" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A comment of 200 MB in 200 kB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    return with_chunk(drawing(), b"zTXt", b"Comment\x00\x00" + packed)


def wrong_checksum() -> bytes:
    """One bit of the pixels flipped."""
    data = bytearray(drawing())
    data[data.index(b"IDAT") + 10] ^= 1
    return bytes(data)


def huge_claim() -> bytes:
    """A JPEG whose header says 60,000 by 60,000."""
    data = bytearray(photo())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def claiming_everything() -> bytes:
    """A header with the largest size there is, and no pixel."""
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def half(data: bytes) -> bytes:
    """The first half of a file, as after a broken connection."""
    return data[: len(data) // 2]


def animated(kind: str = "PNG") -> bytes:
    """Two frames, the second one blank."""
    return saved(scene(), kind, save_all=True, append_images=[Image.new("RGB", (120, 80))])


def grain(kind: str, mode: str) -> bytes:
    """A picture of some mode."""
    return saved(scene().convert("L").convert(mode) if mode != "CMYK" else scene().convert("CMYK"), kind)


ORDINARY: list[Case] = rewritten(
    photo__jpg=photo,
    photo__JPEG=photo,
    drawing__png=drawing,
    talkative__jpg=talkative,
    turned__jpg=turned,
    large__jpg=large,
    progressive__jpg=lambda: photo(progressive=True, exif=notes()),
    grey__jpg=lambda: grain("JPEG", "L"),
    cmyk__jpg=lambda: grain("JPEG", "CMYK"),
    two_frames__jpg=lambda: animated("MPO"),
    two_frames__png=animated,
    notes__png=lambda: with_chunk(drawing(exif=notes()), b"tEXt", b"Author\x00" + SECRET),
    palette__png=lambda: saved(scene().quantize(16), "PNG"),
    black_and_white__png=lambda: grain("PNG", "1"),
    sixteen_bits__png=lambda: saved(scene().convert("I").point(lambda value: value * 256 + 0).convert("I;16"), "PNG"),
    see_through__png=lambda: saved(scene().convert("RGBA"), "PNG"),
    rows_missing__png=lambda: claiming(5_000, 5_000, rows=10),
    bad_profile__jpg=lambda: photo(icc_profile=SECRET * 20),
)
DAMAGED: list[Case] = [
    *refused(Refusal.EMPTY, empty__jpg=bytes, empty__png=bytes),
    *refused(
        Refusal.DAMAGED,
        half__jpg=lambda: half(photo()),
        half__png=lambda: half(drawing()),
        start_only__jpg=lambda: photo()[:3],
        start_only__png=lambda: drawing()[:8],
        wrong_checksum__png=wrong_checksum,
        text_bomb__png=text_bomb,
    ),
]
BOMBS: list[Case] = refused(
    Refusal.TOO_MANY_PIXELS,
    ten_thousand__png=lambda: claiming(10_000, 10_000),
    twenty_thousand__png=lambda: claiming(20_000, 20_000),
    claims_everything__png=claiming_everything,
    claims_everything__jpg=huge_claim,
)
