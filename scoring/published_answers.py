"""What may leave of votes and of plain questions: owners of stages, contributions, spreads, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scoring.ownership import Flag, OwnershipState


Answer = Literal["yes", "part", "no", "unknown"]


@dataclass(frozen=True)
class PublicSelfNaming:
    own: float | None
    others: float | None
    n: str


@dataclass(frozen=True)
class PublicAcceptance:
    """`answer` is yes from .60 on, no below .40, part between; "unknown" if it cannot be told."""

    share: float | None
    answer: Answer
    n: str


@dataclass(frozen=True)
class PublicClaim:
    claim: float | None
    accept: float | None
    gap: float | None


@dataclass(frozen=True)
class PublicStage:
    """One stage of the journey, or "whole"; below ten votes shares are empty or None, the state stands.

    consensus  1 − normalized entropy of the shares, 0–1; for completeness, no state depends on it.
    """

    stage: str
    shares: dict[str, float]
    should: dict[str, float]
    dk: float | None
    top: str | None
    top_share: float | None
    second: str | None
    second_share: float | None
    margin: float | None
    state: OwnershipState
    flags: tuple[Flag, ...]
    should_top: str | None
    should_share: float | None
    effective_owners: float | None
    consensus: float | None
    self_naming: dict[str, PublicSelfNaming]
    acceptance: dict[str, PublicAcceptance]
    probability: dict[str, int]
    n: str

    @property
    def refused(self) -> bool:
        """Whether the function that is named would not take the stage on."""
        return any(flag.kind == "refused" for flag in self.flags)


MapReading = Literal["firm", "tentative", "no"]


@dataclass(frozen=True)
class PublicSharedMap:
    """Krippendorff's nominal α over the journey's stages: do people carry one map? At most .95."""

    alpha: float
    reading: MapReading
    n: str


@dataclass(frozen=True)
class PublicChoices:
    """Option -> share of those who could tell."""

    n: str
    shares: dict[str, float]


@dataclass(frozen=True)
class PublicRole:
    """What a unit says it contributes, against what is expected of it.

    shares    contribution -> share of those who answered; empty below ten answers.
    expected  contributions the literature expects of it; empty if it expects none, or for a pool.
    fit       share whose picks contain an expected one, None below ten answers.
    state     fits, misplaced (most pick another and few an expected one), mixed, or untold.
    main      contributions that half of the unit or more picks, most often picked first.
    """

    unit: str
    shares: dict[str, float]
    expected: tuple[str, ...]
    fit: float | None
    state: Literal["fits", "misplaced", "mixed", "untold"]
    main: tuple[str, ...]
    n: str


@dataclass(frozen=True)
class PublicRoles:
    """`vacant` are the contributions that no unit mainly makes."""

    units: dict[str, PublicRole]
    vacant: tuple[str, ...]


@dataclass(frozen=True)
class PublicClockEntry:
    share: float
    low: float
    high: float
    n: str
    median_bucket: str


@dataclass(frozen=True)
class PublicClockGap:
    points: int
    state: Literal["clear", "inconclusive"]


@dataclass(frozen=True)
class PublicClock:
    entries: dict[str, PublicClockEntry]
    campaign: PublicClockGap | None
    physical: PublicClockGap | None
