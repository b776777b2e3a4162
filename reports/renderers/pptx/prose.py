"""Paragraphs in the room there is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from pptx.slide import Slide

from reports.renderers.pptx.fitting import POINTS, cut, height, size_of_all
from reports.renderers.pptx.writing import Box, para, text_box

SIZES = (18, 17, 16, 15, 14, 13, 12, 11, 10)
AFTER = 8
"""Points between two paragraphs."""


def prose(slide: Slide, texts: Sequence[str], box: Box) -> None:
    """Paragraphs in the largest size in which all fit; what does not fit even in the smallest is cut."""
    if not texts:
        return
    width, room = box[2:]
    gap = AFTER / POINTS
    size = size_of_all(texts, width=width, height=room, sizes=SIZES, gap=gap)
    whole = sum(height(text, width=width, size=size) + gap for text in texts) <= room + gap
    each = room / len(texts) - gap
    said = texts if whole else [cut(text, width=width, height=each, size=size) for text in texts]
    text_box(slide, box, [para(text, size, after=AFTER) for text in said], name=_("Text"))
