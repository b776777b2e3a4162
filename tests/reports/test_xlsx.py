"""The workbook, read again beside the document it was made of."""

from __future__ import annotations

import datetime as dt
import getpass
import io
import re
import socket
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents import ReportDocument, Table
from reports.renderers import xlsx
from reports.renderers.brand import Brand
from reports.renderers.cells import clean, number_in
from reports.renderers.sheets import sheets
from tests.reports import composed
from tests.reports.hostile import FORMULAS, hostile_document
from tests.reports.sample_document import sample_document

NAMES = ("torchlight-systems", "plainfield-broadband", "harbor-lane")
HEAD = 4
"""The line of a sheet on which the heading of its table stands."""


def document(name: str) -> ReportDocument:
    return composed.document(composed.named(name))


@cache
def content(name: str) -> bytes:
    return xlsx.render(document(name))


@cache
def workbook(name: str) -> Workbook:
    return opened(content(name))


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def titled(book: Workbook, table: Table, *, of: ReportDocument) -> Worksheet:
    """The sheet of a table, found by its number."""
    number = next(sheet.number for sheet in sheets(of) if sheet.table == table)
    return next(page for page in book if page.title.split(" ")[0] == number)


def words(cell: Cell | Any) -> str:
    """A cell as it is shown; for a number the signs and decimals of its format."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    pattern = cell.number_format.split(";")[1 if cell.value < 0 and ";" in cell.number_format else 0]
    percent = pattern.endswith("%")
    decimals = len(pattern.rstrip("%").partition(".")[2])
    sign = pattern[0] if pattern[0] in "+−" and cell.value else ""
    size = abs(cell.value) * (100 if percent else 1)
    return f"{sign}{size:.{decimals}f}{'%' if percent else ''}"


@pytest.mark.parametrize("name", NAMES)
def test_every_table_stands_on_a_sheet_cell_for_cell(name: str) -> None:
    book, of = workbook(name), document(name)
    for _, section in composed.sections(of):
        if (table := section.table) is not None and table.key != "definitions":
            rows = titled(book, table, of=of).iter_rows(min_row=HEAD, max_col=len(table.columns))
            heading, *lines = [[words(cell) for cell in row] for row in rows]
            assert heading == [column.label for column in table.columns]
            assert lines == [list(row) for row in table.rows], table.key


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_is_a_number_where_the_document_has_one_and_nowhere_else(name: str) -> None:
    book, of = workbook(name), document(name)
    counted = 0
    for sheet in sheets(of):
        if sheet.table.key == "definitions":
            continue
        cells = titled(book, sheet.table, of=of).iter_rows(min_row=HEAD + 1, min_col=2)
        for row, known in zip(cells, sheet.table.rows, strict=True):
            for cell, said in zip(row, known[1:], strict=True):
                number = number_in(said)
                assert isinstance(cell.value, int | float) == (number is not None), said
                if number is not None:
                    assert cell.value == pytest.approx(number.value, abs=1e-12)
                    counted += 1
    assert counted > 500


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_in_the_workbook_that_is_not_in_the_document(name: str) -> None:
    """Every number of every part of the file, the hidden ones too, is one the document says."""
    of = document(name)
    said = set(composed_numbers(of)) | set(composed_numbers_of_the_house(of))
    for page in workbook(name):
        for row in page.iter_rows():
            for cell in row:
                assert set(re.findall(r"\d+(?:\.\d+)?", words(cell))) <= said, (page.title, words(cell))


def composed_numbers(of: ReportDocument) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", of.model_dump_json(exclude={"results"}).replace("\\n", " "))


def composed_numbers_of_the_house(of: ReportDocument) -> list[str]:
    """Numbers of sheets, the layout's version, and the bands by which the reading of cells is explained."""
    numbered = [sheet.number for sheet in sheets(of)]
    return [*numbered, str(xlsx.VERSION), "5", "9", "10", "19", "95", "100"]


def test_no_part_of_the_file_holds_values_beside_the_sheets() -> None:
    names = zipfile.ZipFile(io.BytesIO(content(NAMES[0]))).namelist()
    allowed = r"xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/(workbook|styles|sharedStrings)\.xml"
    allowed += r"|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|docProps/(app|core)\.xml|_rels/\.rels"
    allowed += r"|\[Content_Types\]\.xml"
    assert [each for each in names if not re.fullmatch(allowed, each)] == []


