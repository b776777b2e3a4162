"""Masters and layouts of a template as they lie: placeholders, what is drawn beside them, what is behind."""

from __future__ import annotations

import io
import math
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from organizations.deck_template_colors import color_of, picture_grounds, theme_colors
from organizations.deck_template_package import Damaged
from organizations.deck_template_writing import A, P, R

EMU = 914_400
Box = tuple[float, float, float, float]
"""Left, top, width, height, in inches."""
INSETS = (91_440, 45_720, 91_440, 45_720)
TITLES, BODIES = (
    ("title", "ctrTitle"),
    ("body", "obj", "subTitle", "tbl", "chart", "pic", "dgm", "media", "clipArt"),
)
_SAME = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "": "body"}


@dataclass(frozen=True)
class Holder:
    """A placeholder of a layout. `box` without its margins; `size` in points, 0 where nobody says one."""

    index: int
    kind: str
    outer: Box
    box: Box
    size: float
    is_upper: bool
    element: Any

    def __hash__(self) -> int:
        return hash(self.index)


@dataclass(frozen=True)
class Drawn:
    """Something a layout or its master shows on every slide: where, and what it is."""

    box: Box
    element: Any


class File:
    """A template that was written anew: nothing of it needs to be mistrusted, except what it looks like."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self.root = self.tree("ppt/presentation.xml")
        self.width = int(self.root.find(f"{P}sldSz").get("cx")) / EMU
        self.height = int(self.root.find(f"{P}sldSz").get("cy")) / EMU

    def tree(self, name: str) -> Any:
        return etree.fromstring(self._parts[name])

    def read(self, name: str) -> bytes:
        return self._parts[name]

    def target(self, part: str, link: str) -> str:
        folder, file = posixpath.split(part)
        for each in self.tree(f"{folder}/_rels/{file}.rels"):
            if link in (each.get("Id"), each.get("Type").rsplit("/", 1)[-1]):
                return str(each.get("Target")).lstrip("/")
        raise Damaged

    @cached_property
    def masters(self) -> list[Master]:
        ids = [each.get(f"{R}id") for each in self.root.iter(f"{P}sldMasterId")]
        return [Master(self, self.target("ppt/presentation.xml", each)) for each in ids]


class Sheet:
    """What a master and a layout have in common."""

    def __init__(self, file: File, part: str) -> None:
        self.file, self.part, self.root = file, part, file.tree(part)
        self.tree = self.root.find(f"{P}cSld/{P}spTree")
        if self.tree is None:
            raise Damaged

    def holders(self) -> Iterator[tuple[Any, Any]]:
        """Every placeholder with the element that says which it is."""
        for each in self.tree.iter(f"{P}sp", f"{P}pic", f"{P}graphicFrame"):
            said = next(each.iter(f"{P}ph"), None)
            if said is not None:
                yield each, said

    def drawn(self) -> Iterator[Drawn]:
        for each in self.tree:
            place = next((each.find(path) for path in _PLACES if each.find(path) is not None), None)
            is_shape = place is not None and place.find(f"{A}off") is not None
            hidden = next(each.iter(f"{P}cNvPr"), each).get("hidden") in ("1", "true")
            if is_shape and not hidden and next(each.iter(f"{P}ph"), None) is None:
                yield Drawn(_box(place), each)


_PLACES = (f"{P}spPr/{A}xfrm", f"{P}grpSpPr/{A}xfrm", f"{P}xfrm")


class Master(Sheet):
    @cached_property
    def theme(self) -> Any:
        return self.file.tree(self.file.target(self.part, "theme"))

    @cached_property
    def colors(self) -> dict[str, str]:
        return theme_colors(self.theme)

    @cached_property
    def named(self) -> dict[str, str]:
        return dict(self.root.find(f"{P}clrMap").attrib)

    @cached_property
    def layouts(self) -> list[Layout]:
        ids = [each.get(f"{R}id") for each in self.root.iter(f"{P}sldLayoutId")]
        return [Layout(self, self.file.target(self.part, each)) for each in ids]

    def like(self, kind: str) -> Any:
        """The placeholder from which one of a layout takes what it does not say itself; None without."""
        wanted = _SAME.get(kind, kind)
        return next(
            (sp for sp, ph in self.holders() if _SAME.get(ph.get("type", ""), ph.get("type")) == wanted), None
        )

    def place(self, kind: str) -> Box | None:
        """Where the master has such a placeholder."""
        found = self.like(kind)
        place = found.find(f"{P}spPr/{A}xfrm") if found is not None else None
        return _box(place) if place is not None else None


class Layout(Sheet):
    def __init__(self, master: Master, part: str) -> None:
        super().__init__(master.file, part)
        self.master = master

    @property
    def kind(self) -> str:
        return str(self.root.get("type", ""))

    @cached_property
    def places(self) -> list[Holder]:
        return [found for sp, ph in self.holders() if (found := self._holder(sp, ph)) is not None]

    def first(self, *kinds: str) -> Holder | None:
        return next((each for kind in kinds for each in self.places if each.kind == kind), None)

    def _holder(self, element: Any, said: Any) -> Holder | None:
        kind = said.get("type", "obj")
        chain = [each for each in (element, self.master.like(kind)) if each is not None]
        places = (place for each in chain for place in each.iter(f"{A}xfrm", f"{P}xfrm"))
        place = next((each for each in places if each.find(f"{A}off") is not None), None)
        if place is None:
            return None
        outer = _box(place)
        left, upper, right, lower = (
            _inset(chain, name) for name in zip(("lIns", "tIns", "rIns", "bIns"), INSETS, strict=True)
        )
        x, y, width, height = outer
        box = (x + left, y + upper, width - left - right, height - upper - lower)
        style = list(self._styles(chain, kind))
        size = next((int(each.get("sz")) / 100 for each in style if each.get("sz")), 0.0)
        is_upper = next((each.get("cap") == "all" for each in style if each.get("cap")), False)
        return Holder(int(said.get("idx", "0")), kind, outer, box, size, is_upper, element)

    def _styles(self, chain: list[Any], kind: str) -> Iterator[Any]:
        """What says how the first level of a placeholder is written, the nearest first."""
        for each in chain:
            yield from each.iterfind(f"{P}txBody/{A}lstStyle/{A}lvl1pPr/{A}defRPr")
        name = "titleStyle" if kind in TITLES else "bodyStyle" if kind in BODIES else "otherStyle"
        yield from self.master.root.iterfind(f"{P}txStyles/{P}{name}/{A}lvl1pPr/{A}defRPr")

    @cached_property
    def is_mapped_anew(self) -> bool:
        return self.root.find(f"{P}clrMapOvr/{A}overrideClrMapping") is not None

    @cached_property
    def named(self) -> dict[str, str]:
        """Color of a slide -> slot of the theme."""
        own = self.root.find(f"{P}clrMapOvr/{A}overrideClrMapping")
        return dict(own.attrib) if own is not None else self.master.named

    def color(self, holder: Any, *, placeholder: str = "") -> str:
        return color_of(holder, self.master.colors, self.named, placeholder=placeholder)

    @cached_property
    def shown(self) -> list[Drawn]:
        """All that is drawn on a slide of this layout, from the back to the front."""
        below = [] if self.root.get("showMasterSp") in ("0", "false") else list(self.master.drawn())
        return [*below, *self.drawn()]

    # --- What is behind ---------------------------------------------------------------------------------

    def grounds(self, box: Box) -> list[str]:
        """Colors behind a place, the usual first: of the front-most thing that holds all of it."""
        for each in reversed(self.shown):
            if holds(each.box, box):
                found = self._filled(self._sheet_of(each.element), each.element)
                if found:
                    return found
        return self._background()

    def _sheet_of(self, element: Any) -> Sheet:
        return self if element.getroottree().getroot() is self.root else self.master

    def _background(self) -> list[str]:
        for sheet in (self, self.master):
            found = sheet.root.find(f"{P}cSld/{P}bg")
            if found is None:
                continue
            own, theirs = found.find(f"{P}bgPr"), found.find(f"{P}bgRef")
            colors = self._fill(sheet, own) if own is not None else [self.color(theirs)]
            if colors and colors[0]:
                return colors
        return [self.master.colors[self.named.get("bg1", "lt1")]]

    def _filled(self, sheet: Sheet, element: Any) -> list[str]:
        """Colors of a shape or a picture; none where one sees through."""
        if element.tag == f"{P}pic":
            return self._fill(sheet, element)
        own = element.find(f"{P}spPr")
        if own is None or own.find(f"{A}noFill") is not None:
            return []
        said = self._fill(sheet, own)
        theirs = element.find(f"{P}style/{A}fillRef")
        if said or theirs is None or theirs.get("idx", "0") == "0":
            return said
        return [color for color in [self.color(theirs)] if color]

    def _fill(self, sheet: Sheet, holder: Any) -> list[str]:
        solid, gradient = holder.find(f"{A}solidFill"), holder.find(f"{A}gradFill")
        if solid is not None:
            return [color for color in [self.color(solid)] if color]
        if gradient is not None:
            return [color for stop in gradient.iter(f"{A}gs") if (color := self.color(stop))]
        blip = next(holder.iter(f"{A}blip"), None)
        if blip is None:
            return []
        return picture_grounds(self.file.read(self.file.target(sheet.part, blip.get(f"{R}embed"))))


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + 0.01
        and outer[1] <= inner[1] + 0.01
        and outer[0] + outer[2] >= inner[0] + inner[2] - 0.01
        and outer[1] + outer[3] >= inner[1] + inner[3] - 0.01
    )


def _box(place: Any) -> Box:
    """The upright box around a place that may be turned."""
    start, size = place.find(f"{A}off"), place.find(f"{A}ext")
    x, y = int(start.get("x")) / EMU, int(start.get("y")) / EMU
    width, height = int(size.get("cx")) / EMU, int(size.get("cy")) / EMU
    turn = math.radians(int(place.get("rot", "0")) / 60_000)
    across = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
    up = abs(width * math.sin(turn)) + abs(height * math.cos(turn))
    return (x + (width - across) / 2, y + (height - up) / 2, across, up)


def _inset(chain: list[Any], name: tuple[str, int]) -> float:
    said = (body.get(name[0]) for each in chain for body in each.iterfind(f"{P}txBody/{A}bodyPr"))
    return int(next((value for value in said if value), name[1])) / EMU
