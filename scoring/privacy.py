"""What may be shown: reporting units, thresholds, bands and rounding, and the one function that applies them."""

from __future__ import annotations

from dataclasses import dataclass


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
