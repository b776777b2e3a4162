"""What may leave of how good the measures are: agreement, reliability, drivers, the way people answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
class PublicQuality:
    """Who was left out because of how the questions were answered.

    received      answers before anybody was left out; None if it would tell,
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
