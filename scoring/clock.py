"""How long until customers see a change, and how long it should take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ClockEntry:
    """One question of the clock over all who could tell.

    share          of 0–1 who say fourteen days or less, with its Wilson interval low–high.
    median_bucket  text value of the middle answer; "never" is the slowest.
    """

    share: float
    low: float
    high: float
    n: int
    median_bucket: str


@dataclass(frozen=True)
class ClockGap:
    """Actual minus target, in points of 0–100 (negative when slower than wanted)."""

    points: float
    state: Literal["clear", "inconclusive"]


@dataclass(frozen=True)
class Clock:
    """Entries campaign_actual, physical_actual, campaign_target, physical_target; those too small are missing."""

    entries: dict[str, ClockEntry]
    campaign: ClockGap | None
    physical: ClockGap | None
