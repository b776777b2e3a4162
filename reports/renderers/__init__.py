"""A report in each of its formats: one file and one line here for every format."""

from __future__ import annotations

from collections.abc import Callable

from reports.documents import ReportDocument
from reports.renderers import html, json, pdf

RENDERERS: dict[str, Callable[[ReportDocument], bytes]] = {
    "html": html.render,
    "pdf": pdf.render,
    "json": json.render,
}
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}
