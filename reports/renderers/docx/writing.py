"""Words as WordprocessingML (ISO/IEC 29500): runs, paragraphs, links and tables, each a string of XML.

Every word passes `escaped`, so nothing a client typed is markup; elements stand in the order of the schema.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi, pgettext

from reports.renderers.cells import clean, guarded, is_formula

TEXT_WIDTH = 9638  # twentieths of a point: a sheet of A4 less two margins of two centimeters
LONGEST_MARK = 40
CHARACTER, SMALL_CHARACTER = 96.0, 78.0  # what a character of a table takes, by the size of its type
LONGEST_WORD = 16
# Points with their marks and intervals: a program that reckons with them finds no more than a number.
_HARMLESS = re.compile(r"[+-]\d(?:to|bis|à|a|[\d\s+\-−–.,%()*=?▲▼])*")


@dataclass(frozen=True)
class Anchors:
    """Names of bookmarks, which Word wants short and plain, and their numbers, which it wants unlike."""

    numbers: dict[str, int]

    def mark(self, place: str, content: str) -> str:
        """The content as a place that links may lead to."""
        number = self.numbers.setdefault(place, len(self.numbers) + 1)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(place)}"/>'
        return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def bookmark(place: str) -> str:
    """A place of the document as a bookmark: a letter, then letters, digits and lines, 40 at most."""
    words = "x_" + re.sub(r"\W", "_", place, flags=re.ASCII)
    if len(words) <= LONGEST_MARK:
        return words
    told_apart = hashlib.sha256(place.encode()).hexdigest()[:10]
    return f"{words[: LONGEST_MARK - 11]}_{told_apart}"


def escaped(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})


def run(text: str, *, style: str = "") -> str:
    """Words in one look; a line end stays one."""
    looks = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = [f'<w:t xml:space="preserve">{line}</w:t>' for line in escaped(text).split("\n")]
    return f"<w:r>{looks}{'<w:br/>'.join(lines)}</w:r>"


def paragraph(style: str, *runs: str) -> str:
    """A paragraph of finished runs; nothing at all where there are none."""
    content = "".join(runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>' if content else ""


def said(style: str, text: str, *, label: str = "") -> str:
    """A paragraph of plain words, after a word that says what they are; nothing where there are none."""
    if not text:
        return ""
    return paragraph(style, run(f"{label} ", style="Label") if label else "", run(text))


_TURNED = {
    (False, False): ("", ""),
    (False, True): ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>"),
    (True, False): ('<w:bidi w:val="0"/>', '<w:rPr><w:rtl w:val="0"/></w:rPr>'),
    (True, True): ("", ""),
}
"""Whether the document runs from right to left, whether a comment does -> what turns the comment round."""


def quoted(text: str, *, whose: str) -> str:
    """A comment in the direction of its own script, and whose function it comes from where that is told."""
    words = pgettext("quotation", "“{words}”").format(words=text)
    return turned("Quote", words, behind=run(f" ({whose})") if whose else "")


def turned(style: str, text: str, *, behind: str = "") -> str:
    """A paragraph of words somebody wrote, in the direction of their own script."""
    strong = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    bidi, rtl = _TURNED[get_language_bidi(), first != "L"]
    words = run(text).replace("<w:r>", f"<w:r>{rtl}")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}</w:pPr>{words}{behind}</w:p>'


def link(text: str, place: str) -> str:
    """Words that lead to a bookmark of this document."""
    words = run(text, style="Hyperlink")
    return f'<w:hyperlink w:anchor="{bookmark(place)}" w:history="1">{words}</w:hyperlink>'


def field(code: str, content: str = "") -> str:
    """A field Word fills, such as the number of the page."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} '
        f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{content}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def contents(entries: Sequence[tuple[str, str]]) -> str:
    """The table of contents as a field that Word fills with the numbers of pages when it is opened.

    entries  (words, place) of the headings it begins with, for whoever does not fill it.
    """
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    lines = [link(words, place) for words, place in entries] or [run("")]
    lines[0], lines[-1] = begin + lines[0], lines[-1] + end
    inside = "".join(paragraph("TOC1", line) for line in lines)
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    return f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


# --- Tables -----------------------------------------------------------------------------------------


def table(
    heading: Sequence[str], rows: Sequence[Sequence[str]], *, aligns: Sequence[str], caption: str, small: bool
) -> str:
    """A native table: the heading is repeated on every sheet, no row is torn, the caption is told to all."""
    widths = _widths(heading, rows, small=small)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    style = "TableSmall" if small else "TableText"
    body = "".join(_row(row, widths=widths, aligns=aligns, style=style) for row in rows)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/>'
        f'{"<w:bidiVisual/>" if get_language_bidi() else ""}<w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblDescription w:val="{escaped(caption)}"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{_row(heading, widths=widths, aligns=aligns, style=style, is_heading=True)}{body}</w:tbl>"
    )


def _row(
    cells: Iterable[str],
    *,
    widths: Sequence[int],
    aligns: Sequence[str],
    style: str,
    is_heading: bool = False,
) -> str:
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f"{_aligned(align)}</w:pPr>{run(copied(cell))}</w:p></w:tc>"
        for cell, width, align in zip(cells, widths, aligns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_heading else ''}</w:trPr>{inside}</w:tr>"


def _aligned(align: str) -> str:
    return f'<w:jc w:val="{align}"/>' if align in ("right", "center") else ""


def copied(text: str) -> str:
    """A cell as it may be copied into a spreadsheet: there, too, it is words."""
    words = clean(text)
    if is_formula(words) and not _HARMLESS.fullmatch(words):
        return guarded(words)
    return words


def _widths(heading: Sequence[str], rows: Sequence[Sequence[str]], *, small: bool) -> list[int]:
    """The width of the text, divided by what each column cannot do without and would like to have."""
    columns = list(zip(heading, *rows, strict=True))
    least = [min(max(map(len, _kept_whole(column)), default=1), LONGEST_WORD) + 2.0 for column in columns]
    wanted = [sqrt(sum(len(cell) ** 2 for cell in column) / len(column)) for column in columns]
    room = max(TEXT_WIDTH / (SMALL_CHARACTER if small else CHARACTER) - sum(least), 0)
    shares = [low + room * want / max(sum(wanted), 1) for low, want in zip(least, wanted, strict=True)]
    return [int(TEXT_WIDTH * share / sum(shares)) for share in shares]


def _kept_whole(cells: Iterable[str]) -> list[str]:
    """What should not be broken: words, and the lines of a cell that has several."""
    return [part for cell in cells for part in (cell.split("\n") if "\n" in cell else cell.split())]
