"""The questions each function was asked about itself: comparable in shape, never in level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.constructs import ConstructScore
from scoring.intervals import Estimate
from scoring.units import Unit

WHOLE = "MOD"
FACETS = {"K": "MOD_K", "P": "MOD_P", "X": "MOD_X", "M": "MOD_M"}
"""Knowledge, process, crossings and measures -> construct."""


@dataclass(frozen=True)
class Module:
    """One function's profile; None where fewer than the minimum group gave usable answers."""

    unit: str
    overall: Estimate | None
    facets: dict[str, Estimate | None]


def modules(scores: Mapping[str, ConstructScore], *, units: Sequence[Unit]) -> dict[str, Module]:
    """Unit -> profile, for functions that have a module and are units of their own.

    A pool has none: its functions were asked different things.
    """
    whole = scores.get(WHOLE)
    if whole is None:
        return {}
    asked = [unit.key for unit in units if not unit.pooled and unit.key in whole.usable]
    return {
        key: Module(
            unit=key,
            overall=whole.units.get(key),
            facets={facet: _of(scores.get(construct), key) for facet, construct in FACETS.items()},
        )
        for key in asked
    }


def _of(score: ConstructScore | None, unit: str) -> Estimate | None:
    return None if score is None else score.units.get(unit)
