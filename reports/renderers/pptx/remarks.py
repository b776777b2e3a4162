"""Remarks: a slide for each, which says whose it is where computed slides name their section."""

from __future__ import annotations

from reports.remarks import by_page, marked
from reports.renderers.cells import clean
from reports.renderers.pptx.fitting import fit
from reports.renderers.pptx.looks import worn
from reports.renderers.pptx.source import Source
from reports.renderers.pptx.writing import para, text_box

SIZES = (20, 18, 16, 14, 13, 12, 11)


def remarked(source: Source) -> None:
    """What was remarked, page by page; the notes hold every word of it."""
    x, y, width, room = worn().body
    for page, remark in by_page(source.document, source.remarks):
        text, whose = clean(remark.text), clean(marked(remark))
        slide = source.slide(section=whose, title=page.title, said=(whose, text))
        words, size = fit(text, width=width, height=room, sizes=SIZES)
        text_box(slide, (x, y, width, room), [para(words, size, color="accent-deep")], name=whose)
