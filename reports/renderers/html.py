"""The report as a page: the same body inside the product and as one file that stands alone.

Templates place and repeat. What they need beyond the document (drawings, anchors, tints) is laid out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports import figures
from reports.documents import (
    ActionItem,
    Actions,
    Figure,
    Finding,
    Grid,
    Heatmap,
    HeatRow,
    MaturityStrip,
    OwnershipMap,
    Page,
    Quote,
    ReportDocument,
    Section,
    Spread,
    Table,
)
from reports.remarks import Remark, about, marked
from reports.renderers import charts
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.language import in_its_language
from reports.renderers.scripts import isolated
from reports.renderers.svg import glyph, svg
from reports.renderers.wayfinding import (
    EVIDENT,
    RESEARCH,
    Ways,
    anchor_of,
    cell_anchor,
    is_dense,
    is_first,
    numbered,
    opening,
    probability_words,
)
from reports.wording import date

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
STYLES = ("tokens.css", "base.css", "report.css", "ways.css", "remarks.css")
LONGEST_OPEN = 12


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """One HTML file with its styles inside and nothing fetched from anywhere."""
    context = page_context(document, interactive=False, remarks=remarks) | {
        "css": _styles(),
        "tokens": brand.colors,
    }
    return render_to_string("reports/standalone.html", context).encode()


@in_its_language
def fragment(document: ReportDocument) -> SafeString:
    """The report's body for the web page, with interactive charts beside the tables."""
    return render_to_string("reports/_body.html", page_context(document))


@in_its_language
def page_context(
    document: ReportDocument,
    *,
    downloads: Sequence[tuple[str, str]] = (),
    home: str = "",
    follow: str = "",
    interactive: bool = True,
    remarks: Sequence[Remark] = (),
) -> dict[str, Any]:
    """What `reports/report.html` needs.

    downloads  (label, address) of the other formats.
    home       address of the organization's own page, "" where there is none to go back to.
    follow     address of the page on which proposed actions are adopted.
    """
    document = isolated(document)
    return {
        "document": document,
        "closed": closed_words(document),
        "downloads": tuple(downloads),
        "home": home,
        "follow": follow,
        "nav": tuple(NavLink(f"page-{page.key}", _short_title(page)) for page in document.pages),
        "pages": tuple(_pages(document, interactive=interactive, remarks=remarks)),
    }


def closed_words(document: ReportDocument) -> str:
    # Translators: {day} is when the survey was closed: "closed 14 March 2026".
    return _("closed {day}").format(day=date(document.closed_on)) if document.closed_on else ""


def _short_title(page: Page) -> str:
    """The name of a page in a row of all of them."""
    if page.key == "orientation":
        return pgettext("name of a page", "Orientation")
    return pgettext("name of a page", "Method") if page.key == "method" else page.title


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
    """`link` to its full telling, when this one is `brief`."""

    finding: Finding
    anchor: str
    link: str
    brief: bool
    actions: tuple[NavLink, ...]


HEAT_LETTERS = 6
HEAT_ROOM = 84
"""Letters that a square's width holds, and that all headings of a heatmap hold together."""


@dataclass(frozen=True)
class HeatCellView:
    """A square, and the anchor of the cell that says how sure it is; "" where it leads nowhere."""

    square: figures.HeatSquare
    link: str


@dataclass(frozen=True)
class HeatRowView:
    label: str
    n_band: str
    cells: tuple[HeatCellView, ...]


@dataclass(frozen=True)
class HeatView:
    """`is_upright` where the words of the columns are too long to stand side by side on a desk."""

    columns: tuple[NavLink, ...]
    rows: tuple[HeatRowView, ...]

    @property
    def is_upright(self) -> bool:
        longest = (max(map(len, column.label.split()), default=0) for column in self.columns)
        return sum(max(letters, HEAT_LETTERS) for letters in longest) > HEAT_ROOM


@dataclass(frozen=True)
class MarkCell:
    """A state of a grid: `mark` is finished SVG, `column` the heading it stands under."""

    column: str
    text: str
    mark: SafeString


@dataclass(frozen=True)
class GridRowView:
    label: str
    n_band: str
    cells: tuple[MarkCell, ...]
    states: tuple[MarkCell, ...]


@dataclass(frozen=True)
class GridView:
    columns: tuple[NavLink, ...]
    rows: tuple[GridRowView, ...]
    legend: tuple[MarkCell, ...]


@dataclass(frozen=True)
class ActionView:
    """An action as proposed: `anchor` where it stands first, `link` to that place where it is repeated."""

    item: ActionItem
    anchor: str
    link: str


