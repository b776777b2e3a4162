"""How much of a customer people can see, function by function."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Align, Finding, Section, Spread, SpreadRow, Table
from reports.reading import Reading
from reports.wording import in_percent, join, percent, sentence, some, start, terms, whole_percent
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
        title=_("Who can see the customer"),
        note=_("Shares of one function are shown from ten answers on."),
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
        said = _("Shown of {functions} only; the others have too few answers.")
        return said.format(functions=reading.words.functions(groups))
    together = groups[ORGANIZATION]
    if is_found:
        said = _("{complete} have a complete view of a customer across the journey.")
    else:
        # Translators: {share} and {complete} are shares of the people who answered: "40%".
        said = _(
            "For {share}, every function shown weighing the same, what they see of a customer ends at their "
            "own team; {complete} have a complete view."
        )
    return said.format(share=in_percent(silo_percent(together)), complete=percent(together.shares[COMPLETE]))


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
    words, whole = reading.words, keys[0] == ORGANIZATION
    return Found(
        id=f"access:{ORGANIZATION if whole else '+'.join(keys)}",
        state="access",
        topic="access",
        order=Order.ACCESS,
        subject=_("Access to the customer view") if whole else join(words.label(key) for key in keys),
        sentence=_narrow_sentence(keys, reading=reading),
        evidence=sentence(clauses(_evidence(key, reading=reading) for key in keys[:4])),
        so_what=_("Where the view ends at the team, the customer tells the story again at the next one."),
        weight=float(silo_percent(reading.published.choices["ACC"][keys[0]])),
    )


def _narrow_sentence(keys: list[str], *, reading: Reading) -> str:
    """For how many the view ends at their own team: of all or of the first function; then who is like it."""
    first, *others = keys
    names = [reading.words.function(key) for key in others]
    return _ends_at_team(is_whole=first == ORGANIZATION, has_others=bool(others)).format(
        share=in_percent(silo_percent(reading.published.choices["ACC"][first])),
        function=reading.words.function(first),
        others=some(names),
    )


def _ends_at_team(*, is_whole: bool, has_others: bool) -> str:
    # Translators: {share} is a share of people, {function} and {others} name functions.
    if is_whole and has_others:
        return _(
            "For {share}, every function shown weighing the same, what they see of a customer ends at their "
            "own team; so it is for more than a third in {others}."
        )
    if is_whole:
        return _(
            "For {share}, every function shown weighing the same, what they see of a customer ends at their "
            "own team."
        )
    if has_others:
        return _(
            "For {share} in {function} what they see of a customer ends at their own team; so it is for more "
            "than a third in {others}."
        )
    return _("For {share} in {function} what they see of a customer ends at their own team.")


def _evidence(key: str, *, reading: Reading) -> str:
    found = reading.published.choices["ACC"][key]
    # Translators: shares of people: "Sales: 40% own team at most, 10% a complete view, 50+ answers".
    said = _("{function}: {share} own team at most, {complete} a complete view, {answers}")
    return said.format(
        function=_label(key, reading),
        share=in_percent(silo_percent(found)),
        complete=percent(found.shares[COMPLETE]),
        answers=reading.words.answers(found.n),
    )


def _label(key: str, reading: Reading) -> str:
    return _("All shown") if key == ORGANIZATION else reading.words.label(key)


# --- Picture and table ------------------------------------------------------------------------------


def _spread(reading: Reading, groups: dict[str, PublicChoices]) -> Spread:
    options = terms(reading.words.language)["access"]
    return Spread(
        options=tuple(start(str(label)) for label in options.values()),
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
        (key, start(str(label)), "right") for key, label in options.items()
    ]
    return table(
        "access",
        _(
            "Share of the people who chose each answer; in the row for all every function shown weighs the "
            "same."
        ),
        [
            ("unit", _("Function")),
            *shares,
            ("own", _("Own team at most"), "right"),
            ("n", _("Answers"), "right"),
        ],
        [
            [
                _label(key, reading),
                *(percent(found.shares[option]) for option in options),
                in_percent(silo_percent(found)),
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
    said = _("Not shown: {functions}, with fewer than ten answers, or all alike.")
    return (said.format(functions=names),)
