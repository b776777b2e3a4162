"""States and flags of ownership, on votes counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.ballots import CREDIT, Ballot
from scoring.ownership import STATES, StageOwnership, consensus, stage_ownership, states
from scoring.ownership_draws import draw_stage
from scoring.units import Unit

FUNCTIONS = ("marketing", "sales", "service")
UNITS = tuple(Unit(key, (key,), 20, 10) for key in FUNCTIONS)
NOT_ASKED = np.zeros((3, 4), dtype=np.int64)


def votes(*rows: dict[str, int]) -> np.ndarray:
    """One row per unit: answers by category (functions, shared, nobody, dk)."""
    categories = (*FUNCTIONS, "shared", "nobody", "dk")
    return np.array([[row.get(key, 0) for key in categories] for row in rows], dtype=np.int64)


def accepted(**by_unit: tuple[int, int, int, int]) -> np.ndarray:
    """By unit: how many already do, would, would if equipped, would not."""
    return np.array([by_unit.get(key, (0, 0, 0, 0)) for key in FUNCTIONS], dtype=np.int64)


def stage(
    today: np.ndarray,
    *,
    should: np.ndarray | None = None,
    accept: np.ndarray = NOT_ASKED,
    units: tuple[Unit, ...] = UNITS,
) -> StageOwnership:
    ballot = Ballot(FUNCTIONS, today, today if should is None else should, accept)
    return stage_ownership("buy", ballot, units=units, minimum_group=5)


def flags(found: StageOwnership) -> list[tuple[str, str]]:
    return [(flag.kind, flag.function) for flag in found.flags]


@pytest.mark.parametrize(
    ("shares", "dk", "state"),
    [
        # marketing, sales, service, shared, nobody
        ((0.9, 0.1, 0.0, 0.0, 0.0), 0.50, "unknown"),
        ((0.6, 0.0, 0.0, 0.0, 0.4), 0.00, "orphaned"),
        ((0.45, 0.0, 0.0, 0.25, 0.3), 0.00, "orphaned"),
        ((0.45, 0.0, 0.0, 0.3, 0.25), 0.00, "leaning"),
        ((0.6, 0.0, 0.0, 0.4, 0.0), 0.00, "diffuse"),
        ((0.5, 0.3, 0.1, 0.1, 0.0), 0.49, "owned"),
        ((0.5, 0.31, 0.09, 0.1, 0.0), 0.00, "contested"),
        ((0.42, 0.38, 0.0, 0.2, 0.0), 0.00, "contested"),
        ((0.29, 0.2, 0.1, 0.16, 0.25), 0.00, "orphaned"),
        ((0.29, 0.24, 0.1, 0.17, 0.2), 0.00, "diffuse"),
        ((0.45, 0.2, 0.05, 0.2, 0.1), 0.00, "leaning"),
    ],
)
def test_the_first_rule_that_matches_names_the_state(
    shares: tuple[float, ...], dk: float, state: str
) -> None:
    assert STATES[int(states(np.array(shares), dk))] == state


def test_every_unit_has_the_same_weight_whatever_its_size() -> None:
    found = stage(votes({"sales": 90, "marketing": 10}, {"sales": 2, "marketing": 8}, {"service": 10}))
    assert found.shares["sales"] == pytest.approx((0.9 + 0.2 + 0.0) / 3)
    assert (found.top, found.second, found.n) == ("sales", "service", 120)


def test_cant_tell_is_apart_from_the_shares() -> None:
    found = stage(votes({"sales": 6, "dk": 4}, {"sales": 5, "dk": 15}, {"sales": 10}))
    assert (found.shares["sales"], found.dk) == (1.0, pytest.approx((0.4 + 0.75 + 0.0) / 3))


def test_a_unit_with_too_few_votes_has_no_part_in_the_shares() -> None:
    found = stage(votes({"sales": 4}, {"marketing": 10}, {"marketing": 10}))
    assert (found.shares["marketing"], found.n, set(found.self_naming)) == (1.0, 20, {"sales", "service"})


def test_ties_go_to_the_first_name() -> None:
    found = stage(
        votes({"sales": 5, "marketing": 5}, {"sales": 5, "marketing": 5}, {"sales": 5, "marketing": 5})
    )
    assert (found.top, found.second, found.margin) == ("marketing", "sales", 0.0)


def test_nobody_named_a_function() -> None:
    found = stage(votes({"nobody": 10}, {"shared": 10}, {"nobody": 10}))
    assert (found.top, found.top_share, found.state, found.flags) == (None, 0.0, "orphaned", ())


def test_named_and_unwilling_is_refused() -> None:
    everybody = votes({"sales": 10}, {"sales": 10}, {"sales": 10})
    willing, unwilling = accepted(sales=(1, 2, 2, 5)), accepted(sales=(1, 1, 3, 5))
    assert stage(everybody, accept=willing).acceptance["sales"].share == pytest.approx(0.4)
    assert flags(stage(everybody, accept=willing)) == []
    assert flags(stage(everybody, accept=unwilling)) == [("refused", "sales")]


def test_refusal_needs_forty_percent_of_the_votes() -> None:
    accept = accepted(sales=(0, 0, 0, 10))
    named = {"sales": 39, "marketing": 22, "service": 19, "shared": 20}
    assert flags(stage(votes(named, named, named), accept=accept)) == []


def test_naming_oneself_against_the_others_is_an_overclaim() -> None:
    found = stage(
        votes({"marketing": 6, "sales": 4}, {"marketing": 2, "sales": 8}, {"marketing": 3, "sales": 7})
    )
    assert found.self_naming["marketing"].others == pytest.approx(0.25)
    assert ("overclaimed", "marketing") in flags(found)


@pytest.mark.parametrize("others", [{"marketing": 3, "service": 7}, {"marketing": 4, "service": 6}])
def test_a_claim_the_others_half_share_is_no_overclaim(others: dict[str, int]) -> None:
    found = stage(votes({"marketing": 6, "sales": 4}, others, others))
    assert ("overclaimed", "marketing") not in flags(found)


def test_two_functions_that_name_themselves_claim_mutually() -> None:
    found = stage(votes({"marketing": 10}, {"sales": 10}, {"nobody": 10}))
    assert [flag for flag in flags(found) if flag[0] == "mutual_claim"] == [
        ("mutual_claim", "marketing"),
        ("mutual_claim", "sales"),
    ]


def test_a_stage_most_would_give_to_another_function_should_move() -> None:
    today, should = votes(*[{"sales": 10}] * 3), votes(*[{"service": 5, "sales": 4, "shared": 1}] * 3)
    assert flags(stage(today, should=should)) == [("should_move", "service")]
    undecided = votes(*[{"service": 9, "sales": 8, "shared": 3}] * 3)
    assert flags(stage(today, should=undecided)) == []


def test_a_pooled_function_takes_no_flag() -> None:
    pool = (UNITS[0], Unit("other:sales+service", ("sales", "service"), 20, 10))
    everybody = votes({"sales": 10}, {"sales": 10})
    found = stage(everybody, accept=accepted(sales=(0, 0, 0, 10))[:2], units=pool)
    assert (found.state, flags(found), set(found.acceptance)) == ("owned", [], set())


def test_degrees_of_acceptance() -> None:
    assert list(CREDIT.items()) == [
        ("already", 1.0),
        ("would", 1.0),
        ("if_equipped", 0.5),
        ("would_not", 0.0),
    ]


# --- How sure a state is ----------------------------------------------------------------------------


def probability(today: np.ndarray, *, headcount: int = 1000) -> dict[str, float]:
    units = [Unit(key, (key,), headcount, int(row.sum())) for key, row in zip(FUNCTIONS, today, strict=True)]
    ballot = Ballot(FUNCTIONS, today, today, NOT_ASKED)
    rng = np.random.default_rng(5)
    return draw_stage(ballot, units=units, minimum_group=5, draws=2000, rng=rng).probability


def test_votes_that_agree_leave_no_doubt() -> None:
    assert probability(votes(*[{"sales": 10}] * 3)) == {"owned": 1.0}


def test_votes_on_a_border_leave_a_choice() -> None:
    drawn = probability(votes(*[{"sales": 5, "marketing": 3, "shared": 2}] * 3))
    assert set(drawn) >= {"owned", "contested"}
    assert sum(drawn.values()) == pytest.approx(1)
    assert 0.2 < drawn["owned"] < 0.8


def test_a_unit_of_which_everybody_answered_is_surer_than_a_sample() -> None:
    border = votes(*[{"sales": 12, "marketing": 6, "shared": 2}] * 3)
    assert probability(border, headcount=20)["owned"] > probability(border, headcount=2000)["owned"]


def test_stages_that_cannot_be_told_stay_unknown_in_every_draw() -> None:
    assert probability(votes(*[{"dk": 10}] * 3)) == {"unknown": 1.0}


def test_a_share_that_stands_on_a_border_is_not_lost_to_rounding() -> None:
    """For a computer .6 − .4 is a little less than .2, and the mean of 0, .2 and 1 a little less than .4."""
    third = float(np.mean([0.0, 0.2, 1.0]))
    assert third < 0.4
    assert STATES[int(states(np.array((0.6, 0.4, 0.0, 0.0, 0.0)), 0.0))] == "owned"
    assert STATES[int(states(np.array((0.6, 0.0, 0.0, 0.0, third)), 0.0))] == "orphaned"


def test_a_function_named_by_two_fifths_exactly_may_refuse() -> None:
    today = votes({"shared": 10}, {"sales": 2, "shared": 8}, {"sales": 10})
    found = stage(today, accept=accepted(sales=(0, 0, 0, 10)))
    assert found.top_share < 0.4
    assert flags(found) == [("refused", "sales")]


def test_consensus_cannot_tell_two_camps_from_one_owner() -> None:
    """Two halves of ten answers score .70, seven tenths with the rest scattered .45."""
    assert consensus([0.5, 0.5] + [0.0] * 8) == pytest.approx(0.699, abs=5e-4)
    assert consensus([0.7] + [0.3 / 9] * 9) == pytest.approx(0.448, abs=5e-4)
    assert (consensus([1.0, 0.0]), consensus([0.25] * 4)) == (1.0, pytest.approx(0.0))
    with pytest.raises(ValueError, match="two answers"):
        consensus([1.0])


def test_units_of_one_mind_are_unanimous_whether_they_name_the_same_or_not() -> None:
    same, apart, mixed = (
        stage(votes({"sales": 10}, {first: 8, "dk": 2}, {"sales": 5, **more}))
        for first, more in (("sales", {}), ("service", {}), ("sales", {"nobody": 1}))
    )
    assert (same.unanimous, apart.unanimous, mixed.unanimous) == (True, True, False)
