"""How is a PDF written by hand, so that a test decides about every byte?"""

import zlib

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
BOX = "/MediaBox [0 0 300 200]"
WORDS = "BT /F1 18 Tf 20 150 Td (I give permission) Tj ET"

Object = str | bytes


def stream(data: Object, entries: str = "") -> bytes:
    """A stream object, its bytes as they are."""
    data = data.encode("latin-1") if isinstance(data, str) else data
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def packed(data: bytes, entries: str = "") -> bytes:
    """A stream object, deflated."""
    return stream(zlib.compress(data, 9), f"/Filter /FlateDecode {entries}")


def write(objects: dict[int, Object], *, trailer: str = "", head: bytes = b"", first: bytes = b"%PDF-1.7\n") -> bytes:
    """A file with a table of its objects; number 1 is the catalogue."""
    out = bytearray(head + first)
    begin = len(head)
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out) - begin
        out += b"%d 0 obj\n" % number + (body.encode("latin-1") if isinstance(body, str) else body) + b"\nendobj\n"
    table = len(out) - begin
    size = max(objects) + 1
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def page(
    *, root: str = "", entries: str = "", content: str = WORDS, resources: str = "", trailer: str = "", **more: Object
) -> bytes:
    """One page of one sentence, with whatever is added: to the catalogue, to the page, as objects (`_10=…`)."""
    return write(
        {
            1: f"<< /Type /Catalog /Pages 2 0 R {root} >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R {BOX} /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R >> {resources} >> {entries} >>",
            4: stream(content),
            5: HELVETICA,
            **{int(key[1:]): body for key, body in more.items()},
        },
        trailer=trailer,
    )


def annotated(*annotations: str, root: str = "", **more: Object) -> bytes:
    """One page with annotations: objects 20, 21, …"""
    numbers = range(20, 20 + len(annotations))
    return page(
        root=root,
        entries=f"/Annots [{' '.join(f'{number} 0 R' for number in numbers)}]",
        **{f"_{number}": body for number, body in zip(numbers, annotations, strict=True)},
        **more,
    )


def of_pages(count: int) -> bytes:
    """Empty pages, all alike."""
    kids = " ".join(f"{number} 0 R" for number in range(10, 10 + count))
    return write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{kids}] /Count {count} {BOX} >>",
            **dict.fromkeys(range(10, 10 + count), "<< /Type /Page /Parent 2 0 R >>"),
        }
    )
