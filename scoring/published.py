"""What may leave the engine: the tree of `Results` once more, rounded, banded and with small cells gone.

Only `scoring.privacy.publish` makes these. Scores are whole points, shares of 0–1 in steps of 0.01 (0.05
below twenty answers), numbers of answers are bands such as "10–19". A share of one unit is None below ten
answers; what was found of it (a state, a flag, a word) stands from the minimum group on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scoring.published_answers import (
    Answer,
    MapReading,
    PublicAcceptance,
    PublicChoices,
    PublicClaim,
    PublicClock,
    PublicClockEntry,
    PublicClockGap,
    PublicRole,
    PublicRoles,
    PublicSelfNaming,
    PublicSharedMap,
    PublicStage,
)
from scoring.published_measures import (
    Accord,
    PublicAggregation,
    PublicAgreement,
    PublicComment,
    PublicDriver,
    PublicDrivers,
    PublicQuality,
    PublicReliability,
)
from scoring.published_scores import (
    Hidden,
    PublicEstimate,
    PublicGap,
    PublicLevelGap,
    PublicMirror,
    PublicMirrorRow,
    PublicModule,
    PublicPair,
    PublicScore,
    PublicUnit,
    PublicVisibility,
)
from scoring.published_stage import (
    PublicCascade,
    PublicGate,
    PublicMaturity,
    PublicPriority,
)
from scoring.published_trend import (
    PublicChange,
    PublicOwnershipChange,
    PublicStageChange,
    PublicTrend,
    PublicUnitChange,
)

__all__ = [
    "Accord",
    "Answer",
    "Hidden",
    "MapReading",
    "PublicAcceptance",
    "PublicAggregation",
    "PublicAgreement",
    "PublicCascade",
    "PublicChange",
    "PublicChoices",
    "PublicClaim",
    "PublicClock",
    "PublicClockEntry",
    "PublicClockGap",
    "PublicComment",
    "PublicDriver",
    "PublicDrivers",
    "PublicEstimate",
    "PublicGap",
    "PublicGate",
    "PublicLevelGap",
    "PublicMaturity",
    "PublicMirror",
    "PublicMirrorRow",
    "PublicModule",
    "PublicOwnershipChange",
    "PublicPair",
    "PublicPriority",
    "PublicQuality",
    "PublicReliability",
    "PublicRole",
    "PublicRoles",
    "PublicScore",
    "PublicSelfNaming",
    "PublicSharedMap",
    "PublicStage",
    "PublicStageChange",
    "PublicTrend",
    "PublicUnit",
    "PublicUnitChange",
    "PublicVisibility",
    "Published",
]


@dataclass(frozen=True)
class Published:
    """Everything a report may say. `n` is the exact total of answers, None if too few to show anything.

    Modules, roles and agreement hold reporting units only; a pool has neither role nor module.
    comments  in shuffled order; empty below ten.
    trend     what changed since the wave before; None for a first wave.
    """

    n: int | None
    headcount: int
    minimum_group: int
    units: tuple[PublicUnit, ...]
    scores: dict[str, PublicScore]
    visibility: tuple[PublicVisibility, ...]
    gaps: tuple[PublicGap, ...]
    level_gaps: tuple[PublicLevelGap, ...]
    ownership: dict[str, PublicStage]
    claim_accept: dict[str, PublicClaim]
    ownership_index: int | None
    maturity: PublicMaturity
    mirror: PublicMirror | None
    clock: PublicClock
    choices: dict[str, dict[str, PublicChoices]]
    pulse: int | None
    perception_gap: int | None
    pairs: tuple[PublicPair, ...] = ()
    agreement: tuple[PublicAgreement, ...] = ()
    aggregation: tuple[PublicAggregation, ...] = ()
    reliability: tuple[PublicReliability, ...] = ()
    shared_map: PublicSharedMap | None = None
    roles: PublicRoles | None = None
    modules: dict[str, PublicModule] = field(default_factory=dict)
    cascade: PublicCascade | None = None
    drivers: PublicDrivers | None = None
    priorities: tuple[PublicPriority, ...] = ()
    quality: PublicQuality | None = None
    comments: tuple[PublicComment, ...] = ()
    trend: PublicTrend | None = None
