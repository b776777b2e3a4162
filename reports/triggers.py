"""The tests that the catalog of actions names: each looks at the published results and says what it found.

A test answers with a Hit, or None when it does not hold. A value that may not be shown never makes a test
hold: nothing is proposed on numbers a reader could not check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.reading import Reading

FACT_POINTS = 12.5
"""What a missing line of the fact sheet weighs: half a step of a five-point scale, no more."""


GATE_OF_FACT = {"cx_lead": "CX lead", "cx_budget": "CX budget", "cx_budget_owner": "CX budget"}


@dataclass(frozen=True)
class Hit:
    """What a test found.

    points     how far from where it should be, 0–100; the weight of the action grows with it.
    reach      how many stages, functions or statements it concerns.
    about      ids (or their beginnings) of the findings it belongs to.
    functions  functions it speaks of.  stages: journey stages it speaks of.
    because    the trigger in words, with its numbers.
    """

    points: float
    about: tuple[str, ...]
    because: str
    reach: int = 1
    functions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


Test = Callable[..., Hit | None]
TESTS: dict[str, Test] = {}


def test(function: Test) -> Test:
    TESTS[function.__name__] = function
    return function


def evaluate(when: Mapping[str, Any], *, reading: Reading) -> tuple[Hit, ...]:
    """The hits of a trigger; empty when it does not hold."""
    hits: list[Hit] = []
    for name, argument in when.items():
        found = _one(name, argument, reading=reading)
        if not found:
            return ()
        hits.extend(found)
    return tuple(hits)


def _one(name: str, argument: Any, *, reading: Reading) -> tuple[Hit, ...]:
    if name == "any":
        return tuple(hit for part in argument for hit in evaluate(part, reading=reading))
    if name == "all":
        found = [evaluate(part, reading=reading) for part in argument]
        return tuple(hit for hits in found for hit in hits) if all(found) else ()
    hit = TESTS[name](reading, **argument)
    return (hit,) if hit else ()


# --- Scores -----------------------------------------------------------------------------------------


@test
def score_below(reading: Reading, *, construct: str, cut: float) -> Hit | None:
    value = reading.value(construct)
    short = any(gate.cut == cut for gate in reading.gates_about(construct))
    if value is None or (value >= cut and not short):
        return None
    return Hit(
        points=max(0.0, reading.target(construct) - value),
        about=(f"unmet:{construct}", f"level:{construct}"),
        because=f"{reading.words.construct_label(construct)} below {cut:g}",
    )


@test
def score_at_least(reading: Reading, *, construct: str, cut: float) -> Hit | None:
    value = reading.value(construct)
    if value is None or value < cut:
        return None
    label = reading.words.construct_label(construct)
    return Hit(points=0, about=(), because=f"{label} at {cut:g} or more")


@test
def units_below(reading: Reading, *, construct: str, units: Sequence[str], cut: float) -> Hit | None:
    values = [reading.value(construct, unit) for unit in units]
    known = [value for value in values if value is not None and value < cut]
    if len(known) < len(units):
        return None
    return Hit(
        points=reading.target(construct) - min(known),
        about=(f"unmet:{construct}",),
        because=f"{reading.words.construct_label(construct)} below {cut:g} in {reading.words.functions(units)}",
        functions=tuple(units),
    )


@test
def clear_gap(reading: Reading, *, construct: str, unit: str, side: str) -> Hit | None:
    gap = reading.gap(construct, unit)
    if gap is None or gap.state != "clear" or (gap.points > 0) != (side == "above"):
        return None
    words = reading.words
    return Hit(
        points=abs(gap.points),
        about=(f"gap:{unit}",),
        because=f"{words.label(unit)} clearly {side} the others on {words.construct_label(construct)}",
        functions=(unit,),
        reach=2,
    )


@test
def level_gap(reading: Reading, *, construct: str) -> Hit | None:
    gap = next((gap for gap in reading.clear_level_gaps() if gap.construct == construct), None)
    if gap is None:
        return None
    label = reading.words.construct_label(construct)
    return Hit(points=abs(gap.points), about=("level",), because=f"clear gap to the front line on {label}")


@test
def readiness_gap(reading: Reading, *, points: float) -> Hit | None:
    head, feet = reading.value("HEAD"), reading.value("FEET")
    if head is None or feet is None or head - feet < points:
        return None
    return Hit(
        points=75.0 - feet if feet < 75 else float(head - feet),
        about=("readiness",),
        because=f"Head at least {points:g} points above Feet",
    )


@test
def visibility(reading: Reading, *, units: Sequence[str]) -> Hit | None:
    blind = [gap for gap in reading.published.visibility if gap.unit in units]
    if not blind:
        return None
    functions = tuple(dict.fromkeys(gap.unit for gap in blind))
    return Hit(
        points=40,
        about=tuple(f"visibility:{unit}" for unit in functions),
        because=f"{reading.words.functions(functions)} often cannot tell",
        reach=len(functions),
        functions=functions,
    )


@test
def stage_at_least(reading: Reading, *, stage: int) -> Hit | None:
    if (reading.stage or 0) < stage:
        return None
    return Hit(points=0, about=(), because=f"Stage {stage} or higher")


# --- Ownership --------------------------------------------------------------------------------------


@test
def flag(reading: Reading, *, kind: str, function: str | None = None) -> Hit | None:
    found = {key: stages for key, stages in reading.flagged(kind).items() if function in (None, key)}
    if not found:
        return None
    stages = tuple(dict.fromkeys(stage.stage for each in found.values() for stage in each))
    return Hit(
        points=_ownership_points(reading),
        about=tuple(f"{kind}:{key}" for key in found),
        because=f"{reading.words.functions(found)}: {reading.words.flag(kind)} ({reading.words.stages(stages)})",
        reach=len(stages),
        functions=tuple(found),
        stages=stages,
    )


@test
def stage_state(
    reading: Reading, *, state: str, stages: Sequence[str] = (), among: Sequence[str] = ()
) -> Hit | None:
    found = [stage for stage in reading.stages_in(state) if not stages or stage.stage in stages]
    if among:
        found = [stage for stage in found if {stage.top, stage.second} <= set(among)]
    if not found:
        return None
    keys = tuple(stage.stage for stage in found)
    return Hit(
        points=_ownership_points(reading),
        about=(state,),
        because=f"{reading.words.state(state)}: {reading.words.stages(keys)}",
        reach=len(keys),
        stages=keys,
    )


@test
def whole_unowned(reading: Reading) -> Hit | None:
    if reading.whole is None or reading.whole.state == "owned":
        return None
    return Hit(
        points=_ownership_points(reading),
        about=("whole",),
        because=f"the whole experience is {reading.words.state(reading.whole.state)}",
    )


def _ownership_points(reading: Reading) -> float:
    """How far accepted ownership is from three quarters of the journey, 0–75."""
    index = reading.published.ownership_index
    return 0.0 if index is None else max(0.0, 75.0 - index)


# --- Customers and the clock ------------------------------------------------------------------------


@test
def pulse_below(reading: Reading, *, statement: str, cut: float) -> Hit | None:
    row = reading.mirror_row(statement)
    if row is None or row.customers.value >= cut:
        return None
    return Hit(
        points=75.0 - row.customers.value,
        about=("mirror",),
        because=f"customers: “{reading.words.statement(statement)}” below {cut:g}",
    )


@test
def mirror_gap(reading: Reading, *, statement: str) -> Hit | None:
    row = reading.mirror_row(statement)
    if row is None or row.state != "clear" or row.points <= 0:
        return None
    return Hit(
        points=75.0 - min(75, row.customers.value),
        about=("mirror",),
        because=f"customers clearly below staff's picture: “{reading.words.statement(statement)}”",
    )


@test
def clock_short(reading: Reading, *, touchpoint: str, points: float) -> Hit | None:
    gap = getattr(reading.published.clock, touchpoint)
    if gap is None or gap.state != "clear" or -gap.points < points:
        return None
    return Hit(
        points=-gap.points,
        about=(f"clock:{touchpoint}",),
        because=f"{reading.words.touchpoint(touchpoint)} at least {points:g} points short of the target",
    )


@test
def clock_difference(reading: Reading, *, points: float) -> Hit | None:
    entries = reading.published.clock.entries
    campaign, physical = entries.get("campaign_actual"), entries.get("physical_actual")
    if campaign is None or physical is None:
        return None
    apart = round(100 * (campaign.share - physical.share))
    if apart < points:
        return None
    return Hit(
        points=apart, about=("clock:physical",), because="messages change fast, products and processes slowly"
    )


# --- The sponsor's fact sheet, access and roles -----------------------------------------------------


@test
def fact(reading: Reading, *, name: str, values: Sequence[str]) -> Hit | None:
    if name not in reading.facts or str(reading.facts[name]) not in values:
        return None
    return Hit(
        points=FACT_POINTS,
        about=(f"unmet:{GATE_OF_FACT.get(name, name)}",),
        because=f"fact sheet: {name.replace('_', ' ')} is “{str(reading.facts[name]).replace('_', ' ')}”",
    )


@test
def fact_at_least(reading: Reading, *, name: str, value: float) -> Hit | None:
    found = reading.facts.get(name)
    if not isinstance(found, int | float) or isinstance(found, bool) or found < value:
        return None
    return Hit(points=FACT_POINTS, about=(), because=f"fact sheet: {name.replace('_', ' ')} at {found:g}")


@test
def cascade_break(reading: Reading) -> Hit | None:
    """The first level below a measured one that is shown no customer measure."""
    grid = reading.facts.get("metrics_cascade")
    if not isinstance(grid, Mapping):
        return None
    levels = list(grid.items())
    for (_, above), (name, below) in zip(levels, levels[1:], strict=False):
        if above >= 1 > below:
            return Hit(
                points=FACT_POINTS,
                about=("unmet:METR",),
                because=f"fact sheet: the chain of customer measures ends above {name.replace('_', ' ')}",
            )
    return None


@test
def answers_share(reading: Reading, *, column: str, options: Sequence[str], at_least: float) -> Hit | None:
    """At least this many percent of all people chose one of these options."""
    found = _choices(reading, column).get("organization")
    if found is None:
        return None
    together = round(100 * sum(found.shares.get(option, 0.0) for option in options))
    if together < at_least:
        return None
    return Hit(
        points=together, about=(), because=f"at least {at_least:g}% see customer data of their own team only"
    )


@test
def role_misfit(reading: Reading, *, units: Sequence[str], expected: str, below: float) -> Hit | None:
    """Units of which few say that their function contributes what is expected of it."""
    picks = _choices(reading, "ECO")
    found = [unit for unit in units if unit in picks and 100 * picks[unit].shares.get(expected, 0.0) < below]
    if not found:
        return None
    functions = reading.words.functions(found)
    return Hit(
        points=FACT_POINTS,
        about=(),
        because=f"fewer than {below:g}% in {functions} say that they supply facts",
        functions=tuple(found),
    )


def _choices(reading: Reading, column: str) -> Mapping[str, Any]:
    """Shares of the options of a single-choice question, where they were published."""
    found: Mapping[str, Any] = getattr(reading.published, "choices", {}).get(column, {})
    return found
