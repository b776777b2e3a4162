"""The method in words: which groups are shown, what is hidden, and how finely anything is said."""

from __future__ import annotations

from reports.composing.sure import residual_risk
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import DASH, count
from scoring.rounding import FLAT_HIGH, FLAT_LOW
from scoring.units import LEAST_FOR_SHARES


def units_section(reading: Reading) -> Section:
    """How functions become reporting units."""
    k = count(reading.published.minimum_group)
    return Section(
        key="units",
        title="Which groups are shown",
        paragraphs=(
            (
                f"A function with fewer than {k} answers is put together with the others that have too few;"
                f" while these have fewer than {k} together, the smallest of the rest joins them. Only then"
                " is anything reckoned, so every total is a total of groups that are shown, and none can be"
                " taken apart."
            ),
            (
                "Every reporting unit weighs the same, whatever its size: a small function is one link of the"
                " chain like any other. Functions shown together have no flag and no profile of their own"
                " questions."
            ),
            (
                "Groups are the organization, its reporting units, leaders and managers, and the front line;"
                " there are no other filters. Which groups are shown was fixed when the wave was closed."
            ),
        ),
    )


def privacy_section(reading: Reading) -> Section:
    """What is hidden, and how finely what is shown is rounded."""
    k, ten, words = reading.published.minimum_group, LEAST_FOR_SHARES, reading.words
    return Section(
        key="privacy",
        title="What is hidden, and why",
        paragraphs=(
            (
                f"“{words.hidden('fewer_than_five').capitalize()}” means that there are answers and they stay"
                f" hidden; “{words.hidden('no_data')}” means that nobody answered."
            ),
            (
                "Beyond the rules of the table, an audit asks of every group of people smaller than the"
                " minimum whether its answers could be computed from everything that is or ever was published"
                " of this wave; where they could, the smallest cell is hidden and the audit asks again."
            ),
            (
                "What the sponsor filled in on the fact sheet is stated as the sponsor's; what people"
                " answered is never attributed."
            ),
            residual_risk(reading),
        ),
        table=table(
            "privacy",
            "From how many answers something is said, and how finely.",
            (("what", "What"), ("least", "From", "right"), ("how", "How it is said")),
            (
                (
                    "Score of a group, and its gap",
                    f"{k} answers",
                    "whole points; intervals outward to whole points",
                ),
                (
                    "A score at an end of the scale",
                    f"{k} answers",
                    f"“≥{FLAT_HIGH}” or “≤{FLAT_LOW}” where everybody stands there",
                ),
                ("State of a stage, a flag, a word", f"{k} answers", "in words, without its share"),
                (
                    "Share or spread of a group",
                    f"{ten} answers",
                    "steps of 5% below twenty answers, of 1% from there on; never 0% or 100% of one group",
                ),
                ("Levels", f"{k} answers on each side", "never inside a function"),
                (
                    "Number of answers",
                    f"{k} answers",
                    "in bands: 5–9, 10–19, 20–49, 50 and more; the total exactly",
                ),
                (
                    "Comments",
                    f"{ten} comments",
                    f"shuffled; with the function only where {ten} of its people wrote one",
                ),
                ("People", DASH, "never; answers lead to no name, link, address or time of day"),
            ),
        ),
    )
