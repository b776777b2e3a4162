"""The last page: how the numbers were made, what they rest on, and what they cannot say."""

from __future__ import annotations

from reports.composing import pictures, tables
from reports.composing.story import UNNUMBERED, Story
from reports.composing.sure import answered, chance, limits, needed, residual_risk, shown, silent
from reports.composing.table import table
from reports.documents import Page, Section
from reports.reading import PROFILE, READINESS, Reading
from reports.wording import count

DEFINED = ("MO", *PROFILE, *READINESS, "LEV", "COCREATE", "BRIDGE", "OUT", "MIR", "PUL")


def method_page(story: Story) -> Page:
    reading = story.reading
    return Page(
        key="method",
        number=UNNUMBERED,
        title="Method and data quality",
        question="How were these numbers made, and how far do they carry?",
        lede=answered(reading),
        sections=(
            _people(reading),
            _privacy(reading),
            _sureness(reading),
            _definitions(reading),
            _limits(reading),
        ),
    )


def _people(reading: Reading) -> Section:
    figure = pictures.participation(reading)
    paragraphs = (shown(reading), silent(reading)) if figure else (needed(reading),)
    return Section(
        key="participation",
        title="Who answered",
        note="Answers as bands.",
        lede=answered(reading),
        figure=figure,
        table=tables.participation_table(reading),
        paragraphs=tuple(part for part in paragraphs if part),
    )


def _privacy(reading: Reading) -> Section:
    k = count(reading.published.minimum_group)
    return Section(
        key="privacy",
        title="What is hidden, and why",
        paragraphs=(
            f"No number is shown that rests on fewer than {k} answers. Functions with fewer are put "
            "together first, and only "
            "then is anything computed, so that no total can be taken apart.",
            f"“{reading.words.hidden('fewer_than_five').capitalize()}” means that there are answers and "
            "they stay hidden; "
            f"“{reading.words.hidden('no_data')}” means that nobody answered.",
            "Shares of a single function are shown from ten answers on; below that only the state in "
            "words. Scores are whole "
            "points, shares whole percent (steps of five below twenty answers), answers bands.",
            "What the sponsor filled in on the fact sheet is stated as the sponsor's; what people "
            "answered is never attributed.",
            residual_risk(reading),
        ),
    )


def _sureness(reading: Reading) -> Section:
    return Section(
        key="certainty",
        title="How certain a number is",
        paragraphs=tuple(
            part
            for part in (
                "Intervals are 95% intervals. A score describes the people now in a function, so its "
                "interval is narrower the "
                "more of them answered, though never as narrow as if every answer were exact.",
                "A gap is a function less the mean of the others. It is clear from ten points on when it "
                "stays beyond chance after "
                "all comparisons are counted together; in functions with fewer than eight answers more "
                "is asked.",
                "The stage comes from the answers as they are; the answers are then drawn anew a "
                "thousand times, and the report "
                "says how often the same stage comes out.",
                "In the organization's scores every reporting unit weighs the same, whatever its size: a "
                "small function is one "
                "link of the chain like any other.",
                "“Can't tell” is counted apart and never as a low score. Questions left blank count as "
                "missing.",
                chance(reading),
            )
            if part
        ),
    )


def _definitions(reading: Reading) -> Section:
    words = reading.words
    return Section(
        key="definitions",
        title="What the scores mean",
        note="0 is the lowest possible answer, 100 the highest, 50 the middle.",
        table=table(
            "definitions",
            "Every score of this report in one sentence.",
            (("score", "Score"), ("means", "What it means")),
            [(words.construct_label(key), words.construct_means(key)) for key in DEFINED],
        ),
    )


def _limits(reading: Reading) -> Section:
    return Section(key="limits", title="What these data cannot say", paragraphs=limits(reading))
