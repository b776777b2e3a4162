"""A CSV of answers, streamed: every cell checked against its column, every row packed into bytes.

Chunks of rows are turned sideways, so that the cells of a column are looked up in one pass. A chunk is small
enough for the processor's cache, and memory is that of one chunk, however long the file. The first cell that
is wrong, in reading order, ends the reading.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cxassess.errors import CxError
from scoring.instrument import LEVELS, NOT_ANSWERED, NOT_ASKED, Codebook

CHUNK = 512
MAX_LINE = 64 * 1024
LONGEST_DURATION_S = 10_000_000
NO_DURATION = -1

FILE_NAMES = {"TENURE": "tenure"}
"""Columns whose name in files differs from their key."""


class ImportRefused(CxError):
    """A file that is not what it should be; `details` has file, line and column."""

    code = "import_refused"
    status = 422

    def __init__(self, what: str, *, file: str, line: int = 0, column: str = "") -> None:
        where = file + (f", line {line}" if line else "") + (f", column {column}" if column else "")
        super().__init__(f"{where}: {what}.", details={"file": file, "line": line, "column": column})


@dataclass(frozen=True)
class PackedRows:
    """A chunk of checked rows.

    functions, levels  group codes, uint8 of shape (n,); zero for customers.
    durations          seconds, int32 of shape (n,); NO_DURATION where the cell was empty.
    answers            uint8 of shape (n, width).
    """

    functions: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    durations: NDArray[np.int32]
    answers: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.answers)


def read_responses(stream: BinaryIO, *, file: str, codebook: Codebook) -> Iterator[PackedRows]:
    """The rows of responses.csv, packed and in file order; ImportRefused at the first thing that is wrong."""
    functions = {key: code for code, key in enumerate(codebook.functions)}
    levels = {key: code for code, key in enumerate(LEVELS)}
    not_asked = ~np.array([[codebook.asked(function, level) for level in LEVELS] for function in functions])
    names = _names(codebook)
    for chunk in _chunks(stream, file=file, names=("function", "level", "duration_s", *names)):
        rows = PackedRows(
            functions=chunk.codes("function", functions, expected=", ".join(functions)),
            levels=chunk.codes("level", levels, expected=", ".join(levels)),
            durations=chunk.durations("duration_s"),
            answers=chunk.answers(codebook),
        )
        _settle_not_asked(rows, chunk=chunk, names=names, not_asked=not_asked)
        yield rows


def read_pulse(stream: BinaryIO, *, file: str, codebook: Codebook) -> Iterator[PackedRows]:
    """The rows of pulse.csv, packed and in file order."""
    for chunk in _chunks(stream, file=file, names=_names(codebook)):
        answers = chunk.answers(codebook)
        chunk.raise_first()
        group = np.zeros(chunk.size, dtype=np.uint8)
        yield PackedRows(group, group, np.full(chunk.size, NO_DURATION, dtype=np.int32), answers)


def shown(cell: str) -> str:
    """A cell as a message may repeat it: short, and without letters that move a cursor."""
    return ascii(cell if len(cell) <= 40 else cell[:40] + "...") if cell else "an empty cell"


def _names(codebook: Codebook) -> tuple[str, ...]:
    return tuple(FILE_NAMES.get(column.key, column.key) for column in codebook.columns)


def _settle_not_asked(
    rows: PackedRows, *, chunk: _Chunk, names: Sequence[str], not_asked: NDArray[np.bool_]
) -> None:
    """An empty cell is "not answered" where the person was asked and "not asked" elsewhere; in place.

    not_asked  bool, shape (functions, levels, width). Raises the first complaint about the chunk.
    """
    good = slice(chunk.good_rows)
    skipped = not_asked[rows.functions[good], rows.levels[good]]
    for row, place in np.argwhere(skipped & (rows.answers[good] != NOT_ANSWERED))[:1].tolist():
        what = "an answer to what this function and level is not asked; expected nothing"
        chunk.complain(row, names[place], what)
    chunk.raise_first()
    rows.answers[skipped] = NOT_ASKED


# --- A chunk, turned sideways --------------------------------------------------------------------------


class _Durations(dict[str, int]):
    """Whole seconds by the text of the cell; a text that is none is missing."""

    def __missing__(self, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and len(cell) <= 8 and int(cell) <= LONGEST_DURATION_S):
            raise KeyError(cell)
        return self.setdefault(cell, int(cell))


class _Chunk:
    """Some rows of a file by column, and the complaints about them."""

    def __init__(self, rows: list[list[str]], *, names: Sequence[str], file: str, line: int) -> None:
        self.file, self.line, self.size = file, line, len(rows)
        self.columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        self.order = {name: place for place, name in enumerate(names)}
        self.complaints: list[tuple[int, int, ImportRefused]] = []

    def codes(self, name: str, codes: Mapping[str, int], *, expected: str) -> NDArray[np.uint8]:
        """The bytes of a column's cells."""
        return np.frombuffer(bytes(self._look_up(name, codes, expected=expected)), dtype=np.uint8)

    def durations(self, name: str) -> NDArray[np.int32]:
        """The seconds of a column's cells."""
        known = _Durations({"": NO_DURATION})
        return np.array(self._look_up(name, known, expected="whole seconds or nothing"), dtype=np.int32)

    def answers(self, codebook: Codebook) -> NDArray[np.uint8]:
        """The answers of all rows, shape (n, width)."""
        answers = np.zeros((codebook.width, self.size), dtype=np.uint8)
        for place, (name, column) in enumerate(zip(_names(codebook), codebook.columns, strict=True)):
            answers[place] = self.codes(name, column.codes, expected=column.expected)
        return answers.T

    def complain(self, row: int, name: str, what: str) -> None:
        refused = ImportRefused(what, file=self.file, line=self.line + row, column=name)
        self.complaints.append((row, self.order[name], refused))

    def raise_first(self) -> None:
        """Raise the complaint that a person reading the file would meet first."""
        if self.complaints:
            raise min(self.complaints, key=lambda complaint: complaint[:2])[2]

    @property
    def good_rows(self) -> int:
        """How many rows come before the first one that is complained about."""
        return min((row for row, _, _ in self.complaints), default=self.size)

    def _look_up(self, name: str, values: Mapping[str, int], *, expected: str) -> list[int]:
        cells = self.columns[name]
        try:
            return list(map(values.__getitem__, cells))
        except KeyError as error:
            row = cells.index(error.args[0])
            self.complain(row, name, f"{shown(cells[row])} is not known; expected {expected}")
            return [*map(values.__getitem__, cells[:row]), *[0] * (self.size - row)]