@dataclass(frozen=True)
class GatesView:
    """The prerequisites of a stage below a heading that names it."""

    heading: str
    gates: tuple[figures.GateView, ...]


@dataclass(frozen=True)
class CellView:
    """A cell: `anchor` when it is a term being defined, `link` when it is a term being used."""

    text: str
    align: str
    anchor: str
    link: str


@dataclass(frozen=True)
class TableView:
    """`open` when the table is short and the point of its section, not the proof behind a picture."""

    anchor: str
    caption: str
    columns: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    summary: str
    open: bool
    dense: bool


@dataclass(frozen=True)
class FigureView:
    """`template` draws it; `wide` and `narrow` are finished SVG, empty for tables and lists."""

    kind: str
    template: str
    figure: Figure
    wide: SafeString
    narrow: SafeString
    cards: tuple[figures.StageCard, ...]
    heat: HeatView | None
    grid: GridView | None
    key: figures.Key | None
    gates: tuple[GatesView, ...]
    actions: tuple[ActionView, ...]
    probability: str
    chart: SafeString


@dataclass(frozen=True)
class SectionView:
    anchor: str
    title: str
    note: str
    lede: str
    paragraphs: tuple[str, ...]
    findings: tuple[FindingView, ...]
    quotes: tuple[Quote, ...]
    figure: FigureView | None
    table: TableView | None


@dataclass(frozen=True)
class RemarkView:
    anchor: str
    whose: str
    text: str


@dataclass(frozen=True)
class PageView:
    anchor: str
    page: Page
    sections: tuple[SectionView, ...]
    remarks: tuple[RemarkView, ...]


def _pages(document: ReportDocument, *, interactive: bool, remarks: Sequence[Remark]) -> Iterator[PageView]:
    ways = Ways(document)
    for page in document.pages:
        sections = tuple(
            _section(section, title=title, page=page, ways=ways, interactive=interactive)
            for title, section in numbered(page)
        )
        said = tuple(
            RemarkView(f"remark-{page.key}-{number}", marked(remark), remark.text)
            for number, remark in enumerate(about(page, remarks), start=1)
        )
        yield PageView(f"page-{page.key}", page, sections, said)


def _section(section: Section, *, title: str, page: Page, ways: Ways, interactive: bool) -> SectionView:
    anchor = anchor_of(page, section)
    figure = table = None
    if section.figure:
        figure = _figure(section.figure, section=section, anchor=anchor, ways=ways, interactive=interactive)
    if section.table:
        proof = figure is not None or section.key == RESEARCH
        table = _table(section, section.table, anchor=anchor, ways=ways, proof=proof)
    return SectionView(
        anchor=anchor,
        title=title,
        note=section.note,
        lede=opening(page, section),
        paragraphs=section.paragraphs,
        findings=tuple(_finding(f, page=page, anchor=anchor, ways=ways) for f in section.findings),
        quotes=section.quotes,
        figure=figure,
        table=table,
    )


def _finding(finding: Finding, *, page: Page, anchor: str, ways: Ways) -> FindingView:
    """On page one a finding is a sentence that leads to itself on a later page."""
    elsewhere = ways.findings.get(finding.id, "") if is_first(page) else ""
    known = (ways.actions[key] for key in finding.action_ids if key in ways.actions)
    actions = tuple(NavLink(ways.action_link(item), item.title) for item in known)
    return FindingView(finding, f"{anchor}-{finding.id}", elsewhere, is_first(page), actions)


def _figure(figure: Figure, *, section: Section, anchor: str, ways: Ways, interactive: bool) -> FigureView:
    return FigureView(
        kind=figure.kind,
        template=f"reports/figures/{figure.kind}.html",
        figure=figure,
        wide=_svg(figure, anchor=f"{anchor}-wide", width=figures.WIDE, css="fig-wide", ways=ways),
        narrow=_svg(figure, anchor=f"{anchor}-narrow", width=figures.NARROW, css="fig-narrow", ways=ways),
        cards=figures.stage_cards(figure) if isinstance(figure, OwnershipMap) else (),
        heat=_heat(figure, section=section, anchor=anchor, ways=ways)
        if isinstance(figure, Heatmap)
        else None,
        grid=_grid(figure, ways=ways) if isinstance(figure, Grid) else None,
        key=figures.key_of(figure, least=ways.least) if isinstance(figure, Heatmap | Spread) else None,
        gates=tuple(
            GatesView(figures.before_stage(group), group.gates) for group in figures.gate_groups(figure)
        ),
        actions=tuple(_actions(figure, anchor=anchor, ways=ways)) if isinstance(figure, Actions) else (),
        probability=probability_words(figure, section=section) if isinstance(figure, MaturityStrip) else "",
        chart=charts.chart_json(figure) if interactive else SafeString(""),
    )


