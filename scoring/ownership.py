"""Who answers for each stage of the journey, and does that function accept it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from scoring.ballots import CREDIT, WHOLE, Ballot, unanimous, vote_shares, voters
from scoring.borders import on_the_border
from scoring.codebook import NOBODY, SHARED
from scoring.units import Unit

REFUSED_TOP, REFUSED_BELOW = 0.40, 0.40
CLAIM, OTHERS_BELOW, CLAIM_MARGIN = 0.50, 0.30, 0.30
SHOULD_MOVE = 0.50

Numbers = NDArray[np.float64]

OwnershipState = Literal["unknown", "orphaned", "diffuse", "owned", "contested", "leaning"]
STATES: tuple[OwnershipState, ...] = get_args(OwnershipState)
FlagKind = Literal["refused", "overclaimed", "should_move", "mutual_claim"]


@dataclass(frozen=True)
class Flag:
    """A finding about one function at one stage; for `should_move` the function it should move to."""

    kind: FlagKind
    function: str


@dataclass(frozen=True)
class SelfNaming:
    """How often a function names itself and others name it, shares of 0–1 of n and n_others votes.

    voters_others  how many other units gave theirs.
    """

    own: float
    others: float | None
    n: int
    n_others: int
    voters_others: int


@dataclass(frozen=True)
class Acceptance:
    """Would it take the stage on: mean of its members' 1 (does, would), 0.5 (if equipped), 0 (would not)."""

    share: float
    n: int


@dataclass(frozen=True)
class StageOwnership:
    """One stage of the journey (or "whole"). Shares are of 0–1, equal weight per reporting unit.

    shares, should    category (functions, shared, nobody) -> share of the votes for today, for tomorrow.
    dk                share that cannot tell.
    top, second       functions with the most votes; None where nobody voted for a function.
    effective_owners  exp of the entropy of `shares`; None without votes. `consensus` likewise.
    self_naming, acceptance  by function, only functions that are reporting units of their own.
    probability       state -> how often it comes out over the draws; empty without draws.
    n, n_should       votes behind the shares of today and of tomorrow.
    voters            units that gave them, today and (voters_should) tomorrow.
    """

    stage: str
    shares: dict[str, float]
    should: dict[str, float]
    dk: float | None
    top: str | None
    top_share: float
    second: str | None
    second_share: float
    margin: float
    state: OwnershipState
    flags: tuple[Flag, ...]
    should_top: str | None
    should_share: float
    effective_owners: float | None
    consensus: float | None
    self_naming: dict[str, SelfNaming]
    acceptance: dict[str, Acceptance]
    probability: dict[str, float]
    n: int
    n_should: int
    voters: int
    voters_should: int
    unanimous: bool
    unanimous_should: bool

    @property
    def refused(self) -> bool:
        """Whether the function that is named would not take the stage on."""
        return any(flag.kind == "refused" for flag in self.flags)


@dataclass(frozen=True)
class ClaimAccept:
    """Over the stages: how often a function names itself, how far it would accept, and the difference.

    n  the least number of answers behind any of its parts, or of the others' votes that sum to it.
    """

    claim: float
    accept: float
    gap: float
    n: int


def states(shares: Numbers, dk: Numbers | float) -> NDArray[np.intp]:
    """State of a stage, as a place in STATES; the first rule that matches wins.

    shares  of 0–1, shape (…, K): functions, then shared, then nobody. Borders count as reached.
    dk      share that cannot tell, shape (…,).
    """
    shares, dk = on_the_border(shares), on_the_border(np.asarray(dk, dtype=float))
    shared, nobody = shares[..., -2], shares[..., -1]
    top, second = _two_highest(shares[..., :-2])
    clear = on_the_border(top - second) >= 0.20
    rules = (
        (dk >= 0.50, "unknown"),
        ((nobody >= 0.40) | ((on_the_border(nobody + shared) >= 0.55) & (nobody >= shared)), "orphaned"),
        (shared >= 0.40, "diffuse"),
        ((top >= 0.50) & clear, "owned"),
        ((second >= 0.25) & ~clear, "contested"),
        ((top < 0.30) & (nobody >= 0.25), "orphaned"),
        (top < 0.30, "diffuse"),
    )
    codes = [np.intp(STATES.index(name)) for _, name in rules]
    return np.select([test for test, _ in rules], codes, default=np.intp(STATES.index("leaning")))


