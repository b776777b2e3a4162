"""Answers in, counts and moments out: the last place where a person exists.

`fold` reads blocks of packed answers and keeps, by function × level, how many people there are, how often
each answer was given, and first and second moments of scores and items. All of it is whole numbers, so
tallies add exactly, in any order and for any size of block: a million answers need the memory of one block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import Codebook
from scoring.scales import ConstructScale, Plan, code_count, plan_of, steps_of

CHUNK = 32_768
"""Rows worked on at a time: small enough for the cache, and for exact sums in floating point."""

TABLE = 32_768
"""Cells a joint table of neighboring columns may have; one pass then counts several columns."""

Whole = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class AnswerBlock:
    """Packed answers of n people in any order.

    functions, levels  codes of the group each person belongs to, uint8 of shape (n,).
    answers            one row per person, uint8 of shape (n, width).
    """

    functions: Bytes
    levels: Bytes
    answers: Bytes

    def __post_init__(self) -> None:
        n = len(self.functions)
        if self.answers.ndim != 2 or len(self.levels) != n or len(self.answers) != n:
            raise ValueError("a block has one function, one level and one row of answers per person")
        if {self.functions.dtype, self.levels.dtype, self.answers.dtype} != {np.dtype(np.uint8)}:
            raise ValueError("a block holds bytes (uint8)")


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts and moments per function × level (F × L cells); adds with `+`, equal if every number is.

    sizes       people, int64 (F, L).
    histograms  column -> how often each byte was given, int64 (F, L, bytes). Profile columns are not counted.
    products    of construct scores in ticks, int64 (F, L, 2P, 2P): with x the scores (0 if missing) and v
                their validity, all sums of products of (x₁…x_P, v₁…v_P): x·x, x·v and v·v.
    items       construct -> the same for the keyed steps of its columns over complete rows only, int64
                (F, L, J+1, J+1); the last row is the constant 1, so it holds sums and the number of rows.
    """

    codebook: Codebook
    sizes: Whole
    histograms: dict[str, Whole]
    products: Whole
    items: dict[str, Whole]

    def __add__(self, other: Tally) -> Tally:
        if self.codebook != other.codebook:
            raise ValueError("only tallies of the same codebook add")
        return Tally(
            codebook=self.codebook,
            sizes=self.sizes + other.sizes,
            histograms={key: table + other.histograms[key] for key, table in self.histograms.items()},
            products=self.products + other.products,
            items={key: table + other.items[key] for key, table in self.items.items()},
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return self.codebook == other.codebook and all(
            _same(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)[1:]
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def plan(self) -> Plan:
        """How the codebook's constructs are scored."""
        return plan_of(self.codebook)

    @property
    def n(self) -> int:
        """People in the tally."""
        return int(self.sizes.sum())

    def functions(self, keys: Sequence[str]) -> list[int]:
        """Codes of functions by key; ValueError for one the wave does not have."""
        return [self.codebook.functions.index(key) for key in keys]


def fold(blocks: Iterable[AnswerBlock], *, codebook: Codebook) -> Tally:
    """Count blocks of answers into a tally.

    Raises  ValueError for a block of another width, an unknown function or level, or a byte its column lacks.
    """
    fold_ = _Fold(codebook)
    for block in blocks:
        with _one_thread():
            fold_.add(block)
    return fold_.tally()


def _one_thread() -> AbstractContextManager[object]:
    """Keep matrix products on this thread.

    They are small here, and on a busy machine the library's threads wait for one another ten times as long as
    the work takes. Without threadpoolctl the fold is as right, only slower there.
    """
    controller = _thread_pools()
    return nullcontext() if controller is None else controller.limit(limits=1, user_api="blas")


@cache
def _thread_pools() -> Any:
    try:
        from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]
    except ImportError:
        return None
    return ThreadpoolController()


def _same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)
    return np.array_equal(one, other)  # type: ignore[arg-type]


