"""Means, visibility and reliability of constructs, read from a tally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION, LEVELS, NOT_ANSWERED, Codebook
from scoring.factors import cronbach_alpha, omega3, omega_ml, spearman_brown
from scoring.intervals import Estimate, Sample, assumed_reliability_of, combine, unit_estimate
from scoring.scales import points_of_codes
from scoring.tally import Tally
from scoring.units import Unit

DK_RATE = 0.40
"""From this share of "can't tell" on, a unit cannot see the part of the system that is asked about."""

HIGHEST_RELIABILITY = 0.80
LEAST_COMPLETE_ROWS = 50
DEFAULT_RELIABILITY = {"MO": 0.80, "AE": 0.70}
DEFAULT_LENGTH = {"MO": 15, "AE": 8}
"""Items of the scales whose default ρ that is; with fewer it is what Spearman–Brown makes of it."""

OTHERWISE_RELIABLE = assumed_reliability_of(3)
"""ρ of other scales of three items or more; of fewer items it is less."""

LEAD, FRONT = slice(0, len(LEVELS) - 1), slice(len(LEVELS) - 1, len(LEVELS))
EVERY_LEVEL = slice(None)


@dataclass(frozen=True)
class ConstructScore:
    """One construct across the organization.

    organization  equal weight over the units that have an estimate; None if no unit has.
    weighted      the same units weighted by headcount, None if there are none.
    units         unit key -> estimate; None where fewer than the minimum group gave a usable answer.
    usable        unit key -> how many gave a usable answer; units that were not asked are missing.
    """

    construct: str
    organization: Estimate | None
    weighted: float | None
    units: dict[str, Estimate | None] = field(default_factory=dict)
    usable: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class VisibilityGap:
    """A unit that cannot see a part of the system: `dk_rate` in 0.40–1 of the answers it was offered."""

    construct: str
    unit: str
    dk_rate: float
    n: int


def sample_of(
    tally: Tally, construct: str, *, functions: Sequence[str] | None = None, levels: slice = EVERY_LEVEL
) -> Sample:
    """Number, mean and variance (points) of a construct's scores in some functions (None: all) and levels.

    The mean of an empty sample is 0; ask for n first.
    """
    at, top = tally.plan.index[construct], tally.plan.by_key[construct].top
    p = len(tally.plan.scales)
    cells = tally.products if functions is None else tally.products[tally.functions(functions)]
    sums = cells[:, levels].sum(axis=(0, 1))
    n, total, squares = int(sums[p + at, p + at]), int(sums[at, p + at]), int(sums[at, at])
    # Whole numbers up to here, so the difference of two large sums loses nothing.
    spread = (n * squares - total * total) / (n * (n - 1)) if n > 1 else 0.0
    return Sample(n=n, mean=100 * total / (n * top) if n else 0.0, variance=spread * (100 / top) ** 2)


def construct_score(
    tally: Tally, construct: str, *, units: Sequence[Unit], minimum_group: int
) -> ConstructScore:
    """Score one construct: by unit and over the organization, or over all leads if only they are asked.

    The organization's mean is taken over the units shown, so that nothing can be computed of the others.
    """
    if is_of(construct, tally.codebook, tally.codebook.leads_only):
        return _of_leads(tally, construct, units=units, minimum_group=minimum_group)
    samples = {unit.key: sample_of(tally, construct, functions=unit.functions) for unit in units}
    estimates = _unit_estimates(tally, construct, units=units, samples=samples, minimum_group=minimum_group)
    module = is_of(construct, tally.codebook, tally.codebook.module_only)
    if module:
        # Modules ask different things: a pool has no module profile, an organization no module score.
        estimates |= {unit.key: None for unit in units if unit.pooled}
    shown = [] if module else [unit for unit in units if estimates[unit.key] is not None]
    usable = {
        unit.key: samples[unit.key].n
        for unit in units
        if dk_rate(tally, construct, functions=unit.functions) is not None
    }
    organization = _organization([estimates[unit.key] for unit in shown])
    weighted = _weighted(shown, [estimates[unit.key] for unit in shown])
    return ConstructScore(construct, organization, weighted, estimates, usable)


def lever_scores(
    tally: Tally, *, units: Sequence[Unit], minimum_group: int, construct: str = "LEV"
) -> dict[str, ConstructScore]:
    """Column -> score of every single practice of the levers, over all who were asked, like the levers'."""
    if construct not in tally.plan.index:
        return {}
    found = {
        column: _of_group(_column_sample(tally, column), minimum_group, reliability=assumed_reliability_of(1))
        for column in tally.codebook.items_of(construct)
    }
    return {column: _without_units(column, estimate, units) for column, estimate in found.items()}


