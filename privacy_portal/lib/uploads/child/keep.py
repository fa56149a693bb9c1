"""Which parts of a PDF are kept? Each kind of object with the keys it may have, and what kind each value must be.

An allow-list: what draws the page is named here, everything else is left behind (ISO 32000-1, the tables named below).
Nothing that acts, points elsewhere or carries other files is named: no annotation, action, form, metadata, file, layer
or private data. Of the catalogue nothing is kept but the pages; a viewer needs no more to show them.
"""

from collections.abc import Mapping

# Kinds that are no dictionary: PLAIN (numbers, names, yes or no, and arrays of these), TEXT (the same, and strings),
# CONTENT, COLOUR. "x*" is a dictionary from any name to x; "x+" is x or an array of x.
PLAIN, TEXT, CONTENT, COLOUR = "plain", "text", "content", "colour"

Keys = Mapping[str, str]


def _plain(names: str) -> dict[str, str]:
    return {f"/{name}": PLAIN for name in names.split()}


# Table 5: every stream, besides its filters. External files (/F) are not read.
STREAM: Keys = {"/DecodeParms": "decoding+"}

KINDS: dict[str, Keys] = {
    # Table 30, without annotations, actions, thumbnails, threads, private data, metadata
    "page": {
        **_plain("Type MediaBox CropBox Rotate"),
        "/Resources": "resources",
        "/Contents": CONTENT,
        "/Group": "group",
    },
    # Table 33, without properties: layers are shown, marked content keeps no data
    "resources": {
        "/Font": "font*",
        "/XObject": "xobject*",
        "/ExtGState": "gstate*",
        "/ColorSpace": "colour*",
        "/Pattern": "pattern*",
        "/Shading": "shading*",
    },
    # Tables 89 and 145, without alternates, layers, metadata
    "image": {
        **_plain("Type Subtype Width Height BitsPerComponent ImageMask Decode Interpolate Intent Matte SMaskInData"),
        "/ColorSpace": COLOUR,
        "/Mask": "image",
        "/SMask": "image",
    },
    # Table 95, without references to other files, layers, private data, metadata
    "form": {**_plain("Type Subtype FormType BBox Matrix"), "/Resources": "resources", "/Group": "group"},
    # Tables 96 and 147
    "group": {**_plain("Type S I K"), "/CS": COLOUR},
    # Table 58, without halftones, which are for presses
    "gstate": {
        **_plain("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK"),
        "/Font": "fontsize",
        "/SMask": "softmask",
        "/TR": "function+",
        "/TR2": "function+",
    },
    # Table 144
    "softmask": {**_plain("Type S BC"), "/G": "form", "/TR": "function+"},
    # Tables 38 to 44
    "function": {
        **_plain("FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds"),
        "/Functions": "function+",
    },
    # Tables 63 to 66: what an array of a colour space can hold besides names and numbers
    "colourpart": {
        **_plain("WhitePoint BlackPoint Gamma Matrix N Range FunctionType Domain Size BitsPerSample Order"),
        **_plain("Encode Decode C0 C1 Bounds"),
        "/Alternate": COLOUR,
        "/Functions": "function+",
    },
    # Tables 75 and 76
    "pattern": {
        **_plain("Type PatternType PaintType TilingType BBox XStep YStep Matrix"),
        "/Resources": "resources",
        "/Shading": "shading",
        "/ExtGState": "gstate",
    },
    # Tables 78 to 84
    "shading": {
        **_plain("ShadingType Background BBox AntiAlias Domain Coords Extend Matrix Decode VerticesPerRow"),
        **_plain("BitsPerCoordinate BitsPerComponent BitsPerFlag"),
        "/ColorSpace": COLOUR,
        "/Function": "function+",
    },
    # Tables 111, 112, 117 and 121
    "font": {
        **_plain("Type Subtype BaseFont Name FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2"),
        "/Encoding": "encoding",
        "/CharProcs": "glyph*",
        "/Resources": "resources",
        "/FontDescriptor": "descriptor",
        "/ToUnicode": "encoding",
        "/DescendantFonts": "font+",
        "/CIDSystemInfo": "collection",
        "/CIDToGIDMap": "encoding",
    },
    # Tables 114 and 120
    "encoding": {
        **_plain("Type BaseEncoding Differences CMapName WMode"),
        "/CIDSystemInfo": "collection+",
        "/UseCMap": "encoding",
    },
    # Table 116
    "collection": {"/Registry": TEXT, "/Ordering": TEXT, "/Supplement": PLAIN},
    # Table 122, without the sets of characters, which are not needed to draw
    "descriptor": {
        **_plain("Type FontName FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight"),
        **_plain("XHeight StemV StemH AvgWidth MaxWidth MissingWidth"),
        "/FontFile": "fontfile",
        "/FontFile2": "fontfile",
        "/FontFile3": "fontfile",
    },
    # Table 127, without metadata
    "fontfile": _plain("Length1 Length2 Length3 Subtype"),
    # Tables 8, 10, 11, 13
    "decoding": {
        **_plain("Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock"),
        **_plain("BlackIs1 DamagedRowsBeforeError ColorTransform"),
        "/JBIG2Globals": "glyph",
    },
    # A stream with nothing but its bytes
    "glyph": {},
}

# Table 6 and its abbreviations, without /Crypt
FILTERS = {
    *("/FlateDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"),
    *("/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode", "/JPXDecode"),
    *("/Fl", "/LZW", "/AHx", "/A85", "/RL", "/CCF", "/DCT"),
}
MOST_FILTERS = 3  # of one stream; each can unpack a thousandfold
