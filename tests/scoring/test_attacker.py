"""An attacker with every published cell, the method and linear algebra: what can be worked out?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION, Codebook
from scoring.constructs import FRONT, LEAD
from scoring.gaps import PRIMARY
from scoring.privacy import Published, publish
from scoring.tally import AnswerBlock, fold
from scoring.units import LEAST_FOR_SHARES
from tests.scoring import folders
from tests.scoring.test_results import BOOK, answered, evaluated
from tests.scoring.test_tally import people

SEVEN = ("sales", "finance", "it", "hr", "service", "executive", "marketing")
WIDE = Codebook.of(folders.instrument(), functions=SEVEN)
TABLES, MOST_CELLS = 40, 4
SCORED = (*PRIMARY, "OUT", "HEAD", "HEART", "FEET", "MIR", "MIR1", "MIR2", "MIR3", "MIR4", "LEV", "COCREATE")

Sets = NDArray[np.float64]


@dataclass(frozen=True)
class Attack:
    """Published sets of people of one variable over its atomic cells (function × level).

    sets   one row per published mean or distribution, 1 where a cell is in it; shape (S, C).
    sizes  usable answers by cell, shape (C,).
    """

    sets: Sets
    sizes: NDArray[np.int64]

    def singled_out(self, below: int) -> list[tuple[int, ...]]:
        """Unions of cells with 1 … below−1 people whose indicator is a sum of multiples of published sets."""
        cells = [at for at in np.flatnonzero(self.sizes) if self.sizes[at] < below]
        outside = _outside(self.sets[:, np.flatnonzero(self.sizes)])
        place = {at: i for i, at in enumerate(np.flatnonzero(self.sizes))}
        found = []
        for count in range(1, MOST_CELLS + 1):
            for union in combinations(cells, count):
                if self.sizes[list(union)].sum() < below:
                    along = outside[:, [place[at] for at in union]].sum(axis=1)
                    if np.abs(along).max(initial=0.0) < 1e-9:
                        found.append(tuple(map(int, union)))
        return found

    def small_differences(self, below: int) -> list[tuple[int, int]]:
        """Pairs of published sets, one in the other, that differ by 1 … below−1 people."""
        return [
            (a, b)
            for a, b in combinations(range(len(self.sets)), 2)
            for gap in [self.sets[a] - self.sets[b]]
            if (gap.min() >= 0 or gap.max() <= 0) and 0 < np.abs(gap) @ self.sizes < below
        ]


def _outside(sets: Sets) -> Sets:
    """Rows that are orthogonal to every published set: a set is derivable where all of them vanish on it."""
    _, values, rows = np.linalg.svd(sets.reshape(-1, sets.shape[1]), full_matrices=True)
    return rows[int((values > 1e-9).sum()) :]


def random_table(seed: int) -> AnswerBlock:
    """People of two to seven functions, mostly small, of uneven levels; much that they cannot tell."""
    rng = np.random.default_rng(seed)
    functions = rng.permutation(len(SEVEN))[: rng.integers(2, len(SEVEN) + 1)]
    lean = rng.dirichlet([0.5, 0.5, 1.0], size=len(SEVEN))
    groups = [
        (code, level)
        for code in functions
        for level in rng.choice(3, size=int(rng.choice([2, 4, 6, 9, 13, 25])), p=lean[code])
    ]
    answers = people(len(groups), seed=seed, book=WIDE).answers
    blind = rng.random(len(SEVEN)) * 0.7
    cannot = rng.random(answers.shape) < blind[[code for code, _ in groups]][:, None]
    answers[cannot] = CANT_TELL
    functions_, levels = np.array(groups, dtype=np.uint8).T
    lead_items = [WIDE.index(f"LV{i}") for i in range(1, 8)]
    answers[np.ix_(levels == 2, lead_items)] = 0
    return AnswerBlock(np.ascontiguousarray(functions_), np.ascontiguousarray(levels), answers)


@cache
def published_of(seed: int) -> tuple[Published, Any]:
    block = random_table(seed)
    heads = dict.fromkeys(SEVEN, 30)
    results = evaluated(block, book=WIDE, headcounts=heads, seed=seed)
    return publish(results), fold([block], codebook=WIDE)


def members(published: Published, unit: str) -> list[int]:
    functions = next(each.functions for each in published.units if each.key == unit)
    return [SEVEN.index(key) for key in functions]


def _set(codes: Sequence[int], levels: slice = slice(None)) -> NDArray[np.float64]:
    one = np.zeros((len(SEVEN), 3))
    one[list(codes), levels] = 1
    return one.ravel()


def attacks_on_means(published: Published, tally: Any) -> Iterator[tuple[str, Attack]]:
    """Every published mean of each construct: units, both levels, the leads, and OUT's spread over all."""
    for construct in (key for key in SCORED if key in published.scores):
        score = published.scores[construct]
        shown = [key for key, estimate in score.units.items() if estimate]
        sets = [_set(members(published, key)) for key in shown]
        everybody = [code for key in shown for code in members(published, key)]
        if any(gap.construct == construct for gap in published.level_gaps):
            sets += [_set(everybody, LEAD), _set(everybody, FRONT)]
        if construct in ("LEV", "COCREATE") and score.organization:
            sets.append(_set(range(len(SEVEN))))
        elif score.organization:
            sets.append(_set(everybody))
        sizes = usable(tally, construct)
        if sets:
            yield construct, Attack(np.array(sets), sizes)


