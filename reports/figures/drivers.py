"""What goes with the outcome, divided in two ways: two marks a row, the strongest tier set apart."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.documents import DriverFigure, DriverMark
from reports.figures.rows import Axis
from reports.figures.shapes import WIDE, Box, Circle, Drawing, Label, Line, Shape, tidy
from reports.wording import in_percent

TIERS = {True: gettext_noop("First tier"), False: gettext_noop("Second tier")}


def drivers(figure: DriverFigure, *, width: float = WIDE) -> Drawing:
    """Relative weight (dot) and dominance (square) of each row; a tier begins with its name."""
    lines = tuple(_lines(figure))
    labels = tuple(line.label if isinstance(line, DriverMark) else line for line in lines)
    axis = Axis(width, aside=104.0, labels=labels, most=_most(figure))
    shapes: list[Shape] = list(axis.ends(in_percent(0), in_percent(f"{axis.most:g}")))
    for index, line in enumerate(lines):
        shapes += _row(line, axis, index) if isinstance(line, DriverMark) else _tier(line, axis, index)
    says = [_says(line) for line in lines if isinstance(line, DriverMark)]
    return axis.drawing("drivers", title=_("What goes with the outcome"), says=says, shapes=shapes)


def _lines(figure: DriverFigure) -> Iterator[str | DriverMark]:
    """The rows of the picture: the name of a tier, then who is in it."""
    for is_first, name in TIERS.items():
        rows = [row for row in figure.rows if row.is_first_tier == is_first]
        if rows:
            yield _(name)
            yield from rows


def _most(figure: DriverFigure) -> float:
    """The next ten percent above the longest row, so that small shares are told apart."""
    longest = max((max(row.weight, row.dominance) for row in figure.rows), default=0)
    return min(100.0, 10.0 * (longest // 10 + 1))


def _tier(name: str, axis: Axis, index: int) -> Iterator[Shape]:
    y = axis.y(index)
    if index:
        top = tidy(y - axis.row * 0.4)
        yield Line(x1=0, y1=top, x2=axis.width, y2=top, css="fig-dashed")
    yield Label(x=0, y=tidy(y + 4.5), text=name, css="fig-tier")


def _row(row: DriverMark, axis: Axis, index: int) -> Iterator[Shape]:
    yield from axis.words(
        index, label=row.label, aside=f"{in_percent(row.weight)} · {in_percent(row.dominance)}"
    )
    y = axis.y(index)
    weight, dominance = axis.x(row.weight), axis.x(row.dominance)
    yield axis.line(y, 0, axis.most, css="fig-hair")
    yield axis.line(y, row.weight, row.dominance, css="fig-bridge")
    title = _("General dominance: {share}").format(share=in_percent(row.dominance))
    yield Box(x=tidy(dominance - 6), y=tidy(y - 6), width=12, height=12, css="fig-staff", title=title)
    title = _("Relative weight: {share}").format(share=in_percent(row.weight))
    yield Circle(x=weight, y=y, r=5, css="fig-customers", title=title)


def _says(row: DriverMark) -> str:
    if row.is_first_tier:
        said = _("{label}: relative weight {weight}, general dominance {dominance}, first tier")
    else:
        said = _("{label}: relative weight {weight}, general dominance {dominance}, second tier")
    weight, dominance = in_percent(row.weight), in_percent(row.dominance)
    return said.format(label=row.label, weight=weight, dominance=dominance)
