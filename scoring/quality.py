"""Did a person attend to the questions? Flags, and who is left out because of them.

Every rule reads answers as they were displayed or typed, before any of them is keyed. One flag leaves nobody
out: only speed with another does, and before any group is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

SECONDS_PER_ITEM = 2.0
FAST_PAGES = 0.5
FAST_TOTAL = 1 / 3
LONG_RUN = 10
LEAST_ANSWERED = 8
ACQUIESCENT = 1.25
INCONSISTENT = 60.0

ROUNDING = 1e-9
POINTS_PER_STEP = 25.0
MIDDLE = 3.0


@dataclass(frozen=True)
class Quality:
    """Flags of n people, boolean (n,) each."""

    speed: Flags
    long: Flags
    flat: Flags
    acquiescent: Flags
    inconsistent: Flags

    @property
    def excluded(self) -> Flags:
        """Who is left out: speed and any other flag."""
        return self.speed & (self.long | self.flat | self.acquiescent | self.inconsistent)

    @property
    def counts(self) -> dict[str, int]:
        """How many people have each flag, by its code, and how many are left out."""
        flags = {
            "SPEED": self.speed,
            "LONG": self.long,
            "FLAT": self.flat,
            "ACQ": self.acquiescent,
            "INCON": self.inconsistent,
            "excluded": self.excluded,
        }
        return {code: int(flag.sum()) for code, flag in flags.items()}


@dataclass(frozen=True)
class Attended:
    """What n people did, NaN wherever it is not known or not answered.

    page_seconds  time on each page, (n, pages); (n, 0) if only totals are known.
    page_items    items on each page, (pages,) or, where pages differ by person, (n, pages).
    seconds       total time, (n,).
    shown         raw 1–5 answers to the frequency items in the order of display, (n, 15).
    turned        whether the item at that place is reverse keyed, (15,) or (n, 15).
    pairs         step of each forced pair as displayed, 1 (left) – 4 (right), (n, 8).
    positive      raw 1–5 answers to the positively keyed items of each triple, (n, triples, 2).
    reversed      raw 1–5 answers to the reverse keyed item of each triple, (n, triples).
    forward       raw 1–5 answers to all positively keyed items of constructs keyed both ways, (n, P).
    backward      raw 1–5 answers to all reverse keyed items, (n, R).
    """

    page_seconds: ArrayLike
    page_items: ArrayLike
    seconds: ArrayLike
    shown: ArrayLike
    turned: ArrayLike
    pairs: ArrayLike
    positive: ArrayLike
    reversed: ArrayLike
    forward: ArrayLike
    backward: ArrayLike


def quality(attended: Attended) -> Quality:
    """All flags of n people; ValueError where a part's shape does not fit."""
    flags = Quality(
        speed=speeding(attended.page_seconds, items=attended.page_items, seconds=attended.seconds),
        long=long_string(attended.shown, turned=attended.turned),
        flat=flat(attended.shown, pairs=attended.pairs),
        acquiescent=acquiescent(acquiescence(attended.forward, attended.backward)),
        inconsistent=inconsistent(inconsistency(attended.positive, attended.reversed)),
    )
    if len({len(flag) for flag in vars(flags).values()}) != 1:
        raise ValueError("every part tells of the same people")
    return flags


def speeding(page_seconds: ArrayLike, *, items: ArrayLike, seconds: ArrayLike) -> Flags:
    """SPEED: under two seconds an item on half of the pages or more, or under a third of the median total.

    Pages and totals of NaN, and pages without items, do not count; nobody is fast for what is not known.
    Shapes     as in `Attended`; returns (n,).
    Raises     ValueError for a negative time or shapes that do not fit.
    Reference  Huang et al. (2012), the two-second page-time index.
    """
    pages, total = _table(page_seconds, "page times"), np.asarray(seconds, dtype=float)
    if total.shape != (len(pages),) or (pages < 0).any() or (total < 0).any():
        raise ValueError("everybody has page times and a total, none negative")
    asked = np.broadcast_to(np.asarray(items, dtype=float), pages.shape)
    timed = ~np.isnan(pages) & (asked > 0)
    fast = timed & (pages < SECONDS_PER_ITEM * asked)
    hasty = (timed.sum(axis=1) > 0) & (fast.sum(axis=1) >= FAST_PAGES * timed.sum(axis=1))
    median = float(np.median(total[~np.isnan(total)])) if not np.isnan(total).all() else nan
    return np.asarray(hasty | (total < FAST_TOTAL * median))


def longest_run(rows: ArrayLike) -> NDArray[np.int64]:
    """Longest run of identical neighbors in each row, (n,); a missing answer (NaN) ends a run.

    rows       shape (n, J); 0 for a row without an answer.
    Reference  Johnson (2005); Meade & Craig (2012), LongString.
    """
    table = _table(rows, "answers")
    run = np.zeros(len(table), dtype=np.int64)
    longest = run.copy()
    for at in range(table.shape[1]):
        run = _run_on(run, table, at)
        longest = np.maximum(longest, run)
    return longest


