"""Can anything that somebody typed run in the program that opens our CSV?"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.csv_cells import safe, written
from tests.architecture.sources import PRODUCT, name, python_files

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00"]
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NASTY = st.one_of(
    CELL, st.builds(lambda *parts: "".join(parts), st.sampled_from([" ", "", "\u00a0"]), st.sampled_from(STARTS), CELL)
)
WORST = [
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    " =1",
    "\uff1d1",
]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.threat("A58")
@given(st.lists(st.lists(NASTY, min_size=1, max_size=4), max_size=5))
def test_no_cell_that_we_write_begins_like_a_formula(rows: list[list[str]]) -> None:
    text = written(rows)
    got = read(text)
    assert len(got) == len(rows)
    for cell in (cell for row in got for cell in row):
        assert not cell.startswith(tuple(STARTS))
        assert not cell.lstrip().startswith(tuple(STARTS))


@pytest.mark.threat("A58")
@pytest.mark.parametrize("cell", WORST)
def test_a_formula_is_written_as_a_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert written([[cell]]).startswith("\"'")


@given(st.lists(st.lists(CELL.filter(lambda cell: safe(cell) == cell), min_size=1, max_size=4), max_size=5))
def test_what_is_no_formula_comes_back_as_it_was(rows: list[list[str]]) -> None:
    assert read(written(rows)) == rows


def test_every_cell_is_quoted_and_every_line_ends_as_rfc_4180_says() -> None:
    assert written([["a", 'b "c", d'], ["", "e\nf"]]) == '"a","b ""c"", d"\r\n"","e\nf"\r\n'


@pytest.mark.threat("A58")
def test_nothing_else_of_ours_writes_a_csv() -> None:
    writing = [
        name(path)
        for path in python_files(*PRODUCT)
        if any(word in path.read_text() for word in ("csv.writer", "DictWriter", "xlsxwriter", "openpyxl"))
    ]
    assert writing == ["privacy_portal/lib/csv_cells.py"]
