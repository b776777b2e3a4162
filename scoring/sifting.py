"""Answers in, two tallies out: of those who attended to the questions, and of those who are left out.

`sift` folds like `scoring.tally.fold` and judges every person on the way, a chunk at a time, by the rules
that `scoring.quality` states row by row. Acquiescence and inconsistency are read from the bytes; speed, and
the order in which answers stood on the screen, come as bits beside them. Where that order is not known, the
order of the questionnaire stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.blocks import DISPLAYED, FLAT, LONG, SPEED, AnswerBlock
from scoring.codebook import FIRST_OPTION, Codebook, Column
from scoring.folding import CHUNK, Bytes, Chunk, Counting, Whole, one_thread
from scoring.quality import (
    ACQUIESCENT,
    INCONSISTENT,
    LEAST_ANSWERED,
    LONG_RUN,
    POINTS_PER_STEP,
    Flags,
    Quality,
    long_string,
)
from scoring.scales import plan_of
from scoring.tally import Tally
from scoring.watched import FIVE, Watched

CODES = ("SPEED", "LONG", "FLAT", "ACQ", "INCON")


@dataclass(frozen=True, eq=False)
class Sifted:
    """A wave's answers, sifted; adds with `+`, equal if every number is.

    kept, excluded  tallies; together they are everybody. One flag leaves nobody out: speed with another does.
    flags           how many of everybody have each flag, by its code.
    leaning         what people answered to statements keyed one way and the other, of everybody who answered
                    both: int64 (2, J+1, 2), by kind (positive, reversed) and how many of that kind a person
                    answered: people, and the sum of their keyed steps.
    """

    kept: Tally
    excluded: Tally
    flags: dict[str, int]
    leaning: Whole

    def __add__(self, other: Sifted) -> Sifted:
        return Sifted(
            kept=self.kept + other.kept,
            excluded=self.excluded + other.excluded,
            flags={code: count + other.flags[code] for code, count in self.flags.items()},
            leaning=self.leaning + other.leaning,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sifted):
            return NotImplemented
        tallies = (self.kept, self.excluded, self.flags) == (other.kept, other.excluded, other.flags)
        return tallies and np.array_equal(self.leaning, other.leaning)

    __hash__ = None  # type: ignore[assignment]

    @property
    def acquiescence(self) -> float | None:
        """The site's index: mean lean to agreement, −2 to 2 steps; None if nobody answered both kinds."""
        answered = np.maximum(np.arange(self.leaning.shape[1]), 1)
        people = int(self.leaning[0, :, 0].sum())
        positive, turned = (self.leaning[:, :, 1] / answered).sum(axis=1)
        # A reversed statement agreed to counts low once it is keyed, so agreement to both is a difference.
        return float(positive - turned) / 2 / people if people else None


def sift(blocks: Iterable[AnswerBlock], *, codebook: Codebook) -> Sifted:
    """Fold blocks of answers into those kept and those left out.

    Raises  ValueError as `fold` does.
    """
    sieve = _Sieve(codebook)
    for block in blocks:
        with one_thread():
            sieve.add(block)
    return sieve.sifted()


