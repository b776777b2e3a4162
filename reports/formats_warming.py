"""A worker that begins draws a report without pages in every format, so that no first file is a slow one.

Fonts, templates and libraries are then in the process: half a second to a second that nobody waits for.
"""

from __future__ import annotations

from typing import Any

from reports.documents import ReportDocument, Span
from reports.renderers import RENDERERS


def warm(**_: Any) -> None:
    """Receiver of Celery's worker_process_init."""
    for render in RENDERERS.values():
        render(nothing())


def nothing() -> ReportDocument:
    """A report without a page."""
    return ReportDocument(
        organization="",
        wave="",
        market="",
        closed_on=None,
        instrument="",
        instrument_title="",
        minimum_group=0,
        fingerprint="",
        headline=(Span(text="Nothing yet"),),
        subtitle="",
        pages=(),
        results={},
    )
