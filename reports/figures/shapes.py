"""What a picture is made of: circles, lines, boxes and words with a place and a class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

WIDE = 800.0
PAPER = 700.0
NARROW = 340.0
NARROWEST = 500.0
"""Below this width words stand above their lines, not beside them."""
PAPER_ROW = 0.74
"""How much closer rows stand on paper, where a sheet has an end."""
HATCH = 7.0
"""Between two diagonals of what is hidden."""
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, kw_only=True)
class Circle:
    x: float
    y: float
    r: float
    css: str
    title: str = ""
    shape: str = "circle"


@dataclass(frozen=True, kw_only=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    css: str
    shape: str = "line"


@dataclass(frozen=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    css: str
    title: str = ""
    radius: float = 0.0
    shape: str = "box"


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words at a baseline. `css` begins with the size class: `fig-row`, `fig-col`, `fig-small` …"""

    x: float
    y: float
    text: str
    css: str
    anchor: Anchor = "start"
    title: str = ""
    shape: str = "label"


@dataclass(frozen=True, kw_only=True)
class HalfDisc:
    """The left half of a disc around (x, y)."""

    x: float
    y: float
    r: float
    css: str
    shape: str = "half"


Shape = Circle | Line | Box | Label | HalfDisc


@dataclass(frozen=True)
class Drawing:
    """A finished picture. `title` names it, `description` says in a sentence what it shows.

    direction  in which its words run: from right to left, "start" is the right end of a label.
    """

    kind: str
    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]
    direction: Literal["ltr", "rtl"] = "ltr"


def mirrored(drawing: Drawing) -> Drawing:
    """The same picture seen from the other side, for words that run from right to left."""
    shapes = tuple(_turned(shape, width=drawing.width) for shape in drawing.shapes)
    return replace(drawing, shapes=shapes, direction="rtl")


def _turned(shape: Shape, *, width: float) -> Shape:
    if isinstance(shape, Line):
        return replace(shape, x1=tidy(width - shape.x1), x2=tidy(width - shape.x2))
    if isinstance(shape, Box):
        return replace(shape, x=tidy(width - shape.x - shape.width))
    return replace(shape, x=tidy(width - shape.x))


def tidy(number: float) -> float:
    """Two decimals are enough for a picture, and keep the bytes the same everywhere."""
    return round(number, 2)


def hatching(*, left: float, right: float, top: float, bottom: float, css: str) -> Iterator[Line]:
    """Diagonals over a box, cut off at its edges: what is there and may not be shown."""
    height = bottom - top
    start = left - height + HATCH / 2
    while start < right:
        low, high = max(start, left), min(start + height, right)
        yield Line(
            x1=tidy(low),
            y1=tidy(bottom - (low - start)),
            x2=tidy(high),
            y2=tidy(bottom - (high - start)),
            css=css,
        )
        start += HATCH
