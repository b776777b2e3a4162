"""How often the interval of a unit's mean contains the mean true score of the unit's present members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.constructs import ConstructScore, construct_score, sample_of
from scoring.intervals import Estimate, Sample, stratified_mean
from scoring.tally import Tally, fold
from scoring.units import reporting_units
from tests.calibration.claims import Claim, Line
from tests.calibration.people import (
    FUNCTIONS,
    TRIPLES,
    Sizes,
    answered,
    block_of,
    codebook,
    true_scores,
)

Numbers = NDArray[np.float64]

GRID = ((6, 5), (12, 10), (12, 12), (40, 30), (200, 60))
"""Members and answers of a unit."""

BAND = (0.93, 0.97)

MEANS = (38.0, 44.0, 50.0, 50.0, 54.0, 58.0, 62.0, 66.0)
"""Attitude of an organization on the eight constructs of three items, points."""

SPREAD = 14.5
"""Standard deviation of attitudes within a function: with the noise of answers, a scale of three items is
then as reliable as .52–.58."""

ASSUMED = {0.40: 0.978, 0.60: 0.950, 0.75: 0.892, 0.90: 0.71, 1.00: 0.0}
"""Reliability assumed where .60 is true and everybody of twelve answers -> coverage that theory leads to."""


@dataclass(frozen=True)
class Drawn:
    """One organization: its tally, and construct -> the true mean of every function's members, (F,)."""

    tally: Tally
    sizes: Sizes
    truth: dict[str, Numbers]

    @property
    def functions(self) -> tuple[str, ...]:
        """Functions with people; an organization may have fewer than eight."""
        return FUNCTIONS[: len(self.sizes.headcounts)]


def draw(
    sizes: Sizes,
    *,
    rng: np.random.Generator,
    constructs: Sequence[str] = TRIPLES,
    means: Sequence[float] = MEANS,
    spread: float = SPREAD,
) -> Drawn:
    """Functions that differ a little; constructs that have nothing to do with one another."""
    members, takes_part = sizes.members, sizes.responds
    columns, truth = {}, {}
    for construct, mean in zip(constructs, means, strict=False):
        shift = rng.normal(0.0, 5.0, len(sizes.headcounts))
        attitude = mean + shift[members] + rng.normal(0.0, spread, len(members))
        keys = codebook().items_of(construct)
        true = true_scores(attitude, options=len(codebook().column(keys[0]).options))
        truth[construct] = np.bincount(members, weights=true) / np.bincount(members)
        for key in keys:
            columns[key] = answered(attitude[takes_part], codebook().column(key), rng=rng)
    contributors = np.full(int(takes_part.sum()), 2, dtype=np.uint8)
    block = block_of(columns, functions=members[takes_part], levels=contributors)
    return Drawn(fold([block], codebook=codebook()), sizes, truth)


def scored(drawn: Drawn) -> Iterator[tuple[ConstructScore, Numbers]]:
    """Every construct's score as the product makes it, beside the true means of the functions."""
    sizes = dict(zip(FUNCTIONS, drawn.tally.sizes.sum(axis=1).tolist(), strict=True))
    units = reporting_units(sizes, drawn.sizes.by_function, 5)
    for construct, truth in drawn.truth.items():
        yield construct_score(drawn.tally, construct, units=units, minimum_group=5), truth


def covered_by_product(drawn: Drawn) -> Iterator[bool]:
    """For every unit and construct: does the product's interval contain the truth?"""
    for score, truth in scored(drawn):
        for function, true in zip(drawn.functions, truth, strict=True):
            yield _contains(score.units[function], true)


def covered_organization(drawn: Drawn) -> Iterator[bool]:
    """For every construct: does the organization's interval contain the mean of its functions' truths?"""
    for score, truth in scored(drawn):
        yield _contains(score.organization, float(truth.mean()))


def _contains(estimate: Estimate | None, truth: float) -> bool:
    return estimate is not None and estimate.low <= truth <= estimate.high


def covered_by_formula(drawn: Drawn, *, reliability: float) -> Iterator[bool]:
    """The same with a given ρ and no moderation: 1 is the textbook's population factor, 0 is none."""
    for construct, truth in drawn.truth.items():
        for at, function in enumerate(drawn.functions):
            sample = sample_of(drawn.tally, construct, functions=[function])
            low, high = _interval(sample, headcount=drawn.sizes.headcounts[at], reliability=reliability)
            yield low <= truth[at] <= high


def _interval(sample: Sample, *, headcount: int, reliability: float) -> tuple[float, float]:
    found = stratified_mean([sample], weights=[1.0], headcounts=[headcount], reliability=reliability)
    return found.low, found.high


