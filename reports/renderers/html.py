"""The report as a page: the same body inside the product and as one file that stands alone.

Templates place and repeat. What they need beyond the document (drawings, anchors, tints) is laid out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports import figures
from reports.documents import (
    Actions,
    Figure,
    Finding,
    Heatmap,
    OwnershipMap,
    Page,
    ReportDocument,
    Section,
    Table,
)
from reports.renderers import charts
from reports.renderers.svg import svg

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
STYLES = ("tokens.css", "base.css", "report.css")
SHORT_TITLES = {
    "one": "Page one",
    "ownership": "Ownership",
    "orientation": "Orientation",
    "maturity": "Maturity",
    "gaps": "Gaps",
    "clock": "Clock",
    "readiness": "Readiness",
    "mirror": "Customers",
    "actions": "Actions",
    "method": "Method",
}


def render(document: ReportDocument) -> bytes:
    """One HTML file with its styles inside and nothing fetched from anywhere."""
    context = page_context(document, interactive=False) | {"css": _styles()}
    return render_to_string("reports/standalone.html", context).encode()


def fragment(document: ReportDocument) -> SafeString:
    """The report's body for the web page, with interactive charts beside the tables."""
    return render_to_string("reports/_body.html", page_context(document))


def page_context(
    document: ReportDocument,
    *,
    downloads: Sequence[tuple[str, str]] = (),
    home: str = "",
    interactive: bool = True,
) -> dict[str, Any]:
    """What `reports/report.html` needs.

    downloads  (label, address) of the other formats.
    home       address of the organization's own page, "" where there is none to go back to.
    """
    return {
        "document": document,
        "downloads": tuple(downloads),
        "home": home,
        "nav": tuple(NavLink(f"page-{p.key}", SHORT_TITLES.get(p.key, p.title)) for p in document.pages),
        "pages": tuple(_pages(document, interactive=interactive)),
    }


@lru_cache(maxsize=1)
def _styles() -> SafeString:
    """The style sheets as one text; our own files, so safe inside a style element."""
    return mark_safe("\n".join((CSS / name).read_text(encoding="utf-8") for name in STYLES))


# --- What the templates are handed ------------------------------------------------------------------


@dataclass(frozen=True)
class NavLink:
    anchor: str
    label: str


@dataclass(frozen=True)
class FindingView:
    finding: Finding
    anchor: str
    actions: tuple[NavLink, ...]


@dataclass(frozen=True)
class HeatRowView:
    label: str
    n_band: str
    cells: tuple[figures.HeatSquare, ...]


@dataclass(frozen=True)
class ColumnView:
    label: str
    anchor: str


@dataclass(frozen=True)
class CellView:
    text: str
    align: str
    anchor: str


@dataclass(frozen=True)
class TableView:
    """`open` when the table is the point of its section and not the proof behind a picture."""

    anchor: str
    caption: str
    columns: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    open: bool


@dataclass(frozen=True)
class FigureView:
    """`template` draws it; `wide` and `narrow` are finished SVG, empty for tables and lists."""

    kind: str
    template: str
    figure: Figure
    wide: SafeString
    narrow: SafeString
    cards: tuple[figures.StageCard, ...]
    columns: tuple[ColumnView, ...]
    heat: tuple[HeatRowView, ...]
    gates: tuple[figures.GateGroup, ...]
    chart: SafeString
    anchored: bool


@dataclass(frozen=True)
class SectionView:
    anchor: str
    title: str
    note: str
    lede: str
    paragraphs: tuple[str, ...]
    findings: tuple[FindingView, ...]
    figure: FigureView | None
    table: TableView | None


@dataclass(frozen=True)
class PageView:
    anchor: str
    page: Page
    sections: tuple[SectionView, ...]


def _pages(document: ReportDocument, *, interactive: bool) -> Iterator[PageView]:
    links = _Links(document)
    for page in document.pages:
        sections = tuple(
            _section(section, page=page, links=links, interactive=interactive) for section in page.sections
        )
        yield PageView(f"page-{page.key}", page, sections)


