"""Invented people: true scores of everybody in an organization, and the answers of those who take part.

A person's true score on a construct is the mean over all answers that the person could give: what is left
when the noise of single answers is averaged out. Because a scale has two ends and few steps, it differs a
little from the attitude τ behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scoring.codebook import CANT_TELL, FIRST_OPTION, Codebook, Column
from scoring.tally import AnswerBlock
from tests.scoring.folders import instrument

Numbers = NDArray[np.float64]
Bytes = NDArray[np.uint8]

FUNCTIONS = ("executive", "finance", "hr", "it", "marketing", "operations", "sales", "service")
ANSWER_NOISE = 0.8
"""Standard deviation of an answer about the attitude, in steps of a five-point scale."""

TRIPLES = ("VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE")


@cache
def codebook(functions: tuple[str, ...] = FUNCTIONS) -> Codebook:
    return Codebook.of(instrument(), functions=functions)


@dataclass(frozen=True)
class Sizes:
    """People and answers of every function, in the order of the codebook."""

    headcounts: tuple[int, ...]
    answers: tuple[int, ...]

    @classmethod
    def alike(cls, headcount: int, answers: int, *, functions: int = len(FUNCTIONS)) -> Sizes:
        return cls((headcount,) * functions, (answers,) * functions)

    @property
    def members(self) -> NDArray[np.intp]:
        """Function of every member, (N,)."""
        return np.repeat(np.arange(len(self.headcounts)), self.headcounts)

    @property
    def responds(self) -> NDArray[np.bool_]:
        """Who takes part, (N,): the first of each function. Members are made up alike, so any will do."""
        pairs = zip(self.headcounts, self.answers, strict=True)
        return np.concatenate([np.arange(size) < n for size, n in pairs])

    @property
    def by_function(self) -> dict[str, int]:
        return dict(zip(FUNCTIONS, self.headcounts, strict=False))


DEMO = Sizes((8, 15, 12, 25, 24, 70, 60, 80), (7, 11, 10, 16, 18, 38, 36, 44))
"""The sizes of the six organizations of the demonstration."""

FIVES = Sizes.alike(6, 5)


def answered(attitude: Numbers, column: Column, *, rng: np.random.Generator) -> Bytes:
    """Bytes that people with attitudes of 0–100 towards the high end of the construct give to one item, (n,).

    The attitude falls on the scale, gets noise, and is rounded to the nearest answer.
    """
    top = len(column.options) - 1
    noise = ANSWER_NOISE * top / 4
    step = np.clip(np.rint(attitude / 100 * top + noise * rng.standard_normal(len(attitude))), 0, top)
    keyed = top - step if column.reverse else step
    return np.asarray(FIRST_OPTION + keyed, dtype=np.uint8)


def true_scores(attitude: Numbers, *, options: int = 5) -> Numbers:
    """The mean points of all answers that attitudes of 0–100 lead to on a scale of so many options."""
    top = options - 1
    cuts = np.arange(top) + 0.5
    above = ndtr((np.asarray(attitude)[..., None] / 100 * top - cuts) / (ANSWER_NOISE * top / 4))
    return np.asarray(100 / top * above.sum(axis=-1))


def block_of(columns: Mapping[str, Bytes], *, functions: Sequence[int], levels: Bytes) -> AnswerBlock:
    """People with these answers by column and nothing else asked of them."""
    book = codebook()
    answers = np.zeros((len(levels), book.width), dtype=np.uint8)
    for key, codes in columns.items():
        answers[:, book.index(key)] = codes
    return AnswerBlock(np.asarray(functions, dtype=np.uint8), levels, answers)


def some_cannot_tell(codes: Bytes, *, rate: float, rng: np.random.Generator) -> Bytes:
    """The same answers, some of them "can't tell"."""
    return np.where(rng.random(codes.shape) < rate, np.uint8(CANT_TELL), codes)
