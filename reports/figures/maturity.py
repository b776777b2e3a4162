"""The maturity strip: five stages on a line, the index on it, and the gates before each stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.documents import MaturityStrip, Part
from reports.figures.lettering import text_width
from reports.figures.shapes import NARROWEST, WIDE, Box, Circle, Drawing, Label, Line, Shape, tidy

NAME, NAME_LINE = 13.0, 16.0
GATE_WORDS = {
    "met": gettext_noop("met"),
    "unmet": gettext_noop("not met"),
    "unverified": gettext_noop("cannot be told yet"),
}
"""Whether a prerequisite holds; `gate_words` says it in the language of the report."""


def maturity_strip(figure: MaturityStrip, *, width: float = WIDE) -> Drawing:
    """Five named stages on one line from 0 to 100, the index on it with its interval."""
    scale = _scale(left=14, right=width - 14)
    y = 48.0
    drop = 0.0 if width < NARROWEST or not _collide(figure, scale=scale) else NAME_LINE
    shapes = (
        *_strip_segments(figure, scale=scale, y=y),
        *_strip_names(figure, scale=scale, y=y, narrow=width < NARROWEST, drop=drop),
        *_strip_index(figure, scale=scale, y=y, width=width),
    )
    sentence = _("Stage {number}, {name}. Index {index} of 100, interval {low} to {high}.").format(
        number=figure.stage,
        name=_stage_name(figure, figure.stage),
        index=figure.index,
        low=figure.low,
        high=figure.high,
    )
    height = 98.0 if width < NARROWEST else y + 38 + drop
    return Drawing("maturity_strip", width, height, _("Maturity strip"), sentence, shapes)


def _scale(*, left: float, right: float) -> Callable[[float], float]:
    """Points of 0-100 to a place on the line."""
    return lambda points: tidy(left + (right - left) * points / 100)


def _strip_bounds(figure: MaturityStrip) -> tuple[tuple[float, float], ...]:
    edges = (0.0, *figure.cuts, 100.0)
    return tuple(pairwise(edges))


def _strip_segments(figure: MaturityStrip, *, scale: Callable[[float], float], y: float) -> Iterator[Shape]:
    for number, (low, high) in enumerate(_strip_bounds(figure), start=1):
        yield Box(
            x=scale(low),
            y=y - 4,
            width=tidy(scale(high) - scale(low)),
            height=8,
            css=f"fig-stage fig-stage-{number}",
            title=f"{number} {figure.names[number - 1]}",
        )
    for cut in (0.0, *figure.cuts, 100.0):
        yield Line(x1=scale(cut), y1=y - 8, x2=scale(cut), y2=y + 8, css="fig-tick")


def _collide(figure: MaturityStrip, *, scale: Callable[[float], float]) -> bool:
    """Whether the names of two stages side by side would run into one another."""
    bounds = _strip_bounds(figure)
    middles = [(scale(low) + scale(high)) / 2 for low, high in bounds]
    halves = [text_width(f"{at} {name}", size=NAME) / 2 for at, name in enumerate(figure.names, start=1)]
    return any(
        middles[at] + halves[at] > middles[at + 1] - halves[at + 1] for at in range(len(figure.names) - 1)
    )


def _strip_names(
    figure: MaturityStrip, *, scale: Callable[[float], float], y: float, narrow: bool, drop: float
) -> Iterator[Shape]:
    """The stages by number, and by name where there is room; `drop` sets every other name lower."""
    for number, (low, high) in enumerate(_strip_bounds(figure), start=1):
        current = number == figure.stage
        text = str(number) if narrow else f"{number} {figure.names[number - 1]}"
        css = "fig-name fig-name-now" if current else "fig-name"
        x = tidy((scale(low) + scale(high)) / 2)
        lower = drop if number % 2 == 0 else 0.0
        yield Label(x=x, y=y + 28 + lower, text=text, css=css, anchor="middle")
    if narrow:
        words = f"{figure.stage} {_stage_name(figure, figure.stage)}"
        low, high = _strip_bounds(figure)[figure.stage - 1]
        half = text_width(words, size=14) / 2
        x = min(max((scale(low) + scale(high)) / 2, half + 2), scale(100) - half + 12)
        yield Label(x=tidy(x), y=y + 47, text=words, css="fig-name fig-name-now", anchor="middle")


def _strip_index(
    figure: MaturityStrip, *, scale: Callable[[float], float], y: float, width: float
) -> Iterator[Shape]:
    yield Line(x1=scale(figure.low), y1=y, x2=scale(figure.high), y2=y, css="fig-interval")
    yield Circle(x=scale(figure.index), y=y, r=8, css="fig-pin")
    words = f"{figure.index} ({figure.low}–{figure.high})"
    half = text_width(words, size=15) / 2
    x = min(max(scale(figure.index), half + 2), width - half - 2)
    yield Label(x=tidy(x), y=y - 21, text=words, css="fig-pin-label", anchor="middle")


@dataclass(frozen=True)
class GateView:
    label: str
    value_text: str
    status: str
    glyph: str
    words: str


@dataclass(frozen=True)
class GateGroup:
    """The prerequisites of one stage; `ahead` for the stage that comes next."""

    stage: int
    name: str
    gates: tuple[GateView, ...]


def gate_words(status: str) -> str:
    return _(GATE_WORDS[status])


def before_stage(group: GateGroup) -> str:
    """The heading of a group of prerequisites."""
    return _("Before stage {number}, {name}").format(number=group.stage, name=group.name)


def gate_groups(figure: Part) -> tuple[GateGroup, ...]:
    """Gates of a maturity strip by the stage they stand before; none for other figures."""
    if not isinstance(figure, MaturityStrip):
        return ()
    stages = sorted({gate.for_stage for gate in figure.gates})
    return tuple(GateGroup(stage, _stage_name(figure, stage), _gates_of(figure, stage)) for stage in stages)


def _stage_name(figure: MaturityStrip, stage: int) -> str:
    return figure.names[stage - 1] if 1 <= stage <= len(figure.names) else ""


def _gates_of(figure: MaturityStrip, stage: int) -> tuple[GateView, ...]:
    return tuple(
        GateView(gate.label, gate.value_text, gate.status, "✓" if gate.met else "○", gate_words(gate.status))
        for gate in figure.gates
        if gate.for_stage == stage
    )