def is_of(construct: str, codebook: Codebook, items: frozenset[str]) -> bool:
    """Whether all of a construct's columns belong to these items."""
    return {codebook.column(key).item for key in codebook.items_of(construct)} <= items


def pooled_variance(samples: Iterable[Sample]) -> float:
    """Variance within units, weighted by n − 1; 0 if no unit has two answers."""
    several = [sample for sample in samples if sample.n > 1]
    freedom = sum(sample.n - 1 for sample in several)
    return sum((s.n - 1) * s.variance for s in several) / freedom if freedom else 0.0


def visibility_gaps(
    tally: Tally, *, units: Sequence[Unit], constructs: Sequence[str]
) -> tuple[VisibilityGap, ...]:
    """Where 40% or more of the answers a unit was offered on a construct are "can't tell"."""
    found = []
    for construct in constructs:
        for unit in units:
            rate = dk_rate(tally, construct, functions=unit.functions)
            if rate is not None and rate >= DK_RATE:
                found.append(VisibilityGap(construct=construct, unit=unit.key, dk_rate=rate, n=unit.n))
    return tuple(found)


def dk_rate(tally: Tally, construct: str, *, functions: Sequence[str]) -> float | None:
    """Share of "can't tell" among the answers offered (skipped ones too), of 0–1; None if none was."""
    rows = tally.functions(functions)
    counts = [tally.histograms[key][rows].sum(axis=(0, 1)) for key in tally.codebook.items_of(construct)]
    offered = sum(int(count[NOT_ANSWERED:].sum()) for count in counts)
    return sum(int(count[CANT_TELL]) for count in counts) / offered if offered else None


def assumed_reliability(tally: Tally, construct: str, *, units: Sequence[Unit]) -> float:
    """ρ for intervals: ω or α if there are fifty complete rows, at most .80; else a low default.

    Estimated within units, because what is between them is no part of the variance the factor acts on.
    """
    items = len(tally.codebook.items_of(construct))
    default = default_reliability(construct, items)
    if construct not in tally.items:
        return default
    covariance, n = item_covariance(tally, construct, units=units)
    if n < LEAST_COMPLETE_ROWS or not np.trace(covariance) > 0:
        return default
    return min(HIGHEST_RELIABILITY, max(0.0, reliability(covariance))) if covariance.sum() > 0 else 0.0


def default_reliability(construct: str, items: int) -> float:
    """ρ of a construct that cannot be estimated, by how many items a wave asks of it."""
    if construct not in DEFAULT_RELIABILITY:
        return assumed_reliability_of(items)
    rho, length = DEFAULT_RELIABILITY[construct], min(1.0, items / DEFAULT_LENGTH[construct])
    return rho if length == 1 else length * rho / (1 + (length - 1) * rho)


def item_covariance(
    tally: Tally, construct: str, *, units: Sequence[Unit]
) -> tuple[NDArray[np.float64], int]:
    """Covariances of a construct's keyed items (in steps, over complete rows) within units, and rows used."""
    table = tally.items[construct].sum(axis=1)
    groups = np.array([table[tally.functions(unit.functions)].sum(axis=0) for unit in units])
    groups = groups.reshape(-1, *table.shape[1:])
    groups = groups[groups[:, -1, -1] > 0]
    j = groups.shape[-1] - 1
    spread = np.zeros((j, j))
    for group in groups:
        spread += group[:j, :j] - np.outer(group[:j, j], group[:j, j]) / group[j, j]
    n = int(groups[:, j, j].sum())
    freedom = n - len(groups)
    return spread / max(freedom, 1), n if freedom > 0 else 0


