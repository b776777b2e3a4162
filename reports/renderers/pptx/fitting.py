"""Text that fits: the largest of a few sizes, measured before it is set; what is still too long is cut.

Lengths are inches, sizes points. The measure is generous, so that another machine's font does not overflow.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.figures.lettering import text_width, wrap
from reports.renderers.pptx.looks import worn

POINTS = 72.0
LEADING = 1.22
HAIR = 1e-6
"""Of a line: a box made for as many lines as a text takes holds them, whatever the last bit says."""
MANY = 10_000
RUN, STEP = 0.91, 4
"""How broad letters usually are by our measure; points given up for a last line of more than a word."""


def breadth(text: str, *, size: float) -> float:
    """About how wide a text is in the letters of the deck, in points."""
    return text_width(text, size=size) * worn().letters


def lines(text: str, *, width: float, size: float) -> int:
    """How many lines a text takes."""
    parts = text.split("\n")
    across = width / worn().letters * POINTS
    return sum(max(1, len(wrap(part, width=across, size=size, lines=MANY))) for part in parts)


def height(text: str, *, width: float, size: float) -> float:
    return lines(text, width=width, size=size) * size * LEADING / POINTS


def fit(text: str, *, width: float, height: float, sizes: Sequence[int]) -> tuple[str, int]:
    """The text in the largest size that fits; in the smallest, cut at the end, if none does."""
    for size in sizes:
        if lines(text, width=width, size=size) * size * LEADING <= height * POINTS + HAIR:
            return text, size
    return cut(text, width=width, height=height, size=sizes[-1]), sizes[-1]


def unorphaned(text: str, size: int, *, width: float, sizes: Sequence[int]) -> int:
    """That size, or one a little smaller in which the last line is more than a word, as letters run."""
    smaller = [each for each in sizes if size - STEP <= each <= size]
    return next((each for each in smaller if not _is_orphaned(text, width=width, size=each)), size)


def _is_orphaned(text: str, *, width: float, size: int) -> bool:
    rows = wrap(text, width=width / worn().letters / RUN * POINTS, size=size, lines=MANY)
    return len(rows) > 1 and " " not in rows[-1]


def cut(text: str, *, width: float, height: float, size: float) -> str:
    """As much of a text as fits, ended by an ellipsis where something is missing."""
    room = max(1, int(height * POINTS / (size * LEADING) + HAIR))
    if lines(text, width=width, size=size) <= room:
        return text
    return " ".join(wrap(text, width=width / worn().letters * POINTS, size=size, lines=room))


def size_of_all(
    texts: Sequence[str], *, width: float, height: float, sizes: Sequence[int], gap: float = 0.0
) -> int:
    """The largest size in which all texts, one below the other with gaps between, fit; or the smallest."""
    room = (height - gap * max(len(texts) - 1, 0)) * POINTS
    for size in sizes:
        if sum(lines(text, width=width, size=size) for text in texts) * size * LEADING <= room:
            return size
    return sizes[-1]
