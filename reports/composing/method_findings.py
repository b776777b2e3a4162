"""The method in words: when a gap is clear, a stage owned, a prerequisite met, and how sure that is."""

from __future__ import annotations

from itertools import groupby

from reports.composing.method_measures import PLAIN, RULES, hundredths
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import DASH, number, sentence
from scoring.gaps import CLEAR_Q, LEAST_G, POINTS, POSSIBLE_Q, TINY_Q, TINY_UNIT
from scoring.maturity import CERTAIN, CUTS, DRAWS
from scoring.ownership import CLAIM, CLAIM_MARGIN, OTHERS_BELOW, REFUSED_BELOW, REFUSED_TOP, SHOULD_MOVE
from scoring.reliability import FIRM, TENTATIVE


def percent(share: float) -> str:
    return f"{round(100 * share)}%"


# --- Gaps -------------------------------------------------------------------------------------------


def gaps_section(reading: Reading) -> Section:
    """The family of comparisons, and its four states."""
    constructs = len({gap.construct for gap in reading.published.gaps})
    return Section(
        key="gap_rules",
        title="When a gap is clear",
        note="This minus its reference, in points; negative when behind.",
        paragraphs=(FAMILY, NO_FACTOR),
        table=table(
            "gap_rules",
            f"The four states of a gap; {len(reading.published.gaps)} comparisons in this report, on "
            f"{constructs} scores.",
            RULES,
            (
                (
                    "Clear",
                    (
                        f"{number(POINTS)} points or more, q < {CLEAR_Q:.2f}, g ≥ {LEAST_G}; with fewer than"
                        f" {TINY_UNIT} answers q < {TINY_Q:.2f}"
                    ),
                    "Welch 1947; Hedges 1981",
                ),
                (
                    "Possible",
                    f"{number(POINTS)} points or more, q < {POSSIBLE_Q:.2f}; stands in tables only",
                    "Benjamini & Hochberg 1995",
                ),
                (
                    "Alike",
                    f"90% interval inside ±{number(POINTS)} points: two one-sided tests",
                    "Schuirmann 1987",
                ),
                ("Not tellable", "none of these; not a proof that there is no gap", DASH),
                ("Pairs of functions", "looked at where a function's own gap is clear or possible", DASH),
                (
                    "Leaders and the front line",
                    f"{number(POINTS)} points or more, q < {CLEAR_Q:.2f} over all scores compared by level",
                    "Welch 1947",
                ),
                (
                    "Staff and customers",
                    (
                        f"{number(POINTS)} points or more and an interval without 0; alike if it lies inside"
                        f" ±{number(POINTS)}"
                    ),
                    DASH,
                ),
            ),
        ),
    )


FAMILY = (
    "A function is compared with the mean of the other functions, each weighing the same. The standard error"
    " is the root of the sum of s² / n of the function and of the others, theirs divided by the square of"
    " their number; degrees of freedom are Satterthwaite's (1946). All comparisons of all functions on all"
    " scores are one family, in which the false discovery rate is held (q)."
)
NO_FACTOR = (
    "Gaps ask what would hold for the next people too, so nothing is taken off for how many answered; with"
    " such a factor, organizations without any gap would show some in every report."
)


# --- Ownership --------------------------------------------------------------------------------------


