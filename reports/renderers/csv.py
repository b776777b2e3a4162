"""The tables of a report for other programs: a zip of one CSV per table (RFC 4180, UTF-8 with its mark).

Tables differ in their columns, so one file for all of them would say every number with the name of its
page, table, row and column beside it; a file each opens as what it is. `contents.csv` says what stands
where. Text that a spreadsheet would reckon with has an apostrophe in front; whole numbers and decimals
are bare, with a point and an ASCII sign.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports.documents import ReportDocument
from reports.remarks import Remark, by_page, marked
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.cells import Number, guarded
from reports.renderers.language import in_its_language
from reports.renderers.sheets import Sheet, about, reading, sheets, values

VERSION = 1
"""Rises when a program that reads the files would have to be changed."""
MEDIA_TYPE = "application/zip"
EXTENSION = "csv.zip"

EPOCH = dt.date(1980, 1, 1)
REMARKS = "remarks.csv"
MARK = "\ufeff"
UNIX = 3  # said in every file, so that it says nothing of the machine


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """The zip; every file in it bears the day the wave was closed."""
    found = sheets(document)
    day = max(document.closed_on or EPOCH, EPOCH)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "about.csv", _about(document), day=day)
        _add(archive, "contents.csv", _contents(found, with_remarks=bool(remarks)), day=day)
        for sheet in found:
            _add(archive, file_name(sheet), _lines(sheet), day=day)
        if remarks:
            _add(archive, REMARKS, _remarks(document, remarks), day=day)
    return output.getvalue()


def file_name(sheet: Sheet) -> str:
    """Such as "04-02-gaps_clear.csv": of keys alone, so nothing a client typed names a file."""
    page, turn = sheet.number.split(".")
    return f"{int(page):02}-{int(turn):02}-{slugify(sheet.table.key)}.csv"


def _about(document: ReportDocument) -> list[list[str]]:
    layout = (_("Layout of these files"), f"csv {VERSION}")
    lines = [(_("What"), _("Value")), *about(document), layout, *reading()]
    return [list(map(guarded, line)) for line in lines]


def _contents(found: Sequence[Sheet], *, with_remarks: bool) -> list[list[str]]:
    heading = (_("File"), _("Page"), _("Section"), _("What it shows"), _("Also on"))
    lines = [heading, *map(_line, found)]
    if with_remarks:
        lines.append((REMARKS, "", _("Remarks"), _("What was remarked on the pages; not computed."), ""))
    return [list(map(guarded, line)) for line in lines]


def _line(sheet: Sheet) -> tuple[str, ...]:
    first, *others = sheet.places
    also = " / ".join(place.page.title for place in others)
    return file_name(sheet), first.page.title, sheet.title, sheet.table.caption, also


def _lines(sheet: Sheet) -> list[list[str]]:
    """The table as it is in the document; numbers as every program reads them."""
    rows = zip(sheet.table.rows, values(sheet.table), strict=True)
    heading = [guarded(column.label) for column in sheet.table.columns]
    return [heading, *(list(map(_word, words, cells)) for words, cells in rows)]


def _remarks(document: ReportDocument, remarks: Sequence[Remark]) -> list[list[str]]:
    """What was remarked, page by page, with who did and when."""
    lines = [[_("Page"), _("Remark"), _("Whose")]]
    lines += [[page.title, remark.text, marked(remark)] for page, remark in by_page(document, remarks)]
    return [list(map(guarded, line)) for line in lines]


def _word(words: str, cell: str | Number) -> str:
    """A number in ASCII, "+11" as "11" and "−10,5" as "-10.5"; everything else guarded."""
    return cell.bare() if isinstance(cell, Number) else guarded(words)


def _add(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[str]], *, day: dt.date) -> None:
    entry = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = UNIX
    archive.writestr(entry, _file(rows).encode())


def _file(rows: Iterable[Sequence[str]]) -> str:
    """Every cell in quotes, lines ended by CRLF, the mark in front by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return MARK + text.getvalue()
