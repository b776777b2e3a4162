"""A wave that is opened again and closed again: what the two versions together must not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import isnan
from typing import Any

import numpy as np
import pytest

from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.lattice import gives_away
from scoring.privacy import Published, publish
from scoring.results import evaluate
from scoring.tally import AnswerBlock, Tally, fold
from scoring.versions import ANSWERS, SCORE, PublishedSet, Release, Withheld, release, withhold
from tests.scoring.attacker import small_differences, unions_worked_out
from tests.scoring.test_attacker import SEVEN, WIDE, random_table
from tests.scoring.test_results import BOOK, answered, numbers

FIRST = {"sales": 20, "finance": 12, "it": 9}


def tally(sizes: Mapping[str, int], *, seed: int = 1) -> Tally:
    """So many people, who can tell everything."""
    block = answered(dict(sizes), seed=seed)
    answers = np.where(block.answers < FIRST_OPTION, FIRST_OPTION, block.answers).astype(np.uint8)
    return fold([AnswerBlock(block.functions, block.levels, answers)], codebook=BOOK)


def again(sizes: Mapping[str, int], *, first: Mapping[str, int] = FIRST, k: int = 5) -> Release:
    """What is decided when so many people more have answered since the first closing."""
    start = tally(first)
    return release(start + tally(sizes, seed=2), minimum_group=k, earlier=[release(start, minimum_group=k)])


# --- The version as a whole -----------------------------------------------------------------------------


def test_the_first_version_is_published_and_nothing_is_left_out() -> None:
    first = release(tally(FIRST), minimum_group=5)
    assert (first.published, first.withheld) == (True, {})


@pytest.mark.parametrize("gains", [{"sales": 5}, {"sales": 5, "it": 7}, {"finance": 30}, {}])
def test_a_version_is_published_if_every_changed_unit_gained_the_minimum(gains: dict[str, int]) -> None:
    assert again(gains).published


@pytest.mark.parametrize("gains", [{"sales": 1}, {"sales": 4}, {"sales": 30, "it": 1}])
def test_a_version_in_which_a_unit_gained_too_few_is_not_published(gains: dict[str, int]) -> None:
    assert again(gains).short == "few"


def test_a_larger_minimum_asks_for_more_answers() -> None:
    assert again({"sales": 6}, k=6).published
    assert again({"sales": 6}, k=7).short == "few"


def test_a_pool_that_falls_apart_does_not_leave_two_people_behind() -> None:
    """Finance and it were pooled; it alone now is the old pool less finance, and two people more."""
    first = {"sales": 20, "finance": 12, "it": 3}
    assert again({"it": 5}, first=first).short in ("few", "apart")


def test_the_third_version_is_held_against_those_that_were_published() -> None:
    start, more, most = (tally(FIRST), tally({"sales": 3}, seed=2), tally({"sales": 3}, seed=3))
    first = release(start, minimum_group=5)
    assert not release(start + more, minimum_group=5, earlier=[first]).published
    assert release(start + more + most, minimum_group=5, earlier=[first]).published


def test_a_version_is_held_against_every_older_one() -> None:
    """Three versions, whatever is added: no two of the published ones differ by few people of a unit."""
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(12):
        total, earlier = tally(FIRST), [release(tally(FIRST), minimum_group=5)]
        for seed in (2, 3):
            gains = {key: int(rng.choice([0, 0, 2, 4, 5, 8])) for key in FIRST}
            total = total + tally(gains, seed=seed)
            found = release(total, minimum_group=5, earlier=earlier)
            seen.add(found.published)
            earlier += [found] if found.published else []
        totals = [np.array(each.cells["people"]).sum(axis=1) for each in earlier]
        for at, older in enumerate(totals):
            assert all(set(newer - older) & {1, 2, 3, 4} == set() for newer in totals[at:])
    assert seen == {True, False}


def test_few_customers_more_keep_the_version_back() -> None:
    first = release(tally(FIRST), minimum_group=5, customers=40)
    more = tally({"sales": 9}, seed=2)
    for customers, short in ((40, ""), (43, "few"), (45, "")):
        found = release(tally(FIRST) + more, minimum_group=5, customers=customers, earlier=[first])
        assert found.short == short


def test_after_a_version_of_too_few_to_show_anything_any_number_is_enough() -> None:
    """Three people were not shown; with two more, five are shown for the first time."""
    assert again({"sales": 2}, first={"sales": 3}).published
    assert again({"sales": 2}, first={"sales": 5}).short == "few"


def test_customers_who_were_too_few_to_be_shown_are_no_change() -> None:
    first = release(tally(FIRST), minimum_group=5, customers=3)
    assert release(tally(FIRST), minimum_group=5, customers=6, earlier=[first]).published


# --- Single scores ----------------------------------------------------------------------------------------


def told(kept: Tally, withheld: Mapping[str, Withheld]) -> Published:
    masked = withhold(kept, withheld)
    heads = dict.fromkeys(kept.codebook.functions, 40)
    return publish(
        evaluate(
            masked,
            codebook=kept.codebook,
            headcounts=heads,
            minimum_group=5,
            facts=None,
            pulse=None,
            seed=1,
        )
    )


def test_a_score_of_which_few_more_can_tell_is_hidden_in_the_new_version() -> None:
    """Sales gains six people, of whom two can tell how customers' views are shared."""
    start, block = tally(FIRST), answered({"sales": 6}, seed=2)
    answers = np.where(block.answers < FIRST_OPTION, FIRST_OPTION, block.answers).astype(np.uint8)
    answers[2:, [BOOK.index(f"SHARE{i}") for i in (1, 2, 3)]] = CANT_TELL
    both = start + fold([AnswerBlock(block.functions, block.levels, answers)], codebook=BOOK)
    found = release(both, minimum_group=5, earlier=[release(start, minimum_group=5)])
    assert found.published
    assert found.withheld[SCORE + "SHARE"].functions == (BOOK.functions.index("sales"),)
    assert found.withheld.get(SCORE + "VIEW", Withheld()).functions == ()
    before, now = told(both, {}).scores, told(both, found.withheld).scores
    assert (before["SHARE"].units["sales"] is None, now["SHARE"].units["sales"]) == (False, None)
    assert now["SHARE"].units["it"].value == before["SHARE"].units["it"].value
    assert {key: one.value for key, one in now["VIEW"].units.items()} == {
        key: one.value for key, one in before["VIEW"].units.items()
    }


