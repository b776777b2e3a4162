"""A file of slides from somebody else, opened with care: a zip of sane size whose parts are what they say.

Nothing is unpacked to the disk, nothing is fetched, no entity is resolved. What a template may not hold is
refused wherever it stands in the file, also where the product would never have looked.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from cxassess.errors import CxError

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_XML = 8 * 1024 * 1024
MOST_PARTS = 3_000
STEEPEST, STEEP_FROM = 150, 1024 * 1024
"""A part larger than the second number may be at most the first number of times as large as packed."""

MAIN = (
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
)
_TYPES, _RELS = "[Content_Types].xml", "_rels/.rels"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NAME = re.compile(r"[A-Za-z0-9_\-.~%!$&'()*+,;=@\[\]/ ]{1,250}")
_MACROS = re.compile(r"vba|macroEnabled", re.IGNORECASE)
_PROGRAMS = re.compile(r"activeX|oleObject", re.IGNORECASE)


class TemplateRefused(CxError):
    """A file that cannot be the template; the sentence names the rule that it breaks."""

    code = "template_refused"
    status = 400


class Damaged(TemplateRefused):
    sentence = "The file is damaged: PowerPoint could not open it as it is. Save it anew and try again."


@dataclass(frozen=True)
class Link:
    """A relationship of a part: where it leads inside the file, by the last word of its kind."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a file by their names, once it has passed all that holds for every part."""

    def __init__(self, data: bytes) -> None:
        """Raises TemplateRefused."""
        self._parts = dict(_unpacked(data))
        if _TYPES not in self._parts or _RELS not in self._parts:
            raise TemplateRefused("This is not a PowerPoint file (.pptx or .potx).")
        self._check_kind()
        self._check_types()
        self._check_links()

    def read(self, name: str) -> bytes:
        if name not in self._parts:
            raise Damaged
        return self._parts[name]

    def tree(self, name: str) -> Any:
        return parsed(self.read(name))

    def links(self, name: str) -> list[Link]:
        """What a part leads to inside the file."""
        return self._links.get(name, [])

    @cached_property
    def main(self) -> str:
        """Name of the part that the file begins with."""
        found = [link.target for link in self.links("") if link.kind == "officeDocument"]
        if len(found) != 1:
            raise Damaged
        return found[0]

    # --- Rules that hold for every part -----------------------------------------------------------------

    @cached_property
    def _types(self) -> dict[str, str]:
        """Name of a part, or ".extension", -> content type."""
        root, found = self.tree(_TYPES), {}
        for each in root.iter(f"{_PACKAGE}Override"):
            found[each.get("PartName", "").lstrip("/")] = each.get("ContentType", "")
        for each in root.iter(f"{_PACKAGE}Default"):
            found["." + each.get("Extension", "").lower()] = each.get("ContentType", "")
        return found

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        return {_source(name): list(self._read_links(name)) for name in self._parts if name.endswith(".rels")}

    def _check_kind(self) -> None:
        kind = self._types.get(self.main, "")
        if _MACROS.search(kind):
            raise TemplateRefused("A template with macros (.pptm, .potm) is not taken. Save it as .pptx.")
        if kind not in MAIN:
            raise TemplateRefused("This is not a PowerPoint presentation or template (.pptx or .potx).")

    def _check_types(self) -> None:
        for name in [*self._parts, *self._types.values()]:
            if _MACROS.search(name):
                raise TemplateRefused("The file holds macros. Save it without them, as .pptx.")
            if _PROGRAMS.search(name):
                raise TemplateRefused(
                    "The file holds an ActiveX control or an embedded (OLE) object. Take it out first."
                )

    def _check_links(self) -> None:
        for source, links in self._links.items():
            for link in links:
                if _MACROS.search(link.kind):
                    raise TemplateRefused("The file holds macros. Save it without them, as .pptx.")
                # The workbook behind a chart is a package too, and harmless: it goes with its slide.
                foreign = link.kind == "package" and not source.startswith("ppt/charts/")
                if foreign or link.kind == "control" or _PROGRAMS.search(link.kind):
                    raise TemplateRefused(
                        "The file holds an ActiveX control or an embedded (OLE) object. Take it out first."
                    )

    def _read_links(self, name: str) -> Iterator[Link]:
        folder = posixpath.dirname(_source(name))
        for each in self.tree(name).iter(f"{_RELATED}Relationship"):
            kind = each.get("Type", "").rsplit("/", 1)[-1]
            target = each.get("Target", "")
            if each.get("TargetMode", "Internal") != "Internal":
                if kind != "hyperlink":
                    raise TemplateRefused(
                        f"Something leads outside ({kind}, in {_source(name) or 'it'}): pictures, media "
                        "and templates must be in the file, not linked."
                    )
                continue
            yield Link(each.get("Id", ""), kind, _within(target, folder=folder))


def parsed(content: bytes) -> Any:
    """XML as a tree, without comments; raises Damaged for what is none, TemplateRefused for declarations."""
    if len(content) > LARGEST_XML:
        raise TemplateRefused(f"A part of the file has more than {LARGEST_XML // 1024**2} MB of XML.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Damaged from error
    if root.getroottree().docinfo.doctype:
        raise TemplateRefused(
            "A part of the file declares a document type or entities, which is not allowed."
        )
    return root


def _source(name: str) -> str:
    """The part whose relationships stand there, "" for the file itself."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def _within(target: str, *, folder: str) -> str:
    """Name of the part that a relationship leads to; it cannot leave the file."""
    path = target if target.startswith("/") else f"/{folder}/{target}"
    return posixpath.normpath(unquote(path.partition("#")[0])).lstrip("/")


# --- The zip -----------------------------------------------------------------------------------------------


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if len(data) > LARGEST_FILE:
        raise TemplateRefused(f"The file is larger than {LARGEST_FILE // 1024**2} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries)
            for entry in entries:
                yield entry.filename, archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise TemplateRefused("This is not a PowerPoint file (.pptx or .potx), or it is damaged.") from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """From the directory alone; a part that then is longer than it says is not read to its end."""
    if len(entries) > MOST_PARTS:
        raise TemplateRefused(f"The file has more than {MOST_PARTS} parts.")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise TemplateRefused(f"Unpacked, the file is larger than {LARGEST_UNPACKED // 1024**2} MB.")
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry.filename)
        if entry.flag_bits & 1:
            raise TemplateRefused("The file is encrypted. Save it without a password.")
        if entry.file_size > STEEP_FROM and entry.file_size > STEEPEST * entry.compress_size:
            raise TemplateRefused(f"A part of the file unpacks to more than {STEEPEST} times its size.")
        if entry.filename.lower() in seen:
            raise TemplateRefused("The file has two parts of the same name.")
        seen.add(entry.filename.lower())


def _check_name(name: str) -> None:
    steps = unquote(name).split("/")
    if not _NAME.fullmatch(name) or "\\" in unquote(name) or {"", ".", ".."} & set(steps):
        raise TemplateRefused("A part of the file has a name that leads out of it.")
