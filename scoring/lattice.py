"""Which sets of people can be told apart by adding and subtracting what is published of one score.

A wave publishes means of reporting units and, beside them, of leaders and managers and of the front line.
Units do not overlap, so they give away nothing but themselves; a level crosses them and may.
"""

from __future__ import annotations

from collections.abc import Iterable

Row = tuple[int, int]
"""Usable answers of a unit: of its leaders and managers, of its front line."""


def levels_hide_everybody(units: Iterable[Row], *, minimum_group: int) -> bool:
    """Whether both levels can be published beside these units without telling of fewer than the minimum.

    Sums and differences of units and levels single out unions of units, and a level without the units that
    consist of that level only: those can be taken away. For Σ aᵤ·unitᵤ + b·lead to be 0 or 1 everywhere, a
    unit of both levels needs aᵤ and aᵤ + b in {0, 1}; so b = ±1, and every such unit gives the same part. The
    least set is therefore what a level has in units of both. Without such a unit, levels are unions of units.
    """
    both = [(lead, front) for lead, front in units if lead and front]
    return not both or min(map(sum, zip(*both, strict=True))) >= minimum_group
