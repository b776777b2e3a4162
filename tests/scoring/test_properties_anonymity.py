"""What must hold of everything published, whoever answers what; and that each check sees a way of publishing
that breaks it.

A check takes the way of publishing it judges and returns its complaints. Beside "holds", of the product,
stands "notices": the same check of a way with one mistake in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from functools import cache
from itertools import accumulate, combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.codebook import FIRST_OPTION, Codebook
from scoring.privacy import Published, publish
from scoring.results import Results
from scoring.tally import AnswerBlock, Tally, fold
from scoring.versions import Release, release
from tests.scoring import folders
from tests.scoring.attacker import unions_worked_out
from tests.scoring.test_attacker import Attack
from tests.scoring.test_results import evaluated
from tests.scoring.test_tally import people

FUNCTIONS = ("service", "finance", "it", "hr")
SIZES = (0, 2, 3, 4, 5, 6, 8, 12, 16)


# --- A wave, the product's way of publishing it, and ways with one mistake --------------------------------


@dataclass(frozen=True)
class Wave:
    """Answers and the minimum group; `functions` is the order in which the wave lists them."""

    block: AnswerBlock
    minimum_group: int = 5
    functions: tuple[str, ...] = FUNCTIONS

    @property
    def book(self) -> Codebook:
        return book_of(self.functions)

    @property
    def tally(self) -> Tally:
        return fold([self.block], codebook=self.book)

    def of(self, chosen: NDArray[Any]) -> Wave:
        """The same wave of the people chosen (places or a mask), in that order."""
        return replace(self, block=_rows(self.block, chosen))


def _rows(block: AnswerBlock, chosen: NDArray[Any]) -> AnswerBlock:
    return AnswerBlock(block.functions[chosen], block.levels[chosen], block.answers[chosen])


@cache
def book_of(functions: tuple[str, ...]) -> Codebook:
    return Codebook.of(folders.instrument(), functions=functions)


def wave_of(seed: int) -> Wave:
    """Four functions of none to sixteen people, of which one or more are too few; levels at random."""
    rng = np.random.default_rng(seed)
    sizes = [3, *rng.choice(SIZES, size=3)]
    block = people(int(sum(sizes)), seed=seed, book=book_of(FUNCTIONS))
    functions = np.repeat(rng.permutation(4), sizes).astype(np.uint8)
    return Wave(AnswerBlock(functions, block.levels, block.answers))


Publishing = Callable[[Wave], Published]


def found_in(wave: Wave, **changes: Any) -> Results:
    heads = dict.fromkeys(wave.functions, 30)
    arguments = {"minimum_group": wave.minimum_group, "headcounts": heads} | changes
    return evaluated(wave.block, book=wave.book, **arguments)


def published(wave: Wave) -> Published:
    return publish(found_in(wave))


def without_threshold(wave: Wave) -> Published:
    """Everybody counts five times, so one person passes for five."""
    return published(wave.of(np.repeat(np.arange(len(wave.block.answers)), 5)))


def with_any_minimum(wave: Wave) -> Published:
    """The larger the minimum group asked for, the smaller the one applied."""
    return publish(found_in(wave, minimum_group=15 - wave.minimum_group))


def in_the_order_of_the_list(wave: Wave) -> Published:
    """Units stand as the wave lists its functions."""
    told = published(wave)
    place = {key: at for at, key in enumerate(wave.functions)}
    return replace(told, units=tuple(sorted(told.units, key=lambda unit: place[unit.functions[0]])))


def unrounded(wave: Wave) -> Published:
    exact, told = found_in(wave), published(wave)
    scores = {
        key: replace(score, organization=replace(score.organization, value=found.organization.value))
        for key, score in told.scores.items()
        if (found := exact.scores[key]).organization and score.organization
    }
    return replace(told, scores=told.scores | scores)


def with_raw_functions(wave: Wave) -> Published:
    """A visibility gap is told of the function it was found in, pooled or not."""
    alone = without_threshold(wave)
    return replace(published(wave), visibility=alone.visibility, gaps=alone.gaps)


# --- What the checks read ---------------------------------------------------------------------------------


def cells(told: Published) -> dict[tuple[str, str], Any]:
    """(construct, unit) -> what is published of the mean, only where something is."""
    return {
        (construct, unit): estimate
        for construct, score in told.scores.items()
        for unit, estimate in score.units.items()
        if estimate is not None
    }


def codes_of(wave: Wave, told: Published, unit: str) -> list[int]:
    functions = next(each.functions for each in told.units if each.key == unit)
    return [wave.functions.index(key) for key in functions]


def usable(tally: Tally, construct: str) -> NDArray[np.int64]:
    """Usable answers by function × level, (F, L)."""
    at, p = tally.plan.index[construct], len(tally.plan.scales)
    sizes: NDArray[np.int64] = tally.products[:, :, p + at, p + at]
    return sizes


def text_of(told: Published) -> str:
    return json.dumps(asdict(told), sort_keys=True)


def published_sets(wave: Wave, told: Published) -> Iterator[tuple[str, NDArray[np.uint8], NDArray[np.int64]]]:
    """Construct -> sets of function × level cells of which a mean is told, and usable answers by cell."""
    tally = wave.tally
    levelled = {gap.construct for gap in told.level_gaps}
    for construct in told.scores:
        units = [codes_of(wave, told, unit) for key, unit in cells(told) if key == construct]
        everybody = [code for unit in units for code in unit]
        sets = [_cells(wave, unit) for unit in units]
        if construct in levelled:
            sets += [_cells(wave, everybody, levels) for levels in (slice(0, 2), slice(2, 3))]
        if sets:
            yield construct, np.array([*sets, _cells(wave, everybody)]), usable(tally, construct).ravel()


def _cells(wave: Wave, codes: list[int], levels: slice = slice(None)) -> NDArray[np.uint8]:
    cells_ = np.zeros((len(wave.functions), 3), dtype=np.uint8)
    cells_[codes, levels] = 1
    return cells_.ravel()


# --- The checks -------------------------------------------------------------------------------------------

Check = Callable[[Publishing, Wave], list[str]]


def no_mean_of_fewer_than_the_minimum(publishing: Publishing, wave: Wave) -> list[str]:
    """P1."""
    told, tally = publishing(wave), wave.tally
    return [
        f"{construct} of {unit}: {n}"
        for construct, unit in cells(told)
        for n in [int(usable(tally, construct)[codes_of(wave, told, unit)].sum())]
        if n < wave.minimum_group
    ]


def nothing_to_work_out(publishing: Publishing, wave: Wave) -> list[str]:
    """P2: no weighted sum of what is published is fewer people than the minimum."""
    return [
        f"{construct}: {union}"
        for construct, sets, sizes in published_sets(wave, publishing(wave))
        for union in unions_worked_out(sets, sizes, below=wave.minimum_group)
    ]


def no_word_of_who_is_who_in_a_pool(publishing: Publishing, wave: Wave) -> list[str]:
    """P3: two members of functions that are pooled swap their answers, level and all."""
    told = publishing(wave)
    return [
        f"{a} and {b}"
        for a, b in _pooled_pairs(wave)
        if text_of(publishing(_swap(wave, a, b))) != text_of(told)
    ]


def _pooled_pairs(wave: Wave) -> list[tuple[int, int]]:
    """Members of two different functions of the pool that the method makes of this wave."""
    pools = [unit.functions for unit in published(wave).units if unit.pooled]
    firsts = [
        [int(np.flatnonzero(wave.block.functions == wave.functions.index(key))[0]) for key in pool]
        for pool in pools
    ]
    return [(first[0], first[1]) for first in firsts]


def _swap(wave: Wave, one: int, other: int) -> Wave:
    order = np.arange(len(wave.block.answers))
    order[[one, other]] = order[[other, one]]
    moved = _rows(wave.block, order)
    return replace(wave, block=AnswerBlock(wave.block.functions, moved.levels, moved.answers))


def a_larger_minimum_adds_nothing(publishing: Publishing, wave: Wave) -> list[str]:
    """P4: of functions by themselves; a pool may become larger and another one."""
    few, many = (publishing(replace(wave, minimum_group=k)) for k in (5, 8))
    alone = {cell for cell in cells(many) if not cell[1].startswith("other:")}
    return [f"{cell}" for cell in sorted(alone - set(cells(few)))]


def the_order_tells_nothing(publishing: Publishing, wave: Wave) -> list[str]:
    """P5: people in another order, and a wave that lists its functions in another order."""
    told = text_of(publishing(wave))
    rng = np.random.default_rng(len(wave.block.answers))
    turned = wave.of(rng.permutation(len(wave.block.answers)))
    listed = _listed(wave, tuple(reversed(wave.functions)))
    found = {"people": turned, "functions": listed}
    return [what for what, other in found.items() if text_of(publishing(other)) != told]


def _listed(wave: Wave, functions: tuple[str, ...]) -> Wave:
    """The same answers in a wave with another list of functions: every code for a function changes."""
    place = np.array([functions.index(key) for key in wave.functions], dtype=np.uint8)
    code = np.arange(256, dtype=np.uint8)
    code[FIRST_OPTION : FIRST_OPTION + len(place)] = FIRST_OPTION + place
    answers = wave.block.answers.copy()
    owners = [at for at, column in enumerate(wave.book.columns) if column.kind == "owner"]
    answers[:, owners] = code[answers[:, owners]]
    block = AnswerBlock(place[wave.block.functions], wave.block.levels, answers)
    return replace(wave, block=block, functions=functions)


def who_leaves_takes_the_cell_along(publishing: Publishing, wave: Wave) -> list[str]:
    """P6: where one person fewer makes too few, the cell is gone, or is as it was."""
    told, tally = publishing(wave), wave.tally
    complaints = []
    for at in _one_of_each(wave):
        less = wave.of(np.arange(len(wave.block.answers)) != at)
        after, left = cells(publishing(less)), less.tally
        for (construct, unit), estimate in cells(told).items():
            codes = codes_of(wave, told, unit)
            n = [int(usable(each, construct)[codes].sum()) for each in (tally, left)]
            if n[1] < wave.minimum_group and after.get((construct, unit), estimate) != estimate:
                complaints.append(f"{construct} of {unit}: {n}")
    return complaints


def _one_of_each(wave: Wave) -> list[int]:
    """The first member of every function."""
    return [int(at) for at in np.unique(wave.block.functions, return_index=True)[1]]


def no_small_difference(publishing: Publishing, wave: Wave) -> list[str]:
    """P7: of every two and three published sets, added and taken away."""
    return [
        f"{construct}: {chosen}"
        for construct, sets, sizes in published_sets(wave, publishing(wave))
        for chosen in _differences(Attack(sets.astype(float), sizes), below=wave.minimum_group)
    ]


def _differences(attack: Attack, *, below: int) -> Iterator[tuple[int, ...]]:
    there = attack.sizes > 0
    for count in (2, 3):
        for chosen in combinations(range(len(attack.sets)), count):
            for signs in np.ndindex(*[2] * (count - 1)):
                union = np.array([1, *(1 - 2 * np.array(signs))]) @ attack.sets[list(chosen)]
                union = union if union[there].max(initial=0) > 0 else -union
                if set(union[there]) <= {0.0, 1.0} and 0 < union @ attack.sizes < below:
                    yield chosen


def everything_is_rounded(publishing: Publishing, wave: Wave) -> list[str]:
    """P9: whole points; shares and q in hundredths; nothing finer."""
    return [f"{path} = {x}" for path, x in _fractions(publishing(wave)) if not _is_round(path, x)]


def _fractions(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, float):
        yield path, value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _fractions(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _fractions(part, path)
    elif isinstance(value, tuple):
        for part in value:
            yield from _fractions(part, path)


def _is_round(path: str, x: float) -> bool:
    """Cuts and targets are the method's own numbers, 37.5 and 62.5 among them."""
    step = 0.5 if path in ("cut", "target") else 0.01
    return abs(x / step - round(x / step)) < 1e-6


