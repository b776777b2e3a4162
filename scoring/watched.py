"""Which columns of a questionnaire tell whether somebody attended to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from scoring.codebook import Codebook, Construct

FREQUENCIES = "MO"
"""The construct whose statements stand one under the other on one scale, long enough for a straight line."""

FIVE = 5


@dataclass(frozen=True)
class Watched:
    """Keys of columns, each in the codebook's order; empty where a questionnaire has none of the kind.

    shown               statements in which a long or flat string is looked for.
    pairs               forced pairs.
    positive, reversed  five-point statements of constructs that have both kinds, by how they are keyed.
    triples             two positive statements and the reversed one of each construct made of such three.
    """

    shown: tuple[str, ...]
    pairs: tuple[str, ...]
    positive: tuple[str, ...]
    reversed: tuple[str, ...]
    triples: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, codebook: Codebook) -> Self:
        keyed = {key for construct in _balanced(codebook) for key in construct.columns}
        columns = [column for column in codebook.columns if column.key in keyed]
        known = {construct.key for construct in codebook.constructs}
        return cls(
            shown=codebook.items_of(FREQUENCIES) if FREQUENCIES in known else (),
            pairs=tuple(
                column.key
                for column in codebook.columns
                if column.kind == "pair" and column.key not in codebook.left_out
            ),
            positive=tuple(column.key for column in columns if not column.reverse),
            reversed=tuple(column.key for column in columns if column.reverse),
            triples=tuple(map(_triple, filter(_is_triple, _balanced(codebook)))),
        )


def _balanced(codebook: Codebook) -> Iterator[Construct]:
    """Constructs of five-point statements keyed both ways."""
    for construct in codebook.constructs:
        columns = [codebook.column(key) for key in construct.columns]
        if len(set(construct.reverse)) == 2 and all(len(column.options) == FIVE for column in columns):
            yield construct


def _is_triple(construct: Construct) -> bool:
    return len(construct.columns) == 3 and sum(construct.reverse) == 1


def _triple(construct: Construct) -> tuple[str, str, str]:
    """Its columns, the reversed one last."""
    first, second, last = sorted(
        construct.columns, key=lambda key: construct.reverse[construct.columns.index(key)]
    )
    return first, second, last
