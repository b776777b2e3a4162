"""How answers are spread over ordered options: one divided band a row, from light to dark.

The order of the options is the order of the shades, so that the picture holds without color; a band with
room bears its option and its share in words. A hidden row is hatched, a row without answers is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

from reports.composing.punctuation import clauses, labelled
from reports.documents import Spread, SpreadRow
from reports.figures.heat import LEAST, hidden_words
from reports.figures.lettering import clip, text_width
from reports.figures.rows import Axis
from reports.figures.shapes import PAPER, WIDE, Box, Drawing, Label, Line, Shape, hatching, tidy
from reports.wording import in_percent

HALF_BAND = 10.0
SHADES = 7
DARK = 6
"""From this shade on words stand in the color of the page."""
WORD = 12.0


def spread(figure: Spread, *, width: float = WIDE, least: int = LEAST) -> Drawing:
    """One band a row, divided by the shares of the options; what a shade means stands below."""
    axis = Axis(width, aside=92.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = []
    for index, row in enumerate(figure.rows):
        shapes += axis.words(index, label=row.label, aside=row.n_band)
        shapes += _row(figure, row, axis=axis, y=axis.y(index), least=least)
    key = tuple(_key(figure.options, width=width, top=axis.bottom + 18))
    height = max((shape.y for shape in key if isinstance(shape, Label)), default=axis.bottom) + 8
    says = clauses(_says(figure, row, least=least) for row in figure.rows)
    return Drawing("spread", width, tidy(height), _("How the answers are spread"), says, (*shapes, *key))


def shade(index: int, *, options: int) -> int:
    """The shade of an option, 1 (light) to 7 (dark), the options as far apart as they can be."""
    return 1 if options < 2 else 1 + (2 * (SHADES - 1) * index + options - 1) // (2 * (options - 1))


def _row(figure: Spread, row: SpreadRow, *, axis: Axis, y: float, least: int) -> Iterator[Shape]:
    half = HALF_BAND * (0.85 if axis.width == PAPER else 1)
    if not sum(row.shares):
        yield from _nothing(row, axis=axis, y=y, half=half, least=least)
        return
    ends = [0.0, *accumulate(100 * share / sum(row.shares) for share in row.shares)]
    places = [axis.left + (axis.right - axis.left) * end / 100 for end in ends]
    for index, (left, right) in enumerate(pairwise(places)):
        if row.shares[index]:
            yield from _band(figure, row, index, left=left, right=right, y=y, half=half)
    yield _frame(axis, y=y, half=half)


def _band(
    figure: Spread, row: SpreadRow, index: int, *, left: float, right: float, y: float, half: float
) -> Iterator[Shape]:
    number = shade(index, options=len(figure.options))
    option, share = figure.options[index], in_percent(row.shares[index])
    yield Box(
        x=tidy(left),
        y=tidy(y - half),
        width=tidy(right - left),
        height=2 * half,
        css=f"fig-band fig-band-{number}",
        title=labelled(row.label, f"{option} {share}"),
    )
    room = right - left - 12
    shown = next((w for w in (f"{option} {share}", share) if text_width(w, size=WORD) <= room), "")
    if shown:
        css = "fig-in fig-in-dark" if number >= DARK else "fig-in fig-in-light"
        yield Label(x=tidy((left + right) / 2), y=tidy(y + 4.2), text=shown, css=css, anchor="middle")


def _frame(axis: Axis, *, y: float, half: float) -> Box:
    width = tidy(axis.right - axis.left)
    return Box(x=tidy(axis.left), y=tidy(y - half), width=width, height=2 * half, css="fig-frame")


def _nothing(row: SpreadRow, *, axis: Axis, y: float, half: float, least: int) -> Iterator[Shape]:
    """A hidden row is a hatched frame, one without answers a dashed line, and both say so."""
    words = hidden_words(row.hidden, least=least)
    if row.hidden == "fewer_than_five":
        edges = {"left": axis.left, "right": axis.right, "top": y - half, "bottom": y + half}
        yield from hatching(**edges, css="fig-hatch")
        yield _frame(axis, y=y, half=half)
    else:
        yield Line(x1=tidy(axis.left), y1=y, x2=tidy(axis.right), y2=y, css="fig-dashed")
    wide = tidy(text_width(words, size=WORD) + 10)
    yield Box(x=tidy(axis.left + 10), y=tidy(y - 8), width=wide, height=16, css="fig-paper")
    yield Label(x=tidy(axis.left + 15), y=tidy(y + 4.2), text=words, css="fig-col")


def _key(options: tuple[str, ...], *, width: float, top: float) -> Iterator[Shape]:
    """What each shade means, in order, on as many lines as it takes."""
    x, y = 0.0, top
    for index, option in enumerate(options):
        shown = clip(option, width=width - 20, size=12.5)
        needed = 18 + text_width(shown, size=12.5)
        if x and x + needed > width:
            x, y = 0.0, y + 19
        number = shade(index, options=len(options))
        yield Box(x=tidy(x), y=tidy(y - 9), width=12, height=12, css=f"fig-band fig-band-{number}")
        yield Box(x=tidy(x), y=tidy(y - 9), width=12, height=12, css="fig-frame")
        yield Label(x=tidy(x + 18), y=tidy(y + 1.5), text=shown, css="fig-col", title=option)
        x += needed + 18


def _says(figure: Spread, row: SpreadRow, *, least: int) -> str:
    if not sum(row.shares):
        return labelled(row.label, hidden_words(row.hidden, least=least))
    shares = (f"{o} {in_percent(s)}" for o, s in zip(figure.options, row.shares, strict=True))
    return labelled(row.label, ", ".join(shares))
