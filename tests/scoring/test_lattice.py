"""What can be worked out of published sets of people, and what is published so that nothing small can."""

from __future__ import annotations

import time
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.lattice import audited, gives_away, lattice, levels_publishable, publishable_sets, revealed
from tests.scoring.attacker import attacked, outside_of, random_tables

# --- What is given away ---------------------------------------------------------------------------------


def test_a_total_less_its_shown_part_gives_the_rest_away() -> None:
    assert revealed([[1, 1, 1], [1, 1, 0]], [20, 9, 3], 5) == ((2,),)
    assert revealed([[1, 1, 1], [1, 1, 0]], [20, 9, 5], 5) == ()


def test_people_who_are_always_counted_together_cannot_be_told_apart() -> None:
    assert revealed([[1, 1, 0], [1, 1, 1]], [2, 3, 20], 5) == ()
    assert revealed([[1, 1, 0], [1, 1, 1]], [2, 2, 20], 5) == ((0, 1),)


def test_a_sum_of_published_sets_is_attacked_and_not_only_a_difference() -> None:
    """Half of (a+b) + (a+c) − (b+c) is a: no two of the sets differ by few."""
    pairs = [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    assert revealed(pairs, [3, 30, 30], 5) == ((0,),)


def test_cells_of_several_functions_are_given_away_together() -> None:
    """Two functions of both levels beside two of leaders only: both fronts at once are 1 + 2 people."""
    units = [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 0]]
    leaders = [1, 0, 1, 0, 1, 0]
    assert revealed([*units, leaders], [6, 1, 6, 2, 9, 0], 5) == ((1, 3),)


def test_an_atom_of_nobody_is_part_of_nothing() -> None:
    assert revealed([[1, 1]], [6, 0], 5) == ()
    assert revealed([[1, 0], [1, 1]], [6, 0], 5) == ()


def test_what_nobody_published_is_not_given_away() -> None:
    assert revealed([[1, 0]], [6, 2], 5) == ()
    assert revealed(np.zeros((0, 2)), [3, 2], 5) == ()


@pytest.mark.parametrize("sets", [[[2, 1]], [[-1, 1]], [[0.5, 1]]])
def test_a_set_is_made_of_ones_and_noughts(sets: Any) -> None:
    with pytest.raises(ValueError, match="0 and 1"):
        revealed(sets, [6, 6], 5)


TABLES = st.integers(1, 9).flatmap(
    lambda atoms: st.tuples(
        st.lists(st.lists(st.integers(0, 1), min_size=atoms, max_size=atoms), min_size=1, max_size=7),
        st.lists(st.integers(0, 4), min_size=atoms, max_size=atoms),
        st.integers(2, 8),
    )
)


@settings(deadline=None, max_examples=150)
@given(table=TABLES)
def test_the_search_finds_what_trying_every_union_finds(table: tuple[Any, Any, int]) -> None:
    sets, sizes, k = (np.array(part) for part in table)
    assert set(map(frozenset, revealed(sets, sizes, int(k)))) == least_by_trial(sets, sizes, int(k))


def least_by_trial(sets: NDArray[Any], sizes: NDArray[Any], k: int) -> set[frozenset[int]]:
    filled = np.flatnonzero(sizes)
    outside = outside_of(sets[:, filled].astype(float))
    found: list[set[int]] = []
    for count in range(1, k):
        for union in combinations(range(len(filled)), count):
            few = sizes[filled[list(union)]].sum() < k
            if few and np.abs(outside[:, union].sum(axis=1)).max(initial=0) < 1e-7:
                atoms = {int(filled[at]) for at in union}
                found += [atoms] if not any(other <= atoms for other in found) else []
    return set(map(frozenset, found))


