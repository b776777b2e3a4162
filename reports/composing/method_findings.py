"""The method in words: when a gap is clear, a stage owned, a prerequisite met, and how sure that is."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.composing.method_measures import Rule, plain, rules
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, LIKELY, fixed, in_percent, number, percent, sentence
from reports.wording import FIRM as PLAINLY
from scoring.gaps import CLEAR_Q, LEAST_G, POINTS, POSSIBLE_Q, TINY_Q, TINY_UNIT
from scoring.maturity import CERTAIN, CUTS, DRAWS
from scoring.ownership import CLAIM, CLAIM_MARGIN, OTHERS_BELOW, REFUSED_BELOW, REFUSED_TOP, SHOULD_MOVE
from scoring.reliability import FIRM, TENTATIVE

# --- Gaps -------------------------------------------------------------------------------------------


def gaps_section(reading: Reading) -> Section:
    """The family of comparisons, and its four states."""
    return Section(
        key="gap_rules",
        title=_("When a gap is clear"),
        note=_("This minus its reference, in points; negative when behind."),
        paragraphs=(_family(), _no_factor()),
        table=_gaps_table(reading),
    )


def _gaps_table(reading: Reading) -> Table:
    gaps = reading.published.gaps
    scores = len({gap.construct for gap in gaps})
    caption = ngettext(
        "The four states of a gap; {gaps} comparisons in this report, on {count} score.",
        "The four states of a gap; {gaps} comparisons in this report, on {count} scores.",
        scores,
    ).format(gaps=len(gaps), count=scores)
    return table("gap_rules", caption, rules(), (*_states(), *_comparisons()))


def _states() -> tuple[Rule, ...]:
    points = number(POINTS)
    return (
        (
            pgettext("state of a gap", "Clear"),
            _("{points} points or more, q < {q}, g ≥ {g}; with fewer than {n} answers q < {tiny}").format(
                points=points,
                q=fixed(CLEAR_Q),
                g=number(LEAST_G),
                n=TINY_UNIT,
                tiny=fixed(TINY_Q),
            ),
            "Welch 1947; Hedges 1981",
        ),
        (
            pgettext("state of a gap", "Possible"),
            _("{points} points or more, q < {q}; stands in tables only").format(
                points=points, q=fixed(POSSIBLE_Q)
            ),
            "Benjamini & Hochberg 1995",
        ),
        (
            pgettext("state of a gap", "Alike"),
            _("{sure} interval inside ±{points} points: two one-sided tests").format(
                sure=percent(0.9), points=points
            ),
            "Schuirmann 1987",
        ),
        (
            pgettext("state of a gap", "Not tellable"),
            _("none of these; not a proof that there is no gap"),
            DASH,
        ),
    )


def _comparisons() -> tuple[Rule, ...]:
    """What is compared besides a function with the others."""
    points = number(POINTS)
    return (
        (
            _("Pairs of functions"),
            _("looked at where a function's own gap is clear or possible"),
            DASH,
        ),
        (
            _("Leaders and the front line"),
            _("{points} points or more, q < {q} over all scores compared by level").format(
                points=points, q=fixed(CLEAR_Q)
            ),
            "Welch 1947",
        ),
        (
            _("Staff and customers"),
            _("{points} points or more and an interval without 0; alike if it lies inside ±{points}").format(
                points=points
            ),
            DASH,
        ),
    )


def _family() -> str:
    return _(
        "A function is compared with the mean of the other functions, each weighing the same. The standard"
        " error is the root of the sum of s² / n of the function and of the others, theirs divided by the"
        " square of their number; degrees of freedom are Satterthwaite's (1946). All comparisons of all"
        " functions on all scores are one family, in which the false discovery rate is held (q)."
    )


def _no_factor() -> str:
    return _(
        "Gaps ask what would hold for the next people too, so nothing is taken off for how many answered;"
        " with such a factor, organizations without any gap would show some in every report."
    )


# --- Ownership --------------------------------------------------------------------------------------


def ownership_section() -> Section:
    """States of a stage and flags, with their cut points."""
    return Section(
        key="ownership_rules",
        title=_("When a stage is owned"),
        note=_("Shares of votes, every reporting unit weighing the same; the first rule that matches holds."),
        paragraphs=(_index(),),
        table=table(
            "ownership_rules",
            _("States of a stage in the order in which they are tried, then flags on a function at a stage."),
            plain(),
            (*_stage_states(), *_flags(), *_whole_map()),
        ),
    )


def _stage_states() -> tuple[tuple[str, str], ...]:
    return (
        (
            pgettext("state of a stage", "Not known"),
            _("{half} or more cannot tell").format(half=percent(0.5)),
        ),
        (
            pgettext("state of a stage", "Orphaned"),
            _(
                "nobody {nobody} or more, or nobody and several together {together} or more with nobody ahead"
            ).format(nobody=percent(0.4), together=percent(0.55)),
        ),
        (
            pgettext("state of a stage", "Diffuse"),
            _("several, nobody leading, {share} or more").format(share=percent(0.4)),
        ),
        (
            pgettext("state of a stage", "Owned"),
            _("one function {half} or more, and 20 points or more ahead of the next").format(
                half=percent(0.5)
            ),
        ),
        (
            pgettext("state of a stage", "Contested"),
            _("the second function {share} or more, and fewer than 20 points behind").format(
                share=percent(0.25)
            ),
        ),
        (
            pgettext("state of a stage", "Weak"),
            _(
                "the first function under {first}: orphaned where nobody has {nobody} or more, else diffuse"
            ).format(first=percent(0.3), nobody=percent(0.25)),
        ),
        (pgettext("state of a stage", "Leaning"), _("anything else")),
    )


def _flags() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Would not take it on"),
            _("named by {named} or more, own acceptance under {accepted}").format(
                named=percent(REFUSED_TOP), accepted=percent(REFUSED_BELOW)
            ),
        ),
        (
            _("Names itself, others do not"),
            _("{own} or more of its own people, under {others} of the others, {apart} or more apart").format(
                own=percent(CLAIM), others=percent(OTHERS_BELOW), apart=percent(CLAIM_MARGIN)
            ),
        ),
        (
            _("Claimed twice"),
            _("two functions name themselves, {share} or more each").format(share=percent(CLAIM)),
        ),
        (
            _("Should move"),
            _("{share} or more would have another function answer than the one named most today").format(
                share=percent(SHOULD_MOVE)
            ),
        ),
    )


def _whole_map() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("One shared map"),
            _(
                "Krippendorff's nominal α over stages and people: firm from {firm}, tentative from"
                " {tentative} (Krippendorff 2011)"
            ).format(firm=fixed(FIRM), tentative=number(TENTATIVE)),
        ),
        (
            _("Effective number of owners"),
            _("exp of the entropy of the shares (Hill 1973); described, decides nothing"),
        ),
    )


def _index() -> str:
    return _(
        "Acceptance is the mean of 1 (already does, or would), ½ (only with budget, authority or data) and 0"
        " (would not) over a function's own people. The ownership index is the mean over stages of the share"
        " of the function named most times its acceptance."
    )


def shared_map(reading: Reading) -> str:
    """Krippendorff's α of this wave in words; empty where it is not published."""
    found = reading.published.shared_map
    if found is None:
        return ""
    said = {
        "firm": _("in this wave α is {alpha}, which reads as one shared map ({n} answers)"),
        "tentative": _("in this wave α is {alpha}, which reads as a map shared in part ({n} answers)"),
        "no": _("in this wave α is {alpha}, which reads as no shared map ({n} answers)"),
    }[found.reading]
    # Translators: {n} is a band such as "20–49".
    return sentence(said.format(alpha=fixed(found.alpha), n=found.n))


