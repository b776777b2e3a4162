"""The method in words: agreement within functions, the clock, roles, priorities and actions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.composing.method_measures import plain
from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import FIRM, fixed, in_percent, number, percent, signed
from scoring.agreement import LEAST_AGREEMENT, LEAST_SKEWED, NULL_VARIANCE
from scoring.cascade import APART
from scoring.clock import CLEAR_POINTS
from scoring.critical import critical_rwg
from scoring.drivers import GATED, HIGHEST_VIF, LEAST_PEOPLE, TARGET
from scoring.roles import FEW, MOST

SIZES, ITEMS = (5, 8, 10, 15, 20, 40), (1, 3, 15)


# --- Agreement --------------------------------------------------------------------------------------


def agreement_section() -> Section:
    """When “the function thinks” may be written, and the agreement that chance alone reaches."""
    return Section(
        key="agreement_rules",
        title=_("When a function thinks something"),
        note=_("Else the report writes that opinion in the function is split, or speaks of its average."),
        paragraphs=(_rwg(), _separate()),
        table=_chance_table(),
    )


def _chance_table() -> Table:
    return table(
        "agreement_rules",
        _("The 95th percentile of r_wg(J) of people who tick at random: what agreement must exceed."),
        (("items", _("Questions")), *((f"n{n}", _("{n} people").format(n=n), "right") for n in SIZES)),
        [(str(items), *(fixed(critical_rwg(n, items)) for n in SIZES)) for items in ITEMS],
    )


def _rwg() -> str:
    return _(
        "Agreement is r_wg(J) = J × r / (J × r + s² / 2), r = 1 − s² / 2, s² the mean variance of a unit's J"
        " answers in steps, 2 the variance of five equally likely options (James, Demaree & Wolf 1984)."
        " Agreement is claimed where it exceeds both what random answers reach (table) and {least}, and"
        " stays above {skewed} against slightly skewed answers (variance {variance}); bands as in LeBreton &"
        " Senter (2008). Beside it stands AD, the mean distance from the mean of each question (Burke &"
        " Dunlap 2002)."
    ).format(
        least=fixed(LEAST_AGREEMENT),
        skewed=fixed(LEAST_SKEWED),
        variance=fixed(NULL_VARIANCE["slight"]),
    )


def _separate() -> str:
    return _(
        "ICC(1) = (MSB − MSW) / (MSB + (k − 1) × MSW) and ICC(2) = (MSB − MSW) / MSB over reporting units, k"
        " the mean number of answers (Shrout & Fleiss 1979; Bliese 2000); negative values print as 0. That"
        " units do not differ is a finding of its own."
    )


# --- Everything else --------------------------------------------------------------------------------


def further_section(reading: Reading) -> Section:
    """Clock, roles, chain of measures, priorities, and what goes with the outcome."""
    return Section(
        key="further_rules",
        title=_("Everything else that is reckoned"),
        note=_("Associations are called so; the same people answered both sides at the same time."),
        table=table(
            "further_rules",
            _("Rules of the remaining pages."),
            plain(),
            (
                (_("Clock"), _clock()),
                (_("Contributions"), _contributions()),
                (_("Chain of measures"), _chain()),
                (_("Priority"), _priority()),
                (_("What goes with the outcome"), _outcome()),
                (_("Actions"), _actions()),
            ),
        ),
        paragraphs=_not_ranked(reading),
    )


def _clock() -> str:
    return _(
        "share of those who can tell at fourteen days or less; clear where it is {points} points short of the"
        " target and the Wilson intervals do not overlap; “no route” counts as slowest"
    ).format(points=number(CLEAR_POINTS))


def _contributions() -> str:
    return _(
        "other than expected: {most} or more pick another, under {few} an expected one; vacant: no unit has"
        " {most} or more"
    ).format(most=percent(MOST), few=percent(FEW))


def _chain() -> str:
    # Translators: "believed, not built" and "built, not felt" are the two readings on the page of measures.
    return _(
        "100 × sum / 10 over five levels of 0–2; believed, not built from {above} points of perceived less"
        " stated, built, not felt from {below}"
    ).format(above=signed(APART), below=signed(-APART))


def _priority() -> str:
    return _(
        "distance to the next stage's cut (else to {target}) in steps of 25 points, × {gated} where the next"
        " stage waits for it, × {least}–{most} by what goes with the outcome"
    ).format(target=number(TARGET), gated=number(GATED), least=fixed(0.75), most=fixed(1.25))


def _outcome() -> str:
    return _(
        "relative weights (Johnson 2000) and general dominance (Budescu 1993) of eight scores for the mean of"
        " mirror and connected experience, centered within units; from {people} complete answers on, with"
        " variance inflation under {inflation}; Thomas et al. (2014) argue against the former, so both are"
        " printed"
    ).format(people=LEAST_PEOPLE, inflation=number(HIGHEST_VIF))


def _actions() -> str:
    return _(
        "proposed where their trigger holds; score = priority, × {gated} where the action removes an unmet"
        " prerequisite; page one takes the best three, one per construct and two per owner; those that change"
        " who reports to whom only from Stage 2 on, and where the state comes out in {share} of the draws"
    ).format(gated=number(GATED), share=in_percent(FIRM))


def _not_ranked(reading: Reading) -> tuple[str, ...]:
    """Why nothing is said of what goes with the outcome, where nothing is."""
    found = reading.published.drivers
    if found is not None and not found.refused:
        return ()
    refused = found.refused if found else ""
    if refused == "collinear":
        return (
            _(
                "In this wave the eight scores are not ranked against the outcome: the scores go together too"
                " closely."
            ),
        )
    if refused == "no variance":
        return (
            _("In this wave the eight scores are not ranked against the outcome: one of them does not vary."),
        )
    return (
        _(
            "In this wave the eight scores are not ranked against the outcome: fewer than {people} people"
            " answered all of them."
        ).format(people=LEAST_PEOPLE),
    )
