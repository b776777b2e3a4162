"""What changed between two waves, and whether it can be told.

Waves are anonymous, so they are independent samples. The question is of the organization, not of the people
who happened to be there, so there is no finite population factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from scoring.gaps import benjamini_hochberg
from scoring.intervals import Sample, t_interval

ChangeState = Literal["reliable", "stable", "not yet tellable"]

POINTS = 5.0
Z, Q = 1.96, 0.05
ANNOUNCED = 0.80


@dataclass(frozen=True)
class Change:
    """A construct's second wave minus its first, in points, over the units that both waves show.

    se         standard error without population factor.
    p, q       two-sided normal p; its Benjamini–Hochberg value over all constructs compared.
    units      keys of the units compared, in the order of the first wave.
    """

    construct: str
    points: float
    se: float
    p: float
    q: float
    units: tuple[str, ...]

    @property
    def z(self) -> float:
        """points / se; infinite for a change without any spread, 0 for none."""
        return self.points / self.se if self.se > 0 else np.copysign(inf, self.points) if self.points else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the change."""
        return t_interval(self.points, se=self.se, df=inf)

    @property
    def state(self) -> ChangeState:
        """Reliable from 5 points on with |z| > 1.96 and q < .05; stable if the 90% interval is within ±5."""
        if abs(self.points) >= POINTS and abs(self.z) > Z and self.q < Q:
            return "reliable"
        low, high = t_interval(self.points, se=self.se, df=inf, confidence=0.90)
        return "stable" if low > -POINTS and high < POINTS else "not yet tellable"


def changes(
    before: Mapping[str, Mapping[str, Sample]],
    after: Mapping[str, Mapping[str, Sample]],
    *,
    headcounts: Mapping[str, int] | None = None,
) -> tuple[Change, ...]:
    """Change of every construct that both waves have, judged together.

    before, after  construct -> unit -> sample, only units that were publishable.
    headcounts     of the first wave, to weight units by; None gives them equal weight.
    Constructs without a unit in both waves are left out.
    """
    found = [
        change
        for construct in before
        if construct in after
        and (change := wave_change(construct, before[construct], after[construct], headcounts=headcounts))
    ]
    qs = benjamini_hochberg([change.p for change in found])
    return tuple(replace(change, q=q) for change, q in zip(found, qs, strict=True))


def wave_change(
    construct: str,
    before: Mapping[str, Sample],
    after: Mapping[str, Sample],
    *,
    headcounts: Mapping[str, int] | None = None,
) -> Change | None:
    """Change of one construct over the units of both waves, with q = p; None without a common unit.

    Units count only with two answers or more in both waves. SE² = Σa²(s²/n)₁ + Σa²(s²/n)₂ with the first
    wave's weights a.
    Raises ValueError if the common units have no people.
    """
    units = tuple(key for key in before if key in after and min(before[key].n, after[key].n) > 1)
    if not units:
        return None
    weights = np.array([headcounts[key] if headcounts else 1 for key in units], dtype=float)
    if not weights.sum() > 0 or weights.min() < 0:
        raise ValueError("headcounts are not negative and not all 0")
    weights = weights / weights.sum()
    points = float(weights @ [after[key].mean - before[key].mean for key in units])
    errors = [wave[key].variance / wave[key].n for wave in (before, after) for key in units]
    se = sqrt(float(np.tile(weights, 2) ** 2 @ errors))
    p = _two_sided(points, se)
    return Change(construct=construct, points=points, se=se, p=p, q=p, units=units)


@dataclass(frozen=True)
class StageChange:
    """Chances that the stage rose or fell, over paired draws of both waves; they sum to at most 1."""

    risen: float
    fallen: float

    @property
    def announced(self) -> Literal["risen", "fallen"] | None:
        """What may be said: a direction that holds in 80% of the draws, else nothing."""
        if self.risen >= ANNOUNCED:
            return "risen"
        return "fallen" if self.fallen >= ANNOUNCED else None


def stage_change(before: ArrayLike, after: ArrayLike) -> StageChange:
    """Compare stages (1–5) of both waves draw by draw, shape (B,) each.

    Raises ValueError without draws or for different numbers of them.
    """
    one, two = np.asarray(before), np.asarray(after)
    if one.ndim != 1 or not len(one) or one.shape != two.shape:
        raise ValueError("both waves have the same number of draws, one or more")
    return StageChange(risen=float((two > one).mean()), fallen=float((two < one).mean()))


@dataclass(frozen=True)
class ReliableChange:
    """One person's change: `index` = (after − before) / difference_error.

    measurement_error  s·√(1 − r), in the unit of the score; difference_error is √2 times that.
    """

    index: float
    measurement_error: float
    difference_error: float

    @property
    def reliable(self) -> bool:
        """Whether a change this large is unlikely (|index| > 1.96) without a true one."""
        return abs(self.index) > Z


def jacobson_truax(before: float, after: float, *, deviation: float, reliability: float) -> ReliableChange:
    """Reliable change index of one person. For checking and for a person's own feedback only.

    deviation    standard deviation of the score before, > 0.
    reliability  of the score, of 0 to below 1.
    Raises       ValueError outside these ranges or for missing scores.
    Reference    Jacobson & Truax (1991), p. 14.
    """
    if not deviation > 0 or not 0 <= reliability < 1 or not np.isfinite([before, after]).all():
        raise ValueError(
            "reliable change needs known scores, a deviation above 0 and a reliability of 0 to 1"
        )
    error = deviation * sqrt(1 - reliability)
    return ReliableChange(
        index=(after - before) / (sqrt(2) * error), measurement_error=error, difference_error=sqrt(2) * error
    )


def _two_sided(points: float, se: float) -> float:
    if se > 0:
        return float(2 * ndtr(-abs(points) / se))
    return float(abs(points) < 1e-9)
