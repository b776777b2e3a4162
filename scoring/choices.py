"""How the answers to a plain question are spread: access to the customer's record, roles, rating, clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION, Column
from scoring.tally import Tally
from scoring.units import LEAST_FOR_SHARES, Unit

BY_UNIT = ("ACC", "ECO")
"""Shown by unit; the organization is then the mean of those units, so that no remainder can be computed."""

SCORED = ("OUT",)
"""Shown of all people together, but only of units whose score is shown: the rest could be computed."""

TOGETHER = ("CLK1", "CLK2", "CLK3", "CLK4")
"""Shown of all people together, and of no unit."""

ORGANIZATION = "organization"


@dataclass(frozen=True)
class ChoiceShares:
    """Option -> share (0–1) of the n people who could tell; picks of several options sum to more than 1."""

    n: int
    shares: dict[str, float]


def choices(tally: Tally, *, units: Sequence[Unit], minimum_group: int) -> dict[str, dict[str, ChoiceShares]]:
    """Column -> unit key or "organization" -> shares, where ten people could tell and did not all agree."""
    known = [
        key
        for key in (*BY_UNIT, *SCORED, *TOGETHER)
        if key in tally.histograms and key not in tally.codebook.left_out
    ]
    return {
        key: _of_column(tally, tally.codebook.column(key), units=units, minimum_group=minimum_group)
        for key in known
    }


def differ(found: ChoiceShares) -> bool:
    """Whether not all gave the same answer: 100% would say what each of them answered."""
    return max(found.shares.values(), default=1.0) < 1


def _of_column(
    tally: Tally, column: Column, *, units: Sequence[Unit], minimum_group: int
) -> dict[str, ChoiceShares]:
    table = tally.histograms[column.key].sum(axis=1)
    if column.key in TOGETHER:
        return _told({ORGANIZATION: _shares(column, table.sum(axis=0))})
    rows = {unit.key: table[tally.functions(unit.functions)].sum(axis=0) for unit in units}
    if column.key in SCORED:
        scored = [counts for counts in rows.values() if counts[FIRST_OPTION:].sum() >= minimum_group]
        return _told({ORGANIZATION: _shares(column, np.sum(scored, axis=0))}) if scored else {}
    shown = _told({key: _shares(column, counts) for key, counts in rows.items()})
    return {ORGANIZATION: _mean(column, list(shown.values()))} | shown if shown else {}


def _told(found: dict[str, ChoiceShares]) -> dict[str, ChoiceShares]:
    return {key: one for key, one in found.items() if one.n >= LEAST_FOR_SHARES and differ(one)}


def _shares(column: Column, counts: NDArray[np.int64]) -> ChoiceShares:
    n = int(counts[FIRST_OPTION:].sum())
    named = [_picked(column, counts, at) for at in range(len(column.options))]
    return ChoiceShares(
        n, {key: hits / n for key, hits in zip(column.options, named, strict=True)} if n else {}
    )


def _picked(column: Column, counts: NDArray[np.int64], at: int) -> int:
    if not column.multiple:
        return int(counts[FIRST_OPTION + at])
    masks = np.arange(len(counts)) - CANT_TELL
    return int(counts[(masks > 0) & (masks >> at & 1 == 1)].sum())


def _mean(column: Column, shown: Sequence[ChoiceShares]) -> ChoiceShares:
    return ChoiceShares(
        n=sum(one.n for one in shown),
        shares={key: float(np.mean([one.shares[key] for one in shown])) for key in column.options},
    )
