"""Means, visibility and reliability of constructs, read from a tally."""

from __future__ import annotations

from dataclasses import dataclass, field

from scoring.intervals import Estimate


@dataclass(frozen=True)
class ConstructScore:
    """One construct across the organization.

    organization  equal weight over the units that have an estimate; None if no unit has.
    weighted      the same units weighted by headcount, None if there are none.
    units         unit key -> estimate; None where fewer than the minimum group gave a usable answer.
    usable        unit key -> how many gave a usable answer.
    """

    construct: str
    organization: Estimate | None
    weighted: float | None
    units: dict[str, Estimate | None] = field(default_factory=dict)
    usable: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class VisibilityGap:
    """A unit that cannot see a part of the system: `dk_rate` in 0.40–1 of the answers it was offered."""

    construct: str
    unit: str
    dk_rate: float
    n: int
