"""A drawing as inline SVG: classes instead of colors, attributes instead of styles."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reports.figures.shapes import Box, Circle, Drawing, HalfDisc, Label, Line, Shape


def svg(drawing: Drawing, *, ident: str, css: str = "") -> str:
    """One `<svg role="img">` named by its title and description; `ident` must be unique on the page."""
    shapes = "".join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg class="fig {css}" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img"'
        f"{_direction(drawing)}"
        f' aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(drawing.title)}</title>'
        f'<desc id="{ident}-d">{escape(drawing.description)}</desc>{shapes}</svg>'
    )


def _direction(drawing: Drawing) -> str:
    """Said where it is not the usual one; labels then begin at their right end."""
    return ' direction="rtl"' if drawing.direction == "rtl" else ""


def glyph(shapes: Iterable[Shape], *, size: float) -> str:
    """A mark among words, which say what it means; nothing to a screen reader. Empty without shapes."""
    drawn = "".join(_element(shape) for shape in shapes)
    box = f"0 0 {size:g} {size:g}"
    return f'<svg class="mark" viewBox="{box}" aria-hidden="true">{drawn}</svg>' if drawn else ""


def _element(shape: Shape) -> str:
    if isinstance(shape, Line):
        ends = f'x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}" y2="{shape.y2:g}"'
        return f'<line {ends} class="{shape.css}"/>'
    if isinstance(shape, Circle):
        place = f'cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.r:g}"'
        return _titled("circle", f'{place} class="{shape.css}"', title=shape.title)
    if isinstance(shape, Box):
        place = f'x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}"'
        round_ = f' rx="{shape.radius:g}"' if shape.radius else ""
        return _titled("rect", f'{place}{round_} class="{shape.css}"', title=shape.title)
    if isinstance(shape, HalfDisc):
        arc = f"M{shape.x:g} {shape.y - shape.r:g}a{shape.r:g} {shape.r:g} 0 0 0 0 {2 * shape.r:g}z"
        return f'<path d="{arc}" class="{shape.css}"/>'
    return _text(shape)


def _titled(tag: str, attributes: str, *, title: str) -> str:
    if not title:
        return f"<{tag} {attributes}/>"
    return f"<{tag} {attributes}><title>{escape(title)}</title></{tag}>"


def _text(label: Label) -> str:
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    title = f"<title>{escape(label.title)}</title>" if label.title and label.title != label.text else ""
    place = f'x="{label.x:g}" y="{label.y:g}"{anchor}'
    return f'<text {place} class="{label.css}">{title}{escape(label.text)}</text>'
