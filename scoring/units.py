"""Reporting units: functions with enough answers, and one pool of the others. Every headline uses these only.

Statistics of raw functions next to a total would give away the function that is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_GROUP, LARGEST_GROUP = 5, 10
"""Bounds of the minimum group: nothing is ever shown of fewer than five."""

LEAST_FOR_SHARES = 10
"""Shares and distributions need ten answers; what is found in them (a state, a flag) the minimum group."""


@dataclass(frozen=True)
class Unit:
    """A function with enough answers, or the pool of those with too few ("other:executive+finance")."""

    key: str
    functions: tuple[str, ...]
    headcount: int
    n: int

    @property
    def pooled(self) -> bool:
        return len(self.functions) > 1


def checked_minimum_group(minimum_group: object) -> int:
    """The minimum group if it is a whole number of 5–10; ValueError for anything else, unset or text."""
    if type(minimum_group) is not int or not LEAST_GROUP <= minimum_group <= LARGEST_GROUP:
        raise ValueError(f"the smallest group shown is a whole number from {LEAST_GROUP} to {LARGEST_GROUP}")
    return minimum_group


def reporting_units(
    sizes: Mapping[str, int], headcounts: Mapping[str, int], minimum_group: int
) -> tuple[Unit, ...]:
    """The units every headline uses, fewest answers first, then by name, the pool last.

    sizes, headcounts  answers and people by function key; a function that nobody answered for is no unit.
    minimum_group      functions with fewer answers are pooled; the pool takes in the smallest of the others
                       until it is large enough. If it never is, there is no unit at all.
    """
    k = checked_minimum_group(minimum_group)
    answered = sorted((n, key) for key, n in sizes.items() if n > 0)
    pool = [key for n, key in answered if n < k]
    rest = [key for n, key in answered if n >= k]
    while pool and rest and sum(sizes[key] for key in pool) < k:
        pool.append(rest.pop(0))
    units = [_unit([key], sizes, headcounts) for key in rest]
    if pool and sum(sizes[key] for key in pool) >= k:
        units.append(_unit(sorted(pool), sizes, headcounts))
    return tuple(units)


def _unit(keys: list[str], sizes: Mapping[str, int], headcounts: Mapping[str, int]) -> Unit:
    return Unit(
        key=keys[0] if len(keys) == 1 else "other:" + "+".join(keys),
        functions=tuple(keys),
        headcount=sum(headcounts.get(key, 0) for key in keys),
        n=sum(sizes[key] for key in keys),
    )
