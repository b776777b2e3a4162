"""The tally: the same numbers for any block size and order, and the same as counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import folding
from scoring.codebook import CANT_TELL, FIRST_OPTION, Codebook, Column, Construct
from scoring.constructs import EVERY_LEVEL, sample_of
from scoring.scales import code_count, plan_of, points_of_codes
from scoring.tally import DRIVER_BLOCK, AnswerBlock, Tally, fold
from tests.scoring import folders

FUNCTIONS = ("sales", "finance", "it")
BOOK = Codebook.of(folders.instrument(), functions=FUNCTIONS)


def people(n: int, *, seed: int, book: Codebook = BOOK) -> AnswerBlock:
    """n people who answer at random, a fifth of it not at all or "can't tell"."""
    rng = np.random.default_rng(seed)
    answers = np.empty((n, book.width), dtype=np.uint8)
    for place, column in enumerate(book.columns):
        answers[:, place] = rng.integers(FIRST_OPTION, code_count(column), size=n)
    left_out = rng.random(answers.shape)
    answers[left_out < 0.2] = CANT_TELL
    answers[left_out < 0.1] = rng.integers(0, 2)
    groups = rng.integers(len(book.functions), size=n), rng.integers(len(book.levels), size=n)
    return AnswerBlock(groups[0].astype(np.uint8), groups[1].astype(np.uint8), answers)


def cut(block: AnswerBlock, order: np.ndarray, edges: list[int]) -> list[AnswerBlock]:
    """A block in another order, cut at the edges."""
    pieces = np.split(order, sorted(edges))
    return [AnswerBlock(block.functions[p], block.levels[p], block.answers[p]) for p in pieces]


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(0, 120),
    seed=st.integers(0, 10_000),
    edges=st.lists(st.integers(0, 120), max_size=6),
    chunk=st.sampled_from([1, 7, 64, 32_768]),
)
def test_fold_is_the_same_for_any_block_size_and_order(
    n: int, seed: int, edges: list[int], chunk: int
) -> None:
    block = people(n, seed=seed)
    order = np.random.default_rng(seed + 1).permutation(n)
    whole = fold([block], codebook=BOOK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "CHUNK", chunk)
        assert fold(cut(block, order, [min(edge, n) for edge in edges]), codebook=BOOK) == whole


@settings(deadline=None, max_examples=40)
@given(sizes=st.tuples(*[st.integers(0, 40)] * 3), seed=st.integers(0, 10_000))
def test_tallies_add_in_any_order_and_grouping(sizes: tuple[int, int, int], seed: int) -> None:
    blocks = [people(n, seed=seed + at) for at, n in enumerate(sizes)]
    a, b, c = (fold([block], codebook=BOOK) for block in blocks)
    together = fold(blocks, codebook=BOOK)
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == together


def test_a_tally_of_nobody_adds_nothing() -> None:
    some = fold([people(30, seed=1)], codebook=BOOK)
    assert some + fold([], codebook=BOOK) == some


def test_one_answer_more_makes_another_tally() -> None:
    block = people(30, seed=1)
    changed = block.answers.copy()
    changed[0, BOOK.index("VIEW1")] = (
        CANT_TELL if changed[0, BOOK.index("VIEW1")] != CANT_TELL else FIRST_OPTION
    )
    other = AnswerBlock(block.functions, block.levels, changed)
    assert fold([block], codebook=BOOK) != fold([other], codebook=BOOK)


# --- Against counting by hand -----------------------------------------------------------------------


def test_histograms_are_counts_of_every_byte_in_every_cell() -> None:
    block = people(200, seed=3)
    tally = fold([block], codebook=BOOK)
    for key in ("VIEW3", "AE8", "OWN4_today", "OWN0_accept", "ECO", "LV7"):
        column = block.answers[:, BOOK.index(key)]
        for function in range(3):
            for level in range(3):
                here = column[(block.functions == function) & (block.levels == level)]
                counts = np.bincount(here, minlength=code_count(BOOK.column(key)))
                assert tally.histograms[key][function, level].tolist() == counts.tolist()


def scored_by_hand(block: AnswerBlock, key: str) -> np.ndarray:
    """Every person's score by the words of the method; NaN where it is missing."""
    construct = BOOK.construct(key)
    if construct.of:
        parts = np.array([scored_by_hand(block, part) for part in construct.of])
    else:
        parts = np.array([points_of_codes_of(block, column) for column in construct.columns])
    valid = (~np.isnan(parts)).sum(axis=0)
    total = np.where(np.isnan(parts), 0.0, parts).sum(axis=0)
    return np.where(valid >= construct.minimum_valid, total / np.maximum(valid, 1), np.nan)


def points_of_codes_of(block: AnswerBlock, column: str) -> np.ndarray:
    return points_of_codes(BOOK.column(column))[block.answers[:, BOOK.index(column)]]


