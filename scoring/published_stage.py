"""What may leave of the stage, of what holds it back and of what to work on first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