def usable(tally: Any, construct: str) -> NDArray[np.int64]:
    at, p = tally.plan.index[construct], len(tally.plan.scales)
    sizes: NDArray[np.int64] = tally.products[:, :, p + at, p + at].ravel()
    return sizes


# --- Means ------------------------------------------------------------------------------------------


def test_no_sum_or_difference_of_means_leads_to_fewer_than_five() -> None:
    """What the engine publishes: unions of up to four small cells, differences of two sets."""
    kept, possible, levels = attack_on_the_engine(tables=TABLES)
    print(f"kept {kept} of {possible} unit cells, {levels} level gaps over {TABLES} tables")
    assert (kept > possible / 4, levels > TABLES) == (True, True), "nothing left to attack"


def attack_on_the_engine(*, tables: int) -> tuple[int, int, int]:
    """Attack every mean that the engine publishes of so many tables; the full form takes 400 and a minute.

    Returns unit cells kept and possible, and level gaps told. Raises AssertionError at the first leak.
    """
    kept = possible = levels = 0
    for seed in range(tables):
        published, tally = published_of(seed)
        levels += len(published.level_gaps)
        for construct, attack in attacks_on_means(published, tally):
            assert attack.singled_out(5) == [], (seed, construct)
            assert attack.small_differences(5) == [], (seed, construct)
            assert all(members_ @ attack.sizes >= 5 for members_ in attack.sets), (seed, construct)
        kept += sum(bool(each) for score in published.scores.values() for each in score.units.values())
        possible += sum(len(score.units) for score in published.scores.values())
    return kept, possible, levels


def test_the_attacker_finds_what_thresholds_alone_would_let_through() -> None:
    """The same tables with both levels of everybody beside the units: the attack is not a blunt one."""
    leaks = 0
    for seed in range(TABLES):
        published, tally = published_of(seed)
        for _, attack in attacks_on_means(published, tally):
            lines = [_set(range(len(SEVEN)), of) for of in (LEAD, FRONT)]
            naive = Attack(
                np.array([*attack.sets, *(e for e in lines if e @ attack.sizes >= 5)]), attack.sizes
            )
            leaks += bool(naive.singled_out(5))
    assert leaks > TABLES / 3


def test_leaders_of_a_unit_of_leaders_only_do_not_leave_two_others_behind() -> None:
    block = answered({"sales": 20, "finance": 8})
    block.answers[block.answers < FIRST_OPTION] = FIRST_OPTION
    levels = np.where(block.functions == 1, 0, 2).astype(np.uint8)
    levels[:2] = 1
    assert publish(evaluated(AnswerBlock(block.functions, levels, block.answers))).level_gaps == ()
    levels[:5] = 1
    assert publish(evaluated(AnswerBlock(block.functions, levels, block.answers))).level_gaps


