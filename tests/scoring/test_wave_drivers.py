"""Drivers of one wave: the same as of the people behind the tally, and silent where they should be."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.codebook import CANT_TELL, FIRST_OPTION, Codebook
from scoring.drivers import LEAST_PEOPLE, drivers, within_covariance
from scoring.privacy import publish
from scoring.tally import DRIVER_BLOCK, AnswerBlock, fold
from scoring.wave_drivers import OUTCOME, PREDICTORS, outcome_last, wave_drivers, within_units
from tests.scoring.test_results import BOOK, answered, evaluated

SIZES = {"sales": 140, "finance": 50, "it": 20}


def driven(sizes: dict[str, int] = SIZES, *, seed: int = 5) -> AnswerBlock:
    """People whose rating follows how well information is shared, and a little what is measured."""
    block = answered(sizes)
    n, rng = len(block.functions), np.random.default_rng(seed)
    traits = {key: rng.normal(size=n) for key in PREDICTORS}
    outcome = 1.2 * traits["SHARE"] + 0.4 * traits["METR"]
    for key in DRIVER_BLOCK:
        lean = outcome if key in OUTCOME else traits[key]
        for column in BOOK.items_of(key):
            at = BOOK.index(column)
            steps = np.clip(np.rint(2 + lean + 0.7 * rng.normal(size=n)), 0, 4).astype(int)
            block.answers[:, at] = FIRST_OPTION + (4 - steps if BOOK.columns[at].reverse else steps)
    return block


def by_hand(block: AnswerBlock) -> np.ndarray:
    """Scores of everybody, predictors first and mean(MIR, OUT) last; NaN where a score is missing."""
    scores = {}
    for key in DRIVER_BLOCK:
        columns = [BOOK.index(column) for column in BOOK.items_of(key)]
        raw = block.answers[:, columns].astype(float)
        steps = np.where(raw >= FIRST_OPTION, raw - FIRST_OPTION, np.nan)
        steps = np.where([BOOK.columns[at].reverse for at in columns], 4 - steps, steps)
        enough = (~np.isnan(steps)).sum(axis=1) >= BOOK.construct(key).minimum_valid
        scores[key] = np.where(enough, 25 * np.nanmean(np.where(enough[:, None], steps, 0.0), axis=1), np.nan)
    return np.column_stack([*(scores[key] for key in PREDICTORS), (scores["MIR"] + scores["OUT"]) / 2])


def test_covariances_are_those_within_units_of_people_with_all_ten_scores() -> None:
    block = driven()
    block.answers[3, [BOOK.index(f"VIEW{i}") for i in (1, 2)]] = CANT_TELL
    block.answers[7, BOOK.index("MSG1")] = CANT_TELL
    results, tally = evaluated(block), fold([block], codebook=BOOK)
    covariance, n = within_units(tally, units=results.units)
    expected, people = within_covariance(by_hand(block), list(block.functions))
    assert (n, people) == (209, 209)
    assert outcome_last(covariance) == pytest.approx(expected)


def test_what_people_are_told_to_lean_on_comes_out_first() -> None:
    found = evaluated(driven()).drivers
    assert found is not None
    assert found.refused == ""
    best = sorted(found.rows, key=lambda row: -row.weight)
    assert [row.key for row in best[:2]] == ["SHARE", "METR"]
    assert best[0].leverage == 1.25
    assert min(row.leverage for row in best) == 0.75
    assert sum(row.weight for row in found.rows) == pytest.approx(100)


def test_they_are_those_of_the_rows_themselves() -> None:
    block = driven()
    covariance, n = within_covariance(by_hand(block), list(block.functions))
    expected = drivers(covariance, keys=PREDICTORS, n=n, seed=3)
    found = evaluated(block, seed=3).drivers
    assert found is not None
    assert [(row.key, row.top) for row in found.rows] == [(row.key, row.top) for row in expected.rows]
    assert found.r2 == pytest.approx(expected.r2)
    assert [row.dominance for row in found.rows] == pytest.approx([row.dominance for row in expected.rows])


def test_what_differs_between_units_drives_nothing() -> None:
    """A function whose people rate everything higher looks like a strong driver only without centering."""
    block = answered({"sales": 100, "finance": 100})
    rng = np.random.default_rng(4)
    for key in DRIVER_BLOCK:
        for column in BOOK.items_of(key):
            at = BOOK.index(column)
            steps = rng.integers(0, 3, size=200) + np.where(block.functions == 0, 2, 0)
            block.answers[:, at] = FIRST_OPTION + (4 - steps if BOOK.columns[at].reverse else steps)
    found = evaluated(block).drivers
    assert found is not None
    assert found.r2 < 0.15


@pytest.mark.parametrize(("people", "refused"), [(LEAST_PEOPLE - 1, "too few"), (LEAST_PEOPLE, "")])
def test_from_a_hundred_and_fifty_people_on(people: int, refused: str) -> None:
    found = publish(evaluated(driven({"sales": people}))).drivers
    assert found is not None
    assert found.refused == refused
    assert bool(found.rows) is not bool(refused)
    assert (found.r2 is None) is bool(refused)


def test_scales_that_say_the_same_are_refused() -> None:
    block = driven()
    for i in (1, 2, 3):
        block.answers[:, BOOK.index(f"MSG{i}")] = block.answers[:, BOOK.index(f"VIEW{i}")]
    found = publish(evaluated(block)).drivers
    assert found is not None
    assert (found.refused, found.rows) == ("collinear", ())


def test_answers_that_do_not_vary_are_refused() -> None:
    found = publish(evaluated(answered({"sales": 160}, codes=FIRST_OPTION))).drivers
    assert found is not None
    assert (found.refused, found.r2) == ("no variance", None)


def test_what_leaves_is_whole_percents_strongest_first() -> None:
    found = publish(evaluated(driven())).drivers
    assert found is not None
    assert [row.weight for row in found.rows] == sorted((row.weight for row in found.rows), reverse=True)
    assert {row.tier for row in found.rows} == {"first", "second"}
    assert (found.rows[0].construct, found.rows[0].tier, found.n) == ("SHARE", "first", "50+")
    assert all(type(each) is int for row in found.rows for each in (row.weight, row.dominance, row.top))


def test_a_wave_that_does_not_ask_for_all_of_it_has_none() -> None:
    short = Codebook(
        columns=BOOK.columns,
        constructs=tuple(each for each in BOOK.constructs if each.key != "OUT"),
        functions=BOOK.functions,
    )
    assert wave_drivers(fold([answered(SIZES)], codebook=short), units=(), seed=1) is None
