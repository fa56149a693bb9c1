"""Does what honest people send stay what it was to look at?"""

import io

import pytest
from PIL import Image

from tests.uploads import corpus
from tests.uploads.corpus import Case
from tests.uploads.files import ordinary
from tests.uploads.reading import darkest, difference, drawn, words_of
from tests.uploads.results import result

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
