"""What may leave of two waves held beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scoring.ownership import OwnershipState
    from scoring.trend import ChangeState

StageSaid = Literal["risen", "fallen", "held", "not yet tellable"]
OwnershipSaid = Literal["changed", "held", "not yet tellable"]


@dataclass(frozen=True)
class PublicChange:
    """A construct in both waves, over the units that both show; `points` is after minus before, as printed.

    low, high  95% interval of the change, outward to whole points.
    """

    construct: str
    before: int
    after: int
    points: int
    low: int
    high: int
    state: ChangeState


@dataclass(frozen=True)
class PublicUnitChange:
    """A construct of one unit that both waves show; missing where only "≥90" or "≤10" is printed of it."""

    construct: str
    unit: str
    before: int
    after: int
    points: int
    low: int
    high: int
    state: ChangeState


@dataclass(frozen=True)
class PublicStageChange:
    """The stages as both reports print them. `chance` is the whole percent of draws in which `said` holds.

    None where it is neither risen nor fallen nor held.
    """

    before: int
    after: int
    said: StageSaid
    chance: int | None


@dataclass(frozen=True)
class PublicOwnershipChange:
    """The state of a stage of the journey, or of the whole, as both reports print it.

    before_top, after_top  who is named most often in each wave, None where it is not printed.
    """

    stage: str
    before: OwnershipState
    after: OwnershipState
    before_top: str | None
    after_top: str | None
    said: OwnershipSaid


@dataclass(frozen=True)
class PublicTrend:
    """What changed since an earlier wave. Units are those that both waves show, in this wave's order.

    only_before, only_after  units of one of the waves, which drop out of the comparison.
    """

    units: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changes: tuple[PublicChange, ...]
    unit_changes: tuple[PublicUnitChange, ...]
    stage: PublicStageChange | None
    ownership: tuple[PublicOwnershipChange, ...]