def test_what_is_left_out_breaks_no_statistic() -> None:
    """Whatever a version leaves out: an honest tree, never a number that is none."""
    for seed in range(6):
        start, more = (fold([random_table(each)], codebook=WIDE) for each in (seed, seed + 50))
        both = start + more + more
        found = release(both, minimum_group=5, earlier=[release(start, minimum_group=5)])
        assert not any(isnan(number) for number in numbers(told(both, found.withheld)))


def test_one_leader_more_changes_nothing_of_what_leaders_say() -> None:
    """Lever scores and single practices are of all leaders at once: six before, seven now."""
    block = answered({"sales": 20, "finance": 12, "it": 9}, seed=3)
    answers = np.where(block.answers < FIRST_OPTION, FIRST_OPTION, block.answers).astype(np.uint8)
    levels = np.where(np.arange(41) % 7 == 0, 0, 2).astype(np.uint8)
    start = fold([AnswerBlock(block.functions, levels, answers)], codebook=BOOK)
    more = AnswerBlock(block.functions[:6], np.array([0, 2, 2, 2, 2, 2], dtype=np.uint8), answers[:6])
    both = start + fold([more], codebook=BOOK)
    found = release(both, minimum_group=5, earlier=[release(start, minimum_group=5)])
    assert found.published
    before, now = told(start, {}).scores, told(both, found.withheld).scores
    for construct in ("LEV", "COCREATE", "LV1", "LV7"):
        assert (before[construct].organization is None, now[construct].organization) == (False, None)


def test_levels_that_gained_few_are_not_told_apart_in_the_new_version() -> None:
    """Six people more, one of them a leader: the unit may be shown, the leaders may not."""
    start, block = tally(FIRST), answered({"sales": 6}, seed=2)
    answers = np.where(block.answers < FIRST_OPTION, FIRST_OPTION, block.answers).astype(np.uint8)
    levels = np.array([0, 2, 2, 2, 2, 2], dtype=np.uint8)
    both = start + fold([AnswerBlock(block.functions, levels, answers)], codebook=BOOK)
    found = release(both, minimum_group=5, earlier=[release(start, minimum_group=5)])
    assert found.published
    assert told(both, {}).level_gaps
    assert told(both, found.withheld).level_gaps == ()
    for construct in ("VIEW", "MO", "AE", "PROM"):
        assert told(both, found.withheld).scores[construct] == told(both, {}).scores[construct]


