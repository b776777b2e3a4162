"""One wave, the same numbers everywhere: page, paper and file are read again beside the document."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.documents import Page, ReportDocument, Table
from reports.renderers import RENDERERS
from tests.reports import composed

NAMES = ("torchlight-systems", "plainfield-broadband")
KEYS = [page.key for page in composed.document(composed.named(NAMES[0])).pages]
PAGES = [pytest.param(name, key, id=f"{name}-{key}") for name in NAMES for key in KEYS]


def document(name: str) -> ReportDocument:
    return composed.document(composed.named(name))


@cache
def rendered(name: str, kind: str) -> bytes:
    return RENDERERS[kind](document(name))


class Cells(HTMLParser):
    """The tables of a page, cell by cell; what only screen readers or helpers carry is text too."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.tables[-1][-1].append("")
            self.inside = True
        elif tag == "br" and self.inside:
            self.tables[-1][-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += data


def squeezed(text: str) -> str:
    return " ".join(text.split())


@cache
def tables_of_the_page(name: str) -> list[list[list[str]]]:
    cells = Cells()
    cells.feed(rendered(name, "html").decode())
    return [[[squeezed(cell) for cell in row] for row in table] for table in cells.tables]


def tables(page: Page) -> Iterator[Table]:
    return (section.table for section in page.sections if section.table is not None)


def spoken(page: Page) -> Iterator[str]:
    """What a page says in sentences."""
    yield page.lede
    for section in page.sections:
        yield from (section.lede, *section.paragraphs)
        for finding in section.findings:
            yield from (finding.sentence, finding.evidence)


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


@pytest.mark.parametrize(("name", "key"), PAGES)
def test_every_table_of_the_document_stands_on_the_page_cell_for_cell(name: str, key: str) -> None:
    shown = tables_of_the_page(name)
    for table in tables(document(name).page(key)):
        rows = [[squeezed(cell) for cell in row] for row in table.rows]
        assert any(found[-len(rows) :] == rows for found in shown), table.key


@pytest.mark.parametrize(("name", "key"), PAGES)
def test_every_number_that_is_said_stands_on_paper_as_often(name: str, key: str) -> None:
    page = document(name).page(key)
    said = Counter(number for text in spoken(page) for number in numbers(text))
    assert not said - on_paper(name)


@pytest.mark.parametrize(("name", "key"), PAGES)
def test_tables_that_stand_on_paper_hold_the_numbers_of_the_document(name: str, key: str) -> None:
    """Tables behind a picture may be left to the page and the file; those without one are printed."""
    page = document(name).page(key)
    alone = [section.table for section in page.sections if section.table and not section.figure]
    listed = Counter(
        number for table in alone for row in table.rows for cell in row for number in numbers(cell)
    )
    assert not listed - on_paper(name)


@cache
def on_paper(name: str) -> Counter[str]:
    paper = PdfReader(BytesIO(rendered(name, "pdf")))
    return Counter(number for page in paper.pages for number in numbers(page.extract_text()))


@pytest.mark.parametrize("name", NAMES)
def test_the_file_holds_the_document_itself(name: str) -> None:
    assert ReportDocument.model_validate_json(rendered(name, "json")) == document(name)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_for_machines_are_those_of_the_tables(name: str) -> None:
    results = json.loads(rendered(name, "json"))["results"]
    page = document(name)
    words = composed.story(composed.named(name)).reading.words
    listed = {row["construct"]: row["value"] for row in composed.table(page, "orientation", "organization")}
    for key, value in results["organization_scores"].items():
        if (label := words.construct_label(key)) in listed:
            assert listed[label] == str(value), key
    assert len(listed) > 5
    gains = {row["construct"]: row["value"] for row in composed.table(page, "actions", "priorities")}
    assert {
        words.construct_label(each["construct"]): f"{each['value']:.1f}" for each in results["priorities"]
    } == gains
