"""Inside against outside, and how long customers wait to be heard."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing import pictures, tables
from reports.composing.clock import clock_findings
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.outside import mirror_sentence
from reports.composing.punctuation import clauses
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.reading import Reading
from reports.wording import percent, sentence


def mirror_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.mirror_figure(reading)
    mirror = reading.published.mirror
    return Page(
        key="mirror",
        number=UNNUMBERED,
        title=_("Mirror"),
        question=_("Do staff know what customers would say?"),
        lede=mirror_sentence(reading),
        sections=(
            Section(
                key="mirror",
                title=_("Inside against outside"),
                note=_("{count} customers answered.").format(count=mirror.n_customers) if mirror else "",
                findings=story.findings("mirror"),
                figure=figure,
                table=tables.mirror_table(reading),
                paragraphs=() if mirror else (_to_compare(reading),),
            ),
            *research("mirror", reading=reading),
        ),
    )


def _to_compare(reading: Reading) -> str:
    """What the comparison waits for: the customers, or their own staff."""
    return _(ASK_CUSTOMERS) if reading.published.pulse is None else _(ASK_STAFF)


ASK_STAFF = gettext_noop(
    "The four questions put to customers are put to staff as well; the comparison needs both, so remind "
    "those who were invited in the next wave."
)
ASK_CUSTOMERS = gettext_noop(
    "Put the four questions of the customer pulse to customers in the next wave; they take a minute."
)


def clock_page(story: Story) -> Page:
    reading = story.reading
    shown = pictures.clock_figure(reading) is not None
    return Page(
        key="clock",
        number=UNNUMBERED,
        title=_("Clock"),
        question=_("How long until customers see that they were heard?"),
        lede=clock_sentence(story),
        sections=(_within(story) if shown else _no_clock(reading), *research("clock", reading=reading)),
    )


def _within(story: Story) -> Section:
    reading = story.reading
    return Section(
        key="clock",
        title=_("Within fourteen days"),
        note=_("Of those who could tell; “no route” counts as slowest."),
        findings=story.findings("clock"),
        figure=pictures.clock_figure(reading),
        table=tables.clock_table(reading),
    )


def _no_clock(reading: Reading) -> Section:
    asks = _("Ten people who can tell are needed, of all functions together.")
    return nothing("clock", title=_("Within fourteen days"), reading=reading, asks=asks)


def clock_sentence(story: Story) -> str:
    entries = story.reading.published.clock.entries
    if not {"campaign_actual", "physical_actual"} <= set(entries):
        return _("Too few could tell how long customers wait for a change.")
    changes = _(
        "a campaign or message changes within fourteen days for {campaign} of those who could tell, a "
        "product or process for {physical}"
    )
    said = [
        changes.format(
            campaign=percent(entries["campaign_actual"].share),
            physical=percent(entries["physical_actual"].share),
        )
    ]
    if not list(clock_findings(story.reading)):
        said.append(_("neither is clearly short of its target"))
    return sentence(clauses(said))
