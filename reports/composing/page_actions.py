"""Every proposed action, the first three first; what there is to gain; what goes with the outcome."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing import pictures, tables
from reports.composing.priorities import drivers_section, priorities_section
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.wording import count, sentence

FIRST_RESULTS = (30, 60, 90)
"""Days until an action shows a first result."""


def actions_page(story: Story) -> Page:
    reading = story.reading
    sections = (_first(story), priorities_section(reading), *_later(story), drivers_section(reading))
    return Page(
        key="actions",
        number=UNNUMBERED,
        title=_("Actions"),
        question=_("What could be done, by whom, and which number should move?"),
        lede=_called_for(len(story.proposals)),
        sections=tuple(section for section in sections if section),
    )


def _called_for(total: int) -> str:
    if not total:
        return _("No action of the catalog is called for by these answers.")
    said = ngettext(
        "{count} action of the catalog fits these answers.",
        "{count} actions of the catalog fit these answers.",
        total,
    )
    return sentence(said.format(count=count(total)))


def _first(story: Story) -> Section:
    """The three of page one, or what to do where there are none."""
    if not story.chosen:
        return Section(key="next", title=_next_title(), paragraphs=(_instead(story),))
    return Section(
        key="next",
        title=_next_title(),
        note=_("One per theme, two per owner at most."),
        figure=pictures.actions_figure(story.chosen, reading=story.reading),
        table=tables.actions_table(story.chosen, reading=story.reading, key="next"),
    )


def _next_title() -> str:
    # Translators: heading over the actions to begin with; "Then, …" follows.
    return _("First")


def _instead(story: Story) -> str:
    if story.reading.says_nothing:
        return _("Actions are proposed on what answers show. Bring in more answers in the next wave.")
    return _("Keep what is in place, and ask the same questions again in half a year.")


def _later(story: Story) -> Iterator[Section]:
    rest = [each for each in story.proposals if each not in story.chosen]
    for days in FIRST_RESULTS:
        group = [each for each in rest if each.action.days == days]
        if group:
            yield Section(
                key=f"days{days}",
                title=_("Then, with a first result within {days} days").format(days=days),
                figure=pictures.actions_figure(group, reading=story.reading),
                table=tables.actions_table(group, reading=story.reading, key=f"days{days}"),
            )