def long_string(shown: ArrayLike, *, turned: ArrayLike, limit: int = LONG_RUN) -> Flags:
    """LONG: a run of `limit` identical answers or more that contains a reverse keyed item, (n,).

    shown   answers in the order of display, (n, J), NaN where missing (it ends a run).
    turned  whether the item at that place is reverse keyed, (J,) or (n, J).
    """
    table = _table(shown, "answers")
    keys = np.broadcast_to(np.asarray(turned, dtype=bool), table.shape)
    run, met = np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=bool)
    found = met.copy()
    for at in range(table.shape[1]):
        run = _run_on(run, table, at)
        met = keys[:, at] | (met & (run > 1))
        found |= (run >= limit) & met
    return found


def flat(shown: ArrayLike, *, pairs: ArrayLike) -> Flags:
    """FLAT: no spread in the answers shown, or every pair on the same side of the screen at the same step.

    shown  (n, J), judged from eight answers on (the half rule of fifteen); NaN where missing.
    pairs  (n, 8), as displayed; only people who answered every pair.
    """
    answers, steps = _table(shown, "answers"), _table(pairs, "pairs")
    if len(answers) != len(steps):
        raise ValueError("every part tells of the same people")
    return _constant(answers, least=LEAST_ANSWERED) | _constant(steps, least=steps.shape[1])


def acquiescence(positive: ArrayLike, reversed_: ArrayLike) -> Numbers:
    """How far a person leans to agreement whatever is said: (mean raw positive + mean raw reversed) / 2 − 3.

    positive, reversed_  raw 1–5 answers of any shape (n, …), NaN where missing.
    Returns              steps of −2 to 2, shape (n,); NaN where either kind has no answer. The mean over a
                         site is its index.
    Raises               ValueError for answers outside 1–5.
    """
    one, other = _raw(positive), _raw(reversed_)
    return np.asarray((_means(one) + _means(other)) / 2 - MIDDLE)


def inconsistency(positive: ArrayLike, reversed_: ArrayLike) -> Numbers:
    """Mean distance in points between the positive items of a triple and its re-keyed reversed item.

    positive   raw answers (n, triples, 2); the valid ones of a triple are averaged.
    reversed_  raw answers (n, triples).
    Returns    points of 0–100, shape (n,), over the triples with both; NaN without one.
    Raises     ValueError for answers outside 1–5 or shapes that do not fit.
    """
    one, other = _raw(positive), _raw(reversed_)
    if one.ndim != 3 or one.shape[:2] != other.shape:
        raise ValueError("positive answers are (n, triples, items), reversed ones (n, triples)")
    sides = _means(one.reshape(other.size, one.shape[2])).reshape(other.shape)
    return _means(np.abs(sides - (2 * MIDDLE - other)) * POINTS_PER_STEP)


def acquiescent(index: ArrayLike) -> Flags:
    """ACQ: an index of 1.25 steps or more to either side."""
    return _beyond(index, ACQUIESCENT)


def inconsistent(points: ArrayLike) -> Flags:
    """INCON: a mean distance of 60 points or more."""
    return _beyond(points, INCONSISTENT)


def _beyond(values: ArrayLike, limit: float) -> Flags:
    # A mean of thirds on the border must not fall off it because binary fractions do not hold thirds.
    return np.asarray(np.abs(np.asarray(values, dtype=float)) >= limit - ROUNDING)


def _table(values: ArrayLike, what: str) -> Numbers:
    table = np.asarray(values, dtype=float)
    if table.ndim != 2:
        raise ValueError(f"{what} have one row for each person")
    return table


def _raw(values: ArrayLike) -> Numbers:
    raw = np.asarray(values, dtype=float)
    if raw.ndim < 2 or (raw < 1).any() or (raw > 2 * MIDDLE - 1).any():
        raise ValueError("raw answers are a table of people by items, each 1–5 or missing")
    return raw


def _means(values: Numbers) -> Numbers:
    """Mean of the known values of each row; NaN where none is."""
    rows = values.reshape(len(values), int(np.prod(values.shape[1:])))
    known = (~np.isnan(rows)).sum(axis=1)
    return np.asarray(np.where(known > 0, np.nansum(rows, axis=1) / np.maximum(known, 1), nan))


def _run_on(run: NDArray[np.int64], table: Numbers, at: int) -> NDArray[np.int64]:
    """Length of the run that ends at a column; 0 where the answer is missing."""
    same = table[:, at] == table[:, at - 1] if at else np.zeros(len(table), dtype=bool)
    return np.asarray(np.where(np.isnan(table[:, at]), 0, np.where(same, run + 1, 1)))


def _constant(table: Numbers, *, least: int) -> Flags:
    known = ~np.isnan(table)
    enough = known.sum(axis=1) >= max(least, 1)
    lowest = np.where(known, table, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(known, table, -np.inf).max(axis=1, initial=-np.inf)
    return np.asarray(enough & (lowest == highest))