class _Sieve:
    """The running sums of one sifting."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.everybody, self.excluded = Counting(codebook), Counting(codebook)
        self.judge = _Judge(codebook)
        self.flags = dict.fromkeys(CODES, 0)
        self.leaning = np.zeros((2, self.judge.most_keyed + 1, 2), dtype=np.int64)
        self.waiting: list[AnswerBlock] = []

    def add(self, block: AnswerBlock) -> None:
        for chunk in self.everybody.chunks(block):
            self.everybody.count(chunk)
            attention = None if block.attention is None else block.attention[chunk.order]
            lean = self.judge.lean(chunk)
            self.leaning += lean.sums(self.judge.most_keyed)
            found = self.judge.quality(chunk, attention, lean)
            counts = found.counts
            self.flags = {code: count + counts[code] for code, count in self.flags.items()}
            self._leave_out(block, chunk.order[found.excluded])

    def _leave_out(self, block: AnswerBlock, people: NDArray[np.intp]) -> None:
        """Copy those left out and count them when they are many: a chunk costs as much for one as for all."""
        if not len(people):
            return
        self.waiting.append(AnswerBlock(block.functions[people], block.levels[people], block.answers[people]))
        if sum(len(part.functions) for part in self.waiting) >= CHUNK:
            self._count_waiting()

    def _count_waiting(self) -> None:
        if self.waiting:
            names = ("functions", "levels", "answers")
            parts = (np.concatenate([getattr(part, name) for part in self.waiting]) for name in names)
            self.excluded.add(AnswerBlock(*parts))
            self.waiting = []

    def sifted(self) -> Sifted:
        self._count_waiting()
        everybody, excluded = (
            Tally(codebook=self.codebook, **counting.parts()) for counting in (self.everybody, self.excluded)
        )
        return Sifted(kept=everybody - excluded, excluded=excluded, flags=self.flags, leaning=self.leaning)


@dataclass(frozen=True)
class _Lean:
    """Statements of either key that n people answered, and the sums of their keyed steps, (n,) each."""

    positive: Whole
    positive_steps: Whole
    reversed: Whole
    reversed_steps: Whole

    def flags(self) -> Flags:
        """ACQ. The index is half the difference of two means; over their denominators all of it is whole."""
        answered = self.positive * self.reversed
        apart = self.positive_steps * self.reversed - self.reversed_steps * self.positive
        return np.asarray((answered > 0) & (np.abs(apart) >= 2 * ACQUIESCENT * answered))

    def sums(self, most: int) -> Whole:
        """What this adds to `Sifted.leaning`; people who answered one kind only are not in it."""
        both = (self.positive > 0) & (self.reversed > 0)
        kinds = (self.positive * both, self.positive_steps), (self.reversed * both, self.reversed_steps)
        tables = [
            [np.bincount(answered, minlength=most + 1), np.bincount(answered, steps, minlength=most + 1)]
            for answered, steps in kinds
        ]
        found = np.rint(np.swapaxes(np.array(tables, dtype=np.float64), 1, 2)).astype(np.int64)
        found[:, 0] = 0
        return found


class _Judge:
    """The rules of `scoring.quality` on columns that lie sideways, in whole numbers throughout."""

    def __init__(self, codebook: Codebook) -> None:
        watched = Watched.of(codebook)
        step = {place: row for row, place in enumerate(plan_of(codebook).places.tolist())}
        rows = {key: step[codebook.index(key)] for key in (*watched.positive, *watched.reversed)}
        self.positive = [rows[key] for key in watched.positive]
        self.reversed = [rows[key] for key in watched.reversed]
        self.most_keyed = max(len(self.positive), len(self.reversed))
        self.triples = [[rows[triple[at]] for triple in watched.triples] for at in range(3)]
        self.shown = [codebook.index(key) for key in watched.shown]
        self.turned = [codebook.column(key).reverse for key in watched.shown]
        self.pairs = [(codebook.index(key), codebook.column(key)) for key in watched.pairs]

    def quality(self, chunk: Chunk, attention: Bytes | None, lean: _Lean) -> Quality:
        """The flags of a chunk's people, in its order; `attention` in the same."""
        bits = np.zeros(len(chunk.cell), dtype=np.uint8) if attention is None else attention
        unseen = (bits & DISPLAYED) == 0
        judged = bool(unseen.any())
        return Quality(
            speed=(bits & SPEED) > 0,
            long=((bits & LONG) > 0) | (unseen & self._long(chunk.codes) if judged else False),
            flat=((bits & FLAT) > 0) | (unseen & self._flat(chunk.codes) if judged else False),
            acquiescent=lean.flags(),
            inconsistent=self._inconsistent(chunk),
        )

    def lean(self, chunk: Chunk) -> _Lean:
        return _Lean(*_answered(chunk, self.positive), *_answered(chunk, self.reversed))

    def _long(self, codes: Bytes) -> Flags:
        """LONG. A run long enough covers the middle of the battery; only whom that fits is looked at."""
        found = np.zeros(codes.shape[1], dtype=bool)
        middle = self.shown[len(self.shown) - LONG_RUN : LONG_RUN]
        if len(self.shown) < LONG_RUN:
            return found
        alike = np.ones_like(found)
        for place in middle:
            alike &= codes[place] == codes[middle[0]]
        few = np.flatnonzero(alike)
        rows = codes[self.shown][:, few].T.astype(np.float64)
        found[few] = long_string(np.where(rows < FIRST_OPTION, np.nan, rows), turned=self.turned)
        return found

    def _flat(self, codes: Bytes) -> Flags:
        """FLAT, of the battery or of the pairs as they lie on the screen."""
        return self._flat_battery(codes) | self._flat_pairs(codes)

    def _flat_battery(self, codes: Bytes) -> Flags:
        if not self.shown:
            return np.zeros(codes.shape[1], dtype=bool)
        # One byte wraps around: what is no answer comes out above every step.
        steps = codes[self.shown] - np.uint8(FIRST_OPTION)
        highest = codes[self.shown].max(axis=0) - np.uint8(FIRST_OPTION)
        flat = steps.min(axis=0) == highest
        few = np.flatnonzero(flat)
        flat[few] = (codes[self.shown][:, few] >= FIRST_OPTION).sum(axis=0) >= LEAST_ANSWERED
        return np.asarray(flat)

    def _flat_pairs(self, codes: Bytes) -> Flags:
        if not self.pairs:
            return np.zeros(codes.shape[1], dtype=bool)
        (first, column), *_ = self.pairs
        left = _as_displayed(codes[first], column)
        flat = codes[first] >= FIRST_OPTION
        for place, column in self.pairs[1:]:
            flat &= (codes[place] >= FIRST_OPTION) & (_as_displayed(codes[place], column) == left)
        return np.asarray(flat)

    def _inconsistent(self, chunk: Chunk) -> Flags:
        """INCON, in half steps: the mean of two positive statements has no other denominator."""
        first, second, last = self.triples
        count = chunk.valid[first].view(np.uint8) + chunk.valid[second].view(np.uint8)
        twice = (chunk.steps[first] + chunk.steps[second]) << (count == 1).view(np.uint8)
        other = chunk.steps[last] << np.uint8(1)
        known = chunk.valid[last] & (count > 0)
        apart = (np.maximum(twice, other) - np.minimum(twice, other)) * known.view(np.uint8)
        triples = known.sum(axis=0, dtype=np.int32)
        points = apart.sum(axis=0, dtype=np.int32) * (POINTS_PER_STEP / 2)
        return np.asarray((triples > 0) & (points >= INCONSISTENT * triples))


def _answered(chunk: Chunk, rows: list[int]) -> tuple[Whole, Whole]:
    """How many of these rows each person answered, and the sum of their keyed steps; (n,) each."""
    small = np.uint8 if len(rows) * (FIVE - 1) <= np.iinfo(np.uint8).max else np.uint16
    counts, steps = (np.zeros(len(chunk.cell), dtype=small) for _ in range(2))
    for row in rows:
        np.add(counts, chunk.valid[row].view(np.uint8), out=counts)
        np.add(steps, chunk.steps[row], out=steps)
    return counts.astype(np.int64), steps.astype(np.int64)


def _as_displayed(codes: Bytes, column: Column) -> Bytes:
    """Bytes of a pair counted from the left of the screen; of what is no answer, anything."""
    return (2 * FIRST_OPTION + len(column.options) - 1) - codes if column.mirrored else codes