def effective_number(shares: Sequence[float] | Numbers) -> float:
    """How many equally strong owners the shares amount to: exp of their entropy, 1 for one owner.

    Raises ValueError unless the shares sum to 1. Reference: Hill (1973), order 1.
    """
    values = np.asarray(shares, dtype=float)
    if not np.isclose(values.sum(), 1.0) or values.min() < 0:
        raise ValueError("shares are not negative and sum to 1")
    return float(np.exp(entr(values).sum()))


def consensus(shares: Sequence[float] | Numbers) -> float:
    """1 − H / ln K: 1 if one of K answers gets all the votes, 0 if all get as many.

    It cannot tell two camps from one owner and a few strays, so no state depends on it.
    Raises ValueError for fewer than two shares, or unless they sum to 1.
    """
    if len(shares) < 2:
        raise ValueError("consensus needs two answers to choose from")
    return 1 - log(effective_number(shares)) / log(len(shares))


def entropy_bits(shares: Sequence[float] | Numbers) -> float:
    """Shannon entropy of shares in bits."""
    return float(np.log2(effective_number(shares)))


def stage_ownership(
    stage: str, ballot: Ballot, *, units: Sequence[Unit], minimum_group: int
) -> StageOwnership:
    """Votes, state and flags of one stage.

    Shares give equal weight to every unit with enough votes; flags need a function that is a unit of its own.
    """
    categories = (*ballot.functions, SHARED, NOBODY)
    today, dk, n = vote_shares(ballot.today, minimum_group=minimum_group)
    should, _, n_should = vote_shares(ballot.should, minimum_group=minimum_group)
    naming = _self_naming(ballot, units=units, minimum_group=minimum_group)
    acceptance = _acceptance(ballot, units=units, minimum_group=minimum_group)
    (top, top_share), (second, second_share) = _leaders(today, ballot.functions)
    should_top, should_share = _leader(should, categories)
    flags = (
        *_refused(top, top_share, acceptance),
        *_overclaimed(naming),
        *_should_move(today, categories, should_top, should_share, units),
        *_mutual_claims(naming),
    )
    return StageOwnership(
        stage=stage,
        shares=_named(today, categories),
        should=_named(should, categories),
        dk=dk,
        top=top,
        top_share=top_share,
        second=second,
        second_share=second_share,
        margin=top_share - second_share,
        state=_state(today, dk),
        flags=flags,
        should_top=should_top,
        should_share=should_share,
        effective_owners=effective_number(today) if today is not None else None,
        consensus=consensus(today) if today is not None else None,
        self_naming=naming,
        acceptance=acceptance,
        probability={},
        n=n,
        n_should=n_should,
        voters=voters(ballot.today, minimum_group=minimum_group),
        voters_should=voters(ballot.should, minimum_group=minimum_group),
        unanimous=unanimous(ballot.today, minimum_group=minimum_group),
        unanimous_should=unanimous(ballot.should, minimum_group=minimum_group),
    )


def claim_and_acceptance(
    stages: Mapping[str, StageOwnership], *, units: Sequence[Unit]
) -> dict[str, ClaimAccept]:
    """By function, over the journey without the whole: mean self-naming, mean acceptance, difference."""
    journey = [stage for key, stage in stages.items() if key != WHOLE]
    found = {}
    for unit in units:
        claims = [stage.self_naming[unit.key] for stage in journey if unit.key in stage.self_naming]
        accepts = [stage.acceptance[unit.key] for stage in journey if unit.key in stage.acceptance]
        if claims and accepts:
            found[unit.key] = _claim_accept(claims, accepts)
    return found


def ownership_index(stages: Mapping[str, StageOwnership]) -> float | None:
    """100 × mean of top share × its own acceptance, over the stages of the journey where both are known."""
    accepted = [
        stage.top_share * stage.acceptance[stage.top].share
        for key, stage in stages.items()
        if key != WHOLE and stage.top in stage.acceptance
    ]
    return 100 * float(np.mean(accepted)) if accepted else None


