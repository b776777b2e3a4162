"""Sentences of which a part must not be missed."""

from __future__ import annotations

from reports.documents import Span, Tone
from reports.wording import start

Spans = tuple[Span, ...]

MARK = "**"
TONES: tuple[Tone, Tone] = ("plain", "strong")


def marked(text: str, **blanks: str | int | None) -> Spans:
    """A sentence with its blanks filled; what stands between two double asterisks is strong.

    The sentence stays whole for its translation, which puts the marks around the same words.
    """
    parts = [part.format(**blanks) for part in text.split(MARK)]
    spans = [Span(text=part, tone=TONES[at % 2]) for at, part in enumerate(parts) if part]
    return (spans[0].model_copy(update={"text": start(spans[0].text)}), *spans[1:])


def plain(text: str) -> Span:
    return Span(text=text)
