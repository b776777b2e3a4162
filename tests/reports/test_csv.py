"""The tables as files for other programs, read again beside the document they were made of."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cache

import pytest

from reports.documents import ReportDocument, Table
from reports.renderers import csv as tables
from reports.renderers.cells import is_formula, number_in
from reports.renderers.sheets import sheets
from tests.reports import composed
from tests.reports.hostile import hostile_document
from tests.reports.sample_document import sample_document

NAMES = ("torchlight-systems", "plainfield-broadband")
Rows = list[list[str]]


def document(name: str) -> ReportDocument:
    return composed.document(composed.named(name))


@cache
def content(name: str) -> bytes:
    return tables.render(document(name))


def files(content: bytes) -> dict[str, Rows]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: read(archive.read(name)) for name in archive.namelist()}


def read(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def said(cell: str) -> str:
    """A cell of the document as a file says it."""
    if number_in(cell) is not None:
        return cell.replace("−", "-").removeprefix("+")
    return cell.replace("\n", " · ")


@pytest.mark.parametrize("name", NAMES)
def test_every_table_of_the_document_is_a_file_cell_for_cell(name: str) -> None:
    of = document(name)
    found = files(content(name))
    by_table = {sheet.table: found[tables.file_name(sheet)] for sheet in sheets(of)}
    for table in composed.tables(of):
        heading, *rows = by_table[table]
        assert heading == [column.label for column in table.columns]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == [
            [said(cell) for cell in row] for row in table.rows
        ], table.key


def test_an_apostrophe_is_added_only_where_a_spreadsheet_would_reckon() -> None:
    cells = [cell for rows in files(content(NAMES[0])).values() for row in rows for cell in row]
    added = [cell for cell in cells if cell.startswith("'")]
    assert added
    assert [cell for cell in added if not is_formula(cell.removeprefix("'"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_contents_name_every_file_and_where_its_table_stands(name: str) -> None:
    found = files(content(name))
    _, *lines = found["contents.csv"]
    assert {line[0] for line in lines} == set(found) - {"contents.csv", "about.csv"}
    assert any(line[4] == "Page one" for line in lines)


def test_the_smallest_group_and_the_evidence_are_said_beside_the_tables() -> None:
    about = dict(files(content(NAMES[0]))["about.csv"])
    assert about["Smallest group shown"] == "5 people"
    assert about["Evidence"] == document(NAMES[0]).fingerprint
    assert about["Closed on"] == "2026-03-14"


def test_files_are_as_the_standard_has_them() -> None:
    """RFC 4180: lines end in CRLF, every line has as many cells; UTF-8, said by its mark."""
    with zipfile.ZipFile(io.BytesIO(content(NAMES[0]))) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            assert raw.startswith(b"\xef\xbb\xbf")
            assert raw.endswith(b"\r\n")
            assert raw.count(b"\n") == raw.count(b"\r\n")
            assert len({len(row) for row in read(raw)}) == 1


def test_names_of_files_are_plain_and_no_two_are_alike() -> None:
    names = zipfile.ZipFile(io.BytesIO(tables.render(hostile_document()))).namelist()
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9_-]+\.csv", name)] == []


@pytest.mark.parametrize("separator", [",", ";"])
def test_no_cell_is_a_formula_however_a_spreadsheet_splits_the_lines(separator: str) -> None:
    with zipfile.ZipFile(io.BytesIO(tables.render(hostile_document()))) as archive:
        for name in archive.namelist():
            lines = archive.read(name).decode("utf-8-sig").splitlines()
            cells = [cell for row in csv.reader(lines, delimiter=separator) for cell in row]
            assert [cell for cell in cells if is_formula(cell) and not bare(cell)] == []


def bare(cell: str) -> bool:
    """A number alone, or a cell whose first sign is the apostrophe that keeps it a word."""
    return cell.startswith("'") or number_in(cell) is not None


def test_nothing_that_no_file_may_hold_is_in_one() -> None:
    with zipfile.ZipFile(io.BytesIO(tables.render(hostile_document()))) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)


def test_every_file_bears_the_day_the_wave_was_closed_and_no_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(content(NAMES[0]))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 3, 14, 0, 0, 0)}
        assert {(info.create_system, info.extra, info.comment) for info in archive.infolist()} == {
            (3, b"", b"")
        }


def test_a_wave_without_a_closing_date_has_files_too() -> None:
    of = sample_document(functions=2).model_copy(update={"closed_on": None})
    assert tables.render(of) == tables.render(of)


def test_a_document_without_tables_has_its_contents_alone() -> None:
    of = sample_document(functions=2).model_copy(update={"pages": ()})
    assert set(files(tables.render(of))) == {"about.csv", "contents.csv"}


def test_a_number_is_bare_and_a_name_that_looks_like_one_stays_a_name() -> None:
    columns = tuple({"key": key, "label": key} for key in "abc")
    table = Table.model_validate(
        {"key": "t", "caption": "", "columns": columns, "rows": (("+1", "−7.5", "+45%"), ("x", "+3", "≥90"))}
    )
    page = sample_document(functions=2).page("method")
    section = page.sections[0].model_copy(update={"table": table})
    of = sample_document(functions=2).model_copy(
        update={"pages": (page.model_copy(update={"sections": (section,)}),)}
    )
    assert next(rows for name, rows in files(tables.render(of)).items() if "-t." in name)[1:] == [
        ["'+1", "-7.5", "45%"],
        ["x", "3", "≥90"],
    ]
