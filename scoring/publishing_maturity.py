"""What may leave of the stage, its gates, the cascade of measures and what to work on first."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np

from scoring.cascade import Cascade, reading
from scoring.constructs import ConstructScore
from scoring.drivers import priority
from scoring.maturity import Gate, Maturity, index_of
from scoring.priorities import Priority
from scoring.published import PublicCascade, PublicGate, PublicMaturity, PublicMirror, PublicPriority
from scoring.rounding import FLAT_HIGH, FLAT_LOW, hidden_of, outward, round_score, whole


def public_maturity(
    maturity: Maturity, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None
) -> PublicMaturity:
    told = maturity.low is not None and maturity.high is not None
    parts = {key: np.array([hidden_of(scores.get(key))]) for key in ("AE", "MO")}
    levers = {"LEV": np.array([hidden_of(scores.get("LEV"))])} if maturity.lever_used else {}
    moved = index_of(parts | levers)
    hidden = 0.0 if moved is None else float(moved[0])
    low, high = (
        outward(max(0.0, (maturity.low or 0) - hidden), min(100.0, (maturity.high or 0) - hidden))
        if told
        else (None, None)
    )
    return PublicMaturity(
        index=None if maturity.index is None else round_score(maturity.index - hidden),
        low=low,
        high=high,
        index_stage=maturity.index_stage,
        stage=maturity.stage,
        gates=tuple(_public_gate(gate, scores, mirror) for gate in maturity.gates),
        unmet_of_next=maturity.unmet_of_next,
        lever_used=maturity.lever_used,
        probability={stage: round_score(100 * p) for stage, p in maturity.probability.items()},
        held_by_gates=maturity.held_by_gates,
    )


def _gate_value(
    gate: Gate, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None
) -> float | None:
    """Of a score what is printed of it too; a gate that is met is not printed as if it were not."""
    value = gate.value
    if value is None or gate.kind in ("ownership", "fact"):
        return value
    if gate.key.startswith("perception"):
        return abs(mirror.total.points) if mirror else None
    if gate.kind == "score" and not gate.key.startswith("weakest"):
        value -= hidden_of(scores.get(gate.construct or ""))
    # The weakest unit, or the customers, may be one of which only "≤10" or "≥90" is printed.
    value = min(FLAT_HIGH, max(FLAT_LOW, value))
    return max(value, ceil(gate.cut)) if gate.status == "met" else value


def _public_gate(gate: Gate, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None) -> PublicGate:
    return PublicGate(
        key=gate.key,
        for_stage=gate.for_stage,
        kind=gate.kind,
        construct=gate.construct,
        value=whole(_gate_value(gate, scores, mirror)),
        cut=gate.cut,
        status=gate.status,
        certainty=gate.certainty,
    )


def public_priority(found: Priority, scores: Mapping[str, ConstructScore]) -> PublicPriority:
    """A priority of the score as it is printed: of the exact one the hidden end of a scale could be had."""
    known = scores.get(found.construct)
    # What customers say has no units; it is kept off the ends itself.
    score = found.score - hidden_of(known) if known else min(FLAT_HIGH, max(FLAT_LOW, found.score))
    value = priority(score, target=found.target, leverage=found.leverage, unmet_gate=found.gate)
    return PublicPriority(
        construct=found.construct,
        value=round(value, 1),
        score=round_score(score),
        target=found.target,
        gate=found.gate,
        leverage=round(found.leverage, 2),
    )


def public_cascade(found: Cascade | None, scores: Mapping[str, ConstructScore]) -> PublicCascade | None:
    """What the sponsor stated, as stated; the difference is of what is printed of the people's score."""
    if found is None:
        return None
    hidden = hidden_of(scores.get("METR"))
    difference = None if found.difference is None else found.difference - hidden
    return PublicCascade(
        levels=found.levels,
        score=round_score(found.score),
        break_level=found.break_level,
        difference=whole(difference),
        reading=reading(difference),
    )
