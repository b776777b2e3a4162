"""What the deck being built looks like: room on its slides and colors, ours or those of a client's template.

Like the language, it is what everything is drawn in until the deck is done; the parts that draw ask for it
where they need it, and know nothing of templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

from reports import theme
from reports.renderers.brand import Brand
from reports.renderers.pptx.measures import INNER, MARGIN, WIDTH
from reports.renderers.template import Box, Template

SCHEME = {
    "ink": "tx1",
    "paper": "bg1",
    "sand": "bg2",
    "accent-deep": "tx2",
    "accent": "accent1",
    "ochre": "accent2",
    "teal": "accent3",
    "behind": "accent4",
    "ahead": "accent5",
    "dot": "accent6",
}
"""Tokens of the style sheet that are colors of the theme; all others are written as they are."""
BODY: Box = (MARGIN, 1.9, INNER, 4.9)
"""Where what a slide shows stands, below its title and above the rule."""
KICKER = 0.36
"""Inches at the top of a template's body for the name of the section."""


@dataclass(frozen=True)
class Looks:
    """colors   token -> "#rrggbb"; `slots` token -> color of the theme, where it is one.
    body     room for what a slide shows; `section` room for the name of its section above, None where the
             layout has a placeholder for it.
    tint     how much of every tint is left; `letters` how broad letters are by our measure.
    """

    colors: Mapping[str, str] = field(default_factory=theme.colors)
    slots: Mapping[str, str] = field(default_factory=lambda: SCHEME)
    body: Box = BODY
    section: Box | None = None
    tint: float = 1.0
    letters: float = 1.0
    template: Template | None = None

    @property
    def mirror(self) -> float:
        """Inches: left and right of a shape and of its mirror image add up to this."""
        return WIDTH if self.template is None else 2 * self.body[0] + self.body[2]


def of(brand: Brand) -> Looks:
    """The looks for a client: on its template where it has one, else on ours in its accent."""
    template = brand.template
    if template is None:
        return Looks(colors=theme.colors() | brand.colors)
    x, y, width, height = template.body
    return Looks(
        colors=theme.colors() | dict(template.colors),
        slots=dict(template.slots),
        body=(x, y + KICKER, width, height - KICKER),
        section=(x, y, width, KICKER - 0.06),
        tint=template.tint,
        letters=template.letters,
        template=template,
    )


_WORN: ContextVar[Looks | None] = ContextVar("looks", default=None)


@cache
def _ours() -> Looks:
    return Looks()


def worn() -> Looks:
    """The looks of the deck being built, the house's own where nobody said otherwise."""
    return _WORN.get() or _ours()


@contextmanager
def wearing(looks: Looks) -> Iterator[None]:
    token = _WORN.set(looks)
    try:
        yield
    finally:
        _WORN.reset(token)


def part(length: float) -> float:
    """A length of our own page, as long on the page of the deck: what is narrower has narrower columns."""
    return length * (worn().body[2] / INNER)
