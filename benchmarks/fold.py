"""Sift a million submissions: seconds, peak memory, and the ratio to a plain numpy pass over the same array.

Sifting is the fold a report is made with: it counts, and judges on the way who attended. Half of the people
bring what was seen on their screen, the others are judged by the order of the questionnaire; three in a
hundred are left out and counted apart. Folding without any judgment is timed beside it.

The yardstick is the least that anybody would write in numpy to count answers by group: one `np.bincount` of
cell-offset codes per column, over the array as it comes from the database (one row per person). It counts and
does nothing else: no check of the bytes, no scores, no moments, no cross-products. As a harder yardstick the
same pass is timed over columns laid out contiguously beforehand, the copy not counted.

`python -m benchmarks.fold [SUBMISSIONS]`, by default 1,000,000.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measuring import best_of, peak_megabytes
from scoring.blocks import DISPLAYED, LONG, SPEED
from scoring.codebook import FIRST_OPTION, NOT_ASKED, Codebook
from scoring.instrument import Instrument
from scoring.scales import code_count
from scoring.sifting import sift
from scoring.tally import AnswerBlock, fold

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ("executive", "sales", "marketing", "service", "operations", "finance", "hr", "it")
BLOCK = 50_000
ROUNDS = 3
ATTENTION = {0: 0.45, SPEED: 0.05, DISPLAYED: 0.45, DISPLAYED | SPEED: 0.02, DISPLAYED | SPEED | LONG: 0.03}
"""What is known of people's attention, and of how many."""


def codebook() -> Codebook:
    path = ROOT / "surveys" / "instruments" / "cx-ownership-maturity" / "1.0.yaml"
    return Codebook.of(
        Instrument.from_yaml(path.read_text(encoding="utf-8"), source=path.name), functions=FUNCTIONS
    )


def submissions(n: int, book: Codebook) -> AnswerBlock:
    """n people of random groups who answer at random what they are asked."""
    rng = np.random.default_rng(1)
    answers = np.empty((n, book.width), dtype=np.uint8)
    for place, column in enumerate(book.columns):
        answers[:, place] = rng.integers(FIRST_OPTION - 1, code_count(column), size=n, dtype=np.uint8)
    functions = rng.integers(len(FUNCTIONS), size=n, dtype=np.uint8)
    levels = rng.choice(np.arange(3, dtype=np.uint8), size=n, p=[0.05, 0.2, 0.75])
    leads = [book.index(column.key) for column in book.columns if column.item in book.leads_only]
    for place in leads:
        answers[levels == 2, place] = NOT_ASKED
    attention = rng.choice(np.array(list(ATTENTION), dtype=np.uint8), size=n, p=list(ATTENTION.values()))
    return AnswerBlock(functions, levels, answers, attention)


def blocks(people: AnswerBlock) -> Iterator[AnswerBlock]:
    """The people in blocks, as a database cursor gives them."""
    for start in range(0, len(people.answers), BLOCK):
        part = slice(start, start + BLOCK)
        attention = None if people.attention is None else people.attention[part]
        yield AnswerBlock(people.functions[part], people.levels[part], people.answers[part], attention)


def plain_pass(people: AnswerBlock, columns: np.ndarray, book: Codebook) -> int:
    """The yardstick; `columns` is (width, n), contiguous or a view of the rows."""
    codes = max(code_count(column) for column in book.columns)
    cells = len(FUNCTIONS) * len(book.levels)
    offsets = (people.functions.astype(np.int64) * len(book.levels) + people.levels) * codes
    counted = 0
    for column in columns:
        counted += int(np.bincount(offsets + column, minlength=cells * codes)[0])
    return counted


def main(n: int) -> None:
    book = codebook()
    people = submissions(n, book)
    sifting = best_of(ROUNDS, lambda: sift(blocks(people), codebook=book))
    peak = peak_megabytes()
    folding = best_of(ROUNDS, lambda: fold(blocks(people), codebook=book))
    by_row = best_of(ROUNDS, lambda: plain_pass(people, people.answers.T, book))
    columns = np.ascontiguousarray(people.answers.T)
    by_column = best_of(ROUNDS, lambda: plain_pass(people, columns, book))
    items = len({column.item for column in book.columns})
    megabytes = people.answers.nbytes / 1e6
    print(f"{n:,} submissions of {items} items in {book.width} columns, {megabytes:.0f} MB")
    print(f"sift {sifting:.2f} s, peak {peak:.0f} MB with the answers and everything else")
    print(f"fold without judging anybody {folding:.2f} s: sifting takes {sifting - folding:.2f} s more")
    print(
        "plain numpy pass over the same array (one bincount of group and answer per column)"
        f" {by_row:.2f} s: sifting takes {sifting / by_row:.1f} times that"
    )
    print(f"over columns laid out beforehand {by_column:.2f} s: {sifting / by_column:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
