"""How much of a customer people can see, function by function."""

from __future__ import annotations

from collections.abc import Iterator

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import Align, Finding, Section, Spread, SpreadRow, Table
from reports.reading import Reading
from reports.wording import join, percent, sentence, some, terms, whole_percent
from scoring.published import PublicChoices

ORGANIZATION = "organization"
SILO = ("1", "2")
"""Answers that end at one's own team: own notes only, own team's data."""

COMPLETE = "5"
SILO_PERCENT = 35
"""From this share on it is worth saying that what people see of a customer ends at their own team."""


def access_section(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> Section | None:
    """None where no ten people of a function could tell, or all of them answered alike."""
    groups = shown(reading)
    if not groups:
        return None
    return Section(
        key="access",
        title="Who can see the customer",
        note="Shares of one function are shown from ten answers on.",
        lede=access_sentence(reading, is_found=bool(findings)),
        findings=findings,
        figure=_spread(reading, groups),
        table=_table(reading, groups),
        paragraphs=_left_out(reading, groups),
    )


def shown(reading: Reading) -> dict[str, PublicChoices]:
    """Answers by function, those of all first where the functions shown are half of the units or more."""
    groups = reading.published.choices.get("ACC", {})
    functions = {key: found for key, found in groups.items() if key != ORGANIZATION}
    if ORGANIZATION in groups and len(functions) * 2 >= len(reading.published.units):
        return {ORGANIZATION: groups[ORGANIZATION]} | functions
    return functions


def silo_percent(found: PublicChoices) -> int:
    """Whole percent of those for whom the view of a customer ends at their own team."""
    return whole_percent(sum(found.shares[key] for key in SILO))


def access_sentence(reading: Reading, *, is_found: bool) -> str:
    """Who has a complete view; whose view ends at the team as well, unless a finding says it."""
    groups = shown(reading)
    if ORGANIZATION not in groups:
        return f"Shown of {reading.words.functions(groups)} only; the others have too few answers."
    together = groups[ORGANIZATION]
    complete = f"{percent(together.shares[COMPLETE])} have a complete view"
    if is_found:
        return sentence(f"{complete} of a customer across the journey")
    return sentence(
        f"for {silo_percent(together)}%, every function shown weighing the same, what they see of a customer "
        f"ends at their own team; {complete}"
    )


# --- Finding ----------------------------------------------------------------------------------------


def access_findings(reading: Reading) -> Iterator[Found]:
    """One finding: of the organization if a third and more see no further, else of the functions that do."""
    groups = shown(reading)
    alone = {unit.key for unit in reading.published.units if not unit.pooled}
    narrow = [key for key, found in groups.items() if silo_percent(found) >= SILO_PERCENT]
    functions = sorted(alone.intersection(narrow), key=lambda key: (-silo_percent(groups[key]), key))
    if ORGANIZATION in narrow:
        yield _narrow([ORGANIZATION, *functions], reading=reading)
    elif functions:
        yield _narrow(functions, reading=reading)


def _narrow(keys: list[str], *, reading: Reading) -> Found:
    """`keys`, the organization first if it is among them, then functions, the narrowest view first."""
    groups, words = reading.published.choices["ACC"], reading.words
    names = [words.function(key) for key in keys if key != ORGANIZATION]
    whole = keys[0] == ORGANIZATION
    share = silo_percent(groups[keys[0]])
    who = ", every function shown weighing the same," if whole else f" in {names[0]}"
    others = names if whole else names[1:]
    more = f"; so it is for more than a third in {some(others)}" if others else ""
    return Found(
        id=f"access:{ORGANIZATION if whole else '+'.join(keys)}",
        state="access",
        topic="access",
        order=Order.ACCESS,
        subject="Access to the customer view" if whole else join(words.label(key) for key in keys),
        sentence=sentence(f"for {share}%{who} what they see of a customer ends at their own team{more}"),
        evidence=sentence("; ".join(_evidence(key, reading=reading) for key in keys[:4])),
        so_what="Where the view ends at the team, the customer tells the story again at the next one.",
        weight=float(share),
    )


def _evidence(key: str, *, reading: Reading) -> str:
    found = reading.published.choices["ACC"][key]
    return (
        f"{_label(key, reading)}: {silo_percent(found)}% own team at most, "
        f"{percent(found.shares[COMPLETE])} a complete view, {reading.words.answers(found.n)}"
    )


def _label(key: str, reading: Reading) -> str:
    return "All shown" if key == ORGANIZATION else reading.words.label(key)


# --- Picture and table ------------------------------------------------------------------------------


def _spread(reading: Reading, groups: dict[str, PublicChoices]) -> Spread:
    options = terms(reading.words.language)["access"]
    return Spread(
        options=tuple(str(label).capitalize() for label in options.values()),
        rows=tuple(
            SpreadRow(
                label=_label(key, reading),
                n_band=found.n,
                shares=tuple(whole_percent(found.shares[option]) for option in options),
            )
            for key, found in groups.items()
        ),
    )


def _table(reading: Reading, groups: dict[str, PublicChoices]) -> Table:
    options = terms(reading.words.language)["access"]
    shares: list[tuple[str, str, Align]] = [
        (key, str(label).capitalize(), "right") for key, label in options.items()
    ]
    return table(
        "access",
        "Share of the people who chose each answer; in the row for all every function shown weighs the same.",
        [
            ("unit", "Function"),
            *shares,
            ("own", "Own team at most", "right"),
            ("n", "Answers", "right"),
        ],
        [
            [
                _label(key, reading),
                *(percent(found.shares[option]) for option in options),
                f"{silo_percent(found)}%",
                found.n,
            ]
            for key, found in groups.items()
        ],
    )


def _left_out(reading: Reading, groups: dict[str, PublicChoices]) -> tuple[str, ...]:
    """The functions that have no band of their own, and why."""
    hidden = [unit.key for unit in reading.published.units if unit.key not in groups]
    if not hidden:
        return ()
    names = reading.words.functions(hidden)
    return (sentence(f"not shown: {names}, with fewer than ten answers, or all alike"),)
