"""Everything the method says of one wave, unrounded: the tree that `evaluate` returns.

Unrounded numbers never leave the engine. What may be shown is made of them by `scoring.privacy.publish`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.clock import Clock, ClockEntry, ClockGap
from scoring.constructs import ConstructScore, VisibilityGap
from scoring.gaps import Gap, LevelGap, Mirror, MirrorRow
from scoring.intervals import Estimate
from scoring.maturity import Gate, Maturity
from scoring.ownership import Acceptance, ClaimAccept, Flag, SelfNaming, StageOwnership
from scoring.privacy import Unit

__all__ = [
    "Acceptance",
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
]


@dataclass(frozen=True)
class Results:
    """One wave, evaluated.

    n, headcount     answers and people.
    units            reporting units, ascending headcount then name, the pool last; empty if all are too few.
    gaps             the whole primary family, one per construct and unit.
    ownership        journey stage, or "whole" -> who answers for it.
    ownership_index  0–100: mean over the stages of top share × own acceptance; None without votes.
    mirror           None unless staff and customers were both asked.
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
    pulse: float | None
    perception_gap: float | None
