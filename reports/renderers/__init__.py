"""A report in each of its formats: one file and one line here for every format."""

from __future__ import annotations

from typing import Protocol

from reports.documents import ReportDocument
from reports.renderers import html, json, pdf
from reports.renderers.brand import HOUSE, Brand


class Renderer(Protocol):
    """A document as bytes, in the looks of a client or the house's own."""

    def __call__(self, document: ReportDocument, *, brand: Brand = HOUSE) -> bytes: ...


RENDERERS: dict[str, Renderer] = {
    "html": html.render,
    "pdf": pdf.render,
    "json": json.render,
}
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}
