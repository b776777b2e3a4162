"""Every proposed action, the first three first; what there is to gain; what goes with the outcome."""

from __future__ import annotations

from collections.abc import Iterator

from reports.composing import pictures, tables
from reports.composing.priorities import drivers_section, priorities_section
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.wording import count, plural, sentence

FIRST_RESULTS = (30, 60, 90)
"""Days until an action shows a first result."""


def actions_page(story: Story) -> Page:
    reading = story.reading
    sections = (_first(story), priorities_section(reading), *_later(story), drivers_section(reading))
    return Page(
        key="actions",
        number=UNNUMBERED,
        title="Actions",
        question="What could be done, by whom, and which number should move?",
        lede=_called_for(len(story.proposals)),
        sections=tuple(section for section in sections if section),
    )


def _called_for(total: int) -> str:
    if not total:
        return "No action of the catalog is called for by these answers."
    fit = plural(total, "action of the catalog fits", "actions of the catalog fit")
    return sentence(f"{count(total)} {fit} these answers")


def _first(story: Story) -> Section:
    """The three of page one, or what to do where there are none."""
    if not story.chosen:
        return Section(key="next", title="First", paragraphs=(_instead(story),))
    return Section(
        key="next",
        title="First",
        note="One per theme, two per owner at most.",
        figure=pictures.actions_figure(story.chosen, reading=story.reading),
        table=tables.actions_table(story.chosen, reading=story.reading, key="next"),
    )


def _instead(story: Story) -> str:
    if story.reading.says_nothing:
        return "Actions are proposed on what answers show. Bring in more answers in the next wave."
    return "Keep what is in place, and ask the same questions again in half a year."


def _later(story: Story) -> Iterator[Section]:
    rest = [each for each in story.proposals if each not in story.chosen]
    for days in FIRST_RESULTS:
        group = [each for each in rest if each.action.days == days]
        if group:
            yield Section(
                key=f"days{days}",
                title=f"Then, with a first result within {days} days",
                figure=pictures.actions_figure(group, reading=story.reading),
                table=tables.actions_table(group, reading=story.reading, key=f"days{days}"),
            )
