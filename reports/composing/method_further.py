"""The method in words: agreement within functions, the clock, roles, priorities and actions."""

from __future__ import annotations

from reports.composing.method_findings import percent
from reports.composing.method_measures import PLAIN, hundredths
from reports.composing.table import Columns, table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import number
from scoring.agreement import LEAST_AGREEMENT, LEAST_SKEWED
from scoring.cascade import APART
from scoring.clock import CLEAR_POINTS
from scoring.critical import critical_rwg
from scoring.drivers import GATED, HIGHEST_VIF, LEAST_PEOPLE, TARGET
from scoring.roles import FEW, MOST

SIZES, ITEMS = (5, 8, 10, 15, 20, 40), (1, 3, 15)
COLUMNS: Columns = [("items", "Questions"), *((f"n{n}", f"{n} people", "right") for n in SIZES)]


# --- Agreement --------------------------------------------------------------------------------------


def agreement_section() -> Section:
    """When “the function thinks” may be written, and the agreement that chance alone reaches."""
    return Section(
        key="agreement_rules",
        title="When a function thinks something",
        note="Else the report writes that opinion in the function is split, or speaks of its average.",
        paragraphs=(RWG, SEPARATE),
        table=table(
            "agreement_rules",
            "The 95th percentile of r_wg(J) of people who tick at random: what agreement must exceed.",
            COLUMNS,
            [(str(items), *(hundredths(critical_rwg(n, items)) for n in SIZES)) for items in ITEMS],
        ),
    )


RWG = (
    "Agreement is r_wg(J) = J × r / (J × r + s² / 2), r = 1 − s² / 2, s² the mean variance of a unit's J"
    " answers in steps, 2 the variance of five equally likely options (James, Demaree & Wolf 1984)."
    " Agreement is claimed where it exceeds both what random answers reach (table) and"
    f" {LEAST_AGREEMENT:.2f}, and stays above {LEAST_SKEWED:.2f} against slightly skewed answers (variance"
    " 1.34); bands as in LeBreton & Senter (2008). Beside it stands AD, the mean distance from the mean of"
    " each question (Burke & Dunlap 2002)."
)
SEPARATE = (
    "ICC(1) = (MSB − MSW) / (MSB + (k − 1) × MSW) and ICC(2) = (MSB − MSW) / MSB over reporting units, k the"
    " mean number of answers (Shrout & Fleiss 1979; Bliese 2000); negative values print as 0. That units do"
    " not differ is a finding of its own."
)


# --- Everything else --------------------------------------------------------------------------------


CLOCK = (
    f"share of those who can tell at fourteen days or less; clear where it is {number(CLEAR_POINTS)} points"
    " short of the target and the Wilson intervals do not overlap; “no route” counts as slowest"
)
CONTRIBUTIONS = (
    f"other than expected: {percent(MOST)} or more pick another, under {percent(FEW)} an expected one;"
    f" vacant: no unit has {percent(MOST)} or more"
)
CHAIN = (
    f"100 × sum / 10 over five levels of 0–2; believed, not built from +{number(APART)} points of perceived"
    f" less stated, built, not felt from −{number(APART)}"
)
PRIORITY = (
    f"distance to the next stage's cut (else to {number(TARGET)}) in steps of 25 points, × {GATED} where the"
    " next stage waits for it, × 0.75–1.25 by what goes with the outcome"
)
OUTCOME = (
    "relative weights (Johnson 2000) and general dominance (Budescu 1993) of eight scores for the mean of"
    f" mirror and connected experience, centered within units; from {LEAST_PEOPLE} complete answers on, with"
    f" variance inflation under {number(HIGHEST_VIF)}; Thomas et al. (2014) argue against the former, so both"
    " are printed"
)
ACTIONS = (
    f"proposed where their trigger holds; score = priority, × {GATED} where the action removes an unmet "
    "prerequisite; page one takes the best three, one per construct and two per owner; those that change who "
    "reports to whom only from Stage 2 on, and where the state comes out in 80% of the draws"
)


def further_section(reading: Reading) -> Section:
    """Clock, roles, chain of measures, priorities, and what goes with the outcome."""
    return Section(
        key="further_rules",
        title="Everything else that is reckoned",
        note="Associations are called so; the same people answered both sides at the same time.",
        table=table(
            "further_rules",
            "Rules of the remaining pages.",
            PLAIN,
            (
                ("Clock", CLOCK),
                ("Contributions", CONTRIBUTIONS),
                ("Chain of measures", CHAIN),
                ("Priority", PRIORITY),
                ("What goes with the outcome", OUTCOME),
                ("Actions", ACTIONS),
            ),
        ),
        paragraphs=_outcome(reading),
    )


def _outcome(reading: Reading) -> tuple[str, ...]:
    """Why nothing is said of what goes with the outcome, where nothing is."""
    found = reading.published.drivers
    if found is not None and not found.refused:
        return ()
    why = {"collinear": "the scores go together too closely", "no variance": "one of them does not vary"}
    reason = why.get(found.refused if found else "", f"fewer than {LEAST_PEOPLE} people answered all of them")
    return (f"In this wave the eight scores are not ranked against the outcome: {reason}.",)
