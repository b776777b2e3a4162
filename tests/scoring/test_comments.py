"""Comments are printed from ten on, in an order that says nothing, and rarely with a function."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comments import Batch, comments_of_versions

SIZES = {"sales": 30, "service": 25, "it": 12, "hr": 3}


def written(counts: dict[str, int], *, start: int = 0) -> list[tuple[str, str]]:
    return [(key, f"{key} says {start + at}") for key, n in counts.items() for at in range(n)]


def published(comments: list[tuple[str, str]], *, sizes: dict[str, int] = SIZES, seed: int = 1) -> Any:
    return comments_of_versions([Batch(comments, sizes)], minimum_group=5, seed=seed)


def functions(found: Any) -> set[str]:
    return {comment.function for comment in found}


def test_nine_comments_are_none_and_ten_are_all() -> None:
    assert published(written({"sales": 9})) == ()
    assert len(published(written({"sales": 5, "it": 5}))) == 10


def test_blank_comments_count_for_nothing() -> None:
    assert published([*written({"sales": 9}), ("sales", " \n\t ")]) == ()


def test_ten_of_a_function_are_printed_with_it() -> None:
    assert functions(published(written({"sales": 10, "service": 10}))) == {"sales", "service"}
    assert functions(published(written({"sales": 9, "service": 9}))) == {""}


def test_a_function_is_not_named_if_fewer_than_ten_of_it_answered() -> None:
    """More comments than answers: some people were left out for how they answered."""
    assert functions(published(written({"sales": 12}), sizes={"sales": 9, "it": 20})) == {""}


def test_a_pooled_function_is_not_named() -> None:
    """hr has three answers; the smallest other function makes up the pool."""
    sizes = {"sales": 11, "service": 30, "hr": 3}
    found = published(written({"sales": 11, "service": 12}), sizes=sizes)
    assert functions(found) == {"service", ""}


@pytest.mark.parametrize("few", [1, 9])
def test_the_rest_is_not_known_by_elimination(few: int) -> None:
    """Beside ten named comments of sales a few without a function would be those of the others."""
    assert functions(published(written({"sales": 10, "it": few}))) == {""}


def test_the_largest_named_function_stays_where_the_rest_is_large_enough_without_the_smaller() -> None:
    found = published(written({"sales": 14, "service": 10, "it": 3}))
    assert functions(found) == {"sales", ""}


@given(order=st.permutations(range(24)), seed=st.integers(0, 9))
def test_the_order_does_not_depend_on_the_order_of_storing(order: list[int], seed: int) -> None:
    comments = written({"sales": 14, "service": 10})
    assert published([comments[at] for at in order], seed=seed) == published(comments, seed=seed)


def test_the_order_is_neither_that_of_writing_nor_of_the_alphabet() -> None:
    texts = [comment.text for comment in published(written({"sales": 20}))]
    assert sorted(texts) != texts != [text for _, text in written({"sales": 20})]
    assert texts != [comment.text for comment in published(written({"sales": 20}), seed=2)]


def test_blanks_and_line_breaks_are_made_even_and_duplicates_stay() -> None:
    found = published([("sales", "  Too \n\n many\ttools ")] * 10)
    assert [comment.text for comment in found] == ["Too many tools"] * 10


@pytest.mark.parametrize("k", [0, 4, 11, None, "5", True])
def test_a_minimum_group_that_is_none_prints_nothing(k: Any) -> None:
    with pytest.raises(ValueError, match="from 5 to 10"):
        comments_of_versions([Batch(written({"sales": 20}), SIZES)], minimum_group=k, seed=1)


# --- A wave that was opened again ---------------------------------------------------------------------------


def of_versions(*counts: dict[str, int], gained: int = 12) -> Any:
    batches = [
        Batch(written(each, start=100 * at), dict.fromkeys(SIZES, gained)) for at, each in enumerate(counts)
    ]
    return comments_of_versions(batches, minimum_group=5, seed=1)


def test_fewer_than_ten_more_comments_wait_for_the_next_closing() -> None:
    first = {comment.text for comment in of_versions({"sales": 12})}
    assert {comment.text for comment in of_versions({"sales": 12}, {"it": 9})} == first
    assert len(of_versions({"sales": 12}, {"it": 9}, {"it": 1})) == 22
    assert len(of_versions({"sales": 12}, {"it": 10})) == 22


def test_few_comments_of_the_first_closing_are_printed_with_those_of_the_second() -> None:
    assert of_versions({"sales": 6}) == ()
    assert len(of_versions({"sales": 6}, {"sales": 4})) == 10


def test_a_function_is_named_by_what_a_closing_added_and_not_by_the_sum() -> None:
    """Six and six of sales: who compares the two reports would know six of them by name."""
    found = of_versions({"sales": 6, "it": 6}, {"sales": 6, "service": 6})
    assert functions(found) == {""}
    assert functions(of_versions({"sales": 10, "it": 10}, {"sales": 6, "it": 6})) == {"sales", "it", ""}


def test_what_was_printed_stays_printed() -> None:
    first = of_versions({"sales": 10, "it": 10})
    second = of_versions({"sales": 10, "it": 10}, {"sales": 15})
    assert {(each.text, each.function) for each in first} <= {(each.text, each.function) for each in second}
