"""Native tables: cells of plain words, rows as high as their words, text as large as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from django.utils.translation import get_language_bidi
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.util import Inches

from reports.documents import Table
from reports.renderers.pptx.fitting import LEADING, POINTS, breadth, cut, lines
from reports.renderers.pptx.writing import Box, Para, Run, body_xml, color_xml, describe

SIZES = (14, 13, 12, 11, 10, 9, 8)
SIDE, UPPER = 0.06, 0.035
TALLEST = 0.46
"""Inches: a row of one line is not made higher than this, however much room there is."""
AIR = 0.18
"""Inches beside the longest word of a column."""
NEAR = 4
"""Points a table gives up rather than break a word."""
USUAL, LONGEST = 12, 16
"""The size columns are measured in, and the letters of a word that are kept together."""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LETTERS = {"left": "l", "right": "r", "center": "ctr"}


@dataclass(frozen=True)
class Cell:
    """Words in a cell; `fill` and `color` are tokens or "#rrggbb"."""

    text: str
    align: str = "l"
    bold: bool = False
    color: str = "ink"
    fill: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """A table before it is placed: widths in inches, heading and rows."""

    widths: tuple[float, ...]
    head: Row
    rows: tuple[Row, ...]

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (self.head, *self.rows)


def of_table(table: Table, *, keys: Sequence[str], width: float) -> Block:
    """Some columns of a table of the document, as wide as what they hold asks for."""
    places = [index for index, column in enumerate(table.columns) if column.key in keys]
    letters = [_LETTERS[table.columns[place].align] for place in places]
    head = tuple(Cell(table.columns[at].label, align) for at, align in zip(places, letters, strict=True))
    rows = tuple(
        tuple(Cell(row[at], align) for at, align in zip(places, letters, strict=True)) for row in table.rows
    )
    return Block(_widths((head, *rows), width=width), headed(head), rows)


def _widths(rows: Sequence[Row], *, width: float) -> tuple[float, ...]:
    """What each column cannot do without, and a part of the room left that grows with what it holds."""
    columns = [[cell.text for cell in column] for column in zip(*rows, strict=True)]
    least = [max(_inches(word) for word in _words(texts)) + 2 * SIDE + AIR for texts in columns]
    usual = [sqrt(sum(_inches(text) ** 2 for text in texts) / len(texts)) for texts in columns]
    left = width - sum(least)
    if left < 0:
        return tuple(low * width / sum(least) for low in least)
    return tuple(low + left * want / sum(usual) for low, want in zip(least, usual, strict=True))


def _words(texts: Sequence[str]) -> Iterator[str]:
    """Words that are kept whole; of a longer one, what is."""
    yield ""
    yield from (word[:LONGEST] for text in texts for word in text.split())


def _inches(text: str) -> float:
    return breadth(text, size=USUAL) / POINTS


def headed(row: Row) -> Row:
    """A heading in the style of headings."""
    return tuple(replace(cell, color="ink-soft") for cell in row)


def place(
    slide: Slide, block: Block, box: Box, *, name: str, words: str, sizes: Sequence[int] = SIZES
) -> float:
    """Put a table on a slide and return where it ends, in inches from the top.

    words  what the table shows, for those who cannot see it.
    A cell that does not fit even in the smallest size is cut and ends in an ellipsis.
    """
    x, y, width, room = box
    size = _size(block, room=room, sizes=sizes)
    block = _cut(block, room=room, size=size)
    heights = _heights(block, size=size, room=room)
    frame = slide.shapes.add_table(1, 1, Inches(x), Inches(y), Inches(width), Inches(sum(heights)))
    table = frame._element.graphic.graphicData.tbl
    table.getparent().replace(table, parse_xml(_table_xml(block, heights=heights, size=size)))
    describe(frame, name=name, words=words)
    return y + sum(heights)


def split(block: Block, *, room: float, size: int = SIZES[-1], closing: int = 0) -> tuple[Block, ...]:
    """As many tables as are needed for all rows, each with the heading and the last `closing` rows."""
    rows, last = block.rows[: len(block.rows) - closing], block.rows[len(block.rows) - closing :]
    heights = [_row_height(row, widths=block.widths, size=size) for row in (block.head, *rows)]
    parts: list[list[Row]] = [[]]
    heights[0] += sum(_row_height(row, widths=block.widths, size=size) for row in last)
    used = heights[0]
    for row, high in zip(rows, heights[1:], strict=True):
        if used + high > room and parts[-1]:
            parts.append([])
            used = heights[0]
        parts[-1].append(row)
        used += high
    return tuple(replace(block, rows=(*part, *last)) for part in parts)


# --- Measures ---------------------------------------------------------------------------------------


def _size(block: Block, *, room: float, sizes: Sequence[int]) -> int:
    """The largest size in which all fits, a little smaller where that keeps words whole; or the smallest."""
    fitting = [size for size in sizes if _needs(block, size=size) <= room]
    near = (size for size in fitting if size > fitting[0] - NEAR)
    whole = (size for size in near if _is_whole(block.rows, widths=block.widths, size=size))
    return next(whole, next(iter(fitting or sizes[-1:])))


def _needs(block: Block, *, size: int) -> float:
    return sum(_row_height(row, widths=block.widths, size=size) for row in block.all_rows)


def _is_whole(rows: Sequence[Row], *, widths: Sequence[float], size: int) -> bool:
    """Whether every word stands on one line."""
    return all(
        breadth(word, size=size) <= (width - 2 * SIDE) * POINTS
        for row in rows
        for cell, width in zip(row, widths, strict=True)
        for word in _words([cell.text])
    )


def is_whole(block: Block, *, size: int) -> bool:
    """Whether every word of a table stands on one line in this size."""
    return _is_whole(block.all_rows, widths=block.widths, size=size)


def _head_size(block: Block, *, size: int) -> int:
    """A heading may be smaller than its column, so that its words stay whole."""
    smaller = range(size, SIZES[-1] - 1, -1)
    return next((each for each in smaller if _is_whole([block.head], widths=block.widths, size=each)), size)


def _row_height(row: Row, *, widths: Sequence[float], size: int) -> float:
    most = max(
        lines(cell.text, width=width - 2 * SIDE, size=size) for cell, width in zip(row, widths, strict=True)
    )
    return most * size * LEADING / POINTS + 2 * UPPER


def _heights(block: Block, *, size: int, room: float) -> list[float]:
    """What each row needs, and an equal part of the room left up to a comfortable height."""
    needed = [_row_height(row, widths=block.widths, size=size) for row in block.all_rows]
    needed = _alike(needed, room=room)
    spare = max(0.0, room - sum(needed)) / len(needed)
    return [max(high, min(high + spare, TALLEST)) for high in needed]


def _alike(heights: list[float], *, room: float) -> list[float]:
    """Rows of one height below the heading, where none is twice another and there is room for it."""
    head, rows = heights[:1], heights[1:]
    tall = max(rows, default=0.0)
    alike = [*head, *(tall for _row in rows)]
    return alike if tall <= 2 * min(rows, default=0.0) and sum(alike) <= room else heights


def _cut(block: Block, *, room: float, size: int) -> Block:
    """The block as it is where it fits, else with no cell of more lines than there is room for."""
    if _needs(block, size=size) <= room:
        return block
    most = room / len(block.all_rows) - 2 * UPPER
    rows = [
        tuple(
            replace(cell, text=cut(cell.text, width=width - 2 * SIDE, height=most, size=size))
            for cell, width in zip(row, block.widths, strict=True)
        )
        for row in block.all_rows
    ]
    return Block(block.widths, rows[0], tuple(rows[1:]))


# --- XML --------------------------------------------------------------------------------------------


def _table_xml(block: Block, *, heights: Sequence[float], size: int) -> str:
    columns = "".join(f'<a:gridCol w="{int(Inches(width))}"/>' for width in block.widths)
    sizes = (_head_size(block, size=size), *(size for _ in block.rows))
    rows = "".join(
        f'<a:tr h="{int(Inches(high))}">'
        + "".join(
            _cell_xml(cell, size=each, heading=row is block.head, first=at == 0)
            for at, cell in enumerate(row)
        )
        + "</a:tr>"
        for row, high, each in zip(block.all_rows, heights, sizes, strict=True)
    )
    return (
        f'<a:tbl {nsdecls("a")}><a:tblPr rtl="{int(get_language_bidi())}" firstRow="1" firstCol="1">'
        f"<a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
    )


def _cell_xml(cell: Cell, *, size: int, heading: bool, first: bool) -> str:
    run = Run(cell.text, size, color=cell.color, bold=cell.bold)
    text = body_xml([Para((run,), align=cell.align)])
    left = 0 if first and not cell.fill else int(Inches(SIDE))
    right = int(Inches(SIDE + 0.1 if cell.align == "r" else SIDE))
    if get_language_bidi():
        left, right = right, left
    upper = int(Inches(UPPER))
    anchor = "b" if heading else "ctr"
    line = 12700 if heading else 6350
    edge = color_xml("ink" if heading else "rule")
    fill = color_xml(cell.fill) if cell.fill else "<a:noFill/>"
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>"
        f'<a:tcPr marL="{left}" marR="{right}" marT="{upper}" marB="{upper}" '
        f'anchor="{anchor}"><a:lnL w="0"><a:noFill/></a:lnL><a:lnR w="0"><a:noFill/></a:lnR>'
        f'<a:lnT w="0"><a:noFill/></a:lnT><a:lnB w="{line}">{edge}</a:lnB>{fill}</a:tcPr></a:tc>'
    )
