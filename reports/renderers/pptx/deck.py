"""The slides in their order, and the file they become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from reports.documents import ReportDocument
from reports.remarks import Remark
from reports.renderers.brand import Brand
from reports.renderers.cells import clean
from reports.renderers.pptx import base, looks
from reports.renderers.pptx.compare import change, clock, marketing, mirror, readiness
from reports.renderers.pptx.findings import findings
from reports.renderers.pptx.maps import heat, ownership
from reports.renderers.pptx.maturity import strip
from reports.renderers.pptx.method import confidentiality, participation
from reports.renderers.pptx.opening import cover, headline
from reports.renderers.pptx.remarks import remarked
from reports.renderers.pptx.roadmap import first_actions, roadmap
from reports.renderers.pptx.source import Source
from reports.renderers.pptx.turned import turn
from reports.renderers.scripts import isolated, translated
from reports.renderers.wayfinding import titled

SLIDES: tuple[Callable[[Source], None], ...] = (
    cover,
    headline,
    change,
    ownership,
    heat,
    strip,
    mirror,
    findings,
    readiness,
    clock,
    marketing,
    first_actions,
    roadmap,
    remarked,
    participation,
    confidentiality,
)


def build(document: ReportDocument, *, brand: Brand, remarks: Sequence[Remark] = ()) -> bytes:
    """The deck as a file; equal documents in equal looks give equal bytes."""
    document = isolated(_writable(document))
    worn = looks.of(brand)
    with looks.wearing(worn):
        deck = base.on(brand.template) if brand.template else base.blank(dict(worn.colors))
        source = Source(document, deck, brand, dict(worn.colors), tuple(remarks))
        for add in SLIDES:
            add(source)
        if document.direction == "rtl":
            for slide in deck.slides:
                turn(slide.shapes, mirror=worn.mirror)
        _properties(source)
        return base.bytes_of(deck)


def _writable(document: ReportDocument) -> ReportDocument:
    """The document without characters that no file of this kind can hold; itself where there is none."""
    tree = document.model_dump(mode="json")
    cleaned = translated(tree, clean)
    return document if cleaned == tree else ReportDocument.model_validate(cleaned)


def _properties(source: Source) -> None:
    """What the file says of itself: the report and the day its wave was closed, nobody's name."""
    document, about = source.document, source.deck.core_properties
    day = document.closed_on or dt.date(1970, 1, 1)
    about.title = titled(document)[:255]
    about.subject = document.instrument_title[:255]
    about.author = about.last_modified_by = about.comments = about.keywords = about.category = ""
    about.language = document.language
    about.created = about.modified = dt.datetime.combine(day, dt.time())
    about.revision = 1
