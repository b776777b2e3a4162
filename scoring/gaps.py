"""Gaps: a unit against the other units, leaders and managers against the front line, staff against customers.

A gap is this minus its reference, in points of 0–100, negative when behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.intervals import Estimate

GapState = Literal["clear", "possible", "aligned", "inconclusive"]


@dataclass(frozen=True)
class Gap:
    """A unit minus the equal-weight mean of the other units, on one construct of the primary family.

    points, low, high  difference and its 95% interval (Welch, no finite population factor).
    g                  Hedges g; None if nobody differs from anybody.
    p, q               two-sided p and its Benjamini–Hochberg value over the whole family.
    n                  usable answers of the unit.
    """

    construct: str
    unit: str
    points: float
    low: float
    high: float
    g: float | None
    p: float
    q: float
    state: GapState
    n: int


@dataclass(frozen=True)
class LevelGap:
    """Leaders and managers minus contributors; the same fields as a Gap."""

    construct: str
    points: float
    low: float
    high: float
    p: float
    q: float
    state: GapState
    n_lead: int
    n_front: int


@dataclass(frozen=True)
class MirrorRow:
    """What staff believe minus what customers say; `key` is MIR1 … MIR4, or MIR for the whole."""

    key: str
    staff: Estimate
    customers: Estimate
    points: float
    low: float
    high: float
    state: GapState


@dataclass(frozen=True)
class Mirror:
    """The statements of the mirror beside the customer pulse, and the whole."""

    rows: tuple[MirrorRow, ...]
    total: MirrorRow
    n_customers: int
