"""A client's own template for slides, as far as a deck needs to know it; it was checked when it came."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, width, height, in inches."""


@dataclass(frozen=True)
class Place:
    """A placeholder to write into: its number, the room inside its margins, size of type in points or 0."""

    index: int
    box: Box
    size: float
    is_upper: bool


@dataclass(frozen=True)
class Template:
    """content              a presentation without slides, 7.5 inches high.
    master, cover, page     numbers of the master and of its layouts.
    body                    what is free on a page, in inches.
    colors, slots           token -> "#rrggbb"; token -> color of a slide, where it is one.
    tint                    by how much tints are weakened so that words on them can be read.
    letters                 how broad the letters are by our measure.
    """

    content: bytes
    width: float
    master: int
    cover: int
    cover_title: Place
    cover_text: Place | None
    cover_footer: Place | None
    page: int
    title: Place
    body: Box
    footer: Place | None
    number: Place | None
    colors: tuple[tuple[str, str], ...]
    slots: tuple[tuple[str, str], ...]
    tint: float
    letters: float
