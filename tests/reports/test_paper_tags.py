"""What a screen reader hears of the report on paper: the tree of tags, walked from its root."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from reports.renderers import RENDERERS
from tests.reports import composed


@pytest.fixture(scope="module")
def paper() -> PdfReader:
    return PdfReader(io.BytesIO(RENDERERS["pdf"](composed.document(composed.named("torchlight-systems")))))


@pytest.fixture(scope="module")
def tags(paper: PdfReader) -> list[Any]:
    return list(below(paper.trailer["/Root"]["/StructTreeRoot"]))


def below(node: Any) -> Iterator[Any]:
    """Every structure element below this one, in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from below(element)


def kinds(elements: Any) -> list[str]:
    return [str(element["/S"]) for element in elements]


def test_headings_go_down_one_step_at_a_time(tags: list[Any]) -> None:
    levels = [int(kind[2:]) for kind in kinds(tags) if kind[:2] == "/H" and kind[2:].isdigit()]
    assert len(levels) > 20
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_row_of_a_table_has_as_many_cells_as_its_head(tags: list[Any]) -> None:
    tables = [element for element in tags if element["/S"] == "/Table"]
    widths = [{width_of(row) for row in below(table) if row["/S"] == "/TR"} for table in tables]
    assert len(tables) > 20
    assert [found for found in widths if len(found) != 1] == []


def width_of(row: Any) -> int:
    return sum(span_of(cell) for cell in below(row) if cell["/S"] in ("/TH", "/TD"))


def span_of(cell: Any) -> int:
    attributes = cell.get("/A", {})
    found = attributes if isinstance(attributes, list) else [attributes]
    return max((int(each.get_object().get("/ColSpan", 1)) for each in found), default=1)


def test_every_heading_of_a_table_says_what_it_heads(tags: list[Any]) -> None:
    heads = [element for element in tags if element["/S"] == "/TH"]
    assert len(heads) > 100
    assert [head for head in heads if "/Scope" not in str(head.get("/A"))] == []


def test_every_link_says_where_it_leads(paper: PdfReader) -> None:
    notes = [note.get_object() for page in paper.pages for note in page.get("/Annots", [])]
    links = [note for note in notes if note["/Subtype"] == "/Link"]
    assert len(links) > 10
    assert [link for link in links if not link.get("/Contents")] == []


def test_nothing_stands_on_a_sheet_that_is_neither_tagged_nor_an_ornament(paper: PdfReader) -> None:
    shown = {b"Tj", b"TJ", b"f", b"f*", b"S", b"B", b"B*", b"Do"}
    inside: list[bool] = []
    for page in paper.pages:
        depth = 0
        for _operands, operator in ContentStream(page["/Contents"], paper).operations:
            depth += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            if operator in shown:
                inside.append(depth > 0)
    assert len(inside) > 1_000
    assert inside == [True] * len(inside)