def _claim_accept(claims: Sequence[SelfNaming], accepts: Sequence[Acceptance]) -> ClaimAccept:
    claim = float(np.mean([said.own for said in claims]))
    accept = float(np.mean([said.share for said in accepts]))
    # A unit's votes and the votes of all tell those of the others.
    others = [said.n_others for said in claims if said.others is not None]
    least = min([*(said.n for said in claims), *(said.n for said in accepts), *others])
    return ClaimAccept(claim=claim, accept=accept, gap=claim - accept, n=least)


def _two_highest(shares: Numbers) -> tuple[Numbers, Numbers]:
    if shares.shape[-1] == 1:
        return shares[..., 0], np.zeros_like(shares[..., 0])
    ordered = np.partition(shares, -2, axis=-1)
    return ordered[..., -1], ordered[..., -2]


def _state(shares: Numbers | None, dk: float | None) -> OwnershipState:
    if shares is None or dk is None:
        return "unknown"
    return STATES[int(states(shares, dk))]


def _named(shares: Numbers | None, categories: Sequence[str]) -> dict[str, float]:
    return dict(zip(categories, map(float, shares), strict=True)) if shares is not None else {}


def _leaders(
    shares: Numbers | None, functions: Sequence[str]
) -> tuple[tuple[str | None, float], tuple[str | None, float]]:
    """First and second function by votes, ties by name; None where nobody named one."""
    voted = zip(functions, map(float, shares[: len(functions)]), strict=True) if shares is not None else ()
    ranked = sorted(((-share, key) for key, share in voted if share > 0))[:2]
    found: list[tuple[str | None, float]] = [(key, -share) for share, key in ranked]
    found += [(None, 0.0)] * (2 - len(found))
    return found[0], found[1]


def _leader(shares: Numbers | None, categories: Sequence[str]) -> tuple[str | None, float]:
    return _leaders(shares, categories)[0]


def _self_naming(ballot: Ballot, *, units: Sequence[Unit], minimum_group: int) -> dict[str, SelfNaming]:
    named = ballot.today[:, :-1].sum(axis=1)
    telling = [at for at in range(len(units)) if named[at] >= minimum_group]
    found = {}
    for at in telling:
        if units[at].pooled:
            continue
        column = ballot.functions.index(units[at].key)
        others = [ballot.today[w, column] / named[w] for w in telling if w != at]
        found[units[at].key] = SelfNaming(
            own=float(ballot.today[at, column] / named[at]),
            others=float(np.mean(others)) if others else None,
            n=int(named[at]),
            n_others=int(sum(named[w] for w in telling if w != at)),
            voters_others=len(others),
        )
    return found


def _acceptance(ballot: Ballot, *, units: Sequence[Unit], minimum_group: int) -> dict[str, Acceptance]:
    credit = np.array(list(CREDIT.values()))
    return {
        unit.key: Acceptance(share=float(counts @ credit / counts.sum()), n=int(counts.sum()))
        for unit, counts in zip(units, ballot.accept, strict=True)
        if not unit.pooled and counts.sum() >= minimum_group
    }


def _refused(top: str | None, top_share: float, acceptance: Mapping[str, Acceptance]) -> list[Flag]:
    if top is None or top not in acceptance or on_the_border(top_share) < REFUSED_TOP:
        return []
    return [Flag("refused", top)] if acceptance[top].share < REFUSED_BELOW else []


def _overclaimed(naming: Mapping[str, SelfNaming]) -> list[Flag]:
    return [
        Flag("overclaimed", key)
        for key, said in sorted(naming.items())
        if said.others is not None
        and said.own >= CLAIM
        and on_the_border(said.others) < OTHERS_BELOW
        and on_the_border(said.own - said.others) >= CLAIM_MARGIN
    ]


def _should_move(
    today: Numbers | None,
    categories: Sequence[str],
    should_top: str | None,
    should_share: float,
    units: Sequence[Unit],
) -> list[Flag]:
    now, _ = _leader(today, categories)
    alone = {unit.key for unit in units if not unit.pooled}
    moves = now is not None and should_top != now and on_the_border(should_share) >= SHOULD_MOVE
    return [Flag("should_move", should_top)] if moves and should_top in alone else []


def _mutual_claims(naming: Mapping[str, SelfNaming]) -> list[Flag]:
    claiming = sorted(key for key, said in naming.items() if said.own >= CLAIM)
    return [Flag("mutual_claim", key) for key in claiming] if len(claiming) > 1 else []
