"""Files that are not what their name says, or of two kinds at once."""

import functools
import io
import zipfile

from PIL import Image

from privacy_portal.lib.uploads.refusal import Refusal
from tests.uploads.files import pictures, writing
from tests.uploads.files.case import SECRET, Case, refused, rewritten

EXE = b"MZ\x90\x00" + b"\x00" * 56 + b"\x80\x00\x00\x00" + b"\x00" * 60 + b"\x0e\x1f\xba\x0eThis program cannot be run"
HTML = b"<!DOCTYPE html><html><body><script>alert(document.domain)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
TEXT = b"I hereby give permission.\n"
POSTSCRIPT = b"%!PS-Adobe-3.0\n(%pipe%id) (r) file\nshowpage\n"
RTF = rb"{\rtf1\ansi{\object\objocx{\*\objdata 01050000}}}"
GIF_SCRIPT = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1);//"
# The test file that every scanner knows; in two halves, so that none stops at this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def archive(*names: str) -> bytes:
    """A ZIP file; names may lead out of its directory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, SECRET)
    return out.getvalue()


def zip_bomb() -> bytes:
    """20 MB of nothing in 20 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(20_000_000))
    return out.getvalue()


def picture_as(kind: str) -> bytes:
    """A small picture of any kind."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, kind)
    return out.getvalue()


def always(data: bytes):
    """A file that needs no making."""
    return lambda: data


gif, webp, tiff, bmp = (functools.partial(picture_as, kind) for kind in ("GIF", "WEBP", "TIFF", "BMP"))
docx = functools.partial(archive, "[Content_Types].xml", "word/document.xml")
slip = functools.partial(archive, "../../../etc/cron.d/evil")


DISGUISED: list[Case] = refused(
    Refusal.WRONG_TYPE,
    exe__pdf=always(EXE),
    exe__png=always(EXE),
    exe__jpg=always(EXE),
    zip__pdf=archive,
    zip__png=archive,
    zip__zip=archive,
    zip_slip__pdf=slip,
    zip_bomb__jpg=zip_bomb,
    docx__pdf=docx,
    docx__jpeg=docx,
    docx__docx=docx,
    html__pdf=always(HTML),
    html__jpg=always(HTML),
    html__html=always(HTML),
    svg__png=always(SVG),
    svg__jpg=always(SVG),
    svg__pdf=always(SVG),
    svg__svg=always(SVG),
    xml__pdf=always(XML),
    xml__png=always(XML),
    gif__png=gif,
    gif__jpg=gif,
    gif__gif=gif,
    gif_script__png=always(GIF_SCRIPT),
    webp__jpg=webp,
    webp__png=webp,
    tiff__png=tiff,
    tiff__jpg=tiff,
    bmp__png=bmp,
    plain_text__pdf=always(TEXT),
    plain_text__jpg=always(TEXT),
    postscript__pdf=always(POSTSCRIPT),
    rtf__pdf=always(RTF),
    eicar__pdf=always(EICAR),
    eicar__png=always(EICAR),
    eicar__txt=always(EICAR),
    one_byte__pdf=always(b"%"),
    one_byte__jpg=always(b"\xff"),
    jpeg__png=pictures.photo,
    jpeg__pdf=pictures.photo,
    png__jpg=pictures.drawing,
    png__pdf=pictures.drawing,
    pdf__png=writing.page,
    pdf__jpg=writing.page,
    pdf__exe=writing.page,
    **{"agreement.pdf__exe": writing.page, "backwards__pdf \u202egpj": writing.page, "no-extension": writing.page},
)

POLYGLOTS: list[Case] = rewritten(
    html_and_pdf__pdf=lambda: HTML + b"\n" + writing.page(),
    html_before_pdf__pdf=lambda: writing.write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R {writing.BOX} >>",
        },
        head=HTML + SECRET + b"\n",
    ),
    pdf_and_zip__pdf=lambda: writing.page() + archive("evil.exe"),
    zip_and_pdf__pdf=lambda: archive("evil.exe") + writing.page(),
    pdf_and_html__pdf=lambda: writing.page() + HTML + SECRET,
    script_in_comment__pdf=lambda: writing.page().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + HTML + SECRET + b"\n"),
    script_as_words__pdf=lambda: writing.page(content=f"BT /F1 9 Tf 9 9 Td ({HTML.decode()}) Tj ET".replace("()", "")),
    eicar_inside__pdf=lambda: writing.page(
        root="/AF [9 0 R]", _9=writing.stream(EICAR + SECRET, "/Type /EmbeddedFile")
    ),
    jpeg_and_zip__jpg=lambda: pictures.photo() + archive("evil.exe"),
    jpeg_with_script__jpg=lambda: pictures.with_segment(pictures.photo(), 0xFE, HTML + SECRET),
    pdf_in_jpeg__jpg=lambda: pictures.with_segment(pictures.photo(), 0xFE, writing.page()),
    png_and_script__png=lambda: pictures.drawing() + HTML + SECRET,
    png_with_script__png=lambda: pictures.with_chunk(pictures.drawing(), b"tEXt", b"Comment\x00" + HTML + SECRET),
    png_and_zip__png=lambda: pictures.drawing() + archive("evil.exe"),
    png_with_php__png=lambda: pictures.with_chunk(pictures.drawing(), b"prVt", b"<?php system('id') ?>" + SECRET),
)
