"""Figures from published research, for orientation beside our own: dated, sourced, never a badge or a test.

Populations differ from ours, samples are seldom known, and several figures are worded differently from source
to source. On a page they are printed only where a number of ours may stand beside them; the method page lists
them all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from reports.composing.sheet import NOT_STATED, stated
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading, estimate_text
from reports.wording import DASH, join, percent, sentence

RESEARCH = Path(__file__).parents[1] / "research.yaml"
ORGANIZATION = "organization"
UNSTATED = "sample size not stated in our source"


class Figure(BaseModel):
    """A published figure and what to hold beside it; fields as research.yaml explains them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    source: str
    value: str
    who: str
    what: str
    caution: str
    year: int | None = None
    sample: str = ""
    page: str = ""
    market: str = ""
    ours: dict[str, dict[str, Any]] = Field(default_factory=dict)

    def beside(self, reading: Reading) -> str:
        """What this report can hold beside the figure, in words; empty where nothing may be shown."""
        for name, arguments in self.ours.items():
            return COMPARISONS[name](reading, **arguments)
        return ""

    @property
    def said_of_sample(self) -> str:
        return self.sample or UNSTATED


@functools.cache
def figures() -> tuple[Figure, ...]:
    """Every published figure, in the order of its number; ValueError for one that names an unknown source."""
    loaded: dict[str, Any] = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))
    sources = loaded["sources"]
    return tuple(Figure(**entry | {"source": sources[entry["source"]]}) for entry in loaded["figures"])


# --- Comparisons: each gives words, or nothing where no number may be shown ---------------------------


def names_itself(reading: Reading, *, functions: Sequence[str]) -> str:
    """How many of a function's people name it for the whole experience."""
    naming = reading.whole.self_naming if reading.whole else {}
    own = {key: naming[key].own for key in functions if key in naming}
    if len(own) < len(functions) or None in own.values():
        return ""
    words = reading.words
    shares = join(f"{percent(share)} of all in {words.function(key)}" for key, share in own.items())
    whom = f"{words.function(functions[0])}" if len(functions) == 1 else "their own function"
    return f"{shares} name {whom} for the whole experience"


def within(reading: Reading, *, entry: str, what: str) -> str:
    found = reading.published.clock.entries.get(entry)
    return f"{percent(found.share)} of all functions say {what}" if found else ""


def chose(reading: Reading, *, column: str, unit: str, options: Sequence[str], what: str) -> str:
    """The share of a function's people (or of all) who chose one of these options."""
    found = reading.published.choices.get(column, {}).get(unit)
    if found is None:
        return ""
    who = "all" if unit == ORGANIZATION else f"all in {reading.words.function(unit)}"
    return f"{percent(sum(found.shares[option] for option in options))} of {who} {what}"


def chose_each(
    reading: Reading, *, column: str, units: Sequence[str], options: Sequence[str], what: str
) -> str:
    """The same of several functions, side by side."""
    groups = reading.published.choices.get(column, {})
    if any(unit not in groups for unit in units):
        return ""
    shares = {unit: sum(groups[unit].shares[option] for option in options) for unit in units}
    each = join(f"{percent(share)} in {reading.words.function(unit)}" for unit, share in shares.items())
    return f"{each} {what}"


def scored(reading: Reading, *, construct: str, unit: str) -> str:
    found = reading.estimate(construct, unit)
    if found is None:
        return ""
    words = reading.words
    return f"{words.construct(construct)} stands at {estimate_text(found)} of 100 in {words.function(unit)}"


def customers(reading: Reading, *, statements: Sequence[str]) -> str:
    """What customers say of these statements, as scores."""
    rows = [row for key in statements if (row := reading.mirror_row(key)) is not None]
    if len(rows) < len(statements):
        return ""
    said = join(f"“{reading.words.statement(row.key)}” at {estimate_text(row.customers)}" for row in rows)
    return f"customers put {said} of 100"


def budget(reading: Reading) -> str:
    found = reading.facts.get("cx_budget")
    if found is None:
        return ""
    return "there is a dedicated budget" if found == "dedicated" else "there is no dedicated budget"


def on_the_sheet(reading: Reading, *, line: str) -> str:
    """What the sponsor stated of a budget that there is."""
    said = stated(reading, line)
    return "" if reading.facts.get("cx_budget") != "dedicated" or said == NOT_STATED else f"stated: {said}"


Comparison = Callable[..., str]
COMPARISONS: Mapping[str, Comparison] = {
    "names_itself": names_itself,
    "within": within,
    "chose": chose,
    "chose_each": chose_each,
    "scored": scored,
    "customers": customers,
    "budget": budget,
    "stated": on_the_sheet,
}


# --- On a page, and all of them ---------------------------------------------------------------------


def figures_for(page: str, *, reading: Reading) -> Iterator[tuple[Figure, str]]:
    """The figures of a page that have something publishable beside them."""
    for figure in figures():
        if figure.page == page and figure.market in ("", reading.market) and (ours := figure.beside(reading)):
            yield figure, ours


def research(page: str, *, reading: Reading) -> tuple[Section, ...]:
    """The section of a page on published research; none where nothing of ours may stand beside it."""
    found = list(figures_for(page, reading=reading))
    if not found or reading.says_nothing:
        return ()
    return (
        Section(
            key="research",
            title="For orientation",
            note="Published research beside our own numbers: another population, another question, no test.",
            table=table(
                "research",
                "Published figures and what stands beside them here.",
                (
                    ("value", "Published"),
                    ("who", "Of whom, what"),
                    ("source", "Source"),
                    ("ours", "Here"),
                    ("caution", "Caution"),
                ),
                [
                    (
                        each.value,
                        f"{each.who}: {each.what}",
                        f"{each.source}; {each.said_of_sample}",
                        ours,
                        each.caution,
                    )
                    for each, ours in found
                ],
            ),
            paragraphs=tuple(_sentence(each, ours) for each, ours in found),
        ),
    )


def _sentence(figure: Figure, ours: str) -> str:
    return sentence(
        f"for orientation: in a {figure.year} survey, {figure.value} {figure.who} {figure.what} "
        f"({figure.said_of_sample}); here {ours}"
    )


def every_figure(reading: Reading) -> list[tuple[str, ...]]:
    """All figures as rows: number, figure, whom and what, source with year and sample, ours, caution."""
    return [
        (
            str(each.number),
            each.value,
            f"{each.who}: {each.what}",
            f"{each.source}; {each.said_of_sample if each.year else 'not dated'}",
            _here(each, reading),
            each.caution,
        )
        for each in figures()
    ]


def _here(figure: Figure, reading: Reading) -> str:
    fits = figure.market in ("", reading.market)
    return (figure.beside(reading) if fits and not reading.says_nothing else "") or DASH
