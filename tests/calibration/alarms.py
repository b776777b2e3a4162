"""How often a report of an organization in which all functions are alike tells of a clear gap."""

from __future__ import annotations

import numpy as np

from scoring.constructs import construct_score
from scoring.gaps import PRIMARY, Gap, function_gaps
from scoring.units import reporting_units
from tests.calibration.claims import Claim, Line
from tests.calibration.organization import draw_answers
from tests.calibration.people import DEMO, FIVES, FUNCTIONS, Sizes
from tests.calibration.profiles import NULL

HIGHEST = 0.12


def gaps_of_null(sizes: Sizes, *, rng: np.random.Generator) -> tuple[Gap, ...]:
    """The primary family of one organization without gaps: all constructs, all units, judged together."""
    tally = draw_answers(NULL, sizes, rng=rng)
    counts = dict(zip(FUNCTIONS, tally.sizes.sum(axis=1).tolist(), strict=True))
    units = reporting_units(counts, sizes.by_function, 5)
    scores = {key: construct_score(tally, key, units=units, minimum_group=5) for key in PRIMARY}
    return function_gaps(tally, scores, units=units)


def row(what: str, sizes: Sizes, *, runs: int, seed: int) -> Line:
    rng = np.random.default_rng([seed, sum(sizes.answers)])
    reports = [gaps_of_null(sizes, rng=rng) for _ in range(runs)]
    states = [[gap.state for gap in gaps] for gaps in reports]
    beside = {
        "clear, any size": float(np.mean([any(_large(gap) for gap in gaps) for gaps in reports])),
        "possible": float(np.mean(["possible" in each for each in states])),
        "gaps aligned": float(np.mean([state == "aligned" for each in states for state in each])),
    }
    return Line(what, float(np.mean(["clear" in each for each in states])), high=HIGHEST, beside=beside)


def _large(gap: Gap) -> bool:
    """What would be clear if a tiny unit needed no more than others."""
    return abs(gap.points) >= 10 and gap.q < 0.05 and (gap.g is None or abs(gap.g) >= 0.5)


def false_alarms(*, runs: int = 1000, seed: int = 3) -> Claim:
    lines = (
        row("eight units of 7–44 answers", DEMO, runs=runs, seed=seed),
        row("eight units of 5 answers", FIVES, runs=runs, seed=seed),
    )
    note = (
        f"{runs} organizations a row, eight units and {len(PRIMARY)} constructs: share of reports with any."
    )
    return Claim("Clear gaps where there are none", note, lines)
