"""Evaluate one wave of eight functions: the whole, and the thousand draws behind the chances of its stage.

`python -m benchmarks.evaluate [PEOPLE]`, by default 400. The yardstick for the draws is the least that numpy
can do: draw as many votes and normal numbers, and do nothing with them. As a softer yardstick, people are
drawn instead of numbers: one replicate folds the people drawn and sees them again.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from benchmarks.fold import FUNCTIONS, codebook, submissions
from benchmarks.measuring import best_of, seconds
from scoring import results
from scoring.codebook import Codebook
from scoring.folding import one_thread
from scoring.maturity import DRAWS
from scoring.privacy import publish
from scoring.results import Results, evaluate
from scoring.seen import Seen, see
from scoring.tally import AnswerBlock, Tally, fold

PEOPLE = 400
ROUNDS = 5
HEADCOUNT_PER_FUNCTION = 0.16
MULTINORMAL = 12
"""Means that are drawn together for a unit."""


def main(n: int) -> None:
    book = codebook()
    people = submissions(n, book)
    tally = fold([people], codebook=book)
    heads = dict.fromkeys(FUNCTIONS, max(1, round(n * HEADCOUNT_PER_FUNCTION)))
    first = seconds(lambda: evaluated(tally, book, heads))
    whole = best_of(ROUNDS, lambda: evaluated(tally, book, heads))
    found = evaluated(tally, book, heads)
    leaving = best_of(ROUNDS, lambda: publish(found))
    seen = see(tally, units=found.units, minimum_group=5, facts=None, pulse=None)
    drawing = best_of(ROUNDS, lambda: draws(tally, seen))
    bare = best_of(ROUNDS, lambda: bare_draws(seen))
    replicate = best_of(ROUNDS, lambda: once_more(people, book, found))
    print(
        f"{n:,} people in {len(found.units)} units: evaluated in {whole:.3f} s, published in {leaving:.3f} s"
    )
    print(f"the first time in a process {first:.1f} s, imports included")
    print(f"{DRAWS:,} draws of index, gates and {len(seen.votes)} stages: {drawing:.3f} s")
    print(f"the bare random numbers: {bare:.3f} s, ratio {drawing / bare:.1f}")
    print(
        f"drawing people instead: {DRAWS * replicate:.1f} s, {DRAWS * replicate / drawing:.0f} times as long"
    )


def evaluated(tally: Tally, book: Codebook, heads: dict[str, int]) -> Results:
    return evaluate(tally, codebook=book, headcounts=heads, minimum_group=5, facts=None, pulse=None, seed=1)


def draws(tally: Tally, seen: Seen) -> Any:
    """What `evaluate` does for the chances of states and stages, and nothing else of it."""
    with one_thread():
        drawn = results.draw_votes(seen, minimum_group=5, rng=np.random.default_rng([1, 1]))
        return results.staged(tally, seen, drawn, rng=np.random.default_rng([1, 2]))


def bare_draws(seen: Seen) -> None:
    rng = np.random.default_rng(1)
    for ballot in seen.votes.values():
        for votes in (*ballot.today, *ballot.accept):
            rng.multinomial(int(votes.sum()) - 1, votes / votes.sum(), size=DRAWS)
    for _ in seen.units:
        rng.standard_normal((DRAWS, MULTINORMAL))


def once_more(people: AnswerBlock, book: Codebook, found: Results) -> None:
    """One replicate the long way: people drawn with replacement within functions, folded and seen."""
    rng = np.random.default_rng(1)
    functions = [np.flatnonzero(people.functions == code) for code in range(len(FUNCTIONS))]
    places = np.concatenate([rng.choice(own, len(own)) for own in functions])
    drawn = AnswerBlock(people.functions[places], people.levels[places], people.answers[places])
    see(fold([drawn], codebook=book), units=found.units, minimum_group=5, facts=None, pulse=None)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
