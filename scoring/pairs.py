"""Which other unit does a unit differ from: the drill-down of a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from scoring.constructs import ConstructScore, pooled_variance, sample_of
from scoring.gaps import (
    PRIMARY,
    TINY_Q,
    TINY_UNIT,
    Difference,
    Gap,
    GapState,
    benjamini_hochberg,
    gap_state,
    hedges_g,
    welch,
)
from scoring.intervals import Sample
from scoring.tally import Tally
from scoring.units import Unit

TOLD = ("clear", "possible")
"""States of a unit's gap from which on its pairs are looked at."""


@dataclass(frozen=True)
class Pair:
    """One unit minus another on one construct: points, 95% interval (Welch), q and state as of a gap.

    n  usable answers of the smaller of the two.
    """

    construct: str
    unit: str
    other: str
    points: float
    low: float
    high: float
    g: float | None
    p: float
    q: float
    state: GapState
    n: int


def unit_pairs(
    tally: Tally, scores: Mapping[str, ConstructScore], gaps: Sequence[Gap], *, units: Sequence[Unit]
) -> tuple[Pair, ...]:
    """The units with a clear or possible gap, each against every other unit shown on that construct.

    Pairs share one false discovery rate with the gaps: every pair there is, looked at or not, and every gap
    stand in the family that a pair's q comes from. The gaps keep theirs. They are the questions that were
    asked beforehand, and their chance of a false alarm was worked out for a family without pairs; with a few
    hundred pairs beside them, most of which ask the same thing again, true gaps would fade.
    """
    found = _every_pair(tally, scores, units=units)
    family = [gap.p for gap in gaps] + [difference.p for _, difference in found.values()]
    qs = dict(zip(found, benjamini_hochberg(family)[len(gaps) :], strict=True))
    return tuple(
        _pair(gap.construct, gap.unit, other.key, found, qs)
        for gap in gaps
        if gap.state in TOLD
        for other in units
        if _named(gap.construct, gap.unit, other.key) in found
    )


_Key = tuple[str, frozenset[str]]
_Found = Mapping[_Key, tuple[dict[str, Sample], Difference]]


def _named(construct: str, one: str, other: str) -> _Key:
    return construct, frozenset((one, other))


def _every_pair(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit]
) -> dict[_Key, tuple[dict[str, Sample], Difference]]:
    """Construct and two units -> their samples, and the first of them (in the order of the units) minus the
    second."""
    found = {}
    for construct in (key for key in PRIMARY if key in scores):
        samples = {
            unit.key: sample_of(tally, construct, functions=unit.functions)
            for unit in units
            if scores[construct].units[unit.key] is not None
        }
        for one, other in combinations(samples, 2):
            both = {one: samples[one], other: samples[other]}
            found[_named(construct, one, other)] = both, welch(samples[one], samples[other])
    return found


def _pair(construct: str, unit: str, other: str, found: _Found, qs: Mapping[_Key, float]) -> Pair:
    key = _named(construct, unit, other)
    samples, difference = found[key]
    if next(iter(samples)) != unit:
        difference = Difference(-difference.points, difference.se, difference.df, difference.p)
    g = hedges_g(
        difference.points,
        variance=pooled_variance(samples.values()),
        df=sum(sample.n - 1 for sample in samples.values()),
    )
    n = min(sample.n for sample in samples.values())
    low, high = difference.interval()
    return Pair(
        construct=construct,
        unit=unit,
        other=other,
        points=difference.points,
        low=low,
        high=high,
        g=g,
        p=difference.p,
        q=qs[key],
        state=pair_state(difference, q=qs[key], g=g, n=n),
        n=n,
    )


def pair_state(difference: Difference, *, q: float, g: float | None, n: int) -> GapState:
    """As of a gap: between tiny units only what is beyond doubt is clear."""
    state = gap_state(difference, q=q, g=g)
    return "possible" if state == "clear" and n < TINY_UNIT and not q < TINY_Q else state
