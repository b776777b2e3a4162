"""Everything the method says of one wave, unrounded: the tree that `evaluate` returns.

Unrounded numbers never leave the engine. What may be shown is made of them by `scoring.privacy.publish`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.choices import ChoiceShares, choices
from scoring.clock import Clock, ClockEntry, ClockGap, clock
from scoring.codebook import Codebook
from scoring.constructs import ConstructScore, VisibilityGap, construct_score, visibility_gaps
from scoring.gaps import Gap, LevelGap, Mirror, MirrorRow, function_gaps, level_gaps, mirror, pulse_estimate
from scoring.intervals import Estimate
from scoring.maturity import DRAWS, Facts, Gate, Maturity, drawn_picture, maturity, seen_picture
from scoring.ownership import (
    Acceptance,
    Ballot,
    ClaimAccept,
    Flag,
    OwnershipDraws,
    SelfNaming,
    StageOwnership,
    ballots,
    claim_and_acceptance,
    draw_stage,
    ownership_index,
    stage_ownership,
)
from scoring.tally import Tally
from scoring.units import Unit, checked_minimum_group, reporting_units

__all__ = [
    "ENGINE",
    "Acceptance",
    "ChoiceShares",
    "ClaimAccept",
    "Clock",
    "ClockEntry",
    "ClockGap",
    "ConstructScore",
    "Estimate",
    "Flag",
    "Gap",
    "Gate",
    "LevelGap",
    "Maturity",
    "Mirror",
    "MirrorRow",
    "Results",
    "SelfNaming",
    "StageOwnership",
    "Unit",
    "VisibilityGap",
    "evaluate",
]

ENGINE = "1.0"
"""Version of the engine, raised whenever a published number could change; part of a report's fingerprint."""

BLIND_SPOTS = ("VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE", "AE")
"""Constructs of which it is worth saying that a unit cannot see them."""


@dataclass(frozen=True)
class Results:
    """One wave, evaluated.

    n, headcount     answers and people.
    units            reporting units, fewest answers first, the pool last; empty if all are too few.
    gaps             the whole primary family, one per construct and unit.
    ownership        journey stage, or "whole" -> who answers for it.
    ownership_index  0–100: mean over the stages of top share × own acceptance; None without votes.
    mirror           None unless staff and customers were both asked.
    choices          column -> "organization" or unit key -> how the answers are spread, from ten answers on.
    pulse            mean of the customer pulse, None without one.
    perception_gap   staff minus customers, points; None without a mirror.
    """

    n: int
    headcount: int
    minimum_group: int
    units: tuple[Unit, ...]
    scores: dict[str, ConstructScore]
    visibility: tuple[VisibilityGap, ...]
    gaps: tuple[Gap, ...]
    level_gaps: tuple[LevelGap, ...]
    ownership: dict[str, StageOwnership]
    claim_accept: dict[str, ClaimAccept]
    ownership_index: float | None
    maturity: Maturity
    mirror: Mirror | None
    clock: Clock
    choices: dict[str, dict[str, ChoiceShares]]
    pulse: float | None
    perception_gap: float | None


def evaluate(
    tally: Tally,
    *,
    codebook: Codebook,
    headcounts: Mapping[str, int],
    minimum_group: int,
    facts: Facts | None,
    pulse: Tally | None,
    seed: int,
) -> Results:
    """Evaluate a wave.

    headcounts  people by function key; a function that is missing counts as unknown.
    facts       the sponsor's sheet; None leaves its gates unverified.
    pulse       the customer pulse's tally, None if customers were not asked.
    seed        of the draws: the same tally and seed give the same results.
    Raises      ValueError for a tally of another codebook or a minimum group outside 5–10.
    """
    if tally.codebook != codebook:
        raise ValueError("the tally was folded with another codebook")
    k = checked_minimum_group(minimum_group)
    sizes = dict(zip(codebook.functions, map(int, tally.sizes.sum(axis=1)), strict=True))
    units = reporting_units(sizes, headcounts, k)
    headcount = sum(headcounts.get(key, 0) for key in codebook.functions)
    scores = {c.key: construct_score(tally, c.key, units=units, minimum_group=k) for c in codebook.constructs}
    votes = ballots(tally, units=units)
    drawn = _draw_votes(votes, units, minimum_group=k, rng=np.random.default_rng([seed, 1]))
    stages = _stages(votes, drawn, units, minimum_group=k)
    mirrored = mirror(scores, pulse, minimum_group=k)
    return Results(
        n=tally.n,
        headcount=headcount,
        minimum_group=k,
        units=units,
        scores=scores,
        visibility=_visibility(tally, units),
        gaps=function_gaps(tally, scores, units=units),
        level_gaps=level_gaps(tally, scores, units=units, minimum_group=k),
        ownership=stages,
        claim_accept=claim_and_acceptance(stages, units=units),
        ownership_index=ownership_index(stages),
        maturity=_maturity(
            tally, scores, stages, drawn, mirrored, units, facts=facts, pulse=pulse, k=k, seed=seed
        ),
        mirror=mirrored,
        clock=clock(tally, headcount=headcount, minimum_group=k),
        choices=choices(tally, units=units, minimum_group=k),
        pulse=_value(pulse_estimate(pulse, "PUL", minimum_group=k)),
        perception_gap=mirrored.total.points if mirrored else None,
    )


def _visibility(tally: Tally, units: Sequence[Unit]) -> tuple[VisibilityGap, ...]:
    known = [key for key in BLIND_SPOTS if key in tally.plan.index]
    return visibility_gaps(tally, units=units, constructs=known)


def _draw_votes(
    votes: Mapping[str, Ballot],
    units: Sequence[Unit],
    *,
    minimum_group: int,
    rng: np.random.Generator,
) -> dict[str, OwnershipDraws]:
    return {
        stage: draw_stage(
            ballot,
            units=units,
            minimum_group=minimum_group,
            draws=DRAWS,
            rng=rng,
        )
        for stage, ballot in votes.items()
    }


def _stages(
    votes: Mapping[str, Ballot],
    drawn: Mapping[str, OwnershipDraws],
    units: Sequence[Unit],
    *,
    minimum_group: int,
) -> dict[str, StageOwnership]:
    stages = {}
    for key, ballot in votes.items():
        stage = stage_ownership(key, ballot, units=units, minimum_group=minimum_group)
        stages[key] = replace(stage, probability=drawn[key].probability) if stage.shares else stage
    return stages


def _maturity(
    tally: Tally,
    scores: Mapping[str, ConstructScore],
    stages: Mapping[str, StageOwnership],
    drawn: Mapping[str, OwnershipDraws],
    mirrored: Mirror | None,
    units: Sequence[Unit],
    *,
    facts: Facts | None,
    pulse: Tally | None,
    k: int,
    seed: int,
) -> Maturity:
    customers = pulse_estimate(pulse, "PUL", minimum_group=k)
    perception = mirrored.total.points if mirrored else None
    seen = seen_picture(scores, stages, pulse=customers, perception=perception, facts=facts or {})
    if "AE" not in seen.means:
        return maturity(seen, None)
    rng = np.random.default_rng([seed, 2])
    return maturity(seen, drawn_picture(tally, scores, drawn, seen, units=units, pulse=customers, rng=rng))


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value
