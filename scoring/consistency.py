"""Do the questions of a scale hang together, and do people carry one map of who answers: from the tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.ballots import WHOLE, Ballot
from scoring.constructs import ConstructScore, assumed_reliability, is_of
from scoring.factors import cronbach_alpha
from scoring.reliability import (
    Reading,
    Reliability,
    krippendorff_of_counts,
    map_reading,
    published_reliability,
)
from scoring.tally import Tally
from scoring.units import LEAST_FOR_SHARES, Unit

SCALES = (
    *("VIEW", "MSG", "SHARE", "RESP", "DATA", "MO", "METR", "PROM", "ROLE", "AE"),
    *("HEAD", "HEART", "FEET", "MIR", "LEV", "COCREATE", "BRIDGE"),
)
"""Scales whose questions are the same for everybody; nothing is reckoned over modules, which differ."""


@dataclass(frozen=True)
class ScaleReliability:
    """Reliability of a scale over everybody who is shown on it.

    found  ω (closed form, or maximum likelihood; Spearman–Brown for two items; α where neither is proper),
           with Feldt's interval of alpha.
    alpha  Cronbach's α, listwise.
    used   ρ of the intervals: the same kind of coefficient within units, 0–.80.
    """

    construct: str
    found: Reliability
    alpha: float
    used: float


@dataclass(frozen=True)
class SharedMap:
    """Krippendorff's nominal α of the votes on so many stages; n is the least number of votes on one."""

    alpha: float
    reading: Reading
    n: int
    stages: int


def scale_reliabilities(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit]
) -> tuple[ScaleReliability, ...]:
    """Every scale with fifty complete rows or more; scales on which nobody differs are missing."""
    found = (_scale(tally, key, scores[key], units) for key in SCALES if key in scores and key in tally.items)
    return tuple(one for one in found if one is not None)


def _scale(
    tally: Tally, construct: str, score: ConstructScore, units: Sequence[Unit]
) -> ScaleReliability | None:
    leads = is_of(construct, tally.codebook, tally.codebook.leads_only)
    shown = units if leads else [unit for unit in units if score.units[unit.key] is not None]
    covariance, n = total_covariance(tally, construct, [key for unit in shown for key in unit.functions])
    found = published_reliability(covariance, n=n)
    if found is None:
        return None
    return ScaleReliability(
        construct=construct,
        found=found,
        alpha=cronbach_alpha(covariance),
        used=assumed_reliability(tally, construct, units=units),
    )


def total_covariance(
    tally: Tally, construct: str, functions: Sequence[str]
) -> tuple[NDArray[np.float64], int]:
    """Covariances (J, J) of a scale's keyed items in steps over complete rows of some functions, and n."""
    sums = tally.items[construct][tally.functions(functions)].sum(axis=(0, 1))
    n, totals = int(sums[-1, -1]), sums[:-1, -1]
    spread = n * sums[:-1, :-1] - np.outer(totals, totals)
    return spread / max(1, n * (n - 1)), n


def shared_map(votes: Mapping[str, Ballot], *, minimum_group: int) -> SharedMap | None:
    """Whether people carry one map of who answers for the journey; stages are judged by everybody.

    Stages with fewer than ten votes do not count, nor do units with too few votes on a stage, as in its
    shares. None with fewer than two stages left, or if one answer was given to everything.
    Reference  Krippendorff (2011), nominal data.
    """
    counts = [_counted(ballot, minimum_group) for stage, ballot in votes.items() if stage != WHOLE]
    told = np.array([row for row in counts if row.sum() >= LEAST_FOR_SHARES])
    if len(told) < 2 or np.count_nonzero(told.sum(axis=0)) < 2:
        return None
    alpha = float(krippendorff_of_counts(told))
    return SharedMap(alpha, map_reading(alpha), int(told.sum(axis=1).min()), len(told))


def _counted(ballot: Ballot, minimum_group: int) -> NDArray[np.int64]:
    named = ballot.today[:, :-1]
    counted: NDArray[np.int64] = named[named.sum(axis=1) >= minimum_group].sum(axis=0)
    return counted
