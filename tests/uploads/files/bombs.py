"""PDFs that ask for more time or memory than there is, lock themselves, or are broken."""

import functools
import io
import zlib

import pikepdf

from privacy_portal.lib.uploads.refusal import Refusal
from tests.uploads.files import ordinary
from tests.uploads.files.case import Case, refused, rewritten
from tests.uploads.files.writing import BOX, WORDS, of_pages, packed, page, stream, write


def zeros(megabytes: int, byte: bytes = b"\x00") -> bytes:
    """That much of one byte, deflated, without ever having it: one block, repeated, with the right sum at its end."""
    packer, block = zlib.compressobj(9), byte * 1_000_000
    start = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    total = functools.reduce(lambda sum_so_far, _: zlib.adler32(block, sum_so_far), range(megabytes), 1)
    return start + again * (megabytes - 1) + b"\x03\x00" + total.to_bytes(4, "big")


def stream_bomb() -> bytes:
    """A stream of 400 MB in 400 kB that nothing draws."""
    return page(resources="/XObject << /I 10 0 R >>", _10=image_bomb(20_000))


def image_bomb(side: int) -> bytes:
    """A picture of 400 megapixels in 400 kB."""
    entries = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return stream(zeros(side * side // 1_000_000), f"{entries} /Filter /FlateDecode")


def content_bomb() -> bytes:
    """400 MB of drawing in 400 kB."""
    return page(_4=stream(zeros(400, b" "), "/Filter /FlateDecode"))


def packed_twice() -> bytes:
    """A gigabyte in a few kB, packed once more."""
    return page(_4=packed(zeros(1_000, b" "), "").replace(b"/FlateDecode", b"[/FlateDecode /FlateDecode]"))


def object_stream_bomb() -> bytes:
    """A stream of objects that unpacks to 400 MB."""
    return write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: stream(zeros(400, b" "), "/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode"),
        }
    ).replace(b"/Pages 2 0 R", b"/Pages 7 0 R").replace(b"xref\n", b"xre_\n")  # fmt: skip


