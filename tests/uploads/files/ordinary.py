"""Papers as honest people send them: what can be seen on them must still be there afterwards."""

import io

import pikepdf
from PIL import Image, ImageDraw

from tests.uploads.files.active import through_library
from tests.uploads.files.case import Case, rewritten
from tests.uploads.files.writing import BOX, HELVETICA, WORDS, annotated, of_pages, page, stream, write

TYPED = "Maria Moreno-Ruiz"
FORM = "/AcroForm << /Fields [20 0 R 21 0 R] /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> {} >>"
FIELD = f"/Type /Annot /Subtype /Widget /FT /Tx /T (name) /V ({TYPED}) /DA (/F1 12 Tf 0 g) /Rect [20 60 200 80] /F 4"
BOXED = "/Type /Annot /Subtype /Widget /FT /Btn /T (agree) /V /Yes /AS /Yes /Rect [20 20 40 40] /F 4"
CROSS = stream("2 w 2 2 m 18 18 l 2 18 m 18 2 l S", "/Type /XObject /Subtype /Form /BBox [0 0 20 20]")


def filled(entries: str = "", *, look: bool = True) -> bytes:
    """A power of attorney with a name typed in and a box ticked."""
    appearance = stream(
        f"/Tx BMC BT /F1 12 Tf 2 5 Td ({TYPED}) Tj ET EMC",
        "/Type /XObject /Subtype /Form /BBox [0 0 180 20] /Resources << /Font << /F1 5 0 R >> >>",
    )
    return annotated(
        f"<< {FIELD} {'/AP << /N 30 0 R >>' if look else ''} >>",
        f"<< {BOXED} /AP << /N << /Yes 31 0 R /Off 32 0 R >> >> >>",
        root=FORM.format(entries),
        _30=appearance,
        _31=CROSS,
        _32=stream("", "/Type /XObject /Subtype /Form /BBox [0 0 20 20]"),
    )


def signed_by_hand() -> bytes:
    """A signature drawn with a finger, as telephones add it."""
    return annotated(
        "<< /Type /Annot /Subtype /Ink /Rect [100 20 200 60] /InkList [[100 20 150 60]] /AP << /N 30 0 R >> /F 4 >>",
        _30=stream("3 w 0 0 m 50 40 l 100 0 l S", "/Type /XObject /Subtype /Form /BBox [0 0 100 40]"),
    )


def paper(width: int = 850, height: int = 1_100) -> Image.Image:
    """A scanned sheet with lines on it."""
    sheet = Image.new("L", (width, height), 245)
    pen = ImageDraw.Draw(sheet)
    for line in range(100, height - 100, 40):
        pen.text((80, line), f"Line {line}: I give permission to my agent to ask for my information.", fill=20)
    return sheet


def scanned(pages: int = 1, quality: int = 60, width: int = 850, height: int = 1_100) -> bytes:
    """Sheets as a scanner packs them: a JPEG a page."""
    packed = io.BytesIO()
    paper(width, height).save(packed, "JPEG", quality=quality)
    pdf = pikepdf.new()
    for _ in range(pages):
        image = pikepdf.Stream(pdf, packed.getvalue())
        image.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=width,
                Height=height,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
        )
        sheet = pdf.add_blank_page(page_size=(612, 792))
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        sheet.Contents = pikepdf.Stream(pdf, b"612 0 0 792 0 0 cm /I Do")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def painted() -> bytes:
    """Everything that a page may be drawn with: shadings, patterns, colours, masks, groups, a font of drawings."""
    return page(
        content=f"{WORDS} q /G gs /Cs cs 1 scn 0 0 60 60 re f Q q 60 0 60 60 re W n /Sh sh Q "
        "/Pattern cs /P scn 120 0 60 60 re f q 60 0 0 60 180 0 cm /I Do Q BT /T3 40 Tf 245 5 Td (a) Tj ET",
        resources="/ExtGState << /G << /ca .8 /SMask << /S /Luminosity /G 15 0 R >> >> >> /Shading << /Sh 11 0 R >> "
        "/Pattern << /P 12 0 R >> /XObject << /I 13 0 R >> /ColorSpace << /Cs [/Separation /Spot /DeviceRGB 10 0 R] >>",
        _10="<< /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [1 0 0] /N 1 >>",
        _11="<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [60 0 120 0] /Extend [true true] "
        "/Function << /FunctionType 3 /Domain [0 1] /Functions [10 0 R 10 0 R] /Bounds [.5] /Encode [0 1 1 0] >> >>",
        _12=stream(
            "0 0 1 rg 0 0 5 5 re f",
            "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 10 /YStep 10 /Resources << >>",
        ),
        _13=stream(
            b"\x00\x01\x01\x00",
            "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /SMask 14 0 R "
            "/ColorSpace [/Indexed /DeviceRGB 1 <ff0000 00ff00>]",
        ),
        _14=stream(
            b"\xff\x80\x40\xff",
            "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        ),
        _15=stream(
            "1 g 0 0 30 60 re f .3 g 30 0 30 60 re f",
            "/Type /XObject /Subtype /Form /BBox [0 0 60 60] /Group << /S /Transparency /CS /DeviceGray /I true >>",
        ),
        _16="<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 "
        "/Widths [1] /Encoding << /Differences [97 /a] >> /CharProcs << /a 17 0 R >> /Resources << >> >>",
        _17=stream("1 0 d0 0 0 1 1 re f"),
    ).replace(b"/F1 5 0 R >>", b"/F1 5 0 R /T3 16 0 R >>", 1)


def turned() -> bytes:
    """A page lying on its side, cut to a smaller sheet, its attributes those of the tree."""
    return write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [3 0 R] /Count 1 {BOX} /Rotate 90 /CropBox [10 10 290 190] "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            3: "<< /Type /Page /Parent 2 0 R /Contents [4 0 R 6 0 R] >>",
            4: stream(WORDS),
            5: HELVETICA,
            6: stream("BT /F1 18 Tf 20 100 Td (and this too) Tj ET"),
        }
    )


ORDINARY: list[Case] = [
    *rewritten(
        text__pdf=page,
        text__PDF=page,
        filled__pdf=filled,
        filled_without_look__pdf=lambda: filled("/NeedAppearances true", look=False),
        signed_by_hand__pdf=signed_by_hand,
        painted__pdf=painted,
        turned__pdf=turned,
        scanned__pdf=scanned,
        old_version__pdf=lambda: page().replace(b"%PDF-1.7", b"%PDF-1.2"),
        object_streams__pdf=lambda: through_library(page(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        for_the_web__pdf=lambda: through_library(page(), linearize=True),
        wrong_table__pdf=lambda: page().replace(b"startxref\n", b"startxref\n9"),
        junk_around__pdf=lambda: b"\r\n\r\n" + page() + b"\n\n\n\x00\x00",
    ),
    Case("three-pages.pdf", lambda: of_pages(3), pages=3),
    Case("most-pages.pdf", lambda: of_pages(200), pages=200),
]


def written(pages: int, lines: int) -> bytes:
    """Pages of text from a computer."""
    numbers = range(10, 10 + 2 * pages, 2)
    text = " ".join(
        f"(Line {line}: I give permission to my agent to ask for all my information.) Tj T*" for line in range(lines)
    )
    return write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] /Count {pages} "
            "/MediaBox [0 0 612 792] >>",
            5: HELVETICA,
            **{
                n: f"<< /Type /Page /Parent 2 0 R /Contents {n + 1} 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
                for n in numbers
            },
            **{n + 1: stream(f"BT /F1 10 Tf 12 TL 50 740 Td {text} ET") for n in numbers},
        }
    )
