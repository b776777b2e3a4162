"""The report as a document of words for whoever edits it: findings with evidence, so what and action.

Everything is native: headings and styles, tables whose heading is repeated, a contents field, links.
Tables stand where they are told in full; page one leads there. Equal documents give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from reports import theme
from reports.documents import ActionItem, Actions, Finding, Page, ReportDocument, Section, Table
from reports.remarks import Remark, about, marked
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.docx import parts
from reports.renderers.docx.styles import styles
from reports.renderers.docx.writing import (
    Anchors,
    contents,
    link,
    paragraph,
    quoted,
    run,
    said,
    table,
    turned,
)
from reports.renderers.language import in_its_language
from reports.renderers.scripts import isolated
from reports.renderers.sheets import sheets
from reports.renderers.wayfinding import (
    RESEARCH,
    Ways,
    is_dense,
    is_first,
    numbered,
    opening,
    shown_from,
    titled,
)
from reports.wording import date

VERSION = 1
"""Rises when a program that reads the document would have to be changed."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

NARROW = 7  # columns a table may have in the usual type
TOLD = frozenset({"id", "action", "text", "owner", "moves"})
"""Columns of a table of actions that its list says already."""


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """The DOCX, in the client's accent and with its logo."""
    document = isolated(document)
    colors = theme.colors() | brand.colors
    logo = {"word/media/logo.png": brand.logo} if brand.logo else {}
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.content_types(with_logo=bool(logo)),
        "_rels/.rels": parts.ROOT,
        "docProps/core.xml": parts.core_properties(
            title=titled(document),
            subject=document.instrument_title,
            language=document.language,
            day=document.closed_on,
        ),
        "docProps/app.xml": parts.app_properties(VERSION),
        "word/document.xml": parts.document(
            "".join(_Story(document, remarks).told(brand)), direction=document.direction
        ),
        "word/_rels/document.xml.rels": parts.document_relationships(with_logo=bool(logo)),
        "word/styles.xml": styles(colors, language=document.language, direction=document.direction),
        "word/settings.xml": parts.settings(document.language),
        "word/footer1.xml": parts.footer(_footer(document)),
    }
    return parts.package(written | logo, day=document.closed_on)


def _footer(document: ReportDocument) -> str:
    return f"{document.organization} · {document.wave} · {shown_from(document)}"