def laughs() -> bytes:
    """A form that draws ten forms that draw ten forms …: 10^12 squares."""
    forms = {
        f"_{number}": stream(
            "/N Do " * 10,
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N {number + 1} 0 R >> >>",
        )
        for number in range(10, 22)
    }
    last = stream("0 0 9 9 re f " * 10, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return page(content="/N Do", resources="/XObject << /N 10 0 R >>", **forms, _22=last)


def nested(opening: str, closing: str, depth: int = 100_000) -> bytes:
    """An object inside an object inside an object …"""
    return page(entries=f"/Group {opening * depth}{closing * depth}")


def deep_tree(depth: int) -> bytes:
    """A page under many nodes."""
    nodes = {n: f"<< /Type /Pages /Parent {n - 1} 0 R /Kids [{n + 1} 0 R] /Count 1 >>" for n in range(2, depth + 2)}
    return write({1: "<< /Type /Catalog /Pages 2 0 R >>", **nodes, depth + 2: f"<< /Type /Page {BOX} >>"})


def deep_resources(depth: int) -> bytes:
    """A form whose resources have a form whose resources …, without end in sight."""
    return page(
        resources="/XObject << /N 10 0 R >>",
        **{
            f"_{n}": stream("", f"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N {n + 1} 0 R >> >>")
            for n in range(10, 10 + depth)
        },
    )


def cyclic_tree(kids: str) -> bytes:
    """A tree of pages that has itself among its leaves."""
    return write(
        {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: f"<< /Type /Pages /Kids [{kids}] /Count 1 {BOX} >>",
         3: "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>", 4: "<< /Type /Page /Parent 2 0 R >>"}
    )  # fmt: skip


def table_loop() -> bytes:
    """A table of objects that says that the table before it is itself."""
    data = page(trailer="/Prev 0000000")
    return data.replace(b"/Prev 0000000", b"/Prev %07d" % data.rindex(b"xref\n0 1"))


def many_keys(count: int) -> bytes:
    """A dictionary of very many keys."""
    keys = " ".join(f"/K{number} 10 0 R" for number in range(count))
    return page(resources=f"/ExtGState << {keys} >>", _10="<< /CA 1 >>")


def draws_itself() -> bytes:
    """A form, a pattern and a font that use themselves."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources 13 0 R"
    pattern = "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources 13 0 R"
    font = "/Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97"
    use = "/N Do /Pattern cs /P scn 0 0 50 50 re f BT /T3 9 Tf (a) Tj ET"
    return page(
        content=f"{WORDS} {use}",
        resources="/XObject << /N 10 0 R >> /Pattern << /P 11 0 R >> ",
        _10=stream(use, form),
        _11=stream(use, pattern),
        _12=f"<< {font} /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 14 0 R >> "
        "/Resources 13 0 R >>",
        _13="<< /XObject << /N 10 0 R >> /Pattern << /P 11 0 R >> /Font << /F1 5 0 R /T3 12 0 R >> >>",
        _14=stream(f"9 0 d0 {use}"),
    )


def locked(user: str, owner: str, **options: object) -> bytes:
    """A file with passwords."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner=owner, **options))
    return out.getvalue()


BOMBS: list[Case] = [
    *refused(
        Refusal.TOO_HARD,
        content_bomb__pdf=content_bomb,
        content_bomb_as_picture__pdf=lambda: page(
            _4=stream(zeros(400, b" "), "/Subtype /Image /Width 1 /Height 1 /Filter /FlateDecode")
        ),
        packed_twice__pdf=packed_twice,
        laughs__pdf=laughs,
        deep_tree__pdf=lambda: deep_tree(5_000),
        deep_resources__pdf=lambda: deep_resources(5_000),
        many_keys__pdf=lambda: many_keys(500_000),
        draws_itself__pdf=draws_itself,
        stack_of_filters__pdf=lambda: page(_4=packed(b"", "").replace(b"/FlateDecode", b"[" + b"/Fl " * 9 + b"]")),
    ),
    *refused(
        Refusal.TOO_MANY_PAGES,
        pages_201__pdf=lambda: of_pages(201),
        pages_5000__pdf=lambda: of_pages(5_000),
        one_page_5000_times__pdf=lambda: cyclic_tree("4 0 R " * 5_000),
    ),
    *refused(
        Refusal.DAMAGED,
        nested_arrays__pdf=lambda: nested("[", "]"),
        nested_dictionaries__pdf=lambda: nested("<< /A ", ">>"),
        tree_of_itself__pdf=lambda: cyclic_tree("2 0 R"),
        tree_in_a_circle__pdf=lambda: cyclic_tree("4 0 R 3 0 R"),
        object_stream_bomb__pdf=object_stream_bomb,
        endless_number__pdf=lambda: page().replace(b"[0 0 300 200]", b"[0 0 1 " + b"9" * 400 + b"]"),
    ),
    *refused(
        Refusal.TOO_MANY_PIXELS,
        stream_bomb__pdf=stream_bomb,
        image_bomb__pdf=lambda: page(
            content="300 0 0 200 0 0 cm /I Do", resources="/XObject << /I 10 0 R >>", _10=image_bomb(20_000)
        ),
    ),
    *rewritten(
        table_loop__pdf=table_loop,
        huge_box__pdf=lambda: page().replace(b"[0 0 300 200]", b"[0 0 999999 999999]"),
        strip__pdf=lambda: page().replace(b"[0 0 300 200]", b"[0 0 1 100000]"),
    ),
]
LOCKED: list[Case] = refused(
    Refusal.PASSWORD,
    user_password__pdf=lambda: locked("secret", "owner"),
    owner_password__pdf=lambda: locked("", "owner"),
    old_password__pdf=lambda: locked("secret", "owner", R=3, aes=False, metadata=False),
    old_owner_password__pdf=lambda: locked("", "owner", R=3, aes=False, metadata=False),
)
DAMAGED: list[Case] = [
    *refused(Refusal.EMPTY, empty__pdf=bytes),
    *refused(
        Refusal.DAMAGED,
        header_only__pdf=lambda: b"%PDF-1.7\n",
        header_and_end__pdf=lambda: b"%PDF-1.7\n%%EOF\n",
        half__pdf=lambda: ordinary.filled()[: len(ordinary.filled()) // 2],
        no_pages__pdf=lambda: of_pages(0),
        no_catalogue__pdf=lambda: write({1: "null", 2: "<< >>"}),
        pages_of_numbers__pdf=lambda: cyclic_tree("1 2 3"),
        unknown_filter__pdf=lambda: page(_4=stream(WORDS, "/Filter /Crypt")),
    ),
]