def test_levels_are_of_the_units_whose_score_is_shown() -> None:
    """Four people of finance can tell: both levels together less sales would be those four."""
    block = answered({"sales": 40, "finance": 8})
    columns = [BOOK.index(f"PROM{i}") for i in (1, 2, 3)]
    block.answers[:, columns] = FIRST_OPTION + 1
    block.answers[np.ix_(np.flatnonzero(block.functions == 1)[:4], columns)] = CANT_TELL
    levels = np.where(np.arange(48) % 3, 2, 0).astype(np.uint8)
    before = evaluated(AnswerBlock(block.functions, levels, block.answers)).level_gaps
    block.answers[np.ix_(np.flatnonzero(block.functions == 1)[4:], columns)] = FIRST_OPTION + 4
    after = evaluated(AnswerBlock(block.functions, levels, block.answers)).level_gaps
    assert (
        [gap for gap in before if gap.construct == "PROM"]
        == [g for g in after if g.construct == "PROM"]
        != []
    )


# --- Shares and distributions, from ten on ----------------------------------------------------------


def attacks_on_shares(published: Published, tally: Any) -> Iterator[tuple[str, Attack]]:
    """Every variable of which a share is told: plain questions, and the votes for each function."""
    for column, groups in published.choices.items():
        sizes = tally.histograms[column][:, :, FIRST_OPTION:].sum(axis=2).ravel()
        codes = {key: members(published, key) for key in groups if key != "organization"}
        sets = [_set(each) for each in codes.values()]
        if "organization" in groups and not sets:
            units = [unit.key for unit in published.units]
            shown = (
                published.scores[column].units if column in published.scores else dict.fromkeys(units, True)
            )
            sets = [_set([code for key in units if shown[key] for code in members(published, key)])]
        elif "organization" in groups:
            sets.append(_set([code for each in codes.values() for code in each]))
        if sets:
            yield column, Attack(np.array(sets), sizes)
    for key, item in WIDE.stages:
        yield from _votes(published, tally, key, item)


def _votes(published: Published, tally: Any, key: str, item: str) -> Iterator[tuple[str, Attack]]:
    stage = published.ownership[key]
    for when, shares in (("today", stage.shares), ("should", stage.should)):
        sizes = tally.histograms[f"{item}_{when}"][:, :, FIRST_OPTION:].sum(axis=2)
        codes = {unit.key: members(published, unit.key) for unit in published.units}
        telling = {unit: each for unit, each in codes.items() if sizes[each].sum() >= 5}
        everybody = [_set([code for each in telling.values() for code in each])] if shares else []
        if everybody:
            yield f"{item}_{when}", Attack(np.array(everybody), sizes.ravel())
        for unit, said in stage.self_naming.items() if when == "today" else ():
            others = [code for other, each in telling.items() if other != unit for code in each]
            sets = [*everybody]
            sets += [_set(telling[unit])] if said.own is not None else []
            sets += [_set(others)] if said.others is not None else []
            if sets:
                yield f"{item}_{when}:{unit}", Attack(np.array(sets), sizes.ravel())


def derivable(attack: Attack, below: int) -> list[NDArray[np.float64]]:
    """Sums and differences (coefficients −1, 0, 1) of published sets that hold 1 … below−1 people."""
    found = []
    for signs in np.ndindex(*[3] * len(attack.sets)):
        union = (np.array(signs) - 1) @ attack.sets
        if set(np.unique(union[attack.sizes > 0])) <= {0.0, 1.0} and 0 < union @ attack.sizes < below:
            found.append(union)
    return found


def test_no_sum_or_difference_of_shares_leads_to_fewer_than_ten() -> None:
    count = 0
    for seed in range(TABLES):
        published, tally = published_of(seed)
        for variable, attack in attacks_on_shares(published, tally):
            assert derivable(attack, LEAST_FOR_SHARES) == [], (seed, variable)
            count += 1
    assert count > 5 * TABLES, "nothing left to attack"


def voted(sizes: dict[str, int], *, column: str, texts: Sequence[str]) -> AnswerBlock:
    block = answered(sizes)
    block.answers[:, BOOK.index(column)] = [BOOK.codes(column)[text] for text in texts]
    return block


