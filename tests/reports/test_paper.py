"""The demonstration reports on paper: how many sheets, what stands at their ends, what never breaks."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports.renderers import RENDERERS
from tests.reports import composed

every = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
# Reading every sheet takes seconds; the longest report and the shortest break where others do.
ENDS = [composed.named(name) for name in ("torchlight-systems", "evenkeel-logistics")]
ends = pytest.mark.parametrize("path", ENDS, ids=lambda path: path.name)

PAGE_ONE, WHOLE = 2, 27
"""Sheets a board is asked to read, and sheets of the report with all its evidence."""


@cache
def paper(path: Path) -> PdfReader:
    return PdfReader(io.BytesIO(RENDERERS["pdf"](composed.document(path))))


@cache
def sheets(path: Path) -> list[list[str]]:
    """The lines of each sheet, the last of them its footer."""
    return [sheet.extract_text().splitlines() for sheet in paper(path).pages]


@every
def test_page_one_is_two_sheets(path: Path) -> None:
    first, second = [m for m in paper(path).outline if not isinstance(m, list)][:2]
    begins = paper(path).get_destination_page_number
    assert (begins(second) or 0) - (begins(first) or 0) == PAGE_ONE


@every
def test_the_whole_report_is_no_longer_than_it_must_be(path: Path) -> None:
    assert len(paper(path).pages) <= WHOLE


@ends
def test_no_heading_is_left_behind_at_the_end_of_a_sheet(path: Path) -> None:
    document = composed.document(path)
    headings = {section.title for page in document.pages for section in page.sections}
    headings |= {f"{page.number} {page.title}" for page in document.pages}
    assert [lines[-2] for lines in sheets(path) if " ".join(lines[-2].split()) in headings] == []


@ends
def test_a_table_that_goes_on_repeats_its_head(path: Path) -> None:
    """The list of published figures is the longest table there is."""
    listed = [lines for lines in sheets(path) if any("sample size not" in line for line in lines)]
    table = [lines for lines in listed if any(line.startswith("No.") for line in lines)]
    assert len(table) >= 2
    assert all(any("Caution" in line for line in lines) for lines in table)


@ends
def test_every_sheet_is_counted(path: Path) -> None:
    footers = [lines[-1] for lines in sheets(path)]
    assert all(line.endswith(f" {number} / {len(footers)}") for number, line in enumerate(footers, start=1))
