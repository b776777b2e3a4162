"""Evidence in, report out, in one language.

`compose` reads what may be published and nothing else. It adds no statistics and knows no clock and no
chance: the same evidence gives the same document, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import findings, selection
from reports.catalog import catalog
from reports.composing import tables
from reports.composing.headline import headline
from reports.composing.page_actions import actions_page
from reports.composing.page_change import change_page
from reports.composing.page_comments import comments_page
from reports.composing.page_customers import clock_page, mirror_page
from reports.composing.page_functions import functions_page
from reports.composing.page_marketing import marketing_page
from reports.composing.page_maturity import maturity_page, readiness_page
from reports.composing.page_method import method_page
from reports.composing.page_one import page_one
from reports.composing.page_orientation import gaps_page, orientation_page
from reports.composing.page_ownership import ownership_page
from reports.composing.page_roles import roles_page
from reports.composing.page_structure import structure_page
from reports.composing.results import results
from reports.composing.story import Story
from reports.documents import FORMAT, Page, ReportDocument
from reports.languages import in_language
from reports.reading import Reading
from reports.wording import Wording, count

if TYPE_CHECKING:
    from reports.evidence import Evidence


def compose(evidence: Evidence, *, language: str = "en") -> ReportDocument:
    """The report of one closed wave. Raises ValueError for a language without a vocabulary."""
    with translation.override(language):
        return _composed(evidence, language=language)


def _composed(evidence: Evidence, *, language: str) -> ReportDocument:
    reading = read(evidence, language=language)
    story = tell(reading)
    return ReportDocument(
        format=FORMAT,
        organization=evidence.organization,
        wave=evidence.wave,
        market=evidence.market,
        closed_on=evidence.closed_on,
        instrument=evidence.instrument,
        instrument_title=reading.instrument_title,
        minimum_group=evidence.minimum_group,
        fingerprint=evidence.fingerprint,
        language=language,
        direction="rtl" if translation.get_language_bidi() else "ltr",
        headline=headline(reading),
        subtitle=subtitle(reading),
        pages=all_pages(story),
        results=results(reading),
    )


def read(evidence: Evidence, *, language: str = "en") -> Reading:
    """The published results with the words to speak of them."""
    words = Wording(
        function_names=evidence.function_names, minimum_group=evidence.minimum_group, language=language
    )
    return Reading(
        published=evidence.published,
        words=words,
        facts=evidence.facts,
        market=evidence.market,
        instrument=evidence.instrument,
        instrument_title=in_language(evidence.instrument_title, language),
        closed_on=evidence.closed_on,
        wave=evidence.wave,
        earlier=evidence.earlier,
        adopted=evidence.adopted,
        left_out=evidence.left_out,
        asked_alike=evidence.asked_alike,
        portfolio=evidence.portfolio,
    )


def tell(reading: Reading) -> Story:
    """What is found, what belongs on page one, and what to do about it."""
    found = findings.all_findings(reading)
    leading = findings.leading(found)
    proposals = selection.candidates(reading, catalog=catalog(reading.words.language))
    chosen = selection.page_one(proposals)
    return Story(reading=reading, found=found, leading=leading, proposals=proposals, chosen=chosen)


PAGES: tuple[Callable[[Story], Page | None], ...] = (
    page_one,
    change_page,
    ownership_page,
    roles_page,
    orientation_page,
    maturity_page,
    gaps_page,
    mirror_page,
    clock_page,
    readiness_page,
    structure_page,
    functions_page,
    marketing_page,
    comments_page,
    actions_page,
    method_page,
)
"""The pages in their order; one that has no place in this report is None."""


RESTS_ON: dict[Callable[[Story], Page | None], tuple[str, ...]] = {
    roles_page: ("ECO", "ACC"),
    mirror_page: ("MIR1",),
    clock_page: ("CLK1",),
    functions_page: ("MOD_K1",),
}
"""Columns of which a page needs one: a form of the questionnaire that asks none of them has no such page."""


def all_pages(story: Story) -> tuple[Page, ...]:
    """The pages of this report, numbered by their place."""
    wanted = [each for each in PAGES if each not in RESTS_ON or story.reading.asks(*RESTS_ON[each])]
    made = [page for page in (build(story) for build in wanted) if page is not None]
    return tuple(page.model_copy(update={"number": at}) for at, page in enumerate(made, start=1))


def subtitle(reading: Reading) -> str:
    published = reading.published
    functions = len(reading.words.function_names)
    asked = ngettext("{count} function", "{count} functions", functions).format(count=count(functions))
    if published.n is None:
        unsaid = _("Cross-functional gap report · {people} people asked in {functions}")
        return unsaid.format(people=published.headcount, functions=asked)
    said = _("Cross-functional gap report · {answered} of {people} people in {functions} answered, {share}")
    return said.format(
        answered=published.n, people=published.headcount, functions=asked, share=tables.answer_rate(reading)
    )
