"""Figures from published research, for orientation beside our own: dated, sourced, never a badge or a test.

No source states a sample size, populations differ from ours, and several figures are worded differently from
source to source. They are printed only where the figure to hold beside them may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.composing.parts import ORGANIZATION
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import percent, sentence

CMO_CX = "CMO Council, “Customer Experience Dynamics”, 2017"
CMO_SPEED = "CMO Council, “Responsiveness Requirement”, 2017"
LEAPFROG = "Leapfrog, “CMO Digital Benchmarking Study”, 2017"
UNSTATED = "sample size not stated in our source"

Ours = Callable[[Reading], str | None]


@dataclass(frozen=True)
class Figure:
    """A published figure and what to hold beside it.

    who, what  population and statement, as a sentence needs them: "marketers" "said that …".
    ours       the comparable text of this report, or None where it may not be shown.
    caution    what keeps the two from being compared strictly.
    """

    page: str
    source: str
    value: str
    who: str
    what: str
    ours: Ours
    caution: str


def _names_itself(function: str) -> Ours:
    def ours(reading: Reading) -> str | None:
        naming = reading.whole.self_naming.get(function) if reading.whole else None
        if naming is None or naming.own is None:
            return None
        name = reading.words.function(function)
        return f"{percent(naming.own)} of all in {name} name {name} for the whole experience"

    return ours


def _within_fourteen_days(entry: str, what: str) -> Ours:
    def ours(reading: Reading) -> str | None:
        found = reading.published.clock.entries.get(entry)
        return f"{percent(found.share)} of all functions say {what}" if found else None

    return ours


def _chose(column: str, unit: str, options: tuple[str, ...], what: str) -> Ours:
    """The share of a function's people (or of all) who chose one of these options."""

    def ours(reading: Reading) -> str | None:
        found = reading.published.choices.get(column, {}).get(unit)
        if found is None:
            return None
        who = "all" if unit == ORGANIZATION else f"all in {reading.words.function(unit)}"
        return f"{percent(sum(found.shares[option] for option in options))} of {who} {what}"

    return ours


def _budget(reading: Reading) -> str | None:
    budget = reading.facts.get("cx_budget")
    if budget is None:
        return None
    return "there is a dedicated budget" if budget == "dedicated" else "there is no dedicated budget"


def _market(market: str, value: str) -> Figure:
    return Figure(
        page="structure",
        source=LEAPFROG,
        value=value,
        who=f"of companies that sell to {'consumers' if market == 'b2c' else 'businesses'}",
        what="had a dedicated budget for customer experience",
        ours=_budget,
        caution="a fraction in words, not a percentage",
    )


BY_MARKET = {"b2c": _market("b2c", "half"), "b2b": _market("b2b", "a third")}

LEADERS_ONLY = "leaders there, all levels here; sources word the same number in three ways"
MARKETERS_ONLY = "marketers there, all functions here"

FIGURES = (
    Figure(
        page="ownership",
        source=CMO_CX,
        value="7%",
        who="of sales leaders",
        what="saw customer experience as theirs to own",
        ours=_names_itself("sales"),
        caution=LEADERS_ONLY,
    ),
    Figure(
        page="ownership",
        source=CMO_CX,
        value="9%",
        who="of marketing leaders",
        what="saw customer experience as theirs to own",
        ours=_names_itself("marketing"),
        caution=LEADERS_ONLY,
    ),
    Figure(
        page="orientation",
        source=CMO_CX,
        value="40%",
        who="of marketers",
        what="saw marketing as the main decision maker on customer experience",
        ours=_chose("ECO", "marketing", ("decide",), "say that their function decides the direction"),
        caution="deciding on strategy is not accountability",
    ),
    Figure(
        page="orientation",
        source=CMO_CX,
        value="fewer than one in four",
        who="sales executives",
        what="had total access to a full view of the customer",
        ours=_chose("ACC", "sales", ("5",), "say that they have a complete view"),
        caution="executives there, all levels here",
    ),
    Figure(
        page="orientation",
        source=CMO_CX,
        value="39%",
        who="of marketers",
        what="had total access to a full view of the customer",
        ours=_chose("ACC", "marketing", ("5",), "say that they have a complete view"),
        caution="leaders there, all levels here",
    ),
    Figure(
        page="orientation",
        source=CMO_CX,
        value="one in eight",
        who="sales and marketing leaders",
        what="called the connected experience exceptional",
        ours=_chose("OUT", ORGANIZATION, ("5",), "call it exceptional"),
        caution="sales and marketing there, all functions here",
    ),
    Figure(
        page="clock",
        source=CMO_SPEED,
        value="43%",
        who="of marketers",
        what="said that their campaigns react within a day",
        ours=_chose("CLK1", ORGANIZATION, ("24h",), "say that it takes a day"),
        caution=MARKETERS_ONLY,
    ),
    Figure(
        page="clock",
        source=CMO_SPEED,
        value="20%",
        who="of marketers",
        what="aimed to change physical touchpoints within a day",
        ours=_chose("CLK4", ORGANIZATION, ("24h",), "say that it should take a day"),
        caution=MARKETERS_ONLY,
    ),
    Figure(
        page="clock",
        source=CMO_SPEED,
        value="78%",
        who="of marketers",
        what="said that their campaigns react in less than two weeks",
        ours=_within_fourteen_days("campaign_actual", "that it takes fourteen days or less"),
        caution=MARKETERS_ONLY,
    ),
    Figure(
        page="clock",
        source=CMO_SPEED,
        value="53%",
        who="of marketers",
        what="aimed to change physical touchpoints in less than fourteen days",
        ours=_within_fourteen_days("physical_target", "that it should take fourteen days or less"),
        caution=MARKETERS_ONLY,
    ),
)


def figures_for(page: str, *, reading: Reading) -> Iterator[tuple[Figure, str]]:
    """The figures of a page that have something publishable beside them."""
    market = BY_MARKET.get(reading.market)
    for figure in (*FIGURES, *([market] if market else [])):
        ours = figure.ours(reading) if figure.page == page else None
        if ours:
            yield figure, ours


def research(page: str, *, reading: Reading) -> tuple[Section, ...]:
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
                    (each.value, f"{each.who}: {each.what}", f"{each.source}; {UNSTATED}", ours, each.caution)
                    for each, ours in found
                ],
            ),
            paragraphs=tuple(_sentence(each, ours) for each, ours in found),
        ),
    )


def _sentence(figure: Figure, ours: str) -> str:
    return sentence(
        f"for orientation: in a 2017 survey, {figure.value} {figure.who} {figure.what} ({UNSTATED}); here "
        f"{ours}"
    )
