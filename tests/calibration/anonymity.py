"""How often published sets of people give away fewer than five, and how much is left to publish."""

from __future__ import annotations

from math import inf

from tests.calibration.claims import Claim, Line
from tests.scoring.attacker import MINIMUM, RULES, Outcome, attacked
from tests.scoring.test_attacker import attacks_on_means, published_of

PUBLISHED = list(RULES)[-1]
"""What the product does; the rules before it are what it would be without one of its parts."""

MOST_LOST = 0.15
"""Of what thresholds and lines leave, the audit may cost so much."""


def anonymity(*, tables: int = 400, seed: int = 7) -> Claim:
    found = attacked(tables=tables, seed=seed)
    lines = tuple(_leaking(found, rule) for rule in RULES)
    share = found.kept["with audit"] / found.kept["threshold and line rule"]
    kept = Line("share of cells that the audit leaves", share, 1 - MOST_LOST, 1.0)
    note = f"{tables} tables of function × level: in how many something of 1–4 people can be worked out."
    return Claim("Anonymity", note, (*lines, kept))


def _leaking(found: Outcome, rule: str) -> Line:
    highest = 0 if "audit" in rule else inf
    beside = {"cells kept": found.kept[rule]}
    return Line(rule, found.leaking[rule], high=highest, beside=beside, digits=0)


def of_reports(*, tables: int = 400) -> Claim:
    """The same attack on the means of whole reports, in which fewer can tell of one thing than of another."""
    leaking = kept = possible = 0
    for seed in range(tables):
        published, tally = published_of(seed)
        attacks = [attack for _, attack in attacks_on_means(published, tally)]
        leaking += any(attack.singled_out(MINIMUM) or attack.small_differences(MINIMUM) for attack in attacks)
        cells = [each for score in published.scores.values() for each in score.units.values()]
        kept, possible = kept + sum(cell is not None for cell in cells), possible + len(cells)
    lines = (
        Line("reports that give something away", leaking, high=0, digits=0),
        Line("share of means of units that are told", kept / possible, 0.25, 1.0),
    )
    note = f"{tables} reports of two to seven functions: something of 1–4 people worked out of means."
    return Claim("Anonymity of reports", note, lines)
