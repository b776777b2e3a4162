"""Two values side by side: a chart on the left, its numbers with intervals on the right."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pptx.slide import Slide

from reports.documents import (
    Bars,
    BesideFigure,
    ChangeFigure,
    ChangeMark,
    ClockFigure,
    MirrorFigure,
    Page,
    Section,
    Table,
)
from reports.renderers.pptx.charts import COLORS, THEN_AND_NOW, Series, bars
from reports.renderers.pptx.fitting import fit
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.prose import prose
from reports.renderers.pptx.source import Source, evidence, rows_of, where
from reports.renderers.pptx.tables import is_whole, of_table, place
from reports.renderers.pptx.writing import Box, para, text_box
from reports.renderers.wayfinding import is_first
from reports.wording import in_percent, sentences

LEFTS = (6.5, 5.7, 5.0)
"""Inches for a chart beside a table, as on our own page."""
GAP, NOTE = 0.35, 0.5
MOST = 10
"""Scores on one slide; the report and the notes list them all."""
SMALLEST = 3.6
"""Inches: a chart of few bars is not lower than this."""


def mirror(source: Source) -> None:
    """What staff believe customers would say beside what customers said."""
    found = source.showing(MirrorFigure)
    if not found:
        _without(source, page="mirror")
        return
    page, section, figure = found
    names = (_("Staff believe"), _("Customers say"))
    series = (
        Series(names[0], tuple(row.staff for row in figure.rows)),
        Series(names[1], tuple(row.customers for row in figure.rows)),
    )
    labels = [row.label for row in figure.rows]
    _sheet(
        source, page, section, labels=labels, series=series, keys=("statement", "gap", "interval", "state")
    )


def readiness(source: Source) -> None:
    """Seeing the reasons, wanting the change, acting on it."""
    found = source.showing(Bars, page="readiness")
    if not found:
        _without(source, page="readiness")
        return
    page, section, figure = found
    series = (Series(_("Score"), tuple(row.value for row in figure.rows)),)
    labels = [row.label for row in figure.rows]
    _sheet(source, page, section, labels=labels, series=series, keys=("construct", "value", "interval", "n"))


def clock(source: Source) -> None:
    """Fourteen days or less: as it is, and as it should be."""
    found = source.showing(ClockFigure)
    if not found:
        _without(source, page="clock")
        return
    page, section, figure = found
    series = (
        Series(_("Within fourteen days"), tuple(row.actual for row in figure.rows)),
        Series(_("Should be"), tuple(row.target for row in figure.rows)),
    )
    labels = [row.label for row in figure.rows]
    keys = ("touchpoint", "interval", "median", "state", "n")
    _sheet(source, page, section, labels=labels, series=series, keys=keys, number_format=_percent())


def change(source: Source) -> None:
    """What moved since the wave before; nothing where there is none."""
    found = source.showing(ChangeFigure)
    if not found:
        return
    page, section, figure = found
    rows = _most_moved(figure)
    series = (
        Series(figure.before, tuple(row.before for row in rows)),
        Series(figure.after, tuple(row.after for row in rows)),
    )
    labels = [row.label for row in rows]
    keys = ("score", "points", "interval", "state")
    _sheet(source, page, section, labels=labels, series=series, keys=keys, colors=THEN_AND_NOW)


def _most_moved(figure: ChangeFigure) -> Sequence[ChangeMark]:
    """All where there is room; else what moved reliably first, then what moved furthest."""
    if len(figure.rows) <= MOST:
        return figure.rows
    return sorted(figure.rows, key=lambda row: (not row.is_reliable, -abs(row.points)))[:MOST]


def _only(table: Table, labels: Sequence[str]) -> Table:
    """The rows that begin with these labels, in their order; the table as it is where one has no row."""
    rows = {row[0]: row for row in table.rows}
    if len(labels) >= len(table.rows) or not set(labels) <= set(rows):
        return table
    return table.model_copy(update={"rows": tuple(rows[label] for label in labels)})


def marketing(source: Source) -> None:
    """Marketing beside the other functions; nothing where it is not a function of its own."""
    found = source.showing(BesideFigure)
    if not found:
        _without(source, page="marketing")
        return
    page, section, figure = found
    series = (
        Series(figure.own, tuple(row.own for row in figure.rows)),
        Series(figure.others, tuple(row.others for row in figure.rows)),
    )
    labels = [row.label for row in figure.rows]
    keys = ("construct", "gap", "interval", "state")
    _sheet(source, page, section, labels=labels, series=series, keys=keys)


def _sheet(
    source: Source,
    page: Page,
    section: Section,
    *,
    labels: Sequence[str],
    series: Sequence[Series],
    keys: Sequence[str],
    number_format: str = "General",
    colors: Sequence[str] = COLORS,
) -> None:
    title = section.lede or page.lede or section.title
    findings = tuple(f for each in page.sections for f in each.findings) or section.findings
    said = (*evidence(findings), *rows_of(section.table), where(page, section))
    slide = source.slide(section=section.title if is_first(page) else page.question, title=title, said=said)
    x, y, width, room = worn().body
    table = _only(section.table, labels) if section.table else None
    listed = [column.key for column in table.columns if column.key in keys] if table else []
    has_table = table is not None and len(listed) > 1
    left = _left(table, keys=listed) if table else 0.0
    box = (x, y, left if has_table else width, _high(len(labels), series=len(series)))
    words = f"{section.title}. {title}"
    bars(
        slide,
        box,
        labels=labels,
        series=series,
        name=_("Chart"),
        words=words,
        number_format=number_format,
        colors=colors,
    )
    if table and has_table:
        box = (x + left + GAP, y, width - left - GAP, room)
        _numbers(slide, table, note=_note(section, table), keys=listed, box=box)


def _left(table: Table, *, keys: Sequence[str]) -> float:
    """Inches for the chart: fewer where the words of the table beside it would break."""
    width = worn().body[2]
    tried = [part(length) for length in LEFTS]
    room = (left for left in tried if is_whole(of_table(table, keys=keys, width=width - left - GAP), size=12))
    return next(room, tried[-1])


def _percent() -> str:
    """A number that already is a percentage, with the sign as the language sets it."""
    return f'0"{in_percent("")}"'


def _high(labels: int, *, series: int) -> float:
    """Inches for a chart: more for more bars, within the room there is."""
    return min(worn().body[3], max(SMALLEST, 0.9 + 0.35 * labels * (1 + series)))


def _note(section: Section, table: Table) -> str:
    """What the section notes, and how much of its table is not on the slide."""
    left_out = len(section.table.rows) - len(table.rows) if section.table else 0
    if not left_out:
        return section.note
    more = ngettext("The report has {count} more score.", "The report has {count} more scores.", left_out)
    return sentences([section.note, more.format(count=left_out)])


def _numbers(slide: Slide, table: Table, *, note: str, keys: Sequence[str], box: Box) -> None:
    """Some columns of a table, and a note below it."""
    x, y, width, room = box
    block = of_table(table, keys=keys, width=width)
    box = (x, y, width, room - NOTE)
    end = place(slide, block, box, name=_("Numbers"), words=table.caption, sizes=(14, 13, 12, 11, 10, 9))
    words, size = fit(note, width=width, height=NOTE - 0.1, sizes=(12, 11, 10))
    if words:
        text_box(
            slide, (x, end + 0.1, width, NOTE - 0.1), [para(words, size, color="ink-soft")], name=_("Note")
        )


def _without(source: Source, *, page: str) -> None:
    """A page that has nothing to draw says why; one that is not in the report is no slide."""
    found = source.page(page)
    if not found:
        return
    said = (text for each in found.sections for text in (each.lede, *each.paragraphs))
    texts = tuple(text for text in said if text and text != found.lede)
    if found.lede or texts:
        slide = source.slide(section=found.question, title=found.lede or found.title, said=texts)
        prose(slide, texts, worn().body)
