"""Inside against outside, and how long customers wait to be heard."""

from __future__ import annotations

from reports.composing import pictures, tables
from reports.composing.ground import clock_findings
from reports.composing.orientation_figures import research
from reports.composing.story import UNNUMBERED, Story
from reports.composing.views import mirror_sentence
from reports.documents import Page, Section
from reports.wording import percent


def mirror_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.mirror_figure(reading)
    mirror = reading.published.mirror
    return Page(
        key="mirror",
        number=UNNUMBERED,
        title="Mirror",
        question="Do staff know what customers would say?",
        lede=mirror_sentence(reading),
        sections=(
            Section(
                key="mirror",
                title="Inside against outside",
                note=f"{mirror.n_customers} customers answered." if mirror else "",
                findings=story.findings("mirror"),
                figure=figure,
                table=tables.mirror_table(reading),
                paragraphs=() if mirror else (ASK_CUSTOMERS,),
            ),
        ),
    )


ASK_CUSTOMERS = (
    "Put the four questions of the customer pulse to customers in the next wave; they take a minute."
)


def clock_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.clock_figure(reading)
    lede = clock_sentence(story)
    return Page(
        key="clock",
        number=UNNUMBERED,
        title="Clock",
        question="How long until customers see that they were heard?",
        lede=lede,
        sections=(
            Section(
                key="clock",
                title="Within fourteen days",
                note="Of those who could tell; “no route” counts as slowest.",
                findings=story.findings("clock"),
                figure=figure,
                table=tables.clock_table(reading),
            ),
            *research("clock", reading=reading),
        ),
    )


def clock_sentence(story: Story) -> str:
    entries = story.reading.published.clock.entries
    if not {"campaign_actual", "physical_actual"} <= set(entries):
        return "Too few could tell how long customers wait for a change."
    campaign, physical = percent(entries["campaign_actual"].share), percent(entries["physical_actual"].share)
    end = "" if list(clock_findings(story.reading)) else "; neither is clearly short of its target"
    return (
        f"A campaign or message changes within fourteen days for {campaign} of those who could tell, "
        f"a product or process for {physical}{end}."
    )
