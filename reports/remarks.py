"""Remarks: what an analyst says to a page of a report, apart from what was computed, and marked as theirs.

A remark is no part of the document, which stays as it was composed. Renderers are handed remarks beside it
and set them apart on their page, each under the name of who wrote it and the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.documents import Page, ReportDocument
from reports.wording import date


@dataclass(frozen=True)
class Remark:
    """A remark as it is shown.

    page       key of the page of the document that it is about.
    by         the writer's name, "" once that account is gone.
    edited_on  the day it was last changed, None where it is as it was written.
    """

    page: str
    text: str
    by: str
    on: dt.date
    edited_on: dt.date | None = None


def about(page: Page, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The remarks on one page, in the order in which they were written."""
    return tuple(remark for remark in remarks if remark.page == page.key)


def by_page(document: ReportDocument, remarks: Sequence[Remark]) -> Iterator[tuple[Page, Remark]]:
    """Every remark with its page, in the order of the pages."""
    for page in document.pages:
        yield from ((page, remark) for remark in about(page, remarks))


def marked(remark: Remark) -> str:
    """Whose remark it is, in the language of the report."""
    written, edited = date(remark.on), date(remark.edited_on) if remark.edited_on else ""
    if remark.by and edited:
        sentence = _("Remark by {name}, {day}, changed {edited}")
    elif remark.by:
        sentence = _("Remark by {name}, {day}")
    elif edited:
        sentence = _("Remark of {day}, changed {edited}")
    else:
        sentence = _("Remark of {day}")
    return sentence.format(name=remark.by, day=written, edited=edited)