def test_no_sheet_is_hidden_and_no_cell_reckons() -> None:
    book = workbook(NAMES[0])
    assert [page.title for page in book if page.sheet_state != "visible"] == []
    assert [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"] == []


# --- Finding one's way ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_contents_lead_to_every_sheet_and_every_sheet_back(name: str) -> None:
    book = workbook(name)
    contents = book["Contents"]
    targets = {cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
    assert book.sheetnames[:2] == ["Contents", "Definitions"]
    doubled = [page.title.replace("'", "''") for page in book if page is not contents]
    assert targets == {f"'{name}'!A1" for name in doubled}
    for page in book.worksheets[1:]:
        assert page["A3"].hyperlink.location == "'Contents'!A1"


@pytest.mark.parametrize("name", NAMES)
def test_headings_stay_in_sight_and_are_printed_on_every_sheet_of_paper(name: str) -> None:
    for page in workbook(name).worksheets[2:]:
        assert page.freeze_panes == "B5"
        assert page.print_title_rows == "$4:$4"


def test_a_heading_that_is_a_term_leads_to_its_meaning() -> None:
    of = document(NAMES[0])
    page = titled(workbook(NAMES[0]), composed_table(of, "scores"), of=of)
    target = next(cell.hyperlink.location for cell in page[HEAD] if cell.value == "One view")
    sheet, place = re.fullmatch(r"'(.+)'!(\w+)", target).groups()
    assert workbook(NAMES[0])[sheet][place].value == "One view"


def composed_table(of: ReportDocument, key: str) -> Table:
    return next(table for table in composed.tables(of) if table.key == key)


def test_definitions_are_those_of_the_document_and_say_how_cells_are_read() -> None:
    of = document(NAMES[0])
    rows = [
        (row[0].value, row[1].value) for row in workbook(NAMES[0])["Definitions"].iter_rows(min_row=HEAD + 1)
    ]
    known = list(composed_table(of, "definitions").rows)
    assert rows[: len(known)] == known
    assert "Fewer than five" in dict(rows)


def test_a_table_that_is_repeated_has_one_sheet_and_every_place_is_named() -> None:
    of = document(NAMES[0])
    twice = next(sheet for sheet in sheets(of) if len(sheet.places) > 1)
    assert [place.page.key for place in twice.places][-1] == "one"
    lines = [[cell.value for cell in row] for row in workbook(NAMES[0])["Contents"].iter_rows()]
    line = next(each for each in lines if str(each[1]).startswith(f"{twice.number} "))
    assert line[3] == "1 Page one"


def test_names_of_sheets_are_short_and_no_two_are_alike() -> None:
    names = opened(xlsx.render(hostile_document())).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name)] == []


def test_no_column_is_too_narrow_for_its_numbers_or_wider_than_a_screen() -> None:
    for page in workbook(NAMES[0]):
        assert all(9 <= column.width <= 112 for column in page.column_dimensions.values())


# --- Slipping something in --------------------------------------------------------------------------


def test_words_that_would_be_formulas_are_text_and_stay_text_when_edited() -> None:
    book = opened(xlsx.render(hostile_document()))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type not in "sn"] == []
    starting = [
        cell for cell in cells if str(cell.value).lstrip(" \"'\u200b\ufeff\n")[:1] in tuple("=+-@＝＋－＠")
    ]
    assert len(starting) > len(FORMULAS) ** 2 / 2
    assert [cell.value for cell in starting if not cell.quotePrefix] == []


def test_hostile_words_are_still_the_words_of_the_document() -> None:
    of = hostile_document()
    book = opened(xlsx.render(of))
    table = composed_table(of, "hostile-0")
    rows = titled(book, table, of=of).iter_rows(
        min_row=HEAD + 1, max_col=len(table.columns), values_only=True
    )
    shown = [[str(value) for value in row] for row in rows]
    # The reader of the test turns Excel's escape for escapes no further than one of them.
    assert [[word.replace("_x005F_", "_") for word in row] for row in shown] == [
        [clean(cell) for cell in row] for row in table.rows
    ]


def test_links_lead_nowhere_but_into_the_workbook() -> None:
    archive = zipfile.ZipFile(io.BytesIO(xlsx.render(hostile_document())))
    for name in archive.namelist():
        assert b'TargetMode="External"' not in archive.read(name), name


def test_a_cell_longer_than_a_cell_can_be_is_cut_where_everybody_sees_it() -> None:
    of = hostile_document(words=("long " * 10_000, "b", "c", "d"))
    longest = max(
        (str(cell.value) for page in opened(xlsx.render(of)) for row in page.iter_rows() for cell in row),
        key=len,
    )
    assert len(longest) == 32_767
    assert longest.endswith("[…]")


# --- Nobody and nothing behind the file ---------------------------------------------------------------


def test_the_file_names_no_machine_no_person_and_no_hour() -> None:
    book = workbook(NAMES[0])
    assert book.properties.creator in (None, "")
    assert book.properties.lastModifiedBy in (None, "")
    assert book.properties.created == book.properties.modified == dt.datetime(2026, 3, 14)
    archive = zipfile.ZipFile(io.BytesIO(content(NAMES[0])))
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", everything)
    assert not re.search(rf">{re.escape(getpass.getuser())}<", everything)


def test_a_wave_without_a_closing_date_has_a_workbook_too() -> None:
    of = sample_document(functions=2).model_copy(update={"closed_on": None})
    assert xlsx.render(of) == xlsx.render(of)


def test_the_heading_takes_the_accent_of_the_client() -> None:
    book = opened(
        xlsx.render(sample_document(functions=2), brand=Brand(accent="#7a1f5c", accent_deep="#4a1038"))
    )
    assert book.worksheets[2]["A4"].border.bottom.color.rgb == "FF7A1F5C"
