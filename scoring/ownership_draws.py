"""How sure the state of a stage is: its votes drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.ballots import CREDIT, Ballot
from scoring.borders import on_the_border
from scoring.intervals import FACTUAL_RELIABILITY, answered_share
from scoring.ownership import REFUSED_BELOW, REFUSED_TOP, STATES, Numbers, states
from scoring.units import Unit


@dataclass(frozen=True)
class OwnershipDraws:
    """One stage drawn again B times: place in STATES, and whether the named function refuses; (B,)."""

    states: NDArray[np.intp]
    refused: NDArray[np.bool_]

    @property
    def probability(self) -> dict[str, float]:
        """State -> share of the draws, only states that came out."""
        counts = np.bincount(self.states, minlength=len(STATES))
        return {name: float(n / len(self.states)) for name, n in zip(STATES, counts, strict=True) if n}

    @property
    def owned(self) -> NDArray[np.bool_]:
        """Owned and not refused."""
        owned: NDArray[np.bool_] = np.equal(self.states, STATES.index("owned"))
        return owned & ~self.refused

    @property
    def orphaned(self) -> NDArray[np.bool_]:
        orphaned: NDArray[np.bool_] = np.equal(self.states, STATES.index("orphaned"))
        return orphaned


def draw_stage(
    ballot: Ballot,
    *,
    units: Sequence[Unit],
    minimum_group: int,
    draws: int,
    rng: np.random.Generator,
) -> OwnershipDraws:
    """Votes of one stage drawn from the units' multinomials, rescaled for the part of a unit that answered.

    Each unit gives n−1 draws with replacement; its shares move by λ = √(1 − f·ρ) of the way to the drawn ones
    (Rao & Wu 1988): where everybody answered, only as far as answers are unreliable.
    """
    drawn, cant_tell, telling, asked = [], [], 0, 0
    for unit, votes in zip(units, ballot.today, strict=True):
        if votes.sum() >= minimum_group:
            shares = _draw_shares(votes, headcount=unit.headcount, draws=draws, rng=rng)
            cant_tell.append(shares[:, -1])
            asked += 1
            if votes[:-1].sum() >= minimum_group:
                named = shares[:, :-1].sum(axis=1, keepdims=True)
                drawn.append(
                    np.divide(shares[:, :-1], named, out=np.zeros_like(shares[:, :-1]), where=named > 0)
                )
                telling += 1
    if not telling:
        return OwnershipDraws(np.zeros(draws, dtype=np.intp), np.zeros(draws, dtype=np.bool_))
    shares, dk = sum(drawn) / telling, sum(cant_tell) / asked
    accepted = _draw_acceptance(ballot, units, minimum_group=minimum_group, draws=draws, rng=rng)
    top = np.argmax(shares[:, : len(ballot.functions)], axis=1)
    chosen = np.arange(draws), top
    named, takes = on_the_border(shares[chosen]), on_the_border(accepted[chosen])
    refused = (named >= REFUSED_TOP) & (takes < REFUSED_BELOW)
    return OwnershipDraws(states(shares, dk), refused)


def _draw_shares(
    votes: NDArray[np.int64], *, headcount: int, draws: int, rng: np.random.Generator
) -> Numbers:
    n = int(votes.sum())
    shares = votes / n
    reach = sqrt(max(0.0, 1 - answered_share(n, headcount) * FACTUAL_RELIABILITY))
    again = rng.multinomial(n - 1, shares, size=draws) / (n - 1)
    return shares + reach * (again - shares)


def _draw_acceptance(
    ballot: Ballot,
    units: Sequence[Unit],
    *,
    minimum_group: int,
    draws: int,
    rng: np.random.Generator,
) -> Numbers:
    """Acceptance by draw and function, (B, F); 1 where a function's own acceptance is not known."""
    accepted = np.ones((draws, len(ballot.functions)))
    credit = np.array(list(CREDIT.values()))
    for unit, votes in zip(units, ballot.accept, strict=True):
        if not unit.pooled and votes.sum() >= minimum_group:
            shares = _draw_shares(votes, headcount=unit.headcount, draws=draws, rng=rng)
            accepted[:, ballot.functions.index(unit.key)] = shares @ credit
    return accepted
