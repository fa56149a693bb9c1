"""Is a picture kept as it looks, and nothing of what it says about itself?"""

import io

import pytest
from PIL import Image

from tests.uploads import corpus
from tests.uploads.corpus import REWRITTEN, SECRET, Case
from tests.uploads.files import pictures
from tests.uploads.reading import chunks_of, difference, segments_of
from tests.uploads.results import cleaned, result

JPEGS = [case for case in REWRITTEN if case.name.lower().endswith(("jpg", "jpeg"))]
PNGS = [case for case in REWRITTEN if case.name.endswith("png")]
# start, JFIF, tables, frame, scan, end: no Exif, no profile, no comment (ITU-T T.81)
PICTURE_ONLY = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each of these files."""
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


@pytest.mark.threat("A52", "A44")
@each(JPEGS)
def test_a_photograph_keeps_nothing_but_the_picture(case: Case) -> None:
    document = result(case).document
    assert segments_of(document) <= PICTURE_ONLY
    assert SECRET not in document
    assert dict(Image.open(io.BytesIO(document)).getexif()) == {}


@pytest.mark.threat("A52", "A44")
@each(PNGS)
def test_a_drawing_keeps_nothing_but_the_picture(case: Case) -> None:
    done = result(case)
    for png in (done.document, *done.previews):
        assert set(chunks_of(png)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
        assert SECRET not in png


@each(
    [
        case
        for case in [*JPEGS, *PNGS]
        if case.name.startswith(("photo", "drawing", "talkative", "notes", "palette", "see"))
    ]
)
def test_it_looks_as_before(case: Case) -> None:
    document = Image.open(io.BytesIO(result(case).document))
    assert difference(document.convert("RGB"), pictures.scene()) < 4


def test_colours_meant_for_printing_and_deep_greys_stay_recognisable() -> None:
    for name in ("cmyk.jpg", "sixteen-bits.png", "grey.jpg"):
        document = Image.open(io.BytesIO(result(_named(name)).document))
        assert document.mode in ("RGB", "L")
        assert difference(document.convert("L"), pictures.scene().convert("L")) < 12


def test_a_photograph_taken_sideways_stands_upright_without_saying_so() -> None:
    document = Image.open(io.BytesIO(result(_named("turned.jpg")).document))
    assert document.size == (80, 120)
    assert difference(document, pictures.scene().transpose(Image.Transpose.ROTATE_270)) < 4


@pytest.mark.parametrize("name", ["two-frames.jpg", "two-frames.png"])
def test_of_several_pictures_in_one_file_the_first_is_kept(name: str) -> None:
    document = Image.open(io.BytesIO(result(_named(name)).document))
    assert getattr(document, "n_frames", 1) == 1
    assert difference(document.convert("RGB"), pictures.scene()) < 4


def test_a_photograph_of_a_telephone_keeps_its_size() -> None:
    done = result(_named("large.jpg"))
    assert Image.open(io.BytesIO(done.document)).size == (4_000, 3_000)
    assert Image.open(io.BytesIO(done.previews[0])).size == (1_000, 750)


def test_a_photograph_of_more_than_25_megapixels_is_halved_so_that_memory_holds_it() -> None:
    done = cleaned(pictures.saved(pictures.scene(7_000, 5_000), "JPEG", exif=pictures.notes()), "huge.jpg")
    assert Image.open(io.BytesIO(done.document)).size == (3_500, 2_500)


def test_what_was_see_through_stays_so() -> None:
    picture = pictures.scene().convert("RGBA")
    picture.putalpha(128)
    document = Image.open(io.BytesIO(cleaned(pictures.saved(picture, "PNG"), "glass.png").document))
    assert document.mode == "RGBA"
    assert document.getchannel("A").getextrema() == (128, 128)


def _named(name: str) -> Case:
    return next(case for case in corpus.CORPUS if case.name == name)
