"""What the sponsor stated on the fact sheet: printed as stated, apart from what people answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import number, sentence, terms

BELIEVED_POINTS = 20
"""From this distance on between the perceived and the stated chain of measures one of them is called out."""


def sheet_sections(reading: Reading) -> tuple[Section, ...]:
    """The sponsor's statements and the chain of measures; nothing where no sheet was filled in."""
    found = (_statements(reading), _cascade(reading))
    return tuple(section for section in found if section)


def _statements(reading: Reading) -> Section | None:
    known = terms(reading.words.language)["facts"]
    rows = [(line(reading, key), stated(reading, key)) for key in reading.facts if key in known]
    if not rows:
        return None
    return Section(
        key="sheet",
        title="What the sponsor stated",
        note="One person's statements, not answers.",
        table=table(
            "sheet", "Structure and budget, as stated.", (("line", "Line"), ("stated", "Stated")), rows
        ),
    )


def line(reading: Reading, key: str) -> str:
    """The label of a line of the sheet."""
    known: Mapping[str, Any] = terms(reading.words.language)["facts"].get(key, {})
    return str(known.get("label", key.replace("_", " ").capitalize()))


def stated(reading: Reading, key: str) -> str:
    """What the sponsor put on a line, in words."""
    value = reading.facts[key]
    if isinstance(value, bool):
        return "yes" if value else "no"
    known: Mapping[str, Any] = terms(reading.words.language)["facts"].get(key, {})
    if value not in known and value in reading.words.function_names:
        return reading.words.function(value)
    return str(known.get(value, str(value).replace("_", " ")))


def cascade(reading: Reading) -> dict[str, int]:
    """Level → 0 none, 1 shown, 2 with target and consequence, from the top; empty when not stated."""
    grid = reading.facts.get("metrics_cascade")
    if not isinstance(grid, Mapping):
        return {}
    levels = terms(reading.words.language)["cascade_levels"]
    return {level: int(grid[level]) for level in levels if grid.get(level) in (0, 1, 2)}


def _cascade(reading: Reading) -> Section | None:
    grid = cascade(reading)
    levels, values = (terms(reading.words.language)[key] for key in ("cascade_levels", "cascade_values"))
    if len(grid) < len(levels):
        return None
    rows = [(levels[level], values[value]) for level, value in grid.items()]
    return Section(
        key="cascade",
        title="The chain of measures",
        note="From the chief executive to the front line, as the sponsor stated it.",
        lede=_cascade_sentence(reading, built=10 * sum(grid.values())),
        table=table(
            "cascade",
            "What customer measure each level answers for, and how the whole compares with what is felt.",
            (("level", "Level"), ("measure", "Measure")),
            [*rows, *_compared(reading, built=10 * sum(grid.values()))],
        ),
    )


def _compared(reading: Reading, *, built: int) -> list[tuple[str, str]]:
    perceived = reading.value("METR")
    rows = [("The chain as stated, 0 to 100", str(built))]
    return rows if perceived is None else [*rows, ("The chain as perceived, 0 to 100", number(perceived))]


def _cascade_sentence(reading: Reading, *, built: int) -> str:
    """Whether the chain is believed and not built, built and not felt, or much as stated."""
    perceived = reading.value("METR")
    if perceived is None:
        return ""
    numbers = f"stated at {built} of 100, perceived at {number(perceived)}"
    if perceived - built >= BELIEVED_POINTS:
        return sentence(f"believed, not built: the chain of customer measures is {numbers}")
    if built - perceived >= BELIEVED_POINTS:
        return sentence(f"built, not felt: the chain of customer measures is {numbers}")
    return sentence(f"the chain of customer measures is {numbers}")
