"""What moved since the wave before, what held, and what cannot be told yet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.composing import change, change_tables
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
        title=pgettext("page: what moved between two waves", "Change"),
        # Translators: {wave} is the name of the survey before this one, such as "2025".
        question=_("What has moved since {wave}?").format(wave=reading.earlier),
        lede=change.change_sentence(reading) or _(NOT_COMPARED),
        sections=_sections(story) if reading.published.trend else (_nothing(),),
    )


def _sections(story: Story) -> tuple[Section, ...]:
    reading = story.reading
    return (
        Section(
            key="scores",
            title=_("Scores"),
            # Translators: names of two waves, "2025 against 2026."
            note=_("{earlier} against {later}.").format(earlier=reading.earlier, later=reading.wave),
            findings=story.findings("change"),
            figure=change_tables.change_figure(reading),
            table=change_tables.change_table(reading),
            paragraphs=tuple(filter(None, (change.dropped_sentence(reading),))),
        ),
        Section(
            key="stage",
            title=_("Stage"),
            lede=sentences([change.stage_change_sentence(reading)])
            or _(NO_STAGE if reading.asked_alike else OTHER_FORM),
        ),
        Section(
            key="owners",
            title=_("Who answers"),
            lede=change.ownership_sentence(reading),
            table=change_tables.ownership_table(reading),
        ),
        Section(
            key="units",
            title=_("Function by function"),
            note=_("Only where both waves show the function on the score."),
            lede=change.units_sentence(reading),
            table=change_tables.unit_table(reading),
        ),
        *filter(None, (adopted_section(reading),)),
        Section(key="rules", title=_("How this is judged"), paragraphs=change.rules()),
    )


def _nothing() -> Section:
    return Section(key="scores", title=_("Scores"), paragraphs=(_(NOT_COMPARED),))


NOT_COMPARED = gettext_noop("No function is shown in both waves, so nothing can be compared.")
NO_STAGE = gettext_noop("One of the two waves has no stage, so stages cannot be compared.")
OTHER_FORM = gettext_noop(
    "The two waves asked different forms of the questionnaire, one short and one full: compared is what both "
    "asked alike, and stages, which rest on more, are not."
)
