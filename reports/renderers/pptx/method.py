"""Who answered, what is hidden, and what the numbers cannot say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.documents import Participation, Section
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.prose import prose
from reports.renderers.pptx.source import Source, rows_of, where
from reports.renderers.pptx.tables import Block, Cell, headed, of_table, place, split
from reports.renderers.pptx.writing import para, text_box

TABLE, GAP = 7.3, 0.5
COLUMNS = ("unit", "headcount", "n", "rate", "shown")


def participation(source: Source) -> None:
    """How many answered, function by function, in bands."""
    found = source.showing(Participation)
    if not found:
        return
    page, section, figure = found
    title = section.lede or page.lede or section.title
    said = (*rows_of(section.table), *section.paragraphs, where(page, section))
    x, y, width, room = worn().body
    wide = part(TABLE)
    caption = section.table.caption if section.table else _("Who answered")
    block = of_table(section.table, keys=COLUMNS, width=wide) if section.table else _bands(figure)
    for each in split(block, room=room, size=9):
        slide = source.slide(section=section.title, title=title, said=said)
        place(slide, each, (x, y, wide, room), name=_("Who answered"), words=caption)
        prose(slide, section.paragraphs, (x + wide + GAP, y, width - wide - GAP, room))


def _bands(figure: Participation) -> Block:
    head = headed((Cell(_("Function")), Cell(_("Answers"), "r"), Cell(_("Share who answered"), "r")))
    rows = tuple((Cell(row.label), Cell(row.n_band, "r"), Cell(row.rate_band, "r")) for row in figure.rows)
    return Block((part(TABLE - 3.5), part(1.5), part(2.0)), head, rows)


def confidentiality(source: Source) -> None:
    """What is hidden and why on the left, what the data cannot say on the right."""
    page = source.page("method")
    if not page:
        return
    found = {section.key: section for section in page.sections}
    sections = [found[key] for key in ("privacy", "limits") if key in found]
    if not sections:
        return
    slide = source.slide(
        section=page.title,
        title=_("No group below {least} is shown").format(least=source.document.minimum_group),
        said=tuple(line for each in sections for line in rows_of(each.table)),
    )
    x, y, width, room = worn().body
    across = (width - GAP * (len(sections) - 1)) / len(sections)
    for at, section in enumerate(sections):
        left = x + at * (across + GAP)
        text_box(
            slide,
            (left, y, across, 0.35),
            [para(section.title, 16, color="accent", bold=True)],
            name=section.title,
        )
        prose(slide, _said(section), (left, y + 0.45, across, room - 0.45))


def _said(section: Section) -> tuple[str, ...]:
    return (section.lede, *section.paragraphs) if section.lede else section.paragraphs
