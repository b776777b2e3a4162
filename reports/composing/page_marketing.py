"""Marketing's own page: the function beside the others, against its last wave, among other organizations.

It gathers what other pages say of all functions and adds no statistics. Where marketing is shown together
with other functions, or not at all, the page says so and nothing else: of functions shown together there is
neither a role nor a flag nor a profile.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.composing.marketing import (
    MARKETING,
    beside_section,
    beside_sentence,
    owned_section,
    role_section,
)
from reports.composing.marketing_before import before_section
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import figures_numbered, research_section
from reports.composing.page_functions import facet, shapes
from reports.composing.standing import standing_section
from reports.composing.story import UNNUMBERED, Story
from reports.composing.table import sure_label, table
from reports.documents import Bar, Bars, Page, Section, Table
from reports.reading import Reading, estimate_text
from reports.wording import interval
from scoring.published import PublicEstimate, PublicUnit

QUESTION = gettext_noop("How does marketing stand beside the other functions, and what do they see in it?")
RESEARCH = (2, 4, 6, 7, 10, 17)
"""Published figures beside which marketing's own numbers may stand; those of all stand on their pages."""

FACETS = ("K", "P", "X", "M")


def marketing_page(story: Story) -> Page | None:
    """None for an organization that was asked under no function of that name."""
    reading = story.reading
    if MARKETING not in reading.words.function_names:
        return None
    unit = own_unit(reading)
    return Page(
        key="marketing",
        number=UNNUMBERED,
        title=_("Marketing"),
        question=_(QUESTION),
        lede=(beside_sentence(reading) or _("Too few answers to compare functions."))
        if unit
        else _not_alone(reading),
        sections=(_sections(reading, unit) if unit else ()) or (_nothing(reading), *_portfolio(reading)),
    )


def own_unit(reading: Reading) -> PublicUnit | None:
    """Marketing as a unit of its own; None where it is shown with others, or not at all."""
    return next((unit for unit in reading.published.units if unit.key == MARKETING), None)


def _sections(reading: Reading, unit: PublicUnit) -> tuple[Section, ...]:
    made = (
        beside_section(reading),
        role_section(reading),
        owned_section(reading),
        _module(reading, unit),
        before_section(reading),
    )
    found = figures_numbered(RESEARCH, reading=reading)
    return (
        *(section for section in made if section),
        *_portfolio(reading),
        *research_section(found, reading=reading),
    )


def _portfolio(reading: Reading) -> tuple[Section, ...]:
    section = standing_section(reading)
    return (section,) if section else ()


# --- Its own work -----------------------------------------------------------------------------------


def _module(reading: Reading, unit: PublicUnit) -> Section | None:
    """The profile of marketing's own questions; None where none of it may be shown."""
    module = reading.published.modules.get(unit.key)
    found = {key: facet_ for key in FACETS if module and (facet_ := module.facets.get(key))}
    if module is None or not found:
        return None
    return Section(
        key="module",
        title=_("Its own work for customers"),
        note=_("Eight questions that only marketing is asked; compare the shape, not the level."),
        figure=_bars(found, reading=reading),
        table=_table(found | ({"": module.overall} if module.overall else {}), reading=reading),
        paragraphs=shapes([module], reading=reading),
    )


def _bars(found: dict[str, PublicEstimate], *, reading: Reading) -> Bars:
    return Bars(
        rows=tuple(
            Bar(
                label=facet(reading, key, part="label"),
                value=estimate.value,
                low=estimate.low,
                high=estimate.high,
                band=reading.words.answers(estimate.n),
            )
            for key, estimate in found.items()
        )
    )


def _table(found: dict[str, PublicEstimate], *, reading: Reading) -> Table:
    return table(
        "module",
        _("Marketing's own questions, 0 to 100."),
        (
            ("part", _("Part")),
            ("value", _("Score"), "right"),
            ("interval", sure_label(), "right"),
            ("n", _("Answers"), "right"),
        ),
        [
            (
                facet(reading, key, part="label") if key else _("All eight questions"),
                estimate_text(estimate),
                interval(estimate.low, estimate.high),
                estimate.n,
            )
            for key, estimate in found.items()
        ],
    )


# --- Not on its own ---------------------------------------------------------------------------------


def _not_alone(reading: Reading) -> str:
    """Why the page has no number: too few answers to be shown, or to be shown apart from others."""
    words = reading.words
    together = next((unit for unit in reading.published.units if MARKETING in unit.functions), None)
    if together is None:
        said = _("From {function} too few people answered to show anything.")
        return said.format(function=words.function(MARKETING))
    others = [key for key in together.functions if key != MARKETING]
    if not others:
        return _("This page has nothing to show.")
    said = ngettext(
        "{function} had too few answers to stand on its own, or had to make up the number with {others}: "
        "they are shown together, and this page has nothing to say of one of them.",
        "{function} had too few answers to stand on their own, or had to make up the number with {others}: "
        "they are shown together, and this page has nothing to say of one of them.",
        words.number(MARKETING),
    )
    text = said.format(function=words.function(MARKETING), others=words.functions(others))
    return text[:1].upper() + text[1:]


def _nothing(reading: Reading) -> Section:
    return nothing(
        "beside", title=_("Beside the other functions"), reading=reading, asks=_(ALONE), alone=True
    )


ALONE = gettext_noop(
    "The page compares marketing with the other functions as soon as at least five of its people answer, "
    "and shows shares of its people from ten answers on."
)
