"""The cover, and page one in words."""

from __future__ import annotations

import io

from pptx.util import Inches

from reports.documents import MaturityStrip
from reports.renderers.pptx import base
from reports.renderers.pptx.fitting import fit, height, size_of_all
from reports.renderers.pptx.source import BODY, Source
from reports.renderers.pptx.writing import Para, Run, describe, fill_text, footer, notes, para, text_box
from reports.renderers.wayfinding import is_first

LOGO = (2.6, 0.8)
"""Inches: a logo is never drawn wider or higher."""
SIDE = 2.9
GAP = 0.16


def cover(source: Source) -> None:
    """Whose report this is, of which wave, and the stage."""
    document = source.document
    slide = source.deck.slides.add_slide(base.layout(source.deck, base.COVER))
    name, size = fit(document.organization, width=10.6, height=1.5, sizes=(48, 44, 40, 36, 32, 28, 24, 20))
    fill_text(slide.shapes.title, [Para((Run(name, size, serif=True),))])
    closed = (
        f"{document.wave} · closed on {document.closed_on:%-d %B %Y}" if document.closed_on else document.wave
    )
    said, small = fit(closed, width=10.6, height=0.4, sizes=(20, 18, 16, 14, 12))
    paragraphs = [para(said, small, color="ink-soft", after=8)]
    strip = source.showing(MaturityStrip)
    if strip:
        figure = strip[2]
        stage = f"Stage {figure.stage}, {figure.stage_label}"
        paragraphs += [
            para(fit(stage, width=10.6, height=0.5, sizes=(24, 20))[0], 24, color="accent", bold=True)
        ]
    fill_text(slide.placeholders[1], paragraphs)
    _logo(source, slide)
    footer(slide, fit(document.subtitle, width=10.6, height=0.4, sizes=(11,))[0])
    notes(slide, (document.organization, document.subtitle, document.instrument_title, document.instrument))


def _logo(source: Source, slide: object) -> None:
    """The client's logo at the top; nothing where it has none."""
    if not source.brand.logo:
        return
    picture = slide.shapes.add_picture(io.BytesIO(source.brand.logo), Inches(1.1), Inches(0.8))  # type: ignore[attr-defined]
    scale = min(Inches(LOGO[0]) / picture.width, Inches(LOGO[1]) / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    describe(picture, name="Logo", words=source.brand.name or source.document.organization)


def headline(source: Source) -> None:
    """The headline as the title, and what page one says to each of its questions."""
    document = source.document
    first = next((page for page in document.pages if is_first(page)), None)
    title = "".join(span.text for span in document.headline)
    slide = source.slide(section="In short", title=title, said=(document.subtitle,))
    _, size = fit(title, width=base.INNER, height=0.98, sizes=(28, 26, 24, 22, 20, 18, 16, 14))
    if size > 14:
        spans = [
            Run(span.text, size, "accent-deep" if span.tone == "strong" else "ink", serif=True)
            for span in document.headline
        ]
        fill_text(slide.shapes.title, [Para(tuple(spans))])
    rows = (
        [(section.title, section.lede or " ".join(section.paragraphs)) for section in first.sections]
        if first
        else []
    )
    rows = [(name, said) for name, said in rows if said]
    x, y, width, room = BODY
    size = size_of_all(
        [said for _, said in rows], width=width - SIDE, height=room, sizes=(16, 15, 14, 13, 12, 11), gap=GAP
    )
    for name, said in rows:
        high = height(said, width=width - SIDE, size=size)
        heading, small = fit(name, width=SIDE - 0.3, height=max(high, 0.5), sizes=(size, 11))
        text_box(
            slide,
            (x, y, SIDE - 0.3, high),
            [para(heading, small, color="accent", bold=True)],
            name=f"Question: {name}",
        )
        text_box(slide, (x + SIDE, y, width - SIDE, high), [para(said, size)], name=f"Answer: {name}")
        y += max(high, height(heading, width=SIDE - 0.3, size=small)) + GAP
