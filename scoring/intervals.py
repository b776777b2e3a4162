"""How sure a number is: intervals of unit means and of shares, with the reliability-adjusted finite population factor.

A function of twelve with ten answers is nearly a census of people, but not of measurement: of the sampling variance
the factor takes away only the part f·ρ that is not measurement error (f = answers / headcount, ρ = reliability).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A mean with its uncertainty, unrounded.

    value, low, high  points of 0–100; the 95% interval is clipped to the scale.
    se                standard error in points, never NaN.
    n                 usable answers behind it.
    flat              every answer stands at the same end of the scale (R6: the value itself is not printed).
    df                degrees of freedom of the interval.
    """

    value: float
    se: float
    low: float
    high: float
    n: int
    flat: bool = False
    df: float = float("inf")
