"""How often the interval of a group's share contains what its present members would answer on average."""

from __future__ import annotations

import numpy as np

from scoring.intervals import share_interval
from scoring.units import LEAST_FOR_SHARES
from tests.calibration.claims import Claim, Line
from tests.calibration.coverage import GRID
from tests.calibration.organization import HOLDS

TRUE = (0.15, 0.30, 0.50, 0.70)
BAND = (0.92, 0.985)
"""A dozen people who all answer can give thirteen shares only, so coverage swings about what was asked."""

SHOWN = [(headcount, answers) for headcount, answers in GRID if answers >= LEAST_FOR_SHARES]


def row(headcount: int, answers: int, *, runs: int, seed: int) -> Line:
    """Groups of one size in which a share of members holds an opinion, more or less firmly."""
    rng = np.random.default_rng([seed, headcount, answers])
    chance = np.repeat(TRUE, runs // len(TRUE))[:, None]
    opinions = rng.random((len(chance), headcount)) < chance
    held = rng.random(opinions.shape) < HOLDS
    said = np.where(held, opinions, rng.random(opinions.shape) < chance)[:, :answers]
    truth = HOLDS * opinions.mean(axis=1) + (1 - HOLDS) * chance[:, 0]
    beside = {
        "no factor": _covered(said, truth, headcount=0),
        "textbook": _covered(said, truth, headcount=headcount, reliability=0.999),
    }
    found = _covered(said, truth, headcount=headcount)
    return Line(f"{headcount} people, {answers} answers", found, *BAND, beside=beside)


def _covered(
    said: np.ndarray, truth: np.ndarray, *, headcount: int, reliability: float | None = None
) -> float:
    extra = {} if reliability is None else {"reliability": reliability}
    ends = [
        share_interval(int(hits), said.shape[1], headcount=headcount, **extra) for hits in said.sum(axis=1)
    ]
    return float(np.mean([low <= true <= high for (low, high), true in zip(ends, truth, strict=True)]))


def shares_covered(*, runs: int = 6000, seed: int = 10) -> Claim:
    lines = tuple(row(headcount, answers, runs=runs, seed=seed) for headcount, answers in SHOWN)
    note = f"95% intervals of shares, {runs} groups a row; answers are as reliable as .75."
    return Claim("Coverage of shares", note, lines)
