"""Is an evidence pack as the portal made it? Looks at the file alone: neither database nor vault is asked.

The digests and the chain of the history need no key. Whether this portal made the pack says its signature, for which
the portal's public key is needed.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from privacy_portal.lib import chain, signing
from requests_app.operations.evidence_pack import DATA, FORMAT, PAGE, SIGNATURE, SUMS

LARGEST = 500_000_000  # bytes unpacked; a filing takes 25 MB of documents
PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)?|documents/[0-9]+-[a-z]+\.(pdf|jpg|png)|SHA256SUMS\.sig")
LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class NotAPack(Exception):
    """The file cannot be opened as an evidence pack at all; the text says why."""


def problems(data: bytes, *, public_key: bytes) -> list[str]:
    """A plain line for everything that is wrong with a pack; none when it is as the portal with that key made it."""
    try:
        files = _members(data)
    except NotAPack as why:
        return [str(why)]
    return [*_of_sums(files), *_of_signature(files, public_key), *_of_data(files)]


def _members(data: bytes) -> dict[str, bytes]:
    """Every file of the archive. Raises NotAPack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = [each.filename for each in members]
            if len(set(names)) != len(names):
                raise NotAPack("a file is in it twice")
            if strange := [name for name in names if not PLACE.fullmatch(name)]:
                raise NotAPack(f"a file lies where none belongs: {strange[0]!r}")
            if sum(each.file_size for each in members) > LARGEST:
                raise NotAPack("it unpacks to more than an evidence pack ever holds")
            return {each.filename: _read(archive, each) for each in members}
    except UNREADABLE as trouble:
        raise NotAPack(f"it is damaged, or no ZIP file ({type(trouble).__name__})") from None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except UNREADABLE as trouble:
        raise NotAPack(f"{member.filename}: is damaged ({type(trouble).__name__})") from None


def _of_sums(files: dict[str, bytes]) -> Iterator[str]:
    named: dict[str, str] = {}
    for line in files.get(SUMS, b"").decode(errors="replace").splitlines():
        if match := LINE.fullmatch(line):
            named[match[2]] = match[1]
        else:
            yield f"{SUMS}: has a line that is no digest"
    for place in sorted({PAGE, DATA, SUMS, SIGNATURE, *named} - files.keys()):
        yield f"{place}: is missing"
    for place in sorted(files.keys() - {SUMS, SIGNATURE}):
        if place not in named:
            yield f"{place}: is not named in {SUMS}"
        elif sha256(files[place]).hexdigest() != named[place]:
            yield f"{place}: is not what it was when the pack was made"


def _of_signature(files: dict[str, bytes], public_key: bytes) -> Iterator[str]:
    if not signing.signed_by(files.get(SUMS, b""), files.get(SIGNATURE, b""), public_key=public_key):
        yield f"{SIGNATURE}: is not this portal’s signature of {SUMS}"


def _of_data(files: dict[str, bytes]) -> Iterator[str]:
    try:
        told = json.loads(files.get(DATA, b""))
        if told["format"] != FORMAT:
            yield f"{DATA}: is of another format than {FORMAT!r}"
            return
        yield from _of_documents(told["documents"], files)
        yield from _of_history(told["history"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        yield f"{DATA}: cannot be read"


def _of_documents(documents: list[dict[str, Any]], files: dict[str, bytes]) -> Iterator[str]:
    named = {each["file"]: each["sha256"] for each in documents if each["file"]}
    for place in sorted(named.keys() | {each for each in files if each.startswith("documents/")}):
        if place not in named or place not in files:
            yield f"{place}: {DATA} and the pack do not agree that it is in it"
        elif sha256(files[place]).hexdigest() != named[place]:
            yield f"{place}: is not the document that {DATA} tells of"


def _of_history(events: list[dict[str, Any]]) -> Iterator[str]:
    previous = chain.START
    for expected, event in enumerate(events, start=1):
        content = bytes.fromhex(event["content"])
        linked = chain.link(previous=bytes.fromhex(event["previous"]), number=event["number"], content=content)
        if event["number"] != expected:
            yield f"history: event {event['number']} stands where event {expected} belongs"
        elif linked.hex() != event["hash"] or ("said" in event and chain.content(event["said"]) != content):
            yield f"history: event {expected} was changed"
        elif event["previous"] != previous.hex():
            yield f"history: event {expected} does not follow the one in front of it"
        previous = bytes.fromhex(event["hash"])
    if not events:
        yield "history: is empty"