# --- Stage and draws --------------------------------------------------------------------------------


def stage_section(reading: Reading) -> Section:
    """Index, cut points, and every prerequisite by stage."""
    return Section(
        key="stage_rules",
        title=_("How the stage is found"),
        note=_(
            "The lower of two: what the index suggests, and the highest stage whose prerequisites are all"
            " met."
        ),
        paragraphs=(_weights(), _drawn(), _tristate()),
        table=_stage_table(reading),
    )


def _stage_table(reading: Reading) -> Table:
    words = reading.words
    gates = groupby(reading.published.maturity.gates, key=lambda gate: gate.for_stage)
    asked = {stage: clauses(words.gate(gate.key) for gate in group) for stage, group in gates}
    rows = [(words.maturity_stage(stage), number(cut), asked.get(stage, DASH)) for stage, cut in CUTS.items()]
    return table(
        "stage_rules",
        _(
            "From which index a stage begins, and what it asks for besides everything the stages before ask"
            " for."
        ),
        (("stage", _("Stage")), ("cut", _("Index from"), "right"), ("gates", _("Prerequisites"))),
        [(words.maturity_stage(1), "0", DASH), *rows],
    )


def _weights() -> str:
    return _(
        "Index = {heavy} × putting customers' goals first + {heavy} × market orientation + {light} × levers;"
        " without enough answers on levers, half and half of the first two. Cut points are criteria, not"
        " norms: 50 is the middle of every scale, 75 is “often” or “agree” on average."
    ).format(heavy=number(0.4), light=number(0.2))


def _drawn() -> str:
    return _(
        "The stage itself comes from the answers as they are. They are then drawn anew {draws} times: unit"
        " means from the multivariate normal with the standard errors above and the correlations among"
        " people's scores, votes from each unit's multinomial, rescaled by √(1 − f × ρ) (Rao & Wu 1988). Each"
        " draw is staged; its chance is the share of draws. The draws start from a number made of the"
        " assessment's and the wave's names, so the same answers always give the same report. What the"
        " sponsor stated is not drawn."
    ).format(draws=DRAWS)


def _tristate() -> str:
    return _(
        "A prerequisite that holds in {high} of the draws or more is met beyond chance, one that holds in"
        " {low} or fewer is not met beyond chance, and one between cannot be told yet. A stage is printed"
        " plainly from {firm} on, as leaning from {likely}, else as between two; a state of ownership as"
        " likely from {likely}, else as undecided."
    ).format(
        high=percent(CERTAIN), low=percent(1 - CERTAIN), firm=in_percent(PLAINLY), likely=in_percent(LIKELY)
    )
