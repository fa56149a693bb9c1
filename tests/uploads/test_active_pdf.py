"""Does a PDF keep anything that acts, points elsewhere, carries a file or says what its pages do not show?"""

import io

import pikepdf
import pytest

from tests.uploads import corpus
from tests.uploads.corpus import REWRITTEN, SECRET, Case
from tests.uploads.reading import drawn, everything_in, names_in, words_of
from tests.uploads.results import cleaned, result

PDFS = [case for case in REWRITTEN if case.name.lower().endswith(".pdf")]
SMALL = [case for case in PDFS if case.pages < 10]

ACTS = {
    *("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/AA", "/OpenAction", "/XFA", "/URI"),
    *("/SubmitForm", "/RichMedia", "/RichMediaContent", "/Metadata", "/AcroForm", "/Annots", "/Annot", "/Names", "/AF"),
    *("/GoToR", "/GoToE", "/ImportData", "/Movie", "/Sound", "/Screen", "/Rendition", "/Thread", "/Threads", "/B"),
    *("/Filespec", "/EF", "/PieceInfo", "/Info", "/OCProperties", "/OC", "/Collection", "/StructTreeRoot", "/Outlines"),
    *("/Alternates", "/OPI", "/Ref", "/PS", "/Action", "/A", "/Next", "/Encrypt", "/Prev", "/Author", "/Title", "/3DD"),
}


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each of these files."""
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


@pytest.mark.threat("A45")
@each(SMALL)
def test_nothing_that_acts_is_left_in_any_object(case: Case) -> None:
    assert names_in(result(case).document) & ACTS == set()


@pytest.mark.threat("A45", "A52")
@each(SMALL)
def test_nothing_that_was_planted_out_of_sight_is_left(case: Case) -> None:
    assert SECRET not in everything_in(result(case).document)


@pytest.mark.threat("A45")
@each(PDFS)
def test_the_catalogue_has_pages_and_nothing_else(case: Case) -> None:
    with pikepdf.open(io.BytesIO(result(case).document)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert set(pdf.trailer.keys()) == {"/Root", "/Size", "/ID"}


@each([case for case in corpus.ACTIVE if case.name not in ("photographed.pdf", "layered.pdf")])
def test_the_sentence_on_the_page_stays_when_what_acts_goes(case: Case) -> None:
    assert "I give permission" in words_of(result(case).document)


def test_what_a_link_looked_like_is_drawn_on_the_page() -> None:
    blue = drawn(result(_named("launch.pdf")).document).getpixel((50, 175))
    assert blue == (0, 0, 255)


@pytest.mark.threat("A52")
def test_an_older_version_of_a_page_is_gone() -> None:
    case = _named("updated.pdf")
    assert SECRET in case.make()
    assert SECRET not in everything_in(result(case).document)
    assert "I give permission" in words_of(result(case).document)


@pytest.mark.threat("A52")
def test_a_photograph_inside_a_pdf_forgets_where_it_was_taken_and_keeps_its_pixels() -> None:
    case = _named("photographed.pdf")
    assert b"Exif" in case.make()
    assert b"Exif" not in everything_in(result(case).document)
    assert drawn(result(case).document).tobytes() == drawn(case.make()).tobytes()


def test_words_in_a_layer_that_is_switched_off_are_shown_because_a_reader_must_not_miss_them() -> None:
    case = _named("layered.pdf")
    assert drawn(case.make()).getextrema() == ((255, 255),) * 3
    assert drawn(result(case).document).getextrema() != ((255, 255),) * 3


def test_cleaning_a_clean_copy_changes_nothing_but_its_outer_form() -> None:
    once = result(_named("painted.pdf")).document
    assert drawn(cleaned(once, "again.pdf").document).tobytes() == drawn(once).tobytes()


def _named(name: str) -> Case:
    return next(case for case in corpus.CORPUS if case.name == name)
