"""How sure a stage is: what index and gates look at, drawn again from the moments of the tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scoring.ballots import WHOLE
from scoring.constructs import ConstructScore
from scoring.intervals import Estimate
from scoring.maturity import DRAWS, RULES, Numbers, Picture
from scoring.ownership_draws import OwnershipDraws
from scoring.tally import Tally
from scoring.units import Unit


def drawn_picture(
    tally: Tally,
    scores: Mapping[str, ConstructScore],
    votes: Mapping[str, OwnershipDraws],
    seen: Picture,
    *,
    units: Sequence[Unit],
    pulse: Estimate | None,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Picture:
    """The organization drawn again: unit means multinormal about their estimates, votes as drawn before.

    The spread of a mean carries the factor 1 − f·ρ of its interval; means of one unit move together as its
    answers do. Levers, mirror and pulse are drawn by themselves.
    """
    keys = sorted({rule.construct for rule in RULES if rule.kind == "score" and rule.construct} | {"MO"})
    shown = [key for key in keys if key in scores and any(scores[key].units.values())]
    by_unit = {unit.key: _draw_unit(tally, scores, shown, unit, draws=draws, rng=rng) for unit in units}
    means = {key: _mean_over_units([by_unit[unit.key].get(key) for unit in units]) for key in shown}
    for key in ("LEV", "COCREATE", "MIR"):
        if (known := scores.get(key)) is not None and known.organization is not None:
            means[key] = _normal(known.organization, draws=draws, rng=rng)
    customers = None if pulse is None else _normal(pulse, draws=draws, rng=rng)
    journey = [drawn for key, drawn in votes.items() if key != WHOLE]
    weakest = [by_unit[unit.key]["MO"] for unit in units if "MO" in by_unit[unit.key]]
    told = seen.owned is not None
    return Picture(
        means=means,
        weakest=np.min(weakest, axis=0) if weakest else None,
        owned=np.sum([drawn.owned for drawn in journey], axis=0) if told else None,
        orphaned=np.sum([drawn.orphaned for drawn in journey], axis=0) if told else None,
        pulse=customers,
        perception=None if seen.perception is None or customers is None else means["MIR"] - customers,
        facts=seen.facts,
    )


def _normal(estimate: Estimate, *, draws: int, rng: np.random.Generator) -> Numbers:
    return estimate.value + estimate.se * rng.standard_normal(draws)


def _mean_over_units(drawn: Sequence[Numbers | None]) -> Numbers:
    return np.asarray(np.mean([values for values in drawn if values is not None], axis=0))


def _draw_unit(
    tally: Tally,
    scores: Mapping[str, ConstructScore],
    constructs: Sequence[str],
    unit: Unit,
    *,
    draws: int,
    rng: np.random.Generator,
) -> dict[str, Numbers]:
    told = {key: estimate for key in constructs if (estimate := scores[key].units[unit.key]) is not None}
    if not told:
        return {}
    center = np.array([estimate.value for estimate in told.values()])
    spread = np.array([estimate.se for estimate in told.values()])
    root = _root(correlations(tally, list(told), functions=unit.functions))
    moved = rng.standard_normal((draws, len(told))) @ root.T
    return dict(zip(told, (center + moved * spread).T, strict=True))


def correlations(tally: Tally, constructs: Sequence[str], *, functions: Sequence[str]) -> Numbers:
    """Correlations of construct scores among the people of some functions, (C, C), from pairs both valid.

    0 where one of two does not vary; the diagonal is 1. Not necessarily positive definite.
    """
    p = len(tally.plan.scales)
    at = np.array([tally.plan.index[key] for key in constructs], dtype=np.intp)
    sums = tally.products[tally.functions(functions)].sum(axis=(0, 1)).astype(np.float64)
    n = np.maximum(sums[np.ix_(p + at, p + at)], 1)
    means = sums[np.ix_(at, p + at)] / n
    covariance = sums[np.ix_(at, at)] / n - means * means.T
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)).clip(min=0))
    r = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 1e-9)
    np.fill_diagonal(r, 1.0)
    return np.asarray(np.clip(r, -1.0, 1.0))


def _root(correlation: Numbers) -> Numbers:
    """A matrix whose product with its transpose is the nearest positive semidefinite correlation matrix."""
    values, vectors = np.linalg.eigh(correlation)
    root: Numbers = vectors * np.sqrt(values.clip(min=0))
    return np.asarray(root / np.linalg.norm(root, axis=1, keepdims=True))
