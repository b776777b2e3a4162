"""The tables of a report as a workbook: a sheet for each, with contents and definitions in front.

Numbers are numbers, shown as the document words them; everything else is text that no program obeys.
Nothing names the machine, the hour or whoever asked, so equal documents give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports import theme
from reports.composing.punctuation import labelled
from reports.documents import ReportDocument, Table
from reports.remarks import Remark, by_page, marked
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.cells import Number, clean, is_formula
from reports.renderers.language import in_its_language
from reports.renderers.sheets import DEFINITIONS, Place, Sheet, about, reading, sheets, values
from reports.renderers.wayfinding import titled

VERSION = 1
"""Rises when a program that reads the workbook would have to be changed."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EPOCH = dt.date(1980, 1, 1)
LONGEST_NAME, LONGEST_CELL = 31, 32_767
CUT = " […]"
CONTENTS_WIDTHS = (28, 40, 70, 30)
MEANING_WIDTHS = (30, 100)
REMARK_WIDTHS = (28, 90, 40)
LINE_POINTS = 15.0  # what a line of the usual type is high
NARROWEST, WIDEST = 9, 60
MARGIN = 4
RIGHT_TO_LEFT = 2  # as a workbook says it
HEAD = 3  # rows above the heading of a table: title, caption, the way back
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
PLAIN: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """The workbook, opened at its contents."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as workbook:
        _Book(workbook, document, brand=brand, remarks=remarks).write()
    return output.getvalue()


@dataclass(frozen=True)
class Leaf:
    """A sheet under its name in the workbook, with the looks of the heading."""

    sheet: Sheet
    name: str


class _Book:
    """A workbook being written; `looks` keeps one format for every combination that is used."""

    def __init__(
        self,
        workbook: xlsxwriter.Workbook,
        document: ReportDocument,
        *,
        brand: Brand,
        remarks: Sequence[Remark],
    ) -> None:
        self.workbook, self.document, self.remarks = workbook, document, tuple(by_page(document, remarks))
        self.colors = theme.colors() | brand.colors
        self.contents, self.definitions = named(_("Contents")), named(_("Definitions"))
        self.remarked = named(_("Remarks"))
        self.looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        found = sheets(document)
        self.leaves = [Leaf(each, sheet_name(each)) for each in found if each.table.key != DEFINITIONS]
        self.meanings = [each for each in found if each.table.key == DEFINITIONS]

    def write(self) -> None:
        self._properties()
        contents, meanings = self._page(self.contents), self._page(self.definitions)
        rows = self._write_meanings(meanings)
        if self.remarks:
            self._write_remarks(self._page(self.remarked))
        for leaf in self.leaves:
            self._write_leaf(self._page(leaf.name), leaf, terms=rows)
        self._write_contents(contents)
        contents.activate()

    def _properties(self) -> None:
        """Title and subject alone; the moment is the day the wave was closed."""
        day = self.document.closed_on or EPOCH
        self.workbook.set_properties(
            {
                "title": clean(titled(self.document)),
                "subject": clean(self.document.instrument_title),
                "created": dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC),
            }
        )

    # --- Sheets ---

    def _page(self, name: str) -> Worksheet:
        """An empty sheet as it is printed: across, one page wide, its name and number below."""
        page: Worksheet = self.workbook.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        if self.document.direction == "rtl":
            page.right_to_left()
        page.set_footer("&L&A&R&P / &N")
        return page

    def _write_contents(self, page: Worksheet) -> None:
        """What the workbook holds and rests on, then a line for every place a table stands at."""
        for index, width in enumerate(CONTENTS_WIDTHS):
            page.set_column(index, index, width)
        self._text(
            page,
            0,
            0,
            _("{organization}: gap report").format(organization=self.document.organization),
            self._look(**self._title),
        )
        self._text(page, 1, 0, "".join(span.text for span in self.document.headline), self._look())
        facts = [*about(self.document), (_("Layout of this workbook"), f"xlsx {VERSION}")]
        for row, (name, fact) in enumerate(facts, start=HEAD):
            self._text(page, row, 0, name, self._look(**self._soft))
            self._text(page, row, 1, fact, self._look())
        first = HEAD + len(facts) + 1
        self._heading(page, first, [_("Page"), _("Table"), _("What it shows"), _("Also on")])
        self._text(page, first + 1, 0, _("Every page"), self._look())
        self._link(page, first + 1, 1, self.definitions, self.definitions)
        self._text(page, first + 1, 2, _("What scores mean, and how cells are read."), self._look())
        if self.remarks:
            first += 1
            self._text(page, first + 1, 0, _("Every page"), self._look())
            self._link(page, first + 1, 1, self.remarked, self.remarked)
            self._text(page, first + 1, 2, _("What was remarked on the pages; not computed."), self._look())
        for row, leaf in enumerate(self.leaves, start=first + 2):
            self._line(page, row, leaf)
        page.freeze_panes(HEAD + len(facts) + 2, 0)

    def _line(self, page: Worksheet, row: int, leaf: Leaf) -> None:
        place, *others = leaf.sheet.places
        found, title = _page_of(place), f"{leaf.sheet.number} {leaf.sheet.title}"
        self._text(page, row, 0, found, self._look(text_wrap=True))
        self._link(page, row, 1, leaf.name, title)
        caption, also = leaf.sheet.table.caption, "; ".join(map(_page_of, others))
        self._text(page, row, 2, caption, self._look(text_wrap=True))
        self._text(page, row, 3, also, self._look(text_wrap=True))
        page.set_row(row, _height((found, title, caption, also), CONTENTS_WIDTHS))

    def _write_meanings(self, page: Worksheet) -> dict[str, int]:
        """The definitions and how cells are read; the row, from 1, on which each term is explained."""
        for index, width in enumerate(MEANING_WIDTHS):
            page.set_column(index, index, width)
        caption = _("What each score means, and how cells are read.")
        self._top(page, self.definitions, caption, widths=MEANING_WIDTHS)
        lines = [(row[0], row[1]) for each in self.meanings for row in each.table.rows]
        self._heading(page, HEAD, [_("Word"), _("What it means")])
        for row, (word, meaning) in enumerate((*lines, *reading()), start=HEAD + 1):
            self._text(page, row, 0, word, self._look(bold=True, text_wrap=True))
            self._text(page, row, 1, meaning, self._look(text_wrap=True))
            page.set_row(row, _height((word, meaning), MEANING_WIDTHS))
        page.freeze_panes(HEAD + 1, 1)
        return {word: row for row, (word, _) in enumerate((*lines, *reading()), start=HEAD + 2)}

    def _write_remarks(self, page: Worksheet) -> None:
        """What was remarked, page by page, apart from every table of the report."""
        for index, width in enumerate(REMARK_WIDTHS):
            page.set_column(index, index, width)
        self._top(
            page, self.remarked, _("What was remarked on the pages; not computed."), widths=REMARK_WIDTHS
        )
        self._heading(page, HEAD, [_("Page"), _("Remark"), _("Whose")])
        for row, (said_of, remark) in enumerate(self.remarks, start=HEAD + 1):
            cells = (f"{said_of.number} {said_of.title}", remark.text, marked(remark))
            for index, words in enumerate(cells):
                self._text(page, row, index, words, self._look(text_wrap=True))
            page.set_row(row, _height(cells, REMARK_WIDTHS))
        page.freeze_panes(HEAD + 1, 1)

    def _write_leaf(self, page: Worksheet, leaf: Leaf, *, terms: dict[str, int]) -> None:
        table, widths = leaf.sheet.table, _widths(leaf.sheet.table)
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        title = labelled(_page_of(leaf.sheet.places[0]), leaf.sheet.title)
        self._top(page, title, table.caption, widths=widths)
        labels = [column.label for column in table.columns]
        self._heading(page, HEAD, labels, table=table, terms=terms)
        page.set_row(HEAD, _height(labels, widths))
        for row, cells in enumerate(values(table), start=HEAD + 1):
            for index, cell in enumerate(cells):
                self._cell(page, row, index, cell, align=table.columns[index].align)
            page.set_row(row, _height(table.rows[row - HEAD - 1], widths))
        page.freeze_panes(HEAD + 1, 1)
        page.repeat_rows(HEAD)

    def _top(self, page: Worksheet, title: str, caption: str, *, widths: Sequence[float]) -> None:
        """Title, caption across the table, and the way back."""
        self._text(page, 0, 0, title, self._look(**self._title))
        look = self._look(text_wrap=True, **self._soft)
        if len(widths) > 1:
            page.merge_range(1, 0, 1, len(widths) - 1, "", look)
        self._text(page, 1, 0, caption, look)
        page.set_row(1, _height((caption,), (sum(widths),)))
        self._link(page, 2, 0, self.contents, _("← {contents}").format(contents=self.contents))

    def _heading(
        self,
        page: Worksheet,
        row: int,
        labels: list[str],
        *,
        table: Table | None = None,
        terms: dict[str, int] | None = None,
    ) -> None:
        """The heading; a term in it leads to its meaning."""
        for index, label in enumerate(labels):
            align = table.columns[index].align if table else "left"
            look = self._look(align=align, **self._head)
            if terms and label in terms:
                self._link(page, row, index, self.definitions, label, cell=f"A{terms[label]}", look=look)
            else:
                self._text(page, row, index, label, look)

    # --- Cells ---

    def _cell(self, page: Worksheet, row: int, column: int, cell: str | Number, *, align: str) -> None:
        if isinstance(cell, Number):
            page.write_number(
                row, column, cell.value, self._look(align=align, indent=1, num_format=cell.pattern)
            )
        else:
            self._text(page, row, column, cell, self._look(align=align, indent=1, text_wrap=True))

    def _text(self, page: Worksheet, row: int, column: int, text: str, look: Format) -> None:
        """Text as text: marked as such where a program might reckon with it, were it typed again."""
        words = fitting(clean(text))
        if words:
            page.write_string(row, column, words, self._quoted(look) if is_formula(words) else look)

    def _link(
        self,
        page: Worksheet,
        row: int,
        column: int,
        name: str,
        text: str,
        *,
        cell: str = "A1",
        look: Format | None = None,
    ) -> None:
        """A way to a sheet of this workbook; its words are text like any other."""
        quoted = name.replace("'", "''")
        look = look or self._look(font_color=self.colors["accent"], underline=1, text_wrap=True)
        words = fitting(clean(text))
        page.write_url(row, column, f"internal:'{quoted}'!{cell}", look, words)
        page.write_string(row, column, words, self._quoted(look) if is_formula(words) else look)

    # --- Looks ---

    @property
    def _title(self) -> dict[str, Any]:
        return {"bold": True, "font_size": 14, "font_color": self.colors["accent-deep"]}

    @property
    def _soft(self) -> dict[str, Any]:
        return {"font_color": self.colors["ink-soft"]}

    @cached_property
    def _head(self) -> dict[str, Any]:
        return {
            "bold": True,
            "text_wrap": True,
            "font_color": self.colors["accent-deep"],
            "bg_color": self.colors["wash"],
            "bottom": 2,
            "bottom_color": self.colors["accent"],
            "indent": 1,
        }

    def _look(self, **wanted: Any) -> Format:
        """The format of these properties, made once; lines begin on the side where the language's do."""
        if self.document.direction == "rtl":
            turned = {"left": "right", "right": "left"}
            align = wanted.get("align", "left")
            wanted |= {"align": turned.get(align, align), "reading_order": RIGHT_TO_LEFT}
        return self._made(**wanted)

    def _made(self, **wanted: Any) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self.looks:
            self.looks[key] = self.workbook.add_format({"valign": "top"} | wanted)
        return self.looks[key]

    def _quoted(self, look: Format) -> Format:
        """The same look on text that stays text when somebody edits the cell."""
        key = next(key for key, known in self.looks.items() if known is look)
        return self._made(**dict(key) | {"quote_prefix": True})


