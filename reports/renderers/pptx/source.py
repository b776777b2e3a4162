"""What a slide takes from the document: sections, findings and actions, found by what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from reports.documents import ActionItem, Finding, Page, Part, ReportDocument, Section, Table
from reports.remarks import Remark
from reports.renderers.brand import Brand
from reports.renderers.pptx import base, measures
from reports.renderers.pptx.fitting import fit
from reports.renderers.pptx.writing import Para, Run, fill_text, footer, notes
from reports.renderers.wayfinding import Ways, is_first, shown_from

F = TypeVar("F", bound=Part)
TITLE_SIZES = (28, 26, 24, 22, 20, 18, 16, 14)
TITLE_HEIGHT = 0.98
SECTION_SIZES = (13, 11)
BODY = (measures.MARGIN, 1.9, measures.INNER, 4.9)
"""Where what a slide shows stands, below its title and above the rule."""


@dataclass(frozen=True)
class Source:
    """A document on its way to slides, with the deck they are added to."""

    document: ReportDocument
    deck: Deck
    brand: Brand
    colors: dict[str, str]
    remarks: tuple[Remark, ...] = ()
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ways", Ways(self.document))

    # --- What the document holds --------------------------------------------------------------------

    def page(self, key: str) -> Page | None:
        return next((page for page in self.document.pages if page.key == key), None)

    def sections(self) -> Iterator[tuple[Page, Section]]:
        for page in self.document.pages:
            yield from ((page, section) for section in page.sections)

    def showing(self, kind: type[F], *, page: str = "") -> tuple[Page, Section, F] | None:
        """The first section with such a figure, page one first; of one page where it is named."""
        for found, section in self.sections():
            if isinstance(section.figure, kind) and page in ("", found.key):
                return found, section, section.figure
        return None

    def table(self, page: str, key: str) -> Table | None:
        tables = (section.table for found, section in self.sections() if found.key == page and section.table)
        return next((table for table in tables if table.key == key), None)

    def leading(self) -> tuple[Finding, ...]:
        """The findings of page one in its order, each once."""
        first = next((page for page in self.document.pages if is_first(page)), None)
        found = [finding for section in first.sections for finding in section.findings] if first else []
        return tuple({finding.id: finding for finding in found}.values())

    def actions_for(self, finding: Finding) -> tuple[ActionItem, ...]:
        return tuple(self.ways.actions[key] for key in finding.action_ids if key in self.ways.actions)

    # --- Slides ---------------------------------------------------------------------------------------

    def slide(self, *, section: str, title: str, said: tuple[str, ...] = ()) -> Slide:
        """A slide with its section, its message and what the speaker has at hand."""
        slide = base.slide(self.deck, base.PAGE)
        words, size = fit(title, width=measures.INNER, height=TITLE_HEIGHT, sizes=TITLE_SIZES)
        fill_text(slide.shapes.title, [Para((Run(words, size, serif=True),))])
        name, small = fit(section, width=measures.INNER, height=0.3, sizes=SECTION_SIZES)
        fill_text(slide.placeholders[base.SECTION_INDEX], [Para((Run(name, small, "accent", bold=True),))])
        footer(slide, self.footer)
        whole = (title,) if words != title else ()
        notes(slide, (*whole, *said))
        return slide

    @property
    def footer(self) -> str:
        document = self.document
        words = f"{document.organization} · {document.wave} · {shown_from(document)}"
        return fit(words, width=base.FOOTER[2], height=0.25, sizes=(10,))[0]


def evidence(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Findings for the speaker: what, on which ground, under which name."""
    for finding in findings:
        yield finding.sentence
        yield f"{finding.evidence} [{finding.id}]"


def rows_of(table: Table | None) -> Iterator[str]:
    """A table for the speaker, a line a row."""
    if table is None:
        return
    yield f"{table.caption}. {' | '.join(column.label for column in table.columns)}"
    for row in table.rows:
        yield " | ".join(cell.replace("\n", " ") for cell in row)


def where(page: Page, section: Section) -> str:
    """Where in the report it stands."""
    return _("In the report: page {number}, {page}, {section}").format(
        number=page.number, page=page.title, section=section.title
    )
