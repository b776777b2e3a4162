"""An empty deck in a client's colors: one master, three layouts, nothing of whoever made the library's own.

Titles, section names, footers and slide numbers are placeholders, so that the outline, a screen reader and a
change of the master all work as in a deck made by hand. Colors are the theme's, so that a client who changes
the theme changes every slide.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from functools import lru_cache
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi, gettext_noop, pgettext
from django.utils.translation import gettext as _
from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.util import Inches

from reports import theme
from reports.languages import tag
from reports.renderers.pptx.looks import SCHEME, worn
from reports.renderers.pptx.measures import HEIGHT, INNER, MARGIN, WIDTH
from reports.renderers.pptx.turned import turn
from reports.renderers.template import Place, Template
from reports.wording import spoken

SERIF, SANS = "Georgia", "Calibri"
COVER, PAGE = gettext_noop("Cover"), gettext_noop("Page")
SECTION_INDEX = 13
_SLOTS = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}
_LAYOUTS = {"Title Slide": COVER, "Title Only": PAGE}
_MADE = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = ("docProps/thumbnail.jpeg", "ppt/printerSettings/printerSettings1.bin")
_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/extended-properties"><Application>cxassess</Application></Properties>'
)


def blank(colors: dict[str, str]) -> Deck:
    """An empty presentation; `colors` are the tokens, token name -> "#rrggbb"."""
    return Presentation(io.BytesIO(_blank(tuple(sorted(colors.items())), spoken())))


def on(template: Template) -> Deck:
    """A presentation without slides on a client's template."""
    return Presentation(io.BytesIO(template.content))


def layout(deck: Deck, name: str) -> SlideLayout:
    template = worn().template
    if template is not None:
        number = template.cover if name == COVER else template.page
        return deck.slide_masters[template.master].slide_layouts[number]
    found = deck.slide_layouts.get_by_name(_(name))
    if found is None:
        raise KeyError(f"The deck has no layout {name!r}.")
    return found


def slide(deck: Deck, name: str) -> Slide:
    """A new slide of that layout, its parts called as in the layout."""
    made = deck.slides.add_slide(layout(deck, name))
    names = {each.placeholder_format.idx: each.name for each in made.slide_layout.placeholders}
    for each in made.placeholders:
        each.name = names[each.placeholder_format.idx]
    template = worn().template
    if template is not None:
        _settle(made, template.cover_text if name == COVER else None)
    return made


def _settle(made: Slide, text: Place | None) -> None:
    """No placeholder stays that nothing is written into, and colors mean what they mean in the layout."""
    filled = {made.shapes.title.placeholder_format.idx, text.index if text else -1}
    for each in list(made.placeholders):
        if each.placeholder_format.idx not in filled:
            each._element.getparent().remove(each._element)
    own, theirs = (each.element.find(qn("p:clrMapOvr")) for each in (made, made.slide_layout))
    if own is not None and theirs is not None:
        own.getparent().replace(own, deepcopy(theirs))


def bytes_of(deck: Deck) -> bytes:
    """The file, with one date for every part: equal decks are equal byte for byte."""
    buffer = io.BytesIO()
    deck.save(buffer)
    return _packed(buffer)


