"""Tests on the sponsor's fact sheet, on access to customer data and on the parts functions play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.composing.sheet import line, stated
from reports.reading import Reading
from reports.triggers.hits import Hit, named
from reports.wording import terms
from scoring.published import PublicChoices

FACT_POINTS = 12.5
"""What a missing line of the fact sheet weighs: half a step of a five-point scale, no more."""

GATE_OF_FACT = {"cx_lead": "CX lead", "cx_budget": "CX budget", "cx_budget_owner": "CX budget"}


@named
def fact(reading: Reading, *, name: str, values: Sequence[str]) -> Hit | None:
    if name not in reading.facts or _kinds(reading.facts[name], reading=reading).isdisjoint(values):
        return None
    return Hit(
        points=FACT_POINTS,
        about=(f"unmet:{GATE_OF_FACT.get(name, name)}",),
        because=f"fact sheet: {line(reading, name)}, {stated(reading, name)}",
    )


def _kinds(value: object, *, reading: Reading) -> set[str]:
    """What a stated value counts as: itself, and a function named by its key is one function too."""
    names_a_function = isinstance(value, str) and value in reading.words.function_names
    return {str(value), "one_other_function"} if names_a_function else {str(value)}


@named
def fact_at_least(reading: Reading, *, name: str, value: float) -> Hit | None:
    found = reading.facts.get(name)
    if not isinstance(found, int | float) or isinstance(found, bool) or found < value:
        return None
    return Hit(points=FACT_POINTS, about=(), because=f"fact sheet: {line(reading, name)}, {found:g}")


@named
def cascade_break(reading: Reading) -> Hit | None:
    """The first level below a measured one that is shown no customer measure."""
    found = reading.published.cascade
    if found is None or found.break_level is None:
        return None
    level = terms(reading.words.language)["cascade_levels"][found.break_level]
    return Hit(
        points=FACT_POINTS,
        about=("cascade", "unmet:METR"),
        because=f"fact sheet: the chain of customer measures breaks at “{level}”",
    )


@named
def answers_share(reading: Reading, *, column: str, options: Sequence[str], at_least: float) -> Hit | None:
    """At least this many percent of all people chose one of these options."""
    found = _choices(reading, column).get("organization")
    if found is None:
        return None
    together = round(100 * sum(found.shares.get(option, 0.0) for option in options))
    if together < at_least:
        return None
    because = f"at least {at_least:g}% see customer data of their own team only"
    return Hit(points=together, about=(), because=because)


@named
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


def _choices(reading: Reading, column: str) -> Mapping[str, PublicChoices]:
    """Shares of the options of a single-choice question, where they were published."""
    return reading.published.choices.get(column, {})