def test_without_new_answers_the_new_version_says_what_the_old_one_said() -> None:
    start = tally(FIRST)
    found = release(start, minimum_group=5, earlier=[release(start, minimum_group=5)])
    assert asdict(told(start, found.withheld)) == asdict(told(start, {}))


def test_the_sets_of_all_versions_together_give_nothing_away() -> None:
    """Random waves closed three times: every score, attacked by unions of four cells and by differences."""
    count = 0
    for seed in range(14):
        parts = [fold([random_table(100 * at + seed)], codebook=WIDE) for at in range(3)]
        earlier: list[Release] = []
        for last in range(3):
            found = release(sum_of(parts[: last + 1]), minimum_group=5, earlier=earlier)
            earlier += [found] if found.published else []
        for variable in (key for key in earlier[-1].cells if key.startswith(SCORE)):
            sets, sizes = attack(variable, earlier)
            assert not gives_away(sets, sizes, 5), (seed, variable)
            assert unions_worked_out(sets, sizes) == [], (seed, variable)
            assert small_differences(sets, sizes) == [], (seed, variable)
            count += len(sets)
    assert count > 500, "nothing left to attack"


def sum_of(parts: list[Tally]) -> Tally:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def attack(variable: str, releases: list[Release]) -> tuple[Any, Any]:
    """The published sets of a variable over version × function × level, and how many people each atom has."""
    totals = np.array([each.cells[variable] for each in releases])
    sizes = np.diff(np.concatenate([np.zeros((1, len(SEVEN), 2), dtype=np.int64), totals]), axis=0)
    rows = []
    for at, each in enumerate(releases):
        for one in each.sets.get(variable, ()):
            row = np.zeros(sizes.shape, dtype=np.uint8)
            columns = {"all": [0, 1], "lead": [0], "front": [1]}[one.which]
            row[np.ix_(range(at + 1), list(one.functions), columns)] = 1
            rows.append(row.ravel())
    return np.array(rows).reshape(len(rows), sizes.size), sizes.ravel()


def test_the_sets_that_are_remembered_are_those_that_are_published() -> None:
    """What a later version is held against must be what the report really showed."""
    for seed in range(8):
        kept = fold([random_table(seed)], codebook=WIDE)
        first, published = release(kept, minimum_group=5), told(kept, {})
        for construct in ("VIEW", "MO", "AE", "PROM", "HEAD"):
            sets = first.sets[SCORE + construct]
            shown = {
                tuple(sorted(SEVEN.index(key) for key in unit.functions))
                for unit in published.units
                if published.scores[construct].units[unit.key]
            }
            assert {one.functions for one in sets if one.which == "all"} == shown
            by_level = any(gap.construct == construct for gap in published.level_gaps)
            assert not by_level or any(one.which == "lead" for one in sets)


def test_a_later_version_publishes_no_set_that_is_not_remembered() -> None:
    """Of every score: units and levels that the engine shows once cells are left out are among the sets."""
    seen = 0
    for seed in range(10):
        start, more = (fold([random_table(each)], codebook=WIDE) for each in (seed, seed + 50))
        first = release(start, minimum_group=5)
        found = release(start + more, minimum_group=5, earlier=[first])
        published = told(start + more, found.withheld)
        codes = {
            unit.key: tuple(sorted(SEVEN.index(key) for key in unit.functions)) for unit in published.units
        }
        for construct, score in published.scores.items() if found.published else ():
            # Single practices of leaders are told straight from the answers.
            sets = found.sets.get(SCORE + construct) or found.sets.get(ANSWERS + construct, ())
            assert sets or not score.organization, (seed, construct)
            shown = {codes[key] for key, one in score.units.items() if one}
            assert shown <= {one.functions for one in sets if one.which == "all"}, (seed, construct)
            if any(gap.construct == construct for gap in published.level_gaps):
                assert {one.which for one in sets} == {"all", "lead", "front"}, (seed, construct)
            seen += len(shown)
    assert seen > 50, "nothing was shown"


def test_a_release_is_stored_and_read_as_it_was() -> None:
    found = again({"sales": 6})
    assert Release.model_validate_json(found.model_dump_json()) == found
    assert PublishedSet(functions=(0,)) in found.sets["people"]