def ownership_section() -> Section:
    """States of a stage and flags, with their cut points."""
    return Section(
        key="ownership_rules",
        title="When a stage is owned",
        note="Shares of votes, every reporting unit weighing the same; the first rule that matches holds.",
        paragraphs=(INDEX,),
        table=table(
            "ownership_rules",
            "States of a stage in the order in which they are tried, then flags on a function at a stage.",
            PLAIN,
            (
                ("Not known", "50% or more cannot tell"),
                (
                    "Orphaned",
                    "nobody 40% or more, or nobody and several together 55% or more with nobody ahead",
                ),
                ("Diffuse", "several, nobody leading, 40% or more"),
                ("Owned", "one function 50% or more, and 20 points or more ahead of the next"),
                ("Contested", "the second function 25% or more, and fewer than 20 points behind"),
                (
                    "Weak",
                    "the first function under 30%: orphaned where nobody has 25% or more, else diffuse",
                ),
                ("Leaning", "anything else"),
                (
                    "Would not take it on",
                    f"named by {percent(REFUSED_TOP)} or more, own acceptance under {percent(REFUSED_BELOW)}",
                ),
                (
                    "Names itself, others do not",
                    (
                        f"{percent(CLAIM)} or more of its own people, under {percent(OTHERS_BELOW)} of the"
                        f" others, {percent(CLAIM_MARGIN)} or more apart"
                    ),
                ),
                ("Claimed twice", f"two functions name themselves, {percent(CLAIM)} or more each"),
                (
                    "Should move",
                    (
                        f"{percent(SHOULD_MOVE)} or more would have another function answer than the one"
                        " named most today"
                    ),
                ),
                (
                    "One shared map",
                    (
                        f"Krippendorff's nominal α over stages and people: firm from {FIRM:.2f}, tentative"
                        f" from {TENTATIVE:.3f} (Krippendorff 2011)"
                    ),
                ),
                (
                    "Effective number of owners",
                    "exp of the entropy of the shares (Hill 1973); described, decides nothing",
                ),
            ),
        ),
    )


INDEX = (
    "Acceptance is the mean of 1 (already does, or would), ½ (only with budget, authority or data) and 0"
    " (would not) over a function's own people. The ownership index is the mean over stages of the share of"
    " the function named most times its acceptance."
)


def shared_map(reading: Reading) -> str:
    """Krippendorff's α of this wave in words; empty where it is not published."""
    found = reading.published.shared_map
    if found is None:
        return ""
    said = {"firm": "one shared map", "tentative": "a map shared in part", "no": "no shared map"}[
        found.reading
    ]
    return sentence(f"in this wave α is {hundredths(found.alpha)}, which reads as {said} ({found.n} answers)")


# --- Stage and draws --------------------------------------------------------------------------------


def stage_section(reading: Reading) -> Section:
    """Index, cut points, and every prerequisite by stage."""
    gates = groupby(reading.published.maturity.gates, key=lambda gate: gate.for_stage)
    asked = {stage: "; ".join(reading.words.gate(gate.key) for gate in group) for stage, group in gates}
    rows = [
        (reading.words.maturity_stage(stage), number(cut), asked.get(stage, DASH))
        for stage, cut in CUTS.items()
    ]
    return Section(
        key="stage_rules",
        title="How the stage is found",
        note=(
            "The lower of two: what the index suggests, and the highest stage whose prerequisites are all"
            " met."
        ),
        paragraphs=(WEIGHTS, DRAWN, _tristate()),
        table=table(
            "stage_rules",
            "From which index a stage begins, and what it asks for besides everything the stages before ask"
            " for.",
            (("stage", "Stage"), ("cut", "Index from", "right"), ("gates", "Prerequisites")),
            [(reading.words.maturity_stage(1), "0", DASH), *rows],
        ),
    )


WEIGHTS = (
    "Index = 0.4 × putting customers' goals first + 0.4 × market orientation + 0.2 × levers; without enough"
    " answers on levers, half and half of the first two. Cut points are criteria, not norms: 50 is the middle"
    " of every scale, 75 is “often” or “agree” on average."
)
DRAWN = (
    f"The stage itself comes from the answers as they are. They are then drawn anew {DRAWS} times: unit means"
    " from the multivariate normal with the standard errors above and the correlations among people's"
    " scores, votes from each unit's multinomial, rescaled by √(1 − f × ρ) (Rao & Wu 1988). Each draw is"
    " staged; its chance is the share of draws. The draws start from a number made of the assessment's and"
    " the wave's names, so the same answers always give the same report. What the sponsor stated is not"
    " drawn."
)


def _tristate() -> str:
    high, low = percent(CERTAIN), percent(1 - CERTAIN)
    return (
        f"A prerequisite that holds in {high} of the draws or more is met beyond chance, one that holds in"
        f" {low} or fewer is not met beyond chance, and one between cannot be told yet. A stage is printed"
        " plainly from 80% on, as leaning from 60%, else as between two; a state of ownership as likely from"
        " 60%, else as undecided."
    )
