"""Templates for slides as clients have them, made by hand: dark, with a sidebar, in 4:3 with other fonts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches

WIDE = 13.333


def png(color: str = "#d81e5b", *, size: tuple[int, int] = (240, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def saved(deck: Any) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def plain(*, width: float = WIDE, height: float = 7.5) -> Any:
    """The library's own template, its places stretched to that size."""
    deck = Presentation()
    across, up = Inches(width) / deck.slide_width, Inches(height) / deck.slide_height
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for place in sheet.element.iter(qn("a:xfrm")):
            for child in (place.find(qn("a:off")), place.find(qn("a:ext"))):
                if child is not None:
                    names = ("x", "y") if child.tag == qn("a:off") else ("cx", "cy")
                    for name, factor in zip(names, (across, up), strict=True):
                        child.set(name, str(int(int(child.get(name)) * factor)))
    return deck


def painted(deck: Any, *, colors: dict[str, str], fonts: tuple[str, str]) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    tree = etree.fromstring(part.blob)
    for slot, color in colors.items():
        entry = tree.find(f".//{qn(f'a:{slot}')}")
        for child in list(entry):
            entry.remove(child)
        etree.SubElement(entry, qn("a:srgbClr"), val=color)
    for kind, face in zip(("majorFont", "minorFont"), fonts, strict=True):
        tree.find(f".//{qn(f'a:{kind}')}/{qn('a:latin')}").set("typeface", face)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def rectangle(sheet: Any, box: tuple[float, float, float, float], color: str, *, name: str = "Band") -> None:
    """A shape in one color at the back of a master or a layout."""
    x, y, width, height = (int(Inches(length)) for length in box)
    fill = (
        f'<a:schemeClr val="{color}"/>'
        if not re.fullmatch("[0-9a-f]{6}", color)
        else f'<a:srgbClr val="{color}"/>'
    )
    sheet.shapes._spTree.insert(
        2,
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="900" name="{name}"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f"<a:solidFill>{fill}</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )


def logo(sheet: Any, box: tuple[float, float, float, float], picture: bytes) -> None:
    _part, link = sheet.part.get_or_add_image_part(io.BytesIO(picture))
    x, y, width, height = (int(Inches(length)) for length in box)
    sheet.shapes._spTree.append(
        parse_xml(
            f'<p:pic {nsdecls("p", "a", "r")}><p:nvPicPr><p:cNvPr id="901" name="Logo" descr="Acme"/>'
            f'<p:cNvPicPr/><p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{link}"/>'
            f'<a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</p:spPr></p:pic>"
        )
    )


def moved(sheet: Any, kind: str, box: tuple[float, float, float, float]) -> None:
    """Put a placeholder of that type where it should be."""
    for each in sheet.placeholders:
        said = each._element.find(f".//{qn('p:ph')}").get("type", "obj")
        if said == kind:
            each.left, each.top, each.width, each.height = (Inches(length) for length in box)


def background(sheet: Any, color: str) -> None:
    old = sheet.element.cSld.find(qn("p:bg"))
    if old is not None:
        sheet.element.cSld.remove(old)
    sheet.element.cSld.insert(
        0,
        parse_xml(
            f'<p:bg {nsdecls("p", "a")}><p:bgPr><a:solidFill><a:schemeClr val="{color}"/></a:solidFill>'
            "<a:effectLst/></p:bgPr></p:bg>"
        ),
    )


def dark(*, width: float = WIDE, height: float = 7.5) -> bytes:
    """Light words on a dark page; the second color of the theme cannot be read on it."""
    deck = plain(width=width, height=height)
    colors = {"dk1": "101820", "lt1": "f4f6f8", "dk2": "7fd1c7", "lt2": "1f2b36"}
    colors |= {"accent1": "1b4f72", "accent2": "f2a541", "accent3": "8bd450", "accent6": "9aa5b1"}
    painted(deck, colors=colors, fonts=("Arial", "Arial"))
    mapped = deck.slide_master.element.find(qn("p:clrMap"))
    for name, slot in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
        mapped.set(name, slot)
    background(deck.slide_master, "bg1")
    unit = height / 7.5
    rectangle(deck.slide_master, (0, 7.35 * unit, width, 0.15 * unit), "accent2")
    return saved(deck)


def sidebar() -> bytes:
    """A column on the left with the logo at its foot, and the title above what is left."""
    deck = plain()
    painted(
        deck,
        colors={"dk1": "222222", "accent1": "6b2d8c", "accent2": "e07a1f", "accent3": "2a9d8f"},
        fonts=("Georgia", "Calibri"),
    )
    master = deck.slide_master
    rectangle(master, (0, 0, 2.3, 7.5), "accent1", name="Sidebar")
    logo(master, (0.3, 6.5, 1.7, 0.57), png("#ffffff"))
    for sheet in (master, *deck.slide_layouts):
        for kind in ("title", "body", "obj"):
            box = (2.7, 0.4, 10.2, 0.95) if kind == "title" else (2.7, 1.5, 10.2, 5.0)
            moved(sheet, kind, box)
        moved(sheet, "ctrTitle", (2.9, 2.2, 9.8, 1.5))
        moved(sheet, "subTitle", (2.9, 3.9, 9.8, 1.6))
        moved(sheet, "ftr", (2.7, 6.95, 6.0, 0.35))
        moved(sheet, "sldNum", (11.4, 6.95, 1.5, 0.35))
        moved(sheet, "dt", (8.8, 6.95, 2.4, 0.35))
    return saved(deck)


def narrow() -> bytes:
    """4:3, broad letters, capitals in titles, white titles on a colored band."""
    deck = plain(width=10)
    painted(
        deck,
        colors={
            "dk1": "1d1d1b",
            "lt1": "ffffff",
            "accent1": "f9b000",
            "accent2": "005b96",
            "accent3": "9c1c1c",
        },
        fonts=("Verdana", "Verdana"),
    )
    master = deck.slide_master
    rectangle(master, (0, 0, 10, 1.35), "accent2")
    style = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
    style.set("cap", "all")
    style.set("sz", "2800")
    style.find(qn("a:solidFill"))[0].set("val", "bg1")
    for sheet in (master, *deck.slide_layouts):
        moved(sheet, "title", (0.4, 0.15, 9.2, 1.1))
        moved(sheet, "body", (0.4, 1.5, 9.2, 5.3))
        moved(sheet, "obj", (0.4, 1.5, 9.2, 5.3))
        moved(sheet, "ctrTitle", (0.6, 2.2, 8.8, 1.6))
    cover = deck.slide_layouts[0]
    rectangle(cover, (0, 1.35, 10, 3.0), "accent2")
    return saved(deck)


def presentation_size() -> bytes:
    """16:9 as other programs have it: ten inches wide."""
    return dark(width=10, height=5.625)


TEMPLATES: dict[str, Callable[[], bytes]] = {
    "dark": dark,
    "sidebar": sidebar,
    "narrow": narrow,
    "ten-inches": presentation_size,
}


# --- Changed by hand ----------------------------------------------------------------------------------------


def rewritten(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The file with its parts, name -> content, changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def inches(length: int) -> float:
    return float(Emu(length).inches)