@in_its_language
def figure_alone(document: ReportDocument, section: Section, *, page: Page, anchor: str) -> FigureView:
    """A figure outside its report: nothing in it leads to a page that is not there."""
    if section.figure is None:
        raise ValueError(f"section {section.key!r} of page {page.key!r} has no figure")
    document = isolated(document)
    ways = Ways(document)
    ways.terms.clear()
    ways.actions.clear()
    ways.cells.clear()
    found = next(each for each in document.page(page.key).sections if each.key == section.key)
    found = found.model_copy(update={"table": None})
    assert found.figure is not None
    view = _figure(found.figure, section=found, anchor=anchor, ways=ways, interactive=False)
    if not view.wide:
        return view
    # Half a screen is no wider than paper, whose letters are drawn larger.
    wide = _svg(found.figure, anchor=f"{anchor}-wide", width=figures.PAPER, css="fig-wide", ways=ways)
    return replace(view, wide=wide)


def _actions(figure: Actions, *, anchor: str, ways: Ways) -> Iterator[ActionView]:
    for item in figure.rows:
        own = ways.action_anchor(anchor, item)
        yield ActionView(item, own, "" if own else ways.action_link(item))


def _svg(figure: Figure, *, anchor: str, width: float, css: str, ways: Ways) -> SafeString:
    """The finished SVG; `svg` escapes every word, so it is safe to place."""
    if isinstance(figure, OwnershipMap) and width < figures.PAPER:
        return SafeString("")
    drawing = figures.draw(figure, width=width, least=ways.least)
    return mark_safe(svg(drawing, ident=anchor, css=css)) if drawing else SafeString("")


def _heat(figure: Heatmap, *, section: Section, anchor: str, ways: Ways) -> HeatView:
    return HeatView(
        tuple(NavLink(ways.term(column.label), column.label) for column in figure.columns),
        tuple(
            HeatRowView(
                row.label,
                row.n_band,
                tuple(_heat_cells(row, figure=figure, section=section, anchor=anchor, ways=ways)),
            )
            for row in figure.rows
        ),
    )


def _heat_cells(
    row: HeatRow, *, figure: Heatmap, section: Section, anchor: str, ways: Ways
) -> Iterator[HeatCellView]:
    for column, cell in zip(figure.columns, row.cells, strict=True):
        square = figures.heat_square(cell, least=ways.least)
        link = ways.evidence(section, anchor=anchor, row=row.label, column=column.label)
        yield HeatCellView(square, "" if square.hidden else link)


def _grid(figure: Grid, *, ways: Ways) -> GridView:
    return GridView(
        tuple(NavLink(ways.term(column.label), column.label) for column in figure.columns),
        tuple(
            GridRowView(line.label, line.n_band, _marks(line.cells), _marks(line.states()))
            for line in figures.grid_lines(figure)
        ),
        _marks(figures.grid_legend(figure)),
    )


def _marks(views: Sequence[figures.MarkView]) -> tuple[MarkCell, ...]:
    """Marks as finished SVG, drawn of shapes that hold no word, so they are safe to place."""
    return tuple(
        MarkCell(view.column, view.text, mark_safe(glyph(view.shapes, size=figures.MARK))) for view in views
    )


def _table(section: Section, table: Table, *, anchor: str, ways: Ways, proof: bool) -> TableView:
    """The table with its alignments; a term leads to its meaning, and a definition is where it leads.

    Cells that squares of a heatmap lead to bear an anchor of their own.
    """
    defines = table.key == "definitions"
    proves = table.key == EVIDENT or isinstance(section.figure, Heatmap)
    columns = tuple(CellView(c.label, c.align, "", ways.term(c.label)) for c in table.columns)
    rows = tuple(
        tuple(
            CellView(
                text,
                column.align,
                ways.term(text)
                if defines and not index
                else cell_anchor(anchor, row=at, column=index) * (proves and index > 0),
                "" if defines else ways.term(text),
            )
            for index, (text, column) in enumerate(zip(row, table.columns, strict=True))
        )
        for at, row in enumerate(table.rows)
    )
    is_open = not proof and (defines or len(rows) <= LONGEST_OPEN)
    counted = ngettext("{count} row: {caption}", "{count} rows: {caption}", len(rows))
    told = counted.format(count=len(rows), caption=table.caption)
    summary = _("The numbers as a table") if proof else told
    return TableView(f"{anchor}-table", table.caption, columns, rows, summary, is_open, is_dense(table))
