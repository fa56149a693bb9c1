"""Does what honest people send stay what it was to look at?"""

import io

import pytest
from PIL import Image

from tests.uploads import corpus
from tests.uploads.corpus import Case
from tests.uploads.files import ordinary
from tests.uploads.files.writing import BOX, page, stream, write
from tests.uploads.reading import darkest, difference, drawn, words_of
from tests.uploads.results import cleaned, result

PAPERS = [case for case in ordinary.ORDINARY if case.pages == 1]
# The library draws what the form left to the reader a little differently from PDFium.
SAME = [case for case in PAPERS if case.name != "filled-without-look.pdf"]


@pytest.mark.parametrize("case", SAME, ids=lambda case: case.id)
def test_a_page_looks_the_same_as_before(case: Case) -> None:
    before, after = drawn(case.make(), with_forms=True), drawn(result(case).document)
    assert before.getextrema() != ((255, 255),) * 3
    assert difference(before, after) < 0.6


@pytest.mark.parametrize("name", ["filled.pdf", "filled-without-look.pdf"])
def test_what_was_typed_into_a_form_is_part_of_the_page(name: str) -> None:
    case = _named(name)
    assert ordinary.TYPED in words_of(result(case).document)
    assert darkest(drawn(result(case).document).crop((22, 162, 38, 178))) < 100  # the box is ticked


def test_a_signature_drawn_on_the_page_stays() -> None:
    assert darkest(drawn(result(_named("signed-by-hand.pdf")).document).crop((100, 140, 200, 180))) < 100


@pytest.mark.parametrize(
    "name", ["text.pdf", "object-streams.pdf", "for-the-web.pdf", "old-version.pdf", "wrong-table.pdf"]
)
def test_words_can_still_be_selected(name: str) -> None:
    assert words_of(result(_named(name)).document).strip() == "I give permission"


def test_what_the_tree_of_pages_says_of_a_page_still_holds() -> None:
    done = result(_named("turned.pdf"))
    assert drawn(done.document).size == (180, 280)
    assert "and this too" in words_of(done.document)


def test_what_several_pages_share_is_kept_once() -> None:
    letterhead = stream("1 0 0 rg 0 0 99 99 re f" + " " * 50_000, "/Type /XObject /Subtype /Form /BBox [0 0 99 99]")
    sheet = f"<< /Type /Page /Parent 2 0 R {BOX} /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>"
    pages = dict.fromkeys(range(10, 50), sheet)
    kids = " ".join(f"{number} 0 R" for number in pages)
    tree = {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"}
    done = cleaned(write({**tree, 4: stream("/F Do"), 5: letterhead, **pages}), "letters.pdf")
    assert done.pages == len(pages)
    assert done.document.count(b"/Form") == 1
    assert drawn(done.document, 39).getpixel((50, 150)) == (255, 0, 0)


def test_a_form_that_has_itself_among_its_resources_is_kept_when_it_does_not_draw_itself() -> None:
    form = stream(
        "1 0 0 rg 0 0 99 99 re f",
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources 11 0 R",
    )
    shared = "<< /XObject 12 0 R >>"
    done = cleaned(
        page(content="/N Do", resources="/XObject 12 0 R", _10=form, _11=shared, _12="<< /N 10 0 R >>"), "form.pdf"
    )
    assert drawn(done.document).getpixel((50, 150)) == (255, 0, 0)


def test_names_in_an_old_alphabet_are_kept() -> None:
    odd = page(content="BT /#b0#a1 18 Tf 20 150 Td (I give permission) Tj ET").replace(b"/F1 5", b"/#b0#a1 5")
    done = cleaned(odd.replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica#b0"), "old.pdf")
    assert "I give permission" in words_of(done.document)


def test_a_preview_shows_the_page() -> None:
    done = result(_named("filled.pdf"))
    preview = Image.open(io.BytesIO(done.previews[0]))
    assert preview.width == 1_000
    assert difference(preview.resize((300, 200)), drawn(done.document)) < 8


def test_many_pages_have_smaller_pictures() -> None:
    done = result(_named("most-pages.pdf"))
    widths = {Image.open(io.BytesIO(preview)).width for preview in done.previews}
    assert len(done.previews) == 200
    assert max(widths) < 1_000
    assert min(widths) > 100


def _named(name: str) -> Case:
    return next(case for case in corpus.CORPUS if case.name == name)