def only_reporting_units_are_named(publishing: Publishing, wave: Wave) -> list[str]:
    """P10."""
    told = publishing(wave)
    known = {unit.key for unit in published(wave).units}
    return sorted(set(_subjects(told)) - known - {"organization", ""})


def _subjects(value: Any) -> Iterator[str]:
    """Every unit of which something is told, wherever in the tree; whom votes name is no subject."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name in ("unit", "other") and isinstance(part, str):
                yield part
            elif field.name == "choices":
                yield from (key for groups in part.values() for key in groups)
            elif field.name in ("units", "self_naming", "acceptance", "claim_accept", "modules"):
                yield from part if isinstance(part, Mapping) else (unit.key for unit in part)
            yield from _subjects(part)
    elif isinstance(value, Mapping | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _subjects(part)


# --- Versions of a wave that was opened again (P8) ----------------------------------------------------------

Releasing = Callable[[Tally, list[Release]], Release]


def released(tally: Tally, earlier: list[Release]) -> Release:
    return release(tally, minimum_group=5, earlier=earlier)


def forgetful(tally: Tally, earlier: list[Release]) -> Release:
    """Every version is decided over as if it were the first."""
    return release(tally, minimum_group=5)


VARIABLES = (
    "people",
    "score:MO",
    "score:PROM",
    "score:LEV",
    "rows:METR",
    "answers:ACC",
    "answers:OWN1_today",
)
"""One of each kind: told by unit and level, of all leads at once, by unit, in shares."""


def versions_tell_nothing_together(releasing: Releasing, waves: list[Wave]) -> list[str]:
    """P8: of all that the published versions say of a variable, nothing of 1 … 4 people can be worked out."""
    versions: list[Release] = []
    for tally in accumulate(wave.tally for wave in waves):
        versions += [one for one in [releasing(tally, list(versions))] if one.published]
    return [
        f"{variable}: {union}"
        for variable in VARIABLES
        for sets, sizes in [_over_versions(versions, variable)]
        for union in unions_worked_out(sets, sizes)
    ]


def _over_versions(versions: list[Release], variable: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Published sets over what every version added, by function and level; and how many that are."""
    counts = np.array([version.cells[variable] for version in versions])
    sets = [_added(version, at, counts.shape, variable) for at, version in enumerate(versions)]
    return np.concatenate(sets), np.diff(counts, axis=0, prepend=np.zeros_like(counts[:1])).ravel()


