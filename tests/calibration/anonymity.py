"""How often published sets of people give away fewer than five, and how much is left to publish."""

from __future__ import annotations

from math import inf

from tests.calibration.claims import Claim, Line
from tests.scoring.attacker import RULES, Outcome, attacked

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