class _Links:
    """Where the words of a report lead: constructs to their definition, findings to their actions."""

    def __init__(self, document: ReportDocument) -> None:
        self.actions = dict(action_titles(document))
        self.terms = frozenset(_terms(document))

    def term(self, key: str) -> str:
        """The anchor of a definition, or "" when the method page has none."""
        return f"term-{key}" if key in self.terms else ""

    def answers(self, finding: Finding) -> tuple[NavLink, ...]:
        """The proposed actions that answer a finding."""
        return tuple(
            NavLink(f"action-{key}", self.actions[key]) for key in finding.action_ids if key in self.actions
        )


def action_titles(document: ReportDocument) -> Iterator[tuple[str, str]]:
    for page in document.pages:
        if page.key == "actions":
            for section in page.sections:
                if isinstance(section.figure, Actions):
                    yield from ((row.action_id, row.title) for row in section.figure.rows)


def _terms(document: ReportDocument) -> Iterator[str]:
    """Keys defined on the method page: the first cell of tables whose first column is `key`."""
    for page in document.pages:
        for section in page.sections if page.key == "method" else ():
            if section.table and section.table.columns[0].key == "key":
                yield from (row[0] for row in section.table.rows)


def _section(section: Section, *, page: Page, links: _Links, interactive: bool) -> SectionView:
    anchor = f"{page.key}-{section.key}"
    findings = tuple(
        FindingView(finding, f"{anchor}-{finding.id}", links.answers(finding)) for finding in section.findings
    )
    figure = table = None
    if section.figure:
        figure = _figure(section.figure, page=page, anchor=anchor, links=links, interactive=interactive)
    if section.table:
        table = _table(section.table, anchor=anchor, open_=figure is None)
    return SectionView(
        anchor, section.title, section.note, section.lede, section.paragraphs, findings, figure, table
    )


def _figure(figure: Figure, *, page: Page, anchor: str, links: _Links, interactive: bool) -> FigureView:
    heat = figure if isinstance(figure, Heatmap) else None
    return FigureView(
        kind=figure.kind,
        template=f"reports/figures/{figure.kind}.html",
        figure=figure,
        wide=_svg(figure, anchor=f"{anchor}-wide", width=figures.WIDE, css="fig-wide"),
        narrow=_svg(figure, anchor=f"{anchor}-narrow", width=figures.NARROW, css="fig-narrow"),
        cards=figures.stage_cards(figure) if isinstance(figure, OwnershipMap) else (),
        columns=tuple(ColumnView(c.label, links.term(c.key)) for c in heat.columns) if heat else (),
        heat=tuple(_heat_rows(heat)) if heat else (),
        gates=figures.gate_groups(figure),
        chart=charts.chart_json(figure) if interactive else SafeString(""),
        anchored=page.key == "actions",
    )


def _svg(figure: Figure, *, anchor: str, width: float, css: str) -> SafeString:
    """The finished SVG; `svg` escapes every word, so it is safe to place."""
    if isinstance(figure, OwnershipMap) and width < figures.PAPER:
        return SafeString("")
    drawing = figures.draw(figure, width=width)
    return mark_safe(svg(drawing, ident=anchor, css=css)) if drawing else SafeString("")


def _heat_rows(figure: Heatmap) -> Iterator[HeatRowView]:
    for row in figure.rows:
        yield HeatRowView(row.label, row.n_band, tuple(figures.heat_square(cell) for cell in row.cells))


def _table(table: Table, *, anchor: str, open_: bool) -> TableView:
    """The table with its alignments; rows of definitions become places to link to."""
    defines = table.columns[0].key == "key"
    rows = tuple(
        tuple(
            CellView(text, column.align, f"term-{text}" if defines and index == 0 else "")
            for index, (text, column) in enumerate(zip(row, table.columns, strict=True))
        )
        for row in table.rows
    )
    columns = tuple(CellView(column.label, column.align, "") for column in table.columns)
    return TableView(f"{anchor}-table", table.caption, columns, rows, open_)
