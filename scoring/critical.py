"""Agreement that random answers reach by luck: what an r_wg has to exceed before it says anything."""

from __future__ import annotations

from math import log, sqrt

import numpy as np

CRITICAL_N = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 40, 60, 100)
CRITICAL_J = (1, 2, 3, 4, 5, 8, 10, 15)
# One row for each J, by n, in thousandths: the 95th percentile of 40,000 draws of n × J equally likely
# options.
# fmt: off
CRITICAL = np.array([
    (1000,  833,  875,  750,  667,  595,  580,  528,  506,  424,  381,  322,  259,  226,  181,  139),
    ( 933,  909,  800,  710,  659,  612,  569,  545,  519,  483,  430,  376,  312,  275,  227,  180),
    ( 938,  857,  770,  711,  661,  625,  603,  569,  547,  512,  466,  412,  349,  308,  259,  208),
    ( 945,  848,  779,  727,  679,  648,  613,  589,  568,  531,  489,  438,  377,  333,  284,  231),
    ( 938,  851,  781,  729,  692,  661,  629,  607,  587,  552,  513,  457,  398,  360,  307,  250),
    ( 930,  851,  796,  758,  725,  697,  669,  649,  629,  596,  562,  511,  452,  408,  356,  294),
    ( 924,  861,  811,  774,  740,  711,  688,  669,  652,  623,  588,  536,  475,  431,  378,  317),
    ( 929,  871,  831,  796,  766,  743,  723,  708,  687,  658,  627,  579,  521,  480,  428,  360),
]) / 1000
# fmt: on

Z = 1.6449
"""Standard deviations from the middle of a normal distribution to its 95th percentile."""

UNIFORM_VARIANCE, UNIFORM_FOURTH = 2.0, 6.8
"""Second and fourth central moment of five equally likely options, in powers of a step."""


def critical_rwg(n: int, items: int) -> float:
    """95th percentile of r_wg(J) on a five-point scale when n people tick at random.

    n, items  people in complete rows (≥ 2) and items J (≥ 1).
    Returns   r in [0, 1], from a table of simulated values, between its knots linear in 1/√n and log J; where
              the table ends (n > 100, J > 15) from `normal_critical_rwg`.
    Raises    ValueError for n < 2 or items < 1.
    """
    if n < 2 or items < 1:
        raise ValueError("critical agreement needs two people and one item or more")
    if n > CRITICAL_N[-1] or items > CRITICAL_J[-1]:
        return normal_critical_rwg(n, items)
    # 1/√n falls with n, and interpolation wants rising knots.
    by_n = [np.interp(-1 / sqrt(n), [-1 / sqrt(k) for k in CRITICAL_N], row) for row in CRITICAL]
    return float(np.interp(log(items), np.log(CRITICAL_J), by_n))


def normal_critical_rwg(n: int, items: int) -> float:
    """As `critical_rwg`, with the mean of J sample variances taken for normal: right for many answers.

    A sample variance of n answers varies by (μ₄ − σ⁴(n−3)/(n−1)) / n, the mean of J of them by 1/J of that.
    """
    varies = (UNIFORM_FOURTH - UNIFORM_VARIANCE**2 * (n - 3) / (n - 1)) / n
    r = min(1.0, Z * sqrt(varies / items) / UNIFORM_VARIANCE)
    return items * r / (items * r + 1 - r)
