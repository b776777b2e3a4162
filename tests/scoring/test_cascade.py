"""Customer measures by level, and what people perceive of them."""

from __future__ import annotations

import pytest

from scoring.cascade import LEVELS, break_level, cascade, reading
from scoring.codebook import FIRST_OPTION
from scoring.constructs import ConstructScore
from scoring.intervals import Estimate
from scoring.privacy import publish
from tests.scoring.test_results import BOOK, answered, evaluated


def grid(*values: int) -> dict[str, int]:
    return dict(zip(LEVELS, values, strict=True))


def perceived(value: float) -> dict[str, ConstructScore]:
    return {"METR": ConstructScore("METR", Estimate(value, 1.0, value - 2, value + 2, 40), None)}


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ((2, 1, 1, 0, 0), "managers"),
        ((0, 0, 1, 1, 1), None),
        ((0, 1, 0, 2, 0), "function_heads"),
        ((2, 2, 2, 2, 0), "front_line"),
        ((0, 0, 0, 0, 0), None),
        ((1, 1, 1, 1, 1), None),
    ],
)
def test_it_breaks_at_the_first_level_without_a_measure_below_one_with(
    values: tuple[int, ...], level: str | None
) -> None:
    assert break_level(grid(*values)) == level


def test_the_score_is_what_is_built_of_all_that_could_be() -> None:
    """2 + 1 + 1 of ten steps."""
    found = cascade({"metrics_cascade": grid(2, 1, 1, 0, 0)}, perceived(61.0))
    assert found is not None
    assert (found.score, found.difference, found.reading) == (40.0, 21.0, "believed_not_built")


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (20.0, "believed_not_built"),
        (19.9999999999999, "believed_not_built"),
        (19.9, "in_step"),
        (-19.9, "in_step"),
        (-20.0, "built_not_felt"),
        (None, "untold"),
    ],
)
def test_twenty_points_apart_mean_something(difference: float | None, words: str) -> None:
    assert reading(difference) == words


@pytest.mark.parametrize(
    "facts",
    [
        None,
        {},
        {"metrics_cascade": None},
        {"metrics_cascade": {"ceo": 2}},
        {"metrics_cascade": grid(3, 0, 0, 0, 0)},
    ],
)
def test_a_grid_that_is_not_stated_in_full_is_none(facts: dict[str, object] | None) -> None:
    assert cascade(facts, perceived(50.0)) is None


def test_what_people_perceive_counts_as_it_is_printed() -> None:
    """Everybody at the top of METR is printed as ≥90: the difference must not say 100."""
    block = answered({"sales": 12})
    for i in (1, 2, 3):
        at = BOOK.index(f"METR{i}")
        block.answers[:, at] = FIRST_OPTION + (0 if BOOK.columns[at].reverse else 4)
    results = evaluated(block, facts={"metrics_cascade": grid(2, 2, 2, 1, 0)})
    found = publish(results).cascade
    assert results.cascade is not None
    assert results.cascade.difference == 30.0
    assert found is not None
    assert (found.score, found.difference, found.break_level, found.reading) == (
        70,
        20,
        "front_line",
        "believed_not_built",
    )


def test_without_answers_the_sponsors_grid_still_stands() -> None:
    found = publish(evaluated(answered({}), facts={"metrics_cascade": grid(1, 0, 0, 0, 0)})).cascade
    assert found is not None
    assert (found.score, found.difference, found.reading, found.break_level) == (
        10,
        None,
        "untold",
        "executive_team",
    )
