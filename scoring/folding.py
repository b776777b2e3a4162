"""How blocks of answers are counted: sideways, a chunk at a time, in the smallest types that hold numbers.

`Counting` keeps the running sums of one fold. All of them are whole numbers, so neither the order of people
nor the size of a block nor the number of folds they were counted in changes any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.blocks import AnswerBlock
from scoring.codebook import Codebook
from scoring.scales import ConstructScale, code_count, plan_of, steps_of

CHUNK = 32_768
"""Rows worked on at a time: small enough for the cache, and for exact sums in floating point."""

TABLE = 32_768
"""Cells a joint table of neighboring columns may have; one pass then counts several columns."""

DRIVER_BLOCK = ("VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE", "MIR", "OUT")
"""What drivers are reckoned from: eight constructs that may drive, and the two that say how it turned out."""

Whole = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Chunk:
    """Some people of a block, sorted by cell and turned sideways.

    order  place in the block of each of them, shape (n,).
    cell   function and level as one number, (n,).
    codes  packed answers, (width, n).
    steps  keyed steps of the scored columns, with `valid`, (m, n); see `scoring.scales.steps_of`.
    """

    order: NDArray[np.intp]
    cell: NDArray[np.uint16]
    codes: Bytes
    steps: Bytes
    valid: NDArray[np.bool_]


def one_thread() -> AbstractContextManager[object]:
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


class Counting:
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
        index = self.plan.index
        self.drivers = [index[key] for key in DRIVER_BLOCK] if index.keys() >= set(DRIVER_BLOCK) else []
        width = len(self.drivers) + 1 if self.drivers else 0
        self.driven = np.zeros((self.cells, width, width))
        self.factors = [scale.factors() for scale in self.plan.scales]

    def add(self, block: AnswerBlock) -> None:
        """Count one block of any length."""
        for chunk in self.chunks(block):
            self.count(chunk)

    def chunks(self, block: AnswerBlock) -> Iterator[Chunk]:
        """A block in pieces of the size to work on; ValueError for anything the codebook does not know."""
        self._check_groups(block)
        for start in range(0, len(block.answers), CHUNK):
            part = slice(start, start + CHUNK)
            cell = block.functions[part].astype(np.uint16) * np.uint16(self.shape[1]) + block.levels[part]
            order = np.argsort(cell, kind="stable")
            codes = np.ascontiguousarray(block.answers[part][order].T)
            self._check_codes(codes)
            yield Chunk(order + start, cell[order], codes, *steps_of(codes, self.plan))

    def count(self, chunk: Chunk) -> None:
        """Count the people of a chunk."""
        counts = np.bincount(chunk.cell, minlength=self.cells)
        self.sizes += counts
        self._count_codes(chunk.cell, chunk.codes)
        ends = np.cumsum(counts)
        runs = [(int(at), int(ends[at] - counts[at]), int(ends[at])) for at in np.flatnonzero(counts)]
        self._score(chunk, runs)

    def parts(self) -> dict[str, Any]:
        """What was counted so far: the fields of a tally beside its codebook."""
        by_column: dict[str, Whole] = {}
        for pack, table in zip(self.packs, self.tables, strict=True):
            by_column |= self._marginals(pack, table)
        items = {scale.key: self._cells(table) for scale, table in zip(self.several, self.items, strict=True)}
        return {
            "sizes": self.sizes.reshape(self.shape),
            "histograms": by_column,
            "products": self._cells(self.products),
            "items": items,
            "drivers": self._cells(self.driven),
        }

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

    def _check_codes(self, codes: Bytes) -> None:
        highest = codes.max(axis=1)
        wrong = np.flatnonzero(highest >= self.limits)
        if len(wrong):
            column = self.codebook.columns[wrong[0]]
            raise ValueError(f"{column.key}: byte {int(highest[wrong[0]])} is not one the column knows")

    def _count_codes(self, cell: NDArray[np.uint16], codes: Bytes) -> None:
        for pack, table in zip(self.packs, self.tables, strict=True):
            # The smallest type that holds a place in the table: arithmetic on it is much of the work.
            size = np.uint16 if len(table) <= 2**16 else np.uint32
            joint: NDArray[np.unsignedinteger[Any]] = cell.astype(size)
            for place in pack:
                np.multiply(joint, size(self.limits[place]), out=joint)
                np.add(joint, codes[place], out=joint)
            table += np.bincount(joint, minlength=len(table))

    def _score(self, chunk: Chunk, runs: list[tuple[int, int, int]]) -> None:
        scores = self._scores(chunk.steps, chunk.valid)
        _add_products(self.products, scores, runs)
        for scale, table in zip(self.several, self.items, strict=True):
            _add_products(table, _complete_rows(chunk.steps, chunk.valid, scale), runs)
        if self.drivers:
            _add_products(self.driven, self._driver_rows(scores), runs)

    def _driver_rows(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ticks of the driver block where all of it is valid, else 0, and that mask as last row."""
        rows = np.empty((len(self.drivers) + 1, scores.shape[1]))
        rows[-1] = 1
        for at in self.drivers:
            np.multiply(rows[-1], scores[len(self.plan.scales) + at], out=rows[-1])
        for row, at in zip(rows, self.drivers, strict=False):
            np.multiply(scores[at], rows[-1], out=row)
        return rows

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


def _add_products(
    table: NDArray[np.float64], rows: NDArray[np.floating[Any]], runs: list[tuple[int, int, int]]
) -> None:
    """Add the products of rows with one another to the cell of each run (cell, start, end)."""
    for at, start, end in runs:
        piece = rows[:, start:end]
        table[at] += piece @ piece.T


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
