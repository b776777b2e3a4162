"""A report in each of its formats: one file and one line here for every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext_noop

from reports.documents import ReportDocument
from reports.remarks import Remark
from reports.renderers import csv, docx, html, json, pdf, pptx, xlsx
from reports.renderers.brand import HOUSE, Brand


class Renderer(Protocol):
    """A document as bytes, in the looks of a client or the house's own, with what was remarked on it."""

    def __call__(
        self, document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()
    ) -> bytes: ...


RENDERERS: dict[str, Renderer] = {
    "html": html.render,
    "pdf": pdf.render,
    "pptx": pptx.render,
    "docx": docx.render,
    "xlsx": xlsx.render,
    "csv": csv.render,
    "json": json.render,
}
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "pptx": pptx.MEDIA_TYPE,
    "docx": docx.MEDIA_TYPE,
    "xlsx": xlsx.MEDIA_TYPE,
    "csv": csv.MEDIA_TYPE,
    "json": "application/json",
}
LABELS = {
    "html": gettext_noop("Page in one file (HTML)"),
    "pdf": gettext_noop("Paper (PDF)"),
    "pptx": gettext_noop("Slides to edit (PPTX)"),
    "docx": gettext_noop("Report to edit (DOCX)"),
    "xlsx": gettext_noop("Workbook of all tables (XLSX)"),
    "csv": gettext_noop("Tables for other programs (CSV)"),
    "json": gettext_noop("Everything for machines (JSON)"),
}
EXTENSIONS = {"csv": csv.EXTENSION}
"""Of the files whose names end otherwise than the format is called."""
