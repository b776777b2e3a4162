"""The stage with all its prerequisites, and readiness for the next."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing import pictures, tables, tables_scores
from reports.composing.ground import held_sentence, stage_certainty, stage_sentence
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.punctuation import clauses
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.reading import READINESS, Reading
from reports.wording import sentence


def maturity_page(story: Story) -> Page:
    reading = story.reading
    sections = (
        (_stage(story), _gates(story))
        if reading.stage is not None
        else (nothing("stage", title=_("The stage"), reading=reading, asks=_(STAGE_ASKS)),)
    )
    return Page(
        key="maturity",
        number=UNNUMBERED,
        title=_("Maturity"),
        question=_("How far from aiming at customers to elevating them, and what holds it back?"),
        lede=stage_sentence(reading),
        sections=sections,
    )


def _stage(story: Story) -> Section:
    reading = story.reading
    maturity = reading.published.maturity
    return Section(
        key="stage",
        title=_("The stage"),
        note=sentence(stage_certainty(maturity)) if maturity.probability else "",
        lede="" if reading.unmet() else held_sentence(reading),
        figure=pictures.maturity_strip(reading, gates=maturity.gates),
        table=tables.stage_table(reading),
        paragraphs=_index_parts(story),
    )


def _gates(story: Story) -> Section:
    reading = story.reading
    return Section(
        key="gates",
        title=_("All prerequisites"),
        note=_("All of them up to a stage must be met for that stage."),
        findings=story.findings("maturity"),
        table=tables.gates_table(reading.published.maturity.gates, reading=reading),
        paragraphs=(_(GATES_READ),),
    )


STAGE_ASKS = gettext_noop(
    "The stage needs the scores of market orientation and of putting customers' goals first."
)
GATES_READ = gettext_noop(
    "As found: met or not met, by the answers as they are; the stage counts on this. Beyond chance: whether "
    "it stays so within the margin of error; where it does not, it cannot be told yet. A prerequisite that "
    "nobody answered for cannot be told yet either, and bars its stage until it can."
)


def _index_parts(story: Story) -> tuple[str, ...]:
    lower = _(
        "The stage is the lower of two: the one the index suggests, and the highest one with every "
        "prerequisite met."
    )
    return _made_of(story.reading), lower


def _made_of(reading: Reading) -> str:
    if reading.published.maturity.lever_used:
        return _(
            "The index is made of three parts: two fifths putting customers' goals first, two fifths market "
            "orientation, one fifth the levers."
        )
    if not reading.asks("LV1"):
        return _(
            "The index is made of two parts: half putting customers' goals first, half market orientation; "
            "this form of the questionnaire leaves the levers out."
        )
    return _(
        "The index is made of two parts: half putting customers' goals first, half market orientation; "
        "the levers had too few answers."
    )


READY = gettext_noop("Seeing the reasons, wanting the change, acting on it")


def readiness_page(story: Story) -> Page:
    reading = story.reading
    return Page(
        key="readiness",
        number=UNNUMBERED,
        title=_("Readiness"),
        question=_("Do people see why, want it, and act on it?"),
        lede=readiness_sentence(story),
        sections=(_steps(story), *research("readiness", reading=reading)),
    )


def _steps(story: Story) -> Section:
    """Reasons, wish and deed, one below the other."""
    reading = story.reading
    figure = pictures.bars(READINESS, reading=reading)
    if figure is None:
        return nothing("readiness", title=_(READY), reading=reading)
    return Section(
        key="readiness",
        title=_(READY),
        note=_("Agreeing is not yet wanting, and wanting is not yet acting."),
        findings=story.findings("readiness"),
        figure=figure,
        table=tables_scores.readiness_table(reading),
    )


def readiness_sentence(story: Story) -> str:
    reading = story.reading
    values = [reading.value(key) for key in READINESS]
    if None in values:
        return _("Too few answers to say how ready people are.")
    head, heart, feet = values
    stands = _("seeing the reasons stands at {head}, wanting the change at {heart}, acting on it at {feet}")
    said = [stands.format(head=head, heart=heart, feet=feet)]
    if not any(each.id.startswith("readiness:") for each in story.found):
        said.append(_("no pattern stands out"))
    return sentence(clauses(said))
