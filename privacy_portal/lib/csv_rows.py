"""What stands in a CSV file that a stranger sent, row by row, and what is wrong with it?

Nothing is read beyond the limits below, so that no file costs more than a moment and a few megabytes. Cells are texts
and stay as they were typed; what they mean, and whether that is allowed, the caller decides.
"""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

MAX_BYTES = 1024 * 1024
MAX_ROWS = 200  # below the header
MAX_COLUMNS = 30
MAX_LINE = 64 * 1024  # characters of one line, and of one cell
LONGEST_NAME = 60  # characters of a column's name that are repeated to the sender
# A file that begins so is a workbook (ZIP, OLE2), whatever its name says.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OTHER_DELIMITERS = {";": "SEMICOLONS", "\t": "TABS"}

csv.field_size_limit(MAX_LINE)


class Trouble(StrEnum):
    """What is wrong with a file, or with one of its rows."""

    TOO_BIG = "TOO_BIG"
    EMPTY = "EMPTY"
    WORKBOOK = "WORKBOOK"
    UTF_16 = "UTF_16"
    NOT_UTF_8 = "NOT_UTF_8"
    NUL = "NUL"
    SEMICOLONS = "SEMICOLONS"
    TABS = "TABS"
    LONG_LINE = "LONG_LINE"
    QUOTES = "QUOTES"
    MANY_COLUMNS = "MANY_COLUMNS"
    MANY_ROWS = "MANY_ROWS"
    NO_ROWS = "NO_ROWS"
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN"
    MISSING_COLUMN = "MISSING_COLUMN"
    REPEATED_COLUMN = "REPEATED_COLUMN"
    # Of one row; the others can be read.
    FEW_CELLS = "FEW_CELLS"
    MANY_CELLS = "MANY_CELLS"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where: the line of the file, from 1, and the column's name where it is about one."""

    line: int
    trouble: Trouble
    column: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and what its cells say by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What could be read, and which rows could not."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Unreadable(ValueError):
    """The file as a whole cannot be read; `problems` says why. Nothing of its content is in the exception's text."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.trouble for problem in problems))
        self.problems = list(problems)


def read(content: bytes, *, known: Collection[str], required: Collection[str]) -> Table:
    """Return the rows of a CSV (RFC 4180, UTF-8 with or without a byte order mark, commas) with a header line.

    `known`: the columns there may be, in any order and in either case; `required`: those that must be there. Empty rows
    are left out. Raises Unreadable.
    """
    records = _records(_text(content))
    line, header = next(records, (1, []))
    if not header:
        raise Unreadable(Problem(1, Trouble.EMPTY))
    columns = _columns(line, header, known=known, required=required)
    table = Table()
    for line, cells in records:
        if len(table.rows) + len(table.problems) >= MAX_ROWS:
            raise Unreadable(Problem(line, Trouble.MANY_ROWS))
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if len(cells) == len(columns):
            table.rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        else:
            trouble = Trouble.MANY_CELLS if len(cells) > len(columns) else Trouble.FEW_CELLS
            table.problems.append(Problem(line, trouble))
    if not table.rows and not table.problems:
        raise Unreadable(Problem(1, Trouble.NO_ROWS))
    return table


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Unreadable(Problem(1, Trouble.TOO_BIG))
    if content.startswith(WORKBOOKS):
        raise Unreadable(Problem(1, Trouble.WORKBOOK))
    nul = content.find(b"\x00")
    if content.startswith(UTF_16) or 0 <= nul < len(UTF_16):
        raise Unreadable(Problem(1, Trouble.UTF_16))
    if nul >= 0:
        raise Unreadable(Problem(_line_of(content, nul), Trouble.NUL))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Problem(_line_of(content, error.start), Trouble.NOT_UTF_8)) from None


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_LINE:
            raise Unreadable(Problem(number, Trouble.LONG_LINE))
        yield line


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that says anything, with the line on which it begins."""
    reader = csv.reader(_lines(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(Problem(line, Trouble.QUOTES)) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _columns(line: int, header: list[str], *, known: Collection[str], required: Collection[str]) -> list[str]:
    """The header's names as they are known. Raises Unreadable, with everything that is wrong with it."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise Unreadable(Problem(line, Trouble.MANY_COLUMNS))
    names = [name.strip().lower() for name in header]
    if len(names) == 1:
        for delimiter, trouble in OTHER_DELIMITERS.items():
            if set(known) & {each.strip(' "') for each in names[0].split(delimiter)} and delimiter in names[0]:
                raise Unreadable(Problem(line, Trouble(trouble)))
    problems = [
        Problem(line, Trouble.UNKNOWN_COLUMN, " ".join(name.split())[:LONGEST_NAME])
        for name in names
        if name not in known
    ]
    problems += [Problem(line, Trouble.REPEATED_COLUMN, name) for name in known if names.count(name) > 1]
    problems += [Problem(line, Trouble.MISSING_COLUMN, name) for name in required if name not in names]
    if problems:
        raise Unreadable(*problems)
    return names