def test_three_closings_of_twelve_functions_are_audited_in_no_time() -> None:
    rng = np.random.default_rng(4)
    added = rng.integers(0, 4, size=(3, 12, 3))
    added[0] += rng.integers(1, 9, size=(12, 3))
    whole = lattice([[code] for code in range(12)], functions=12).sets
    sets = np.vstack([np.hstack([whole * (at <= last) for at in range(3)]) for last in range(3)])
    sets = sets[sets @ added.ravel() >= 10]
    start = time.perf_counter()
    stays = audited(sets, added.ravel(), 10)
    assert time.perf_counter() - start < 1.5  # a quarter of a second on a quiet machine
    assert not gives_away(sets[stays], added.ravel(), 10)
    assert 0 < stays.sum() < len(sets)


# --- What may be published ------------------------------------------------------------------------------


def test_four_hundred_random_tables_leak_nothing_once_they_are_audited() -> None:
    """Unions of up to four cells and differences of 1 … 4 people; with less than the audit many leak."""
    outcome = attacked(tables=400)
    print(outcome)
    assert outcome.leaking["with audit"] == outcome.leaking["pooled first, with audit"] == 0
    assert outcome.leaking["threshold"] > outcome.leaking["threshold and line rule"] > 50
    assert outcome.kept["with audit"] > 0.9 * outcome.kept["threshold and line rule"]


def test_the_audit_says_what_the_attacker_says_of_tables_that_leak() -> None:
    for table in random_tables(60, seed=9):
        sets = publishable_sets(table, minimum_group=5)
        assert not gives_away(sets, table.ravel(), 5)
        assert all(row @ table.ravel() >= 5 for row in sets)


def test_the_smallest_published_set_goes_first() -> None:
    sets = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [0, 1, 1, 1]])
    assert audited(sets, [3, 20, 9, 4], 5).tolist() == [True, False, False]
    assert audited(sets, [5, 20, 9, 6], 5).all()


def test_what_was_published_before_cannot_be_taken_back() -> None:
    """Three people more in a function: only the first of its two means may ever be shown."""
    before, again = [[1, 0]], [[1, 1]]
    assert audited(again, [9, 3], 5, before=before).tolist() == [False]
    assert audited(again, [9, 5], 5, before=before).tolist() == [True]
    assert audited(again, [9, 0], 5, before=before).tolist() == [True]


def test_levels_stay_out_where_they_would_tell_of_few() -> None:
    assert levels_publishable([(6, 10), (7, 20)], minimum_group=5)
    assert not levels_publishable([(2, 10), (2, 20)], minimum_group=5)
    assert not levels_publishable([(2, 10), (20, 0)], minimum_group=5)


def test_the_rule_for_levels_is_what_trying_every_union_says() -> None:
    rng = np.random.default_rng(7)
    seen = set()
    for _ in range(400):
        rows = rng.choice([0, 0, 1, 2, 3, 6, 9], size=(int(rng.integers(1, 4)), 2))
        k = int(rng.integers(5, 8))
        if min(rows.sum(axis=1)) < k or min(rows.sum(axis=0)) < k:
            continue
        whole = lattice([[at] for at in range(len(rows))], functions=len(rows), levels=2).sets
        safe = least_by_trial(whole[1 : len(rows) + 3], rows.ravel(), k) == set()
        assert levels_publishable([tuple(row) for row in rows], minimum_group=k) == safe, (rows, k)
        seen.add(safe)
    assert seen == {True, False}


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), k=st.integers(5, 10))
def test_the_order_of_functions_does_not_matter_and_nothing_below_the_minimum_is_published(
    seed: int, k: int
) -> None:
    table = next(random_tables(1, seed=seed))
    order, names = np.random.default_rng(seed).permutation(len(table)), np.array(list("sobheita"))
    told, turned = (
        publishable_sets(table[at], minimum_group=k, names=list(names[at]))
        for at in (np.arange(len(table)), order)
    )
    assert all(row @ table.ravel() >= k for row in told)
    shape = (-1, *table.shape)
    assert np.array_equal(told.reshape(shape)[:, order], turned.reshape(shape))


@pytest.mark.parametrize("k", [0, 4, 11, None, "5", True])
def test_a_minimum_group_that_is_none_publishes_nothing(k: Any) -> None:
    with pytest.raises(ValueError, match="from 5 to 10"):
        publishable_sets([[9, 9, 9]], minimum_group=k)
