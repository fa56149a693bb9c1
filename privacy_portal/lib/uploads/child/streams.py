"""What do pictures say about themselves: where, when, by whom? It is taken out without unpacking a pixel."""

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from .answer import Refused

MOST_UNWRAPPED = 64 * 1024 * 1024  # bytes of packed picture inside another packing

BLOCK = 1 << 20  # bytes unpacked at a time

# ITU-T T.81, table B.1. Kept: JFIF (APP0) and Adobe's word about colours (APP14). Comments and other notes go.
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
NOTES = {0xFE, *range(0xE1, 0xEE), 0xEF}
WITHOUT_LENGTH = {0x01, SOI, *range(0xD0, 0xD8)}
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # inside a scan, 00 and D0 to D7 belong to the picture

# ISO/IEC 15444-1, annex I: signature, file type, header (size and colours), codestream
JPX_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
JPX_KEPT = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}

# ISO/IEC 15948, 11.2 and 11.3.2
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def without_notes(data: bytes, filters: list[str]) -> tuple[bytes, int]:
    """The bytes of a stream without notes about the picture in it, and how many outer filters were unwrapped for it."""
    if not filters or filters[-1] not in CLEANERS:
        return data, 0
    for name in filters[:-1]:
        if name not in UNWRAP:
            raise Refused("TOO_HARD")
        data = UNWRAP[name](data)
    return CLEANERS[filters[-1]](data), len(filters) - 1


def jpeg(data: bytes) -> bytes:
    """A JPEG file without its notes, and without anything before or after it. Raises Refused."""
    return b"".join(_segments(data))


def _segments(data: bytes) -> Iterator[bytes]:
    at = data.find(b"\xff\xd8\xff")
    if at < 0:
        raise Refused("DAMAGED")
    yield data[at : at + 2]
    at += 2
    scanning = False
    while found := MARKER.search(data, at):
        if scanning:
            yield data[at : found.start()]  # the picture itself
        marker = found[1][0]
        at = found.end()
        if marker in WITHOUT_LENGTH:
            continue
        if marker == EOI:
            break
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise Refused("DAMAGED")
        if marker not in NOTES:
            yield b"\xff" + found[1] + data[at : at + length]
        scanning = marker == SOS
        at += length
    else:
        yield data[at:] if scanning else b""  # cut short: what there is of it
    yield b"\xff\xd9"


def jpx(data: bytes) -> bytes:
    """A JPEG 2000 file of the boxes that make the picture; a bare codestream is left as it is. Raises Refused."""
    return b"".join(_boxes(data)) if data.startswith(JPX_SIGNATURE) else data


def _boxes(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        elif length == 0:
            length = len(data) - at
        if length < 8:
            raise Refused("DAMAGED")
        if kind in JPX_KEPT:
            yield data[at : at + length]
        at += length


def png(data: bytes) -> bytes:
    """A PNG file of the chunks that make the picture, if each is whole. Raises Refused."""
    return PNG_SIGNATURE + b"".join(_chunks(data))


def _chunks(data: bytes) -> Iterator[bytes]:
    at = len(PNG_SIGNATURE)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")  # length, type and checksum take 4 bytes each
        if end > len(data) or data[end - 4 : end] != zlib.crc32(data[at + 4 : end - 4]).to_bytes(4, "big"):
            raise Refused("DAMAGED")
        if data[at + 4 : at + 8] in PNG_KEPT:
            yield data[at:end]
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    else:
        raise Refused("DAMAGED")


def unpacked_size(data: bytes, filters: list[str], limit: int) -> int:
    """How many bytes a stream unpacks to, counted up to a limit and not kept; 0 where only a reader can tell."""
    steps = []
    for name in filters:
        if name not in ("/FlateDecode", "/Fl"):
            return 0
        steps.append(zlib.decompressobj())
    try:
        return _count(steps, data, limit) if steps else len(data)
    except zlib.error:  # damaged: a reader shows what there is, which is what was counted
        return 0


def _count(steps: list[Any], data: bytes, limit: int) -> int:
    """Push bytes through a chain of unpackers, a block at a time."""
    first, *others = steps
    size = 0
    while data and size <= limit:
        block = first.decompress(data, BLOCK)
        size += _count(others, block, limit - size) if others else len(block)
        data = first.unconsumed_tail
    return size


def _inflate(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(data, MOST_UNWRAPPED)
    if unpacker.unconsumed_tail:
        raise Refused("TOO_HARD")
    return unpacked


def _from_85(data: bytes) -> bytes:
    return base64.a85decode(data.partition(b"~")[0])


def _from_hex(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.partition(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


UNWRAP: dict[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("/FlateDecode", "/Fl"), _inflate),
    **dict.fromkeys(("/ASCII85Decode", "/A85"), _from_85),
    **dict.fromkeys(("/ASCIIHexDecode", "/AHx"), _from_hex),
}
CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("/DCTDecode", "/DCT"), jpeg),
    "/JPXDecode": jpx,
}