class _Fold:
    """The running sums of one fold."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.plan = plan_of(codebook)
        self.shape = (max(1, len(codebook.functions)), max(1, len(codebook.levels)))
        self.cells = self.shape[0] * self.shape[1]
        self.limits = np.array([code_count(column) for column in codebook.columns], dtype=np.intp)
        self.sizes = np.zeros(self.cells, dtype=np.int64)
        self.packs = _packs(codebook, cells=self.cells)
        self.tables = [
            np.zeros(self.cells * _product(self.limits[pack]), dtype=np.int64) for pack in self.packs
        ]
        size = 2 * len(self.plan.scales)
        self.products = np.zeros((self.cells, size, size), dtype=np.float64)
        self.several = [scale for scale in self.plan.scales if len(scale.leaves) > 1]
        self.items = [np.zeros((self.cells, j + 1, j + 1)) for j in (len(s.leaves) for s in self.several)]
        self.factors = [scale.factors() for scale in self.plan.scales]

    def add(self, block: AnswerBlock) -> None:
        """Count one block of any length."""
        self._check_groups(block)
        for start in range(0, len(block.answers), CHUNK):
            part = slice(start, start + CHUNK)
            self._add_chunk(block.functions[part], block.levels[part], block.answers[part])

    def tally(self) -> Tally:
        """What was counted so far."""
        by_column: dict[str, Whole] = {}
        for pack, table in zip(self.packs, self.tables, strict=True):
            by_column |= self._marginals(pack, table)
        return Tally(
            codebook=self.codebook,
            sizes=self.sizes.reshape(self.shape),
            histograms=by_column,
            products=self._cells(self.products),
            items={
                scale.key: self._cells(table) for scale, table in zip(self.several, self.items, strict=True)
            },
        )

    def _cells(self, table: NDArray[np.float64]) -> Whole:
        return np.rint(table).astype(np.int64).reshape(*self.shape, *table.shape[1:])

    def _marginals(self, pack: list[int], table: Whole) -> Iterator[tuple[str, Whole]]:
        joint = table.reshape(self.cells, *self.limits[pack])
        axes = set(range(1, len(pack) + 1))
        for axis, place in enumerate(pack, start=1):
            counts = joint.sum(axis=tuple(axes - {axis}))
            yield self.codebook.columns[place].key, counts.reshape(*self.shape, -1)

    def _check_groups(self, block: AnswerBlock) -> None:
        if block.answers.shape[1] != self.codebook.width:
            raise ValueError(f"a row has {self.codebook.width} bytes, not {block.answers.shape[1]}")
        if len(block.functions) and int(block.functions.max()) >= self.shape[0]:
            raise ValueError(
                f"function {int(block.functions.max())} is not one of the wave's {self.shape[0]}"
            )
        if len(block.levels) and int(block.levels.max()) >= self.shape[1]:
            raise ValueError(f"level {int(block.levels.max())} is not one of the wave's {self.shape[1]}")

    def _add_chunk(self, functions: Bytes, levels: Bytes, answers: Bytes) -> None:
        cell = functions.astype(np.uint16) * np.uint16(self.shape[1]) + levels
        order = np.argsort(cell, kind="stable")
        cell, codes = cell[order], np.ascontiguousarray(answers[order].T)
        self._check_codes(codes)
        counts = np.bincount(cell, minlength=self.cells)
        self.sizes += counts
        self._count(cell, codes)
        ends = np.cumsum(counts)
        runs = [(int(at), int(ends[at] - counts[at]), int(ends[at])) for at in np.flatnonzero(counts)]
        self._score(codes, runs)

    def _check_codes(self, codes: Bytes) -> None:
        highest = codes.max(axis=1)
        wrong = np.flatnonzero(highest >= self.limits)
        if len(wrong):
            column = self.codebook.columns[wrong[0]]
            raise ValueError(f"{column.key}: byte {int(highest[wrong[0]])} is not one the column knows")

    def _count(self, cell: NDArray[np.uint16], codes: Bytes) -> None:
        for pack, table in zip(self.packs, self.tables, strict=True):
            # The smallest type that holds a place in the table: arithmetic on it is much of the work.
            size = np.uint16 if len(table) <= 2**16 else np.uint32
            joint: NDArray[np.unsignedinteger[Any]] = cell.astype(size)
            for place in pack:
                np.multiply(joint, size(self.limits[place]), out=joint)
                np.add(joint, codes[place], out=joint)
            table += np.bincount(joint, minlength=len(table))

    def _score(self, codes: Bytes, runs: list[tuple[int, int, int]]) -> None:
        steps, valid = steps_of(codes, self.plan)
        scores = self._scores(steps, valid)
        for at, start, end in runs:
            part = scores[:, start:end]
            self.products[at] += part @ part.T
        for scale, table in zip(self.several, self.items, strict=True):
            rows = _complete_rows(steps, valid, scale)
            for at, start, end in runs:
                piece = rows[:, start:end]
                table[at] += piece @ piece.T

    def _scores(self, steps: Bytes, valid: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Ticks and validity of every construct, shape (2P, n)."""
        p = len(self.plan.scales)
        scores = np.empty((2 * p, steps.shape[1]))
        for at, (scale, factors) in enumerate(zip(self.plan.scales, self.factors, strict=True)):
            sources = (scores[:p], scores[p:]) if scale.composite else (steps, valid.view(np.uint8))
            total, count = _sums(scale, *sources)
            np.multiply(total, np.take(factors, count.astype(np.intp), mode="clip"), out=scores[at])
            np.greater_equal(count, scale.minimum_valid, out=scores[p + at], casting="unsafe")
        return scores


def _sums(
    scale: ConstructScale, values: NDArray[Any], valid: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weighted sum and number of a construct's valid parts, shape (n,) each."""
    dtype = np.float64 if scale.composite or scale.part_top * len(scale.parts) > 255 else np.uint8
    total = np.zeros(values.shape[1], dtype=dtype)
    count = np.zeros(values.shape[1], dtype=valid.dtype)
    for part, weight in zip(scale.parts, scale.weights, strict=True):
        np.add(total, values[part] if weight == 1 else values[part] * dtype(weight), out=total)
        np.add(count, valid[part], out=count)
    return total, count


def _complete_rows(steps: Bytes, valid: NDArray[np.bool_], scale: ConstructScale) -> NDArray[np.float32]:
    """Steps of a construct's items where all of them are valid, else 0, and that mask as last row."""
    j = len(scale.leaves)
    rows = np.empty((j + 1, steps.shape[1]), dtype=np.float32)
    complete = np.logical_and.reduce([valid[leaf] for leaf in scale.leaves]).view(np.uint8)
    for at, leaf in enumerate(scale.leaves):
        np.multiply(steps[leaf], complete, out=rows[at], casting="unsafe")
    rows[j] = complete
    return rows


def _packs(codebook: Codebook, *, cells: int) -> list[list[int]]:
    """Neighboring columns whose joint table stays small; profile columns, never published, are left out."""
    packs: list[list[int]] = []
    size = TABLE + 1
    for place, column in enumerate(codebook.columns):
        if column.kind == "profile":
            continue
        codes = code_count(column)
        if size * codes > TABLE:
            packs.append([])
            size = cells
        packs[-1].append(place)
        size *= codes
    return packs


def _product(sizes: NDArray[np.intp]) -> int:
    return int(np.prod(sizes))
