"""Short words for documents in the vault, which many tests of it begin with."""

from pathlib import Path

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.stream import CHUNK, HEADER_BYTES, TAG_BYTES

SEALED_CHUNK = CHUNK + TAG_BYTES


def kept(data: bytes, key: bytes) -> str:
    """Put a document into the vault; its name there."""
    return vault.put([data], key=key).name


def whole(name: str, key: bytes) -> bytes:
    """Read a document to its end."""
    return b"".join(vault.read(name, key=key))


def files(directory: Path) -> list[str]:
    """Every file below a directory, with its place."""
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


def pieces_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    """The header of a sealed document, and its sealed chunks."""
    starts = range(HEADER_BYTES, len(sealed), SEALED_CHUNK)
    return sealed[:HEADER_BYTES], [sealed[start : start + SEALED_CHUNK] for start in starts]
