"""The votes on who answers for each stage of the journey, by reporting unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION, NOBODY, SHARED
from scoring.tally import Tally
from scoring.units import Unit

WHOLE = "whole"
CREDIT = {"already": 1.0, "would": 1.0, "if_equipped": 0.5, "would_not": 0.0}

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Ballot:
    """The votes of the reporting units on one stage.

    functions      keys in the order of the columns, which is by name whatever the order of the wave's list.
    today, should  people by unit and answer, (U, K + 1): functions, shared, nobody, cannot tell.
    accept         people by unit and degree of acceptance, (U, 4), in the order of CREDIT.
    """

    functions: tuple[str, ...]
    today: NDArray[np.int64]
    should: NDArray[np.int64]
    accept: NDArray[np.int64]


def ballots(tally: Tally, *, units: Sequence[Unit]) -> dict[str, Ballot]:
    """Stage -> the votes of every unit."""
    functions = tuple(sorted(tally.codebook.functions))
    return {
        stage: Ballot(
            functions=functions,
            today=_votes(tally, f"{item}_today", units=units),
            should=_votes(tally, f"{item}_should", units=units),
            accept=_options(tally, f"{item}_accept", CREDIT, units=units),
        )
        for stage, item in tally.codebook.stages
    }


def vote_shares(votes: NDArray[np.int64], *, minimum_group: int) -> tuple[Numbers | None, float | None, int]:
    """Equal-weight shares over units with enough votes (None without any), share that cannot tell, and votes.

    votes  people by unit and answer, (U, K + 1), the last column "can't tell".
    """
    named, answered = votes[:, :-1].sum(axis=1), votes.sum(axis=1)
    telling, asked = named >= minimum_group, answered >= minimum_group
    dk = float((votes[asked, -1] / answered[asked]).mean()) if asked.any() else None
    if not telling.any():
        return None, dk, 0
    shares = (votes[telling, :-1] / named[telling, None]).mean(axis=0)
    return shares, dk, int(named[telling].sum())


def voters(votes: NDArray[np.int64], *, minimum_group: int) -> int:
    """How many units have enough votes to count."""
    return int((votes[:, :-1].sum(axis=1) >= minimum_group).sum())


def unanimous(votes: NDArray[np.int64], *, minimum_group: int) -> bool:
    """Whether in every unit with enough votes all of them are the same; False without such a unit."""
    named = votes[:, :-1]
    telling = named[named.sum(axis=1) >= minimum_group]
    return len(telling) > 0 and bool((telling.max(axis=1) == telling.sum(axis=1)).all())


def _counts(tally: Tally, column: str, *, units: Sequence[Unit]) -> NDArray[np.int64]:
    table = tally.histograms[column].sum(axis=1)
    counts = [table[tally.functions(unit.functions)].sum(axis=0) for unit in units]
    return np.array(counts, dtype=np.int64).reshape(len(units), table.shape[1])


def _options(tally: Tally, column: str, wanted: Iterable[str], *, units: Sequence[Unit]) -> NDArray[np.int64]:
    places = tally.codebook.column(column).options
    return _counts(tally, column, units=units)[:, [FIRST_OPTION + places.index(key) for key in wanted]]


def _votes(tally: Tally, column: str, *, units: Sequence[Unit]) -> NDArray[np.int64]:
    wanted = (*sorted(tally.codebook.functions), SHARED, NOBODY)
    named = _options(tally, column, wanted, units=units)
    cant_tell = _counts(tally, column, units=units)[:, [CANT_TELL]]
    return np.concatenate([named, cant_tell], axis=1)
