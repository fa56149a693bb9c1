"""What was typed into a form, or stamped and drawn on a page: how does it become part of the page itself?

Fields and notes go, because they can act; what they look like stays, because a filled-in power of attorney is worth
nothing without what was filled in.
"""

from typing import Any

from pikepdf import AcroForm, AcroFormField, Annotation, Pdf

# What the library can draw where a program left that to the reader: letters of the fonts every reader has.
DRAWABLE = "latin-1"


def flatten(pdf: Pdf) -> None:
    """Draw fields and annotations that can be seen on screen into their pages, and remove them."""
    if not any("/Annots" in page.obj for page in pdf.pages):
        return
    form = pdf.acroform
    if form.exists:
        _draw_what_is_missing(pdf, form)
    pdf.flatten_annotations("screen")


def _draw_what_is_missing(pdf: Pdf, form: AcroForm) -> None:
    """Give values a look that have none, or (as the form says) an old one."""
    outdated = form.needs_appearances
    if outdated:
        del pdf.Root["/AcroForm"]["/NeedAppearances"]
    for page in pdf.pages:
        for widget in form.get_widget_annotations_for_page(page):
            field = form.get_field_for_annotation(widget)
            if (field.is_text or field.is_choice) and _needs_a_look(field, widget, outdated):
                field.generate_appearance(widget)


def _needs_a_look(field: AcroFormField, widget: Annotation, outdated: bool) -> bool:
    value: Any = field.value_as_string
    if not value:
        return False
    if "/AP" not in widget.obj:
        return True
    return outdated and _can_be_drawn(value)


def _can_be_drawn(value: str) -> bool:
    try:
        value.encode(DRAWABLE)
    except UnicodeEncodeError:
        return False
    return True
