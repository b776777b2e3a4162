"""A block of people's answers as they come from the database, and the bits that say how they attended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

SPEED, LONG, FLAT = 1, 2, 4
"""Flags of careless answering of which only time and display can tell."""

DISPLAYED = 8
"""LONG and FLAT were judged by the order on the screen; without this bit answers are judged as they lie."""

ATTENTION = SPEED | LONG | FLAT | DISPLAYED


@dataclass(frozen=True, eq=False)
class AnswerBlock:
    """Packed answers of n people in any order.

    functions, levels  codes of the group each person belongs to, uint8 of shape (n,).
    answers            one row per person, uint8 of shape (n, width).
    attention          bits of each person, uint8 of shape (n,); None if nothing is known of anybody.
    """

    functions: Bytes
    levels: Bytes
    answers: Bytes
    attention: Bytes | None = None

    def __post_init__(self) -> None:
        n = len(self.functions)
        if self.answers.ndim != 2 or len(self.levels) != n or len(self.answers) != n:
            raise ValueError("a block has one function, one level and one row of answers per person")
        if {self.functions.dtype, self.levels.dtype, self.answers.dtype} != {np.dtype(np.uint8)}:
            raise ValueError("a block holds bytes (uint8)")
        if self.attention is not None:
            _check_attention(self.attention, n=n)


def _check_attention(attention: Bytes, *, n: int) -> None:
    if attention.shape != (n,) or attention.dtype != np.uint8:
        raise ValueError("a block has one byte of attention per person")
    if n and int(attention.max()) > ATTENTION:
        raise ValueError(f"attention {int(attention.max())} has bits that mean nothing")
