"""Who answers for each stage, who should, and who would accept."""

from __future__ import annotations

from reports.composing import pictures, tables_owners
from reports.composing.orientation_figures import research
from reports.composing.owners import owned_sentence
from reports.composing.page_one import claim_sentence
from reports.composing.story import Story
from reports.documents import Page, Section


def ownership_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.ownership_map(reading)
    sections = [
        Section(
            key="map",
            title="The map",
            note=(
                "A dot is the share of votes for today, a ring for what should be; every reporting unit "
                "weighs the same."
            ),
            lede=owned_sentence(reading),
            findings=story.findings("ownership"),
            figure=figure,
            table=tables_owners.ownership_table(reading) if figure else None,
            paragraphs=(STATES,) if figure else (),
        )
    ]
    if figure:
        sections.append(Section(key="votes", title="All votes", table=tables_owners.votes_table(reading)))
    if reading.published.claim_accept:
        sections.append(
            Section(
                key="claims",
                title="Claim and acceptance",
                note="Shares of one function are shown from ten answers on.",
                lede=claim_sentence(reading)
                or "As far as it may be shown, no function claims clearly more than its people would accept.",
                table=tables_owners.claims_table(reading),
            )
        )
    return Page(
        key="ownership",
        number=2,
        title="Ownership",
        question="Who answers for each part of the customer's time with us, and do they accept it?",
        lede=owned_sentence(reading),
        sections=(*sections, *research("ownership", reading=reading)),
    )


STATES = (
    "Owned: at least half of the votes name one function, well ahead of the next. Contested: two "
    "functions are close. "
    "Diffuse: most say several functions, with nobody leading. Orphaned: most say nobody. Leaning: one "
    "function is ahead, not "
    "by enough. Refused: the function named would not take the stage on."
)
