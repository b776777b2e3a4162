"""How a deck is set on a template: which layouts, where its title and its body stand, in which colors.

A layout for the cover has a title. One for pages has a title and room below or beside it for a body; what its
master and it show there already, a logo, a sidebar, a footer, is kept free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from organizations.colors import ENOUGH
from organizations.deck_template_colors import lowest, palette, tint
from organizations.deck_template_layouts import BODIES, TITLES, Box, File, Holder, Layout, Master, holds
from organizations.deck_template_package import TemplateRefused
from organizations.deck_template_writing import A

BODY_WIDTH, BODY_HEIGHT = 7.8, 4.2
"""Inches that pages need, on a slide of 7.5 inches."""
TITLE_WIDTH, TITLE_HEIGHT = 4.0, 0.5
MARGIN, AIR = 0.45, 0.12
PAGES = ("titleOnly", "obj", "tx")
COVERS = ("title", "secHead")
BROAD = {"Verdana": 1.12, "Century Gothic": 1.08, "Montserrat": 1.14, "Poppins": 1.12, "Impact": 1.02}
"""Faces broader than our measure of letters, which allows for Arial and the like."""


@dataclass(frozen=True)
class Place:
    """A placeholder to write into: its number, the room inside its margins, and how it is written."""

    index: int
    box: Box
    size: float
    is_upper: bool


@dataclass(frozen=True)
class Plan:
    """master, cover, page  numbers of the master and of its layouts.
    body, free              where a page has room; where a cover has.
    colors                  token -> "#rrggbb"; `slots` token -> color of a slide, where it is one.
    tint                    by how much tints are weakened so that words on them can be read.
    letters                 how broad the letters are by our measure.
    """

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


@lru_cache(maxsize=16)
def plan(content: bytes) -> Plan:
    """The plan for a template that was written anew; raises TemplateRefused where no deck can stand on it."""
    file = File(content)
    refused = ""
    for number, master in enumerate(file.masters):
        cover, page = _cover(master), _page(master)
        if cover is None:
            refused = (
                refused or "The template needs a layout for the title slide: one with a title placeholder."
            )
        elif page is None:
            refused = refused or (
                "The template needs a layout with a title and free room for content: at least "
                f"{BODY_WIDTH / file.width:.0%} of the slide's width and {BODY_HEIGHT / file.height:.0%} of "
                "its height beside titles, logos and footers, on a ground on which words can be read."
            )
        else:
            return _plan(master, number=number, cover=cover, page=page)
    raise TemplateRefused(refused)


def _plan(master: Master, *, number: int, cover: Layout, page: Layout) -> Plan:
    front, title = cover.first(*TITLES), page.first(*TITLES)
    body = _body(page)
    assert front is not None
    assert title is not None
    colors, slots = _colors(page, body)
    return Plan(
        width=master.file.width,
        master=number,
        cover=master.layouts.index(cover),
        cover_title=_place(front),
        cover_text=_said(cover.first("subTitle", "body")),
        cover_footer=_said(cover.first("ftr")),
        page=master.layouts.index(page),
        title=_place(title),
        body=body,
        footer=_said(page.first("ftr")),
        number=_said(page.first("sldNum")),
        colors=tuple(colors.items()),
        slots=tuple(slots.items()),
        tint=tint(colors),
        letters=max(BROAD.get(face, 1.0) for face in _faces(master)),
    )


def _place(holder: Holder) -> Place:
    return Place(holder.index, holder.box, holder.size, holder.is_upper)


def _said(holder: Holder | None) -> Place | None:
    return _place(holder) if holder is not None else None


def _faces(master: Master) -> Iterator[str]:
    yield from (each.get("typeface", "") for each in master.theme.iterfind(f".//{A}fontScheme/*/{A}latin"))
    yield ""


# --- Which layouts -----------------------------------------------------------------------------------------


def _cover(master: Master) -> Layout | None:
    found = [each for each in master.layouts if _is_titled(each)]
    named = [each for kind in COVERS for each in found if each.kind == kind]
    centered = [each for each in found if each.first("ctrTitle", "subTitle") is not None]
    return next(iter([*named, *centered]), None)


def _page(master: Master) -> Layout | None:
    found = [each for each in master.layouts if _is_titled(each) and each.kind not in COVERS]
    ranked = sorted(found, key=lambda each: (_rank(each.kind), len(each.places)))
    return next((each for each in ranked if _is_roomy(_body(each)) and _is_readable(each)), None)


def _rank(kind: str) -> int:
    return PAGES.index(kind) if kind in PAGES else len(PAGES)


def _is_titled(layout: Layout) -> bool:
    title = layout.first(*TITLES)
    return title is not None and title.box[2] >= TITLE_WIDTH and title.box[3] >= TITLE_HEIGHT


def _is_readable(layout: Layout) -> bool:
    """Whether one color of type can be read on all that is behind the body: on pictures often none can."""
    colors, grounds = dict(_colors(layout, _body(layout))[0]), layout.grounds(_body(layout))
    return lowest(colors["ink"], on=grounds) >= ENOUGH


# --- Where -------------------------------------------------------------------------------------------------


def _is_roomy(box: Box) -> bool:
    return box[2] >= BODY_WIDTH and box[3] >= BODY_HEIGHT


def _body(layout: Layout) -> Box:
    """The first of the places meant for content that stays roomy, else the largest that is free."""
    free = [_free(start, layout=layout) for start in _starts(layout)]
    return next((box for box in free if _is_roomy(box)), max(free, key=lambda box: box[2] * box[3]))


def _starts(layout: Layout) -> Iterator[Box]:
    own = [each.outer for each in layout.places if each.kind in BODIES]
    if own:
        left, top = min(box[0] for box in own), min(box[1] for box in own)
        right, bottom = max(box[0] + box[2] for box in own), max(box[1] + box[3] for box in own)
        yield (left, top, right - left, bottom - top)
    theirs = layout.master.place("body")
    if theirs is not None:
        yield theirs
    file = layout.file
    yield (MARGIN, MARGIN, file.width - 2 * MARGIN, file.height - 2 * MARGIN)


def _free(start: Box, *, layout: Layout) -> Box:
    """The start without what stands in it already, cut where the least is lost."""
    file = layout.file
    left, top = max(start[0], 0.2), max(start[1], 0.2)
    box = (
        left,
        top,
        min(start[0] + start[2], file.width - 0.2) - left,
        min(start[1] + start[3], file.height - 0.2) - top,
    )
    kept = [each.outer for each in layout.places if each.kind in (*TITLES, "ftr", "sldNum")]
    kept += [each.box for each in layout.shown if not holds(each.box, box)]
    for each in sorted(kept, key=lambda box: -box[2] * box[3]):
        box = _beside(box, each)
    return box


def _beside(box: Box, other: Box) -> Box:
    x, y, width, height = box
    left, top = other[0] - AIR, other[1] - AIR
    right, bottom = other[0] + other[2] + AIR, other[1] + other[3] + AIR
    if left >= x + width or right <= x or top >= y + height or bottom <= y:
        return box
    parts = (
        (x, y, max(0.0, left - x), height),
        (right, y, max(0.0, x + width - right), height),
        (x, y, width, max(0.0, top - y)),
        (x, bottom, width, max(0.0, y + height - bottom)),
    )
    return max(parts, key=lambda part: part[2] * part[3])


# --- In which colors ---------------------------------------------------------------------------------------


def _colors(layout: Layout, body: Box) -> tuple[dict[str, str], dict[str, str]]:
    """Tokens -> colors, and -> the color of a slide that is the same."""
    theme = layout.master.colors
    slides = {name: theme[slot] for name, slot in layout.named.items() if slot in theme}
    styles = layout.master.root.iterfind(".//{*}bodyStyle/{*}lvl1pPr/{*}defRPr/{*}solidFill")
    inks = [color for each in styles if (color := layout.color(each))]
    colors = palette(theme, grounds=layout.grounds(body), inks=[*inks, slides["tx1"], slides["tx2"]])
    if layout.is_mapped_anew:
        return colors, {}
    usual = ("tx1", "bg1", "tx2", "bg2", *(f"accent{number}" for number in range(1, 7)))
    slots = {
        token: next((name for name in usual if slides.get(name) == color), "")
        for token, color in colors.items()
    }
    return colors, {token: name for token, name in slots.items() if name}
