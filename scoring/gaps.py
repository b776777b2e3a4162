"""Gaps: a unit against the other units, leaders and managers against the front line, staff against customers.

A gap is this minus its reference, in points of 0–100, negative when behind. Gaps ask what would hold for the
next people too, so they use no finite population factor: with one, an organization without gaps shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, inf, sqrt
from typing import Literal

from scipy.special import gammaln

from scoring.borders import on_the_border
from scoring.constructs import FRONT, LEAD, ConstructScore, pooled_variance, sample_of
from scoring.intervals import Estimate, Sample, t_interval, t_two_sided
from scoring.lattice import levels_publishable
from scoring.tally import Tally
from scoring.units import Unit

PRIMARY = ("MO", "AE", "VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE")
"""Constructs of the primary family; one false discovery rate over all of them and all units."""

POINTS = 10.0
CLEAR_Q, POSSIBLE_Q, TINY_Q = 0.05, 0.20, 0.01
LEAST_G = 0.5
TINY_UNIT = 8

GapState = Literal["clear", "possible", "aligned", "inconclusive"]


@dataclass(frozen=True)
class Gap:
    """A unit minus the equal-weight mean of the other units, on one construct of the primary family.

    points, low, high  difference and its 95% interval (Welch, no finite population factor).
    g                  Hedges g; None if nobody differs from anybody in any unit.
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
class LevelMean:
    """Mean of a level in points; `flat` if all of its n people stand at the same end of the scale."""

    value: float
    n: int
    flat: bool


@dataclass(frozen=True)
class LevelGap:
    """Leaders and managers minus contributors; the same fields as a Gap.

    lead, front  means of both levels over the units shown; flat where a whole level stands at one end.
    """

    construct: str
    points: float
    low: float
    high: float
    p: float
    q: float
    state: GapState
    lead: LevelMean
    front: LevelMean

    @property
    def n_lead(self) -> int:
        return self.lead.n

    @property
    def n_front(self) -> int:
        return self.front.n


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


@dataclass(frozen=True)
class Difference:
    """A difference of means: points, standard error, Satterthwaite degrees of freedom and two-sided p."""

    points: float
    se: float
    df: float
    p: float

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Two-sided interval of the difference."""
        return t_interval(self.points, se=self.se, df=self.df, confidence=confidence)

    def within(self, points: float) -> bool:
        """Whether the 90% interval lies inside ±points: two one-sided tests at 5% (Schuirmann 1987)."""
        low, high = self.interval(0.90)
        return -points < low and high < points


def contrast(samples: Sequence[Sample], *, weights: Sequence[float]) -> Difference:
    """Weighted sum of independent means, each with its own variance: Welch's test for any contrast.

    Without any variance p is 1 for no difference and 0 for one.
    Raises     ValueError for a sample of fewer than two.
    Reference  Welch (1947); Satterthwaite (1946).
    """
    if min(sample.n for sample in samples) < 2:
        raise ValueError("a comparison needs at least two answers on every side")
    points = sum(w * sample.mean for w, sample in zip(weights, samples, strict=True))
    parts = [w * w * sample.variance / sample.n for w, sample in zip(weights, samples, strict=True)]
    total = sum(parts)
    if not total > 0:
        return Difference(points=points, se=0.0, df=inf, p=float(abs(points) < 1e-9))
    # Divided by the total first, so that tiny variances cannot vanish when squared.
    df = 1 / sum((part / total) ** 2 / (s.n - 1) for part, s in zip(parts, samples, strict=True))
    return Difference(points=points, se=sqrt(total), df=df, p=t_two_sided(points / sqrt(total), df=df))


def welch(one: Sample, other: Sample) -> Difference:
    """Difference of two means without assuming equal variances; t is points / se."""
    return contrast([one, other], weights=[1.0, -1.0])


def small_sample_factor(df: float) -> float:
    """Exact J of Hedges (1981): Γ(m/2) / (√(m/2) Γ((m−1)/2)) for m > 1 degrees of freedom."""
    if df <= 1:
        raise ValueError("the correction needs more than one degree of freedom")
    return exp(float(gammaln(df / 2) - gammaln((df - 1) / 2))) / sqrt(df / 2)


def hedges_g(points: float, *, variance: float, df: float) -> float | None:
    """Standardized difference J·D/s_pooled; None if the pooled variance is 0."""
    return small_sample_factor(df) * points / sqrt(variance) if variance > 0 else None


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values (q) in the given order. Benjamini & Hochberg (1995)."""
    if not len(p):
        return []
    # Imported here: scipy.stats takes a second to load, and the web imports this file's types.
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(p)]


