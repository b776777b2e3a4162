"""Everything the method says of one wave, unrounded: the tree that `evaluate` returns.

Unrounded numbers never leave the engine. What may be shown is made of them by `scoring.privacy.publish`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scoring.accord import UnitAgreement, aggregation, unit_agreements
from scoring.agreement import IntraclassCorrelation
from scoring.cascade import Cascade, cascade
from scoring.choices import ChoiceShares, choices
from scoring.clock import Clock, ClockEntry, ClockGap, clock
from scoring.codebook import Codebook
from scoring.consistency import ScaleReliability, SharedMap, scale_reliabilities, shared_map
from scoring.constructs import ConstructScore, VisibilityGap, visibility_gaps
from scoring.drivers import Driver, Drivers
from scoring.folding import one_thread
from scoring.gaps import Gap, LevelGap, Mirror, MirrorRow
from scoring.headlines import AnswerQuality, Change, answer_quality
from scoring.intervals import Estimate
from scoring.maturity import DRAWS, Facts, Gate, Maturity, maturity
from scoring.maturity_draws import drawn_picture
from scoring.modules import Module, modules
from scoring.ownership import (
    Acceptance,
    ClaimAccept,
    Flag,
    SelfNaming,
    StageOwnership,
    claim_and_acceptance,
    ownership_index,
)
from scoring.ownership_draws import OwnershipDraws, draw_stage
from scoring.pairs import Pair, unit_pairs
from scoring.priorities import Priority, priorities
from scoring.roles import Role, Roles, roles
from scoring.seen import Seen, perception, see, units_of, value_of
from scoring.tally import Tally
from scoring.units import Unit, checked_minimum_group, reporting_units
from scoring.wave_drivers import wave_drivers

if TYPE_CHECKING:
    from scoring.sifting import Sifted

__all__ = [
    "ENGINE",
    "Acceptance",
    "AnswerQuality",
    "Cascade",
    "Change",
    "ChoiceShares",
    "ClaimAccept",
    "Clock",
    "ClockEntry",
    "ClockGap",
    "ConstructScore",
    "Driver",
    "Drivers",
    "Estimate",
    "Flag",
    "Gap",
    "Gate",
    "IntraclassCorrelation",
    "LevelGap",
    "Maturity",
    "Mirror",
    "MirrorRow",
    "Module",
    "Pair",
    "Priority",
    "Results",
    "Role",
    "Roles",
    "ScaleReliability",
    "SelfNaming",
    "SharedMap",
    "StageOwnership",
    "Unit",
    "UnitAgreement",
    "VisibilityGap",
    "appraise",
    "evaluate",
]

ENGINE = "2.0"
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
    pairs            the drill-down of the gaps that are clear or possible.
    agreement        of every unit on every construct of five-point items, where enough answered all of it.
    aggregation      construct of the primary family -> how far units differ.
    modules          unit -> its own questionnaire.
    priorities       what has most to gain first.
    quality          who was left out; None unless the answers were looked at for it (`appraise`).
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
    pairs: tuple[Pair, ...]
    agreement: tuple[UnitAgreement, ...]
    aggregation: dict[str, IntraclassCorrelation]
    reliability: tuple[ScaleReliability, ...]
    shared_map: SharedMap | None
    roles: Roles | None
    modules: dict[str, Module]
    cascade: Cascade | None
    drivers: Drivers | None
    priorities: tuple[Priority, ...]
    quality: AnswerQuality | None = None


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
    _check_codebook(tally, codebook)
    k = checked_minimum_group(minimum_group)
    units = _units(tally, headcounts, k)
    with one_thread():
        seen = see(tally, units=units, minimum_group=k, facts=facts, pulse=pulse)
        return _results(tally, seen, headcounts=headcounts, minimum_group=k, facts=facts, seed=seed)


def appraise(
    sifted: Sifted,
    *,
    codebook: Codebook,
    headcounts: Mapping[str, int],
    minimum_group: int,
    facts: Facts | None,
    pulse: Tally | None,
    seed: int,
) -> Results:
    """Evaluate the people kept, and say which headlines would read otherwise with those who were left out.

    Everybody is seen by the reporting units of the people kept: a function that is too small without those
    left out must not show up because of them.
    Arguments, errors and the rest of the results as of `evaluate`.
    """
    kept, excluded = sifted.kept, sifted.excluded
    _check_codebook(kept, codebook)
    k = checked_minimum_group(minimum_group)
    units = _units(kept, headcounts, k)
    with one_thread():
        seen = everybody = see(kept, units=units, minimum_group=k, facts=facts, pulse=pulse)
        results = _results(kept, seen, headcounts=headcounts, minimum_group=k, facts=facts, seed=seed)
        if excluded.n:
            together = kept + excluded
            again = units_of(units, together)
            everybody = see(together, units=again, minimum_group=k, facts=facts, pulse=pulse)
    return replace(results, quality=answer_quality(sifted, reported=seen, everybody=everybody))


def _check_codebook(tally: Tally, codebook: Codebook) -> None:
    if tally.codebook != codebook:
        raise ValueError("the tally was folded with another codebook")


def _units(tally: Tally, headcounts: Mapping[str, int], k: int) -> tuple[Unit, ...]:
    sizes = dict(zip(tally.codebook.functions, map(int, tally.sizes.sum(axis=1)), strict=True))
    return reporting_units(sizes, headcounts, k)


def _results(
    tally: Tally,
    seen: Seen,
    *,
    headcounts: Mapping[str, int],
    minimum_group: int,
    facts: Facts | None,
    seed: int,
) -> Results:
    k, units, scores = minimum_group, seen.units, seen.scores
    headcount = sum(headcounts.get(key, 0) for key in tally.codebook.functions)
    drawn = draw_votes(seen, minimum_group=k, rng=np.random.default_rng([seed, 1]))
    stage = staged(tally, seen, drawn, rng=np.random.default_rng([seed, 2]))
    found = wave_drivers(tally, units=units, seed=seed)
    return Results(
        n=tally.n,
        headcount=headcount,
        minimum_group=k,
        units=units,
        scores=scores,
        visibility=_visibility(tally, units),
        gaps=seen.gaps,
        level_gaps=seen.level_gaps,
        ownership=_with_chances(seen.ownership, drawn),
        claim_accept=claim_and_acceptance(seen.ownership, units=units),
        ownership_index=ownership_index(seen.ownership),
        maturity=stage,
        mirror=seen.mirror,
        clock=clock(tally, headcount=headcount, minimum_group=k),
        choices=choices(tally, units=units, minimum_group=k),
        pulse=value_of(seen.customers),
        perception_gap=perception(seen.mirror),
        pairs=unit_pairs(tally, scores, seen.gaps, units=units),
        agreement=unit_agreements(tally, scores, units=units, minimum_group=k),
        aggregation=aggregation(tally, scores, units=units),
        reliability=scale_reliabilities(tally, scores, units=units),
        shared_map=shared_map(seen.votes, minimum_group=k),
        roles=roles(tally, units=units, minimum_group=k),
        modules=modules(scores, units=units),
        cascade=cascade(facts, scores),
        drivers=found,
        priorities=priorities(scores, stage, found, pulse=seen.customers),
    )


def _visibility(tally: Tally, units: tuple[Unit, ...]) -> tuple[VisibilityGap, ...]:
    known = [key for key in BLIND_SPOTS if key in tally.plan.index]
    return visibility_gaps(tally, units=units, constructs=known)


def draw_votes(seen: Seen, *, minimum_group: int, rng: np.random.Generator) -> dict[str, OwnershipDraws]:
    return {
        stage: draw_stage(ballot, units=seen.units, minimum_group=minimum_group, draws=DRAWS, rng=rng)
        for stage, ballot in seen.votes.items()
    }


def _with_chances(
    stages: Mapping[str, StageOwnership], drawn: Mapping[str, OwnershipDraws]
) -> dict[str, StageOwnership]:
    return {
        key: replace(stage, probability=drawn[key].probability) if stage.shares else stage
        for key, stage in stages.items()
    }


def staged(
    tally: Tally, seen: Seen, drawn: Mapping[str, OwnershipDraws], *, rng: np.random.Generator
) -> Maturity:
    if "AE" not in seen.picture.means:
        return maturity(seen.picture, None)
    again = drawn_picture(
        tally, seen.scores, drawn, seen.picture, units=seen.units, pulse=seen.customers, rng=rng
    )
    return maturity(seen.picture, again)
