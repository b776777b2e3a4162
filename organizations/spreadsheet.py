"""Tables as CSV that a spreadsheet shows and never computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cxassess.formulas import disarmed

_ENDS_A_LINE = str.maketrans("\t\r\n", "   ")


def safe_cell(text: str) -> str:
    """The text on one line, with an apostrophe wherever a spreadsheet would take it for a formula."""
    return disarmed(text.translate(_ENDS_A_LINE))


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know the encoding; every cell quoted."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")
