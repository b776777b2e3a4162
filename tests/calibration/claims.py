"""What a simulation claims: lines with a figure and the band it must lie in, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf


@dataclass(frozen=True)
class Line:
    """One figure of a table.

    found, low, high  the figure and the band it must lie in, ends included; no band: shown to compare.
    beside            further figures that are no claim, by column.
    digits            how many are printed of `found` behind the point: none of a count.
    """

    what: str
    found: float
    low: float = -inf
    high: float = inf
    beside: dict[str, float] = field(default_factory=dict)
    digits: int = 3

    @property
    def holds(self) -> bool:
        return self.low <= self.found <= self.high

    @property
    def target(self) -> str:
        if self.low == -inf:
            return "" if self.high == inf else f"≤ {self.high:.3g}"
        return f"≥ {self.low:.3g}" if self.high == inf else f"{self.low:.3g}–{self.high:.3g}"

    @property
    def verdict(self) -> str:
        return ("holds" if self.holds else "FAILS") if self.target else ""


@dataclass(frozen=True)
class Claim:
    """A table of lines; `note` says in a sentence what was simulated."""

    title: str
    note: str
    lines: tuple[Line, ...]

    @property
    def holds(self) -> bool:
        return all(line.holds for line in self.lines)

    def __str__(self) -> str:
        names = list(dict.fromkeys(name for line in self.lines for name in line.beside))
        rows = [["", "found", "target", "", *names]]
        rows += [_cells(line, names) for line in self.lines]
        return "\n".join([self.title, self.note, *_aligned(rows)])


def _cells(line: Line, names: Sequence[str]) -> list[str]:
    beside = [f"{line.beside[name]:.3f}" if name in line.beside else "" for name in names]
    return [line.what, f"{line.found:.{line.digits}f}", line.target, line.verdict, *beside]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["  " + "  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell.ljust(width)
