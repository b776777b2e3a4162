"""What may leave the engine: the tree of `Results` once more, rounded, banded and with small cells gone.

Only `scoring.privacy.publish` makes these. Scores are whole points, shares of 0–1 in steps of 0.01 (0.05
below twenty answers), numbers of answers are bands such as "10–19". A share of one unit is None below ten
answers; what was found of it (a state, a flag, a word) stands from the minimum group on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.gaps import GapState
from scoring.ownership import Flag, OwnershipState

Hidden = Literal["fewer_than_minimum", "no_data"]
Answer = Literal["yes", "part", "no", "unknown"]


@dataclass(frozen=True)
class PublicEstimate:
    """A rounded mean; with bound "at_least" (value 90) or "at_most" (value 10) only that may be printed."""

    value: int
    low: int
    high: int
    n: str
    bound: Literal["", "at_least", "at_most"] = ""


@dataclass(frozen=True)
class PublicUnit:
    """A reporting unit; `rate` is "<50%", "50–79%", "≥80%", or "" below a headcount of ten."""

    key: str
    functions: tuple[str, ...]
    headcount: int
    n: str
    rate: str
    pooled: bool


@dataclass(frozen=True)
class PublicScore:
    """`weighted` only where it differs by five points or more; `hidden` says why a unit has no estimate."""

    construct: str
    organization: PublicEstimate | None
    weighted: int | None
    units: dict[str, PublicEstimate | None]
    hidden: dict[str, Hidden]


@dataclass(frozen=True)
class PublicVisibility:
    """A unit that cannot see a part of the system; the rate only from ten answers on."""

    construct: str
    unit: str
    dk_rate: float | None
    n: str


@dataclass(frozen=True)
class PublicGap:
    """A unit against the others, in whole points."""

    construct: str
    unit: str
    points: int
    low: int
    high: int
    g: float | None
    q: float
    state: GapState
    n: str


@dataclass(frozen=True)
class PublicLevelGap:
    """Leaders and managers minus contributors, in whole points."""

    construct: str
    points: int
    low: int
    high: int
    q: float
    state: GapState
    n_lead: str
    n_front: str


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
    """One stage of the journey, or "whole"; below ten votes shares are empty or None, the state stands."""

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
    self_naming: dict[str, PublicSelfNaming]
    acceptance: dict[str, PublicAcceptance]
    probability: dict[str, int]
    n: str

    @property
    def refused(self) -> bool:
        """Whether the function that is named would not take the stage on."""
        return any(flag.kind == "refused" for flag in self.flags)


@dataclass(frozen=True)
class PublicGate:
    """`value` is whole points for scores, a count for ownership, 1 or 0 for a fact."""

    key: str
    for_stage: int
    kind: Literal["score", "ownership", "fact", "pulse"]
    construct: str | None
    value: int | None
    cut: float
    status: Literal["met", "unmet", "unverified"]
    certainty: Literal["met", "uncertain", "unmet"]


@dataclass(frozen=True)
class PublicMaturity:
    """`probability` is stage -> whole percent."""

    index: int | None
    low: int | None
    high: int | None
    index_stage: int | None
    stage: int | None
    gates: tuple[PublicGate, ...]
    unmet_of_next: tuple[str, ...]
    lever_used: bool
    probability: dict[int, int]
    held_by_gates: bool


@dataclass(frozen=True)
class PublicMirrorRow:
    key: str
    staff: PublicEstimate
    customers: PublicEstimate
    points: int
    low: int
    high: int
    state: GapState


@dataclass(frozen=True)
class PublicMirror:
    rows: tuple[PublicMirrorRow, ...]
    total: PublicMirrorRow
    n_customers: int


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


@dataclass(frozen=True)
class PublicChoices:
    """Option -> share of those who could tell."""

    n: str
    shares: dict[str, float]


@dataclass(frozen=True)
class Published:
    """Everything a report may say. `n` is the exact total of answers, None if too few to show anything."""

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
