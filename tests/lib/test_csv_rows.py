"""Is a stranger's CSV read as it was meant, and refused in its own words and within its limits where it was not?"""

import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from privacy_portal.lib.csv_rows import MAX_BYTES, MAX_LINE, MAX_ROWS, Problem, Table, Trouble, Unreadable, read

KNOWN, REQUIRED = ["name", "contact", "note"], ["name", "contact"]
HEADER = b"name,contact,note\r\n"


def parse(content: bytes) -> Table:
    return read(content, known=KNOWN, required=REQUIRED)


def refused(content: bytes) -> list[Problem]:
    with pytest.raises(Unreadable) as caught:
        parse(content)
    return caught.value.problems


def cells(content: bytes) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in parse(content).rows]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_are_read_with_every_line_end_and_with_or_without_a_mark(end: bytes, mark: bytes) -> None:
    content = mark + end.join([b"Name, CONTACT", b"Rosa,r@example.com", "Zoë,z".encode()])
    assert cells(content) == [(2, {"name": "Rosa", "contact": "r@example.com"}), (3, {"name": "Zoë", "contact": "z"})]


def test_a_line_break_inside_quotes_belongs_to_the_cell_and_lines_are_still_counted_right() -> None:
    content = HEADER + b'Rosa,r,"one\r\ntwo, ""three"""\r\n\r\n,,\r\nBen,b,\r\n'
    assert cells(content) == [
        (2, {"name": "Rosa", "contact": "r", "note": 'one\r\ntwo, "three"'}),
        (6, {"name": "Ben", "contact": "b", "note": ""}),
    ]


def test_a_formula_is_a_text_like_any_other_and_stays_as_it_was_typed() -> None:
    assert cells(HEADER + b'"=HYPERLINK(""http://example.com"")",+1,@x\r\n')[0][1] == {
        "name": '=HYPERLINK("http://example.com")',
        "contact": "+1",
        "note": "@x",
    }


def test_a_row_with_too_few_or_too_many_cells_is_told_and_the_others_are_read() -> None:
    table = parse(HEADER + b"Rosa\r\nBen,b,n\r\nCleo,c,n,more\r\nDora,d,n,,\r\n")
    assert [row.line for row in table.rows] == [3, 5]
    assert table.problems == [Problem(2, Trouble.FEW_CELLS), Problem(4, Trouble.MANY_CELLS)]


@pytest.mark.parametrize(
    ("content", "line", "trouble"),
    [
        (b"", 1, Trouble.EMPTY),
        (b"\r\n\r\n ,\r\n", 1, Trouble.EMPTY),
        (HEADER, 1, Trouble.NO_ROWS),
        (b"PK\x03\x04 a workbook", 1, Trouble.WORKBOOK),
        (b"\xd0\xcf\x11\xe0 an old one", 1, Trouble.WORKBOOK),
        ("name,contact\r\nRosa,r\r\n".encode("utf-16"), 1, Trouble.UTF_16),
        ("name,contact\r\nRosa,r\r\n".encode("utf-16-le"), 1, Trouble.UTF_16),
        ("name,contact\r\nRosa,r\r\n".encode("utf-16-be"), 1, Trouble.UTF_16),
        (HEADER + "Zoë,z,\r\n".encode("latin-1"), 2, Trouble.NOT_UTF_8),
        (HEADER + b"Rosa,r,\r\nBen,\x00,\r\n", 3, Trouble.NUL),
        (b"name;contact\r\nRosa;r\r\n", 1, Trouble.SEMICOLONS),
        (b"name\tcontact\r\nRosa\tr\r\n", 1, Trouble.TABS),
        (HEADER + b'Rosa,"r,\r\n', 2, Trouble.QUOTES),
        (HEADER + b'"Rosa"x,r,\r\n', 2, Trouble.QUOTES),
        (b"name,contact," + b"x," * 1_000_000, 1, Trouble.TOO_BIG),
        (b"name,contact," + b"x," * 30_000, 1, Trouble.MANY_COLUMNS),
        (b"," * 900_000, 1, Trouble.LONG_LINE),
        (HEADER + b"a" * (MAX_LINE + 1), 2, Trouble.LONG_LINE),
        (HEADER + b"a,b,c\n" * (MAX_ROWS + 1), MAX_ROWS + 2, Trouble.MANY_ROWS),
        (HEADER + b"\n" * (MAX_BYTES - len(HEADER)), 1, Trouble.NO_ROWS),
        (b"x" * (MAX_BYTES + 1), 1, Trouble.TOO_BIG),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_line(content: bytes, line: int, trouble: Trouble) -> None:
    assert refused(content) == [Problem(line, trouble)]


def test_everything_that_is_wrong_with_the_first_line_is_told_at_once() -> None:
    assert refused(b"name,name,colour,\r\n,,\r\n") == [
        Problem(1, Trouble.UNKNOWN_COLUMN, "colour"),
        Problem(1, Trouble.REPEATED_COLUMN, "name"),
        Problem(1, Trouble.MISSING_COLUMN, "contact"),
    ]


def test_exactly_as_many_rows_as_are_allowed_are_read() -> None:
    assert len(parse(HEADER + b"a,b,c\n" * MAX_ROWS).rows) == MAX_ROWS


SIGNS = st.sampled_from(
    [b"name", b"contact", b"note", b",", b'"', b"\r", b"\n", b";", b"\t", b"=", b"\x00", b"\xff", b"\xc3\xab", b" "]
)
FILES = st.one_of(
    st.binary(max_size=400),
    st.lists(SIGNS, max_size=60).map(b"".join),
    st.lists(SIGNS, max_size=60).map(lambda parts: HEADER + b"".join(parts)),
)


@pytest.mark.threat("A82")
@settings(max_examples=300)
@given(FILES)
@example(HEADER + b'"' * 1000)
def test_any_bytes_are_rows_or_a_refusal_of_ours_and_nothing_else(content: bytes) -> None:
    try:
        table = parse(content)
    except Unreadable as unreadable:
        assert unreadable.problems
        assert all(problem.line >= 1 for problem in unreadable.problems)
    else:
        assert 1 <= len(table.rows) + len(table.problems) <= MAX_ROWS
        assert all(row.cells.keys() <= set(KNOWN) for row in table.rows)


@pytest.mark.threat("A50")
@pytest.mark.parametrize(
    "content",
    [
        HEADER + b'"' + b"a\n" * 500_000,
        HEADER + b'"",' * 300_000,
        b'"\n"' + b"," * 60_000 + (b'"\n"' + b"," * 60_000) * 15,
        HEADER + b"\r" * 1_000_000,
        HEADER + b'a,"' + b"\n" * 900_000 + b'",c',
        b"," * (MAX_BYTES),
    ],
    ids=["endless cell", "many quotes", "many columns over lines", "empty lines", "tall cell", "commas"],
)
def test_the_worst_file_costs_little_memory(content: bytes) -> None:
    tracemalloc.start()
    try:
        refused(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * MAX_BYTES
