"""Who answers for each stage, who should, and who would accept."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing import pictures, tables_owners
from reports.composing.claims import consensus_section, map_section, mutual_section
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.owned import owned_sentence
from reports.composing.page_one import claim_sentence
from reports.composing.story import UNNUMBERED, Story
from reports.composing.whole import whole_sentence
from reports.documents import Page, Section
from reports.reading import Reading


def ownership_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.ownership_map(reading)
    if not reading.journey:
        return _without_votes(story)
    sections = [
        Section(
            key="map",
            title=_("The map"),
            note=_map_note(reading),
            lede=_whole_once(story),
            findings=story.findings("ownership"),
            figure=figure,
            table=tables_owners.ownership_table(reading),
            paragraphs=(_(STATES), _(ACCEPTANCE)),
        )
    ]
    if figure:
        sections.append(Section(key="votes", title=_("All votes"), table=tables_owners.votes_table(reading)))
    if reading.published.claim_accept:
        sections.append(
            Section(
                key="claims",
                title=_("Claim and acceptance"),
                note=_("Shares of one function are shown from ten answers on."),
                lede=claim_sentence(reading) or _claims_sentence(story),
                table=tables_owners.claims_table(reading),
            )
        )
    if one_map := map_section(reading):
        sections.append(one_map)
    if spread := consensus_section(reading):
        sections.append(spread)
    if mutual := mutual_section(reading):
        sections.append(mutual)
    return _page(reading, (*sections, *research("ownership", reading=reading)))


def _map_note(reading: Reading) -> str:
    if not reading.asks_who_should:
        return _("A dot is the share of votes for today; every reporting unit weighs the same.")
    return _(
        "A dot is the share of votes for today, a ring for what should be; every reporting unit "
        "weighs the same."
    )


def _without_votes(story: Story) -> Page:
    asks = _("For every stage the map shows who is named today, who should be, and who would accept.")
    return _page(story.reading, (nothing("map", title=_("The map"), reading=story.reading, asks=asks),))


def _page(reading: Reading, sections: tuple[Section, ...]) -> Page:
    return Page(
        key="ownership",
        number=UNNUMBERED,
        title=_("Ownership"),
        question=_("Who answers for each part of the customer's time with us, and do they accept it?"),
        lede=owned_sentence(reading),
        sections=sections,
    )


def _whole_once(story: Story) -> str:
    """The whole experience in one sentence, unless a finding below says it."""
    said = any(found.id.startswith("whole:") for found in story.found)
    return "" if said else whole_sentence(story.reading)


def _claims_sentence(story: Story) -> str:
    gaps = [claim.gap for claim in story.reading.published.claim_accept.values() if claim.gap is not None]
    if gaps and max(gaps) < 0:
        return _("Every function shown would accept more than it claims today.")
    return _("As far as it may be shown, no function claims clearly more than its people would accept.")


STATES = gettext_noop(
    "Owned: at least half of the votes name one function, well ahead of the next. Contested: two "
    "functions are close. Diffuse: most say several functions, with nobody leading. Orphaned: most say "
    "nobody. Leaning: one function is ahead, not by enough. Refused: the function named would not take the "
    "stage on."
)

ACCEPTANCE = gettext_noop(
    "Acceptance counts those who already answer for the stage, or would, as whole, those who would only with "
    "budget, authority or data as half, and those who would not as none."
)
