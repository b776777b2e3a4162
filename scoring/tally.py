"""Answers in, counts and moments out: the last place where a person exists.

`fold` reads blocks of packed answers and keeps, by function × level, how many people there are, how often
each answer was given, and first and second moments of scores and items. All of it is whole numbers, so
tallies add exactly, in any order and for any size of block: a million answers need the memory of one block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from operator import add, sub

import numpy as np

from scoring.blocks import AnswerBlock
from scoring.codebook import Codebook
from scoring.folding import DRIVER_BLOCK, Counting, Whole, one_thread
from scoring.scales import Plan, plan_of

__all__ = ["DRIVER_BLOCK", "AnswerBlock", "Tally", "Whole", "fold"]


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts and moments per function × level (F × L cells); adds with `+`, equal if every number is.

    sizes       people, int64 (F, L).
    histograms  column -> how often each byte was given, int64 (F, L, bytes). Profile columns are not counted.
    products    of construct scores in ticks, int64 (F, L, 2P, 2P): with x the scores (0 if missing) and v
                their validity, all sums of products of (x₁…x_P, v₁…v_P): x·x, x·v and v·v.
    items       construct -> the same for the keyed steps of its columns over complete rows only, int64
                (F, L, J+1, J+1); the last row is the constant 1, so it holds sums and the number of rows.
    drivers     the same for the scores in ticks of the constructs of DRIVER_BLOCK, over people in whom all of
                them are valid, int64 (F, L, 11, 11); (F, L, 0, 0) where the codebook lacks one of them.
    """

    codebook: Codebook
    sizes: Whole
    histograms: dict[str, Whole]
    products: Whole
    items: dict[str, Whole]
    drivers: Whole

    def __add__(self, other: Tally) -> Tally:
        return self._with(other, add)

    def __sub__(self, other: Tally) -> Tally:
        """This tally without people who were counted in it."""
        return self._with(other, sub)

    def _with(self, other: Tally, by: Callable[[Whole, Whole], Whole]) -> Tally:
        if self.codebook != other.codebook:
            raise ValueError("only tallies of the same codebook add")
        return Tally(
            codebook=self.codebook,
            sizes=by(self.sizes, other.sizes),
            histograms={key: by(table, other.histograms[key]) for key, table in self.histograms.items()},
            products=by(self.products, other.products),
            items={key: by(table, other.items[key]) for key, table in self.items.items()},
            drivers=by(self.drivers, other.drivers),
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
    counting = Counting(codebook)
    for block in blocks:
        with one_thread():
            counting.add(block)
    return Tally(codebook=codebook, **counting.parts())


def _same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)
    return np.array_equal(one, other)  # type: ignore[arg-type]