def _added(version: Release, at: int, shape: tuple[int, ...], variable: str) -> NDArray[np.uint8]:
    rows = np.zeros((len(version.sets.get(variable, ())), *shape), dtype=np.uint8)
    columns = {"all": slice(0, 2), "lead": slice(0, 1), "front": slice(1, 2)}
    for row, one in zip(rows, version.sets.get(variable, ()), strict=True):
        row[: at + 1, list(one.functions), columns[one.which]] = 1
    return rows.reshape(len(rows), int(np.prod(shape)))


def closings_of(seed: int) -> list[Wave]:
    """Who answered before the first closing of a wave, and between it and the second and third."""
    rng = np.random.default_rng(seed)
    later = [people(int(rng.choice([4, 9, 30])), seed=seed + at, book=book_of(FUNCTIONS)) for at in (1, 2)]
    return [wave_of(seed), *map(Wave, later)]


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_versions_hold(seed: int) -> None:
    assert versions_tell_nothing_together(released, closings_of(seed)) == []


def test_forgetful_versions_are_noticed() -> None:
    assert any(versions_tell_nothing_together(forgetful, closings_of(seed)) for seed in range(4))


# --- All checks -------------------------------------------------------------------------------------------

CHECKS: dict[Check, Publishing] = {
    no_mean_of_fewer_than_the_minimum: without_threshold,
    nothing_to_work_out: without_threshold,
    no_word_of_who_is_who_in_a_pool: without_threshold,
    a_larger_minimum_adds_nothing: with_any_minimum,
    the_order_tells_nothing: in_the_order_of_the_list,
    who_leaves_takes_the_cell_along: without_threshold,
    no_small_difference: without_threshold,
    everything_is_rounded: unrounded,
    only_reporting_units_are_named: with_raw_functions,
}
"""Each check beside a way of publishing that it must complain of."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_holds(check: Check, seed: int) -> None:
    assert check(published, wave_of(seed)) == []


@pytest.mark.parametrize(
    ("check", "mistaken"), CHECKS.items(), ids=lambda each: each.__name__ if callable(each) else ""
)
def test_notices(check: Check, mistaken: Publishing) -> None:
    assert any(check(mistaken, wave_of(seed)) for seed in range(4))


def test_waves_have_pools_and_cells_to_check() -> None:
    """Otherwise the checks would say nothing."""
    told = [published(wave_of(seed)) for seed in range(8)]
    assert sum(any(unit.pooled for unit in each.units) for each in told) > 2
    assert sum(len(cells(each)) for each in told) > 100
    assert sum(len(each.level_gaps) for each in told) > 5
