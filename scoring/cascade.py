"""Customer measures from the chief executive to the front line: what the sponsor states, what people see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scoring.borders import on_the_border
from scoring.constructs import ConstructScore

LEVELS = ("ceo", "executive_team", "function_heads", "managers", "front_line")
"""Levels of the grid, from the top down."""

FULL = 2
APART = 20.0

CascadeReading = Literal["believed_not_built", "built_not_felt", "in_step", "untold"]


@dataclass(frozen=True)
class Cascade:
    """The grid of customer measures beside what people perceive of them.

    levels       level -> 0 none, 1 a measure is shown, 2 it has a target and a consequence; from the top.
    score        0–100, all levels together.
    break_level  first level without a measure below one that has one; None without a break.
    difference   perceived (METR) minus score, points; None if nothing is known of what people perceive.
    reading      believed_not_built from +20 points on, built_not_felt from −20 on.
    """

    levels: dict[str, int]
    score: float
    break_level: str | None
    difference: float | None
    reading: CascadeReading


def cascade(facts: Mapping[str, Any] | None, scores: Mapping[str, ConstructScore]) -> Cascade | None:
    """The cascade of a fact sheet; None unless it states all five levels."""
    grid = (facts or {}).get("metrics_cascade") or {}
    if any(grid.get(level) not in range(FULL + 1) for level in LEVELS):
        return None
    levels = {level: int(grid[level]) for level in LEVELS}
    score = 100 * sum(levels.values()) / (FULL * len(levels))
    perceived = scores["METR"].organization if "METR" in scores else None
    difference = None if perceived is None else perceived.value - score
    return Cascade(levels, score, break_level(levels), difference, reading(difference))


def break_level(levels: Mapping[str, int]) -> str | None:
    """The first level, from the top, that has no measure after one that has."""
    measured = False
    for level, value in levels.items():
        if measured and value < 1:
            return level
        measured = measured or value >= 1
    return None


def reading(difference: float | None) -> CascadeReading:
    """What it means that perceived and stated measures are so many points apart."""
    if difference is None:
        return "untold"
    if on_the_border(difference) >= APART:
        return "believed_not_built"
    return "built_not_felt" if on_the_border(difference) <= -APART else "in_step"
