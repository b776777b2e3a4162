"""Tests on the sponsor's sheet, on the chain of measures, and on access to customer data."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.composing.access import ORGANIZATION, shown, silo_percent
from reports.composing.sheet import line, stated
from reports.reading import Reading
from reports.triggers.hits import Hit, named
from reports.wording import in_percent, terms

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
        # Translators: a line of the sponsor's fact sheet and what was stated there.
        because=_("fact sheet: {line}, {stated}").format(
            line=line(reading, name), stated=stated(reading, name)
        ),
    )


def _kinds(value: object, *, reading: Reading) -> set[str]:
    """What a stated value counts as: itself, and a function named by its key is one function too."""
    names_a_function = isinstance(value, str) and value in reading.words.function_names
    return {str(value), "one_other_function"} if names_a_function else {str(value)}


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
        # Translators: {level} is a level of the organization: "Managers".
        because=_("fact sheet: the chain of customer measures breaks at “{level}”").format(level=level),
    )


@named
def cascade_apart(reading: Reading) -> Hit | None:
    """A chain of measures that is believed and not built, or built and not felt."""
    found = reading.published.cascade
    if found is None or found.reading not in ("believed_not_built", "built_not_felt"):
        return None
    apart = abs(found.difference or 0)
    return Hit(
        points=apart,
        about=("cascade",),
        because=_("the chain of customer measures as stated is not the one that people perceive"),
    )


@named
def own_team_only(reading: Reading, *, at_least: float) -> Hit | None:
    """At least this many percent of all see customer data of their own team at most."""
    found = shown(reading).get(ORGANIZATION)
    if found is None or silo_percent(found) < at_least:
        return None
    because = _("at least {share} see customer data of their own team only")
    share = in_percent(f"{at_least:g}")
    return Hit(points=silo_percent(found), about=("access",), because=because.format(share=share))


@named
def own_team_in_functions(reading: Reading, *, at_least: float) -> Hit | None:
    """Functions in which at least this many percent do."""
    shares = {key: silo_percent(found) for key, found in shown(reading).items() if key != ORGANIZATION}
    narrow = [key for key, share in shares.items() if share >= at_least]
    if not narrow:
        return None
    return Hit(
        points=max(shares[key] for key in narrow),
        about=("access",),
        because=_("at least {share} in {functions} see their own team's data only").format(
            share=in_percent(f"{at_least:g}"), functions=reading.words.functions(narrow)
        ),
        reach=len(narrow),
        functions=tuple(narrow),
    )
