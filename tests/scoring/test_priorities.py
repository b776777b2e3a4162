"""What to work on first: the formula by hand, its targets, and its ties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from scoring.constructs import ConstructScore
from scoring.drivers import Driver, Drivers
from scoring.intervals import Estimate
from scoring.maturity import Maturity, Picture, maturity
from scoring.priorities import CHAIN, Priority, priorities
from scoring.privacy import publish
from tests.scoring.test_results import answered, evaluated


def estimate(value: float) -> Estimate:
    return Estimate(value, 1.0, value - 2, value + 2, 40)


def at_stage(stage: int, means: Mapping[str, float]) -> Maturity:
    """A stage with the gates that these means meet or miss."""
    shown = {key: np.array([value]) for key, value in means.items()}
    found = maturity(Picture(shown, None, None, None, None, None, {}), None)
    return Maturity(**(vars(found) | {"stage": stage}))


def ranked(
    means: Mapping[str, float],
    *,
    stage: int | None = None,
    drivers: Drivers | None = None,
    pulse: float | None = None,
) -> dict[str, Priority]:
    scores = {key: ConstructScore(key, estimate(value), None) for key, value in means.items()}
    where = at_stage(stage or 1, {"AE": 50.0, "MO": 50.0} | dict(means))
    if stage is None:
        where = Maturity(**(vars(where) | {"stage": None}))
    found = priorities(scores, where, drivers, pulse=None if pulse is None else estimate(pulse))
    return {one.construct: one for one in found}


def driver(key: str, leverage: float) -> Driver:
    return Driver(key=key, weight=10, dominance=10, vif=1.5, top=0.5, leverage=leverage)


def test_without_a_stage_everything_should_reach_75() -> None:
    found = ranked({"VIEW": 50.0, "AE": 80.0})
    assert (found["VIEW"].value, found["VIEW"].target, found["VIEW"].gate) == (1.0, 75.0, False)
    assert found["AE"].value == 0.0


def test_an_unmet_gate_of_the_next_stage_aims_at_its_cut_and_weighs_half_as_much_again() -> None:
    """Stage 3 asks for VIEW and SHARE of 50: (50 − 40) / 25 × 1.5, and nothing of a gate that is met."""
    found = ranked({"VIEW": 40.0, "SHARE": 60.0, "MSG": 60.0}, stage=2)
    assert (found["VIEW"].value, found["VIEW"].target, found["VIEW"].gate) == (pytest.approx(0.6), 50.0, True)
    assert (found["SHARE"].value, found["SHARE"].target, found["SHARE"].gate) == (0.0, 50.0, False)
    assert (found["MSG"].value, found["MSG"].target) == (pytest.approx(0.6), 75.0)


def test_the_weakest_unit_is_no_gate_of_market_orientation_itself() -> None:
    assert set(ranked({"MO": 40.0, "RESP": 40.0}, stage=3)) == {"RESP"}


def test_customers_are_ranked_too_and_gated_for_the_fifth_stage() -> None:
    before, at_four = ranked({}, stage=2, pulse=50.0), ranked({}, stage=4, pulse=50.0)
    assert (before["PUL"].value, before["PUL"].target) == (1.0, 75.0)
    assert (at_four["PUL"].value, at_four["PUL"].target) == (pytest.approx(0.75), 62.5)


def test_drivers_tilt_but_never_decide() -> None:
    tilted = Drivers(rows=(driver("MSG", 1.25), driver("VIEW", 0.75)), r2=0.3, n=400, same_order=True)
    found = ranked({"VIEW": 50.0, "MSG": 50.0, "AE": 50.0}, drivers=tilted)
    assert [one.value for one in found.values()] == [1.25, 1.0, 0.75]
    assert list(found) == ["MSG", "AE", "VIEW"]


def test_ties_go_to_the_earlier_in_the_chain() -> None:
    assert list(ranked(dict.fromkeys(sorted(CHAIN), 55.0))) == list(CHAIN)


def test_what_leaves_is_rounded_and_in_the_same_order() -> None:
    results = evaluated(answered({"sales": 30, "finance": 9}))
    found = publish(results).priorities
    assert [one.construct for one in found] == [one.construct for one in results.priorities]
    assert all(one.value == round(one.value, 1) for one in found)
    assert {one.leverage for one in found} == {1.0}


def test_without_scores_there_is_nothing_to_rank() -> None:
    assert publish(evaluated(answered({"sales": 3}))).priorities == ()
