"""The cover, and page one in words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from pptx.slide import Slide
from pptx.util import Inches

from reports.documents import MaturityStrip, ReportDocument
from reports.renderers.pptx import base
from reports.renderers.pptx.fitting import cut, fit, height
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.source import Source, fitted, title_of, whole
from reports.renderers.pptx.writing import Para, Run, describe, fill_text, footer, notes, para, text_box
from reports.renderers.template import Place, Template
from reports.renderers.wayfinding import is_first
from reports.wording import date

COVER_SIZES = (44, 40, 36, 32, 28, 24, 22, 20, 18, 16, 14)
COVER = 10.6
"""Inches across the cover."""
SIZES = (18, 17, 16, 15, 14, 13, 12, 11)
WIDEST = 0.3
"""Inches: lines do not drift further apart than this."""
LOGO = (2.6, 0.8)
"""Inches: a logo is never drawn wider or higher."""
SIDE = 3.4
GAP = 0.16


def cover(source: Source) -> None:
    """Whose report this is, of which wave, and the stage."""
    document = source.document
    slide = base.slide(source.deck, base.COVER)
    template = worn().template
    if template is None:
        _our_cover(source, slide)
    else:
        _their_cover(source, slide, template)
    notes(slide, (document.organization, document.subtitle, document.instrument_title, document.instrument))


def _our_cover(source: Source, slide: Slide) -> None:
    document = source.document
    name, size = fit(document.organization, width=COVER, height=1.5, sizes=(48, 44, 40, 36, 32, 28, 24, 20))
    fill_text(slide.shapes.title, [Para((Run(name, size, serif=True),))])
    wave, small = fit(_wave(document), width=COVER, height=0.4, sizes=(20, 18, 16, 14, 12))
    stage, large = fit(_stage(source), width=COVER, height=0.5, sizes=(24, 22, 20, 18, 16))
    paragraphs = [para(wave, small, color="ink-soft", after=8), para(stage, large, color="accent", bold=True)]
    fill_text(slide.placeholders[1], paragraphs)
    _logo(source, slide)
    footer(slide, fit(document.subtitle, width=COVER, height=0.4, sizes=(11,))[0])


def _their_cover(source: Source, slide: Slide, template: Template) -> None:
    """In the placeholders of the client's template and as it writes them; the logo is its own."""
    title, text = template.cover_title, template.cover_text
    above, below = (title, text) if text else _halved(title)
    name, size = fitted(source.document.organization, above, sizes=COVER_SIZES)
    named, said = [Para((Run(name, size, ""),), "")], list(_cover_lines(source, below))
    if text is None:
        fill_text(slide.shapes.title, [*named, *said])
    else:
        fill_text(slide.shapes.title, named)
        fill_text(next(p for p in slide.placeholders if p.placeholder_format.idx == text.index), said)
    if template.cover_footer is not None:
        footer(slide, whole([source.document.subtitle, source.footer], template.cover_footer))


def _cover_lines(source: Source, place: Place) -> Iterator[Para]:
    """The wave and the stage, a line each, in one size."""
    said = [line for line in (_wave(source.document), _stage(source)) if line]
    x, y, width, height = place.box
    line = replace(place, box=(x, y, width, height / len(said) - 0.1))
    size = min(fitted(words, line, sizes=COVER_SIZES)[1] for words in said)
    for words in said:
        yield Para((Run(fitted(words, line, sizes=(size,))[0], size, ""),), "", after=6)


def _halved(place: Place) -> tuple[Place, Place]:
    """A placeholder as two, one above the other."""
    x, y, width, height = place.box
    upper, lower = (x, y, width, height / 2), (x, y + height / 2, width, height / 2)
    return replace(place, box=upper), replace(place, box=lower)


def _wave(document: ReportDocument) -> str:
    if not document.closed_on:
        return document.wave
    return _("{wave} · closed on {day}").format(wave=document.wave, day=date(document.closed_on))


def _stage(source: Source) -> str:
    """The stage and its name; nothing where these answers do not tell one."""
    found = source.showing(MaturityStrip)
    if not found:
        return ""
    figure = found[2]
    name = figure.names[figure.stage - 1]
    return figure.stage_label if name in figure.stage_label else f"{figure.stage_label} · {name}"


def _logo(source: Source, slide: Slide) -> None:
    """The client's logo at the top; nothing where it has none."""
    if not source.brand.logo:
        return
    picture = slide.shapes.add_picture(io.BytesIO(source.brand.logo), Inches(1.1), Inches(0.8))
    scale = min(Inches(LOGO[0]) / picture.width, Inches(LOGO[1]) / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    describe(picture, name=_("Logo"), words=source.brand.name or source.document.organization)


def headline(source: Source) -> None:
    """The headline as the title, and what page one says to each of its questions."""
    document = source.document
    title = "".join(span.text for span in document.headline)
    slide = source.slide(section=_("In short"), title=title, said=(document.subtitle,))
    words, size = title_of(title)
    if words == title and worn().template is None:
        tones = {"strong": "accent-deep", "plain": "ink"}
        runs = (Run(span.text, size, tones[span.tone], serif=True) for span in document.headline)
        fill_text(slide.shapes.title, [Para(tuple(runs))])
    _answers(slide, list(_page_one(document)))


def _page_one(document: ReportDocument) -> Iterator[tuple[str, str]]:
    """Each question of page one with its answer in words."""
    for page in document.pages:
        for section in page.sections if is_first(page) else ():
            said = section.lede or " ".join(section.paragraphs)
            if said:
                yield section.title, said


def _answers(slide: Slide, rows: list[tuple[str, str]]) -> None:
    """Questions on the left, answers on the right, in the largest size in which all have room."""
    x, y, width, room = worn().body
    side = part(SIDE)
    wide = width - side
    size = next((s for s in SIZES if sum(_highs(rows, side=side, wide=wide, size=s)) <= room), SIZES[-1])
    highs = list(_highs(rows, side=side, wide=wide, size=size))
    between = min(WIDEST, max(0.0, room - sum(highs)) / max(len(rows), 1))
    for (question, answer), high in zip(rows, highs, strict=True):
        inner = high - GAP
        asked = para(
            cut(question, width=side - GAP, height=inner, size=size), size, color="accent", bold=True
        )
        text_box(
            slide,
            (x, y, side - GAP, inner),
            [asked],
            name=_("Question: {question}").format(question=question),
        )
        said = para(cut(answer, width=wide, height=inner, size=size), size)
        text_box(
            slide, (x + side, y, wide, inner), [said], name=_("Answer: {question}").format(question=question)
        )
        y += high + between


def _highs(rows: list[tuple[str, str]], *, side: float, wide: float, size: int) -> Iterator[float]:
    for question, answer in rows:
        yield max(height(question, width=side - GAP, size=size), height(answer, width=wide, size=size)) + GAP
