"""The cascade of measures: levels as steps going down, and the place where the chain breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.composing.punctuation import clauses, labelled
from reports.documents import Cascade, CascadeLevel
from reports.figures.lettering import clip
from reports.figures.shapes import NARROWEST, PAPER, PAPER_ROW, WIDE, Box, Drawing, Label, Line, Shape, tidy


@dataclass(frozen=True)
class Stair:
    """Measures of the steps: how high one is, how far it is set in, what lies between two."""

    width: float

    @property
    def narrow(self) -> bool:
        return self.width < NARROWEST

    @property
    def height(self) -> float:
        return 46.0 if self.narrow else 32.0 * (PAPER_ROW if self.width == PAPER else 1)

    @property
    def inset(self) -> float:
        return 12.0 if self.narrow else 34.0

    def gap(self, level: CascadeLevel) -> float:
        """Room above a step; a break needs words."""
        return 30.0 if level.is_break else 10.0


def cascade(figure: Cascade, *, width: float = WIDE) -> Drawing:
    """Levels from the top down: solid with a target, pale when only shown, dashed without a measure."""
    stair = Stair(width)
    shapes: list[Shape] = []
    bottom = 4.0
    for index, level in enumerate(figure.levels):
        x = stair.inset * index
        top = bottom + (stair.gap(level) if index else 0.0)
        if index:
            shapes += _joint(level, x=x + 14, top=bottom, bottom=top)
        shapes += _step(level, stair=stair, x=x, y=top)
        bottom = top + stair.height
    says = clauses(_says(level) for level in figure.levels)
    title = _("Customer measures from the top down")
    return Drawing("cascade", width, tidy(bottom + 4), title, says, tuple(shapes))


def _says(level: CascadeLevel) -> str:
    said = labelled(level.label, level.value_text)
    return f"{said}, {_broken()}" if level.is_break else said


def _broken() -> str:
    # Translators: of the chain of customer measures, at the level where it ends.
    return _("the chain breaks here")


def _step(level: CascadeLevel, *, stair: Stair, x: float, y: float) -> Iterator[Shape]:
    room = stair.width - x - 2
    css = f"fig-step fig-step-{level.value}"
    says = _says(level)
    yield Box(
        x=tidy(x + 1), y=tidy(y), width=tidy(room), height=tidy(stair.height), css=css, radius=4, title=says
    )
    ink = "dark" if level.value == 2 else "light"
    middle = y + stair.height / 2
    first, second = (middle - 5, middle + 13) if stair.narrow else (middle + 4.6, middle + 4.4)
    name = clip(level.label, width=room - 24 if stair.narrow else room * 0.45, size=13)
    yield Label(x=tidy(x + 14), y=tidy(first), text=name, css=f"fig-step-name-{ink}", title=level.label)
    value = clip(level.value_text, width=room - 24 if stair.narrow else room * 0.5, size=12.5)
    place = x + 14 if stair.narrow else x + room - 12
    yield Label(
        x=tidy(place),
        y=tidy(second),
        text=value,
        css=f"fig-step-value-{ink}",
        anchor="start" if stair.narrow else "end",
        title=level.value_text,
    )


def _joint(level: CascadeLevel, *, x: float, top: float, bottom: float) -> Iterator[Shape]:
    """What joins a step to the one above: a line, or at the break a cross and its words."""
    x, top, bottom = tidy(x), tidy(top), tidy(bottom)
    if not level.is_break:
        yield Line(x1=x, y1=top, x2=x, y2=bottom, css="fig-joint")
        return
    y = tidy((top + bottom) / 2)
    yield Line(x1=x, y1=top, x2=x, y2=tidy(y - 8), css="fig-joint")
    for rise in (5, -5):
        yield Line(x1=tidy(x - 5), y1=tidy(y - rise), x2=tidy(x + 5), y2=tidy(y + rise), css="fig-break")
    yield Label(x=tidy(x + 14), y=tidy(y + 4.2), text=_broken(), css="fig-broken")