def _page_of(place: Place) -> str:
    return f"{place.page.number} {place.page.title}"


def sheet_name(sheet: Sheet) -> str:
    """At most 31 characters without those no sheet may bear; its number makes it the only one of its name."""
    return named(f"{sheet.number} {sheet.title}")


def named(text: str) -> str:
    words = _FORBIDDEN.sub(" ", clean(text))
    return " ".join(words.split())[:LONGEST_NAME].strip(" '")


def fitting(text: str) -> str:
    """As much as one cell holds, and a mark where more was said."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def _widths(table: Table) -> list[int]:
    """Room for the longest line of each column and the longest word of its heading, in characters."""
    columns = zip(table.columns, *table.rows, strict=True)
    return [_width(column.label, cells) for column, *cells in columns]


def _width(label: str, cells: list[str]) -> int:
    lines = [line for cell in cells for line in cell.splitlines()]
    longest = max(map(len, (*label.split(), *lines)), default=0)
    return min(max(longest + MARGIN, NARROWEST), WIDEST)


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Room for the cell that takes most lines, in points: not every program finds it by itself."""
    return LINE_POINTS * max(_lines(text, width) for text, width in zip(texts, widths, strict=False))


def _lines(text: str, width: float) -> int:
    """Lines a text takes; words are not broken, so each of several holds a little less than its width."""
    room = width - MARGIN
    lines = text.splitlines() or [""]
    return sum(1 if len(line) <= room else ceil(len(line) * 1.1 / room) for line in lines)
