"""The stage of an organization: an index, the gates no average can buy, and how sure both are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.ballots import WHOLE
from scoring.borders import on_the_border
from scoring.constructs import ConstructScore
from scoring.intervals import Estimate
from scoring.ownership import StageOwnership

CUTS = {2: 37.5, 3: 50.0, 4: 62.5, 5: 75.0}
"""Index from which a stage begins."""

ELEMENTS = ("VIEW", "MSG", "SHARE", "RESP", "DATA")
CERTAIN = 0.80
DRAWS = 1000

Numbers = NDArray[np.float64]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Gate:
    """One prerequisite of a stage.

    kind       score (a construct or a unit), ownership (a count of stages), fact (sponsor's sheet), pulse.
    value      what was found: points, a count, 1.0 / 0.0 for a fact; None if it cannot be told.
    status     met or unmet by the point estimate; unverified (counts as unmet) if there is no value.
    certainty  met, uncertain or unmet after its one-sided 80% interval.
    """

    key: str
    for_stage: int
    kind: Literal["score", "ownership", "fact", "pulse"]
    construct: str | None
    value: float | None
    cut: float
    status: Literal["met", "unmet", "unverified"]
    certainty: Literal["met", "uncertain", "unmet"]


@dataclass(frozen=True)
class Maturity:
    """Stage = the lower of index stage and gate stage.

    index, low, high   0–100 with the 95% interval of the draws; None if AE or MO has no score.
    index_stage, stage 1–5; None without an index.
    gates              all gates in the order of the method.
    unmet_of_next      keys of the gates of the next stage that are not met.
    lever_used         whether LEV entered the index (.4/.4/.2) or not (.5/.5).
    probability        stage -> share of the draws; empty without an index.
    held_by_gates      the index alone would give a higher stage.
    """

    index: float | None
    low: float | None
    high: float | None
    index_stage: int | None
    stage: int | None
    gates: tuple[Gate, ...]
    unmet_of_next: tuple[str, ...]
    lever_used: bool
    probability: dict[int, float]
    held_by_gates: bool


@dataclass(frozen=True)
class Picture:
    """What index and gates look at: one organization (arrays of shape (1,)) or B draws of it (shape (B,)).

    means     construct -> organization mean in points; constructs without a score are missing.
    weakest   the lowest unit's MO, None without one.
    owned     stages of the journey owned and not refused; orphaned likewise. None without a journey.
    pulse     mean of the customer pulse, None without one; perception is mirror minus pulse.
    facts     the sponsor's sheet, the same in every draw.
    """

    means: Mapping[str, Numbers]
    weakest: Numbers | None
    owned: Numbers | None
    orphaned: Numbers | None
    pulse: Numbers | None
    perception: Numbers | None
    facts: Facts


Look = Callable[[Picture], Numbers | None]


@dataclass(frozen=True)
class Rule:
    """A gate before it is looked at; met if the value is at least (`at_most`: at most) the cut."""

    key: str
    for_stage: int
    kind: Literal["score", "ownership", "fact", "pulse"]
    cut: float
    look: Look
    construct: str | None = None
    at_most: bool = False

    def holds(self, value: Numbers) -> NDArray[np.bool_]:
        """Whether values pass."""
        found = on_the_border(value)
        return found <= self.cut if self.at_most else found >= self.cut


def _score(construct: str, stage: int, cut: float) -> Rule:
    return Rule(
        f"{construct}>={cut:g}", stage, "score", cut, lambda seen: seen.means.get(construct), construct
    )


def _weakest(stage: int, cut: float) -> Rule:
    return Rule(f"weakest MO>={cut:g}", stage, "score", cut, lambda seen: seen.weakest, "MO")


def _owned(stage: int, cut: int) -> Rule:
    return Rule(f"{cut} owned", stage, "ownership", cut, lambda seen: seen.owned)


def _has_lead(seen: Picture) -> Numbers | None:
    lead = seen.facts.get("cx_lead")
    return None if lead is None else np.array([float(lead != "none")])


def _has_budget(seen: Picture) -> Numbers | None:
    """A dedicated budget whose owner is named; one that is shared or unassigned has no explicit owner."""
    budget, owner = seen.facts.get("cx_budget"), seen.facts.get("cx_budget_owner")
    if budget is None or (budget == "dedicated" and owner is None):
        return None
    return np.array([float(budget == "dedicated" and owner not in ("unassigned", "shared"))])


RULES = (
    _score("SHARE", 2, 37.5),
    _score("VIEW", 3, 50),
    _score("SHARE", 3, 50),
    Rule("orphans<=2", 3, "ownership", 2, lambda seen: seen.orphaned, at_most=True),
    _score("AE", 4, 62.5),
    _score("RESP", 4, 50),
    _score("METR", 4, 50),
    _weakest(4, 50),
    _owned(4, 5),
    Rule("no orphan", 4, "ownership", 0, lambda seen: seen.orphaned, at_most=True),
    Rule("CX lead", 4, "fact", 1, _has_lead),
    _score("AE", 5, 75),
    *(_score(element, 5, 62.5) for element in ELEMENTS),
    _weakest(5, 62.5),
    _owned(5, 7),
    _score("COCREATE", 5, 67),
    Rule("CX budget", 5, "fact", 1, _has_budget),
    Rule("pulse>=62.5", 5, "pulse", 62.5, lambda seen: seen.pulse, "PUL"),
    Rule("perception gap<=10", 5, "pulse", 10, lambda seen: _size(seen.perception), "MIR", at_most=True),
)
"""All gates of the method, by stage."""


def maturity(seen: Picture, drawn: Picture | None) -> Maturity:
    """Stage, gates and certainty; `drawn` is the same organization drawn again, None if it cannot be."""
    gates = tuple(_gate(rule, seen, drawn) for rule in RULES)
    index = index_of(seen.means)
    if index is None:
        return Maturity(None, None, None, None, None, gates, (), False, {}, False)
    index_stage = int(stage_of_index(index)[0])
    stage = min(index_stage, int(gate_stage(seen)[0]))
    low, high, probability = _spread(drawn)
    return Maturity(
        index=float(index[0]),
        low=low,
        high=high,
        index_stage=index_stage,
        stage=stage,
        gates=gates,
        unmet_of_next=tuple(g.key for g in gates if g.for_stage == stage + 1 and g.status != "met"),
        lever_used="LEV" in seen.means,
        probability=probability,
        held_by_gates=index_stage > stage,
    )


def index_of(means: Mapping[str, Numbers]) -> Numbers | None:
    """.4 AE + .4 MO + .2 LEV, or half AE and half MO where LEV has no score; None without AE or MO."""
    if "AE" not in means or "MO" not in means:
        return None
    if "LEV" not in means:
        return 0.5 * means["AE"] + 0.5 * means["MO"]
    return 0.4 * means["AE"] + 0.4 * means["MO"] + 0.2 * means["LEV"]


def stage_of_index(index: Numbers) -> NDArray[np.intp]:
    """1–5 by the cut points."""
    stages: NDArray[np.intp] = np.digitize(on_the_border(index), list(CUTS.values())) + 1
    return stages


def gate_stage(seen: Picture) -> NDArray[np.intp]:
    """The highest stage up to which every gate holds, 1–5; what cannot be verified does not hold."""
    reached = np.ones(len(seen.means["AE"]), dtype=np.intp)
    climbing = np.ones(len(reached), dtype=np.bool_)
    for stage in CUTS:
        for rule in (rule for rule in RULES if rule.for_stage == stage):
            value = rule.look(seen)
            climbing = climbing & (rule.holds(value) if value is not None else np.False_)
        reached = np.where(climbing, stage, reached)
    return reached


def drawn_stages(drawn: Picture) -> NDArray[np.intp]:
    """Stage of every draw, shape (B,). Raises ValueError for a picture without an index."""
    index = index_of(drawn.means)
    if index is None:
        raise ValueError("a stage needs AE and MO")
    return np.asarray(np.minimum(stage_of_index(index), gate_stage(drawn)))


def seen_picture(
    scores: Mapping[str, ConstructScore],
    stages: Mapping[str, StageOwnership],
    *,
    pulse: Estimate | None,
    perception: float | None,
    facts: Facts,
) -> Picture:
    """The organization as its point estimates show it."""
    journey = [stage for key, stage in stages.items() if key != WHOLE and stage.shares]
    mo = scores.get("MO")
    units = [estimate.value for estimate in mo.units.values() if estimate is not None] if mo else []
    return Picture(
        means={
            key: np.array([s.organization.value]) for key, s in scores.items() if s.organization is not None
        },
        weakest=np.array([min(units)]) if units else None,
        owned=_one(sum(stage.state == "owned" and not stage.refused for stage in journey), journey),
        orphaned=_one(sum(stage.state == "orphaned" for stage in journey), journey),
        pulse=None if pulse is None else np.array([pulse.value]),
        perception=None if perception is None else np.array([perception]),
        facts=facts,
    )


def _gate(rule: Rule, seen: Picture, drawn: Picture | None) -> Gate:
    value = rule.look(seen)
    if value is None:
        return _gate_of(rule, value=None, status="unverified", certainty="unmet")
    met = bool(rule.holds(value)[0])
    again = None if drawn is None else rule.look(drawn)
    share = float(met) if again is None else float(np.mean(rule.holds(again)))
    certainty: Literal["met", "uncertain", "unmet"] = (
        "met" if share >= CERTAIN else "unmet" if share <= 1 - CERTAIN else "uncertain"
    )
    return _gate_of(rule, value=float(value[0]), status="met" if met else "unmet", certainty=certainty)


def _gate_of(
    rule: Rule,
    *,
    value: float | None,
    status: Literal["met", "unmet", "unverified"],
    certainty: Literal["met", "uncertain", "unmet"],
) -> Gate:
    return Gate(rule.key, rule.for_stage, rule.kind, rule.construct, value, rule.cut, status, certainty)


def _spread(drawn: Picture | None) -> tuple[float | None, float | None, dict[int, float]]:
    index = None if drawn is None else index_of(drawn.means)
    if drawn is None or index is None:
        return None, None, {}
    stages = drawn_stages(drawn)
    low, high = np.clip(np.percentile(index, [2.5, 97.5]), 0, 100)
    probability = {stage: float(np.mean(stages == stage)) for stage in range(1, 6)}
    return float(low), float(high), probability


def _one(count: int, journey: Sequence[StageOwnership]) -> Numbers | None:
    return np.array([float(count)]) if journey else None


def _size(values: Numbers | None) -> Numbers | None:
    return None if values is None else np.abs(values)
