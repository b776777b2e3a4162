"""Words that fit: how wide text is about to be, where to break it, where to cut it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reports.figures.shapes import Label, tidy

# The estimate below is generous, so a word a little over the line still fits.
SLACK = 1.15


def text_width(text: str, *, size: float) -> float:
    """About how wide `text` is in a sans serif of this size; generous, so that words do not collide."""
    return size * sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    """Width of one character in em."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.05
    if char in "iljtfrI.,:;'|!()[]’ ":
        return 0.34
    if char in "mwMW@%":
        return 0.9
    return 0.68 if char.isupper() else 0.57


def wrap(text: str, *, width: float, size: float, lines: int) -> tuple[str, ...]:
    """`text` in at most `lines` lines of `width`; what does not fit ends in an ellipsis."""
    rows: list[str] = []
    words = _short_words(text.split(), width=width, size=size)
    for word in words:
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(joined, size=size) <= width:
            rows[-1] = joined
        else:
            rows.append(word)
    if len(rows) <= lines:
        return tuple(rows)
    return (*rows[: lines - 1], clip(" ".join(rows[lines - 1 :]), width=width, size=size))


def _short_words(words: Iterable[str], *, width: float, size: float) -> Iterator[str]:
    """The words, with one longer than a line broken."""
    for word in words:
        rest = word
        while text_width(rest, size=size) > SLACK * width and len(rest) > 1:
            fitting = _fitting(rest, width=width, size=size)
            yield rest[:fitting]
            rest = rest[fitting:]
        yield rest


def _fitting(text: str, *, width: float, size: float) -> int:
    """How many leading characters of `text` fit into `width`; at least one."""
    used = 0.0
    for count, char in enumerate(text):
        used += size * _advance(char)
        if used > width:
            return max(count, 1)
    return len(text)


def crowded(labels: Iterable[Sequence[str]]) -> bool:
    """Whether two labels that follow one another both take more than one line."""
    return any(len(one) > 1 and len(other) > 1 for one, other in pairwise(labels))


def clip(text: str, *, width: float, size: float) -> str:
    if text_width(text, size=size) <= width:
        return text
    return text[: _fitting(text, width=width - size, size=size)].rstrip() + "…"


def stacked(
    text: str, *, x: float, y: float, width: float, size: float, css: str, lines: int = 2
) -> Iterator[Label]:
    """A row label on one or two lines, centered on the height y; its full text is the title."""
    rows = wrap(text, width=width, size=size, lines=lines)
    step = size * 1.15
    top = y + size * 0.35 - step * (len(rows) - 1) / 2
    clipped = bool(rows) and rows[-1].endswith("…")
    for index, row in enumerate(rows):
        yield Label(x=x, y=tidy(top + index * step), text=row, css=css, title=text if clipped else "")


def heading(
    rows: Sequence[str], *, x: float, bottom: float, size: float, css: str, title: str
) -> Iterator[Label]:
    """A column heading that grows upward from `bottom`, centered on x."""
    step = size * 1.15
    for index, row in enumerate(rows):
        y = bottom - step * (len(rows) - 1 - index)
        yield Label(x=tidy(x), y=tidy(y), text=row, css=css, anchor="middle", title=title)
