"""How often published sets of people give away fewer than the minimum group, and what is left to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.lattice import kept_by_lines, lattice, pooled, publishable_sets
from tests.calibration.claims import Claim, Line

Counts = NDArray[np.int64]
Sets = NDArray[np.uint8]
Rule = Callable[[Counts], Sets]

MINIMUM = 5
FUNCTIONS, LEVELS = 8, 3
SIZES = (2, 3, 5, 7, 10, 14, 22, 40)


def random_table(rng: np.random.Generator) -> Counts:
    """Answers by function × level: three to eight functions of 2–40 people, of uneven levels."""
    functions = int(rng.integers(3, FUNCTIONS + 1))
    sizes = rng.choice(SIZES, size=functions)
    shares = rng.dirichlet([0.6, 1.2, 4.0], size=functions)
    return np.stack([rng.multinomial(n, p) for n, p in zip(sizes, shares, strict=True)])


def leaks(sets: Sets, sizes: Counts) -> bool:
    """Whether a union of cells with fewer people than the minimum is a sum of multiples of these sets.

    Every such union is tried: it has at most four cells with people, because five would be five people.
    Reckoned here from the singular vectors, and by the product in whole numbers, so neither copies the other.
    """
    there = np.flatnonzero(sizes)
    _, values, rows = np.linalg.svd(sets[:, there].astype(float).reshape(-1, len(there)), full_matrices=True)
    outside = rows[int((values > 1e-9).sum()) :]
    return any(
        np.abs(outside[:, union].sum(axis=1)).max(initial=0.0) < 1e-9 for union in _small_unions(sizes[there])
    )


def _small_unions(sizes: Counts) -> Iterator[list[int]]:
    few = [at for at, n in enumerate(sizes) if n < MINIMUM]
    for count in range(1, MINIMUM):
        for union in combinations(few, count):
            if sizes[list(union)].sum() < MINIMUM:
                yield list(union)


def thresholds_alone(table: Counts) -> Sets:
    """Everybody, functions, levels and their cells, each with five people or more."""
    whole = lattice([[code] for code in range(len(table))], functions=len(table), levels=LEVELS)
    kept: Sets = whole.sets[whole.sets @ table.ravel() >= MINIMUM]
    return kept


def thresholds_and_lines(table: Counts) -> Sets:
    """The same of pooled functions, and nothing is left over in the line of a total."""
    whole = lattice(pooled(table, minimum_group=MINIMUM), functions=len(table), levels=LEVELS)
    sizes = table.ravel()
    kept: Sets = whole.sets[kept_by_lines(whole, sizes, whole.sets @ sizes >= MINIMUM, MINIMUM)]
    return kept


def as_published(table: Counts) -> Sets:
    return publishable_sets(table, minimum_group=MINIMUM)


def anonymity(*, tables: int = 400, seed: int = 7) -> Claim:
    rng = np.random.default_rng(seed)
    drawn = [random_table(rng) for _ in range(tables)]
    lines = (
        _line("thresholds alone", thresholds_alone, drawn),
        _line("thresholds and lines", thresholds_and_lines, drawn),
        _line("as published", as_published, drawn, highest=0),
    )
    note = f"{tables} tables of function × level: in how many something of 1–4 people can be worked out."
    return Claim("Anonymity", note, lines)


def _line(what: str, rule: Rule, drawn: list[Counts], *, highest: float = np.inf) -> Line:
    kept = [rule(table) for table in drawn]
    leaking = sum(leaks(sets, table.ravel()) for sets, table in zip(kept, drawn, strict=True))
    share = sum(map(len, kept)) / sum(map(_possible, drawn))
    return Line(what, leaking, high=highest, beside={"cells kept": share}, digits=0)


def _possible(table: Counts) -> int:
    """Cells and totals with anybody in them."""
    lead, front = (
        table[:, level].sum(axis=-1) for level in (slice(0, LEVELS - 1), slice(LEVELS - 1, LEVELS))
    )
    return 3 + len(table) + int((lead > 0).sum() + (front > 0).sum())
