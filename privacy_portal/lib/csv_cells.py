"""How is a table written so that no program that opens it runs what somebody typed?

Spreadsheets take a cell that begins with one of a few signs for a formula, in a CSV too. Such a cell gets an apostrophe
in front (OWASP, CSV Injection), and every cell is quoted (RFC 4180), so that none breaks up where another sign than the
comma separates. This is the one place where the portal writes a CSV.
"""

import csv
import io
from collections.abc import Iterable, Sequence

# What makes a cell a formula, or hides one; the wide forms are read like the narrow ones in some languages.
STARTS = tuple("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
MEDIA_TYPE = "text/csv; charset=utf-8"


def safe(cell: str) -> str:
    """Return the cell as it may stand in a file; blanks in front of a formula do not hide it."""
    return f"'{cell}" if cell.startswith(STARTS) or cell.lstrip().startswith(STARTS) else cell


def written(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as CSV (RFC 4180): commas, every cell quoted, lines that end with CR LF."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return file.getvalue()
