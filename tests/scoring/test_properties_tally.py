"""The algebra of tallies and siftings: any cut, any order, any grouping; and checks that see it broken.

A check takes the folding (or adding) it judges and returns its complaints. Beside "holds", of the product,
stands "notices": the same check of one with a mistake in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.blocks import ATTENTION
from scoring.sifting import sift
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_tally import BOOK, people

Blocks = Sequence[AnswerBlock]
Folding = Callable[[Blocks], Any]
Adding = Callable[[Any, Any], Any]

FOLDINGS: dict[str, Folding] = {
    "fold": lambda blocks: fold(blocks, codebook=BOOK),
    "sift": lambda blocks: sift(blocks, codebook=BOOK),
}


def block_of(n: int, *, seed: int) -> AnswerBlock:
    """n people, with bits of how they attended."""
    bits = np.random.default_rng(seed).integers(0, ATTENTION + 1, size=n).astype(np.uint8)
    return replace(people(n, seed=seed), attention=bits)


def rows(block: AnswerBlock, chosen: Any) -> AnswerBlock:
    assert block.attention is not None
    return AnswerBlock(
        block.functions[chosen], block.levels[chosen], block.answers[chosen], block.attention[chosen]
    )


# --- Foldings and addings with a mistake ------------------------------------------------------------------


def forgets_the_last_of_a_block(blocks: Blocks, folding: Folding) -> Any:
    return folding([rows(block, slice(0, -1)) for block in blocks])


def counts_only_the_first_block(blocks: Blocks, folding: Folding) -> Any:
    return folding(list(blocks)[:1])


def remembers_who_came_first(blocks: Blocks, folding: Folding) -> Any:
    """The first person of all counts twice."""
    first = next((block for block in blocks if len(block.functions)), None)
    return folding([*blocks, *([rows(first, slice(0, 1))] if first else [])])


def keeps_the_left(one: Any, other: Any) -> Any:
    return one


def counts_the_right_twice(one: Any, other: Any) -> Any:
    return one + other + other


# --- The checks -------------------------------------------------------------------------------------------


def is_the_same_in_any_cut(folding: Folding, block: AnswerBlock, edges: Sequence[int]) -> list[str]:
    """Blocks of any size, empty ones among them."""
    places = np.split(np.arange(len(block.functions)), sorted(edges))
    pieces = [rows(block, place) for place in places]
    return [] if folding(pieces) == folding([block]) else [f"cut at {sorted(edges)}"]


def is_the_same_in_any_order(folding: Folding, block: AnswerBlock, edges: Sequence[int]) -> list[str]:
    order = np.random.default_rng(len(edges)).permutation(len(block.functions))
    return [] if folding([rows(block, order)]) == folding([block]) else ["people in another order"]


CUTS = {
    is_the_same_in_any_cut: (forgets_the_last_of_a_block, counts_only_the_first_block),
    is_the_same_in_any_order: (remembers_who_came_first,),
}


def adds_as_it_folds(adding: Adding, parts: Sequence[Any], whole: Any) -> list[str]:
    return [] if reduce(adding, parts) == whole else ["the sum of parts is not the whole"]


def adds_either_way(adding: Adding, parts: Sequence[Any], whole: Any) -> list[str]:
    one, other, *_ = parts
    return [] if adding(one, other) == adding(other, one) else ["a + b is not b + a"]


def adds_in_any_grouping(adding: Adding, parts: Sequence[Any], whole: Any) -> list[str]:
    a, b, c = parts
    left, right = adding(adding(a, b), c), adding(a, adding(b, c))
    return [] if left == right else ["(a + b) + c is not a + (b + c)"]


SUMS = {
    adds_as_it_folds: keeps_the_left,
    adds_either_way: keeps_the_left,
    adds_in_any_grouping: counts_the_right_twice,
}


def three(folding: Folding, *, seed: int) -> tuple[list[Any], Any]:
    blocks = [block_of(n, seed=seed + n) for n in (7, 12, 5)]
    return [folding([block]) for block in blocks], folding(blocks)


@pytest.mark.parametrize("name", FOLDINGS)
@pytest.mark.parametrize("check", CUTS, ids=lambda check: check.__name__)
@settings(deadline=None, max_examples=10)
@given(
    n=st.integers(0, 60),
    seed=st.integers(0, 10_000),
    edges=st.lists(st.integers(0, 60), min_size=1, max_size=5),
)
def test_folding_holds(check: Any, name: str, n: int, seed: int, edges: list[int]) -> None:
    assert check(FOLDINGS[name], block_of(n, seed=seed), [min(edge, n) for edge in edges]) == []


@pytest.mark.parametrize("name", FOLDINGS)
@pytest.mark.parametrize(
    ("check", "mistaken"),
    [(check, one) for check, mistakes in CUTS.items() for one in mistakes],
    ids=lambda each: each.__name__,
)
def test_a_mistaken_folding_is_noticed(check: Any, mistaken: Any, name: str) -> None:
    def folding(blocks: Blocks) -> Any:
        return mistaken(blocks, FOLDINGS[name])

    assert check(folding, block_of(30, seed=1), [4, 20])


@pytest.mark.parametrize("name", FOLDINGS)
@pytest.mark.parametrize("check", SUMS, ids=lambda check: check.__name__)
@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 10_000))
def test_adding_holds(check: Any, name: str, seed: int) -> None:
    assert check(add, *three(FOLDINGS[name], seed=seed)) == []


@pytest.mark.parametrize("name", FOLDINGS)
@pytest.mark.parametrize(("check", "mistaken"), SUMS.items(), ids=lambda each: each.__name__)
def test_a_mistaken_sum_is_noticed(check: Any, mistaken: Adding, name: str) -> None:
    assert check(mistaken, *three(FOLDINGS[name], seed=1))
