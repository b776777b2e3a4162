"""How often a report of an organization in which all functions are alike tells of a clear gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scoring.constructs import construct_score
from scoring.gaps import PRIMARY, Gap, LevelGap, function_gaps, level_gaps
from scoring.pairs import Pair, unit_pairs
from scoring.units import reporting_units
from tests.calibration.claims import Claim, Line
from tests.calibration.organization import draw_answers
from tests.calibration.people import DEMO, FIVES, FUNCTIONS, Sizes
from tests.calibration.profiles import NULL

HIGHEST = 0.12


@dataclass(frozen=True)
class Told:
    """What a report would compare: units with the others, units two by two, leaders with the front line."""

    gaps: tuple[Gap, ...]
    pairs: tuple[Pair, ...]
    levels: tuple[LevelGap, ...]


def told_of_null(sizes: Sizes, *, rng: np.random.Generator) -> Told:
    """One organization without gaps: all constructs, all units, judged together."""
    tally = draw_answers(NULL, sizes, rng=rng)
    counts = dict(zip(FUNCTIONS, tally.sizes.sum(axis=1).tolist(), strict=True))
    units = reporting_units(counts, sizes.by_function, 5)
    scores = {key: construct_score(tally, key, units=units, minimum_group=5) for key in PRIMARY}
    gaps = function_gaps(tally, scores, units=units)
    levels = level_gaps(tally, scores, units=units, minimum_group=5)
    return Told(gaps, unit_pairs(tally, scores, gaps, units=units), levels)


def rows(what: str, sizes: Sizes, *, runs: int, seed: int) -> list[Line]:
    rng = np.random.default_rng([seed, sum(sizes.answers)])
    reports = [told_of_null(sizes, rng=rng) for _ in range(runs)]
    beside = {
        "were tiny units as others": _share(any(map(_large, told.gaps)) for told in reports),
        "any possible": _share(_any(told.gaps, "possible") for told in reports),
        "gaps aligned": _share(gap.state == "aligned" for told in reports for gap in told.gaps),
    }
    return [
        Line(f"gap of a unit, {what}", _share(_any(t.gaps) for t in reports), high=HIGHEST, beside=beside),
        Line(f"pair of units, {what}", _share(_any(t.pairs) for t in reports), high=HIGHEST),
        Line(f"level gap, {what}", _share(_any(t.levels) for t in reports), high=HIGHEST),
    ]


def _share(found: Iterable[bool]) -> float:
    return float(np.mean(list(found)))


def _any(told: Iterable[Gap | Pair | LevelGap], state: str = "clear") -> bool:
    return any(each.state == state for each in told)


def _large(gap: Gap) -> bool:
    """What would be clear if a tiny unit needed no more than others."""
    return abs(gap.points) >= 10 and gap.q < 0.05 and (gap.g is None or abs(gap.g) >= 0.5)


def false_alarms(*, runs: int = 1000, seed: int = 3) -> Claim:
    lines = [
        *rows("units of 7–44 answers", DEMO, runs=runs, seed=seed),
        *rows("units of 5 answers", FIVES, runs=runs, seed=seed),
    ]
    note = f"{runs} organizations of eight units, {len(PRIMARY)} constructs: share of reports with any."
    return Claim("Clear gaps where there are none", note, tuple(lines))