def gap_state(difference: Difference, *, q: float, g: float | None) -> GapState:
    """Which of the four states a gap is in; without any variance (g is None) size counts for itself."""
    large = on_the_border(abs(difference.points)) >= POINTS
    if large and q < CLEAR_Q and (g is None or abs(g) >= LEAST_G):
        return "clear"
    if large and q < POSSIBLE_Q:
        return "possible"
    return "aligned" if difference.within(POINTS) else "inconclusive"


def function_gaps(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit]
) -> tuple[Gap, ...]:
    """The primary family: every unit shown on a construct against the mean of the others shown."""
    gaps: list[Gap] = []
    differences: list[Difference] = []
    for construct in (key for key in PRIMARY if key in scores):
        shown = [unit for unit in units if scores[construct].units[unit.key] is not None]
        samples = [sample_of(tally, construct, functions=unit.functions) for unit in shown]
        for at, unit in enumerate(shown if len(shown) > 1 else []):
            difference = _against_the_others(at, samples)
            differences.append(difference)
            gaps.append(_gap(construct, unit, difference, samples, n=samples[at].n))
    return tuple(
        _judged(gap, difference, q=q)
        for gap, difference, q in zip(gaps, differences, benjamini_hochberg([g.p for g in gaps]), strict=True)
    )


def level_gaps(
    tally: Tally, scores: Mapping[str, ConstructScore], *, units: Sequence[Unit], minimum_group: int
) -> tuple[LevelGap, ...]:
    """Leaders and managers against contributors, where both are enough.

    Only of units shown on the construct: the rest would be what both levels have beyond them.
    """
    told: dict[str, tuple[Sample, Sample]] = {}
    for construct in (key for key in PRIMARY if key in scores):
        shown = [unit for unit in units if scores[construct].units[unit.key] is not None]
        if _levels_are_many(tally, construct, shown, minimum_group=minimum_group):
            functions = [key for unit in shown for key in unit.functions]
            lead, front = (
                sample_of(tally, construct, functions=functions, levels=of) for of in (LEAD, FRONT)
            )
            told[construct] = lead, front
    differences = {key: welch(*pair) for key, pair in told.items()}
    qs = benjamini_hochberg([difference.p for difference in differences.values()])
    return tuple(
        _level_gap(key, difference, q=q, sides=told[key])
        for (key, difference), q in zip(differences.items(), qs, strict=True)
    )


def _levels_are_many(tally: Tally, construct: str, units: Sequence[Unit], *, minimum_group: int) -> bool:
    """Whether both levels of these units may be shown beside the units themselves."""
    lead, front = (
        [sample_of(tally, construct, functions=unit.functions, levels=of).n for unit in units]
        for of in (LEAD, FRONT)
    )
    return levels_publishable(list(zip(lead, front, strict=True)), minimum_group=minimum_group)


