"""One report in every format, read again: the numbers of the document where it says them, and no others."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pytest

from reports.compose import compose
from reports.documents import Bars, Finding, Heatmap, ReportDocument
from reports.renderers import RENDERERS
from tests.reports import composed
from tests.reports.read_again import Said, foreign, missing
from tests.scoring import folders

REPORTS = [
    ("torchlight-systems", "en"),
    ("plainfield-broadband", "en"),
    ("crestline-insurance", "en"),
    ("torchlight-systems", "de"),
]
EVERYWHERE = [
    pytest.param(name, language, form, id=f"{name}-{language}-{form}")
    for name, language in REPORTS
    for form in RENDERERS
]


@cache
def document(name: str, language: str = "en") -> ReportDocument:
    return compose(composed.evidence(composed.named(name)), language=language)


@cache
def said(name: str, language: str = "en") -> Said:
    return Said(document(name, language))


@cache
def content(name: str, language: str, form: str) -> bytes:
    return RENDERERS[form](document(name, language))


@pytest.mark.parametrize(("name", "language", "form"), EVERYWHERE)
def test_no_number_is_handed_over_that_the_document_does_not_say_there(
    name: str, language: str, form: str
) -> None:
    assert foreign(form, content(name, language, form), said(name, language)) == []


@pytest.mark.parametrize(("name", "language", "form"), EVERYWHERE)
def test_every_number_of_the_document_is_handed_over_where_it_says_it(
    name: str, language: str, form: str
) -> None:
    assert missing(form, content(name, language, form), said(name, language)) == []


# --- A file with one number that is another ------------------------------------------------------------


def with_other(finding: Finding) -> Finding:
    return finding.model_copy(update={"evidence": another(finding.evidence)})


def another(text: str) -> str:
    """The text with its first number changed into one that no report has there."""
    return re.sub(r"\d+", "13", text, count=1)


def evidence_changed(of: ReportDocument) -> ReportDocument:
    """Another number in what the first finding of each page rests on."""
    pages = []
    for page in of.pages:
        sections = [
            each.model_copy(update={"findings": tuple(map(with_other, each.findings))})
            for each in page.sections
        ]
        pages.append(page.model_copy(update={"sections": tuple(sections)}))
    return of.model_copy(update={"pages": tuple(pages)})


def figure_changed(of: ReportDocument) -> ReportDocument:
    """One score of one function, and one of the whole, in pictures alone."""
    pages = []
    for page in of.pages:
        sections = []
        for each in page.sections:
            figure: Any = each.figure
            if isinstance(figure, Heatmap):
                row = figure.rows[-1]
                cell = row.cells[-1].model_copy(update={"value": 13})
                row = row.model_copy(update={"cells": (*row.cells[:-1], cell)})
                figure = figure.model_copy(update={"rows": (*figure.rows[:-1], row)})
            elif isinstance(figure, Bars):
                bar = figure.rows[-1].model_copy(update={"value": 13})
                figure = figure.model_copy(update={"rows": (*figure.rows[:-1], bar)})
            sections.append(each.model_copy(update={"figure": figure}))
        pages.append(page.model_copy(update={"sections": tuple(sections)}))
    return of.model_copy(update={"pages": tuple(pages)})


def cell_changed(of: ReportDocument) -> ReportDocument:
    """The score in the last row of the table that tells who stands where, for the whole organization."""
    pages = []
    for page in of.pages:
        sections = []
        for each in page.sections:
            table = each.table
            if table is not None and table.key in ("scores", "participation", "gates"):
                last = (table.rows[-1][0], *map(another, table.rows[-1][1:]))
                table = table.model_copy(update={"rows": (*table.rows[:-1], last)})
            sections.append(each.model_copy(update={"table": table}))
        pages.append(page.model_copy(update={"sections": tuple(sections)}))
    return of.model_copy(update={"pages": tuple(pages)})


CHANGED = {"evidence": evidence_changed, "figure": figure_changed, "cell": cell_changed}
TOLD_BY = {
    "evidence": ("html", "pdf", "docx", "pptx", "json"),
    "figure": ("html", "pdf", "pptx", "json"),
    "cell": tuple(RENDERERS),
}


@pytest.mark.parametrize(("what", "form"), [(what, form) for what in CHANGED for form in TOLD_BY[what]])
def test_a_file_with_other_numbers_is_noticed(what: str, form: str) -> None:
    changed = CHANGED[what](document("torchlight-systems"))
    assert foreign(form, RENDERERS[form](changed), said("torchlight-systems"))


@pytest.mark.parametrize("form", RENDERERS)
def test_a_file_without_a_number_of_the_document_is_noticed(form: str) -> None:
    wanted = Said(cell_changed(evidence_changed(document("torchlight-systems"))))
    assert missing(form, content("torchlight-systems", "en", form), wanted)


# --- Nothing finer than what is published ---------------------------------------------------------------


def reckoned(tree: Any) -> Iterator[float]:
    """Every number of the results before anything is rounded, pooled or hidden, shares as percent too."""
    if isinstance(tree, float):
        yield from (tree, tree * 100)
    elif is_dataclass(tree) and not isinstance(tree, type):
        for field in fields(tree):
            yield from reckoned(getattr(tree, field.name))
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from reckoned(value)
    elif hasattr(tree, "tolist"):
        yield from reckoned(tree.tolist())
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from reckoned(value)


def fine(value: float) -> str:
    """The value to four decimals, cut off, so that every finer one begins with it."""
    return f"{abs(value):.6f}"[:-2]


def parts(content: bytes) -> Iterator[str]:
    """A file and every file in it, workbooks behind charts included, as text."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from parts(archive.read(name))
    else:
        yield content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("form", [form for form in RENDERERS if form != "pdf"])
@pytest.mark.parametrize("name", ["plainfield-broadband", "crestline-insurance"])
def test_no_part_of_a_file_holds_a_result_that_was_not_rounded(name: str, form: str) -> None:
    before = {fine(value) for value in reckoned(folders.results(composed.named(name)))}
    exact = before - {fine(number / 32) for number in range(100 * 32)}  # sizes in styles are such fractions
    assert len(exact) > 500
    found = {cut for text in parts(content(name, "en", form)) for cut in re.findall(r"\d+\.\d{4}", text)}
    assert found & exact == set()
