"""How answers become points: keying, the half rule, and the whole numbers in which a tally keeps scores.

A score is a mean of a few whole steps, so it is a fraction with a small denominator. Counted in `ticks` (the
least unit in which every possible score of a construct is whole) sums of scores are exact, and tallies add in
any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import lcm

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import FIRST_OPTION, Codebook, Column, Construct


@dataclass(frozen=True)
class ConstructScale:
    """How one construct is scored: from the steps of its columns, or the ticks of other constructs.

    parts          rows of the step matrix (columns), or places of other constructs in the plan (`composite`).
    weights        by which a part's steps (ticks) are multiplied to share one denominator.
    part_top       what a part at the end of its scale counts, after weighting.
    minimum_valid  with fewer valid parts the score is missing (the half rule).
    leaves         rows of the step matrix below the construct.
    """

    key: str
    parts: tuple[int, ...]
    weights: tuple[int, ...]
    part_top: int
    minimum_valid: int
    composite: bool
    leaves: tuple[int, ...]

    @cached_property
    def shares(self) -> int:
        """The number that every count of valid parts divides."""
        return lcm(*range(self.minimum_valid, len(self.parts) + 1))

    @property
    def top(self) -> int:
        """Ticks that are 100 points."""
        return self.part_top * self.shares

    def factors(self) -> NDArray[np.float64]:
        """By count of valid parts (0 … J): ticks per unit of their sum; 0 where the score is missing."""
        valid = np.arange(len(self.parts) + 1)
        usable = valid >= self.minimum_valid
        return np.where(usable, self.shares // np.maximum(valid, 1), 0).astype(np.float64)


@dataclass(frozen=True)
class Plan:
    """Which columns of a codebook are scored, and every construct's scale, in the codebook's order.

    places   places in the row of the scored columns; their order is the order of rows in the step matrix.
    first    code that is step 0 (or the highest step, where reversed), shape (m, 1).
    reverse  whether a column counts down, shape (m, 1).
    """

    places: NDArray[np.intp]
    base: NDArray[np.uint8]
    sign: NDArray[np.uint8]
    scales: tuple[ConstructScale, ...]

    @cached_property
    def by_key(self) -> dict[str, ConstructScale]:
        return {scale.key: scale for scale in self.scales}

    @cached_property
    def index(self) -> dict[str, int]:
        return {scale.key: place for place, scale in enumerate(self.scales)}


def plan_of(codebook: Codebook) -> Plan:
    """Lay out the scoring of a codebook."""
    used = sorted({codebook.index(key) for construct in codebook.constructs for key in construct.columns})
    row = {codebook.columns[place].key: at for at, place in enumerate(used)}
    scales: list[ConstructScale] = []
    for construct in codebook.constructs:
        scales.append(_scale(construct, codebook=codebook, row=row, known=scales))
    columns = [codebook.columns[place] for place in used]
    return Plan(
        places=np.array(used, dtype=np.intp),
        base=np.array([[_base(column)] for column in columns], dtype=np.uint8).reshape(-1, 1),
        sign=np.array([[255 if column.reverse else 1] for column in columns], dtype=np.uint8).reshape(-1, 1),
        scales=tuple(scales),
    )


def steps_of(codes: NDArray[np.uint8], plan: Plan) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Keyed steps above the low end of each scored column, and where they are valid; both shape (m, n).

    codes  packed answers, one row per column of the codebook, shape (width, n). Invalid answers have step 0.
    """
    scored = codes[plan.places]
    valid = scored >= FIRST_OPTION
    # One byte wraps around, so that 255·code + (options + 2) is (options + 2) − code.
    np.multiply(scored, plan.sign, out=scored)
    np.add(scored, plan.base, out=scored)
    np.multiply(scored, valid.view(np.uint8), out=scored)
    return scored, valid


def code_count(column: Column) -> int:
    """How many bytes a column knows, from 0 on."""
    if column.multiple:
        return FIRST_OPTION + (1 << len(column.options)) - 1
    return FIRST_OPTION + len(column.options)


def points_of_codes(column: Column) -> NDArray[np.float64]:
    """Keyed points of 0–100 by byte; NaN where the byte is no valid answer. Single choices only."""
    top = len(column.options) - 1
    steps = np.arange(top, -1, -1) if column.reverse else np.arange(top + 1)
    return np.concatenate([np.full(FIRST_OPTION, np.nan), 100.0 * steps / top])


def _base(column: Column) -> int:
    return len(column.options) + 2 if column.reverse else 256 - FIRST_OPTION


def _scale(
    construct: Construct, *, codebook: Codebook, row: dict[str, int], known: list[ConstructScale]
) -> ConstructScale:
    if construct.of:
        return _composite(construct, known=known)
    tops = [len(codebook.column(key).options) - 1 for key in construct.columns]
    if min(tops) < 1:
        raise ValueError(f"{construct.key}: a column that is scored has at least two options")
    part_top = lcm(*tops)
    rows = tuple(row[key] for key in construct.columns)
    return ConstructScale(
        key=construct.key,
        parts=rows,
        weights=tuple(part_top // top for top in tops),
        part_top=part_top,
        minimum_valid=construct.minimum_valid,
        composite=False,
        leaves=rows,
    )


def _composite(construct: Construct, *, known: list[ConstructScale]) -> ConstructScale:
    index = {scale.key: place for place, scale in enumerate(known)}
    if missing := [key for key in construct.of if key not in index]:
        raise ValueError(f"{construct.key}: {missing[0]} is not a construct said before it")
    parts = tuple(index[key] for key in construct.of)
    part_top = lcm(*(known[part].top for part in parts))
    return ConstructScale(
        key=construct.key,
        parts=parts,
        weights=tuple(part_top // known[part].top for part in parts),
        part_top=part_top,
        minimum_valid=construct.minimum_valid,
        composite=True,
        leaves=tuple(accumulate(known[part].leaves for part in parts))[-1],
    )
