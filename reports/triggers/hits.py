"""What a test of the catalog answers with, and the register of tests by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """What a test found.

    points     how far from where it should be, 0–100; the weight of the action grows with it.
    reach      how many stages, functions or statements it concerns.
    construct  what it was found on; an action is weighed by what was found on its own construct.
    about      ids (or their beginnings) of the findings it belongs to.
    functions  functions it speaks of.  stages: journey stages it speaks of.
    because    the trigger in words, with its numbers: a clause, as several are joined by semicolons.
    """

    points: float
    about: tuple[str, ...]
    because: str
    construct: str = ""
    reach: int = 1
    functions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


Test = Callable[..., Hit | None]
TESTS: dict[str, Test] = {}


def named(function: Test) -> Test:
    """Register a test under its own name, the one the catalog uses."""
    TESTS[function.__name__] = function
    return function