@lru_cache(maxsize=32)
def _blank(colors: tuple[tuple[str, str], ...], language: str) -> bytes:
    """The empty deck in the active language, which is `language`."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)
    for each in list(deck.slide_layouts):
        if each.name not in _LAYOUTS:
            deck.slide_layouts.remove(each)
    _dress_master(deck.slide_master)
    for each in deck.slide_layouts:
        _dress_layout(each)
    if get_language_bidi():
        for each in (deck.slide_master, *deck.slide_layouts):
            turn(each.shapes, mirror=WIDTH)
    _paint(deck.slide_master, colors=dict(colors))
    buffer = io.BytesIO()
    deck.save(buffer)
    return _packed(buffer, bare=True)


def _paint(master: SlideMaster, *, colors: dict[str, str]) -> None:
    """Colors and fonts of the theme."""
    part = master.part.part_related_by(RT.THEME)
    tree = etree.fromstring(part.blob)
    slots = {_SLOTS.get(slot, slot): colors[token] for token, slot in SCHEME.items()}
    slots |= {"hlink": colors["accent"], "folHlink": colors["accent-deep"]}
    for slot, value in slots.items():
        entry = tree.find(f".//{qn('a:clrScheme')}/{qn(f'a:{slot}')}")
        for child in list(entry):
            entry.remove(child)
        etree.SubElement(entry, qn("a:srgbClr"), val=value.lstrip("#"))
    for kind, face in (("majorFont", SERIF), ("minorFont", SANS)):
        tree.find(f".//{qn(f'a:{kind}')}/{qn('a:latin')}").set("typeface", face)
    for named in (tree, tree.find(f".//{qn('a:clrScheme')}"), tree.find(f".//{qn('a:fontScheme')}")):
        named.set("name", "Report")
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


# --- Master and layouts -----------------------------------------------------------------------------


def _dress_master(master: SlideMaster) -> None:
    _replace(
        master,
        _placeholder(
            pgettext("part of a slide", "Title"),
            'type="title"',
            box=(MARGIN, 0.72, INNER, 0.98),
            size=26,
            anchor="t",
        ),
        _placeholder(
            pgettext("part of a slide", "Text"),
            'type="body" idx="1"',
            box=(MARGIN, 1.95, INNER, 4.8),
            size=16,
            anchor="t",
        ),
        _placeholder(
            pgettext("part of a slide", "Footer"),
            'type="ftr" sz="quarter" idx="3"',
            box=FOOTER,
            size=10,
            soft=True,
        ),
        _placeholder(
            pgettext("part of a slide", "Number"),
            'type="sldNum" sz="quarter" idx="4"',
            box=NUMBER,
            size=10,
            soft=True,
        ),
    )
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", aligned("l"))
    for level in (title, *styles.find(qn("p:bodyStyle"))):
        level.set("rtl", "1" if get_language_bidi() else "0")
    title.find(qn("a:defRPr")).set("sz", "2600")
    for level in styles.find(qn("p:bodyStyle")):
        level.set("marL", "0")
        level.set("indent", "0")
        level.set("algn", aligned("l"))
        for child in level.findall(qn("a:buFont")) + level.findall(qn("a:buChar")):
            level.remove(child)
        level.find(qn("a:defRPr")).set("sz", "1600")
        level.find(qn("a:defRPr")).addprevious(parse_xml(f"<a:buNone {nsdecls('a')}/>"))


FOOTER = (MARGIN, 7.0, INNER - 1, 0.3)
NUMBER = (WIDTH - MARGIN - 0.9, 7.0, 0.9, 0.3)


def _dress_layout(found: SlideLayout) -> None:
    found.element.find(qn("p:cSld")).set("name", _(_LAYOUTS[found.name]))
    if found.element.get("type") == "title":
        _replace(
            found,
            _bar((0, 0, 0.28, HEIGHT)),
            _placeholder(
                pgettext("part of a slide", "Title"),
                'type="ctrTitle"',
                box=(1.1, 2.3, 10.6, 1.5),
                size=44,
                anchor="b",
            ),
            _placeholder(
                pgettext("part of a slide", "Subtitle"),
                'type="subTitle" idx="1"',
                box=(1.1, 4.0, 10.6, 1.6),
                size=20,
            ),
            _placeholder(
                pgettext("part of a slide", "Footer"),
                'type="ftr" sz="quarter" idx="11"',
                box=(1.1, 6.6, 10.6, 0.4),
                size=11,
            ),
        )
        return
    section = f'type="body" sz="quarter" idx="{SECTION_INDEX}"'
    _replace(
        found,
        _bar((0, 0, WIDTH, 0.09)),
        _rule(6.95),
        _placeholder(
            pgettext("part of a slide", "Title"),
            'type="title"',
            box=(MARGIN, 0.72, INNER, 0.98),
            size=26,
            anchor="t",
        ),
        _placeholder(
            pgettext("part of a slide", "Section"),
            section,
            box=(MARGIN, 0.36, INNER, 0.34),
            size=13,
            accent=True,
        ),
        _placeholder(
            pgettext("part of a slide", "Footer"),
            'type="ftr" sz="quarter" idx="11"',
            box=FOOTER,
            size=10,
            soft=True,
        ),
        _placeholder(
            pgettext("part of a slide", "Number"),
            'type="sldNum" sz="quarter" idx="12"',
            box=NUMBER,
            size=10,
            soft=True,
        ),
    )


def _replace(target: SlideMaster | SlideLayout, *shapes: str) -> None:
    """Shapes, as XML, in the place of all that are there; ids are counted from 2."""
    tree = target.shapes._spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for number, shape in enumerate(shapes, start=2):
        tree.append(parse_xml(shape.replace('id="0"', f'id="{number}"', 1)))


def _place(box: tuple[float, float, float, float]) -> str:
    x, y, width, height = (int(Inches(length)) for length in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _placeholder(
    name: str,
    kind: str,
    *,
    box: tuple[float, float, float, float],
    size: int,
    anchor: str = "t",
    soft: bool = False,
    accent: bool = False,
) -> str:
    name = escape(name, {'"': "&quot;"})
    color = '<a:schemeClr val="accent1"/>' if accent else '<a:schemeClr val="tx1"/>'
    if soft:
        color = f'<a:srgbClr val="{theme.color("ink-soft").lstrip("#")}"/>'
    number = "sldNum" in kind
    bold = ' b="1"' if accent else ""
    text = (
        '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
        f'<a:rPr lang="{tag(spoken())}"/>'
        "<a:t>‹#›</a:t></a:fld>"
        if number
        else f'<a:r><a:rPr lang="{tag(spoken())}"/><a:t>{name}</a:t></a:r>'
    )
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f'<a:noAutofit/></a:bodyPr><a:lstStyle><a:lvl1pPr marL="0" indent="0" '
        f'algn="{aligned("r" if number else "l")}" rtl="{int(get_language_bidi())}"><a:buNone/>'
        f'<a:defRPr sz="{size * 100}"{bold}><a:solidFill>{color}'
        f"</a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def aligned(letter: str) -> str:
    """What begins or ends a line on the side where lines of the language do: "l", "r" or "ctr"."""
    return {"l": "r", "r": "l"}.get(letter, letter) if get_language_bidi() else letter


def _bar(box: tuple[float, float, float, float]) -> str:
    return _decoration(
        pgettext("part of a slide", "Accent"), box, '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
    )


def _rule(y: float) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{theme.color("rule").lstrip("#")}"/></a:solidFill>'
    return _decoration(pgettext("part of a slide", "Rule"), (MARGIN, y, INNER, 0.01), fill)


def _decoration(name: str, box: tuple[float, float, float, float], fill: str) -> str:
    name = escape(name, {'"': "&quot;"})
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom>{fill}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


# --- The file ---------------------------------------------------------------------------------------


def _packed(buffer: io.BytesIO, *, bare: bool = False) -> bytes:
    """The same parts with one date. `bare` leaves out what only tells of the template's author."""
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            if bare and name in _LEFT_OUT:
                continue
            content = old.read(name)
            if bare and name == "docProps/app.xml":
                content = _APPLICATION.encode()
            if bare and name.endswith(".rels"):
                content = _without_links(content)
            new.writestr(_entry(name), content, zipfile.ZIP_DEFLATED, 6)
    return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.external_attr = 0o600 << 16
    return entry


def _without_links(content: bytes) -> bytes:
    return re.sub(rb"<Relationship [^>]*(?:thumbnail|printerSettings)[^>]*/>", b"", content)
