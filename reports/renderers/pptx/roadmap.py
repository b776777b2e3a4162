"""What to do first, and what shows a first result after 30, 60 and 90 days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.documents import ActionItem, Actions, Page, Table
from reports.renderers.pptx.fitting import fit
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.source import Source, rows_of, where
from reports.renderers.pptx.tables import Block, Cell, headed, of_table, place
from reports.renderers.pptx.writing import para, text_box

TERMS = (30, 60, 90)
"""Days until a first result."""
NUMBER = re.compile(r"\d+", re.ASCII)
SECTIONS = ("next", "days30", "days60", "days90")
MOST = 6
"""Actions in one column; the report and the notes list them all."""


def first_actions(source: Source) -> None:
    """The actions of page one: what, who, and the number that should move."""
    found = source.showing(Actions)
    if not found:
        return
    page, section, figure = found
    later = source.page("actions")
    said = (*rows_of(section.table), where(page, section))
    slide = source.slide(section=later.title if later else page.title, title=section.title, said=said)
    table = section.table
    if table is None:
        _plain(slide, figure)
        return
    keys = ("action", "text", "owner", "moves", "now", "target", "days")
    block = of_table(table, keys=keys, width=worn().body[2])
    place(slide, block, worn().body, name=_("Actions"), words=table.caption)


def _plain(slide: object, figure: Actions) -> None:
    head = headed(
        (Cell(_("Action")), Cell(_("What to do")), Cell(_("Owner")), Cell(_("Number that should move")))
    )
    rows = tuple((Cell(r.title, bold=True), Cell(r.text), Cell(r.owner), Cell(r.moves)) for r in figure.rows)
    widths = (part(2.8), part(4.6), part(2.0), worn().body[2] - part(9.4))
    block = Block(widths, head, rows)
    place(slide, block, worn().body, name=_("Actions"), words=_("What to do first, and who"))  # type: ignore[arg-type]


# --- 30, 60, 90 days --------------------------------------------------------------------------------


def roadmap(source: Source) -> None:
    """Three columns by the day of the first result; those proposed first stand at the top, in bold."""
    page = source.page("actions")
    if not page:
        return
    columns = {term: list(_due(page, term)) for term in TERMS}
    if not any(columns.values()):
        return
    said = tuple(line for each in page.sections if each.key in SECTIONS for line in rows_of(each.table))
    slide = source.slide(section=page.title, title=_("First results within 30, 60 and 90 days"), said=said)
    deep = min(MOST, max(map(len, columns.values())))
    head = headed(tuple(Cell(_("First result within {count} days").format(count=term)) for term in TERMS))
    rows = tuple(tuple(_cell(columns[term], at) for term in TERMS) for at in range(deep))
    block = Block((worn().body[2] / 3,) * 3, head, rows)
    x, y, width, room = worn().body
    end = place(
        slide,
        block,
        (x, y, width, room - 0.35),
        name=_("Roadmap"),
        words=_("Actions by the day of their first result"),
    )
    note = _("Bold: proposed first.")
    if any(len(column) > deep for column in columns.values()):
        note += "   " + _("The report lists further actions; they stand in the notes.")
    note, size = fit(note, width=width, height=0.25, sizes=(11, 10, 9, 8))
    text_box(slide, (x, end + 0.1, width, 0.25), [para(note, size, color="ink-soft")], name=_("Legend"))


def _due(page: Page, term: int) -> Iterator[tuple[bool, ActionItem]]:
    """Actions with their first result by then, those proposed first before the others."""
    for section in page.sections:
        if section.key in SECTIONS and isinstance(section.figure, Actions) and section.table:
            days = dict(_days(section.table))
            for item in section.figure.rows:
                if days.get(item.action_id) == term:
                    yield section.key == SECTIONS[0], item


def _days(table: Table) -> Iterator[tuple[str, int]]:
    """Action id -> the days its row says, in whichever language."""
    keys = [column.key for column in table.columns]
    if "id" in keys and "days" in keys:
        for row in table.rows:
            said = NUMBER.search(row[keys.index("days")])
            yield row[keys.index("id")], int(said[0]) if said else 0


def _cell(column: list[tuple[bool, ActionItem]], at: int) -> Cell:
    if at >= len(column):
        return Cell("")
    is_first, item = column[at]
    return Cell(f"{item.title}\n{item.owner}", bold=is_first)
