"""How far the people of a reporting unit agree, and whether units differ: agreement read from the tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import Agreement, IntraclassCorrelation, agreement, icc
from scoring.codebook import FIRST_OPTION
from scoring.constructs import ConstructScore, sample_of
from scoring.gaps import PRIMARY
from scoring.tally import Tally
from scoring.units import Unit

FIVE = 5
CONSTRUCTS = ("VIEW", "MSG", "SHARE", "RESP", "DATA", "MO", "METR", "PROM", "ROLE")
"""Constructs of five-point items only: the chance that agreement is held against is that of five options."""


@dataclass(frozen=True)
class UnitAgreement:
    """Agreement of one unit on one construct.

    found      r_wg(J) over the people who answered every item.
    deviation  AD_M(J): mean over items of the mean distance from the item's mean, steps, over all who
               answered the item.
    """

    construct: str
    unit: str
    found: Agreement
    deviation: float


def unit_agreements(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit], minimum_group: int
) -> tuple[UnitAgreement, ...]:
    """Every unit on every construct on which it is shown and enough of its people answered every item."""
    return tuple(
        _of_unit(tally, construct, unit)
        for construct in CONSTRUCTS
        if construct in tally.items and construct in scores and five_points(tally, construct)
        for unit in units
        if scores[construct].units[unit.key] is not None
        and complete_answers(tally, construct, unit) >= minimum_group
    )


def aggregation(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit]
) -> dict[str, IntraclassCorrelation]:
    """Construct of the primary family -> analysis of variance over the units shown on it.

    Constructs with fewer than two units shown, or on which nobody differs from anybody, are missing.
    """
    found = {}
    for construct in (key for key in PRIMARY if key in scores):
        shown = [unit for unit in units if scores[construct].units[unit.key] is not None]
        samples = [sample_of(tally, construct, functions=unit.functions) for unit in shown]
        apart = len({sample.mean for sample in samples}) > 1 or any(s.variance > 0 for s in samples)
        if len(samples) > 1 and apart:
            found[construct] = icc(samples)
    return found


def five_points(tally: Tally, construct: str) -> bool:
    """Whether all of a construct's items have five options."""
    columns = tally.codebook.items_of(construct)
    return {len(tally.codebook.column(key).options) for key in columns} == {FIVE}


def complete_answers(tally: Tally, construct: str, unit: Unit) -> int:
    """People of a unit who answered every item of a construct."""
    return int(_sums(tally, construct, unit)[-1, -1])


def _of_unit(tally: Tally, construct: str, unit: Unit) -> UnitAgreement:
    sums = _sums(tally, construct, unit)
    n = int(sums[-1, -1])
    # Whole numbers up to here, so that no variance comes out below 0.
    spread = n * np.diag(sums)[:-1] - sums[:-1, -1] ** 2
    return UnitAgreement(
        construct=construct,
        unit=unit.key,
        found=agreement(spread / (n * (n - 1)), n=n),
        deviation=average_deviation(tally, construct, unit),
    )


def average_deviation(tally: Tally, construct: str, unit: Unit) -> float:
    """AD_M(J) of a unit in steps, from how often each option was given. Burke, Finkelstein & Dusig (1999)."""
    rows = tally.functions(unit.functions)
    counts = [
        tally.histograms[key][rows].sum(axis=(0, 1))[FIRST_OPTION:]
        for key in tally.codebook.items_of(construct)
    ]
    return float(np.mean([_mean_distance(each) for each in counts if each.sum()]))


def _mean_distance(counts: NDArray[np.int64]) -> float:
    options = np.arange(len(counts))
    mean = options @ counts / counts.sum()
    return float(np.abs(options - mean) @ counts / counts.sum())


def _sums(tally: Tally, construct: str, unit: Unit) -> NDArray[np.int64]:
    table: NDArray[np.int64] = tally.items[construct][tally.functions(unit.functions)].sum(axis=(0, 1))
    return table
