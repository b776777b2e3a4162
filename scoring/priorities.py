"""What to work on first: how far a construct is from what it should reach, and what depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.constructs import ConstructScore
from scoring.drivers import TARGET, Drivers, priority
from scoring.intervals import Estimate
from scoring.maturity import Gate, Maturity

CHAIN = ("VIEW", "SHARE", "DATA", "RESP", "MSG")
"""The elements in the order in which one makes the next possible: ties go to the earlier."""

RANKED = (*CHAIN, "METR", "PROM", "ROLE", "AE", "HEAD", "HEART", "FEET", "COCREATE", "BRIDGE", "LEV")
"""Constructs that can be worked on, ties in this order."""

PULSE = "PUL"


@dataclass(frozen=True)
class Priority:
    """How much there is to gain on a construct, in steps of the answer scale.

    score, target  points of 0–100; the target is the cut of the next stage's gate, or 75.
    gate           whether it is an unmet gate of the next stage.
    leverage       0.75–1.25, 1 if drivers cannot be told or the construct is none.
    """

    construct: str
    value: float
    score: float
    target: float
    gate: bool
    leverage: float


def priorities(
    scores: Mapping[str, ConstructScore],
    maturity: Maturity,
    drivers: Drivers | None,
    *,
    pulse: Estimate | None,
) -> tuple[Priority, ...]:
    """Every construct with an organization score, and the customer pulse, what has most to gain first."""
    gates = next_gates(maturity)
    tilt = {row.key: row.leverage for row in drivers.rows} if drivers else {}
    known = {key: scores[key].organization for key in RANKED if key in scores} | {PULSE: pulse}
    found = [
        _priority(key, estimate.value, gates.get(key), leverage=tilt.get(key, 1.0))
        for key, estimate in known.items()
        if estimate is not None
    ]
    # Stable: what is equal stays in the order of the chain.
    return tuple(sorted(found, key=lambda one: -round(one.value, 9)))


def next_gates(maturity: Maturity) -> dict[str, Gate]:
    """Construct -> its own gate of the next stage, if that stage has one; none without a stage."""
    if maturity.stage is None:
        return {}
    return {
        gate.construct: gate
        for gate in maturity.gates
        if gate.kind in ("score", "pulse")
        and gate.for_stage == maturity.stage + 1
        and gate.construct
        and gate.key.startswith(gate.construct if gate.kind == "score" else "pulse")
    }


def _priority(construct: str, score: float, gate: Gate | None, *, leverage: float) -> Priority:
    target = float(gate.cut) if gate else TARGET
    unmet = gate is not None and gate.status != "met"
    value = priority(score, target=target, leverage=leverage, unmet_gate=unmet)
    return Priority(construct, value, score, target, unmet, leverage)