def reliability(covariance: NDArray[np.float64]) -> float:
    """ω of one factor (closed form for three items, maximum likelihood for more); Spearman–Brown for two.

    α where no one-factor solution is proper. Raises ValueError for fewer than two items.
    """
    if len(covariance) == 2:
        return spearman_brown(covariance)
    found = omega3(covariance) if len(covariance) == 3 else omega_ml(covariance)
    return cronbach_alpha(covariance) if found is None else found


def _unit_estimates(
    tally: Tally, construct: str, *, units: Sequence[Unit], samples: dict[str, Sample], minimum_group: int
) -> dict[str, Estimate | None]:
    rho = assumed_reliability(tally, construct, units=units)
    shown = {unit.key for unit in units if samples[unit.key].n >= minimum_group}
    # A unit without others borrows no certainty: there is nothing to draw its variance to.
    pooled = pooled_variance(samples[key] for key in shown) if len(shown) > 1 else None
    return {
        unit.key: unit_estimate(
            samples[unit.key], headcount=unit.headcount, reliability=rho, pooled_variance=pooled
        )
        if unit.key in shown
        else None
        for unit in units
    }


def _organization(estimates: Sequence[Estimate | None]) -> Estimate | None:
    shown = [estimate for estimate in estimates if estimate is not None]
    if not shown:
        return None
    whole = combine(
        [estimate.value for estimate in shown],
        variances=[estimate.se**2 for estimate in shown],
        weights=[1.0] * len(shown),
        # A variance that was drawn to that of all units is not counted as new each time.
        df=sum(estimate.n - 1 for estimate in shown),
    )
    return Estimate(
        value=whole.mean,
        se=whole.se,
        low=max(0.0, whole.low),
        high=min(100.0, whole.high),
        n=sum(estimate.n for estimate in shown),
        flat=all(estimate.flat for estimate in shown) and len({estimate.value for estimate in shown}) == 1,
        df=whole.df,
    )


def _weighted(units: Sequence[Unit], estimates: Sequence[Estimate | None]) -> float | None:
    pairs = [(max(u.headcount, u.n), e.value) for u, e in zip(units, estimates, strict=True) if e is not None]
    total = sum(size for size, _ in pairs)
    return sum(size * value for size, value in pairs) / total if total else None


def _of_leads(tally: Tally, construct: str, *, units: Sequence[Unit], minimum_group: int) -> ConstructScore:
    """Leaders and managers are few in most units, so they are one group."""
    rho = assumed_reliability(tally, construct, units=units)
    estimate = _of_group(sample_of(tally, construct, levels=LEAD), minimum_group, reliability=rho)
    return _without_units(construct, estimate, units)


def _of_group(sample: Sample, minimum_group: int, *, reliability: float) -> Estimate | None:
    """One group of which nobody knows how many there are, so without a population factor."""
    if sample.n < minimum_group:
        return None
    return unit_estimate(sample, headcount=0, reliability=reliability, pooled_variance=None)


def _without_units(construct: str, estimate: Estimate | None, units: Sequence[Unit]) -> ConstructScore:
    return ConstructScore(construct, estimate, None, {unit.key: None for unit in units})


def _column_sample(tally: Tally, column: str) -> Sample:
    """Number, mean and variance in points of everybody's answers to one column."""
    counts = tally.histograms[column].sum(axis=(0, 1))[FIRST_OPTION:]
    points = points_of_codes(tally.codebook.column(column))[FIRST_OPTION:]
    n = int(counts.sum())
    mean = float(counts @ points) / n if n else 0.0
    variance = float(counts @ (points - mean) ** 2) / (n - 1) if n > 1 else 0.0
    return Sample(n=n, mean=mean, variance=variance)
