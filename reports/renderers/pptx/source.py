"""What a slide takes from the document: sections, findings and actions, found by what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from reports.documents import ActionItem, Finding, Page, Part, ReportDocument, Section, Table
from reports.remarks import Remark
from reports.renderers.brand import Brand
from reports.renderers.pptx import base, measures
from reports.renderers.pptx.fitting import fit, lines, unorphaned
from reports.renderers.pptx.looks import worn
from reports.renderers.pptx.writing import Para, Run, fill_text, footer, notes, text_box
from reports.renderers.template import Place
from reports.renderers.wayfinding import Ways, is_first, shown_from

F = TypeVar("F", bound=Part)
TITLE_SIZES = (28, 26, 24, 22, 20, 18, 16, 14)
TITLE_HEIGHT = 0.98
SECTION_SIZES = (13, 11)
CAPITALS = 1.2
"""How much broader a text is in capitals."""
USUAL = 18
"""Points in which a presentation writes where nobody says otherwise."""


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
        words = _title(slide, title)
        _section(slide, section)
        footer(slide, self.footer)
        full = (title,) if words != title else ()
        notes(slide, (*full, *said))
        return slide

    @property
    def footer(self) -> str:
        document = self.document
        parts = (document.organization, document.wave, shown_from(document))
        template = worn().template
        if template is None:
            return fit(" · ".join(parts), width=base.FOOTER[2], height=0.25, sizes=(10,))[0]
        place = template.footer
        return whole([" · ".join(parts[:many]) for many in (3, 2, 1)], place) if place else ""


def fitted(words: str, place: Place, *, sizes: Sequence[int]) -> tuple[str, int]:
    """Words in a template's placeholder, not larger than it writes itself."""
    most = place.size or sizes[0]
    fitting = [size for size in sizes if size <= most] or [sizes[-1]]
    width = place.box[2] / (CAPITALS if place.is_upper else 1.0)
    return fit(words, width=width, height=place.box[3], sizes=fitting)


def whole(texts: Sequence[str], place: Place) -> str:
    """The first text that a template's placeholder has room for on one line as it writes; "" for none."""
    size = place.size or USUAL
    width = place.box[2] / (CAPITALS if place.is_upper else 1.0)
    return next((text for text in texts if lines(text, width=width, size=size) == 1), "")


def title_of(title: str) -> tuple[str, int]:
    """A title on our own page, and its size."""
    words, size = fit(title, width=measures.INNER, height=TITLE_HEIGHT, sizes=TITLE_SIZES)
    return words, unorphaned(words, size, width=measures.INNER, sizes=TITLE_SIZES)


def _title(slide: Slide, title: str) -> str:
    """What of the title the slide has room for."""
    template = worn().template
    if template is not None:
        words, size = fitted(title, template.title, sizes=TITLE_SIZES)
        size = unorphaned(words, size, width=template.title.box[2], sizes=TITLE_SIZES)
        fill_text(slide.shapes.title, [Para((Run(words, size, ""),), "")])
        return words
    words, size = title_of(title)
    fill_text(slide.shapes.title, [Para((Run(words, size, serif=True),))])
    return words


def _section(slide: Slide, section: str) -> None:
    """The name of the section: in its placeholder, or at the top of a template's body."""
    box = worn().section
    width = measures.INNER if box is None else box[2]
    name, small = fit(section, width=width, height=0.3, sizes=SECTION_SIZES)
    words = [Para((Run(name, small, "accent", bold=True),))]
    if box is None:
        fill_text(slide.placeholders[base.SECTION_INDEX], words)
    else:
        text_box(slide, box, words, name=pgettext("part of a slide", "Section"))


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
