"""What moved since the wave before, what held, and what cannot be told yet."""

from __future__ import annotations

from reports.composing import change
from reports.composing.adopted import adopted_section
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.wording import sentences


def change_page(story: Story) -> Page | None:
    """None for a first wave: there is nothing to look back to."""
    reading = story.reading
    if not reading.earlier:
        return None
    return Page(
        key="change",
        number=UNNUMBERED,
        title="Change",
        question=f"What has moved since {reading.earlier}?",
        lede=change.change_sentence(reading) or NOT_COMPARED,
        sections=_sections(story) if reading.published.trend else (_nothing(),),
    )


def _sections(story: Story) -> tuple[Section, ...]:
    reading = story.reading
    return (
        Section(
            key="scores",
            title="Scores",
            note=f"{reading.earlier} against {reading.wave}.",
            findings=story.findings("change"),
            figure=change.change_figure(reading),
            table=change.change_table(reading),
            paragraphs=tuple(filter(None, (change.dropped_sentence(reading),))),
        ),
        Section(
            key="stage",
            title="Stage",
            lede=sentences([change.stage_change_sentence(reading)]) or NO_STAGE,
        ),
        Section(
            key="owners",
            title="Who answers",
            lede=change.ownership_sentence(reading),
            table=change.ownership_table(reading),
        ),
        Section(
            key="units",
            title="Function by function",
            note="Only where both waves show the function on the score.",
            lede=change.units_sentence(reading),
            table=change.unit_table(reading),
        ),
        *filter(None, (adopted_section(reading),)),
        Section(key="rules", title="How this is judged", paragraphs=change.RULES),
    )


def _nothing() -> Section:
    return Section(key="scores", title="Scores", paragraphs=(NOT_COMPARED,))


NOT_COMPARED = "No function is shown in both waves, so nothing can be compared."
NO_STAGE = "One of the two waves has no stage, so stages cannot be compared."