def mirror(scores: Mapping[str, ConstructScore], pulse: Tally | None, *, minimum_group: int) -> Mirror | None:
    """Staff (equal weight) against customers (a simple random sample), per statement and over all.

    None unless every statement and the whole have a value on both sides.
    """
    pairs = {"MIR": "PUL"} | {f"MIR{i}": f"PUL{i}" for i in range(1, 5)}
    rows = {key: _mirror_row(key, scores, pulse, other, minimum_group) for key, other in pairs.items()}
    total = rows.pop("MIR")
    told = tuple(row for row in rows.values() if row is not None)
    if pulse is None or total is None or len(told) < len(rows):
        return None
    return Mirror(rows=told, total=total, n_customers=pulse.n)


def pulse_estimate(pulse: Tally | None, construct: str, *, minimum_group: int) -> Estimate | None:
    """What customers say, 0–100 with a 95% interval; None below the minimum group."""
    if pulse is None or construct not in pulse.plan.index:
        return None
    sample = sample_of(pulse, construct)
    if sample.n < minimum_group:
        return None
    se = sqrt(sample.variance / sample.n)
    low, high = t_interval(sample.mean, se=se, df=sample.n - 1)
    flat = sample.variance == 0 and sample.mean in (0.0, 100.0)
    return Estimate(sample.mean, se, max(0.0, low), min(100.0, high), sample.n, flat, sample.n - 1)


def _against_the_others(at: int, samples: Sequence[Sample]) -> Difference:
    weights = [-1 / (len(samples) - 1)] * len(samples)
    weights[at] = 1.0
    return contrast(samples, weights=weights)


def _gap(construct: str, unit: Unit, difference: Difference, samples: Sequence[Sample], *, n: int) -> Gap:
    low, high = difference.interval()
    freedom = sum(sample.n - 1 for sample in samples)
    g = hedges_g(difference.points, variance=pooled_variance(samples), df=freedom)
    return Gap(
        construct=construct,
        unit=unit.key,
        points=difference.points,
        low=low,
        high=high,
        g=g,
        p=difference.p,
        q=1.0,
        state="inconclusive",
        n=n,
    )


def _judged(gap: Gap, difference: Difference, *, q: float) -> Gap:
    """The gap with its q and state; a clear gap of a tiny unit must be beyond doubt."""
    state = gap_state(difference, q=q, g=gap.g)
    if state == "clear" and gap.n < TINY_UNIT and not q < TINY_Q:
        state = "possible"
    return replace(gap, q=q, state=state)


def _level_gap(construct: str, difference: Difference, *, q: float, sides: tuple[Sample, Sample]) -> LevelGap:
    low, high = difference.interval()
    return LevelGap(
        construct=construct,
        points=difference.points,
        low=low,
        high=high,
        p=difference.p,
        q=q,
        state=gap_state(difference, q=q, g=None),
        lead=_level_mean(sides[0]),
        front=_level_mean(sides[1]),
    )


def _level_mean(sample: Sample) -> LevelMean:
    return LevelMean(sample.mean, sample.n, flat=sample.variance == 0 and sample.mean in (0.0, 100.0))


def _mirror_row(
    key: str, scores: Mapping[str, ConstructScore], pulse: Tally | None, other: str, minimum_group: int
) -> MirrorRow | None:
    staff = scores[key].organization if key in scores else None
    customers = pulse_estimate(pulse, other, minimum_group=minimum_group)
    if staff is None or customers is None:
        return None
    points, se = staff.value - customers.value, sqrt(staff.se**2 + customers.se**2)
    low, high = t_interval(points, se=se, df=_joint_df(staff, customers))
    return MirrorRow(key, staff, customers, points, low, high, _mirror_state(points, low, high))


def _joint_df(one: Estimate, other: Estimate) -> float:
    total = one.se**2 + other.se**2
    if not total > 0:
        return inf
    return 1 / ((one.se**2 / total) ** 2 / one.df + (other.se**2 / total) ** 2 / other.df)


def _mirror_state(points: float, low: float, high: float) -> GapState:
    if on_the_border(abs(points)) >= POINTS and not low <= 0 <= high:
        return "clear"
    return "aligned" if low > -POINTS and high < POINTS else "inconclusive"