# --- Lines, rows and chunks ----------------------------------------------------------------------------


def _chunks(stream: BinaryIO, *, file: str, names: Sequence[str]) -> Iterator[_Chunk]:
    rows = _rows(stream, file=file)
    header = next(rows, None)
    if header is None:
        raise ImportRefused("the file is empty; expected a line of column names", file=file, line=1)
    _check_header(header, file=file, names=names)
    line, trouble = 2, None
    while trouble is None:
        found, trouble = _next_rows(rows)
        whole = _whole_rows(found, width=len(header))
        if whole:
            yield _Chunk(found[:whole], names=header, file=file, line=line)
        if whole < len(found):
            what = f"{len(found[whole])} cells; expected {len(header)}"
            raise ImportRefused(what, file=file, line=line + whole)
        if not found and trouble is None:
            return
        line += len(found)
    raise trouble


def _next_rows(rows: Iterator[list[str]]) -> tuple[list[list[str]], ImportRefused | None]:
    """A chunk of rows, and the trouble that ended it: rows before it are looked at first."""
    found: list[list[str]] = []
    try:
        for row in islice(rows, CHUNK):
            found.append(row)
    except ImportRefused as trouble:
        return found, trouble
    return found, None


def _whole_rows(rows: list[list[str]], *, width: int) -> int:
    """How many rows come before the first one that has too few or too many cells."""
    if set(map(len, rows)) <= {width}:
        return len(rows)
    return next(at for at, row in enumerate(rows) if len(row) != width)


def _check_header(header: list[str], *, file: str, names: Sequence[str]) -> None:
    for place, name in enumerate(header):
        if name not in names:
            raise ImportRefused(f"there is no column {shown(name)}", file=file, line=1)
        if name in header[:place]:
            raise ImportRefused("the column stands twice", file=file, line=1, column=name)
    if missing := [name for name in names if name not in header]:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ImportRefused(f"the column is missing{more}", file=file, line=1, column=missing[0])


def _rows(stream: BinaryIO, *, file: str) -> Iterator[list[str]]:
    reader = csv.reader(_lines(stream, file=file), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise ImportRefused(f"not CSV: {error}", file=file, line=reader.line_num) from error


def _lines(stream: BinaryIO, *, file: str) -> Iterator[str]:
    """Lines as text; each is short enough to hold and is UTF-8, whatever program wrote the file."""
    number, encoding = 1, "utf-8-sig"
    while line := stream.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise ImportRefused(f"the line is longer than {MAX_LINE} bytes", file=file, line=number)
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise ImportRefused(f"byte {error.start + 1} is not UTF-8", file=file, line=number) from error
        number, encoding = number + 1, "utf-8"
