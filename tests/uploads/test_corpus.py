"""Does each file of the corpus meet its fate: refused for the right reason, or made anew?"""

import io

import pikepdf
import pytest
from PIL import Image

from privacy_portal.lib.uploads.refusal import Refusal
from tests.uploads import corpus
from tests.uploads.corpus import CORPUS, REFUSED, REWRITTEN, SECRET, Case
from tests.uploads.reading import everything_in
from tests.uploads.results import result

MAGIC = {"application/pdf": b"%PDF-1.7\n", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
ARCHIVES = [case for case in corpus.DISGUISED if case.name.startswith(("zip", "docx"))]
RUNNING = [case for case in corpus.DISGUISED if case.name.startswith(("svg", "html", "xml"))]


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each of these files."""
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


def test_the_corpus_is_as_large_as_was_promised_and_names_each_file_once() -> None:
    assert len(CORPUS) >= 60
    assert len({case.name for case in CORPUS}) == len(CORPUS)


def test_files_that_should_lose_something_have_it() -> None:
    assert [case.name for case in corpus.ACTIVE if SECRET not in everything_in(case.make())] == []


@pytest.mark.threat("A43")
@each(corpus.DISGUISED)
def test_a_file_that_pretends_to_be_of_another_kind_is_refused(case: Case) -> None:
    assert result(case).refused is Refusal.WRONG_TYPE


@pytest.mark.threat("A49")
@each(ARCHIVES)
def test_an_archive_is_refused_without_being_opened(case: Case) -> None:
    assert result(case).refused is Refusal.WRONG_TYPE


@pytest.mark.threat("A46")
@each(RUNNING)
def test_a_picture_or_page_that_can_run_scripts_is_refused(case: Case) -> None:
    assert result(case).refused is Refusal.WRONG_TYPE


@pytest.mark.threat("A47")
@each(corpus.PIXEL_BOMBS)
def test_a_picture_that_unpacks_to_a_huge_one_is_refused_by_its_header(case: Case) -> None:
    assert result(case).refused is Refusal.TOO_MANY_PIXELS


@pytest.mark.threat("A48")
@each(corpus.PDF_BOMBS)
def test_a_pdf_that_exhausts_the_machine_is_stopped(case: Case) -> None:
    assert (result(case).refused, result(case).pages) == (case.refused, 0 if case.refused else 1)


@pytest.mark.threat("A55")
@each(corpus.LOCKED)
def test_a_password_is_named_as_the_reason(case: Case) -> None:
    assert result(case).refused is Refusal.PASSWORD


@each(corpus.DAMAGED)
def test_a_damaged_or_empty_file_is_refused_as_such(case: Case) -> None:
    assert result(case).refused is case.refused


@pytest.mark.threat("A44")
@each(REWRITTEN)
def test_what_is_kept_is_of_one_kind_only(case: Case) -> None:
    done = result(case)
    assert done.refused is None
    assert done.document.startswith(MAGIC[done.media_type])
    assert b"<script" not in done.document.lower()
    assert b"<?php" not in done.document
    assert b"PK\x03\x04" not in done.document
    assert b"PK\x05\x06" not in done.document
    assert done.document.endswith(
        {"application/pdf": b"%%EOF\n", "image/jpeg": b"\xff\xd9"}.get(done.media_type, b"IEND\xaeB`\x82")
    )


@each(REWRITTEN)
def test_what_is_kept_can_be_read_and_has_its_pages_and_their_pictures(case: Case) -> None:
    done = result(case)
    assert (done.pages, len(done.previews)) == (case.pages, case.pages)
    if done.media_type == "application/pdf":
        with pikepdf.open(io.BytesIO(done.document), attempt_recovery=False) as pdf:
            assert len(pdf.pages) == case.pages
            assert pdf.check_pdf_syntax() == []
    else:
        Image.open(io.BytesIO(done.document)).load()
    for preview in done.previews:
        picture = Image.open(io.BytesIO(preview), formats=["PNG"])
        picture.load()
        assert picture.width <= 1_000
        assert picture.height <= 2_000


def test_the_same_file_gives_the_same_copy_twice() -> None:
    case = next(case for case in REWRITTEN if case.name == "filled.pdf")
    assert result(case).document == result.__wrapped__(case).document


def test_no_refusal_says_more_than_a_code() -> None:
    assert {type(case.refused) for case in REFUSED} == {Refusal}
