"""Marks of a grid: a full disc, a half one, a cross, an open ring; each stands beside its word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.documents import Grid, Part
from reports.figures.shapes import Circle, HalfDisc, Line, Shape

MARK = 16.0
"""Width and height of a mark in its own units."""
_CENTER = MARK / 2
_RING = Circle(x=_CENTER, y=_CENTER, r=6, css="fig-mark-ring")
MARKS: dict[str, tuple[Shape, ...]] = {
    "full": (Circle(x=_CENTER, y=_CENTER, r=6.5, css="fig-mark-full"),),
    "half": (HalfDisc(x=_CENTER, y=_CENTER, r=6, css="fig-mark-full"), _RING),
    "cross": (
        Line(x1=3, y1=3, x2=13, y2=13, css="fig-mark-cross"),
        Line(x1=3, y1=13, x2=13, y2=3, css="fig-mark-cross"),
    ),
    "open": (_RING,),
    "": (),
}


@dataclass(frozen=True)
class MarkView:
    """A mark and its word. `column` is the heading it stands under, in a list all that share the state."""

    column: str
    text: str
    mark: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class GridLine:
    label: str
    n_band: str
    cells: tuple[MarkView, ...]

    def states(self) -> tuple[MarkView, ...]:
        """The row as a small screen lists it: each state once, with everything that is in it."""
        found: dict[tuple[str, str], list[MarkView]] = {}
        for cell in self.cells:
            if cell.text or cell.mark:
                found.setdefault((cell.mark, cell.text), []).append(cell)
        alike = ((cells[0], ", ".join(cell.column for cell in cells)) for cells in found.values())
        return tuple(replace(cell, column=columns) for cell, columns in alike)


def grid_lines(figure: Part) -> tuple[GridLine, ...]:
    """Rows of a grid with their marks as shapes; none for other figures."""
    if not isinstance(figure, Grid):
        return ()
    labels = [column.label for column in figure.columns]
    return tuple(
        GridLine(
            row.label,
            row.n_band,
            tuple(
                MarkView(label, cell.text, cell.mark, MARKS[cell.mark])
                for label, cell in zip(labels, row.cells, strict=True)
            ),
        )
        for row in figure.rows
    )


def grid_legend(figure: Part) -> tuple[MarkView, ...]:
    """What the marks mean, in the order of the figure; none for other figures."""
    if not isinstance(figure, Grid):
        return ()
    return tuple(MarkView("", words, mark, MARKS.get(mark, ())) for mark, words in figure.legend)
