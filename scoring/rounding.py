"""How finely anything is said: whole points, steps of shares, bands of numbers, and nothing at the ends.

Rules that every part of `scoring.privacy.publish` applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from scoring.constructs import ConstructScore
from scoring.intervals import Estimate
from scoring.published import PublicEstimate
from scoring.units import LEAST_FOR_SHARES, LEAST_GROUP

FLAT_LOW, FLAT_HIGH = 10, 90
"""What is printed where everybody stands at one end of the scale: "≤10" or "≥90"."""

SHARE_LOW, SHARE_HIGH = 0.05, 0.95
"""A unit's shares are not told apart beyond these: 0% or 100% would say what each of its people answered."""


def round_score(value: float) -> int:
    """Points as a whole number, halves away from zero."""
    return floor(abs(value) + 0.5) * (-1 if value < 0 else 1)


def round_share(share: float, n: int) -> float:
    """A share in steps of 5% below twenty answers, of 1% from there on."""
    steps = share_steps(n)
    return floor(share * steps + 0.5) / steps


def share_steps(n: int) -> int:
    return 20 if n < 20 else 100


def whole(value: float | None) -> int | None:
    return None if value is None else round_score(value)


def share_of_unit(share: float | None, n: int) -> float | None:
    """A unit's share, rounded and kept off the ends; None below ten answers."""
    if share is None or n < LEAST_FOR_SHARES:
        return None
    return off_the_ends(round_share(share, n))


def off_the_ends(share: float) -> float:
    """A share that does not say whether everybody, or nobody, is meant."""
    return min(SHARE_HIGH, max(SHARE_LOW, share))


def n_band(n: int) -> str:
    """How many answers, as a band; ValueError below five, which is never said."""
    if n < LEAST_GROUP:
        raise ValueError("fewer than five answers are never counted out")
    return "5–9" if n < 10 else "10–19" if n < 20 else "20–49" if n < 50 else "50+"


def rate_band(n: int, headcount: int) -> str:
    """How many of a unit answered, as a band; "" for a headcount below ten or not known."""
    if headcount < 10:
        return ""
    rate = n / headcount
    return "<50%" if rate < 0.5 else "50–79%" if rate < 0.8 else "≥80%"


def outward(low: float, high: float) -> tuple[int, int]:
    """An interval in whole points that contains it."""
    return floor(low), ceil(high)


def public_estimate(estimate: Estimate | None, k: int, *, hidden: float = 0.0) -> PublicEstimate | None:
    """hidden  what the estimate says beyond what is printed of its parts."""
    if estimate is None or estimate.n < k:
        return None
    if estimate.flat:
        return _flat(estimate)
    low, high = outward(max(0.0, estimate.low - hidden), min(100.0, estimate.high - hidden))
    return PublicEstimate(round_score(estimate.value - hidden), low=low, high=high, n=n_band(estimate.n))


def _flat(estimate: Estimate) -> PublicEstimate:
    if estimate.value > 50:
        return PublicEstimate(FLAT_HIGH, FLAT_HIGH, 100, n_band(estimate.n), "at_least")
    return PublicEstimate(FLAT_LOW, 0, FLAT_LOW, n_band(estimate.n), "at_most")


def hidden_part(estimate: Estimate | None) -> float:
    """How far a unit stands beyond the "≥90" or "≤10" that is printed of it; 0 if its value is printed."""
    if estimate is None or not estimate.flat:
        return 0.0
    return estimate.value - (FLAT_HIGH if estimate.value > 50 else FLAT_LOW)


def mean_hidden(estimates: Sequence[Estimate]) -> float:
    return sum(map(hidden_part, estimates)) / len(estimates) if estimates else 0.0


def hidden_of(score: ConstructScore | None) -> float:
    """How far an organization's mean stands beyond what is printed of its units.

    With the exact mean, "≥90" could be worked out: everything made of a unit takes the unit as it is printed.
    """
    if score is None or score.organization is None:
        return 0.0
    if score.organization.flat:
        return hidden_part(score.organization)
    return mean_hidden([each for each in score.units.values() if each])
