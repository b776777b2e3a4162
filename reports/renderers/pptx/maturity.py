"""The maturity strip as shapes, and the prerequisites as a checklist."""

from __future__ import annotations

from itertools import pairwise

from django.utils.translation import gettext as _
from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide
from pptx.util import Inches

from reports import figures
from reports.documents import GateMark, MaturityStrip, Section
from reports.renderers.pptx.fitting import fit
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.source import Source, evidence, rows_of, where
from reports.renderers.pptx.tables import Block, Cell, Row, headed, place
from reports.renderers.pptx.tints import mixed
from reports.renderers.pptx.writing import describe, para, shape_fill, text_box
from reports.renderers.wayfinding import probability_words

NAMES = (15, 14, 13, 12, 11, 10, 9)
DOWN, THICK = 0.85, 0.2
"""Inches from the top of the body to the strip, and how high it is."""


def strip(source: Source) -> None:
    """Five stages on one line, the index on it, and what the next stage waits for."""
    found = source.showing(MaturityStrip)
    if not found:
        return
    page, section, figure = found
    full = source.page("maturity")
    findings = tuple(f for each in (full.sections if full else ()) for f in each.findings) or section.findings
    said = (*evidence(findings), *rows_of(section.table), where(page, section))
    title = section.lede or page.lede or section.title
    slide = source.slide(section=section.title, title=title, said=said)
    _line(slide, figure)
    _words(slide, figure, section=section)
    _gates(slide, figure)


def _at(points: float) -> float:
    x, _y, width, _room = worn().body
    return x + width * points / 100


def _top() -> float:
    return worn().body[1] + DOWN


def _line(slide: Slide, figure: MaturityStrip) -> None:
    """The strip as one group, so that it moves as one and is described as one."""
    group = slide.shapes.add_group_shape()
    edges = (0.0, *figure.cuts, 100.0)
    for number, (low, high) in enumerate(pairwise(edges)):
        box = (_at(low), _top(), _at(high) - _at(low) - 0.03, THICK)
        fill = mixed("teal", number / 4, on="ochre")
        _shape(group, MSO_SHAPE.RECTANGLE, box, fill=fill, name=_("Stage {number}").format(number=number + 1))
    low, high, pin = _at(figure.low), _at(figure.high), _at(figure.index)
    middle = _top() + THICK / 2
    _shape(
        group,
        MSO_SHAPE.RECTANGLE,
        (low, middle - 0.035, max(high - low, 0.02), 0.07),
        fill="ink",
        name=_("Interval"),
    )
    _shape(group, MSO_SHAPE.OVAL, (pin - 0.13, middle - 0.13, 0.26, 0.26), fill="ink", name=_("Index"))
    drawing = figures.draw(figure)
    describe(group, name=_("Maturity strip"), words=drawing.description if drawing else figure.stage_label)


def _shape(group: object, kind: MSO_SHAPE, box: tuple[float, ...], *, fill: str, name: str) -> None:
    shape = group.shapes.add_shape(kind, *(Inches(length) for length in box))  # type: ignore[attr-defined]
    shape.name = name
    shape_fill(shape, fill)


def _words(slide: Slide, figure: MaturityStrip, *, section: Section) -> None:
    edges = (0.0, *figure.cuts, 100.0)
    places = list(pairwise(edges))
    widths = [_at(high) - _at(low) - 0.08 for low, high in places]
    named = [f"{number} {name}" for number, name in enumerate(figure.names, start=1)]
    size = min(
        fit(name, width=width, height=0.3, sizes=NAMES)[1] for name, width in zip(named, widths, strict=False)
    )
    for number, (low, _high) in enumerate(places, start=1):
        now, width = number == figure.stage, widths[number - 1]
        words = fit(named[number - 1], width=width, height=0.3, sizes=(size,))[0]
        name = para(words, size, align="ctr", bold=now, color="ink" if now else "ink-soft")
        text_box(
            slide,
            (_at(low) + 0.02, _top() + 0.3, width, 0.3),
            [name],
            name=_("Name of stage {number}").format(number=number),
        )
    index = para(f"{figure.index} ({figure.low}–{figure.high})", 18, align="ctr", bold=True)
    x, _y, width, _room = worn().body
    left = min(max(_at(figure.index) - 1, x), x + width - 2)
    text_box(slide, (left, _top() - 0.47, 2, 0.35), [index], name=_("Index and interval"))
    sure = (probability_words(figure, section=section), section.note)
    said, size = fit("   ".join(filter(None, sure)), width=width, height=0.3, sizes=(13, 12, 11, 10))
    box = (x, _top() + 0.72, width, 0.3)
    text_box(slide, box, [para(said, size, color="ink-soft")], name=_("How sure"))


def _gates(slide: Slide, figure: MaturityStrip) -> None:
    """What stands before the stages ahead, the unmet first; one the answers cannot tell counts as open."""
    if not figure.gates:
        return
    order = {"unmet": 0, "unverified": 1, "met": 2}
    gates = sorted(figure.gates, key=lambda gate: (gate.for_stage, order[gate.status]))
    head = (Cell(_("Prerequisite")), Cell(_("What is asked")), Cell(_("Found"), "r"), Cell(_("Before stage")))
    rows = tuple(_gate(gate, figure=figure) for gate in gates)
    x, y, width, room = worn().body
    block = Block((part(2.3), width - part(7.3), part(2.6), part(2.4)), headed(head), rows)
    top = _top() + 1.15
    box = (x, top, width, y + room - top)
    place(
        slide,
        block,
        box,
        name=_("Prerequisites"),
        words=_("What the stages ahead wait for, and whether it is met."),
    )


def _gate(gate: GateMark, *, figure: MaturityStrip) -> Row:
    glyph = "✓" if gate.met else "○"
    color = "ink" if gate.met else "warn"
    return (
        Cell(f"{glyph}  {figures.gate_words(gate.status)}", bold=not gate.met, color=color),
        Cell(gate.label),
        Cell(gate.value_text or "–", "r"),
        Cell(f"{gate.for_stage} {figure.names[gate.for_stage - 1]}"),
    )
