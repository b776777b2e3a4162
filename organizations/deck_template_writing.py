"""Templates written anew: masters, layouts, themes and their pictures, and nothing else of the file.

Everything that a part leads to is looked up again and gets a new name; elements that are not plain drawing,
extensions of the format, actions, sounds, links and whatever leads to a part that is not kept are left out.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from organizations.deck_template_package import Damaged, Link, Package, TemplateRefused
from organizations.deck_template_pictures import drawn_again
from organizations.deck_template_scale import HEIGHT, scaled

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NAMESPACES = {"a": A[1:-1], "p": P[1:-1], "r": R[1:-1]}
_RELATIONS = R[1:-1]
_KIND = "application/vnd.openxmlformats-officedocument."
_DROPPED = (
    *(P + name for name in ("extLst", "custDataLst", "controls", "timing", "transition", "contentPart")),
    *(A + name for name in ("extLst", "hlinkClick", "hlinkHover", "hlinkMouseOver", "audioCd", "audioFile")),
    *(A + name for name in ("videoFile", "wavAudioFile", "quickTimeFile", "snd")),
)
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
MOST_MASTERS, MOST_LAYOUTS = 20, 200
NARROWEST, WIDEST = 1.32, 1.79
"""Width of a slide by its height: 4:3 to 16:9."""
_FIRST_ID = 2_147_483_648
_MADE = (1980, 1, 1, 0, 0, 0)
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass
class Written:
    """A template on its way to a new file: part name -> content, content type and relationships."""

    source: Package
    factor: float
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes, *, kind: str = "") -> str:
        self.parts[name] = content
        if kind:
            self.types[name] = kind
        return name

    def link(self, name: str, kind: str, target: str) -> str:
        """A relationship of a part, and its id."""
        links = self.links.setdefault(name, [])
        links.append((f"rId{len(links) + 1}", kind, target))
        return links[-1][0]

    def count(self, folder: str) -> int:
        return sum(name.startswith(f"ppt/{folder}/") for name in self.parts)


def written_anew(package: Package) -> bytes:
    """The template as a presentation without slides; raises TemplateRefused."""
    root = package.tree(package.main)
    width, height = _size(root)
    new = Written(package, HEIGHT / height)
    masters = [new_master(new, link.target) for link in _masters(package, root)]
    _presentation(new, root, masters=masters, width=round(width * new.factor))
    for name, content, kind in _SETTINGS:
        new.link("ppt/presentation.xml", kind, new.add(name, _HEAD + content.encode(), kind=_settings(kind)))
    application = (
        '<Properties xmlns="{0}extended-properties"><Application>cxassess</Application></Properties>'
    )
    schemas = "http://schemas.openxmlformats.org/officeDocument/2006/"
    kind = f"{_KIND}extended-properties+xml"
    new.add("docProps/app.xml", _HEAD + application.format(schemas).encode(), kind=kind)
    new.link("", "officeDocument", "ppt/presentation.xml")
    new.link("", "extended-properties", "docProps/app.xml")
    return _packed(new)


def _size(root: Any) -> tuple[int, int]:
    size = root.find(f"{P}sldSz")
    if root.tag != f"{P}presentation" or size is None:
        raise Damaged
    width, height = int(size.get("cx")), int(size.get("cy"))
    if not 914_400 <= height <= 51_206_400 or not NARROWEST <= width / height <= WIDEST:
        raise TemplateRefused("Slides must be wide: 16:9, 16:10 or 4:3.")
    return width, height


def _masters(package: Package, root: Any) -> Iterator[Link]:
    links = {link.id: link for link in package.links(package.main) if link.kind == "slideMaster"}
    found = [each.get(f"{R}id") for each in root.iter(f"{P}sldMasterId")]
    if not found or not set(found) <= set(links):
        raise Damaged
    if len(found) > MOST_MASTERS:
        raise TemplateRefused(f"The template has more than {MOST_MASTERS} masters.")
    yield from (links[each] for each in found)


def new_master(new: Written, old: str) -> str:
    """A master with its theme and its layouts."""
    name = f"ppt/slideMasters/slideMaster{new.count('slideMasters') + 1}.xml"
    new.add(name, b"", kind=f"{_KIND}presentationml.slideMaster+xml")
    links = new.source.links(old)
    root = new.source.tree(old)
    if root.tag != f"{P}sldMaster":
        raise Damaged
    listed = root.find(f"{P}sldLayoutIdLst")
    order = [each.get(f"{R}id") for each in listed] if listed is not None else []
    layouts = {link.id: link.target for link in links if link.kind == "slideLayout"}
    if listed is not None:
        root.remove(listed)
    _clean(new, root, part=name, old=old)
    new_ids = [new.link(name, "slideLayout", _layout(new, layouts[each], master=name)) for each in order]
    new.link(name, "theme", _theme(new, _only(links, "theme")))
    _list_layouts(root, new_ids)
    new.parts[name] = _text(root)
    return name


def _layout(new: Written, old: str, *, master: str) -> str:
    number = new.count("slideLayouts") + 1
    if number > MOST_LAYOUTS:
        raise TemplateRefused(f"The template has more than {MOST_LAYOUTS} layouts.")
    name = f"ppt/slideLayouts/slideLayout{number}.xml"
    new.add(name, b"", kind=f"{_KIND}presentationml.slideLayout+xml")
    root = new.source.tree(old)
    if root.tag != f"{P}sldLayout":
        raise Damaged
    _clean(new, root, part=name, old=old)
    new.link(name, "slideMaster", master)
    new.parts[name] = _text(root)
    return name


def _theme(new: Written, old: str) -> str:
    name = f"ppt/theme/theme{new.count('theme') + 1}.xml"
    new.add(name, b"", kind=f"{_KIND}theme+xml")
    root = new.source.tree(old)
    if root.tag != f"{A}theme" or root.find(f".//{A}clrScheme") is None:
        raise Damaged
    _clean(new, root, part=name, old=old)
    new.parts[name] = _text(root)
    return name


def _only(links: list[Link], kind: str) -> str:
    found = [link.target for link in links if link.kind == kind]
    if len(found) != 1:
        raise Damaged
    return found[0]


def _list_layouts(root: Any, ids: list[str]) -> None:
    """After the map of colors, as the format has it; the numbers are set when all masters are there."""
    listed = etree.Element(f"{P}sldLayoutIdLst")
    for each in ids:
        etree.SubElement(listed, f"{P}sldLayoutId").set(f"{R}id", each)
    place = root.find(f"{P}clrMap")
    if place is None:
        raise Damaged
    place.addnext(listed)


# --- What stays of a part ----------------------------------------------------------------------------------


def _clean(new: Written, root: Any, *, part: str, old: str) -> None:
    for choice in list(root.iter(f"{_MC}AlternateContent")):
        _take_fallback(choice)
    for each in list(root.iter()):
        if not each.tag.startswith((A, P)) or each.tag in _DROPPED:
            _remove(each)
    for frame in list(root.iter(f"{P}graphicFrame")):
        data = frame.find(f"{A}graphic/{A}graphicData")
        if data is None or data.get("uri") != _TABLE:
            _remove(frame)
    links = {link.id: link.target for link in new.source.links(old) if link.kind == "image"}
    known: dict[str, str] = {}
    for each in list(root.iter()):
        _lead_anew(new, each, links=links, part=part, known=known)
    scaled(root, by=new.factor)
    etree.cleanup_namespaces(root, top_nsmap=_NAMESPACES)


def _take_fallback(choice: Any) -> None:
    fallback = choice.find(f"{_MC}Fallback")
    for each in list(fallback) if fallback is not None else []:
        choice.addprevious(each)
    _remove(choice)


def _remove(element: Any) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def _lead_anew(
    new: Written, element: Any, *, links: dict[str, str], part: str, known: dict[str, str]
) -> None:
    """Only pictures are led to; attributes of other formats go."""
    for name, value in list(element.attrib.items()):
        if not name.startswith("{") or name.startswith("{http://www.w3.org/XML/1998/namespace}"):
            continue
        del element.attrib[name]
        if element.tag == f"{A}blip" and name == f"{R}embed" and value in links:
            if value not in known:
                known[value] = new.link(part, "image", _picture(new, links[value]))
            element.set(name, known[value])
    if element.tag == f"{A}blip" and f"{R}embed" not in element.attrib:
        raise TemplateRefused("A picture of the masters or layouts is missing from the file.")


def _picture(new: Written, old: str) -> str:
    if old not in new.pictures:
        content, ending = drawn_again(new.source.read(old))
        new.pictures[old] = new.add(f"ppt/media/image{len(new.pictures) + 1}.{ending}", content)
    return new.pictures[old]


# --- The file ----------------------------------------------------------------------------------------------

_SETTINGS = tuple(
    (f"ppt/{name}.xml", f'<{tag} xmlns:{tag[0]}="{(P if tag[0] == "p" else A)[1:-1]}"{more}/>', name)
    for name, tag, more in (
        ("presProps", "p:presentationPr", ""),
        ("viewProps", "p:viewPr", ""),
        ("tableStyles", "a:tblStyleLst", ' def="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"'),
    )
)


def _settings(kind: str) -> str:
    return f"{_KIND}presentationml.{kind}+xml"


def _presentation(new: Written, old: Any, *, masters: list[str], width: int) -> None:
    name = new.add("ppt/presentation.xml", b"", kind=f"{_KIND}presentationml.presentation.main+xml")
    root = etree.Element(f"{P}presentation", nsmap=_NAMESPACES)
    listed = etree.SubElement(root, f"{P}sldMasterIdLst")
    number = _FIRST_ID
    for master in masters:
        entry = etree.SubElement(listed, f"{P}sldMasterId", id=str(number))
        entry.set(f"{R}id", new.link(name, "slideMaster", master))
        number = _numbered(new, master, first=number + 1)
    etree.SubElement(root, f"{P}sldSz", cx=str(width), cy=str(HEIGHT))
    etree.SubElement(root, f"{P}notesSz", cx=str(HEIGHT), cy=str(9_144_000))
    style = old.find(f"{P}defaultTextStyle")
    if style is not None:
        style = copy.deepcopy(style)
        _clean(new, style, part=name, old="")
        root.append(style)
    new.parts[name] = _text(root)


def _numbered(new: Written, master: str, *, first: int) -> int:
    """Give the layouts of a master their numbers; masters and layouts count in one row."""
    root = etree.fromstring(new.parts[master])
    entries = list(root.iter(f"{P}sldLayoutId"))
    for number, entry in enumerate(entries, start=first):
        entry.set("id", str(number))
    new.parts[master] = _text(root)
    return first + len(entries)


def _text(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(new: Written) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in ((_TYPES, _content_types(new)), *_relations(new), *new.parts.items()):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.external_attr = 0o600 << 16
            packs = zipfile.ZIP_STORED if name.startswith("ppt/media/") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, packs)
    return file.getvalue()


_TYPES = "[Content_Types].xml"


def _content_types(new: Written) -> bytes:
    root = etree.Element("Types", xmlns="http://schemas.openxmlformats.org/package/2006/content-types")
    for ending, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("png", "image/png"),
        ("jpeg", "image/jpeg"),
    ):
        etree.SubElement(root, "Default", Extension=ending, ContentType=kind)
    for name, kind in new.types.items():
        etree.SubElement(root, "Override", PartName=f"/{name}", ContentType=kind)
    return _text(root)


def _relations(new: Written) -> Iterator[tuple[str, bytes]]:
    for name, links in new.links.items():
        root = etree.Element(
            "Relationships", xmlns="http://schemas.openxmlformats.org/package/2006/relationships"
        )
        for each, kind, target in links:
            etree.SubElement(root, "Relationship", Id=each, Type=f"{_RELATIONS}/{kind}", Target=f"/{target}")
        folder, _slash, file = name.rpartition("/")
        yield f"{folder}{'/' if folder else ''}_rels/{file}.rels", _text(root)
