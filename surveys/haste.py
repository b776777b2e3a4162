"""Haste by the whole time taken, which only the others' times can tell."""

from __future__ import annotations

from scoring.quality import FAST_TOTAL


def median(middle: list[int]) -> float:
    """The median, given the one or two values in the middle of all."""
    return sum(middle) / len(middle)


def middle_of(count: int) -> slice:
    """Where in ascending order the values stand that the median is made of, for a count of at least 1."""
    return slice((count - 1) // 2, count // 2 + 1)


def hasty_below(*medians: float | None) -> float | None:
    """Seconds under which a total is hasty: a third of the largest of these medians; None if none is known.

    A wave that was opened again judges those who answer then by their own median and by that of the first
    close: a hurried few must not make haste the rule.
    """
    return max((FAST_TOTAL * each for each in medians if each is not None), default=None)
