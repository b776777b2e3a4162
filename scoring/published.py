"""What may leave the engine: the tree of `Results` once more, rounded, banded and with small cells gone.

Only `scoring.privacy.publish` makes these. Scores are whole points, shares of 0–1 in steps of 0.01 (0.05
below twenty answers), numbers of answers are bands such as "10–19". A share of one unit is None below ten
answers; what was found of it (a state, a flag, a word) stands from the minimum group on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
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
class PublicPair:
    """One unit minus another on one construct, in whole points: the drill-down of a gap of `unit`.

    q is of the family of all gaps and all pairs together.
    """

    construct: str
    unit: str
    other: str
    points: int
    low: int
    high: int
    q: float
    state: GapState


Accord = Literal["shared", "split", "polarized", "untold"]
"""Whether one may say "the function thinks": beyond chance, against it, more apart than chance, too few."""


@dataclass(frozen=True)
class PublicAgreement:
    """How far the people of a unit agree with one another on a construct.

    strength   none, weak, moderate, strong or very strong; empty if untold.
    rwg        r_wg(J) against the uniform null, and rwg_skewed against slight skew, in steps of .05 and at
               most .95; None below ten answers.
    deviation  AD_M(J), mean distance from the item means in steps of the scale; None below ten answers.
    """

    construct: str
    unit: str
    state: Accord
    strength: str
    rwg: float | None
    rwg_skewed: float | None
    deviation: float | None
    n: str


@dataclass(frozen=True)
class PublicAggregation:
    """ICC(1) and ICC(2) of a construct over reporting units; `differs` at p < .05 of the one-way ANOVA."""

    construct: str
    icc1: float
    icc2: float
    differs: bool


@dataclass(frozen=True)
class PublicReliability:
    """Reliability of a scale over everybody, from fifty complete answers on.

    alpha, low, high  Cronbach's α and its 95% interval (Feldt).
    omega             ω of one factor, Spearman–Brown for two items; None where no solution is proper.
    used              ρ that the intervals of this scale reckon with, at most .80: ω, or else α, within units.
    """

    construct: str
    items: int
    alpha: float
    low: float
    high: float
    omega: float | None
    used: float
    n: str


MapReading = Literal["firm", "tentative", "no"]


@dataclass(frozen=True)
class PublicSharedMap:
    """Krippendorff's nominal α over the journey's stages: do people carry one map? At most .95."""

    alpha: float
    reading: MapReading
    n: str


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
class PublicModule:
    """A function's own questionnaire: its facets K, P, X, M. Comparable in shape, not in level."""

    unit: str
    overall: PublicEstimate | None
    facets: dict[str, PublicEstimate | None]


@dataclass(frozen=True)
class PublicCascade:
    """Customer measures from the chief executive to the front line, as the sponsor states them.

    levels       level -> 0 none, 1 shown, 2 with target and consequence, from the top down.
    score        0–100.
    break_level  first level below a measured one that has none; None without a break.
    difference   what people perceive (METR) minus score; None without either.
    """

    levels: dict[str, int]
    score: int
    break_level: str | None
    difference: int | None
    reading: Literal["believed_not_built", "built_not_felt", "in_step", "untold"]


@dataclass(frozen=True)
class PublicDriver:
    """Whole percent of R² by both ways, the chance to be among the three strongest, and the tier."""

    construct: str
    weight: int
    dominance: int
    top: int
    tier: Literal["first", "second"]


@dataclass(frozen=True)
class PublicDrivers:
    """`refused` says why there are none: "too few", "collinear", "no variance"; `r2` in whole percent."""

    rows: tuple[PublicDriver, ...]
    r2: int | None
    n: str
    same_order: bool
    refused: str


@dataclass(frozen=True)
class PublicPriority:
    """How much there is to gain on a construct, in steps of the scale (one decimal), highest first.

    Of constructs with a score over the organization, and of the customer pulse (PUL); 0.0 at its target.
    target  what it should reach; `gate` whether the next stage waits for it; leverage .75–1.25, 1 untold.
    """

    construct: str
    value: float
    score: int
    target: float
    gate: bool
    leverage: float


@dataclass(frozen=True)
class PublicQuality:
    """Who was left out because of how the questions were answered.

    received      answers before anybody was left out; None if too few to show anything, or if it would tell,
                  beside n, how many of one to four were left out.
    excluded      how many were left out; None for one to four, which is said as "fewer than five".
    flags         SPEED, LONG, FLAT, ACQ, INCON -> whole percent of those received (of fewer than twenty in
                  steps of five, of fewer than ten none).
    acquiescence  mean lean to agreement, steps of −2 to 2, one decimal; None if untold.
    changed       headline -> (state as reported, state with everybody); empty if nothing changes. The second
                  is empty where fewer than the minimum group were left out on a side that is compared.
                  Headlines are "stage", "ownership:<stage>", "gap:<construct>:<unit>", "level:<construct>"
                  and "perception".
    """

    received: int | None
    excluded: int | None
    flags: dict[str, int]
    acquiescence: float | None
    changed: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class PublicComment:
    """What somebody wrote; `function` only where ten people or more of it wrote something, else empty."""

    text: str
    function: str


@dataclass(frozen=True)
class Published:
    """Everything a report may say. `n` is the exact total of answers, None if too few to show anything.

    Modules, roles and agreement hold reporting units only; a pool has neither role nor module.
    comments  in shuffled order; empty below ten.
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
