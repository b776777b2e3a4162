"""The last page: how the numbers were made, what they rest on, and what they cannot say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.composing import pictures, tables
from reports.composing.method_findings import (
    gaps_section,
    ownership_section,
    shared_map,
    stage_section,
)
from reports.composing.method_further import agreement_section, further_section
from reports.composing.method_measures import intervals_section, measured_section
from reports.composing.method_references import references_section, sources_section
from reports.composing.method_rules import privacy_section, units_section
from reports.composing.quality import both_ways_section, quality_section
from reports.composing.story import UNNUMBERED, Story
from reports.composing.sure import answered, chance, limits, needed, quiet, shown, silent
from reports.composing.table import table
from reports.documents import Page, Section
from reports.reading import PROFILE, READINESS, Reading

CUSTOMERS = "PUL"
DEFINED = ("MO", *PROFILE, *READINESS, "LEV", "COCREATE", "BRIDGE", "OUT", "MIR", CUSTOMERS)


def method_page(story: Story) -> Page:
    reading = story.reading
    sections = (
        _people(reading),
        quality_section(reading),
        both_ways_section(reading),
        _limits(reading),
        units_section(reading),
        privacy_section(reading),
        _definitions(reading),
        measured_section(reading),
        intervals_section(reading),
        _gaps(reading),
        _ownership(reading),
        stage_section(reading),
        agreement_section(),
        further_section(reading),
        sources_section(reading),
        references_section(reading),
    )
    return Page(
        key="method",
        number=UNNUMBERED,
        title=_("Method and data quality"),
        question=_("How were these numbers made, and how far do they carry?"),
        lede=answered(reading),
        sections=tuple(section for section in sections if section),
    )


def _people(reading: Reading) -> Section:
    figure = pictures.participation(reading)
    paragraphs = (shown(reading), silent(reading), quiet(reading)) if figure else (needed(reading),)
    return Section(
        key="participation",
        title=_("Who answered"),
        note=_("Answers as bands."),
        lede=answered(reading),
        figure=figure,
        table=tables.participation_table(reading),
        paragraphs=tuple(part for part in paragraphs if part),
    )


def _gaps(reading: Reading) -> Section:
    section, by_chance = gaps_section(reading), chance(reading)
    return (
        section.model_copy(update={"paragraphs": (*section.paragraphs, by_chance)}) if by_chance else section
    )


def _ownership(reading: Reading) -> Section:
    section, found = ownership_section(), shared_map(reading)
    return section.model_copy(update={"paragraphs": (*section.paragraphs, found)}) if found else section


def _definitions(reading: Reading) -> Section:
    words = reading.words
    return Section(
        key="definitions",
        title=_("What the scores mean"),
        note=_("0 is the lowest possible answer, 100 the highest, 50 the middle."),
        table=table(
            "definitions",
            _("Every score of this report in one sentence."),
            (("score", _("Score")), ("means", _("What it means"))),
            [(words.construct_label(key), words.construct_means(key)) for key in _defined(reading)],
        ),
    )


def _defined(reading: Reading) -> list[str]:
    """Every score, but those that a shorter form of the questionnaire does not ask."""
    asked = {*reading.published.scores, CUSTOMERS}
    return [key for key in DEFINED if key in asked or not reading.left_out]


def _limits(reading: Reading) -> Section:
    return Section(key="limits", title=_("What these data cannot say"), paragraphs=limits(reading))