def test_votes_of_all_less_a_units_own_do_not_tell_of_a_small_one() -> None:
    """Two units: the mean and the share of one are the share of the other."""
    texts = ["sales", "it"] * 10 + ["sales"] * 2 + ["it"] * 5
    block = voted({"sales": 20, "finance": 7}, column="OWN1_today", texts=texts)
    results = evaluated(block)
    stage = publish(results).ownership[next(key for key, item in BOOK.stages if item == "OWN1")]
    assert stage.shares["sales"]
    assert stage.self_naming["sales"].own is None
    assert stage.self_naming["finance"].others is None
    assert publish(results).claim_accept["sales"].claim is None


def test_what_should_be_is_told_from_ten_votes_of_its_own_on() -> None:
    block = voted({"sales": 6, "finance": 6}, column="OWN1_today", texts=["sales", "it"] * 6)
    block.answers[:, BOOK.index("OWN1_should")] = [FIRST_OPTION] * 6 + [CANT_TELL] * 6
    stage = publish(evaluated(block)).ownership[next(key for key, item in BOOK.stages if item == "OWN1")]
    assert stage.shares
    assert (stage.should, stage.should_share) == ({}, None)


def test_the_only_unit_that_could_tell_is_kept_off_the_ends() -> None:
    """Beside a unit that cannot tell the votes of all are the votes of one."""
    block = voted({"sales": 20, "finance": 8}, column="OWN1_today", texts=["it"] * 20 + ["dk"] * 8)
    stage = publish(evaluated(block)).ownership[next(key for key, item in BOOK.stages if item == "OWN1")]
    assert (stage.shares["it"], stage.shares["sales"]) == (0.95, 0.05)


def test_how_sure_a_state_is_does_not_count_out_few_votes() -> None:
    """Draws are seeded: their exact percents would differ for every way in which seven people can vote."""
    stages = [key for key, item in BOOK.stages if item == "OWN1"]
    told = set()
    for own in range(8):
        texts = ["sales"] * own + ["it"] * (7 - own)
        stage = publish(evaluated(voted({"sales": 7}, column="OWN1_today", texts=texts))).ownership[stages[0]]
        assert stage.shares == {}
        assert all(percent % 20 == 0 for percent in stage.probability.values())
        assert stage.second is None or stage.state == "contested"
        told.add((stage.state, json.dumps(stage.probability, sort_keys=True)))
    assert len(told) < 8


def test_the_index_of_ownership_adds_no_small_functions_acceptance() -> None:
    """Finance, with seven answers, is named for every stage: the index would be its acceptance."""
    block = answered({"sales": 30, "finance": 7})
    for _, item in BOOK.stages:
        block.answers[:, BOOK.index(f"{item}_today")] = BOOK.codes(f"{item}_today")["finance"]
    results = evaluated(block)
    assert results.ownership_index is not None
    assert publish(results).ownership_index is None


def test_unanimous_units_are_not_in_the_mean_either() -> None:
    block = voted({"sales": 20, "it": 12, "finance": 10}, column="ACC", texts=["1", "2"] * 16 + ["5"] * 10)
    found = publish(evaluated(block)).choices["ACC"]
    assert set(found) == {"organization", "sales", "it"}
    assert found["organization"].shares["5"] == 0


def test_the_spread_of_a_score_is_of_the_units_whose_score_is_shown() -> None:
    """Four people of finance rate; all less sales would be those four."""
    texts = ["1", "2"] * 15 + ["5"] * 4 + ["dk"] * 4
    if "dk" not in BOOK.codes("OUT"):
        texts = [text if text != "dk" else "" for text in texts]
    published = publish(evaluated(voted({"sales": 30, "finance": 8}, column="OUT", texts=texts)))
    assert published.scores["OUT"].units["finance"] is None
    assert published.choices["OUT"]["organization"].shares["5"] == 0


# --- Everybody at one end of the scale ---------------------------------------------------------


def flat_finance(top: bool) -> AnswerBlock:
    block = answered({"sales": 20, "it": 15, "finance": 8})
    rng = np.random.default_rng(5)
    for construct in ("PROM", "METR"):
        for i in (1, 2, 3):
            at = BOOK.index(f"{construct}{i}")
            block.answers[:, at] = rng.integers(FIRST_OPTION, FIRST_OPTION + 5, size=43)
            steps = 4 if top != BOOK.columns[at].reverse else 0
            block.answers[35:, at] = FIRST_OPTION + steps
    return block


