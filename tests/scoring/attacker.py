"""Random function × level tables, the rules one after another, and an attacker who knows what is published.

The attacker shares nothing with the audit: floating-point projections instead of whole numbers, every union
of up to four cells instead of a search. `attacked(tables=400)` takes about a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.lattice import audited, kept_by_lines, lattice, publishable_sets

MINIMUM, MOST_CELLS = 5, 4
Table = NDArray[np.int64]
Sets = NDArray[np.uint8]


@dataclass
class Outcome:
    """Of so many tables: by rule, how many leak, and the share of nonempty function × level sets kept."""

    tables: int
    leaking: dict[str, int] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.leaking[rule]:4d} leak, {self.kept[rule]:.3f} kept: {rule}" for rule in self.leaking]
        return f"of {self.tables} tables\n" + "\n".join(lines)


def attacked(*, tables: int, seed: int = 20) -> Outcome:
    """Publish each table under every rule and attack it."""
    outcome = Outcome(tables)
    drawn = list(random_tables(tables, seed=seed))
    for name, rule in RULES.items():
        published = [rule(table) for table in drawn]
        pairs = list(zip(published, drawn, strict=True))
        outcome.leaking[name] = sum(leaks(sets, table.ravel()) for sets, table in pairs)
        outcome.kept[name] = sum(len(sets) for sets, _ in pairs) / sum(map(_nonempty, drawn))
    return outcome


def random_tables(tables: int, *, seed: int) -> Iterator[Table]:
    """Three to eight functions of mostly few people, of uneven levels; shape (F, 3)."""
    rng = np.random.default_rng(seed)
    for _ in range(tables):
        functions = int(rng.integers(3, 9))
        people = rng.choice([2, 4, 6, 9, 13, 18, 25, 40], size=functions)
        yield rng.multinomial(people, [0.08, 0.22, 0.70])


def leaks(sets: Sets, sizes: Table) -> bool:
    """Whether fewer than the minimum can be worked out of these sets, by a union or by a difference."""
    return bool(unions_worked_out(sets, sizes)) or bool(small_differences(sets, sizes))


def unions_worked_out(sets: Sets, sizes: Table, *, below: int = MINIMUM) -> list[tuple[int, ...]]:
    """Unions of up to four cells with 1 … below−1 people whose indicator is a weighted sum of the sets."""
    filled = np.flatnonzero(sizes)
    outside = outside_of(sets[:, filled].astype(np.float64))
    small = [at for at, cell in enumerate(filled) if sizes[cell] < below]
    found = []
    for count in range(1, MOST_CELLS + 1):
        unions = np.array(list(combinations(small, count)), dtype=np.intp).reshape(-1, count)
        unions = unions[sizes[filled][unions].sum(axis=1) < below]
        along = np.abs(outside[:, unions].sum(axis=2)).max(axis=0, initial=0.0)
        found += [tuple(map(int, filled[union])) for union in unions[along < 1e-9]]
    return found


def outside_of(sets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows orthogonal to every published set: a set can be worked out where all of them vanish on it."""
    _, values, rows = np.linalg.svd(sets, full_matrices=True)
    return rows[int((values > 1e-9).sum()) :]


def small_differences(sets: Sets, sizes: Table, *, below: int = MINIMUM) -> list[tuple[int, int]]:
    """Pairs of published sets, one in the other, that differ by 1 … below−1 people."""
    wide = sets.astype(np.int64)
    return [
        (a, b)
        for a, b in combinations(range(len(wide)), 2)
        for gap in [(wide[a] - wide[b]) * (sizes > 0)]
        if (gap.min() >= 0 or gap.max() <= 0) and 0 < np.abs(gap) @ sizes < below
    ]


# --- The rules, one after another -------------------------------------------------------------------------


def _every_function(table: Table) -> Sets:
    return lattice([[code] for code in range(len(table))], functions=len(table)).sets


def _nonempty(table: Table) -> int:
    return int((_every_function(table) @ table.ravel() > 0).sum())


def threshold(table: Table) -> Sets:
    sets = _every_function(table)
    return sets[sets @ table.ravel() >= MINIMUM]


def threshold_and_lines(table: Table) -> Sets:
    whole = lattice([[code] for code in range(len(table))], functions=len(table))
    enough = whole.sets @ table.ravel() >= MINIMUM
    return whole.sets[kept_by_lines(whole, table.ravel(), enough, MINIMUM)]


def with_audit(table: Table) -> Sets:
    sets = threshold_and_lines(table)
    return sets[audited(sets, table.ravel(), MINIMUM)]


def everything(table: Table) -> Sets:
    return publishable_sets(table, minimum_group=MINIMUM)


RULES: dict[str, Callable[[Table], Sets]] = {
    "threshold": threshold,
    "threshold and line rule": threshold_and_lines,
    "with audit": with_audit,
    "pooled first, with audit": everything,
}
