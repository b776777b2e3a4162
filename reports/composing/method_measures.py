"""The method in words: how answers become scores, and scores become what the report says of them."""

from __future__ import annotations

from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, MINUS, number
from scoring.constructs import (
    DEFAULT_RELIABILITY,
    DK_RATE,
    HIGHEST_RELIABILITY,
    LEAST_COMPLETE_ROWS,
    OTHERWISE_RELIABLE,
)
from scoring.intervals import FACTUAL_RELIABILITY, SMALL, assumed_reliability_of
from scoring.published import PublicReliability
from scoring.publishing_scores import PUBLISHED_WEIGHTED
from scoring.results import ENGINE

RULES = (("what", "What"), ("rule", "Rule"), ("reference", "Reference"))
PLAIN = (("what", "What"), ("rule", "Rule"))


def hundredths(value: float) -> str:
    """A coefficient with two decimals and a true minus: "0.66"."""
    return f"{MINUS if value < 0 else ''}{abs(value):.2f}"


def measured_section(reading: Reading) -> Section:
    """Instrument, version, and the way from an answer to a score."""
    return Section(
        key="measured",
        title="From an answer to a score",
        note="Every score runs from 0 to 100.",
        paragraphs=(_asked(reading), FORMATS, CANNOT_TELL),
        table=table(
            "measured",
            "How answers become scores of people, of functions and of the organization.",
            RULES,
            (
                ("Statement in five steps", "25 × (answer − 1); of an opposite, 25 × (5 − answer)", DASH),
                (
                    "Pair in four steps",
                    "100 × (step − 1) / 3, counted towards the customer's goal",
                    "Brown & Maydeu-Olivares 2011",
                ),
                ("Practice in four steps", "0, 33⅓, 66⅔, 100", DASH),
                (
                    "Score of a person",
                    "mean of the valid answers of a scale, where half of them or more are valid",
                    "half rule, as for the SF-36",
                ),
                (
                    "Market orientation of a person",
                    "mean of the five elements, where three or more are valid",
                    "Narver & Slater 1990; Kohli et al. 1993",
                ),
                ("Score of a reporting unit", "mean over its people with a valid score", DASH),
                (
                    "Score of the organization",
                    "mean over reporting units, each weighing the same",
                    "Cochran 1977",
                ),
                (
                    "Companion, by headcount",
                    (
                        f"Σ headcount share × unit mean; printed where it is {number(PUBLISHED_WEIGHTED)}"
                        " points or more away"
                    ),
                    "Cochran 1977",
                ),
            ),
        ),
    )


def _asked(reading: Reading) -> str:
    questions = (
        f"{reading.instrument_title} ({reading.instrument})" if reading.instrument else "the questionnaire"
    )
    closed = f" The wave was closed on {reading.closed_on:%-d %B %Y}." if reading.closed_on else ""
    return f"Asked with: {questions}. Reckoned by engine {ENGINE}.{closed}"


FORMATS = (
    "Four formats check one another: how often something happens, how far people agree, which of two"
    " respectable practices is nearer, and who answers for a stage. A third of the statements are worded as"
    " opposites."
)
CANNOT_TELL = (
    "“Can't tell” is counted apart and is never a low score; a question left blank is missing and is counted"
    f" as neither. From {round(100 * DK_RATE)}% “can't tell” on, a function cannot see that part of the"
    " system."
)


# --- Intervals --------------------------------------------------------------------------------------


def intervals_section(reading: Reading) -> Section:
    """The variance of a mean, and the reliability it reckons with, scale by scale."""
    return Section(
        key="intervals",
        title="How certain a number is",
        note="Intervals for the people now in a function, printed outward to whole points.",
        paragraphs=(FACTOR, SOURCES_OF_RHO, MODERATED, SHARES),
        table=_reliability_table(reading),
    )


FACTOR = (
    "The variance of a unit's mean is (s² / n) × (1 − f × ρ): s² the variance of its scores, n its answers, f"
    " the share of its people who answered, ρ the reliability of the scale. Where everybody answered, what is"
    " left is the part that is measurement error: with ρ = 1 this is the textbook correction for a finite"
    " population (Cochran 1977), with ρ = 0 none. The 95% interval is Student's t, clipped to 0–100."
)
SOURCES_OF_RHO = (
    "The reliability ρ is ω, or else α, reckoned within units over this wave's complete answers and never"
    f" above {HIGHEST_RELIABILITY:.2f}. With fewer than {LEAST_COMPLETE_ROWS} complete answers it is a low"
    f" default: {DEFAULT_RELIABILITY['MO']:.2f} for market orientation, {DEFAULT_RELIABILITY['AE']:.2f} for"
    f" the pairs, {OTHERWISE_RELIABLE:.2f} for other scales of three questions or more, and for two or one as"
    f" much as their number makes ({hundredths(assumed_reliability_of(2))},"
    f" {hundredths(assumed_reliability_of(1))}; Spearman 1910). Too low a ρ makes intervals too wide, never"
    " too narrow."
)
MODERATED = (
    f"In units of fewer than {SMALL} answers, or without any spread, the variance is drawn towards that of "
    "all units: (4 × pooled variance + (n − 1) × own variance) / (n + 3), on n + 3 degrees of freedom."
)
SHARES = (
    "Shares have Wilson intervals (Wilson 1927; Newcombe 1998) with n / (1 − f × ρ) in the place of n, and ρ"
    f" = {FACTUAL_RELIABILITY:.2f} for a plain choice. Levers are asked of leaders and managers, whose number"
    " is not known, so f is 0 there."
)


def _reliability_table(reading: Reading) -> Table:
    return table(
        "reliability",
        "Reliability of each scale in this wave, and the ρ that its intervals reckon with.",
        (
            ("construct", "Scale"),
            ("items", "Questions", "right"),
            ("alpha", "α", "right"),
            ("interval", "95% interval of α", "right"),
            ("omega", "ω", "right"),
            ("used", "ρ used", "right"),
            ("source", "Where ρ comes from"),
            ("n", "Complete answers", "right"),
        ),
        [_reliability_row(each, reading=reading) for each in reading.published.reliability] or [_defaults()],
    )


def _defaults() -> tuple[str, ...]:
    few = f"a default: fewer than {LEAST_COMPLETE_ROWS} complete answers"
    return ("Every scale", DASH, DASH, DASH, DASH, DASH, few, DASH)


def _reliability_row(each: PublicReliability, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        str(each.items),
        hundredths(each.alpha),
        f"{hundredths(each.low)} to {hundredths(each.high)}",
        "none proper" if each.omega is None else hundredths(each.omega),
        hundredths(each.used),
        "the highest allowed" if each.used >= HIGHEST_RELIABILITY else "this wave, within units",
        each.n,
    )
