"""How often the interval of the index contains the true index, and how often a sure stage is the true one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import inf

import numpy as np

from scoring.maturity import RULES, Maturity, gate_stage, index_of, stage_of_index
from scoring.results import Results, evaluate
from tests.calibration.claims import Claim, Line
from tests.calibration.organization import Organization, draw_organization
from tests.calibration.people import DEMO, FIVES, Sizes, codebook
from tests.calibration.profiles import PROFILES, Profile

SIZES = {"7–44 answers": DEMO, "5 answers": FIVES}
SURE, LEANING = 0.80, 0.60
MOVED = 6.0
"""Standard deviation, in points, by which organizations of one profile differ."""

COVERED = (0.93, 0.99)
"""The index may be surer than its interval says: how many leaders and managers there are is not known, so
their mean takes no population factor; and what moves two constructs of a person alike is taken as if it were
as unreliable as each of them.
"""


@dataclass(frozen=True)
class Staged:
    """A report's stage and index beside the true ones; of every stage of the journey the likeliest state, the
    true one, and how likely it is said to be; of every gate of a score its certainty and whether it holds.
    """

    maturity: Maturity
    index: float
    stage: int
    states: tuple[tuple[str, str, float], ...]
    gates: tuple[tuple[str, bool], ...]

    @property
    def covered(self) -> bool:
        low, high = self.maturity.low, self.maturity.high
        return low is not None and high is not None and low <= self.index <= high

    @property
    def likeliest(self) -> tuple[int, float]:
        return max(self.maturity.probability.items(), key=lambda pair: pair[1])


def staged(profile: Profile, sizes: Sizes, *, rng: np.random.Generator) -> Staged:
    """Draw an organization, evaluate its answers, and hold the result against the truth."""
    drawn = draw_organization(profile, sizes, rng=rng)
    results = evaluate(
        drawn.tally,
        codebook=codebook(),
        headcounts=sizes.by_function,
        minimum_group=5,
        facts=profile.facts,
        pulse=drawn.pulse,
        seed=int(rng.integers(2**31)),
    )
    index = index_of(drawn.truth.means)
    assert index is not None
    stage = min(int(stage_of_index(index)[0]), int(gate_stage(drawn.truth)[0]))
    told = tuple(_states(results, drawn)), tuple(_gates(results, drawn))
    return Staged(results.maturity, float(index[0]), stage, *told)


def moved(profile: Profile, points: float) -> Profile:
    """The same profile with every attitude higher or lower, so that stages lie near their borders too."""
    attitudes = {key: value + points for key, value in profile.attitudes.items()}
    return replace(profile, usual=profile.usual + points, attitudes=attitudes)


def _states(results: Results, drawn: Organization) -> list[tuple[str, str, float]]:
    """Of every stage of the journey: what is likeliest after the draws, what is true, and how likely."""
    found = []
    for stage, truth in drawn.states.items():
        state, chance = max(results.ownership[stage].probability.items(), key=lambda pair: pair[1])
        found.append((state, truth, chance))
    return found


def _gates(results: Results, drawn: Organization) -> Iterator[tuple[str, bool]]:
    """Of every gate that a score has to pass: what is said to be certain, and whether the true one passes."""
    for gate, rule in zip(results.maturity.gates, RULES, strict=True):
        true = rule.look(drawn.truth) if rule.kind == "score" else None
        if true is not None:
            yield gate.certainty, bool(rule.holds(true)[0])


@cache
def simulated(*, runs: int, seed: int) -> dict[tuple[str, str], list[Staged]]:
    """(size, profile) -> the organizations drawn of it."""
    found = {}
    for name, sizes in SIZES.items():
        for at, (profile, parameters) in enumerate(PROFILES.items()):
            rng = np.random.default_rng([seed, *sizes.answers, at])
            found[name, profile] = [
                staged(moved(parameters, rng.normal(0, MOVED)), sizes, rng=rng) for _ in range(runs)
            ]
    return found


def index_covered(*, runs: int = 120, seed: int = 6) -> Claim:
    """Coverage of the interval of the index; the claim is about all profiles together."""
    found = simulated(runs=runs, seed=seed)
    lines = [_by_profile(f"{profile}, {name}", rows) for (name, profile), rows in found.items()]
    for size in SIZES:
        everything = [row.covered for (name, _), rows in found.items() for row in rows if name == size]
        lines.append(Line(f"all, {size}", float(np.mean(everything)), *COVERED))
    note = f"Share of 95% intervals that contain the true index; six profiles, {runs} organizations each."
    return Claim("Maturity index", note, tuple(lines))


def certainty(*, runs: int = 120, seed: int = 6) -> Claim:
    """Of what is said to be likely: how often it is true."""
    lines: list[Line] = []
    for size in SIZES:
        rows = [
            row for (name, _), part in simulated(runs=runs, seed=seed).items() for row in part if name == size
        ]
        stages = [(*row.likeliest, row.stage) for row in rows]
        states = [(state, chance, truth) for row in rows for state, truth, chance in row.states]
        leaning = _right(f"leaning stages, {size}", stages, LEANING, SURE)
        lines += [
            _right(f"sure stages, {size}", stages, SURE, 1.0),
            replace(leaning, low=-inf),
            _right(f"sure states of ownership, {size}", states, SURE, 1.0),
            *(_certain(f"gates said to be {word}, {size}", rows, word) for word in ("met", "unmet")),
        ]
    note = "The same organizations: share of stages and states that are true, of those said to be likely."
    return Claim("Probability of the stage", note, tuple(line for line in lines if line.found < inf))


def _by_profile(what: str, rows: Sequence[Staged]) -> Line:
    """The index by profile, to compare; the claim is about all together."""
    beside = {
        "true stage": float(np.mean([row.stage for row in rows])),
        "stage seen is true": float(np.mean([row.maturity.stage == row.stage for row in rows])),
        "sure": float(np.mean([row.likeliest[1] >= SURE for row in rows])),
        "bias": float(np.mean([(row.maturity.index or 0.0) - row.index for row in rows])),
    }
    return Line(what, float(np.mean([row.covered for row in rows])), beside=beside)


def _certain(what: str, rows: Sequence[Staged], word: str) -> Line:
    """Of gates that are said to be met (unmet) for certain: how many are."""
    gates = [gate for row in rows for gate in row.gates]
    said = [holds == (word == "met") for certainty, holds in gates if certainty == word]
    return Line(what, float(np.mean(said)), SURE, beside={"how many": len(said) / len(gates)})


def _right(what: str, told: Sequence[tuple[object, float, object]], low: float, high: float) -> Line:
    """Of what is said with a probability of low to high: how often it is true, beside what was said.

    Infinite, and no claim, where nothing is said with such a probability.
    """
    chosen = [each for each in told if low <= each[1] < high or each[1] == high == 1.0]
    if not chosen:
        return Line(what, inf)
    said = float(np.mean([chance for _, chance, _ in chosen]))
    right = float(np.mean([seen == truth for seen, _, truth in chosen]))
    return Line(what, right, low, beside={"said": said, "how many": len(chosen) / len(told)})
