"""What goes with a connected experience in one wave: drivers read from the tally."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.drivers import Drivers, drivers
from scoring.tally import DRIVER_BLOCK, Tally
from scoring.units import Unit

OUTCOME = ("MIR", "OUT")
PREDICTORS = tuple(key for key in DRIVER_BLOCK if key not in OUTCOME)
"""VIEW, MSG, SHARE, RESP, DATA, METR, PROM and ROLE: what people were asked of how things are done."""


def wave_drivers(tally: Tally, *, units: Sequence[Unit], seed: int) -> Drivers | None:
    """Drivers of the mean of MIR and OUT within reporting units; None if the wave does not ask for all of it.

    Only people in whom all ten scores are valid count, and only what differs within a unit: what differs
    between units is told by gaps.
    """
    if not tally.drivers.shape[-1]:
        return None
    covariance, n = within_units(tally, units=units)
    return drivers(outcome_last(covariance), keys=PREDICTORS, n=n, seed=seed)


def within_units(tally: Tally, *, units: Sequence[Unit]) -> tuple[NDArray[np.float64], int]:
    """Covariances of the driver block in points, pooled within units, (10, 10), and how many people."""
    sums = tally.drivers.sum(axis=1)
    size = sums.shape[-1] - 1
    spread, n, freedom = np.zeros((size, size)), 0, 0
    for unit in units:
        own = sums[tally.functions(unit.functions)].sum(axis=0)
        if people := int(own[-1, -1]):
            # Whole numbers until they are divided: nothing is lost between two large sums.
            spread += (people * own[:-1, :-1] - np.outer(own[:-1, -1], own[:-1, -1])) / people
            n, freedom = n + people, freedom + people - 1
    points = np.array([100 / tally.plan.by_key[key].top for key in DRIVER_BLOCK])
    return spread / max(1, freedom) * np.outer(points, points), n


def outcome_last(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariances of the predictors and, last, of the mean of the two parts of the outcome, (9, 9)."""
    to = np.zeros((len(PREDICTORS) + 1, len(DRIVER_BLOCK)))
    for row, key in enumerate(PREDICTORS):
        to[row, DRIVER_BLOCK.index(key)] = 1.0
    to[-1, [DRIVER_BLOCK.index(key) for key in OUTCOME]] = 1 / len(OUTCOME)
    return to @ covariance @ to.T
