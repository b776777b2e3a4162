"""Who answers for each stage of the journey, and does that function accept it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OwnershipState = Literal["unknown", "orphaned", "diffuse", "owned", "contested", "leaning"]
FlagKind = Literal["refused", "overclaimed", "should_move", "mutual_claim"]


@dataclass(frozen=True)
class Flag:
    """A finding about one function at one stage; for `should_move` the function it should move to."""

    kind: FlagKind
    function: str


@dataclass(frozen=True)
class SelfNaming:
    """How often a function names itself (`own`) and how often the others name it (`others`), shares of 0–1."""

    own: float
    others: float | None
    n: int


@dataclass(frozen=True)
class Acceptance:
    """Would the function take it on: mean over its members of 1 (does, would), 0.5 (if equipped), 0 (would not)."""

    share: float
    n: int


@dataclass(frozen=True)
class StageOwnership:
    """One stage of the journey (or "whole"). Shares are of 0–1, equal weight per reporting unit.

    shares, should    category (functions, shared, nobody) -> share of the votes for today, for what should be.
    dk                share that cannot tell.
    top, second       functions with the most votes; None where nobody voted for a function.
    effective_owners  exp of the entropy of `shares`; None without votes.
    self_naming, acceptance  by function, only functions that are reporting units of their own.
    probability       state -> how often it comes out over the draws; empty without draws.
    n                 votes behind the shares.
    """

    stage: str
    shares: dict[str, float]
    should: dict[str, float]
    dk: float | None
    top: str | None
    top_share: float
    second: str | None
    second_share: float
    margin: float
    state: OwnershipState
    flags: tuple[Flag, ...]
    should_top: str | None
    should_share: float
    effective_owners: float | None
    self_naming: dict[str, SelfNaming]
    acceptance: dict[str, Acceptance]
    probability: dict[str, float]
    n: int

    @property
    def refused(self) -> bool:
        """Whether the function that is named would not take the stage on."""
        return any(flag.kind == "refused" for flag in self.flags)


@dataclass(frozen=True)
class ClaimAccept:
    """Over the stages: how often a function names itself, how far it would accept, and the difference."""

    claim: float
    accept: float
    gap: float
