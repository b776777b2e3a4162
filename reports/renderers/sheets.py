"""The tables of a document as sheets: each once, numbered by the pages they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from reports.documents import Page, ReportDocument, Section, Table, TableColumn
from reports.renderers.cells import Number, number_in
from reports.renderers.wayfinding import is_first

DEFINITIONS = "definitions"
READING = (
    ("≥ or ≤ before a number", "A bound: more is not said, so that nobody can be singled out."),
    ("5–9, 10–19 and so on", "A band: the number lies in it, and is not said more finely."),
    (
        "Fewer than five",
        "There are answers, and they stay hidden: the group is too small to be shown.",
    ),
    ("No answers", "Nobody answered."),
    ("–", "Nothing to say here: not asked of them, or not reckoned."),
    (
        "95% interval",
        "Where the value lies in 95 of 100 such surveys; one that crosses zero is no difference.",
    ),
)
"""How cells read that hold more, or less, than a number."""


@dataclass(frozen=True)
class Place:
    page: Page
    section: Section


@dataclass(frozen=True)
class Sheet:
    """A table and where it stands; `number` is that of its page and its turn there, such as "4.2"."""

    number: str
    table: Table
    places: tuple[Place, ...]

    @property
    def title(self) -> str:
        return self.places[0].section.title


def sheets(document: ReportDocument) -> list[Sheet]:
    """Every table of the document in its order; one that is repeated stands where it is told in full.

    Page one repeats tables of the pages behind it, so their own pages come first in `places`.
    """
    places: dict[Table, list[Place]] = {}
    for page in sorted(document.pages, key=is_first):
        for section in page.sections:
            if section.table is not None:
                places.setdefault(section.table, []).append(Place(page, section))
    turns: dict[str, int] = {}
    found = []
    for table in sorted(places, key=lambda table: places[table][0].page.number):
        page = places[table][0].page
        turns[page.key] = turns.get(page.key, 0) + 1
        found.append(Sheet(f"{page.number}.{turns[page.key]}", table, tuple(places[table])))
    return found


def values(table: Table) -> list[list[str | Number]]:
    """The rows with every cell that is one number as a number; names stay names, even "2026"."""
    named = _is_named(table)
    return [
        [cell if named and not index else number_in(cell) or cell for index, cell in enumerate(row)]
        for row in table.rows
    ]


def _is_named(table: Table) -> bool:
    """Whether the first column holds names, which is so unless it is set as numbers or counts rows."""
    first = [row[0] for row in table.rows]
    return not _is_right(table.columns[0]) and not all(number_in(cell) for cell in first)


def _is_right(column: TableColumn) -> bool:
    return column.align == "right"


def about(document: ReportDocument) -> list[tuple[str, str]]:
    """What a reader of the bare tables must know of them, line by line."""
    closed = document.closed_on.isoformat() if document.closed_on else "–"
    return [
        ("Organization", document.organization),
        ("Wave", document.wave),
        ("Closed on", closed),
        ("Market", document.market),
        ("Instrument", f"{document.instrument_title} ({document.instrument})"),
        ("Smallest group shown", f"{document.minimum_group} people"),
        ("Evidence", document.fingerprint),
    ]
