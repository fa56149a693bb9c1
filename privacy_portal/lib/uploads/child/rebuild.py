"""How is a PDF written anew from the parts that `keep` names?

The old file is walked from each page; what is allowed is copied, value by value, into a new one. Nothing is changed in
place and nothing is left out by name: what nobody thought of is gone. Bytes of streams are copied packed, as they
are, so that a bomb stays small; only what pictures say about themselves is taken out of them (`streams`).
"""

import zlib
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from .answer import Refused
from .keep import COLOUR, CONTENT, FILTERS, KINDS, MOST_FILTERS, PLAIN, STREAM, TEXT
from .streams import unpacked_size, without_notes

MOST_VALUES = 400_000  # copied of one file; an ordinary page of text has some hundreds
MOST_NAMES = 20_000  # in one dictionary of resources
MOST_UNPACKED = 100_000_000  # bytes of everything but pictures: a page of text has some thousands
DEEPEST = 60  # from a page down; each level is a few calls of Python and of the library

# Kinds whose objects may have bytes.
STREAMS = {"image", "function", "colourpart", "pattern", "shading", "encoding", "fontfile", "glyph", "form"}

Value = Any  # what pikepdf makes of a value: bool, int, Decimal, Object
NOTHING = None


class Rebuilder:
    """Copies what is allowed into a new document. Raises Refused when there is too much of it."""

    def __init__(self, most_pixels: int) -> None:
        self.new = pikepdf.new()
        self._most_pixels = most_pixels
        self._unpacked = 0
        self._copied: dict[tuple[tuple[int, int], str], Object] = {}
        self._count = 0
        self._depth = 0

    def page(self, attributes: dict[str, Value]) -> None:
        """Append a page made of what is allowed of these attributes."""
        kept = Dictionary()
        self._fill(kept, attributes, "page")
        self.new.pages.append(pikepdf.Page(kept))

    def copy(self, value: Value, kind: str) -> Value:
        """The allowed part of a value, or None when nothing is. Shared objects stay shared, cycles stay cycles."""
        self._count += 1
        if self._count > MOST_VALUES or self._depth > DEEPEST:
            raise Refused("TOO_HARD")
        self._depth += 1
        try:
            return self._copy(value, kind)
        finally:
            self._depth -= 1

    def _copy(self, value: Value, kind: str) -> Value:
        if isinstance(value, Stream):
            return self._stream(value, kind)
        if isinstance(value, Dictionary):
            return self._dictionary(value, kind)
        if isinstance(value, Array):
            return self._array(value, kind)
        if isinstance(value, String):
            return String(bytes(value)) if kind in (TEXT, COLOUR) else NOTHING
        if isinstance(value, Name):
            return Object.parse(value.unparse(resolved=True)) if value.is_indirect else value
        return value if isinstance(value, bool | int | Decimal) else NOTHING

    def _array(self, values: Array, kind: str) -> Object | None:
        each = kind.removesuffix("+")
        if kind == each and kind not in (PLAIN, TEXT, COLOUR, CONTENT, "fontsize", "image"):
            return NOTHING
        if kind == "image":  # a mask by colour: a list of numbers
            each = PLAIN
        copies = [self.copy(value, each) for value in values.as_list()]
        if kind == CONTENT:
            copies = [copy for copy in copies if copy is not NOTHING]
        return Array([Object.parse(b"null") if copy is NOTHING else copy for copy in copies])

    def _dictionary(self, values: Dictionary, kind: str) -> Object | None:
        kind = {COLOUR: "colourpart", "fontsize": "font"}.get(kind, kind.removesuffix("+"))
        known = self._known(values, kind)
        return known if known is not NOTHING else self._filled(Dictionary(), values, kind)

    def _stream(self, source: Stream, kind: str) -> Object | None:
        kind = {COLOUR: "colourpart", CONTENT: "glyph"}.get(kind, kind.removesuffix("+"))
        if kind == "xobject":
            kind = {"/Image": "image", "/Form": "form"}.get(str(source.get("/Subtype")), "")
        if (known := self._known(source, kind)) is not NOTHING:
            return known
        if kind not in STREAMS:
            return NOTHING
        filters = _filters(source)
        data, unwrapped = without_notes(source.read_raw_bytes(), filters)
        filters = filters[unwrapped:]
        self._weigh(source, kind, data, filters)
        if not filters and data:  # no word of a page can then be read as a script, whatever the file is taken for
            data, filters = zlib.compress(data), ["/FlateDecode"]
        target = self._filled(Stream(self.new, data), source, kind)
        if target is not NOTHING and filters:
            _pack(target, filters, unwrapped)
        return target

    def _weigh(self, stream: Stream, kind: str, data: bytes, filters: list[str]) -> None:
        """Refuse what unpacks to more than any page is: pictures by the size they claim, the rest by unpacking it."""
        if kind == "image":
            if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > self._most_pixels:
                raise Refused("TOO_MANY_PIXELS")
        else:
            self._unpacked += unpacked_size(data, filters, MOST_UNPACKED - self._unpacked)
            if self._unpacked >= MOST_UNPACKED:
                raise Refused("TOO_HARD")

    def _known(self, source: Object, kind: str) -> Object | None:
        return self._copied.get((source.objgen, kind)) if source.is_indirect else NOTHING

    def _filled(self, target: Object, source: Object, kind: str) -> Object | None:
        """Fill a new object; it is remembered before it is filled, so that a cycle finds it."""
        of_any_name = kind.endswith("*")
        if not of_any_name and kind not in KINDS:
            return NOTHING
        if source.is_indirect or isinstance(target, Stream):
            target = target if target.is_indirect else self.new.make_indirect(target)
            self._copied[(source.objgen, kind)] = target
        if of_any_name:
            if len(source) > MOST_NAMES:
                raise Refused("TOO_HARD")
            for key in source.keys():  # noqa: SIM118  # a PDF dictionary is no mapping of Python's
                self._set(target, key, source[key], kind.removesuffix("*"))
        else:
            self._fill(target, source, kind)
        return target

    def _fill(self, target: Object, source: Any, kind: str) -> None:
        allowed = {**KINDS[kind], **STREAM} if isinstance(target, Stream) else KINDS[kind]
        for key, of_kind in allowed.items():
            if key in source:
                self._set(target, key, source[key], of_kind)

    def _set(self, target: Object, key: str, value: Value, kind: str) -> None:
        copy = self.copy(value, kind)
        if copy is not NOTHING:
            target[key] = copy


def _filters(stream: Stream) -> list[str]:
    """The names of a stream's filters, outermost first. Raises Refused for a stack of them, and for unknown ones."""
    named = stream.get("/Filter")
    names = [] if named is None else [str(name) for name in (named.as_list() if isinstance(named, Array) else [named])]
    if len(names) > MOST_FILTERS:
        raise Refused("TOO_HARD")
    if not FILTERS.issuperset(names):
        raise Refused("DAMAGED")
    return names


def _pack(stream: Object, filters: list[str], unwrapped: int) -> None:
    """Say how the bytes of a new stream are packed, the first filters having been taken off."""
    stream["/Filter"] = Array([Name(name) for name in filters])
    parameters = stream.get("/DecodeParms")
    if unwrapped and parameters is not None:
        left = list(parameters.as_list())[unwrapped:] if isinstance(parameters, Array) else []
        stream["/DecodeParms"] = Array(left)
