"""Sifting: the fast rules say what the rules row by row say, and who is left out is counted apart."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring import folding, sifting
from scoring.blocks import DISPLAYED, FLAT, LONG, SPEED, AnswerBlock
from scoring.codebook import CANT_TELL, FIRST_OPTION, NOT_ANSWERED, Codebook
from scoring.quality import Attended, Quality, acquiescence, quality
from scoring.sifting import CODES, sift
from scoring.tally import fold
from scoring.watched import Watched
from tests.scoring import folders
from tests.scoring.test_tally import BOOK, people

WATCHED = Watched.of(BOOK)
NOT_KNOWN = 0


def place(key: str) -> int:
    return BOOK.index(key)


def habitual(n: int, *, seed: int) -> AnswerBlock:
    """n people of whom many answer by habit: the same everywhere, yes to everything, or at random."""
    rng = np.random.default_rng(seed)
    block = people(n, seed=seed)
    for person, habit in enumerate(rng.integers(6, size=n)):
        row = block.answers[person]
        if habit == 1:
            row[[place(key) for key in WATCHED.shown]] = rng.integers(FIRST_OPTION, FIRST_OPTION + 5)
        if habit == 2:
            for key in (*WATCHED.positive, *WATCHED.reversed):
                row[place(key)] = rng.choice([6, 7]) if rng.random() < 0.8 else rng.integers(1, 8)
        if habit == 3:
            for key in WATCHED.pairs:
                left = not BOOK.column(key).mirrored
                row[place(key)] = FIRST_OPTION + (1 if left else 2)
        if habit == 4:
            some = [place(key) for key in WATCHED.shown[: rng.integers(6, 16)]]
            row[some] = rng.integers(FIRST_OPTION, FIRST_OPTION + 5)
        if habit == 5:
            row[[place(key) for key in WATCHED.shown]] = FIRST_OPTION + 2
            row[rng.choice(BOOK.width, 12, replace=False)] = rng.choice([NOT_ANSWERED, CANT_TELL])
    bits = rng.choice([NOT_KNOWN, SPEED, DISPLAYED, DISPLAYED | SPEED, DISPLAYED | LONG, 15], size=n)
    return AnswerBlock(block.functions, block.levels, block.answers, bits.astype(np.uint8))


def raw(block: AnswerBlock, keys: Any) -> NDArray[np.float64]:
    """Answers as people gave them, 1 for the first option; NaN where there is none."""
    codes = block.answers[:, [place(key) for key in keys]].astype(float)
    return np.where(codes < FIRST_OPTION, np.nan, codes - FIRST_OPTION + 1)


def row_by_row(block: AnswerBlock) -> Quality:
    """What the rules row by row say; speed, and what was seen on the screen, as the bits have it."""
    bits = np.zeros(len(block.answers), dtype=np.uint8) if block.attention is None else block.attention
    pairs = raw(block, WATCHED.pairs)
    mirrored = [BOOK.column(key).mirrored for key in WATCHED.pairs]
    n, triples = len(bits), len(WATCHED.triples)
    found = quality(
        Attended(
            page_seconds=np.where(bits & SPEED, 1.0, 60.0)[:, None],
            page_items=[5],
            seconds=np.full(n, np.nan),
            shown=raw(block, WATCHED.shown),
            turned=[BOOK.column(key).reverse for key in WATCHED.shown],
            pairs=np.where(mirrored, 5 - pairs, pairs),
            positive=raw(block, [k for t in WATCHED.triples for k in t[:2]]).reshape(n, triples, 2),
            reversed=raw(block, [t[2] for t in WATCHED.triples]),
            forward=raw(block, WATCHED.positive),
            backward=raw(block, WATCHED.reversed),
        )
    )
    seen = (bits & DISPLAYED) > 0
    return Quality(
        speed=found.speed,
        long=np.where(seen, (bits & LONG) > 0, found.long),
        flat=np.where(seen, (bits & FLAT) > 0, found.flat),
        acquiescent=found.acquiescent,
        inconsistent=found.inconsistent,
    )


def only(block: AnswerBlock, wanted: NDArray[np.bool_]) -> AnswerBlock:
    return AnswerBlock(block.functions[wanted], block.levels[wanted], block.answers[wanted])


def taken(block: AnswerBlock, people: NDArray[np.intp]) -> AnswerBlock:
    assert block.attention is not None
    return AnswerBlock(
        block.functions[people], block.levels[people], block.answers[people], block.attention[people]
    )


def with_attention(block: AnswerBlock, attention: NDArray[np.uint8] | None) -> AnswerBlock:
    return AnswerBlock(block.functions, block.levels, block.answers, attention)


# --- The same as row by row ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(n=st.integers(0, 150), seed=st.integers(0, 100_000))
def test_flags_and_who_is_left_out_are_those_of_the_rules_row_by_row(n: int, seed: int) -> None:
    block = habitual(n, seed=seed)
    wanted = row_by_row(block)
    found = sift([block], codebook=BOOK)
    assert found.flags == {code: wanted.counts[code] for code in CODES}
    assert found.kept == fold([only(block, ~wanted.excluded)], codebook=BOOK)
    assert found.excluded == fold([only(block, wanted.excluded)], codebook=BOOK)


def test_the_habits_of_these_tests_raise_every_flag_and_leave_people_out() -> None:
    counts = row_by_row(habitual(400, seed=1)).counts
    assert all(20 < count < 380 for count in counts.values()), counts


@settings(deadline=None, max_examples=40)
@given(n=st.integers(0, 80), seed=st.integers(0, 100_000))
def test_the_index_of_the_site_is_the_mean_over_everybody_who_answered_both_ways(n: int, seed: int) -> None:
    block = habitual(n, seed=seed)
    index = acquiescence(raw(block, WATCHED.positive), raw(block, WATCHED.reversed))
    known = index[~np.isnan(index)]
    found = sift([block], codebook=BOOK).acquiescence
    assert found == (pytest.approx(float(known.mean()), abs=1e-12) if len(known) else None)


# --- One person at a time -----------------------------------------------------------------------------------


def answered(**codes: int) -> AnswerBlock:
    """One person of varied, consistent answers, with some bytes set."""
    row = np.full((1, BOOK.width), FIRST_OPTION, dtype=np.uint8)
    row[0, [place(key) for key in WATCHED.positive]] = FIRST_OPTION + 3
    row[0, [place(key) for key in WATCHED.reversed]] = FIRST_OPTION + 1
    for at, (first, second, last) in enumerate(WATCHED.triples):
        lean = 2 + at % 3
        row[0, [place(first), place(second), place(last)]] = FIRST_OPTION + np.array(
            [lean, lean - 1, 4 - lean]
        )
    for at, key in enumerate(WATCHED.pairs):
        row[0, place(key)] = FIRST_OPTION + at % 4
    for key, code in codes.items():
        row[0, place(key)] = code
    nobody = np.zeros(1, dtype=np.uint8)
    return AnswerBlock(nobody, nobody, row)


def flags(block: AnswerBlock) -> set[str]:
    return {code for code, count in sift([block], codebook=BOOK).flags.items() if count}


def shown(*codes: int) -> dict[str, int]:
    return dict(zip(WATCHED.shown, codes, strict=True))


def test_varied_and_consistent_answers_have_no_flag() -> None:
    assert flags(answered()) == set()


def test_ten_alike_in_the_order_of_the_questionnaire_are_a_long_string() -> None:
    others = [4, 5, 4, 6, 5]
    assert "LONG" in flags(answered(**shown(*[5] * 10, *others[1:], 4)))
    assert "LONG" not in flags(answered(**shown(*[5] * 9, *others, 4)))
    assert "LONG" in flags(answered(**shown(*others, *[5] * 10)))
    assert "LONG" not in flags(answered(**shown(*[CANT_TELL] * 15)))


def test_what_was_seen_on_the_screen_counts_before_the_order_of_the_questionnaire() -> None:
    line, varied = answered(**shown(*[5] * 10, 4, 6, 4, 6, 4)), answered()
    as_displayed = np.array([DISPLAYED], dtype=np.uint8)
    assert flags(with_attention(line, as_displayed)).isdisjoint({"LONG", "FLAT"})
    assert flags(with_attention(varied, as_displayed | LONG)) == {"LONG"}
    assert flags(with_attention(varied, as_displayed | FLAT)) == {"FLAT"}


def test_eight_alike_and_nothing_else_is_flat_and_seven_are_too_few() -> None:
    assert "FLAT" in flags(answered(**shown(*[4] * 8, *[CANT_TELL] * 7)))
    assert "FLAT" not in flags(answered(**shown(*[4] * 7, *[CANT_TELL] * 8)))
    assert "FLAT" not in flags(answered(**shown(*[4] * 14, 5)))


def test_pairs_on_one_side_of_the_screen_at_one_step_are_flat() -> None:
    """AE2, 3, 5 and 8 stand with their elevating side on the left: their first step there is code 6."""
    mirrored = {"AE2", "AE3", "AE5", "AE8"}
    on_screen = {key: 6 if key in mirrored else 3 for key in WATCHED.pairs}
    assert "FLAT" in flags(answered(**on_screen))
    assert "FLAT" not in flags(answered(**on_screen | {"AE8": CANT_TELL}))
    assert "FLAT" not in flags(answered(**dict.fromkeys(WATCHED.pairs, 6)))


def test_yes_to_every_keyed_statement_is_acquiescence_and_two_steps_of_the_index() -> None:
    yes = answered(**dict.fromkeys((*WATCHED.positive, *WATCHED.reversed), 7))
    assert {"ACQ", "INCON"} <= flags(yes)
    assert sift([yes], codebook=BOOK).acquiescence == 2.0
    no = answered(**dict.fromkeys((*WATCHED.positive, *WATCHED.reversed), 3))
    assert sift([no], codebook=BOOK).acquiescence == -2.0


def test_who_answers_statements_of_one_key_only_has_no_flag_and_no_part_in_the_index() -> None:
    silent = answered(**dict.fromkeys((*WATCHED.positive, *WATCHED.pairs), CANT_TELL))
    yes = answered(**dict.fromkeys((*WATCHED.positive, *WATCHED.reversed), 7))
    assert flags(silent) == set()
    assert sift([silent], codebook=BOOK).acquiescence is None
    assert sift([yes, silent], codebook=BOOK).acquiescence == 2.0


def test_the_borders_of_acquiescence_and_inconsistency_belong_to_the_flag() -> None:
    """Positive 4.5 and reversed 4 on average: (4.5 + 4)/2 − 3 = 1.25."""
    halves = {key: 6 + at % 2 for at, key in enumerate(WATCHED.positive)} | {WATCHED.positive[-1]: CANT_TELL}
    at_border = answered(**halves | dict.fromkeys(WATCHED.reversed, 6))
    assert "ACQ" in flags(at_border)
    assert "ACQ" not in flags(answered(**halves | dict.fromkeys(WATCHED.reversed, 6) | {"HD2": 5}))


def test_sixty_points_between_the_sides_of_the_triples_are_inconsistent() -> None:
    """Five triples of which one side says 5 and the other, re-keyed, 2 or 3: 75, 75, 50, 50, 50."""
    first_five = {key: CANT_TELL for triple in WATCHED.triples[5:] for key in triple}
    for at, (first, second, last) in enumerate(WATCHED.triples[:5]):
        first_five |= {first: 7, second: 7, last: 6 if at < 2 else 5}
    assert "INCON" in flags(answered(**first_five))
    assert "INCON" not in flags(answered(**first_five | {WATCHED.triples[1][2]: 5}))


def test_nobody_is_left_out_for_speed_alone_or_for_a_straight_line_alone() -> None:
    fast, straight = np.array([[DISPLAYED | SPEED], [DISPLAYED | FLAT | LONG]], dtype=np.uint8)
    for bits in (fast, straight):
        assert sift([with_attention(answered(), bits)], codebook=BOOK).excluded.n == 0
    found = sift([with_attention(answered(), fast | straight)], codebook=BOOK)
    assert (found.kept.n, found.excluded.n) == (0, 1)


# --- Any order, any block, any number of workers --------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    n=st.integers(0, 60),
    seed=st.integers(0, 10_000),
    edges=st.lists(st.integers(0, 60), max_size=3),
    chunk=st.sampled_from([5, 17, 32_768]),
)
def test_sifting_is_the_same_for_any_block_size_order_and_number_of_workers(
    n: int, seed: int, edges: list[int], chunk: int
) -> None:
    block = habitual(n, seed=seed)
    order = np.random.default_rng(seed + 1).permutation(n)
    pieces = [taken(block, piece) for piece in np.split(order, sorted(min(edge, n) for edge in edges))]
    whole = sift([block], codebook=BOOK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "CHUNK", chunk)
        patch.setattr(sifting, "CHUNK", chunk)
        assert sift(pieces, codebook=BOOK) == whole
    assert reduce(add, (sift([piece], codebook=BOOK) for piece in pieces)) == whole


def test_one_flag_more_makes_another_sifting() -> None:
    block = answered()
    assert sift([block], codebook=BOOK) != sift(
        [with_attention(block, np.array([SPEED], dtype=np.uint8))], codebook=BOOK
    )


def test_nothing_known_of_anybody_is_the_same_as_no_bit_set() -> None:
    block = with_attention(habitual(60, seed=4), None)
    no_bits = with_attention(block, np.zeros(60, dtype=np.uint8))
    assert sift([block], codebook=BOOK) == sift([no_bits], codebook=BOOK)


def test_a_questionnaire_without_anything_to_watch_is_folded_and_flags_only_what_it_is_told() -> None:
    pulse = folders.instrument().pulse_codebook()
    nobody = np.zeros(3, dtype=np.uint8)
    block = AnswerBlock(nobody, nobody, np.full((3, 4), FIRST_OPTION + 3, dtype=np.uint8))
    found = sift([block], codebook=pulse)
    assert found.kept == fold([block], codebook=pulse)
    assert found.excluded.n == 0


def test_nobody_at_all_has_no_index() -> None:
    found = sift([], codebook=BOOK)
    assert (found.kept.n, found.excluded.n, found.acquiescence) == (0, 0, None)
    assert set(found.flags.values()) == {0}


@pytest.mark.parametrize("bits", [[16], [255]])
def test_bits_that_mean_nothing_are_refused(bits: list[int]) -> None:
    with pytest.raises(ValueError, match="bits that mean nothing"):
        with_attention(answered(), np.array(bits, dtype=np.uint8))


def test_attention_is_one_byte_a_person() -> None:
    for wrong in (np.zeros(2, dtype=np.uint8), np.zeros(1, dtype=np.int16)):
        with pytest.raises(ValueError, match="one byte of attention per person"):
            with_attention(answered(), wrong)


def test_an_answer_that_its_column_does_not_know_is_refused_as_in_a_fold() -> None:
    with pytest.raises(ValueError, match="AE4: byte 7"):
        sift([answered(AE4=7)], codebook=BOOK)


# --- What is watched ----------------------------------------------------------------------------------------


def test_keyed_statements_stand_in_constructs_keyed_both_ways_and_eight_of_these_are_triples() -> None:
    assert (len(WATCHED.shown), len(WATCHED.pairs), len(WATCHED.triples)) == (15, 8, 8)
    assert {key for triple in WATCHED.triples for key in triple[2:]} <= set(WATCHED.reversed)
    assert not {"OUT", "LV1", "CLK1"} & {*WATCHED.positive, *WATCHED.reversed}


def test_a_questionnaire_of_other_constructs_is_not_judged_by_those_it_lacks() -> None:
    bare = Codebook(BOOK.columns, (), functions=BOOK.functions)
    block = people(20, seed=1)
    assert Watched.of(bare).triples == ()
    assert sift([block], codebook=bare).kept.n == 20
