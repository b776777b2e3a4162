"""Where the words of a report lead: terms to their meaning, findings to their evidence and their actions.

Every medium asks here, so that page and paper agree on what is numbered, repeated and linked.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.documents import ActionItem, Actions, MaturityStrip, Page, ReportDocument, Section, Table
from reports.wording import percent

FIRST = "one"
METHOD = "method"
EXPLAINED = {
    gettext_noop("{share} interval"): "intervals",
    gettext_noop("Answers"): "privacy",
    "ICC(1)": "agreement_rules",
    "ICC(2)": "agreement_rules",
    gettext_noop("Beyond chance"): "stage_rules",
    gettext_noop("As found"): "stage_rules",
}
"""Headings of columns -> the section on the page of the method that says how such a number comes about."""
EVIDENT = "gaps_every"
"""The table of every function's distance to the others on every score, with its interval."""
RESEARCH = "research"
"""Sections of published figures say in sentences what their table says in columns."""
DENSE, DENSE_LINES = 10, 9


def is_first(page: Page) -> bool:
    """Whether this is page one, which says everything once and leaves the proof to the pages behind it."""
    return page.key == FIRST


def anchor_of(page: Page, section: Section) -> str:
    return f"{page.key}-{section.key}"


def numbered(page: Page) -> Iterator[tuple[str, Section]]:
    """Sections with their titles; those of page one are counted, because it is read in that order."""
    for number, section in enumerate(page.sections, start=1):
        yield (f"{number} · {section.title}" if is_first(page) else section.title), section


def is_dense(table: Table) -> bool:
    """Whether a table needs small type: ten columns, or nine whose cells have two lines."""
    two_lines = any("\n" in cell for row in table.rows for cell in row)
    return len(table.columns) >= (DENSE_LINES if two_lines else DENSE)


def opening(page: Page, section: Section) -> str:
    """The leading sentence of a section, unless its page has just said it."""
    return "" if section.lede == page.lede and not is_first(page) else section.lede


def probability_words(figure: MaturityStrip, *, section: Section) -> str:
    """How sure the stage is, unless the note beside the picture says it already."""
    words = figure.probability
    return "" if words.lower() in section.note.lower() else words


def titled(document: ReportDocument) -> str:
    """What a file is called among its properties."""
    return _("{organization}: gap report, {wave}").format(
        organization=document.organization, wave=document.wave
    )


def shown_from(document: ReportDocument) -> str:
    """The promise at the foot of every sheet."""
    return _("no group below {least} is shown").format(least=document.minimum_group)


class Ways:
    """The anchors of one document.

    terms     words of the definitions table -> anchor of their meaning; headings of numbers that need a
              longer explanation -> the section of the method that gives it.
    actions   action id -> the proposal, where it stands first on the page of actions.
    findings  finding id -> anchor of its fullest telling, behind page one.
    cells     function and score -> the cell that says how sure the score's distance to the others is.
    least     the smallest group that is shown.
    """

    def __init__(self, document: ReportDocument) -> None:
        self.least = document.minimum_group
        self.terms = dict(_terms(document)) | dict(_explained(document))
        self.findings = dict(_findings(document))
        self.cells = dict(_evident(document))
        self.actions: dict[str, ActionItem] = {}
        self._places: set[tuple[str, str]] = set()
        for anchor, item in _proposals(document):
            if item.action_id not in self.actions:
                self.actions[item.action_id] = item
                self._places.add((anchor, item.action_id))

    def term(self, words: str) -> str:
        """The anchor of what these words mean, "" when they are no term of the report."""
        return self.terms.get(words, "")

    def evidence(self, section: Section, *, anchor: str, row: str, column: str) -> str:
        """The cell behind a square of a heatmap: how sure it is, else its own table; "" without either."""
        found = self.cells.get((row, column), "")
        if found or section.table is None:
            return found
        return dict(_cells(section.table, anchor=anchor)).get((row, column), "")

    def action_anchor(self, anchor: str, item: ActionItem) -> str:
        """The anchor an action bears in the section of that anchor, "" where it is a repetition."""
        return f"action-{item.action_id}" if (anchor, item.action_id) in self._places else ""

    def action_link(self, item: ActionItem) -> str:
        """Where an action stands in full, "" for one that is not on the page of actions."""
        return f"action-{item.action_id}" if item.action_id in self.actions else ""


def _terms(document: ReportDocument) -> Iterator[tuple[str, str]]:
    for page in document.pages:
        for section in page.sections:
            if section.table and section.table.key == "definitions":
                yield from ((row[0], f"term-{slugify(row[0]) or row[0]}") for row in section.table.rows)


def _explained(document: ReportDocument) -> Iterator[tuple[str, str]]:
    for page in document.pages:
        keys = {section.key: anchor_of(page, section) for section in page.sections if page.key == METHOD}
        yield from ((_heading(words), keys[key]) for words, key in EXPLAINED.items() if key in keys)


def _heading(words: str) -> str:
    """The heading as a table of this report bears it."""
    return _(words).format(share=percent(0.95))


def _findings(document: ReportDocument) -> Iterator[tuple[str, str]]:
    for page in document.pages:
        for section in page.sections if not is_first(page) else ():
            yield from ((f.id, f"{anchor_of(page, section)}-{f.id}") for f in section.findings)


def _evident(document: ReportDocument) -> Iterator[tuple[tuple[str, str], str]]:
    """The cells of the table of all gaps with their intervals, by function and score."""
    for page in document.pages:
        for section in page.sections:
            if section.table is not None and section.table.key == EVIDENT:
                yield from _cells(section.table, anchor=anchor_of(page, section))


def _cells(table: Table, *, anchor: str) -> Iterator[tuple[tuple[str, str], str]]:
    for at, row in enumerate(table.rows):
        for index, column in enumerate(table.columns[1:], start=1):
            yield (row[0], column.label), cell_anchor(anchor, row=at, column=index)


def cell_anchor(anchor: str, *, row: int, column: int) -> str:
    """The anchor of one cell of the table in the section of that anchor, both counted from 0."""
    return f"{anchor}-cell-{row}-{column}"


def _proposals(document: ReportDocument) -> Iterator[tuple[str, ActionItem]]:
    for page in document.pages:
        for section in page.sections if page.key == "actions" else ():
            if isinstance(section.figure, Actions):
                yield from ((anchor_of(page, section), item) for item in section.figure.rows)
