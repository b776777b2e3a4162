"""Which comments may be printed, in which order, and whose function may stand beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.published import PublicComment
from scoring.units import reporting_units

LEAST_COMMENTS = 10
"""Below so many comments none is printed, and no group of fewer is told from the others by its function."""

Comment = tuple[str, str]
"""Key of the function somebody is of ("" if it may not be told), and what they wrote."""


@dataclass(frozen=True)
class Batch:
    """What one closing of a wave added: comments in any order, and answers by function."""

    comments: Sequence[Comment]
    sizes: Mapping[str, int]


def comments_of_versions(
    batches: Iterable[Batch], *, minimum_group: int, seed: int
) -> tuple[PublicComment, ...]:
    """Comments in an order that says nothing, from ten on; what a later closing adds has to be ten as well.

    Fewer wait for the next closing. A function is named where ten of its people or more wrote and answered,
    it is not pooled, and those who are not named are nobody or ten and more. Of two that wrote the same both
    stay.
    batches  oldest first.
    seed     of the order, which does not depend on the order in which comments are given.
    Raises   ValueError for a minimum group that is not a whole number of 5–10.
    """
    told: list[Comment] = []
    waiting: list[Comment] = []
    sizes: Counter[str] = Counter()
    for batch in batches:
        waiting += [(function, words) for function, text in batch.comments if (words := _plain(text))]
        sizes.update(batch.sizes)
        named = _named(waiting, sizes, minimum_group=minimum_group)
        if len(named) >= LEAST_COMMENTS:
            told, waiting, sizes = told + named, [], Counter()
    order = np.random.default_rng([seed, 3]).permutation(len(told))
    listed = sorted(told)
    return tuple(PublicComment(text=listed[at][1], function=listed[at][0]) for at in order)


def _plain(text: str) -> str:
    """Without the blanks and line breaks by which somebody may be known."""
    return " ".join(text.split())


def _named(comments: Sequence[Comment], sizes: Mapping[str, int], *, minimum_group: int) -> list[Comment]:
    """The comments with their function where it may be told, else with ""."""
    alone = {u.functions[0] for u in reporting_units(sizes, {}, minimum_group) if not u.pooled}
    counts = Counter(function for function, _ in comments)
    enough = [key for key in alone if min(counts[key], sizes.get(key, 0)) >= LEAST_COMMENTS]
    named = sorted(enough, key=lambda key: (counts[key], key))
    # The others would be known as those of no function that is named.
    while named and 0 < len(comments) - sum(counts[key] for key in named) < LEAST_COMMENTS:
        named.pop(0)
    return [(function if function in named else "", text) for function, text in comments]
