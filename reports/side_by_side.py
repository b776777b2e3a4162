"""Two reports beside each other: what both print, and of their difference only what was published.

Nothing is subtracted here. A change stands on this page where the later report was composed with it, between
exactly these two: the same numbers before as the earlier report prints. A unit that one of the waves hides
has no change (the trend sees to it), and two reports between which no trend was computed are only shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.composing.change_tables import state_name
from reports.documents import Heatmap, MaturityStrip, OwnershipMap, Page, Part, ReportDocument, Section
from reports.renderers import html
from reports.renderers.language import in_its_language
from reports.renderers.wayfinding import is_first
from reports.wording import signed

F = TypeVar("F", bound=Part)


@dataclass(frozen=True)
class Words:
    """What a section of page one says in a wave; `text` is "" where the wave has no such section."""

    title: str
    text: str


@dataclass(frozen=True)
class Column:
    """One of the two reports as it stands on the page; figures are None where it has none."""

    side: str
    document: ReportDocument
    closed: str
    headline: str
    words: tuple[Words, ...]
    ownership: html.FigureView | None
    maturity: html.FigureView | None
    heat: html.FigureView | None


@dataclass(frozen=True)
class DifferenceCell:
    """A change in words: points where it is reliable, else what can be said of it, else a dash."""

    text: str
    words: str
    is_reliable: bool = False


@dataclass(frozen=True)
class DifferenceRow:
    label: str
    cells: tuple[DifferenceCell, ...]


@dataclass(frozen=True)
class Differences:
    """What may be said of the change; sections are those of the later report's page about it."""

    sections: dict[str, Section]
    columns: tuple[str, ...]
    rows: tuple[DifferenceRow, ...]


# --- What both print --------------------------------------------------------------------------------------


Drawn = tuple[html.FigureView | None, html.FigureView | None, html.FigureView | None]
"""The map, the strip and the heatmap that a report leads with; None for one that it does not have."""


@in_its_language
def drawn(document: ReportDocument, *, side: str) -> Drawn:
    """`side` tells the anchors of the two reports apart."""
    ownership = _figure(document, OwnershipMap, side=side)
    return ownership, _figure(document, MaturityStrip, side=side), _figure(document, Heatmap, side=side)


@in_its_language
def column(document: ReportDocument, *, side: str, figures: Drawn) -> Column:
    """A report's first page in words beside its figures."""
    ownership, maturity, heat = figures
    return Column(
        side=side,
        document=document,
        closed=html.closed_words(document),
        headline="".join(span.text for span in document.headline),
        words=tuple(_first_page(document)),
        ownership=ownership,
        maturity=maturity,
        heat=heat,
    )


def _first_page(document: ReportDocument) -> Iterator[Words]:
    for page in document.pages:
        for section in page.sections if is_first(page) else ():
            yield Words(section.title, section.lede or " ".join(section.paragraphs))


def _figure(document: ReportDocument, kind: type[F], *, side: str) -> html.FigureView | None:
    """The figure of this kind that page one leads with, drawn whole; None where there is none."""
    found = next(_sections_with(document, kind), None)
    if found is None:
        return None
    page, section = found
    return html.figure_alone(document, section, page=page, anchor=f"{side}-{page.key}-{section.key}")


def _sections_with(document: ReportDocument, kind: type[Part]) -> Iterator[tuple[Page, Section]]:
    for page in document.pages:
        yield from ((page, section) for section in page.sections if isinstance(section.figure, kind))


# --- What may be said of the difference -------------------------------------------------------------------


def differences(before: ReportDocument, after: ReportDocument) -> Differences | None:
    """The change that the later report published since exactly the earlier one; None where it has none."""
    trend = trend_between(before, after)
    if trend is None:
        return None
    with translation.override(after.language):
        return _differences(after, trend)


def _differences(after: ReportDocument, trend: dict[str, Any]) -> Differences:
    page = next((page for page in after.pages if page.key == "change"), None)
    sections = {section.key: section for section in page.sections} if page else {}
    heat = next((section.figure for _page, section in _sections_with(after, Heatmap)), None)
    columns, rows = ((), ()) if not isinstance(heat, Heatmap) else _table(heat, trend)
    return Differences(sections, columns, rows)


def trend_between(before: ReportDocument, after: ReportDocument) -> dict[str, Any] | None:
    """The published trend of the later report if its numbers before are those the earlier report prints.

    The wave before may have been evaluated again since: then the change on file is not between these two.
    """
    trend: dict[str, Any] | None = after.results.get("change")
    if trend is None or trend["since"] != before.wave or before.organization != after.organization:
        return None
    printed = _printed(before)
    told = {(one["construct"], one["unit"]): one["before"] for one in trend["unit_changes"]}
    scores = all(printed[place] == said for place, said in told.items() if place in printed)
    owners = {**before.results.get("ownership", {}), "whole": before.results.get("whole")}
    states = all((owners.get(one["stage"]) or {}).get("state") == one["before"] for one in trend["ownership"])
    stage = trend["stage"] is None or trend["stage"]["before"] == before.results.get("stage")
    return trend if scores and states and stage else None


def _printed(document: ReportDocument) -> dict[tuple[str, str], int | None]:
    """(construct, unit) -> the score on the heatmap."""
    found: dict[tuple[str, str], int | None] = {}
    for _page, section in _sections_with(document, Heatmap):
        figure = section.figure
        for row in figure.rows if isinstance(figure, Heatmap) else ():
            cells = zip(figure.columns, row.cells, strict=True) if isinstance(figure, Heatmap) else ()
            found |= {(head.key, row.key): cell.value for head, cell in cells}
    return found


def _table(heat: Heatmap, trend: dict[str, Any]) -> tuple[tuple[str, ...], tuple[DifferenceRow, ...]]:
    """The changes in the order of the heatmap, where a change was published of any unit."""
    told = {(one["construct"], one["unit"]): one for one in trend["unit_changes"]}
    columns = tuple(head.label for head in heat.columns)
    rows = tuple(
        DifferenceRow(row.label, tuple(_cell(told.get((head.key, row.key))) for head in heat.columns))
        for row in heat.rows
        if any(unit == row.key for _construct, unit in told)
    )
    return columns, rows


def _cell(change: dict[str, Any] | None) -> DifferenceCell:
    if change is None:
        return DifferenceCell("–", _("not shown in both waves"))
    if change["state"] == "reliable":
        return DifferenceCell(signed(change["points"]), state_name("reliable"), is_reliable=True)
    short = {"stable": pgettext("in a cell: the score has not moved", "held")}
    return DifferenceCell(short.get(change["state"], "?"), state_name(change["state"]))