class _Story:
    """A document being told from its first page to its last; every method gives finished XML."""

    def __init__(self, document: ReportDocument, remarks: Sequence[Remark]) -> None:
        self.document, self.remarks = document, remarks
        self.ways = Ways(document)
        self.anchors = Anchors({})
        self.homes = {sheet.table: sheet.places[0] for sheet in sheets(document)}

    def told(self, brand: Brand) -> Iterator[str]:
        yield paragraph("Normal", parts.picture(brand.logo, alt=brand.name)) if brand.logo else ""
        yield said("Kicker", self.document.subtitle)
        runs = [run(span.text, style="Strong" * (span.tone == "strong")) for span in self.document.headline]
        yield paragraph("Title", *runs)
        yield said("Kicker", _whose(self.document))
        yield said("TOCHeading", _("Contents"))
        yield contents([(_title(page), f"page-{page.key}") for page in self.document.pages])
        for page in self.document.pages:
            yield from self._page(page)

    def _page(self, page: Page) -> Iterator[str]:
        yield paragraph("Heading1", self.anchors.mark(f"page-{page.key}", run(_title(page))))
        yield said("Question", page.question)
        yield said("Lede", page.lede)
        for remark in about(page, self.remarks):
            yield paragraph("Remark", run(marked(remark), style="Label"))
            yield turned("Remark", remark.text)
        for title, section in numbered(page):
            yield from self._section(section, title=title, page=page)

    def _section(self, section: Section, *, title: str, page: Page) -> Iterator[str]:
        place = f"{page.key}-{section.key}"
        yield paragraph("Heading2", self.anchors.mark(place, run(title)))
        yield said("Note", section.note)
        yield said("Lede" if not is_first(page) else "Normal", opening(page, section))
        for finding in section.findings:
            yield from self._finding(finding, page=page, place=place)
        for text in section.paragraphs:
            yield said("Normal", text)
        for quote in section.quotes:
            yield quoted(quote.text, whose=quote.function)
        if isinstance(section.figure, Actions):
            yield from self._actions(section.figure, section=section, page=page)
        elif section.table is not None:
            yield from self._table(section.table, section=section, page=page)

    def _finding(self, finding: Finding, *, page: Page, place: str) -> Iterator[str]:
        """Finding, evidence, so what, action; on page one the finding, which leads to itself in full."""
        if is_first(page) and (full := self.ways.findings.get(finding.id)):
            yield paragraph("Finding", link(finding.sentence, full))
            return
        own = f"{place}-{finding.id}"
        yield paragraph("Finding", self.anchors.mark(own, run(finding.sentence)))
        yield said("Evidence", finding.evidence, label=_("Evidence:"))
        yield said("SoWhat", finding.so_what, label=_("So what:"))
        known = [self.ways.actions[key] for key in finding.action_ids if key in self.ways.actions]
        for item in known:
            yield paragraph("Answer", run(_("Action:") + " ", style="Label"), link(item.title, _action(item)))

    # --- Actions ---

    def _actions(self, figure: Actions, *, section: Section, page: Page) -> Iterator[str]:
        rows: list[dict[str, str]] = []
        if section.table is not None and len(section.table.rows) == len(figure.rows):
            rows = [_further(section.table, row) for row in section.table.rows]
        for index, item in enumerate(figure.rows):
            yield from self._item(item, further=rows[index] if rows else {}, page=page, section=section)

    def _item(
        self, item: ActionItem, *, further: dict[str, str], page: Page, section: Section
    ) -> Iterator[str]:
        place = self.ways.action_anchor(f"{page.key}-{section.key}", item)
        title = run(f"{item.number} · {item.title}")
        yield paragraph("Heading3", self.anchors.mark(place, title) if place else title)
        yield said("Normal", item.text)
        yield said("Answer", item.owner, label=_("Owner:"))
        yield said("Answer", item.moves, label=_("Moves:"))
        for label, text in further.items():
            yield said("Evidence", text, label=_("{label}:").format(label=label))

    # --- Tables ---

    def _table(self, shown: Table, *, section: Section, page: Page) -> Iterator[str]:
        """The table where it is told in full; elsewhere the way there.

        Published figures are said in sentences, and their sources are listed with the method.
        """
        home = self.homes[shown]
        if section.key == RESEARCH:
            return
        if (home.page.key, home.section.key) != (page.key, section.key):
            words = f"{_title(home.page)}, {home.section.title}"
            place = f"{home.page.key}-{home.section.key}"
            yield paragraph("Note", run(_("The numbers:") + " ", style="Label"), link(words, place))
            return
        small = is_dense(shown) or len(shown.columns) > NARROW
        yield said("Caption", shown.caption)
        labels = [column.label for column in shown.columns]
        aligns = [column.align for column in shown.columns]
        yield table(labels, shown.rows, aligns=aligns, caption=shown.caption, small=small)
        yield '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'


def _title(page: Page) -> str:
    return f"{page.number} {page.title}"


def _action(item: ActionItem) -> str:
    return f"action-{item.action_id}"


def _further(shown: Table, row: tuple[str, ...]) -> dict[str, str]:
    """What the table says of an action beyond its list, by heading."""
    cells = zip(shown.columns, row, strict=True)
    return {column.label: cell for column, cell in cells if column.key not in TOLD}


def _whose(document: ReportDocument) -> str:
    """Whose report it is, of which wave, closed when."""
    whose = f"{document.organization} · {document.wave}"
    if not document.closed_on:
        return whose
    return _("{whose}, closed on {day}").format(whose=whose, day=date(document.closed_on))
