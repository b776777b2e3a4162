"""The tables of a document as sheets: each once, numbered by the pages they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.documents import Page, ReportDocument, Section, Table, TableColumn
from reports.renderers.cells import Number, number_in
from reports.renderers.wayfinding import is_first
from reports.wording import percent

DEFINITIONS = "definitions"
READING = (
    (
        gettext_noop("≥ or ≤ before a number"),
        gettext_noop("A bound: more is not said, so that nobody can be singled out."),
    ),
    (
        gettext_noop("5–9, 10–19 and so on"),
        gettext_noop("A band: the number lies in it, and is not said more finely."),
    ),
    (
        gettext_noop("Fewer than five"),
        gettext_noop("There are answers, and they stay hidden: the group is too small to be shown."),
    ),
    (gettext_noop("No answers"), gettext_noop("Nobody answered.")),
    ("–", gettext_noop("Nothing to say here: not asked of them, or not reckoned.")),
    (
        gettext_noop("{share} interval"),
        gettext_noop(
            "Where the value lies in 95 of 100 such surveys; one that crosses zero is no difference."
        ),
    ),
)
"""How cells read that hold more, or less, than a number."""


def reading() -> list[tuple[str, str]]:
    """READING in the language of the report."""
    return [(_(cell).format(share=percent(0.95)), _(meaning)) for cell, meaning in READING]


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


MARKETS = {
    "b2b": gettext_noop("Business customers"),
    "b2c": gettext_noop("Consumers"),
    "both": gettext_noop("Business customers and consumers"),
}


def about(document: ReportDocument) -> list[tuple[str, str]]:
    """What a reader of the bare tables must know of them, line by line."""
    closed = document.closed_on.isoformat() if document.closed_on else "–"
    return [
        (_("Organization"), document.organization),
        (_("Wave"), document.wave),
        (_("Closed on"), closed),
        (_("Market"), _(MARKETS.get(document.market, "–"))),
        (_("Instrument"), f"{document.instrument_title} ({document.instrument})"),
        (_("Smallest group shown"), _people(document.minimum_group)),
        (_("Evidence"), document.fingerprint),
    ]


def _people(least: int) -> str:
    return ngettext("{count} person", "{count} people", least).format(count=least)
