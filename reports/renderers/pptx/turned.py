"""Slides for those who read from right to left: every shape in the place of its mirror image.

Words turn by themselves, as their paragraphs say; a table and a chart say so in their own ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Inches


def turn(shapes: Any, *, mirror: float) -> None:
    """Mirror the shapes of a slide, a layout or a master; one that inherits its place has none to turn.

    mirror  left and right of a shape and of its image add up to this, in inches.
    """
    for place in _places(shapes._spTree):
        start, extent = place.find(qn("a:off")), place.find(qn("a:ext"))
        start.set("x", str(int(Inches(mirror)) - int(start.get("x")) - int(extent.get("cx"))))
        inner = place.find(qn("a:chOff"))
        if inner is not None:
            inner.set("x", start.get("x"))


def _places(tree: Any) -> Iterator[Any]:
    """The place of every shape; a group and what is in it turn alike, as they measure alike."""
    for name in ("a:xfrm", "p:xfrm"):
        for place in tree.iter(qn(name)):
            if place.find(qn("a:ext")) is not None and place.getparent() is not tree.find(qn("p:grpSpPr")):
                yield place
