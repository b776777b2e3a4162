"""Pictures as shapes: a figure of the document in, circles, lines, boxes and words out.

One geometry serves the screen (SVG) and paper (Typst). A shape carries a place and a class; what a class
looks like is said by the style sheet of the medium, so no shape has a color. Lengths are in the picture's
own units, about one CSS pixel at full width; y grows downward. Nothing here computes a number of the report.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language_bidi

from reports.documents import Part, Spread
from reports.figures.cascade import cascade
from reports.figures.drivers import drivers
from reports.figures.grid import MARK, GridLine, MarkView, grid_legend, grid_lines
from reports.figures.heat import LEAST, HeatSquare, Key, heat_square, hidden_words, key_of
from reports.figures.maturity import (
    GateGroup,
    GateView,
    before_stage,
    gate_groups,
    gate_words,
    maturity_strip,
)
from reports.figures.ownership import StageCard, ownership_map, stage_cards
from reports.figures.rows import bars, beside, change, clock, mirror
from reports.figures.shapes import NARROW, PAPER, WIDE, Drawing, Shape, mirrored
from reports.figures.spread import shade, spread

__all__ = [
    "MARK",
    "NARROW",
    "PAPER",
    "WIDE",
    "Drawing",
    "GateGroup",
    "GateView",
    "GridLine",
    "HeatSquare",
    "Key",
    "MarkView",
    "Shape",
    "StageCard",
    "before_stage",
    "draw",
    "gate_groups",
    "gate_words",
    "grid_legend",
    "grid_lines",
    "heat_square",
    "hidden_words",
    "key_of",
    "shade",
    "stage_cards",
]

DRAW: dict[str, Callable[..., Drawing]] = {
    "ownership_map": ownership_map,
    "maturity_strip": maturity_strip,
    "mirror": mirror,
    "clock": clock,
    "bars": bars,
    "cascade": cascade,
    "drivers": drivers,
    "change": change,
    "beside": beside,
}


def draw(figure: Part, *, width: float = WIDE, least: int = LEAST) -> Drawing | None:
    """The picture of a figure; None for those that are a table, a list or a form of words.

    least  the smallest group that is shown, for a picture that says what is hidden.
    Where the language is written from right to left, so is the picture.
    """
    drawing = _drawing(figure, width=width, least=least)
    return mirrored(drawing) if drawing and get_language_bidi() else drawing


def _drawing(figure: Part, *, width: float, least: int) -> Drawing | None:
    if isinstance(figure, Spread):
        return spread(figure, width=width, least=least)
    paint = DRAW.get(getattr(figure, "kind", ""))
    return paint(figure, width=width) if paint else None
