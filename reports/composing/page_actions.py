"""Every proposed action, the first three first."""

from __future__ import annotations

from reports.composing import pictures, tables
from reports.composing.priorities import priority_sections
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.wording import count, plural, sentence


def actions_page(story: Story) -> Page:
    reading = story.reading
    sections = [
        Section(
            key="next",
            title="First",
            note="One per theme, two per owner at most." if story.chosen else "",
            figure=pictures.actions_figure(story.chosen, reading=reading),
            table=tables.actions_table(story.chosen, reading=reading, key="next") if story.chosen else None,
            paragraphs=() if story.chosen else (_instead(story),),
        )
    ]
    for days in (30, 60, 90):
        rest = [each for each in story.proposals if each not in story.chosen]
        group = [each for each in rest if each.action.days == days]
        if group:
            sections.append(
                Section(
                    key=f"days{days}",
                    title=f"Then, with a first result within {days} days",
                    figure=pictures.actions_figure(group, reading=reading),
                    table=tables.actions_table(group, reading=reading, key=f"days{days}"),
                )
            )
    total = len(story.proposals)
    lede = (
        f"{count(total)} {plural(total, 'action', 'actions')} of the catalog {plural(total, 'fits', 'fit')} "
        "these answers"
        if total
        else "no action of the catalog is called for by these answers"
    )
    return Page(
        key="actions",
        number=UNNUMBERED,
        title="Actions",
        question="What could be done, by whom, and which number should move?",
        lede=sentence(lede),
        sections=(*sections, *priority_sections(reading)),
    )


def _instead(story: Story) -> str:
    """What to do where the catalog has nothing to propose."""
    if story.reading.says_nothing:
        return (
            "Actions are proposed on what answers show: bring in more answers first, then close a new wave."
        )
    return "Keep what is in place, and ask the same questions again in half a year."