@pytest.mark.parametrize("top", [True, False])
def test_an_end_of_the_scale_cannot_be_worked_out_of_means_and_gaps(top: bool) -> None:
    """What is made of a unit takes it as printed: organization, its own gap and everybody else's."""
    published = publish(evaluated(flat_finance(top)))
    score = published.scores["PROM"]
    values = {key: each.value for key, each in score.units.items() if each}
    assert values["finance"] == (90 if top else 10)
    assert score.organization is not None
    assert score.weighted is None
    assert 3 * score.organization.value - values["sales"] - values["it"] == pytest.approx(
        values["finance"], abs=3
    )
    for gap in (gap for gap in published.gaps if gap.construct == "PROM"):
        others = np.mean([value for key, value in values.items() if key != gap.unit])
        assert gap.points == pytest.approx(values[gap.unit] - others, abs=1.5)
        assert (gap.low + gap.high) / 2 == pytest.approx(gap.points, abs=1)


def test_customers_of_one_mind_are_told_by_no_number() -> None:
    customers = folders.instrument().pulse_codebook()
    ends = [FIRST_OPTION + (0 if column.reverse else 4) for column in customers.columns]
    rows = np.tile(np.array(ends, dtype=np.uint8), (6, 1))
    nobody = np.zeros(6, dtype=np.uint8)
    pulse = fold([AnswerBlock(nobody, nobody, rows)], codebook=customers)
    published = publish(evaluated(answered({"sales": 30, "it": 20}), pulse=pulse))
    assert published.mirror is not None
    assert published.pulse == 90
    for row in (*published.mirror.rows, published.mirror.total):
        if row.customers.bound:
            assert row.points == pytest.approx(row.staff.value - row.customers.value, abs=1)
    assert published.perception_gap == published.mirror.total.points
    gates = {gate.key: gate.value for gate in published.maturity.gates}
    assert gates["perception gap<=10"] == abs(published.perception_gap)
    assert gates["pulse>=62.5"] == 90


def test_a_unit_that_all_cannot_tell_is_not_told_from_one_of_which_few_can() -> None:
    block = answered({"sales": 20, "finance": 8})
    columns = [BOOK.index(f"PROM{i}") for i in (1, 2, 3)]
    block.answers[np.ix_(block.functions == 1, columns)] = CANT_TELL
    assert publish(evaluated(block)).scores["PROM"].hidden == {"finance": "fewer_than_minimum"}


# --- Rounding ----------------------------------------------------------------------------------


def test_the_clock_of_few_says_nothing_finer_than_its_shares() -> None:
    block = answered({"sales": 13})
    for column, hits in (("CLK1", 4), ("CLK3", 11)):
        codes = BOOK.codes(column)
        block.answers[:, BOOK.index(column)] = [codes["24h"]] * hits + [codes["90d"]] * (13 - hits)
    clock = publish(evaluated(block)).clock
    assert clock.campaign is not None
    shares = [part for entry in clock.entries.values() for part in (entry.share, entry.low, entry.high)]
    assert all(share * 20 == pytest.approx(round(share * 20)) for share in shares)
    assert clock.campaign.points % 5 == 0


def test_a_larger_minimum_shows_no_function_that_a_smaller_one_hid() -> None:
    """Over the attacker's tables, pools apart."""
    for seed in range(12):
        block, heads = random_table(seed), dict.fromkeys(SEVEN, 30)
        small, large = (
            publish(evaluated(block, book=WIDE, headcounts=heads, minimum_group=k)) for k in (5, 7)
        )
        alone = {unit.key for unit in large.units if not unit.pooled}
        assert alone <= {unit.key for unit in small.units}


def test_two_people_of_one_pool_may_swap_and_no_byte_moves() -> None:
    """In what leaves."""
    for seed in range(5):
        block = answered({"sales": 90, "finance": 3, "it": 4}, seed=seed)
        one, other = (int(np.flatnonzero(block.functions == f)[0]) for f in (1, 2))
        answers, levels = block.answers.copy(), block.levels.copy()
        answers[[one, other]], levels[[one, other]] = answers[[other, one]], levels[[other, one]]
        pair = [block, AnswerBlock(block.functions, levels, answers)]
        texts = [json.dumps(asdict(publish(evaluated(each))), sort_keys=True) for each in pair]
        assert texts[0] == texts[1]
