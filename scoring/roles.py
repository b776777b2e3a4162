"""What every function contributes to customers' experience, against what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.tally import Tally
from scoring.units import Unit

QUESTION = "ECO"
CONTRIBUTIONS = ("decide", "shape", "supply", "deliver")
"""Lead, influence, inform and deliver; the fifth answer, "little or nothing", is no contribution."""

EXPECTED: dict[str, tuple[str, ...]] = {
    "executive": ("decide",),
    "marketing": ("decide", "shape"),
    "sales": ("decide", "deliver"),
    "operations": ("shape", "deliver"),
    "it": ("shape",),
    "ecommerce": ("shape",),
    "finance": ("supply",),
    "hr": ("supply",),
    "supply": ("deliver",),
    "procurement": ("deliver",),
    "retail": ("deliver",),
    "service": ("supply", "deliver"),
    "support": ("supply", "deliver"),
    "field_sales": ("supply", "deliver"),
    "suppliers": ("supply", "deliver"),
}
"""Function key -> contributions the ecosystem of customer experience expects of it."""

MOST, FEW = 0.50, 0.30

RoleState = Literal["fits", "misplaced", "mixed", "untold"]


@dataclass(frozen=True)
class Role:
    """What the people of one unit say they mainly contribute.

    shares    contribution, or "little" -> share (0–1) of n who picked it; of two picks both count.
    expected  in the order of CONTRIBUTIONS; empty for a function of which nothing is expected.
    fit       share whose picks contain an expected contribution; None if none is expected.
    state     misplaced: half or more pick another contribution and fewer than 30% an expected one; fits from
              half on; else mixed; untold if nothing is expected.
    main      contributions that half or more pick, most often picked first.
    """

    unit: str
    shares: dict[str, float]
    expected: tuple[str, ...]
    fit: float | None
    state: RoleState
    main: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Roles:
    """Roles of the functions that are units of their own, and the contributions no unit mainly makes."""

    units: dict[str, Role]
    vacant: tuple[str, ...]


def roles(tally: Tally, *, units: Sequence[Unit], minimum_group: int) -> Roles | None:
    """Roles of a wave; None if it does not ask, or no unit has enough answers.

    A pool of functions has no role, because nothing is expected of it; but what it mainly contributes is not
    vacant.
    """
    if QUESTION not in tally.histograms:
        return None
    options = tally.codebook.column(QUESTION).options
    picks = {unit.key: picked(tally, unit) for unit in units}
    told = {unit.key: unit for unit in units if picks[unit.key].sum() >= minimum_group}
    if not told:
        return None
    everybody = {key: _role(unit, picks[key], options) for key, unit in told.items()}
    made = {one for role in everybody.values() for one in role.main}
    alone = {key: role for key, role in everybody.items() if not told[key].pooled}
    return Roles(
        units=alone, vacant=tuple(one for one in CONTRIBUTIONS if one in options and one not in made)
    )


def picked(tally: Tally, unit: Unit) -> NDArray[np.int64]:
    """How many of a unit's people gave each set of picks, by bit mask, shape (2^options,); 0 for none."""
    counts = tally.histograms[QUESTION].sum(axis=1)[tally.functions(unit.functions)].sum(axis=0)
    masks: NDArray[np.int64] = counts[CANT_TELL:].copy()
    masks[: FIRST_OPTION - CANT_TELL] = 0
    return masks


def _role(unit: Unit, picks: NDArray[np.int64], options: Sequence[str]) -> Role:
    n = int(picks.sum())
    shares = {one: _share_with(picks, [one], options) for one in options}
    expected = () if unit.pooled else expected_of(unit.key, options)
    others = [one for one in CONTRIBUTIONS if one in options and one not in expected]
    fit = _share_with(picks, expected, options) if expected else None
    return Role(
        unit=unit.key,
        shares=shares,
        expected=expected,
        fit=fit,
        state=_state(fit, _share_with(picks, others, options)),
        main=_main(shares),
        n=n,
    )


def expected_of(function: str, options: Iterable[str]) -> tuple[str, ...]:
    """What is expected of a function, as far as the instrument offers it."""
    offered = set(options)
    return tuple(one for one in EXPECTED.get(function, ()) if one in offered)


def _share_with(picks: NDArray[np.int64], wanted: Iterable[str], options: Sequence[str]) -> float:
    """Share of people whose picks contain one of the wanted options or more."""
    bits = sum(1 << options.index(one) for one in wanted)
    return float(picks[(np.arange(len(picks)) & bits) > 0].sum() / picks.sum())


def _state(fit: float | None, elsewhere: float) -> RoleState:
    if fit is None:
        return "untold"
    if elsewhere >= MOST and fit < FEW:
        return "misplaced"
    return "fits" if fit >= MOST else "mixed"


def _main(shares: Mapping[str, float]) -> tuple[str, ...]:
    most = [one for one in CONTRIBUTIONS if shares.get(one, 0.0) >= MOST]
    return tuple(sorted(most, key=lambda one: (-shares[one], CONTRIBUTIONS.index(one))))
