"""A deck opened again: its shapes, words, tables, charts and the workbooks behind them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import openpyxl
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from reports.documents import ReportDocument
from reports.renderers import RENDERERS
from reports.renderers.brand import HOUSE, Brand


def file_of(document: ReportDocument, brand: Brand = HOUSE) -> bytes:
    return _file_of(document.model_dump_json(), brand)


@cache
def _file_of(document: str, brand: Brand) -> bytes:
    return RENDERERS["pptx"](ReportDocument.model_validate_json(document), brand=brand)


def deck(document: ReportDocument, brand: Brand = HOUSE) -> Any:
    return _deck(file_of(document, brand))


@cache
def _deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def shapes(slides: Any) -> Iterator[Any]:
    """Every shape, those in groups as well."""
    for slide in slides:
        waiting = list(slide.shapes)
        while waiting:
            shape = waiting.pop(0)
            yield shape
            if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                waiting += list(shape.shapes)


def tables(slides: Any, name: str) -> list[list[list[str]]]:
    found = (shape for shape in shapes(slides) if shape.has_table and shape.name == name)
    return [[[cell.text for cell in row.cells] for row in shape.table.rows] for shape in found]


def charts(slides: Any) -> list[Any]:
    return [shape.chart for shape in shapes(slides) if shape.has_chart]


def values(chart: Any) -> dict[str, dict[str, float]]:
    """Series -> label -> value."""
    labels = list(chart.plots[0].categories)
    return {series.name: dict(zip(labels, series.values, strict=True)) for series in chart.plots[0].series}


def said(slides: Any) -> Iterator[str]:
    """All words of a deck: on slides, in tables and charts, in notes and descriptions."""
    for slide in slides:
        yield slide.notes_slide.notes_text_frame.text
    for shape in shapes(slides):
        yield described(shape)
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if shape.has_chart:
            for name, series in values(shape.chart).items():
                yield from (name, *series, *(str(value) for value in series.values()))


def numbers(text: str) -> set[float]:
    return {float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)}


def squeezed(text: str) -> str:
    """Without the marks that keep names of other scripts whole."""
    return re.sub("[\u2068\u2069]", "", text)


def described(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))


@dataclass(frozen=True)
class Book:
    rows: list[tuple[Any, ...]]
    kinds: set[str]
    properties: Any


def books(content: bytes) -> list[Book]:
    """The workbooks behind the charts, each sheet of each."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(each for each in archive.namelist() if each.startswith("ppt/embeddings/")):
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            assert not book.defined_names
            for sheet in book.worksheets:
                kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
                found.append(Book(list(sheet.iter_rows(values_only=True)), kinds, book.properties))
    return found