@pytest.mark.parametrize("key", [construct.key for construct in BOOK.constructs])
def test_means_and_variances_are_those_of_the_persons_scores(key: str) -> None:
    block = people(300, seed=5)
    tally = fold([block], codebook=BOOK)
    scores = scored_by_hand(block, key)
    for levels in (EVERY_LEVEL, slice(0, 2), slice(2, 3)):
        here = scores[(block.functions == 1) & np.isin(block.levels, range(3)[levels]) & ~np.isnan(scores)]
        found = sample_of(tally, key, functions=["finance"], levels=levels)
        assert found.n == len(here)
        assert (found.mean, found.variance) == pytest.approx((here.mean(), here.var(ddof=1)), abs=1e-9)


def test_cross_products_are_over_pairs_both_valid() -> None:
    block = people(300, seed=6)
    tally = fold([block], codebook=BOOK)
    one, other = scored_by_hand(block, "VIEW"), scored_by_hand(block, "AE")
    both = ~np.isnan(one) & ~np.isnan(other)
    at, to, p = tally.plan.index["VIEW"], tally.plan.index["AE"], len(tally.plan.scales)
    unit = (100 / tally.plan.by_key["VIEW"].top) * (100 / tally.plan.by_key["AE"].top)
    sums = tally.products.sum(axis=(0, 1))
    assert sums[p + at, p + to] == both.sum()
    assert sums[at, to] * unit == pytest.approx((one * other)[both].sum())
    assert sums[at, p + to] * 100 / tally.plan.by_key["VIEW"].top == pytest.approx(one[both].sum())


def test_item_products_are_over_complete_rows() -> None:
    block = people(300, seed=7)
    keys = BOOK.items_of("MO")
    items = np.array([points_of_codes_of(block, key) for key in keys])
    complete = items[:, ~np.isnan(items).any(axis=0)] / 25
    table = fold([block], codebook=BOOK).items["MO"].sum(axis=(0, 1))
    assert table[-1, -1] == complete.shape[1]
    assert table[:-1, :-1].tolist() == (complete @ complete.T).round().astype(int).tolist()


def test_driver_products_are_over_people_in_whom_the_whole_block_is_valid() -> None:
    block = people(300, seed=8)
    scores = np.array([scored_by_hand(block, key) for key in DRIVER_BLOCK])
    complete = ~np.isnan(scores).any(axis=0)
    tally = fold([block], codebook=BOOK)
    tops = [tally.plan.by_key[key].top for key in DRIVER_BLOCK]
    for function in range(3):
        here = complete & (block.functions == function)
        rows = np.vstack([np.rint(scores[:, here] * np.array(tops)[:, None] / 100), np.ones(here.sum())])
        assert tally.drivers[function].sum(axis=0).tolist() == (rows @ rows.T).astype(int).tolist()
    assert 100 < complete.sum() < 300


def test_a_questionnaire_without_the_driver_block_has_no_driver_products() -> None:
    assert fold([], codebook=folders.instrument().pulse_codebook()).drivers.shape == (1, 1, 0, 0)


def test_a_tally_less_another_is_that_of_the_others() -> None:
    some, others = people(40, seed=1), people(25, seed=2)
    everybody = fold([some, others], codebook=BOOK)
    assert everybody - fold([some], codebook=BOOK) == fold([others], codebook=BOOK)


def test_tenure_is_not_counted() -> None:
    assert "TENURE" not in fold([people(20, seed=1)], codebook=BOOK).histograms


def test_columns_of_unequal_length_share_one_denominator() -> None:
    columns = (
        Column("A", "A", ("1", "2", "3", "4")),
        Column("B", "B", ("1", "2", "3", "4", "5"), reverse=True),
    )
    book = Codebook(columns, (Construct("AB", ("A", "B"), (False, True), 1),), functions=("sales",))
    nobody = np.zeros(2, dtype=np.uint8)
    answers = np.array([[FIRST_OPTION + 1, FIRST_OPTION + 1], [CANT_TELL, FIRST_OPTION]], dtype=np.uint8)
    found = sample_of(fold([AnswerBlock(nobody, nobody, answers)], codebook=book), "AB")
    assert found.mean == pytest.approx(((100 / 3 + 75) / 2 + 100) / 2)


# --- What is promised of a score --------------------------------------------------------------------

FIVE = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7])
ROW = st.lists(FIVE, min_size=15, max_size=15)


def score(codes: list[int], key: str = "MO") -> float | None:
    """The score of one person who gave these fifteen answers and no others."""
    answers = np.zeros((1, BOOK.width), dtype=np.uint8)
    answers[0, [BOOK.index(item) for item in BOOK.items_of("MO")]] = codes
    nobody = np.zeros(1, dtype=np.uint8)
    found = sample_of(fold([AnswerBlock(nobody, nobody, answers)], codebook=BOOK), key)
    return found.mean if found.n else None


