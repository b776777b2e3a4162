"""How long until customers see a change, and how long it should take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.borders import on_the_border
from scoring.codebook import FIRST_OPTION
from scoring.intervals import share_interval
from scoring.tally import Tally

QUESTIONS = {
    "campaign_actual": "CLK1",
    "physical_actual": "CLK2",
    "campaign_target": "CLK3",
    "physical_target": "CLK4",
}
IN_TIME = "14d"
CLEAR_POINTS = 25.0


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
    """Entries campaign_actual, physical_actual, campaign_target, physical_target; too small: missing."""

    entries: dict[str, ClockEntry]
    campaign: ClockGap | None
    physical: ClockGap | None


def clock(tally: Tally, *, headcount: int, minimum_group: int) -> Clock:
    """The clock of everybody who answered."""
    entries = {
        key: _entry(tally, column, headcount=headcount)
        for key, column in QUESTIONS.items()
        if column in tally.histograms and _answers(tally, column).sum() >= minimum_group
    }
    return Clock(entries=entries, campaign=_gap(entries, "campaign"), physical=_gap(entries, "physical"))


def _answers(tally: Tally, column: str) -> NDArray[np.int64]:
    counts: NDArray[np.int64] = tally.histograms[column].sum(axis=(0, 1))
    return counts[FIRST_OPTION:]


def _entry(tally: Tally, column: str, *, headcount: int) -> ClockEntry:
    buckets: Sequence[str] = tally.codebook.column(column).options
    counts = _answers(tally, column)
    n, hits = int(counts.sum()), int(counts[: buckets.index(IN_TIME) + 1].sum())
    low, high = share_interval(hits, n, headcount=headcount)
    middle = int(np.argmax(2 * np.cumsum(counts) >= n))
    return ClockEntry(share=hits / n, low=low, high=high, n=n, median_bucket=buckets[middle])


def _gap(entries: dict[str, ClockEntry], name: str) -> ClockGap | None:
    actual, target = entries.get(f"{name}_actual"), entries.get(f"{name}_target")
    if actual is None or target is None:
        return None
    points = 100 * (actual.share - target.share)
    slow = on_the_border(points) <= -CLEAR_POINTS and actual.high < target.low
    return ClockGap(points=points, state="clear" if slow else "inconclusive")