def row(headcount: int, answers: int, *, runs: int, seed: int) -> Line:
    """Coverage of units of one size, the product's beside the alternatives'."""
    rng = np.random.default_rng([seed, headcount, answers])
    drawn = [draw(Sizes.alike(headcount, answers), rng=rng) for _ in range(runs)]
    beside = {
        name: _share(covered_by_formula(each, reliability=rho) for each in drawn)
        for name, rho in (("1−f·.60", 0.60), ("no factor", 0.0), ("textbook", 1.0))
    }
    found = _share(map(covered_by_product, drawn))
    return Line(f"{headcount} people, {answers} answers", found, *BAND, beside=beside)


def coverage(*, runs: int = 100, seed: int = 1) -> Claim:
    """Every run is an organization of eight such units on eight constructs: 64 intervals."""
    lines = tuple(row(headcount, answers, runs=runs, seed=seed) for headcount, answers in GRID)
    note = f"95% intervals of unit means, {64 * runs} a row; true reliability {true_reliability():.2f}."
    return Claim("Coverage of unit means", note, lines)


def misspecified(*, runs: int = 60, seed: int = 2) -> Claim:
    """Everybody of twelve answers on scales of reliability .60, and another reliability is assumed."""
    rng = np.random.default_rng(seed)
    drawn = [draw(Sizes.alike(12, 12), rng=rng, means=[50.0] * 8, spread=15.4) for _ in range(runs)]
    lines = []
    for assumed, theory in ASSUMED.items():
        found = _share(covered_by_formula(each, reliability=assumed) for each in drawn)
        lines.append(Line(f"assumed {assumed:.2f}", found, max(0.0, theory - 0.03), min(1.0, theory + 0.03)))
    note = f"{64 * runs} intervals a row; true reliability {true_reliability(mean=50.0, spread=15.4):.2f}."
    return Claim("Coverage where the assumed reliability is wrong", note, tuple(lines))


LENGTHS = {
    "one item": ("MIR1", "MIR2", "MIR3", "MIR4", "OUT"),
    "two items": ("HEAD", "HEART", "FEET"),
    "four items": ("MIR",),
    "eight pairs": ("AE",),
}


def other_scales(*, runs: int = 150, seed: int = 8) -> Claim:
    """Scales of other lengths, where the factor matters most and where it cannot be estimated."""
    lines = []
    for what, constructs in LENGTHS.items():
        for headcount, answers in ((6, 5), (12, 12)):
            rng = np.random.default_rng([seed, headcount, len(constructs)])
            sizes = Sizes.alike(headcount, answers)
            drawn = [draw(sizes, rng=rng, constructs=constructs, means=[50.0] * 5) for _ in range(runs)]
            found = _share(map(covered_by_product, drawn))
            lines.append(Line(f"{what}, {headcount} people, {answers} answers", found, BAND[0], LONG_BAND))
    note = f"95% intervals of unit means of eight units, {runs} organizations a row."
    return Claim("Coverage of scales of other lengths", note, tuple(lines))


LONG_BAND = 0.98
"""Of eight pairs .70 is assumed, which is little: an interval may be wider than it need be."""


def few_units(*, runs: int = 100, seed: int = 9) -> Claim:
    """With one unit there is no other to borrow a variance from; and the mean of all units."""
    lines = []
    for count in (1, 2, 3, 8):
        rng = np.random.default_rng([seed, count])
        sizes = Sizes.alike(6, 5, functions=count)
        drawn = [draw(sizes, rng=rng) for _ in range(runs * 8 // count)]
        units, whole = _share(map(covered_by_product, drawn)), _share(map(covered_organization, drawn))
        lines.append(Line(f"each of {count}, 6 people, 5 answers", units, *BAND))
        lines.append(Line(f"mean of {count}, 6 people, 5 answers", whole, *BAND))
    note = f"95% intervals of units and of the organization, {64 * runs} or more unit means a row."
    return Claim("Coverage by number of units", note, tuple(lines))


def true_reliability(*, mean: float | None = None, spread: float = SPREAD) -> float:
    """Share of the variance of scores within a function that is of true scores, mean over the constructs."""
    rng = np.random.default_rng(0)
    return float(np.mean([_reliability(each, spread, rng=rng) for each in ([mean] if mean else MEANS)]))


def _reliability(mean: float, spread: float, *, rng: np.random.Generator) -> float:
    attitude = rng.normal(mean, spread, 20_000)
    column = codebook().column("VIEW1")
    answers = np.mean([answered(attitude, column, rng=rng) for _ in range(3)], axis=0)
    return float(true_scores(attitude).var() / (25 * answers).var())


def _share(found: Iterator[Iterator[bool]]) -> float:
    return float(np.mean([each for covered in found for each in covered]))
