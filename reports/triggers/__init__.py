"""The tests that the catalog of actions names: each looks at the published results and says what it found.

A test answers with a Hit, or None when it does not hold. A value that may not be shown never makes a test
hold: nothing is proposed on numbers a reader could not check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.reading import Reading
from reports.triggers import modules, outside, ownership, scores, sheet
from reports.triggers.hits import TESTS, Hit

__all__ = ["TESTS", "Hit", "evaluate", "modules", "outside", "ownership", "scores", "sheet"]


def evaluate(when: Mapping[str, Any], *, reading: Reading) -> tuple[Hit, ...]:
    """The hits of a trigger; empty when it does not hold."""
    hits: list[Hit] = []
    for name, argument in when.items():
        found = _one(name, argument, reading=reading)
        if not found:
            return ()
        hits.extend(found)
    return tuple(hits)


def _one(name: str, argument: Any, *, reading: Reading) -> tuple[Hit, ...]:
    if name == "any":
        return tuple(hit for part in argument for hit in evaluate(part, reading=reading))
    if name == "all":
        found = [evaluate(part, reading=reading) for part in argument]
        return tuple(hit for hits in found for hit in hits) if all(found) else ()
    hit = TESTS[name](reading, **argument)
    return (hit,) if hit else ()
