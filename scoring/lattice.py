"""Which people can be told apart by adding and subtracting what is published, and what may be published then.

What is published of one score (means, shares) is known for sets of people. Whoever has all of them can work
out every weighted sum, so a set of people is given away exactly when its indicator lies in the row space of
the published sets. `revealed` finds all such sets that are too small; it reckons in whole numbers, so it has
neither a tolerance nor a sample. `audited` is the one function that decides what of a list of sets may be
published; everything else here asks it.

Atoms are the smallest groups that a published set can be made of: function × level, and, where a wave was
opened again, what each closing added to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd, lcm

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.units import checked_minimum_group, reporting_units

Sets = NDArray[np.uint8]
"""One row per set of people, 1 for each atom it is made of; shape (sets, atoms)."""

Union = tuple[int, ...]
Equation = dict[int, int]
"""Coefficients by group: their sum over the groups of a set is 0 if the set can be worked out."""

Row = tuple[int, int]
"""Usable answers of a unit: of its leaders and managers, of its front line."""


# --- What is given away -----------------------------------------------------------------------------------


def revealed(sets: ArrayLike, sizes: ArrayLike, minimum_group: int) -> tuple[Union, ...]:
    """The unions of atoms with 1 … minimum_group−1 people that the published sets give away, least ones only.

    sets     0/1, shape (S, A): what is published, one row per set.
    sizes    people by atom, shape (A,); an atom of nobody belongs to no union.
    Returns  ascending tuples of atoms. Every union that is given away is made of these without overlap: the
             difference of two that lie in one another is given away as well.
    Raises   ValueError for a minimum group below 1, other entries than 0 and 1, or sizes below 0.
    """
    groups, weights = _groups(sets, sizes, minimum_group)
    found = {tuple(sorted(union)) for union in _unions(sets, groups, weights, minimum_group)}
    least = [set(union) for union in found]
    return tuple(
        sorted(
            tuple(sorted(atom for group in union for atom in groups[group]))
            for union in found
            if not any(other < set(union) for other in least)
        )
    )


def gives_away(sets: ArrayLike, sizes: ArrayLike, minimum_group: int) -> bool:
    """Whether any union of atoms with 1 … minimum_group−1 people is given away; stops at the first."""
    groups, weights = _groups(sets, sizes, minimum_group)
    return next(_unions(sets, groups, weights, minimum_group), None) is not None


def _groups(sets: ArrayLike, sizes: ArrayLike, minimum_group: int) -> tuple[list[list[int]], list[int]]:
    """Atoms that are in exactly the same sets, which nothing can tell apart, and the people of each group."""
    table, people = np.asarray(sets), np.asarray(sizes)
    if minimum_group < 1 or people.min(initial=0) < 0 or not set(np.unique(table)) <= {0, 1}:
        raise ValueError("sets are made of 0 and 1, sizes of 0 and more, and a minimum group of 1 and more")
    alike: dict[bytes, list[int]] = {}
    for atom in np.flatnonzero(people):
        alike.setdefault(table[:, atom].astype(np.uint8).tobytes(), []).append(int(atom))
    groups = [group for key, group in alike.items() if any(key)]
    return groups, [int(people[group].sum()) for group in groups]


def _unions(
    sets: ArrayLike, groups: Sequence[Sequence[int]], weights: Sequence[int], below: int
) -> Iterator[frozenset[int]]:
    """Sets of groups that lie in the row space and hold fewer than `below` people; all of the least ones.

    A set that lies in the row space meets every equation. So while a part of it leaves an equation unmet, the
    rest of it holds a group that pulls the other way: trying those groups one by one, each barred from the
    later tries, misses no set.
    """
    columns = [group[0] for group in groups]
    equations = _equations(np.asarray(sets)[:, columns].tolist(), width=len(columns))
    small = _may_take_part({at for at, n in enumerate(weights) if n < below}, equations)
    by_group = _by_group([{g: c for g, c in e.items() if g in small} for e in equations], small)
    search = _Search(by_group, weights, [e for e in equations if e.keys() & small])
    barred: set[int] = set()
    for seed in sorted(small):
        yield from search.from_seed(seed, room=below - 1, barred=frozenset(barred))
        barred.add(seed)


@dataclass(frozen=True)
class _Search:
    """by_group: group -> its coefficient by equation; weights: people by group."""

    by_group: dict[int, dict[int, int]]
    weights: Sequence[int]
    equations: Sequence[Equation]

    def from_seed(self, seed: int, *, room: int, barred: frozenset[int]) -> Iterator[frozenset[int]]:
        yield from self._grow(frozenset([seed]), self.by_group[seed], room - self.weights[seed], barred)

    def _grow(
        self, union: frozenset[int], unmet: dict[int, int], room: int, barred: frozenset[int]
    ) -> Iterator[frozenset[int]]:
        if not unmet:
            yield union
            return
        tried: set[int] = set()
        for group in min((self._pulls_back(e, unmet[e], union | barred, room) for e in unmet), key=len):
            rest = _sum(unmet, self.by_group[group])
            yield from self._grow(union | {group}, rest, room - self.weights[group], barred | tried)
            tried.add(group)

    def _pulls_back(self, equation: int, unmet: int, out: frozenset[int], room: int) -> list[int]:
        return [
            group
            for group, row in self.by_group.items()
            if row.get(equation, 0) * unmet < 0 and group not in out and self.weights[group] <= room
        ]


def _sum(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    together = {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}
    return {key: value for key, value in together.items() if value}


def _by_group(equations: Sequence[Equation], small: set[int]) -> dict[int, dict[int, int]]:
    return {g: {at: e[g] for at, e in enumerate(equations) if g in e} for g in sorted(small)}


def _may_take_part(small: set[int], equations: Sequence[Equation]) -> set[int]:
    """Without the groups that an equation rules out: those it weighs with one sign only can never meet it."""
    before = len(small) + 1
    while len(small) < before:
        before = len(small)
        for equation in equations:
            signs = {coefficient > 0 for group, coefficient in equation.items() if group in small}
            if len(signs) == 1:
                small = small - equation.keys()
    return small


def _equations(rows: list[list[int]], *, width: int) -> list[Equation]:
    """What a set has to meet to lie in the row space, one equation for each column without a pivot.

    With the rows reduced, a set s in the row space is Σ s[pivot]·row/row[pivot]: its other entries follow.
    """
    reduced = _reduced(rows, width=width)
    equations = []
    for free in sorted(set(range(width)) - reduced.keys()):
        parts = {pivot: row for pivot, row in reduced.items() if row[free]}
        scale = lcm(*(row[pivot] for pivot, row in parts.items()))
        equation = {pivot: row[free] * (scale // row[pivot]) for pivot, row in parts.items()}
        equations.append(equation | {free: -scale})
    return equations


def _reduced(rows: list[list[int]], *, width: int) -> dict[int, list[int]]:
    """Pivot column -> its row, of the reduced echelon form (Gauss–Jordan in whole numbers)."""
    reduced: dict[int, list[int]] = {}
    waiting = [list(row) for row in {tuple(row) for row in rows} if any(row)]
    waiting.sort(key=lambda row: (sum(row), row))
    for row in waiting:
        for pivot, other in reduced.items():
            row = _cleared(row, other, at=pivot)
        pivot = next((at for at in range(width) if abs(row[at]) == 1), -1)
        pivot = next((at for at in range(width) if row[at]), -1) if pivot < 0 else pivot
        if pivot < 0:
            continue
        row = row if row[pivot] > 0 else [-value for value in row]
        reduced = {at: _cleared(other, row, at=pivot) for at, other in reduced.items()} | {pivot: row}
    return reduced


def _cleared(row: list[int], by: list[int], *, at: int) -> list[int]:
    """The row without its entry at a column in which `by` is above 0; the sign of its other pivots stays."""
    if not row[at]:
        return row
    factor, times = by[at], row[at]
    mixed = [factor * mine - times * its for mine, its in zip(row, by, strict=True)]
    shared = gcd(*mixed)
    return [value // shared for value in mixed] if shared > 1 else mixed


# --- What may be published ----------------------------------------------------------------------------------


def audited(
    sets: ArrayLike, sizes: ArrayLike, minimum_group: int, *, before: ArrayLike = ()
) -> NDArray[np.bool_]:
    """Which of these sets may be published: the smallest goes, then the next, until nothing is given away.

    before   sets over the same atoms that are published already and cannot be taken back.
    Returns  True where a set stays, shape (S,). All False may still give something away, if `before` does.
    """
    table, people = np.asarray(sets, dtype=np.uint8), np.asarray(sizes)
    given = np.asarray(before, dtype=np.uint8).reshape(-1, len(people))
    stays = np.ones(len(table), dtype=bool)
    totals = table @ people
    while stays.any() and gives_away(np.vstack([given, table[stays]]), people, minimum_group):
        # Of two equally small ones the later goes: lattices are listed from the whole to the part.
        smallest = min(np.flatnonzero(stays), key=lambda at: (totals[at], -at))
        stays[smallest] = False
    return stays


def levels_publishable(rows: Sequence[Row], *, minimum_group: int) -> bool:
    """Whether leaders and managers, and the front line, can be shown beside these units.

    rows  usable answers of the units shown on a score. Units do not overlap and give away nothing but
          themselves; a level crosses them and may.
    """
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    if min(table.sum(axis=0)) < minimum_group:
        return False
    units, levels = np.repeat(np.eye(len(table)), 2, axis=1), np.tile(np.eye(2), (1, len(table)))
    return bool(audited(levels, table.ravel(), minimum_group, before=units).all())


@dataclass(frozen=True)
class Lattice:
    """All sets of a wave that may be published at all, from the whole to the part.

    sets   everybody; reporting units; leaders and managers, front line; unit × level: shape (S, F·L).
    lines  a total and the parts it is the sum of, as places in `sets`.
    """

    sets: Sets
    lines: tuple[tuple[int, tuple[int, ...]], ...]


def lattice(units: Sequence[Sequence[int]], *, functions: int, levels: int = 3) -> Lattice:
    """The lattice over function × level atoms. units: codes of the functions of each reporting unit."""
    columns = (range(levels - 1), range(levels - 1, levels))
    everyone = [code for unit in units for code in unit]
    groups = [(everyone, range(levels)), *((unit, range(levels)) for unit in units)]
    groups += [(everyone, column) for column in columns]
    groups += [(unit, column) for unit in units for column in columns]
    table = np.zeros((len(groups), functions, levels), dtype=np.uint8)
    for at, (codes, column) in enumerate(groups):
        table[np.ix_([at], list(codes), list(column))] = 1
    return Lattice(table.reshape(len(groups), -1), _lines(len(units)))


def _lines(units: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    lead = units + 1
    cells = [(lead + 2 + 2 * at, lead + 3 + 2 * at) for at in range(units)]
    return (
        (0, tuple(range(1, units + 1))),
        (0, (lead, lead + 1)),
        *((1 + at, pair) for at, pair in enumerate(cells)),
        *((lead + level, tuple(pair[level] for pair in cells)) for level in (0, 1)),
    )


def kept_by_lines(whole: Lattice, sizes: ArrayLike, stays: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
    """What stays once no line of a published total hides 1 … k−1 people: its smallest part goes as well."""
    totals, stays = whole.sets @ np.asarray(sizes), stays.copy()
    changed = True
    while changed:
        changed = False
        for total, parts in whole.lines:
            hidden = sum(int(totals[part]) for part in parts if not stays[part])
            if stays[total] and 0 < hidden < k:
                shown = [part for part in parts if stays[part]]
                stays[min(shown, key=lambda at: (totals[at], -at))] = False
                changed = True
    return stays


def publishable_sets(table: ArrayLike, *, minimum_group: int, names: Sequence[str] = ()) -> Sets:
    """The sets of a function × level table that may be published, one row per set, shape (S, F·L).

    Small functions are pooled first, sets below the minimum go, then what a line of a published total would
    give away, then the smallest of the rest until nothing is given away.
    table   people by function × level, the front line last; shape (F, L).
    names   of the functions, which decide between equally small ones; empty: the order of the table does.
    Raises  ValueError for a minimum group that is not a whole number of 5–10.
    """
    people, k = np.asarray(table), checked_minimum_group(minimum_group)
    order = np.argsort(names, kind="stable") if names else np.arange(len(people))
    ranked = people[order].ravel()
    whole = lattice(pooled(people[order], minimum_group=k), functions=len(people), levels=people.shape[1])
    stays = kept_by_lines(whole, ranked, whole.sets @ ranked >= k, k)
    stays[stays] = audited(whole.sets[stays], ranked, k)
    kept = whole.sets[stays].reshape(-1, *people.shape)
    return kept[:, np.argsort(order)].reshape(len(kept), people.size)


def pooled(table: NDArray[np.int64], *, minimum_group: int) -> list[list[int]]:
    """Codes of the functions of each reporting unit of a function × level table."""
    sizes = {f"{code:03}": int(n) for code, n in enumerate(table.sum(axis=1))}
    return [[int(key) for key in unit.functions] for unit in reporting_units(sizes, {}, minimum_group)]