@settings(deadline=None)
@given(row=ROW)
def test_a_score_is_of_0_to_100_and_flips_with_the_answers(row: list[int]) -> None:
    flipped = [10 - code if code >= FIRST_OPTION else code for code in row]
    found, other = score(row), score(flipped)
    assert (found is None) == (other is None)
    if found is not None and other is not None:
        assert 0 <= found <= 100
        assert found + other == pytest.approx(100)


@settings(deadline=None)
@given(row=ROW, at=st.integers(0, 14))
def test_a_score_rises_with_each_answer(row: list[int], at: int) -> None:
    if not FIRST_OPTION <= row[at] < FIRST_OPTION + 4:
        return
    higher = [code + (place == at) for place, code in enumerate(row)]
    before, after = score(row), score(higher)
    if before is not None and after is not None:
        reverse = BOOK.column(BOOK.items_of("MO")[at]).reverse
        assert (after <= before) if reverse else (after >= before)


@settings(deadline=None)
@given(row=st.lists(st.integers(3, 7), min_size=15, max_size=15), missing=st.sets(st.integers(0, 14)))
def test_cant_tell_and_skipped_are_missing_alike_and_never_zero(row: list[int], missing: set[int]) -> None:
    told, skipped = ([code if at not in missing else left for at, code in enumerate(row)] for left in (2, 1))
    assert score(told) == score(skipped)


@pytest.mark.parametrize(
    ("key", "answers", "wanted"),
    [
        ("VIEW", {"VIEW1": 3, "VIEW2": 3, "VIEW3": 7}, 0.0),
        ("VIEW", {"VIEW1": 7, "VIEW2": 2, "VIEW3": 4}, (100 + 75) / 2),
        ("VIEW", {"VIEW1": 7, "VIEW2": 2, "VIEW3": 1}, None),
        ("AE", {"AE1": 3, "AE2": 4, "AE3": 5, "AE4": 6}, (0 + 100 / 3 + 200 / 3 + 100) / 4),
        ("AE", {"AE1": 3, "AE2": 4, "AE3": 5}, None),
        ("HEAD", {"HD1": 2, "HD2": 3}, 100.0),
        ("LEV", {"LV1": 6, "LV2": 6, "LV3": 3, "LV4": 4}, (100 + 100 + 0 + 100 / 3) / 4),
        ("OUT", {"OUT": 6}, 75.0),
        ("MO", {f"{e}{i}": 5 for e in ("VIEW", "MSG", "SHARE") for i in (1, 2, 3)}, 50.0),
        ("MO", {f"{e}{i}": 5 for e in ("VIEW", "MSG") for i in (1, 2, 3)}, None),
    ],
)
def test_the_half_rule_by_hand(key: str, answers: dict[str, int], wanted: float | None) -> None:
    row = np.zeros((1, BOOK.width), dtype=np.uint8)
    for column, code in answers.items():
        row[0, BOOK.index(column)] = code
    nobody = np.zeros(1, dtype=np.uint8)
    found = sample_of(fold([AnswerBlock(nobody, nobody, row)], codebook=BOOK), key)
    assert (found.mean if found.n else None) == (None if wanted is None else pytest.approx(wanted))


# --- What is refused --------------------------------------------------------------------------------


def test_a_byte_its_column_does_not_know_is_refused() -> None:
    block = people(5, seed=1)
    block.answers[3, BOOK.index("AE4")] = FIRST_OPTION + 4
    with pytest.raises(ValueError, match="AE4: byte 7"):
        fold([block], codebook=BOOK)


@pytest.mark.parametrize(("group", "rule"), [("functions", "function 3"), ("levels", "level 3")])
def test_an_unknown_group_is_refused(group: str, rule: str) -> None:
    block = people(5, seed=1)
    getattr(block, group)[2] = 3
    with pytest.raises(ValueError, match=rule):
        fold([block], codebook=BOOK)


def test_rows_of_another_width_are_refused() -> None:
    block = people(5, seed=1)
    with pytest.raises(ValueError, match="bytes, not"):
        fold([AnswerBlock(block.functions, block.levels, block.answers[:, 1:])], codebook=BOOK)


def test_a_block_with_more_people_than_answers_is_refused() -> None:
    block = people(5, seed=1)
    with pytest.raises(ValueError, match="per person"):
        AnswerBlock(block.functions, block.levels[:4], block.answers)
    with pytest.raises(ValueError, match="bytes"):
        AnswerBlock(block.functions, block.levels, block.answers.astype(np.int16))


def test_tallies_of_different_questionnaires_do_not_add() -> None:
    one = fold([], codebook=BOOK)
    other: Tally = fold([], codebook=Codebook.of(folders.instrument(), functions=("sales", "it")))
    with pytest.raises(ValueError, match="same codebook"):
        one + other


def test_ticks_make_every_possible_score_whole() -> None:
    for scale in plan_of(BOOK).scales:
        factors = scale.factors()
        usable = np.arange(len(factors)) >= scale.minimum_valid
        assert (factors[usable] * np.arange(len(factors))[usable] * scale.part_top == scale.top).all()
